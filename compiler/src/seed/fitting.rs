//! Rows that fit another schema as well: the one that a migration leads to.

use super::checks::Condition;
use super::model::{self, Model, Reference};
use super::named::Named;
use super::pool::Series;
use crate::diff::{Named as TableName, SchemaChange};
use crate::emit::order::defined_name;
use crate::schema::{Key, Schema};

/// Narrows what the tables take to what the changes leave room for.
pub(super) fn narrow(models: &mut [Model<'_>], schema: &Schema, changes: &[SchemaChange]) {
    let named = Named::of(schema);
    for change in changes {
        match change {
            SchemaChange::AlterColumn { table, from, to, .. } => {
                let Some(model) = find(models, &table.from) else {
                    continue;
                };
                let Some(place) = model.place(&from.name) else {
                    continue;
                };
                let target = named.resolve(&to.native_type);
                let slot = &mut model.columns[place];
                slot.pool = slot.pool.within(&target.pool, schema.dialect);
                slot.hints.retain(|value| target.pool.takes(value));
                slot.nullable &= !to.not_null;
            }
            SchemaChange::AlterEnum { from, to, renamed } => {
                let stays =
                    |value: &str| to.values.iter().any(|v| v == value) || renamed.iter().any(|(old, _)| old == value);
                let gone: Vec<String> = from.values.iter().filter(|v| !stays(v)).cloned().collect();
                for slot in models.iter_mut().flat_map(|model| &mut model.columns) {
                    if defined_name(&slot.column.native_type) == from.name.to_lowercase()
                        && let Series::Listed(values) = &mut slot.pool.series
                    {
                        values.retain(|value| !gone.iter().any(|gone| value.key() == gone.to_lowercase()));
                    }
                }
            }
            SchemaChange::AddCheck { table, check } => {
                // Columns that are renamed at the same time go by their old names here.
                let sql = with_old_names(&check.expression, &table.from, changes);
                if let Some(model) = find(models, &table.from) {
                    model.demand(Condition::read(&sql, schema.dialect));
                    model.collect_hints(schema.dialect);
                }
            }
            SchemaChange::AddPrimaryKey { table, key } => {
                for name in &key.columns {
                    let old = old_name(name, &table.from, changes);
                    if let Some(model) = find(models, &table.from)
                        && let Some(place) = model.place(&old)
                    {
                        model.columns[place].nullable = false;
                    }
                }
                unique(models, &table.from, key, changes);
            }
            SchemaChange::AddUniqueKey { table, key } => unique(models, &table.from, key, changes),
            SchemaChange::CreateIndex { table, index } if index.is_unique => {
                if let Some(model) = find(models, &table.from) {
                    model.unique_index(index, schema.dialect);
                }
            }
            SchemaChange::AddForeignKey { table, foreign_key } => {
                let mut old = (**foreign_key).clone();
                for name in &mut old.columns {
                    *name = old_name(name, &table.from, changes);
                }
                let place = models.iter().position(|m| is(m, &table.from));
                if let Some(at) = place
                    && let Some(reference) = model::reference_by_name(models, at, &old, schema.dialect)
                {
                    add(models, at, reference);
                }
            }
            _ => {}
        }
    }
}

fn add(models: &mut [Model<'_>], at: usize, reference: Reference) {
    models[at].foreign_keys.push(reference);
}

fn unique(models: &mut [Model<'_>], table: &TableName, key: &Key, changes: &[SchemaChange]) {
    let names: Vec<String> = key.columns.iter().map(|name| old_name(name, table, changes)).collect();
    if let Some(model) = find(models, table) {
        let places = names.iter().filter_map(|name| model.place(name)).collect();
        model.unique(places, key.nulls_not_distinct, false);
    }
}

fn is(model: &Model<'_>, name: &TableName) -> bool {
    model.table.name == name.name && model.table.namespace == name.namespace
}

fn find<'m, 'a>(models: &'m mut [Model<'a>], name: &TableName) -> Option<&'m mut Model<'a>> {
    models.iter_mut().find(|model| is(model, name))
}

/// The name that a column of the target has before.
fn old_name(name: &str, table: &TableName, changes: &[SchemaChange]) -> String {
    for change in changes {
        if let SchemaChange::RenameColumn { table: renamed, column } = change
            && renamed.from == *table
            && column.to == name
        {
            return column.from.clone();
        }
    }
    name.to_owned()
}

/// An expression with renamed columns by their old names.
fn with_old_names(sql: &str, table: &TableName, changes: &[SchemaChange]) -> String {
    let mut out = sql.to_owned();
    for change in changes {
        if let SchemaChange::RenameColumn { table: renamed, column } = change
            && renamed.from == *table
        {
            let mut next = String::new();
            let mut rest = out.as_str();
            let is_word = |c: char| c.is_alphanumeric() || c == '_';
            while let Some(at) = rest.find(column.to.as_str()) {
                let end = at + column.to.len();
                let whole = !rest[..at].ends_with(is_word) && !rest[end..].starts_with(is_word);
                next.push_str(&rest[..at]);
                next.push_str(if whole { &column.from } else { &column.to });
                rest = &rest[end..];
            }
            next.push_str(rest);
            out = next;
        }
    }
    out
}
