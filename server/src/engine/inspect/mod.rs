//! Reads what a live database holds, by a handful of queries over its whole catalog, never one per table.
//!
//! The catalogs are written as the DDL that the engine itself would say, and that is read as every other source is: there is
//! one way of reading. Nothing is written to the database, and a role that may only read is enough.

mod mysql;
mod postgres;
mod sqlite;

use tablewright_compiler::diagnostic::{Diagnostic, Severity};
use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::import::import;
use tablewright_compiler::schema::Schema;

use super::{Connection, EngineError};

/// What a database holds.
#[derive(Debug)]
pub(crate) struct Inspected {
    /// As SQL of its engine.
    pub(crate) ddl: String,
    /// The same, understood.
    pub(crate) schema: Schema,
    /// What was left out or could not be modelled.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// What the catalogs say, before it is understood.
#[derive(Debug, Default)]
struct Read {
    /// Statements in an order in which nothing is said of what is not there yet, as far as that is cheap.
    statements: Vec<String>,
    /// What there is that is not read, each by name.
    diagnostics: Vec<Diagnostic>,
}

/// Reads the database; of PostgreSQL only these schemas, or all where none is named. `progress` hears what is read next.
pub(crate) async fn inspect(
    connection: &mut Connection,
    schemas: &[String],
    progress: &(dyn Fn(&str) + Sync),
) -> Result<Inspected, EngineError> {
    let dialect = connection.dialect();
    let read = match dialect {
        Dialect::Postgres => postgres::read(connection, schemas, progress).await?,
        Dialect::Mysql => mysql::read(connection, progress).await?,
        Dialect::Sqlite => sqlite::read(connection).await?,
    };
    progress("understanding");
    let ddl = script(&read.statements, dialect);
    let imported = import(&ddl, dialect);
    let mut diagnostics = read.diagnostics;
    let found = imported.diagnostics.into_iter();
    // The text is ours: what it says to a client is nobody's loss, and its lines are nowhere to be seen.
    diagnostics.extend(found.filter(|finding| !is_about_delimiter(finding)).map(|mut finding| {
        finding.position = None;
        finding
    }));
    Ok(Inspected {
        ddl,
        schema: imported.schema,
        diagnostics,
    })
}

/// The statements as a script for the engine's own client.
fn script(statements: &[String], dialect: Dialect) -> String {
    let (before, after) = match dialect {
        Dialect::Mysql => ("DELIMITER $$tablewright$$\n", "\n$$tablewright$$\n"),
        Dialect::Postgres | Dialect::Sqlite => ("", ";\n"),
    };
    let mut text = String::with_capacity(statements.iter().map(|sql| sql.len() + 16).sum());
    text.push_str(before);
    for sql in statements {
        text.push_str(sql);
        text.push_str(after);
    }
    text
}

fn is_about_delimiter(finding: &Diagnostic) -> bool {
    finding.code == "statement-skipped" && finding.message.starts_with("DELIMITER")
}

/// Names something that is there and is not read.
fn left_out(what: &str, name: &str) -> Diagnostic {
    let message = format!("the {what} {name} is not read; it is missing from the result");
    Diagnostic::new(Severity::Warning, "not-inspected", message).subject(format!("{what} {name}"))
}

#[cfg(test)]
mod tests;
