//! Runs the engines' own dumps.

use super::{Catalog, mysql, postgres, sqlite};
use crate::engine::ScratchDatabase;
use tablewright_compiler::dialect::Dialect;

/// Reads a database back.
pub fn dump(database: &ScratchDatabase, dialect: Dialect) -> Result<Catalog, String> {
    match dialect {
        Dialect::Postgres => Ok(postgres::catalog(&database.dump()?)),
        Dialect::Mysql => Ok(mysql::catalog(&database.dump()?, database.name())),
        Dialect::Sqlite => sqlite::catalog(database),
    }
}
