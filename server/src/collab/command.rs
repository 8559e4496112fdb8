//! What may be asked of a room.

use super::state::LiveEvent;
use super::undo::Direction;
use crate::error::AppError;
use crate::store::{Lock, LockKind};
use tablewright_compiler::edit::{Edit, Rules};
use tokio::sync::oneshot;
use uuid::Uuid;

/// Where an answer goes. Whoever asked may be gone.
pub(crate) type Reply<T> = oneshot::Sender<Result<T, AppError>>;

/// One thing asked of a room. Rooms trust it: access was checked on the way.
#[derive(Debug)]
pub(crate) enum Command {
    /// Apply a batch of edits.
    Edit(EditRequest, Reply<LiveEvent>),
    /// Undo or redo.
    Step(StepRequest, Reply<LiveEvent>),
    /// Take a lock, or a place in its queue. The reply comes with the lock.
    Acquire(AcquireRequest, Reply<Lock>),
    /// Leave the queue; where the lock was granted meanwhile, give it back.
    GiveUp {
        /// The waiter, whose id is [`AcquireRequest::id`].
        id: Uuid,
    },
    /// Keep a place in the queue, which is held for [`super::lock_rules::PLACE_SECONDS`] at a time.
    StillWaiting {
        /// The waiter.
        id: Uuid,
    },
    /// Make a lock last longer.
    Renew {
        /// Who asks.
        actor_id: Uuid,
        /// The lock's token.
        token: Uuid,
        /// For how long from now; `None` for as long as it was granted for.
        seconds: Option<i32>,
        /// The lock with its new end.
        reply: Reply<Lock>,
    },
    /// Give a lock back.
    Release {
        /// Who asks.
        actor_id: Uuid,
        /// The lock's token.
        token: Uuid,
        /// Done.
        reply: Reply<()>,
    },
    /// Take someone's lock away.
    Break {
        /// Who asks; an admin.
        actor_id: Uuid,
        /// The lock.
        lock_id: Uuid,
        /// Why; kept in the audit log.
        reason: String,
        /// Done.
        reply: Reply<()>,
    },
    /// A lock's time may be up.
    Expire,
    /// Make a version of the design as it is.
    CreateVersion(VersionRequest, Reply<Uuid>),
    /// The log may be at this revision by now.
    CatchUp {
        /// The revision heard of; nothing is done where the room is there already.
        revision: i64,
        /// Told when the room is there, or could not get there.
        reply: Option<Reply<()>>,
    },
}

/// A batch of edits.
#[derive(Debug, Clone)]
pub(crate) struct EditRequest {
    /// Who asks.
    pub(crate) actor_id: Uuid,
    /// The client's name for the batch.
    pub(crate) client_edit_id: String,
    /// What is asked.
    pub(crate) edits: Vec<Edit>,
    /// Tokens of locks that must still be held.
    pub(crate) lock_tokens: Vec<Uuid>,
    /// Which rules it is held against.
    pub(crate) rules: Rules,
    /// Where the ids of elements come from that the batch makes on its own.
    pub(crate) id_seed: Uuid,
}

/// An undo or redo.
#[derive(Debug, Clone)]
pub(crate) struct StepRequest {
    /// Who asks.
    pub(crate) actor_id: Uuid,
    /// Undo or redo.
    pub(crate) direction: Direction,
}

/// A lock asked for.
#[derive(Debug, Clone)]
pub(crate) struct AcquireRequest {
    /// The id of the lock, or of the place in its queue.
    pub(crate) id: Uuid,
    /// The token it will have.
    pub(crate) token: Uuid,
    /// The table.
    pub(crate) table_id: Uuid,
    /// Who asks.
    pub(crate) actor_id: Uuid,
    /// What it is for.
    pub(crate) kind: LockKind,
    /// How long it will last, checked.
    pub(crate) seconds: i32,
    /// How long to wait for it, checked; 0 not at all.
    pub(crate) wait_seconds: i32,
    /// Why.
    pub(crate) reason: Option<String>,
}

/// A version asked for.
#[derive(Debug, Clone)]
pub(crate) struct VersionRequest {
    /// Its id.
    pub(crate) id: Uuid,
    /// The project of the branch.
    pub(crate) project_id: Uuid,
    /// Who asks.
    pub(crate) actor_id: Uuid,
    /// What they say about it.
    pub(crate) message: String,
}
