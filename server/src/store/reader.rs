//! The connection that reads go through: it outlives a dropped connection and a restarted database.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sea_orm::entity::prelude::async_trait::async_trait;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult, Statement};

use super::doubt::Doubt;
use super::error::{Trouble, trouble};

/// How often a read is tried on another connection before the database counts as away.
pub(super) const ATTEMPTS: u32 = 4;

/// How long to wait before attempt `n`, counted from 0.
pub(super) async fn pause(attempt: u32) {
    tokio::time::sleep(Duration::from_millis(20) * 4u32.pow(attempt)).await;
}

/// Runs reads on a pool, each again on another connection when the one it had was lost. Also counts them.
///
/// A pool hands out a connection that was fine a moment ago; when the server was restarted meanwhile, the first
/// statement finds out. A read may simply be asked again, so that nobody above needs to know.
#[derive(Clone)]
pub(super) struct Reader {
    db: DatabaseConnection,
    queries: Arc<AtomicU64>,
    doubt: Doubt,
}

impl Reader {
    pub(super) fn new(db: DatabaseConnection, doubt: Doubt) -> Self {
        Self {
            db,
            queries: Arc::default(),
            doubt,
        }
    }

    pub(super) fn db(&self) -> &DatabaseConnection {
        &self.db
    }

    /// Whether `error` says that the connection was lost; the others are in doubt then.
    pub(super) fn lost(&self, error: &DbErr) -> bool {
        let lost = trouble(error) == Trouble::Lost;
        if lost {
            self.doubt.raise();
        }
        lost
    }

    /// Notes that a connection was lost.
    pub(super) fn note_loss(&self) {
        self.doubt.raise();
    }

    pub(super) fn queries(&self) -> u64 {
        self.queries.load(Ordering::Relaxed)
    }

    pub(super) fn count(&self, queries: u64) {
        self.queries.fetch_add(queries, Ordering::Relaxed);
    }
}

#[async_trait]
impl ConnectionTrait for Reader {
    fn get_database_backend(&self) -> DbBackend {
        self.db.get_database_backend()
    }

    async fn execute_raw(&self, _: Statement) -> Result<ExecResult, DbErr> {
        Err(DbErr::Custom("a reader does not write".to_owned()))
    }

    async fn execute_unprepared(&self, _: &str) -> Result<ExecResult, DbErr> {
        Err(DbErr::Custom("a reader does not write".to_owned()))
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.count(1);
        for attempt in 0..ATTEMPTS {
            match self.db.query_one_raw(statement.clone()).await {
                Err(error) if self.lost(&error) => pause(attempt).await,
                answer => return answer,
            }
        }
        self.db.query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.count(1);
        for attempt in 0..ATTEMPTS {
            match self.db.query_all_raw(statement.clone()).await {
                Err(error) if self.lost(&error) => pause(attempt).await,
                answer => return answer,
            }
        }
        self.db.query_all_raw(statement).await
    }
}
