//! What goes by the name of something that a batch renamed: objects carried verbatim, options of tables, and
//! expressions that mention types or tables. (Expressions that mention fields are in [`super::mentions`].)
//!
//! It is done once for the whole batch, against the names before it, so that names may swap.

use super::batch::Batch;
use super::enum_of;
use crate::design::{
    ConstraintKind, Design, DesignObject, Element, ElementKind, Field, PartTarget, SqlExpression, Table,
};
use crate::dialect::{Dialect, postgres};
use crate::ids::{EnumId, TableId};
use crate::mentions::{Catalog, renamed};
use std::collections::HashSet;
use std::sync::Arc;

/// Gives everything that mentions a renamed element its new name.
pub(super) fn settle(batch: &mut Batch<'_>) {
    if batch.is_restoring() {
        return;
    }
    let old = old_names(batch);
    if old.is_empty() {
        return;
    }
    follow_objects(batch, &old);
    follow_options(batch, &old);
    follow_expressions(batch, &old);
}

/// The names that something went by and no longer does, in lower case.
fn old_names(batch: &Batch<'_>) -> Vec<String> {
    let (before, after) = (batch.original, &batch.design);
    let mut names = HashSet::new();
    for at in batch.touched() {
        match (before.get(*at), after.get(*at)) {
            (Some(Element::Table(b)), Some(Element::Table(a)))
                if b.table_name != a.table_name || b.namespace != a.namespace =>
            {
                names.insert(b.table_name.clone());
                names.extend(sequences(before, &b));
            }
            (Some(Element::Field(b)), Some(Element::Field(a))) if b.field_name != a.field_name => {
                names.insert(b.field_name.clone());
            }
            (Some(Element::Enum(b)), Some(Element::Enum(a))) => {
                if b.name != a.name || b.namespace != a.namespace {
                    names.insert(b.name.clone());
                }
                let ids = b.values.iter().zip(b.ids());
                names.extend(
                    ids.filter(|(v, id)| a.value(*id).is_some_and(|new| new != *v))
                        .map(|(v, _)| v.clone()),
                );
            }
            (Some(Element::Constraint(b)), Some(Element::Constraint(a))) if b.name != a.name => {
                names.extend(b.name.clone());
            }
            (Some(Element::Index(b)), Some(Element::Index(a))) if b.name != a.name => {
                names.insert(b.name.clone());
            }
            _ => {}
        }
    }
    names
        .into_iter()
        .map(|name| name.to_lowercase())
        .filter(|n| !n.is_empty())
        .collect()
}

/// The names of the sequences that number fields of the table.
fn sequences(design: &Design, table: &Table) -> Vec<String> {
    let numbered = design.fields_of(table.id).filter(|f| f.identity.is_some());
    numbered
        .map(|f| postgres::implied_names::join(&[&table.table_name, &f.field_name], "seq"))
        .collect()
}

fn says(sql: &str, names: &[String]) -> bool {
    let sql = sql.to_lowercase();
    names.iter().any(|name| sql.contains(name.as_str()))
}

fn follow_objects(batch: &mut Batch<'_>, old: &[String]) {
    let mut follow = Vec::new();
    for dialect in Dialect::ALL {
        let mut catalog = None;
        for object in batch
            .design
            .objects()
            .filter(|o| o.dialect == dialect && says(&o.sql, old))
        {
            let sql = match batch.written.get(&object.id) {
                Some(before) => {
                    let found = Catalog::new(before, dialect).of_object(object);
                    renamed(&object.sql, &found, before, &batch.design, dialect)
                }
                None => {
                    let before = batch.original;
                    let found = catalog
                        .get_or_insert_with(|| Catalog::new(before, dialect))
                        .of_object(object);
                    renamed(&object.sql, &found, before, &batch.design, dialect)
                }
            };
            let name = label(batch, object);
            if sql.is_some() || name.is_some() {
                let mut object = DesignObject::clone(object);
                object.sql = sql.unwrap_or(object.sql);
                object.name = name.unwrap_or(object.name);
                follow.push(Element::Object(Arc::new(object)));
            }
        }
    }
    for element in follow {
        batch.put_along(element);
    }
}

/// The new name of an object that goes by the name of a table that it alters.
fn label(batch: &Batch<'_>, object: &DesignObject) -> Option<String> {
    let shown = |table: &Table| match table.namespace.as_str() {
        "" => table.table_name.clone(),
        space => format!("{space}.{}", table.table_name),
    };
    let tables = batch.touched().iter().filter(|at| at.kind == ElementKind::Table);
    for at in tables {
        if let (Some(before), Some(after)) = (batch.original.table(TableId(at.id)), batch.design.table(TableId(at.id)))
            && shown(before) == object.name
            && shown(after) != object.name
        {
            return Some(shown(after));
        }
    }
    None
}

fn follow_options(batch: &mut Batch<'_>, old: &[String]) {
    let mut follow = Vec::new();
    let is_named = |table: &&Arc<Table>| table.native_options.values().any(|options| says(options, old));
    for table in batch.design.tables().filter(is_named) {
        let mut changed = Table::clone(table);
        for (dialect, options) in &mut changed.native_options {
            let catalog = Catalog::new(batch.original, *dialect);
            let found = catalog.of_options(table.id, options);
            if let Some(sql) = renamed(options, &found, batch.original, &batch.design, *dialect) {
                *options = sql;
            }
        }
        if changed.native_options != table.native_options {
            follow.push(Element::Table(Arc::new(changed)));
        }
    }
    for element in follow {
        batch.put_along(element);
    }
}

/// Expressions say fields by their new names already, all else by the old ones.
fn follow_expressions(batch: &mut Batch<'_>, old: &[String]) {
    let mut before = batch.design.clone();
    let mut any = false;
    for at in batch
        .touched()
        .iter()
        .filter(|at| matches!(at.kind, ElementKind::Table | ElementKind::Enum))
    {
        if let Some(element) = batch.original.get(*at).filter(|_| batch.design.get(*at).is_some()) {
            before.put(element);
            any = true;
        }
    }
    if !any {
        return;
    }
    let catalogs = Dialect::ALL.map(|dialect| Catalog::new(&before, dialect));
    let after = &batch.design;
    let rewrite = |table: TableId, of: Option<EnumId>, expression: &SqlExpression| {
        if !says(&expression.sql, old) {
            return None;
        }
        let dialect = expression.dialect.unwrap_or(Dialect::Postgres);
        if let Some(sql) = of.and_then(|id| renamed_value(&before, after, id, &expression.sql, dialect)) {
            return Some(SqlExpression {
                sql,
                ..expression.clone()
            });
        }
        let catalog = catalogs.iter().find(|c| c.dialect() == dialect)?;
        let found = catalog.of_expression(table, &expression.sql);
        let sql = renamed(&expression.sql, &found, &before, after, dialect)?;
        Some(SqlExpression {
            sql,
            ..expression.clone()
        })
    };
    let mut follow = Vec::new();
    for field in after.fields() {
        let of = enum_of(&field.field_type);
        let mut changed = Field::clone(field);
        let mut any = false;
        let slots = [
            (changed.generated.as_mut().map(|g| &mut g.expression), None),
            (changed.default_value.as_mut(), of),
            (changed.on_update.as_mut(), None),
        ];
        for (slot, of) in slots {
            if let Some(slot) = slot
                && let Some(new) = rewrite(field.table_id, of, slot)
            {
                *slot = new;
                any = true;
            }
        }
        if any {
            follow.push(Element::Field(Arc::new(changed)));
        }
    }
    for check in after.constraints() {
        let kind = match &check.kind {
            ConstraintKind::Check { expression } => {
                rewrite(check.table_id, None, expression).map(|expression| ConstraintKind::Check { expression })
            }
            ConstraintKind::Exclusion { definition } => {
                rewrite(check.table_id, None, definition).map(|definition| ConstraintKind::Exclusion { definition })
            }
            ConstraintKind::PrimaryKey { .. } | ConstraintKind::Unique { .. } => None,
        };
        if let Some(kind) = kind {
            let mut changed = check.as_ref().clone();
            changed.kind = kind;
            follow.push(Element::Constraint(Arc::new(changed)));
        }
    }
    for index in after.indexes() {
        let mut changed = index.as_ref().clone();
        let mut any = false;
        let parts = changed.parts.iter_mut().filter_map(|part| match &mut part.target {
            PartTarget::Expression(expression) => Some(expression),
            PartTarget::Field(_) => None,
        });
        for slot in parts.chain(&mut changed.predicate) {
            if let Some(new) = rewrite(index.table_id, None, slot) {
                *slot = new;
                any = true;
            }
        }
        if any {
            follow.push(Element::Index(Arc::new(changed)));
        }
    }
    drop(catalogs);
    for element in follow {
        batch.put_along(element);
    }
}

/// A default that is nothing but a value of the field's enum.
fn renamed_value(before: &Design, after: &Design, id: EnumId, sql: &str, dialect: Dialect) -> Option<String> {
    let (old, new) = (before.enum_type(id)?, after.enum_type(id)?);
    let said = old
        .values
        .iter()
        .zip(old.ids())
        .find(|(value, _)| dialect.literal(value) == sql)?;
    let value = new.value(said.1)?;
    (value != said.0).then(|| dialect.literal(value))
}
