//! Rows in the place of those that are gone with their table, where others refer to them.

use super::clauses::table_sql;
use super::fill;
use super::work::{Piece, Said, Work, marker, step};
use super::world::name_of;
use crate::design::Identity;
use crate::dialect::postgres::identifiers::{identifier, literal};
use crate::emit::order::{Draft, Phase};
use crate::emit::readable;
use crate::plan::{Hazard, LockMode};
use crate::schema::{Column, ForeignKey, SchemaTable};

/// On the way back a table that comes again is empty: what refers to it needs rows there.
pub(super) fn stand_ins(work: &mut Work<'_>, at: usize, table: &SchemaTable) {
    let is_partitioned = table.options.as_deref().is_some_and(super::partitions::is_partitioned);
    if !work.input.is_back || is_partitioned {
        return;
    }
    let to = work.world.to;
    let mut any = false;
    for other in to.tables.iter().filter(|t| name_of(t) != name_of(table)) {
        let is_kept = work.world.kept.values().any(|kept| name_of(kept.to) == name_of(other));
        for key in other.foreign_keys.iter().filter(|_| is_kept) {
            let refers = key.referenced_table == table.name && key.referenced_namespace == table.namespace;
            if !refers || key.not_valid {
                continue;
            }
            let Some(sql) = insert(work, table, other, key) else {
                continue;
            };
            let name = readable(table);
            let comment = format!("stand-ins for the rows of {name} that {} refers to", readable(other));
            let mut draft = Draft::plain(Phase::Index, sql.clone(), comment.clone());
            draft.after = vec![table.name.to_lowercase(), marker(&other.name)];
            let made = step(Some(at), sql, comment)
                .of(table.origin.element)
                .locking(LockMode::Writes, &name)
                .with(Hazard::Irreversible {
                    what: format!("the rows of {name}"),
                });
            let mut steps = vec![made];
            let numbered = table.columns.iter().filter(|c| c.identity.is_some());
            steps.extend(numbered.map(|column| {
                let sql = format!(
                    "SELECT setval(pg_get_serial_sequence({}, {}), (SELECT max({}) FROM {}))",
                    literal(&table_sql(table)),
                    literal(&column.name),
                    identifier(&column.name),
                    table_sql(table)
                );
                step(Some(at), sql, format!("go on after the highest {}", column.name))
            }));
            work.made.push(Piece { draft, steps });
            any = true;
        }
    }
    if any {
        let name = readable(table);
        work.warn(
            "rows-made-up",
            name.clone(),
            format!(
                "the rows of {name} are gone while others refer to them; stand-ins with made-up values take their place"
            ),
            "bring the rows back from a copy of the data, if they matter",
        );
    }
}

/// The statement that makes them; `None` where some value is not known.
fn insert(work: &Work<'_>, table: &SchemaTable, other: &SchemaTable, key: &ForeignKey) -> Option<String> {
    let referenced = if key.referenced_columns.is_empty() {
        table.primary_key.as_ref()?.columns.clone()
    } else {
        key.referenced_columns.clone()
    };
    let mut names: Vec<String> = referenced.iter().map(|c| identifier(c)).collect();
    let mut values: Vec<String> = (0..referenced.len()).map(|i| format!("s.k{i}")).collect();
    let needs_value = |column: &&Column| {
        column.not_null
            && column.default.is_none()
            && column.identity.is_none()
            && column.generated.is_none()
            && !referenced.contains(&column.name)
    };
    for column in table.columns.iter().filter(needs_value) {
        let value = fill::value(work.world.to, table, column)?;
        names.push(identifier(&column.name));
        values.push(value.replace(fill::PLACE, "(row_number() OVER ())"));
    }
    let keys: Vec<String> = key
        .columns
        .iter()
        .enumerate()
        .map(|(i, column)| format!("{} AS k{i}", identifier(column)))
        .collect();
    let given: Vec<String> = key
        .columns
        .iter()
        .map(|column| format!("{} IS NOT NULL", identifier(column)))
        .collect();
    let overriding = if table.columns.iter().any(|c| c.identity == Some(Identity::Always)) {
        " OVERRIDING SYSTEM VALUE"
    } else {
        ""
    };
    Some(format!(
        "INSERT INTO {} ({}){overriding} SELECT {} FROM (SELECT DISTINCT {} FROM {} WHERE {}) s ON CONFLICT DO NOTHING",
        table_sql(table),
        names.join(", "),
        values.join(", "),
        keys.join(", "),
        table_sql(other),
        given.join(" AND ")
    ))
}
