use async_graphql::Enum;
use tablewright_compiler::dialect::Dialect;

/// A database engine that DDL is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Dialect")]
pub(crate) enum Target {
    /// PostgreSQL 14 and later.
    Postgres,
    /// MySQL 8 and later, and MariaDB 10.6 and later.
    Mysql,
    /// SQLite 3.35 and later.
    Sqlite,
}
