//! What a room writes in one transaction.

use super::{EndReason, Event, Lock, Waiter};
use chrono::{DateTime, Utc};
use tablewright_compiler::edit::Change;
use uuid::Uuid;

/// All that one transaction writes to a branch, on condition that the branch still is at `held`.
#[derive(Debug, Clone, Default)]
pub(crate) struct CommitBatch {
    /// The branch.
    pub(crate) branch_id: Uuid,
    /// The revision on which everything here was decided. The branch ends at `held + events.len()`.
    pub(crate) held: i64,
    /// In order, with revisions `held + 1`, `held + 2` …; may be empty (a place in a queue is no event).
    pub(crate) events: Vec<Event>,
    /// Net element by element over the whole batch: created → INSERT, updated → UPDATE, deleted → DELETE.
    pub(crate) elements: Vec<Change>,
    /// In order.
    pub(crate) locks: Vec<LockWrite>,
    /// New versions.
    pub(crate) versions: Vec<NewVersion>,
    /// Records for the audit log.
    pub(crate) audit: Vec<NewAudit>,
}

/// One change of the lock rows.
#[derive(Debug, Clone)]
pub(crate) enum LockWrite {
    /// A granted lock: a new row, or the row of the waiter with its id.
    Grant(Lock),
    /// A new end.
    Renew {
        /// The lock.
        id: Uuid,
        /// Its new end.
        expires_at: DateTime<Utc>,
    },
    /// The end of a held lock, or of a waiter (GAVE_UP).
    End {
        /// The lock or waiter.
        id: Uuid,
        /// When.
        at: DateTime<Utc>,
        /// Why.
        reason: EndReason,
    },
    /// A later end of a waiter's place.
    StillWaiting {
        /// The waiter.
        id: Uuid,
        /// Until when the place is held.
        wait_until: DateTime<Utc>,
    },
    /// A place at the end of the queue.
    Wait(Waiter),
}

/// A version to be written.
#[derive(Debug, Clone)]
pub(crate) struct NewVersion {
    /// Identity.
    pub(crate) id: Uuid,
    /// The project; the version takes its next number inside the transaction.
    pub(crate) project_id: Uuid,
    /// SHA-256 of the canonical design.
    pub(crate) schema_hash: String,
    /// What its maker says about it.
    pub(crate) message: String,
    /// Who made it.
    pub(crate) created_by: Uuid,
    /// The revision that it is a snapshot of.
    pub(crate) revision: i64,
    /// The canonical design as JSON, not yet compressed.
    pub(crate) snapshot: Vec<u8>,
    /// When.
    pub(crate) created_at: DateTime<Utc>,
}

/// A record for the audit log.
#[derive(Debug, Clone)]
pub(crate) struct NewAudit {
    /// The project, where there is one.
    pub(crate) project_id: Option<Uuid>,
    /// Who.
    pub(crate) user_id: Option<Uuid>,
    /// What it was done to: the kind, as the API names it.
    pub(crate) entity_type: &'static str,
    /// What it was done to.
    pub(crate) entity_id: Uuid,
    /// What was done: `createProject`, `breakTableLock`.
    pub(crate) operation: &'static str,
    /// What changed.
    pub(crate) changes: Option<serde_json::Value>,
    /// Why, in the person's words.
    pub(crate) reason: Option<String>,
    /// When.
    pub(crate) at: DateTime<Utc>,
}

/// Why a batch was not written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CommitError {
    /// The branch is no longer at `held` (or is gone). Nothing was written: catch up and decide again.
    #[error("the branch moved on")]
    Moved,
    /// A unique value is taken: an element's id that lives in another branch, a client edit id that the log already
    /// has, a lock. Nothing was written.
    #[error("taken: {0}")]
    Taken(Taken),
    /// The database is away or broke off; whether anything was written is not known.
    #[error("the database is away: {0}")]
    Unavailable(String),
    /// A defect of ours or a full disk. Nothing was written.
    #[error("the database refused: {0}")]
    Refused(String),
}

/// What was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    /// (branch, actor, client edit id).
    ClientEditId,
    /// The id of an element, in another branch.
    ElementId,
    /// The live lock of a table, or another unique value.
    Other,
}

impl std::fmt::Display for Taken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::ClientEditId => "client edit id",
            Self::ElementId => "element id",
            Self::Other => "unique value",
        })
    }
}
