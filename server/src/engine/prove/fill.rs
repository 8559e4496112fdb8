//! Rows in the tables of a database.

use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::diff::SchemaChange;
use tablewright_compiler::plan::Plan;
use tablewright_compiler::schema::Schema;
use tablewright_compiler::seed::{SeedOptions, SeedStatement, Seeder};

use super::build::refused;
use super::{Progress, Proof, Stage, Unproven, Watch};
use crate::engine::{Connection, EngineError};

/// Fills a database as far as the engine lets. Tables that it left empty are named: as unproven where the plan changes
/// them, else as worth knowing.
pub(super) async fn fill(
    connection: &mut Connection,
    schema: &Schema,
    fits: Option<&[SchemaChange]>,
    plan: &Plan,
    proof: &mut Proof,
    watch: &Watch<'_>,
) -> Result<(), EngineError> {
    let mut seeder = match fits {
        Some(changes) => Seeder::fitting(schema, SeedOptions::default(), changes),
        None => Seeder::new(schema, SeedOptions::default()),
    };
    run(connection, &mut seeder, |done, total| {
        watch(Progress {
            stage: Stage::Seed,
            done,
            total,
        });
    })
    .await?;
    for finding in seeder.unseeded() {
        let table = finding.subject.clone().unwrap_or_default();
        // A trigger of another table may have filled it.
        if has_rows(connection, schema, &table).await {
            continue;
        }
        if super::rows::is_touched(plan, &table) {
            proof.unproven.push(Unproven {
                what: format!("the rows of {table}"),
                why: finding.message.clone(),
            });
        } else {
            proof.findings.push(finding);
        }
    }
    Ok(())
}

/// Whether there are rows in a table, named as people write it.
async fn has_rows(connection: &mut Connection, schema: &Schema, label: &str) -> bool {
    let Some(table) = schema.tables.iter().find(|t| super::rows::label(t) == label) else {
        return false;
    };
    let name = super::rows::sql_name(schema.dialect, table.namespace.as_deref(), &table.name);
    let found = connection.rows(&format!("SELECT 1 FROM {name} LIMIT 1")).await;
    found.is_ok_and(|rows| !rows.is_empty())
}

/// Runs what the seeder says, and tells it what became of it.
async fn run(
    connection: &mut Connection,
    seeder: &mut Seeder<'_>,
    mut tell: impl FnMut(usize, usize),
) -> Result<usize, EngineError> {
    let dialect = connection.dialect();
    let (begin, end) = match dialect {
        // A row that is refused undoes nothing else; and what is deferred is checked at once.
        Dialect::Postgres => ("SET synchronous_commit = off", ""),
        Dialect::Mysql => ("START TRANSACTION", "COMMIT"),
        Dialect::Sqlite => ("PRAGMA foreign_keys = ON", ""),
    };
    connection.execute(begin).await?;
    let mut rows = 0;
    let mut last = usize::MAX;
    while let Some(statement) = seeder.next_statement() {
        match insert(connection, &statement, dialect).await? {
            Ok(()) => {
                rows += statement.rows;
                seeder.accepted();
            }
            Err(words) => seeder.refused(&words),
        }
        let (done, total) = seeder.progress();
        if done != last {
            tell(done, total);
            last = done;
        }
    }
    if !end.is_empty() {
        connection.execute(end).await?;
    }
    Ok(rows)
}

async fn insert(
    connection: &mut Connection,
    statement: &SeedStatement,
    dialect: Dialect,
) -> Result<Result<(), String>, EngineError> {
    let (off, on) = match dialect {
        Dialect::Postgres => (
            "SET session_replication_role = replica",
            "SET session_replication_role = origin",
        ),
        Dialect::Mysql => ("SET foreign_key_checks = 0", "SET foreign_key_checks = 1"),
        Dialect::Sqlite => ("PRAGMA foreign_keys = OFF", "PRAGMA foreign_keys = ON"),
    };
    if statement.unchecked
        && let Err(error) = connection.execute(off).await
    {
        return refused(error);
    }
    let outcome = match connection.execute(&statement.sql).await {
        Ok(_) => Ok(()),
        Err(error) => refused(error)?,
    };
    if statement.unchecked {
        connection.execute(on).await?;
    }
    Ok(outcome)
}

#[cfg(test)]
mod tests;
