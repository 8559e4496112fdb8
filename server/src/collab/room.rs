//! A room, as seen by those who ask something of it.

use super::command::{Command, Reply};
use super::state::{LiveEvent, RoomState};
use crate::error::AppError;
use std::sync::Arc;
use tokio::sync::{broadcast, mpsc, oneshot, watch};
use uuid::Uuid;

/// What a room tells its followers.
#[derive(Debug, Clone)]
pub(crate) enum Told {
    /// The next event.
    Event(Arc<LiveEvent>),
    /// The room skipped events: read the log.
    Gap,
    /// The branch was deleted.
    Gone,
}

/// The one place in this process through which a branch changes. Whoever holds one keeps it open.
#[derive(Debug)]
pub(crate) struct Room {
    branch_id: Uuid,
    inbox: mpsc::Sender<Command>,
    state: watch::Receiver<RoomState>,
    told: broadcast::Sender<Told>,
}

impl Room {
    /// The handle of a room whose writer task holds the other ends.
    pub(super) fn new(
        branch_id: Uuid,
        inbox: mpsc::Sender<Command>,
        state: watch::Receiver<RoomState>,
        told: broadcast::Sender<Told>,
    ) -> Self {
        Self {
            branch_id,
            inbox,
            state,
            told,
        }
    }

    /// The branch.
    pub(crate) fn branch_id(&self) -> Uuid {
        self.branch_id
    }

    /// The branch as this process knows it; another may be ahead.
    pub(crate) fn state(&self) -> RoomState {
        self.state.borrow().clone()
    }

    /// Whether nobody follows and no lock is held: then the room may be let go.
    pub(super) fn is_idle(&self) -> bool {
        self.told.receiver_count() == 0 && self.state.borrow().locks.is_empty()
    }

    /// Whether the writer has ended, because the branch is gone.
    pub(super) fn is_closed(&self) -> bool {
        self.inbox.is_closed()
    }

    /// Everything told from now on. A state read after this call plus what is told is without a gap.
    pub(super) fn listen(&self) -> broadcast::Receiver<Told> {
        self.told.subscribe()
    }

    /// Asks and waits for the answer. The command is carried out also where the caller stops waiting.
    pub(crate) async fn ask<T>(&self, command: impl FnOnce(Reply<T>) -> Command) -> Result<T, AppError> {
        let (reply, answer) = oneshot::channel();
        self.send(command(reply)).await?;
        answer.await.map_err(|_| closed())?
    }

    /// Asks without waiting for an answer.
    pub(crate) async fn send(&self, command: Command) -> Result<(), AppError> {
        self.inbox.send(command).await.map_err(|_| closed())
    }

    /// Asks from where one cannot wait. Where the inbox is full the command is dropped; it must be one that another
    /// occasion repeats.
    pub(crate) fn hint(&self, command: Command) {
        if self.inbox.try_send(command).is_err() {
            tracing::debug!(branch = %self.branch_id, "a room's inbox is full; a hint was dropped");
        }
    }

    /// Brings the room to at least this revision, where the log is that far.
    pub(crate) async fn catch_up_to(&self, revision: i64) -> Result<(), AppError> {
        if self.state.borrow().revision >= revision {
            return Ok(());
        }
        self.ask(|reply| Command::CatchUp {
            revision,
            reply: Some(reply),
        })
        .await
    }
}

fn closed() -> AppError {
    AppError::unavailable("branch's room", "the writer task has ended")
}
