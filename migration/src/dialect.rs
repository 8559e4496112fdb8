//! The few words in which SQLite and PostgreSQL differ, so that a migration is written once.

use sea_orm_migration::SchemaManager;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, DbErr};

/// The type words a migration uses, and what each becomes on PostgreSQL and on SQLite.
///
/// `{name}` is text that is listed and compared: byte order on both engines, so that a page boundary means the same
/// on either. SQLite's words are those SeaORM itself would write; its uuids are 16-byte blobs, its times RFC 3339
/// text in UTC, which sorts as the times do.
const WORDS: [(&str, &str, &str); 6] = [
    ("{id}", "uuid", "uuid_text"),
    ("{name}", "text COLLATE \"C\"", "text"),
    ("{json}", "jsonb", "jsonb_text"),
    ("{time}", "timestamptz", "timestamp_with_timezone_text"),
    ("{bytes}", "bytea", "blob"),
    ("{bool}", "boolean", "boolean"),
];

/// Runs `statements` in order, each translated to the engine of `manager`.
pub(crate) async fn run(manager: &SchemaManager<'_>, statements: &[&str]) -> Result<(), DbErr> {
    let sqlite = manager.get_database_backend() == DbBackend::Sqlite;
    for statement in statements {
        let mut sql = (*statement).to_owned();
        for (word, on_postgres, on_sqlite) in WORDS {
            sql = sql.replace(word, if sqlite { on_sqlite } else { on_postgres });
        }
        manager.get_connection().execute_unprepared(&sql).await?;
    }
    Ok(())
}

/// Drops `tables` in the order given: those that refer to others come first.
pub(crate) async fn drop_tables(manager: &SchemaManager<'_>, tables: &[&str]) -> Result<(), DbErr> {
    for table in tables {
        let sql = format!("DROP TABLE \"{table}\"");
        manager.get_connection().execute_unprepared(&sql).await?;
    }
    Ok(())
}
