//! Rows before and after a migration, as far as they have to be the same.

use std::collections::HashMap;
use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::diff::{Named, SchemaChange};
use tablewright_compiler::plan::Plan;
use tablewright_compiler::schema::{Column, Schema, SchemaTable};
use tablewright_tests::ScratchDatabase;

/// The same rows, asked for before and after.
pub(crate) struct Query {
    before: String,
    after: String,
}

#[derive(Clone, Copy)]
pub(crate) enum When {
    Before,
    After,
}

/// For each table that stays: how many rows there are, and what is in the columns that stay as they are.
pub(crate) fn queries(from: &Schema, to: &Schema, plan: &Plan) -> Vec<Query> {
    let dialect = from.dialect;
    let mut renamed: HashMap<&Named, &Named> = HashMap::new();
    for change in &plan.changes {
        if let SchemaChange::RenameTable(table) = change {
            renamed.insert(&table.from, &table.to);
        }
    }
    let mut out = Vec::new();
    for table in &from.tables {
        let own = named(table);
        let gone = |c: &SchemaChange| matches!(c, SchemaChange::DropTable(gone) if named(gone) == own);
        if plan.changes.iter().any(gone) {
            continue;
        }
        let now = renamed.get(&own).copied().unwrap_or(&own);
        let Some(after) = to.tables.iter().find(|t| named(t) == *now) else {
            continue;
        };
        let is_changed = |column: &str| {
            plan.changes.iter().any(|change| match change {
                SchemaChange::AlterColumn { table: t, from, .. } => t.from == own && from.name == column,
                SchemaChange::DropColumn {
                    table: t, column: c, ..
                } => t.from == own && c.name == column,
                _ => false,
            })
        };
        let new_name = |column: &str| {
            plan.changes
                .iter()
                .find_map(|change| match change {
                    SchemaChange::RenameColumn { table: t, column: c } if t.from == own && c.from == column => {
                        Some(c.to.clone())
                    }
                    _ => None,
                })
                .unwrap_or_else(|| column.to_owned())
        };
        let kept: Vec<&str> = table
            .columns
            .iter()
            .filter(|c| !is_changed(&c.name) && c.generated.is_none() && !says_otherwise(c, plan))
            .map(|c| c.name.as_str())
            .collect();
        let select = |table: &SchemaTable, columns: Vec<String>| {
            let name = rows_of(table, dialect);
            let quoted: Vec<String> = columns.iter().map(|c| dialect.identifier(c)).collect();
            if quoted.is_empty() {
                return format!("SELECT count(*) FROM {name};\n");
            }
            let places: Vec<String> = (1..=quoted.len()).map(|n| n.to_string()).collect();
            let shown: Vec<String> = match dialect {
                Dialect::Mysql => quoted
                    .iter()
                    .map(|c| format!("hex(convert({c} USING utf8mb4))"))
                    .collect(),
                Dialect::Sqlite => quoted.iter().map(|c| format!("quote({c})")).collect(),
                Dialect::Postgres => quoted.iter().map(|c| format!("{c}::text")).collect(),
            };
            format!(
                "SELECT count(*) FROM {name};\nSELECT {} FROM {name} ORDER BY {};\n",
                shown.join(", "),
                places.join(", ")
            )
        };
        out.push(Query {
            before: select(table, kept.iter().map(|c| (*c).to_owned()).collect()),
            after: select(after, kept.iter().map(|c| new_name(c)).collect()),
        });
    }
    out
}

fn named(table: &SchemaTable) -> Named {
    Named {
        namespace: table.namespace.clone(),
        name: table.name.clone(),
    }
}

/// The table in SQL; in PostgreSQL without the rows of what inherits from it, unless it holds none of its own.
fn rows_of(table: &SchemaTable, dialect: Dialect) -> String {
    let name = dialect.identifier(&table.name);
    let name = match &table.namespace {
        Some(space) => format!("{}.{name}", dialect.identifier(space)),
        None => name,
    };
    let partitioned = |options: &String| options.to_uppercase().contains("PARTITION BY");
    if dialect != Dialect::Postgres || table.options.as_ref().is_some_and(partitioned) {
        name
    } else {
        format!("ONLY {name}")
    }
}

/// Whether the column is of an enum type whose values get other names.
fn says_otherwise(column: &Column, plan: &Plan) -> bool {
    plan.changes.iter().any(|change| match change {
        SchemaChange::AlterEnum { from, renamed, .. } => {
            !renamed.is_empty() && column.native_type.trim_end_matches("[]").ends_with(&from.name)
        }
        _ => false,
    })
}

pub(crate) fn read(database: &ScratchDatabase, queries: &[Query], when: When) -> String {
    let sql: String = queries
        .iter()
        .map(|query| match when {
            When::Before => query.before.as_str(),
            When::After => query.after.as_str(),
        })
        .collect();
    database.apply(&sql).unwrap()
}
