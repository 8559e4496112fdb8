//! Opening the database: SQLite in one file, or PostgreSQL.

use std::time::Duration;

use sea_orm::sqlx::Connection;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use tablewright_migration::{Migrator, MigratorTrait};

use super::doubt::Doubt;
use super::error::StoreError;

/// Which database, and how it is used.
#[derive(Debug, Clone)]
pub(crate) struct StoreOptions {
    /// `sqlite://path/to/file.db` or `postgres://…`.
    pub(crate) url: String,
    /// Connections at most: PostgreSQL's pool, or SQLite's readers beside its one writer.
    pub(crate) max_connections: u32,
    /// How long PostgreSQL may work on one statement.
    pub(crate) statement_timeout: Duration,
}

impl StoreOptions {
    /// The defaults for a database.
    pub(crate) fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            max_connections: 16,
            statement_timeout: Duration::from_secs(5),
        }
    }
}

/// The two ways to the database. On PostgreSQL they are the same pool.
pub(super) struct Connections {
    pub(super) reading: DatabaseConnection,
    pub(super) writing: DatabaseConnection,
}

/// How long a writer of SQLite waits for another process's writer.
const BUSY: Duration = Duration::from_secs(5);
/// A pooled connection that was idle for longer is pinged before it is used. Asking at every acquire would cost each
/// statement a round trip; one that was lost within this time is replaced by the retry of reads and commits.
const PING_AFTER: Duration = Duration::from_secs(5);
/// Any number that other programs on the same database are unlikely to use: "tablewri" in ASCII.
const MIGRATION_LOCK: i64 = 0x7461_626c_6577_7269;

/// Connects, and brings the database to the current schema.
pub(super) async fn connect(options: &StoreOptions, doubt: &Doubt) -> Result<Connections, StoreError> {
    let connections = if DbBackend::Postgres.is_prefix_of(&options.url) {
        postgres(options, doubt).await?
    } else if DbBackend::Sqlite.is_prefix_of(&options.url) {
        sqlite(options).await?
    } else {
        return Err(StoreError::Other(format!(
            "the database URL must begin with sqlite: or postgres:, not {:?}",
            options.url.split(':').next().unwrap_or_default()
        )));
    };
    migrate(&connections.writing).await?;
    Ok(connections)
}

async fn postgres(options: &StoreOptions, doubt: &Doubt) -> Result<Connections, StoreError> {
    let mut connect = quiet(&options.url);
    connect
        .max_connections(options.max_connections.max(2))
        .acquire_timeout(Duration::from_secs(5))
        .test_before_acquire(false)
        .test_before_acquire_if_idle_for(PING_AFTER)
        .set_application_name("tablewright")
        .statement_timeout(options.statement_timeout)
        .map_sqlx_postgres_before_acquire({
            let doubt = doubt.clone();
            move |connection, metadata| {
                let in_doubt = doubt.covers(metadata.age);
                Box::pin(async move {
                    if in_doubt {
                        connection.ping().await?;
                    }
                    Ok(true)
                })
            }
        });
    let pool = Database::connect(connect).await?;
    Ok(Connections {
        reading: pool.clone(),
        writing: pool,
    })
}

async fn sqlite(options: &StoreOptions) -> Result<Connections, StoreError> {
    if options.url.contains(":memory:") || options.url.contains("mode=memory") {
        return Err(StoreError::Other(
            "a SQLite database in memory is a different one for each connection: name a file".to_owned(),
        ));
    }
    create_folder(&options.url)?;
    // An accepted edit must survive a power cut, so every commit reaches the disk (FULL). In WAL mode that is one
    // fsync a commit, which a room shares among all edits that wait.
    let mut write = quiet(&options.url);
    write.max_connections(1).map_sqlx_sqlite_opts(|sqlite| {
        sqlite
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY)
    });
    let writing = Database::connect(write).await?;

    let mut read = quiet(&options.url);
    read.max_connections(options.max_connections.max(2))
        .test_before_acquire(false)
        .map_sqlx_sqlite_opts(|sqlite| sqlite.read_only(true).foreign_keys(true).busy_timeout(BUSY));
    let reading = Database::connect(read).await?;
    Ok(Connections { reading, writing })
}

fn quiet(url: &str) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options.sqlx_logging(false).record_stmt_in_spans(false);
    options
}

/// Creates the folder that the file of a `sqlite:` URL is in.
fn create_folder(url: &str) -> Result<(), StoreError> {
    let path = url.trim_start_matches("sqlite:").trim_start_matches("//");
    let path = std::path::Path::new(path.split('?').next().unwrap_or_default());
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => std::fs::create_dir_all(folder)
            .map_err(|e| StoreError::Other(format!("cannot create the folder {}: {e}", folder.display()))),
        _ => Ok(()),
    }
}

/// Migrates under a lock, so that any number of servers may start at once: one does it, the others find it done.
async fn migrate(db: &DatabaseConnection) -> Result<(), StoreError> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let transaction = db.begin_with_options(options).await?;
    if db.get_database_backend() == DbBackend::Postgres {
        transaction
            .execute_unprepared("SET LOCAL statement_timeout = 0")
            .await?;
        transaction
            .execute_unprepared(&format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
            .await?;
    }
    Migrator::up(&transaction, None).await?;
    transaction.commit().await?;
    Ok(())
}
