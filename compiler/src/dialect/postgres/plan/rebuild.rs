//! Tables that are built anew, rows and all.

use super::clauses::{self, Part, table_sql};
use super::columns::carried_over;
use super::renames::free_name;
use super::work::{Piece, Said, Work, step};
use super::{parts, sequences};
use crate::design::{Identity, ObjectKind};
use crate::dialect::Dialect::Postgres;
use crate::dialect::postgres::identifiers::{identifier, literal};
use crate::diff::TableRef;
use crate::emit::order::{Draft, Mentions, Phase, defined_name, words};
use crate::emit::{listed, qualified, readable};
use crate::plan::LockMode;
use crate::schema::{Column, SchemaTable};

/// The table is set aside, made anew with its partitions, filled, and the old one dropped.
pub(super) fn rebuild(work: &mut Work<'_>, at: usize, table: &TableRef, from: &SchemaTable, to: &SchemaTable) {
    let name = readable(to);
    for part in Part::all(from) {
        parts::gone(work, at, from, part);
    }
    numbers(work, at, from);
    let old = aside(work, at, from);
    for object in &work.world.from.objects {
        let is_partition = object.kind == ObjectKind::Table
            && object.sql.to_uppercase().contains("PARTITION OF")
            && words(&object.sql, Postgres).contains(&from.name.to_lowercase());
        if is_partition {
            let (space, own) = match object.name.split_once('.') {
                Some((space, own)) => (Some(space), own),
                None => (None, object.name.as_str()),
            };
            let between = free_name(own, &|_| false);
            let sql = format!(
                "ALTER TABLE {} RENAME TO {}",
                qualified(Postgres, space, own),
                identifier(&between)
            );
            let comment = format!("set {own} aside until its rows are copied");
            work.renames.push(step(Some(at), sql, comment));
        }
    }
    for draft in clauses::whole(vec![to.clone()]) {
        work.make(Some(at), draft, Vec::new());
    }
    fill(work, at, table, from, to, &old);
    let drop = step(Some(at), format!("DROP TABLE {old}"), format!("drop the old {name}"));
    work.late.push(drop.locking(LockMode::All, &name));
}

/// Sequences keep their names only if they go before the new table comes.
fn numbers(work: &mut Work<'_>, at: usize, from: &SchemaTable) {
    for column in from.columns.iter().filter(|c| c.identity.is_some()) {
        let clause = |what: &str| {
            format!(
                "ALTER TABLE {} ALTER COLUMN {} DROP {what}",
                table_sql(from),
                identifier(&column.name)
            )
        };
        let comment = format!("{}.{}: number no longer", readable(from), column.name);
        if column.identity == Some(Identity::Serial) {
            work.early.push(step(Some(at), clause("DEFAULT"), comment.clone()));
            let sql = format!("DROP SEQUENCE {}", sequences::sequence_sql(from, column));
            work.early.push(step(Some(at), sql, comment));
        } else {
            work.early.push(step(Some(at), clause("IDENTITY"), comment));
        }
    }
}

fn aside(work: &mut Work<'_>, at: usize, from: &SchemaTable) -> String {
    let taken = |name: &str| {
        let has = |schema: &crate::schema::Schema| schema.tables.iter().any(|t| t.name == name);
        has(work.world.from) || has(work.world.to)
    };
    let between = free_name(&from.name, &taken);
    let sql = format!("ALTER TABLE {} RENAME TO {}", table_sql(from), identifier(&between));
    let comment = format!("set {} aside until its rows are copied", readable(from));
    work.renames.push(step(Some(at), sql, comment));
    qualified(Postgres, from.namespace.as_deref(), &between)
}

fn fill(work: &mut Work<'_>, at: usize, table: &TableRef, from: &SchemaTable, to: &SchemaTable, old: &str) {
    let Some(kept) = work.world.table(&table.from) else {
        return;
    };
    let mut pairs: Vec<(Column, Column)> = carried_over(work.world, &table.from, kept)
        .into_iter()
        .map(|(a, b)| (a.clone(), b.clone()))
        .collect();
    inherited(work, from, to, &mut pairs);
    let names: Vec<String> = pairs.iter().map(|(_, b)| b.name.clone()).collect();
    let values: Vec<String> = pairs
        .iter()
        .map(|(a, b)| {
            let same = a.native_type == b.native_type;
            let cast = super::casts::cast(&a.name, "", &a.native_type, &b.native_type);
            match cast.using {
                Some(using) if !same => using,
                _ => identifier(&a.name),
            }
        })
        .collect();
    let overriding = if pairs.iter().any(|(_, b)| b.identity == Some(Identity::Always)) {
        " OVERRIDING SYSTEM VALUE"
    } else {
        ""
    };
    let name = readable(to);
    let sql = format!(
        "INSERT INTO {} ({}){overriding} SELECT {} FROM {old}",
        table_sql(to),
        listed(Postgres, &names),
        values.join(", ")
    );
    let mut steps = vec![
        step(Some(at), sql.clone(), format!("copy the rows of {name}"))
            .locking(LockMode::All, &name)
            .rewriting(&name)
            .failing_where(format!("no partition of {name} takes a row")),
    ];
    for (_, column) in pairs.iter().filter(|(_, b)| b.identity.is_some()) {
        let sql = format!(
            "SELECT setval(pg_get_serial_sequence({}, {}), (SELECT max({}) FROM {}))",
            literal(&table_sql(to)),
            literal(&column.name),
            identifier(&column.name),
            table_sql(to)
        );
        steps.push(step(Some(at), sql, format!("go on after the highest {}", column.name)));
    }
    let mut draft = Draft::plain(Phase::TableObject, sql, format!("rows of {name}"));
    draft.mentions = Mentions::None;
    draft.after.push(to.name.to_lowercase());
    let partitions = work
        .world
        .to
        .objects
        .iter()
        .filter(|o| o.kind == ObjectKind::Table && words(&o.sql, Postgres).contains(&to.name.to_lowercase()));
    draft.after.extend(partitions.map(|o| defined_name(&o.name)));
    work.made.push(Piece { draft, steps });
}

/// Columns that the one table has of its own and the other from its parent.
fn inherited(work: &Work<'_>, from: &SchemaTable, to: &SchemaTable, pairs: &mut Vec<(Column, Column)>) {
    let all = |schema: &crate::schema::Schema, table: &SchemaTable| -> Vec<Column> {
        let parents = super::options::Options::of(table).inherits;
        let mut columns: Vec<Column> = schema
            .tables
            .iter()
            .filter(|t| parents.contains(&table_sql(t)))
            .flat_map(|t| t.columns.clone())
            .collect();
        columns.extend(table.columns.clone());
        columns
    };
    let (old, new) = (all(work.world.from, from), all(work.world.to, to));
    for column in old.into_iter().filter(|c| c.generated.is_none()) {
        let known = pairs.iter().any(|(a, _)| a.name == column.name);
        let same = new.iter().find(|c| c.name == column.name && c.generated.is_none());
        if let Some(now) = same.filter(|now| !known && !pairs.iter().any(|(_, b)| b.name == now.name)) {
            pairs.push((column, now.clone()));
        }
    }
}
