use async_graphql::{Context, Enum, ID, Object, Result, Union};
use chrono::{DateTime, Utc};
use std::sync::Arc;
use uuid::Uuid;

use super::change::changes;
use super::{Change, SchemaVersion, TableLock, User};
use crate::collab::LiveEvent;
use crate::collab::follow::Delivery;
use crate::error::AppError;
use crate::graphql::context::int;
use crate::graphql::id;
use crate::graphql::scope::Scope;
use crate::store::{EndReason, EventBody, Lock};

/// One entry of a branch's log.
#[derive(Union)]
pub(crate) enum BranchEvent {
    /// A batch of edits was accepted.
    DesignEdited(DesignEdited),
    /// A lock was granted or renewed.
    TableLocked(TableLocked),
    /// A lock ended.
    TableUnlocked(TableUnlocked),
    /// A version was made.
    VersionCreated(VersionCreated),
    /// The log no longer reaches back.
    ResyncRequired(ResyncRequired),
}

/// Why a lock ended.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum UnlockReason {
    /// Its holder gave it back, or took another one in its place, or the table was deleted.
    Released,
    /// Its time was up.
    Expired,
    /// An admin took it away.
    Broken,
}

/// An accepted batch of edits.
pub(crate) struct DesignEdited(Arc<LiveEvent>);

/// A batch of edits was accepted.
#[Object]
impl DesignEdited {
    /// The revision that the batch made.
    async fn revision(&self) -> Result<i32> {
        Ok(int(self.0.event.revision)?)
    }

    /// Who asked for it.
    async fn actor(&self, context: &Context<'_>) -> Result<User> {
        Ok(User::load(context, self.0.event.actor_id).await?)
    }

    /// The name that the client gave it; one that the server made where the client gave none, as for undo and redo.
    async fn client_edit_id(&self) -> ID {
        match &self.0.event.client_edit_id {
            Some(given) => ID(given.clone()),
            None => ID(format!("{}:{}", self.0.event.branch_id, self.0.event.revision)),
        }
    }

    /// When it was accepted.
    async fn at(&self) -> DateTime<Utc> {
        self.0.event.at
    }

    /// What it did, element by element, with what an element is in before it. Empty where the edits changed nothing.
    async fn changes(&self) -> Vec<Change> {
        changes(&self.0)
    }

    /// The revision that this batch takes back, where it is an undo.
    async fn undoes(&self) -> Result<Option<i32>> {
        Ok(self.0.event.undoes.map(int).transpose()?)
    }

    /// The undo that this batch takes back, where it is a redo.
    async fn redoes(&self) -> Result<Option<i32>> {
        Ok(self.0.event.redoes.map(int).transpose()?)
    }
}

/// A granted or renewed lock.
pub(crate) struct TableLocked {
    live: Arc<LiveEvent>,
    lock: Lock,
}

/// A lock was granted or renewed.
#[Object]
impl TableLocked {
    /// The revision of the grant or renewal.
    async fn revision(&self) -> Result<i32> {
        Ok(int(self.live.event.revision)?)
    }

    /// The lock as it was then.
    async fn lock(&self) -> TableLock {
        let scope = Scope::at(self.live.event.branch_id, self.live.design.clone());
        TableLock::new(self.lock.clone(), &scope)
    }
}

/// An ended lock.
pub(crate) struct TableUnlocked {
    revision: i64,
    lock: Lock,
    reason: UnlockReason,
}

/// A lock ended.
#[Object]
impl TableUnlocked {
    /// The revision at which it ended.
    async fn revision(&self) -> Result<i32> {
        Ok(int(self.revision)?)
    }

    /// The table that is free again.
    async fn table_id(&self) -> ID {
        id::wire(self.lock.table_id)
    }

    /// Who held it.
    async fn holder(&self, context: &Context<'_>) -> Result<User> {
        Ok(User::load(context, self.lock.holder_id).await?)
    }

    /// Why it ended.
    async fn reason(&self) -> UnlockReason {
        self.reason
    }
}

/// A new version.
pub(crate) struct VersionCreated {
    revision: i64,
    version_id: Uuid,
}

/// A version was made.
#[Object]
impl VersionCreated {
    /// The revision of its making.
    async fn revision(&self) -> Result<i32> {
        Ok(int(self.revision)?)
    }

    /// The version.
    async fn version(&self, context: &Context<'_>) -> Result<SchemaVersion> {
        Ok(SchemaVersion::load(context, self.version_id).await?)
    }
}

/// A gap that cannot be filled.
pub(crate) struct ResyncRequired {
    revision: i64,
}

/// The log does not reach back to the `after` that was asked for, or the branch is not that far. Load the branch again;
/// the events that follow come after `revision`.
#[Object]
impl ResyncRequired {
    /// The revision that the stream goes on from.
    async fn revision(&self) -> Result<i32> {
        Ok(int(self.revision)?)
    }
}

impl TryFrom<Delivery> for BranchEvent {
    type Error = AppError;

    fn try_from(delivery: Delivery) -> Result<Self, AppError> {
        let live = match delivery {
            Delivery::Resync { revision } => return Ok(Self::ResyncRequired(ResyncRequired { revision })),
            Delivery::Event(live) => live,
        };
        let revision = live.event.revision;
        Ok(match &live.event.body {
            EventBody::DesignEdited { .. } => Self::DesignEdited(DesignEdited(live)),
            EventBody::TableLocked { lock } => {
                let lock = lock.clone();
                Self::TableLocked(TableLocked { live, lock })
            }
            EventBody::TableUnlocked { lock, reason } => {
                let reason = match reason {
                    EndReason::Released => UnlockReason::Released,
                    EndReason::Expired => UnlockReason::Expired,
                    EndReason::Broken => UnlockReason::Broken,
                    EndReason::GaveUp => return Err(AppError::internal("a waiter's end is in the log as a lock's")),
                };
                Self::TableUnlocked(TableUnlocked {
                    revision,
                    lock: lock.clone(),
                    reason,
                })
            }
            EventBody::VersionCreated { version_id } => Self::VersionCreated(VersionCreated {
                revision,
                version_id: *version_id,
            }),
        })
    }
}
