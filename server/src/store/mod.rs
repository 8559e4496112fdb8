//! Everything that is kept: the only part of the server that knows tables and rows.
//!
//! [`Store`] is opened once and cloned freely. Reads go through [`reader::Reader`], which outlives lost connections;
//! the log of a branch is written by [`Store::commit`] alone, on condition of the branch's revision. A topic is a
//! file; each adds its functions to [`Store`].

#![allow(
    dead_code,
    reason = "a topic is written and proven whole; managing members and invitations and reading the audit log have no \
              service yet"
)]

mod audit;
mod batch;
mod branches;
mod bulk;
mod clock;
mod commit;
mod connect;
mod design;
mod doubt;
mod element;
mod elements;
mod error;
mod event;
mod events;
mod invitations;
mod layouts;
mod locks;
mod organizations;
mod page;
mod projects;
mod reader;
mod sessions;
#[cfg(test)]
mod tests;
mod transaction;
mod users;
mod versions;

pub(crate) use batch::{CommitBatch, CommitError, LockWrite, NewAudit, NewVersion, Taken};
pub(crate) use connect::StoreOptions;
pub(crate) use design::LoadedBranch;
pub(crate) use elements::{Placed, TableFilter};
pub(crate) use error::StoreError;
pub(crate) use event::{Event, EventBody, Lock, Waiter};
pub(crate) use events::HistoryEntry;
pub(crate) use organizations::Member;
pub(crate) use page::{Cursor, Page, PageRequest};
pub(crate) use projects::{NewProject, ProjectUpdate};
pub(crate) use users::NewUser;
pub(crate) use versions::Version;

pub(crate) use tablewright_entity::audit_log::Model as AuditRecord;
pub(crate) use tablewright_entity::branch::Model as Branch;
pub(crate) use tablewright_entity::invitation::Model as Invitation;
pub(crate) use tablewright_entity::layout::Model as Layout;
pub(crate) use tablewright_entity::organization::Model as Organization;
pub(crate) use tablewright_entity::project::Model as Project;
pub(crate) use tablewright_entity::session::Model as Session;
pub(crate) use tablewright_entity::user::Model as User;
pub(crate) use tablewright_entity::{EndReason, LockKind, Role};

use chrono::{DateTime, Utc};
use clock::Clock;
use doubt::Doubt;
use reader::Reader;
use sea_orm::{DatabaseConnection, DbBackend};
use std::sync::{Arc, Weak};
use std::time::Duration;

/// The database. Cheap to clone; all clones share its connections.
#[derive(Clone)]
pub(crate) struct Store {
    reading: Reader,
    writing: DatabaseConnection,
    clock: Arc<Clock>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store")
            .field("backend", &self.backend())
            .finish_non_exhaustive()
    }
}

/// How often the offset to the database's clock is measured again.
const CLOCK_INTERVAL: Duration = Duration::from_secs(30);

impl Store {
    /// Connects to the database and migrates it, under a lock where several servers start at once.
    pub(crate) async fn open(options: &StoreOptions) -> Result<Self, StoreError> {
        let doubt = Doubt::new();
        let connections = connect::connect(options, &doubt).await?;
        let clock = Arc::new(Clock::default());
        clock.measure(&connections.reading).await?;
        if connections.reading.get_database_backend() == DbBackend::Postgres {
            tokio::spawn(keep_time(Arc::downgrade(&clock), connections.reading.clone()));
        }
        Ok(Self {
            reading: Reader::new(connections.reading, doubt),
            writing: connections.writing,
            clock,
        })
    }

    /// Whether the database answers: a read and, on SQLite, the way to the writer.
    pub(crate) async fn ping(&self) -> Result<(), StoreError> {
        self.reading.db().ping().await?;
        self.writing.ping().await?;
        Ok(())
    }

    /// The time by the database's clock, which all servers share, to the microsecond.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Whether other servers may work on the same database.
    pub(crate) fn is_shared(&self) -> bool {
        self.backend() == DbBackend::Postgres
    }

    /// How many statements were read with since the store was opened.
    pub(crate) fn queries(&self) -> u64 {
        self.reading.queries()
    }

    /// Closes all connections, after what is under way.
    pub(crate) async fn close(&self) -> Result<(), StoreError> {
        self.reading.db().close_by_ref().await?;
        self.writing.close_by_ref().await?;
        Ok(())
    }

    fn backend(&self) -> DbBackend {
        self.writing.get_database_backend()
    }

    /// The connection for reads of one statement.
    fn reader(&self) -> &Reader {
        &self.reading
    }
}

/// Measures the clock's offset again and again, until the store is gone.
async fn keep_time(clock: Weak<Clock>, db: DatabaseConnection) {
    loop {
        tokio::time::sleep(CLOCK_INTERVAL).await;
        let Some(clock) = clock.upgrade() else { return };
        if let Err(error) = clock.measure(&db).await {
            tracing::warn!(%error, "the database's clock could not be read");
        }
    }
}
