//! ALTER TABLE.

use super::table::{Draft, empty, settle_primary_key};
use super::{Reading, carried, column, constraint, nodes};
use crate::design::{Identity, ObjectKind};
use crate::import::fold::{Carried, Fold, MOST_OF_A_SORT, QName};
use crate::import::report::Outcome;
use crate::schema::SchemaTable;
use pg_query::NodeEnum;
use pg_query::protobuf::{AlterTableCmd, AlterTableStmt, AlterTableType, ConstrType, DropBehavior, ObjectType};

/// Reads ALTER TABLE, and ALTER of what is like a table.
pub(super) fn alter(fold: &mut Fold<'_>, reading: &Reading<'_>, altered: &AlterTableStmt) -> Outcome {
    let Some(relation) = &altered.relation else {
        return reading.unreadable(fold, "it names no table");
    };
    let commands: Vec<&AlterTableCmd> = altered
        .cmds
        .iter()
        .filter_map(|node| match &node.node {
            Some(NodeEnum::AlterTableCmd(command)) => Some(command.as_ref()),
            _ => None,
        })
        .collect();
    if !commands.is_empty() && commands.iter().all(|c| c.subtype() == AlterTableType::AtChangeOwner) {
        return fold
            .report
            .skip(reading.base, "OWNER TO", "owners are not part of a design");
    }
    let name = nodes::relation(fold, relation);
    match altered.objtype() {
        ObjectType::ObjectTable => {}
        ObjectType::ObjectIndex => return alter_index(fold, reading, &commands, relation),
        other => {
            let kind = carried::kind_of(other);
            let mut carried = reading.carried(fold, kind, name.clone()).on(name);
            carried.on_at = relation_span(reading, relation);
            return fold.carry(reading.base, carried);
        }
    }
    if fold.table(&name).is_none() {
        if fold.is_carried_relation(&name) {
            let carried = reading.carried(fold, ObjectKind::Table, name.clone()).on(name);
            return fold.carry(reading.base, carried);
        }
        if altered.missing_ok {
            return fold
                .report
                .skip(reading.base, "ALTER TABLE IF EXISTS", "there is no such table");
        }
        return fold.unknown(reading.base, "ALTER TABLE", &name);
    }
    let body = body(reading, relation.location);
    let parts = reading.statement.comma_separated(body, reading.statement.tokens.len());
    let whole = reading.carried(fold, ObjectKind::Table, name.clone());
    fold.note_source(&name, whole);
    let mut outcome = Outcome::Modelled;
    for (i, command) in commands.iter().enumerate() {
        let range = match parts.get(i) {
            Some(range) if parts.len() == commands.len() => *range,
            _ => (body, reading.statement.tokens.len()),
        };
        let one = command_of(fold, reading, &name, command, range);
        if one != Outcome::Modelled && outcome != Outcome::Failed {
            outcome = one;
        }
    }
    outcome
}

/// The index of the first token after the table's name.
fn body(reading: &Reading<'_>, location: i32) -> usize {
    let mut at = reading.token(location) + 1;
    while reading.statement.is_symbol(at, '.') {
        at += 2;
    }
    if matches!(reading.statement.tokens.get(at), Some(t) if t.text(reading.statement.source) == "*") {
        at += 1;
    }
    at
}

/// Where in the statement's text the relation is named.
pub(super) fn relation_span(reading: &Reading<'_>, relation: &pg_query::protobuf::RangeVar) -> Option<(usize, usize)> {
    let first = reading.token(relation.location);
    let mut last = first;
    while reading.statement.is_symbol(last + 1, '.') {
        last += 2;
    }
    let start = reading.statement.tokens.get(first)?.start as usize;
    let end = reading.statement.tokens.get(last)?.end as usize;
    Some((start.checked_sub(reading.base)?, end.checked_sub(reading.base)?))
}

fn command_of(
    fold: &mut Fold<'_>,
    reading: &Reading<'_>,
    name: &QName,
    command: &AlterTableCmd,
    range: (usize, usize),
) -> Outcome {
    let def = command.def.as_ref().and_then(|d| d.node.as_ref());
    let offset = reading
        .statement
        .tokens
        .get(range.0)
        .map_or(reading.base, |t| t.start as usize);
    match (command.subtype(), def) {
        (AlterTableType::AtAddColumn, Some(NodeEnum::ColumnDef(def))) => {
            let table_columns = fold
                .table(name)
                .map(|t| (t.columns.len(), t.columns.iter().any(|c| c.name == def.colname)));
            match table_columns {
                Some((_, true)) if command.missing_ok => return Outcome::Modelled,
                Some((_, true)) => {
                    let column = format!("{name}.{}", def.colname);
                    return fold.report.fail(
                        offset,
                        "name-taken",
                        format!("column {column} is added a second time; the first one counts"),
                    );
                }
                Some((count, _)) if count >= 1600 => {
                    return fold
                        .report
                        .fail(offset, "too-many", format!("table {name} gets more than 1600 columns"));
                }
                _ => {}
            }
            let mut draft = Draft::new(empty(fold, name, reading.base));
            draft.known.insert(def.colname.clone());
            column::read(fold, reading, def, range, &mut draft);
            merge(fold, name, draft)
        }
        (AlterTableType::AtAddConstraint, Some(NodeEnum::Constraint(said))) => {
            if said.contype() == ConstrType::ConstrNotnull {
                return set_not_null(fold, name, &nodes::strings(&said.keys), true);
            }
            let start = reading.token(said.location).max(range.0);
            let mut draft = Draft::new(empty(fold, name, reading.base));
            if let Some(table) = fold.table(name) {
                draft.known = table.columns.iter().map(|c| c.name.clone()).collect();
                draft.inherits = super::table::inherits(table);
            }
            constraint::read(fold, reading, said, (start, range.1), &mut draft);
            merge(fold, name, draft)
        }
        (AlterTableType::AtColumnDefault, _) => {
            let set = (range.0..range.1).find(|i| reading.statement.is_word(*i, "default"));
            let default = command
                .def
                .is_some()
                .then(|| set.map(|i| reading.statement.text(i + 1, range.1)))
                .flatten();
            on_column(fold, reading, name, &command.name, |column| {
                if default.is_none() && column.identity == Some(Identity::Serial) {
                    column.identity = None;
                }
                column.default = default;
            })
        }
        (AlterTableType::AtSetNotNull, _) => on_column(fold, reading, name, &command.name, |c| c.not_null = true),
        (AlterTableType::AtDropNotNull, _) => on_column(fold, reading, name, &command.name, |c| c.not_null = false),
        (AlterTableType::AtAlterColumnType, Some(NodeEnum::ColumnDef(def))) => {
            let native = def.type_name.as_ref().map(nodes::type_text).unwrap_or_default();
            let collation = def.coll_clause.as_ref().map(|c| {
                let said: Vec<String> = nodes::strings(&c.collname).iter().map(|n| nodes::quote(n)).collect();
                said.join(".")
            });
            on_column(fold, reading, name, &command.name, |column| {
                column.native_type = native;
                column.collation = collation;
            })
        }
        (AlterTableType::AtDropColumn, _) => {
            if fold.drop_column(name, &command.name) || command.missing_ok {
                return Outcome::Modelled;
            }
            missing(fold, offset, name, &command.name)
        }
        (AlterTableType::AtDropConstraint, _) => {
            let key = Carried::new(
                ObjectKind::Other,
                name.sibling(command.name.clone()),
                String::new(),
                Default::default(),
            )
            .key;
            if drop_constraint(fold, name, &command.name) || fold.drop_object(&key) || command.missing_ok {
                return Outcome::Modelled;
            }
            missing(fold, offset, name, &command.name)
        }
        (AlterTableType::AtAddIdentity, Some(NodeEnum::Constraint(said))) => {
            column::note_identity_options(fold, reading, said, &name.name, &command.name);
            let always = said.generated_when == "a";
            on_column(fold, reading, name, &command.name, |column| {
                column.not_null = true;
                column.default = None;
                column.identity = Some(if always { Identity::Always } else { Identity::ByDefault });
            })
        }
        (AlterTableType::AtDropIdentity, _) => on_column(fold, reading, name, &command.name, |c| c.identity = None),
        (AlterTableType::AtDropExpression, _) => on_column(fold, reading, name, &command.name, |c| c.generated = None),
        (AlterTableType::AtChangeOwner, _) => {
            fold.report.skip(offset, "OWNER TO", "owners are not part of a design");
            Outcome::Modelled
        }
        (AlterTableType::AtValidateConstraint, _) => {
            fold.report
                .skip(offset, "VALIDATE CONSTRAINT", "it says nothing about the schema")
        }
        (AlterTableType::AtAttachPartition, Some(NodeEnum::PartitionCmd(partition))) => {
            if let Some(child) = &partition.name {
                let child = nodes::relation(fold, child);
                fold.demote_table(&child);
                let attached = reading.carried(fold, ObjectKind::Table, child.clone()).on(child);
                return fold.carry(reading.base, attached);
            }
            rest(fold, reading, name, range, ObjectKind::Table)
        }
        (
            AlterTableType::AtEnableRowSecurity
            | AlterTableType::AtDisableRowSecurity
            | AlterTableType::AtForceRowSecurity
            | AlterTableType::AtNoForceRowSecurity,
            _,
        ) => rest(fold, reading, name, range, ObjectKind::Policy),
        _ => rest(fold, reading, name, range, ObjectKind::Other),
    }
}

/// A command that is carried as a statement of its own.
fn rest(fold: &mut Fold<'_>, reading: &Reading<'_>, name: &QName, range: (usize, usize), kind: ObjectKind) -> Outcome {
    let quoted = crate::import::fold::quoted(name, fold.dialect);
    let start = reading
        .statement
        .tokens
        .get(range.0)
        .map_or(reading.base, |t| t.start as usize);
    let only = if reading.statement.is_word(2, "only") {
        "ONLY "
    } else {
        ""
    };
    let prefix = format!("ALTER TABLE {only}");
    let sql = format!("{prefix}{quoted} {}", reading.statement.text(range.0, range.1));
    let mut carried = Carried::new(kind, name.clone(), sql, fold.origin(start)).on(name.clone());
    carried.on_at = Some((prefix.len(), prefix.len() + quoted.len()));
    carried.key.arguments = Some(reading.statement.text(range.0, range.1));
    fold.carry(start, carried)
}

/// Puts what was read for a table into it. What is about columns that the table has not, because it inherits them,
/// is carried.
fn merge(fold: &mut Fold<'_>, name: &QName, draft: Draft) -> Outcome {
    let Draft { table: new, extras, .. } = draft;
    let mut outcome = Outcome::Modelled;
    for (offset, extra) in extras {
        outcome = fold.carry(offset, extra);
    }
    for foreign_key in new.foreign_keys {
        let full = fold.table(name).is_some_and(|t| t.foreign_keys.len() >= MOST_OF_A_SORT);
        if !full {
            fold.add_foreign_key(name, foreign_key);
        }
    }
    let Some(table) = fold.table_mut(name) else {
        return outcome;
    };
    table.columns.extend(new.columns);
    table.unique_keys.extend(new.unique_keys);
    table.checks.extend(new.checks);
    let second = new.primary_key.is_some() && table.primary_key.is_some();
    if table.primary_key.is_none() {
        table.primary_key = new.primary_key;
    }
    settle_primary_key(table);
    let too_many = table.checks.len() > MOST_OF_A_SORT || table.unique_keys.len() > MOST_OF_A_SORT;
    table.checks.truncate(MOST_OF_A_SORT);
    table.unique_keys.truncate(MOST_OF_A_SORT);
    let position = new.origin.position;
    if second || too_many {
        let message = if second {
            format!("table {name} gets a second primary key; the first one counts")
        } else {
            format!("table {name} gets more than {MOST_OF_A_SORT} constraints of one sort; the rest is left out")
        };
        return fold.fail_at(position, "name-taken", message);
    }
    outcome
}

fn set_not_null(fold: &mut Fold<'_>, name: &QName, columns: &[String], not_null: bool) -> Outcome {
    if let Some(table) = fold.table_mut(name) {
        for column in table.columns.iter_mut().filter(|c| columns.contains(&c.name)) {
            column.not_null = not_null;
        }
    }
    Outcome::Modelled
}

fn on_column(
    fold: &mut Fold<'_>,
    reading: &Reading<'_>,
    name: &QName,
    column: &str,
    change: impl FnOnce(&mut crate::schema::Column),
) -> Outcome {
    match fold
        .table_mut(name)
        .and_then(|t| t.columns.iter_mut().find(|c| c.name == column))
    {
        Some(found) => {
            change(found);
            Outcome::Modelled
        }
        None => missing(fold, reading.base, name, column),
    }
}

fn missing(fold: &mut Fold<'_>, offset: usize, name: &QName, what: &str) -> Outcome {
    fold.report.fail(
        offset,
        "unknown-column",
        format!("{name} has no {what}; the change to it is left out"),
    )
}

/// Removes the constraint of this name, given or implied. True where there was one.
fn drop_constraint(fold: &mut Fold<'_>, name: &QName, constraint: &str) -> bool {
    let Some(table) = fold.table_mut(name) else {
        return false;
    };
    if remove_named(table, constraint) {
        return true;
    }
    let mut frozen = table.clone();
    crate::dialect::postgres::implied_names::freeze(&mut frozen);
    if !remove_named(&mut frozen.clone(), constraint) {
        return false;
    }
    remove_named(&mut frozen, constraint);
    *table = frozen;
    true
}

fn remove_named(table: &mut SchemaTable, name: &str) -> bool {
    let is = |n: &Option<String>| n.as_deref() == Some(name);
    let count = |t: &SchemaTable| {
        t.unique_keys.len() + t.foreign_keys.len() + t.checks.len() + usize::from(t.primary_key.is_some())
    };
    let before = count(table);
    table.primary_key.take_if(|k| is(&k.name));
    table.unique_keys.retain(|k| !is(&k.name));
    table.foreign_keys.retain(|k| !is(&k.name));
    table.checks.retain(|c| !is(&c.name));
    count(table) < before
}

fn alter_index(
    fold: &mut Fold<'_>,
    reading: &Reading<'_>,
    commands: &[&AlterTableCmd],
    relation: &pg_query::protobuf::RangeVar,
) -> Outcome {
    let index = fold.index_name(nodes::schema_of(relation), &relation.relname);
    let mut carried = reading.carried(fold, ObjectKind::Index, index);
    // An index that is attached to another belongs to a partition, which is carried.
    carried.key.arguments = commands.first().map(|c| format!("{:?}", c.subtype()));
    fold.carry(reading.base, carried)
}

/// Whether a DROP says CASCADE.
pub(super) fn cascades(behavior: DropBehavior) -> bool {
    behavior == DropBehavior::DropCascade
}
