//! ALTER … RENAME and ALTER … SET SCHEMA.

use super::{Reading, carried, nodes};
use crate::import::fold::{Fold, ObjectKey, QName};
use crate::import::report::Outcome;
use pg_query::protobuf::{AlterObjectSchemaStmt, ObjectType, RenameStmt};

/// Reads ALTER … RENAME.
pub(super) fn rename(fold: &mut Fold<'_>, reading: &Reading<'_>, renamed: &RenameStmt) -> Outcome {
    let relation = renamed.relation.as_ref();
    let of_relation = relation.map(|r| nodes::relation(fold, r));
    let new = renamed.newname.as_str();
    match (renamed.rename_type(), of_relation) {
        (ObjectType::ObjectTable | ObjectType::ObjectView | ObjectType::ObjectMatview, Some(old)) => {
            let target = old.sibling(new);
            if fold.table(&old).is_some() {
                if fold.rename_relation(reading.base, &old, target.clone()) {
                    return Outcome::Modelled;
                }
                return fold.taken(reading.base, crate::design::ObjectKind::Table, &target, false);
            }
            absent_or_carried(fold, reading, renamed, old)
        }
        (ObjectType::ObjectColumn | ObjectType::ObjectAttribute, Some(table)) => {
            if fold.table(&table).is_some() {
                if fold.rename_column(&table, &renamed.subname, new) {
                    return Outcome::Modelled;
                }
                return fold.report.fail(
                    reading.base,
                    "unknown-column",
                    format!("{table} has no column {} that could become {new}", renamed.subname),
                );
            }
            absent_or_carried(fold, reading, renamed, table)
        }
        (ObjectType::ObjectTabconstraint, Some(table)) => rename_constraint(fold, reading, renamed, table),
        (ObjectType::ObjectIndex, Some(_)) => {
            let relation = relation.map_or((None, ""), |r| (nodes::schema_of(r), r.relname.as_str()));
            let index = fold.index_name(relation.0, relation.1);
            if fold.rename_index(&index, new) || rename_key_index(fold, &index, new) {
                return Outcome::Modelled;
            }
            if renamed.missing_ok {
                return fold
                    .report
                    .skip(reading.base, "ALTER INDEX IF EXISTS", "there is no such index");
            }
            let carried = reading.carried(fold, crate::design::ObjectKind::Index, index);
            fold.carry(reading.base, carried)
        }
        (ObjectType::ObjectSequence, Some(_)) => {
            let said = relation.map_or((None, ""), |r| (nodes::schema_of(r), r.relname.as_str()));
            let sequence = fold.sequence_named(said.0, said.1);
            if fold.rename_sequence(&sequence, sequence.sibling(new)) {
                return Outcome::Modelled;
            }
            absent_or_carried(fold, reading, renamed, sequence)
        }
        (ObjectType::ObjectType, _) => {
            let path = nodes::path(renamed.object.as_deref());
            let (namespace, name) = nodes::split(&path);
            let old = fold.type_name(namespace, name);
            if fold.rename_enum(&old, old.sibling(new)) {
                return Outcome::Modelled;
            }
            whole(fold, reading, renamed.rename_type(), &path)
        }
        (ObjectType::ObjectDatabase | ObjectType::ObjectRole | ObjectType::ObjectTablespace, _) => fold.report.skip(
            reading.base,
            "RENAME of a database or role",
            "it is not part of a schema",
        ),
        (kind, Some(relation)) => {
            let carried = reading
                .carried(fold, carried::kind_of(kind), relation.clone())
                .on(relation);
            fold.carry(reading.base, carried)
        }
        (kind, None) => {
            let path = nodes::path(renamed.object.as_deref());
            whole(fold, reading, kind, &path)
        }
    }
}

/// Reads ALTER … SET SCHEMA.
pub(super) fn set_schema(fold: &mut Fold<'_>, reading: &Reading<'_>, moved: &AlterObjectSchemaStmt) -> Outcome {
    let namespace = fold.namespace(&moved.newschema);
    if let (ObjectType::ObjectTable, Some(relation)) = (moved.object_type(), &moved.relation) {
        let old = nodes::relation(fold, relation);
        let new = QName {
            namespace: namespace.clone(),
            name: old.name.clone(),
        };
        if fold.table(&old).is_some() {
            if fold.rename_relation(reading.base, &old, new.clone()) {
                return Outcome::Modelled;
            }
            return fold.taken(reading.base, crate::design::ObjectKind::Table, &new, false);
        }
    }
    if let (ObjectType::ObjectSequence, Some(relation)) = (moved.object_type(), &moved.relation) {
        let old = fold.sequence_named(nodes::schema_of(relation), &relation.relname);
        let name = old.name.clone();
        let new = QName {
            namespace: namespace.clone(),
            name,
        };
        if fold.rename_sequence(&old, new) {
            return Outcome::Modelled;
        }
    }
    let path = match &moved.relation {
        Some(relation) => vec![relation.relname.clone()],
        None => nodes::path(moved.object.as_deref()),
    };
    if moved.object_type() == ObjectType::ObjectType {
        let (old_namespace, name) = nodes::split(&path);
        let old = fold.type_name(old_namespace, name);
        let name = old.name.clone();
        if fold.rename_enum(&old, QName { namespace, name }) {
            return Outcome::Modelled;
        }
    }
    whole(fold, reading, moved.object_type(), &path)
}

fn whole(fold: &mut Fold<'_>, reading: &Reading<'_>, kind: ObjectType, path: &[String]) -> Outcome {
    let (namespace, name) = nodes::split(path);
    let name = fold.new_name(namespace, name);
    let kind = carried::kind_of(kind);
    let mut carried = reading.carried(fold, kind, name.clone());
    carried.key.arguments = Some("alter".to_owned());
    carried.needs.push(ObjectKey {
        kind,
        name,
        arguments: None,
    });
    fold.carry(reading.base, carried)
}

fn absent_or_carried(fold: &mut Fold<'_>, reading: &Reading<'_>, renamed: &RenameStmt, name: QName) -> Outcome {
    if fold.is_carried_relation(&name) {
        let carried = reading
            .carried(fold, carried::kind_of(renamed.relation_type()), name.clone())
            .on(name);
        return fold.carry(reading.base, carried);
    }
    if renamed.missing_ok {
        return fold
            .report
            .skip(reading.base, "ALTER … IF EXISTS … RENAME", "there is no such relation");
    }
    fold.unknown(reading.base, "RENAME", &name)
}

fn rename_constraint(fold: &mut Fold<'_>, reading: &Reading<'_>, renamed: &RenameStmt, table: QName) -> Outcome {
    let Some(found) = fold.table_mut(&table) else {
        return absent_or_carried(fold, reading, renamed, table);
    };
    if set_constraint_name(found, &renamed.subname, &renamed.newname) {
        return Outcome::Modelled;
    }
    let carried = reading
        .carried(
            fold,
            crate::design::ObjectKind::Other,
            table.sibling(renamed.subname.clone()),
        )
        .on(table);
    fold.carry(reading.base, carried)
}

/// Renames a constraint of the table, given or implied. True where there was one.
fn set_constraint_name(table: &mut crate::schema::SchemaTable, old: &str, new: &str) -> bool {
    let mut frozen = table.clone();
    crate::dialect::postgres::implied_names::freeze(&mut frozen);
    let keys = frozen
        .primary_key
        .iter_mut()
        .chain(&mut frozen.unique_keys)
        .map(|k| &mut k.name);
    let foreign = frozen.foreign_keys.iter_mut().map(|k| &mut k.name);
    let checks = frozen.checks.iter_mut().map(|c| &mut c.name);
    let mut found = false;
    let exclusions = frozen.exclusions.iter_mut().map(|e| &mut e.name);
    for name in keys.chain(foreign).chain(checks).chain(exclusions) {
        if name.as_deref() == Some(old) {
            *name = Some(new.to_owned());
            found = true;
        }
    }
    if found {
        *table = frozen;
    }
    found
}

/// The index behind a key has the key's name.
fn rename_key_index(fold: &mut Fold<'_>, index: &QName, new: &str) -> bool {
    let Some(table) = fold.table_with_key(index) else {
        return false;
    };
    fold.table_mut(&table)
        .is_some_and(|t| set_constraint_name(t, &index.name, new))
}
