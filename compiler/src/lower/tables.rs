//! Which tables are expressed, and how they are called.

use super::names::Pool;
use super::{Lowering, details};
use crate::design::{Table, TableStatus};
use crate::dialect::Dialect;
use crate::schema::{Origin, SchemaTable};
use std::collections::HashMap;

/// Schemas that are the default one on their engine.
const DEFAULT_NAMESPACES: [&str; 3] = ["public", "main", "dbo"];

/// Gives every table that is not softly deleted its place and identifier.
pub(super) fn names(lowering: &mut Lowering<'_>) {
    let design = lowering.design;
    for table in design.tables() {
        if table.status == TableStatus::Deleted {
            lowering.info(
                "table-deleted",
                &table.table_name,
                table.id,
                format!(
                    "the table {} is softly deleted and left out, with all that is in it",
                    table.name
                ),
            );
            continue;
        }
        let count = design.fields_of(table.id).count();
        if count > lowering.can.columns_per_table {
            let message = format!(
                "the table {} has {count} fields and is left out: {} allows {}",
                table.name, lowering.dialect, lowering.can.columns_per_table
            );
            lowering.error("too-many-fields", &table.table_name, table.id, message);
            continue;
        }
        if let (0, false, Some(parents)) = (count, lowering.can.empty_tables, inherited(table)) {
            let message = format!(
                "the table {} is left out: it has no fields but those it inherits, and {} has no inheritance; \
                 what it holds belongs in {parents}",
                table.name, lowering.dialect
            );
            lowering.warn("inheritance-left-out", &table.table_name, table.id, message);
            continue;
        }
        if count == 0 && !lowering.can.empty_tables {
            let message = format!(
                "the table {} has no fields and is left out: {} has no empty tables",
                table.name, lowering.dialect
            );
            lowering.error("table-without-fields", &table.table_name, table.id, message);
            continue;
        }
        name(lowering, table);
    }
}

/// What PostgreSQL lets the table inherit its fields from, as it is written there.
fn inherited(table: &Table) -> Option<&str> {
    let options = table.native_options.get(&Dialect::Postgres)?.trim();
    let (word, rest) = options.split_once(|c: char| c == '(' || c.is_whitespace())?;
    let parents = rest.trim_start().trim_start_matches('(').split(')').next()?;
    word.eq_ignore_ascii_case("inherits").then(|| parents.trim())
}

fn name(lowering: &mut Lowering<'_>, table: &Table) {
    if let (false, Some(parents)) = (lowering.dialect == Dialect::Postgres, inherited(table)) {
        let message = format!(
            "the table {} has only its own fields on {}, not those it inherits from {parents}",
            table.name, lowering.dialect
        );
        lowering.warn("inheritance-left-out", &table.table_name, table.id, message);
    }
    let (namespace, wanted) = placed(lowering, table);
    let space = namespace.as_deref();
    let given = lowering
        .names
        .claim(&[Pool::relations(space), Pool::types(space)], &wanted);
    if let Some(change) = given.change {
        let message = change.message("table", &wanted, &given.name, lowering.dialect);
        lowering.warn(change.code(), &table.table_name, table.id, message);
    }
    let unlogged = details::unlogged(lowering, table);
    let comment = lowering.comment(table.description.as_deref(), 2_048, &table.table_name, table.id.0);
    lowering.tables.insert(table.id, lowering.schema.tables.len());
    lowering.by_identifier.push(HashMap::new());
    lowering.schema.tables.push(SchemaTable {
        namespace,
        name: given.name,
        unlogged,
        comment,
        origin: Origin {
            element: Some(table.id.0),
            position: None,
        },
        ..Default::default()
    });
}

/// The schema and identifier that a table should have.
fn placed(lowering: &mut Lowering<'_>, table: &Table) -> (Option<String>, String) {
    if table.namespace.is_empty() {
        return (None, table.table_name.clone());
    }
    if lowering.can.namespaces {
        return (Some(namespace(lowering, table)), table.table_name.clone());
    }
    if DEFAULT_NAMESPACES.contains(&table.namespace.as_str()) {
        return (None, table.table_name.clone());
    }
    let flat = format!("{}_{}", table.namespace, table.table_name);
    let message = format!(
        "{} has no schemas: {}.{} became {flat}",
        lowering.dialect, table.namespace, table.table_name
    );
    lowering.info("namespace-flattened", &table.table_name, table.id, message);
    (None, flat)
}

fn namespace(lowering: &mut Lowering<'_>, table: &Table) -> String {
    let (name, changed) = namespace_name(&table.namespace, lowering);
    if changed {
        let message = format!(
            "the schema {} is not accepted by {}; it became {name}",
            table.namespace, lowering.dialect
        );
        lowering.warn("namespace-reformed", &table.table_name, table.id, message);
    }
    name
}

/// The schema's identifier, and whether it had to be changed.
pub(super) fn namespace_name(wanted: &str, lowering: &Lowering<'_>) -> (String, bool) {
    let cleaned: String = wanted.chars().filter(|c| *c != '\0').collect();
    let formed = if cleaned.starts_with("pg_") && cleaned != "pg_catalog" {
        format!("_{cleaned}")
    } else if cleaned.is_empty() || cleaned == "pg_catalog" || cleaned == "information_schema" {
        format!("{cleaned}_")
    } else {
        cleaned
    };
    let name = super::names::shorten(&formed, lowering.can.identifier_limit);
    let changed = name != wanted;
    (name, changed)
}

/// Says where a table lost all its columns on the way.
pub(super) fn leave_out_empty(lowering: &mut Lowering<'_>) {
    if lowering.can.empty_tables {
        return;
    }
    for (at, table) in lowering.expressed() {
        let only_generated = lowering.table(at).columns.iter().all(|c| c.generated.is_some());
        if only_generated {
            // An engine wants one column that is not computed.
            for column in &mut lowering.schema.tables[at].columns {
                column.generated = None;
            }
            let message = format!("all fields of {} are computed; they became ordinary ones", table.name);
            lowering.error("only-generated", &table.table_name, table.id, message);
        }
    }
}
