//! COMMENT ON.

use super::{Reading, carried, nodes};
use crate::design::ObjectKind;
use crate::import::fold::{Carried, Fold, ObjectKey, QName};
use crate::import::report::Outcome;
use crate::schema::SchemaTable;
use pg_query::protobuf::{CommentStmt, ObjectType};

/// Reads COMMENT ON.
pub(super) fn comment(fold: &mut Fold<'_>, reading: &Reading<'_>, said: &CommentStmt) -> Outcome {
    let text = (!said.comment.is_empty()).then(|| said.comment.clone());
    let path = nodes::path(said.object.as_deref());
    let modelled = match said.objtype() {
        ObjectType::ObjectTable => {
            let (namespace, name) = nodes::split(&path);
            let name = fold.relation(namespace, name);
            fold.table_mut(&name).map(|t| t.comment = text)
        }
        ObjectType::ObjectColumn => on_part(fold, &path, |table, part| {
            let column = table.columns.iter_mut().find(|c| c.name == part)?;
            column.comment = text;
            Some(())
        }),
        ObjectType::ObjectTabconstraint => on_part(fold, &path, |table, part| on_constraint(table, part, text)),
        ObjectType::ObjectIndex => {
            let (namespace, name) = nodes::split(&path);
            let index = fold.index_name(namespace, name);
            fold.table_of_index(&index).and_then(|table| {
                let found = table.indexes.iter_mut().find(|i| i.name.as_deref() == Some(name))?;
                found.comment = text;
                Some(())
            })
        }
        ObjectType::ObjectType => {
            let (namespace, name) = nodes::split(&path);
            let name = fold.type_name(namespace, name);
            fold.enum_mut(&name).map(|e| e.comment = text)
        }
        _ => None,
    };
    if modelled.is_some() {
        return Outcome::Modelled;
    }
    carry(fold, reading, said, &path)
}

fn on_part(
    fold: &mut Fold<'_>,
    path: &[String],
    change: impl FnOnce(&mut SchemaTable, &str) -> Option<()>,
) -> Option<()> {
    let (part, table) = path.split_last()?;
    let (namespace, name) = nodes::split(table);
    let name = fold.relation(namespace, name);
    change(fold.table_mut(&name)?, part)
}

fn on_constraint(table: &mut SchemaTable, name: &str, text: Option<String>) -> Option<()> {
    let is = |n: &Option<String>| n.as_deref() == Some(name);
    let has = |table: &SchemaTable| {
        table.primary_key.iter().chain(&table.unique_keys).any(|k| is(&k.name))
            || table.foreign_keys.iter().any(|k| is(&k.name))
            || table.checks.iter().any(|c| is(&c.name))
            || table.exclusions.iter().any(|e| is(&e.name))
    };
    if !has(table) {
        let mut frozen = table.clone();
        crate::dialect::postgres::implied_names::freeze(&mut frozen);
        if !has(&frozen) {
            return None;
        }
        *table = frozen;
    }
    let keys = table
        .primary_key
        .iter_mut()
        .chain(&mut table.unique_keys)
        .map(|k| (&k.name, &mut k.comment));
    let foreign = table.foreign_keys.iter_mut().map(|k| (&k.name, &mut k.comment));
    let checks = table.checks.iter_mut().map(|c| (&c.name, &mut c.comment));
    let exclusions = table.exclusions.iter_mut().map(|e| (&e.name, &mut e.comment));
    let all = keys.chain(foreign).chain(checks).chain(exclusions);
    let (_, comment) = { all }.find(|(n, _)| is(n))?;
    *comment = text;
    Some(())
}

/// Carries a comment on something that is carried itself.
fn carry(fold: &mut Fold<'_>, reading: &Reading<'_>, said: &CommentStmt, path: &[String]) -> Outcome {
    let kind = carried::kind_of(said.objtype());
    let (namespace, name) = nodes::split(path);
    let mut commented = Carried::new(
        ObjectKind::Comment,
        fold.new_name(namespace, name),
        reading.qualified(),
        fold.origin(reading.base),
    );
    commented.label = Some(commented.key.name.to_string());
    commented.replaces = true;
    match said.objtype() {
        ObjectType::ObjectColumn
        | ObjectType::ObjectTabconstraint
        | ObjectType::ObjectTrigger
        | ObjectType::ObjectPolicy
        | ObjectType::ObjectRule => {
            let parent = path
                .split_last()
                .map(|(_, parent)| nodes::split(parent))
                .unwrap_or((None, ""));
            let made = ObjectKey {
                kind: crate::design::ObjectKind::Type,
                name: fold.new_name(parent.0, parent.1),
                arguments: None,
            };
            let parent = fold.relation(parent.0, parent.1);
            if said.objtype() == ObjectType::ObjectColumn && !fold.has_relation(&parent) && fold.has_object(&made) {
                // An attribute of a composite type.
                commented.key.name = made.name.sibling(format!("{}.{name}", made.name.name));
                commented.key.arguments = Some(kind_word(said.objtype(), said.object.as_deref()));
                commented.needs.push(made);
                return fold.carry(reading.base, commented);
            }
            if !fold.has_relation(&parent) {
                return fold.unknown(reading.base, "COMMENT ON", &parent);
            }
            if let Some(table) = fold.table(&parent)
                && !super::table::inherits(table)
                && !is_carried_part(fold, said.objtype(), &parent, name)
            {
                let message = format!("COMMENT ON is about {parent}.{name}, which is not there");
                return fold.report.fail(reading.base, "unknown-column", message);
            }
            commented.key.name = parent.sibling(format!("{}.{name}", parent.name));
            commented = commented.on(parent);
        }
        ObjectType::ObjectTable
        | ObjectType::ObjectView
        | ObjectType::ObjectMatview
        | ObjectType::ObjectForeignTable => {
            let relation = fold.relation(namespace, name);
            if !fold.has_relation(&relation) {
                return fold.unknown(reading.base, "COMMENT ON", &relation);
            }
            commented.key.name = relation.clone();
            commented = commented.on(relation);
        }
        ObjectType::ObjectDatabase => {
            return fold
                .report
                .skip(reading.base, "COMMENT ON DATABASE", "it is not part of a schema");
        }
        _ => {
            let arguments = carried::arguments(said.object.as_deref());
            let name: QName = commented.key.name.clone();
            commented.needs.push(ObjectKey { kind, name, arguments });
        }
    }
    commented.key.arguments = Some(kind_word(said.objtype(), said.object.as_deref()));
    fold.carry(reading.base, commented)
}

/// Whether what stands on a modelled table under this name is carried.
fn is_carried_part(fold: &Fold<'_>, kind: ObjectType, table: &QName, name: &str) -> bool {
    let name = match kind {
        ObjectType::ObjectColumn => return false,
        ObjectType::ObjectTabconstraint => table.sibling(name),
        _ => table.sibling(format!("{}.{name}", table.name)),
    };
    fold.has_object(&ObjectKey {
        kind: carried::kind_of(kind),
        name,
        arguments: None,
    })
}

fn kind_word(kind: ObjectType, object: Option<&pg_query::Node>) -> String {
    match kind {
        ObjectType::ObjectSequence => "sequence".to_owned(),
        other => format!("{other:?} {}", carried::arguments(object).unwrap_or_default()),
    }
}
