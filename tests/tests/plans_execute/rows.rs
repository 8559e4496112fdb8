//! Rows before and after a migration, as far as they have to be the same.

use std::collections::HashMap;
use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::diff::SchemaChange;
use tablewright_compiler::plan::Plan;
use tablewright_compiler::schema::Schema;
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
    let mut renamed: HashMap<&str, &str> = HashMap::new();
    for change in &plan.changes {
        if let SchemaChange::RenameTable(table) = change {
            renamed.insert(&table.from.name, &table.to.name);
        }
    }
    let mut out = Vec::new();
    for table in &from.tables {
        let gone = |c: &SchemaChange| matches!(c, SchemaChange::DropTable(gone) if gone.name == table.name);
        if plan.changes.iter().any(gone) {
            continue;
        }
        let now = renamed.get(table.name.as_str()).copied().unwrap_or(&table.name);
        if !to.tables.iter().any(|t| t.name == now) {
            continue;
        }
        let is_changed = |column: &str| {
            plan.changes.iter().any(|change| match change {
                SchemaChange::AlterColumn { table: t, from, .. } => t.from.name == table.name && from.name == column,
                SchemaChange::DropColumn {
                    table: t, column: c, ..
                } => t.from.name == table.name && c.name == column,
                _ => false,
            })
        };
        let new_name = |column: &str| {
            plan.changes
                .iter()
                .find_map(|change| match change {
                    SchemaChange::RenameColumn { table: t, column: c }
                        if t.from.name == table.name && c.from == column =>
                    {
                        Some(c.to.clone())
                    }
                    _ => None,
                })
                .unwrap_or_else(|| column.to_owned())
        };
        let kept: Vec<&str> = table
            .columns
            .iter()
            .filter(|c| !is_changed(&c.name) && c.generated.is_none())
            .map(|c| c.name.as_str())
            .collect();
        let select = |table: &str, columns: Vec<String>| {
            let name = dialect.identifier(table);
            let quoted: Vec<String> = columns.iter().map(|c| dialect.identifier(c)).collect();
            if quoted.is_empty() {
                return format!("SELECT count(*) FROM {name};\n");
            }
            let places: Vec<String> = (1..=quoted.len()).map(|n| n.to_string()).collect();
            let binary = match dialect {
                Dialect::Mysql => quoted
                    .iter()
                    .map(|c| format!("hex(convert({c} USING utf8mb4))"))
                    .collect(),
                Dialect::Sqlite => quoted.iter().map(|c| format!("quote({c})")).collect(),
                Dialect::Postgres => quoted,
            };
            format!(
                "SELECT count(*) FROM {name};\nSELECT {} FROM {name} ORDER BY {};\n",
                binary.join(", "),
                places.join(", ")
            )
        };
        out.push(Query {
            before: select(&table.name, kept.iter().map(|c| (*c).to_owned()).collect()),
            after: select(now, kept.iter().map(|c| new_name(c)).collect()),
        });
    }
    out
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
