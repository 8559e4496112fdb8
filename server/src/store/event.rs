//! The log of a branch, as values.

use super::{EndReason, LockKind};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tablewright_compiler::edit::Change;
use uuid::Uuid;

/// One entry of a branch's log.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    /// The branch.
    pub(crate) branch_id: Uuid,
    /// Position in the log: 1, 2, 3 … without gaps.
    pub(crate) revision: i64,
    /// Who did it. For a lock that expired, its holder.
    pub(crate) actor_id: Uuid,
    /// The client's name for the edit. Unique for the actor on the branch.
    pub(crate) client_edit_id: Option<String>,
    /// The revision that this edit takes back.
    pub(crate) undoes: Option<i64>,
    /// The undoing revision that this edit takes back.
    pub(crate) redoes: Option<i64>,
    /// When, by the database's clock, to the microsecond.
    pub(crate) at: DateTime<Utc>,
    /// What happened.
    pub(crate) body: EventBody,
}

/// What happened.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(crate) enum EventBody {
    /// A batch of edits was accepted.
    DesignEdited {
        /// Net, parents before children.
        changes: Vec<Change>,
    },
    /// A lock was granted or renewed.
    TableLocked {
        /// As it is now.
        lock: Lock,
    },
    /// A lock ended.
    TableUnlocked {
        /// As it was.
        lock: Lock,
        /// Why.
        reason: EndReason,
    },
    /// A version was made.
    VersionCreated {
        /// Which.
        version_id: Uuid,
    },
}

/// A held lock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Lock {
    /// Identity.
    pub(crate) id: Uuid,
    /// The branch of the table.
    pub(crate) branch_id: Uuid,
    /// The table.
    pub(crate) table_id: Uuid,
    /// Who holds it.
    pub(crate) holder_id: Uuid,
    /// What it is for.
    pub(crate) kind: LockKind,
    /// Why, in the holder's words.
    pub(crate) reason: Option<String>,
    /// Unguessable; who sends it proves to hold the lock.
    pub(crate) token: Uuid,
    /// How long a grant or renewal lasts unless it says otherwise.
    pub(crate) seconds: i32,
    /// The revision that granted it: the fencing number.
    pub(crate) revision: i64,
    /// When it was granted.
    pub(crate) locked_at: DateTime<Utc>,
    /// When it ends unless renewed.
    pub(crate) expires_at: DateTime<Utc>,
}

/// A place in the queue for a lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Waiter {
    /// Identity; the lock granted to it keeps it.
    pub(crate) id: Uuid,
    /// The branch of the table.
    pub(crate) branch_id: Uuid,
    /// The table.
    pub(crate) table_id: Uuid,
    /// Who waits.
    pub(crate) holder_id: Uuid,
    /// What it is for.
    pub(crate) kind: LockKind,
    /// Why, in the person's words.
    pub(crate) reason: Option<String>,
    /// The token it will have.
    pub(crate) token: Uuid,
    /// How long the grant will last.
    pub(crate) seconds: i32,
    /// When it was asked for; the queue's order, then by id.
    pub(crate) asked_at: DateTime<Utc>,
    /// Until when it waits.
    pub(crate) wait_until: DateTime<Utc>,
}
