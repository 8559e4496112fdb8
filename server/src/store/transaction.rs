//! The three ways to begin a transaction.

use sea_orm::{
    AccessMode, DatabaseTransaction, DbBackend, DbErr, IsolationLevel, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};

use super::reader::{ATTEMPTS, pause};
use super::{Store, StoreError};

impl Store {
    /// A transaction in which every statement sees the same state of the database.
    pub(super) async fn begin_snapshot(&self) -> Result<DatabaseTransaction, DbErr> {
        match self.backend() {
            DbBackend::Postgres => {
                let db = self.reading.db();
                db.begin_with_config(Some(IsolationLevel::RepeatableRead), Some(AccessMode::ReadOnly))
                    .await
            }
            // In WAL mode a reader's transaction is a snapshot from its first statement on.
            _ => self.reading.db().begin().await,
        }
    }

    /// A transaction that writes. On SQLite it takes the write lock at once: a transaction that began by reading
    /// could not be allowed to write after another one did.
    pub(super) async fn begin_write(&self) -> Result<DatabaseTransaction, DbErr> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        for attempt in 0..ATTEMPTS {
            match self.writing.begin_with_options(options).await {
                Err(error) if self.reading.lost(&error) => pause(attempt).await,
                begun => return begun,
            }
        }
        self.writing.begin_with_options(options).await
    }
}

/// Commits; a connection that breaks here leaves the outcome unknown, which is [`StoreError::Unavailable`].
pub(super) async fn finish(transaction: DatabaseTransaction) -> Result<(), StoreError> {
    transaction.commit().await.map_err(StoreError::from)
}
