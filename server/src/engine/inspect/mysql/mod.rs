//! Reads MariaDB and MySQL: from `information_schema`, as SHOW CREATE would say it.

mod partitions;
mod programs;
mod tables;

use super::{Read, left_out};
use crate::engine::connection::TextRow;
use crate::engine::{Connection, EngineError};
use tablewright_compiler::dialect::Dialect;

/// A database and who answers for it.
struct Source<'a> {
    database: String,
    is_mariadb: bool,
    connection: &'a mut Connection,
}

impl Source<'_> {
    /// The rows of a query, in which `{database}` stands for the name of the database as a literal.
    async fn rows(&mut self, query: &str) -> Result<Vec<TextRow>, EngineError> {
        let name = literal(&self.database);
        self.connection.rows(&query.replace("{database}", &name)).await
    }
}

/// Reads the database of the connection.
pub(super) async fn read(connection: &mut Connection, progress: &(dyn Fn(&str) + Sync)) -> Result<Read, EngineError> {
    let version = connection.version().await?;
    let database = connection.rows("SELECT database()").await?;
    let Some(database) = database.into_iter().flatten().next().flatten() else {
        return Err(EngineError::Url {
            url: version.to_string(),
            problem: "it names no database; put one behind the last slash".to_owned(),
        });
    };
    let mut source = Source {
        database,
        is_mariadb: version.product == "MariaDB",
        connection,
    };
    source
        .connection
        .execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        .await?;
    source.connection.execute("START TRANSACTION READ ONLY").await?;
    let outcome = everything(&mut source, progress).await;
    let ended = source.connection.execute("ROLLBACK").await;
    let read = outcome?;
    ended?;
    Ok(read)
}

async fn everything(source: &mut Source<'_>, progress: &(dyn Fn(&str) + Sync)) -> Result<Read, EngineError> {
    let mut read = Read::default();
    progress("tables");
    tables::read(source, &mut read).await?;
    progress("views");
    programs::views(source, &mut read).await?;
    progress("routines");
    programs::routines(source, &mut read).await?;
    progress("triggers");
    programs::triggers(source, &mut read).await?;
    programs::events(source, &mut read).await?;
    programs::modes(source, &mut read).await?;
    Ok(read)
}

/// A column of a row; empty for NULL.
fn text(row: &TextRow, column: usize) -> &str {
    row.get(column).and_then(Option::as_deref).unwrap_or_default()
}

/// A column of a row; `None` for NULL.
fn value(row: &TextRow, column: usize) -> Option<&str> {
    row.get(column).and_then(Option::as_deref)
}

/// The name in backticks, as SHOW CREATE writes it.
fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

fn literal(text: &str) -> String {
    Dialect::Mysql.literal(text)
}
