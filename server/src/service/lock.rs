//! Table locks: taking, renewing, giving back, breaking.

use std::sync::Arc;
use std::time::Duration;

use tablewright_compiler::ids::TableId;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::checks::refusal;
use crate::access::{BranchAdmin, BranchReader, Editor, require};
use crate::app::App;
use crate::collab::command::{AcquireRequest, Command};
use crate::collab::{Room, lock_rules};
use crate::error::AppError;
use crate::store::{Lock, LockKind, Role};

/// How often a place in a line is kept.
const STILL_HERE: Duration = Duration::from_secs(5);

/// A lock asked for.
#[derive(Debug, Clone)]
pub(crate) struct AcquireLock {
    /// On which table.
    pub(crate) table_id: Uuid,
    /// For what.
    pub(crate) kind: LockKind,
    /// For how long; the kind's usual time where left out.
    pub(crate) seconds: Option<i32>,
    /// Why, for the others.
    pub(crate) reason: Option<String>,
    /// How long to wait for it; not at all where left out.
    pub(crate) wait_seconds: Option<i32>,
}

/// Takes a lock, waiting in line for it where that was asked for.
/// Where the caller goes before its turn comes (`caller_gone`), it leaves the line.
pub(crate) async fn acquire(
    app: &App,
    editor: &Editor,
    asked: AcquireLock,
    caller_gone: CancellationToken,
) -> Result<Lock, AppError> {
    if !lock_rules::may_take(editor.role(), asked.kind) {
        require(editor.role(), Role::Admin, "take a CRITICAL lock")?;
    }
    let request = AcquireRequest {
        id: Uuid::now_v7(),
        token: Uuid::new_v4(),
        table_id: asked.table_id,
        actor_id: editor.user_id(),
        kind: asked.kind,
        seconds: lock_rules::seconds(asked.kind, asked.seconds)?,
        wait_seconds: wait_seconds(app, asked.wait_seconds)?,
        reason: lock_rules::reason(asked.reason)?,
    };
    let room = app.rooms.open(editor.branch_id()).await?;
    if request.wait_seconds == 0 {
        return room.ask(|reply| Command::Acquire(request, reply)).await;
    }
    wait_in_line(room, request, caller_gone).await
}

/// Makes a lock of one's own last longer.
pub(crate) async fn renew(app: &App, editor: &Editor, token: Uuid, seconds: Option<i32>) -> Result<Lock, AppError> {
    let room = app.rooms.open(editor.branch_id()).await?;
    let actor_id = editor.user_id();
    room.ask(|reply| Command::Renew {
        actor_id,
        token,
        seconds,
        reply,
    })
    .await
}

/// Gives a lock of one's own back. Also who may no longer edit can do so.
pub(crate) async fn release(app: &App, access: &BranchReader, token: Uuid) -> Result<(), AppError> {
    let room = app.rooms.open(access.branch_id()).await?;
    let actor_id = access.user_id();
    room.ask(|reply| Command::Release { actor_id, token, reply }).await
}

/// Takes someone's lock on a table away. The reason goes on record.
pub(crate) async fn break_lock(app: &App, admin: &BranchAdmin, table_id: Uuid, reason: String) -> Result<(), AppError> {
    let reason = lock_rules::reason(Some(reason))?
        .ok_or_else(|| refusal("reason", "length", "Say why: the reason goes on record."))?;
    let room = app.rooms.open(admin.branch_id()).await?;
    room.catch_up_to(i64::MAX).await?;
    let held = room.state().locks.get(&TableId(table_id)).map(|lock| lock.id);
    let lock_id = held.ok_or_else(|| AppError::not_found("lock on table", table_id))?;
    let actor_id = admin.user_id();
    room.ask(|reply| Command::Break {
        actor_id,
        lock_id,
        reason,
        reply,
    })
    .await
}

/// How long to wait: less than the server lets a mutation take, or nobody would hear the answer.
fn wait_seconds(app: &App, asked: Option<i32>) -> Result<i32, AppError> {
    let seconds = lock_rules::wait_seconds(asked)?;
    let time = app.config.limits.mutation_timeout;
    if Duration::from_secs(u64::from(seconds.unsigned_abs())) < time {
        return Ok(seconds);
    }
    let message = format!(
        "waitSeconds must be less than {}, the longest a mutation takes here.",
        time.as_secs_f64()
    );
    Err(AppError::limited("waitSeconds", message))
}

/// Waits its turn. Whoever stops waiting leaves the line; who waited too long takes a last look, which says who has
/// the lock.
async fn wait_in_line(
    room: Arc<Room>,
    request: AcquireRequest,
    caller_gone: CancellationToken,
) -> Result<Lock, AppError> {
    let patience = Duration::from_secs(u64::from(request.wait_seconds.unsigned_abs()));
    let last_look = AcquireRequest {
        id: Uuid::now_v7(),
        wait_seconds: 0,
        ..request.clone()
    };
    let place = PlaceInLine {
        room: Some(Arc::clone(&room)),
        id: request.id,
    };
    let id = request.id;
    let granted = room.ask(|reply| Command::Acquire(request, reply));
    let out_of_patience = tokio::time::sleep(patience);
    let mut still_here = tokio::time::interval(STILL_HERE);
    tokio::pin!(granted, out_of_patience);
    loop {
        tokio::select! {
            answer = &mut granted => {
                place.served();
                return answer;
            }
            () = &mut out_of_patience => {
                room.send(Command::GiveUp { id: place.served() }).await?;
                return room.ask(|reply| Command::Acquire(last_look, reply)).await;
            }
            () = caller_gone.cancelled() => return Err(AppError::unavailable("caller", "gone while it waited for a lock")),
            _ = still_here.tick() => room.hint(Command::StillWaiting { id }),
        }
    }
}

/// A place in a line, given up where the one who waits is dropped.
struct PlaceInLine {
    room: Option<Arc<Room>>,
    id: Uuid,
}

impl PlaceInLine {
    /// There is nothing to give up any more.
    fn served(mut self) -> Uuid {
        self.room = None;
        self.id
    }
}

impl Drop for PlaceInLine {
    fn drop(&mut self) {
        let Some(room) = self.room.take() else { return };
        let id = self.id;
        tokio::spawn(async move {
            if let Err(error) = room.send(Command::GiveUp { id }).await {
                tracing::warn!(%error, "a place in a queue could not be given up; it ends by itself");
            }
        });
    }
}
