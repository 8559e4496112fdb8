//! The writer task of a room: the only one in this process that changes its branch.
//!
//! It takes all commands that wait, decides them in order on its state, writes what was decided in one
//! transaction on condition that the branch still is where it was, and then answers and tells. Where another
//! process was first, nothing is written: it catches up from the log and decides again.

mod edits;
mod explain;
mod locks;
mod steps;

pub(super) use edits::Answered;

use super::bus::{Bus, Hint};
use super::command::{AcquireRequest, Command, Reply};
use super::decide::{Draft, Refusal};
use super::expiry::Expiry;
use super::room::Told;
use super::state::{LiveEvent, RoomState};
use crate::error::AppError;
use crate::store::{CommitError, EventBody, Lock, Store, StoreError};
use edits::PendingEdit;
use explain::overtaken;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tablewright_compiler::ids::TableId;
use tokio::sync::{broadcast, mpsc, watch};
use uuid::Uuid;

/// Commands taken into one transaction at most.
const LARGEST_GROUP: usize = 256;
/// Events read from the log at once.
const LOG_PAGE: u64 = 500;
/// How often a lost race is run again before the client is told to.
const ATTEMPTS: usize = 64;

/// A room's own task.
pub(super) struct Writer {
    pub(super) branch_id: Uuid,
    pub(super) project_id: Uuid,
    pub(super) store: Store,
    pub(super) bus: Bus,
    pub(super) expiry: Expiry,
    /// Events retained per branch; `None` for all.
    pub(super) retain_events: Option<i64>,
    pub(super) state: watch::Sender<RoomState>,
    pub(super) told: broadcast::Sender<Told>,
    pub(super) answered: Answered,
    /// Who waits for a lock, by the id it will have.
    pub(super) waiting: HashMap<Uuid, (AcquireRequest, Reply<Lock>)>,
    /// Set where a commit's outcome is not known: the log is read before anything else is decided.
    pub(super) in_doubt: bool,
    /// The revision at which the log was last trimmed.
    pub(super) trimmed_at: i64,
    /// Set where the branch was deleted: the room closes.
    pub(super) gone: bool,
}

impl Writer {
    /// Runs until every handle of the room is gone.
    pub(super) async fn run(mut self, mut inbox: mpsc::Receiver<Command>) {
        let mut commands = Vec::with_capacity(LARGEST_GROUP);
        while inbox.recv_many(&mut commands, LARGEST_GROUP).await > 0 {
            let mut edits: Vec<PendingEdit> = Vec::new();
            for command in commands.drain(..) {
                match command {
                    Command::Edit(request, reply) => edits.push((request, reply)),
                    other => {
                        self.take_edits(std::mem::take(&mut edits)).await;
                        self.take(other).await;
                    }
                }
            }
            self.take_edits(edits).await;
            if self.gone {
                return self.close(inbox).await;
            }
        }
    }

    /// Answers what still waits, and tells the followers of a branch that was deleted.
    async fn close(mut self, mut inbox: mpsc::Receiver<Command>) {
        inbox.close();
        while let Some(command) = inbox.recv().await {
            self.take(command).await;
        }
        // Nobody may follow; then there is nobody to tell.
        let _ = self.told.send(Told::Gone);
    }

    async fn take(&mut self, command: Command) {
        match command {
            Command::Edit(request, reply) => self.take_edits(vec![(request, reply)]).await,
            Command::Step(request, reply) => answer(reply, self.step(&request).await),
            Command::Acquire(request, reply) => self.acquire(request, reply).await,
            Command::GiveUp { id } => self.give_up(id).await,
            Command::StillWaiting { id } => self.still_waiting(id).await,
            Command::Renew {
                actor_id,
                token,
                seconds,
                reply,
            } => {
                let renewed = match self.expire_due().await {
                    Ok(()) => self.write(|draft| draft.renew(actor_id, token, seconds)).await,
                    Err(error) => Err(error),
                };
                answer(reply, renewed);
            }
            Command::Release { actor_id, token, reply } => {
                let released = match self.expire_due().await {
                    Ok(()) => self.end_lock(|draft| Ok(vec![draft.release(actor_id, token)?])).await,
                    Err(error) => Err(error),
                };
                answer(reply, released);
            }
            Command::Break {
                actor_id,
                lock_id,
                reason,
                reply,
            } => {
                let project_id = self.project_id;
                let ended =
                    self.end_lock(|draft| Ok(vec![draft.break_lock(actor_id, lock_id, project_id, reason.clone())?]));
                answer(reply, ended.await);
            }
            Command::Expire => {
                if let Err(error) = self.expire_due().await
                    && !self.gone
                {
                    tracing::warn!(branch = %self.branch_id, %error, "locks could not be expired; trying again");
                    self.expiry.again(self.branch_id);
                }
                self.watch_nearly_due();
            }
            Command::CreateVersion(request, reply) => {
                let made = self.write(|draft| {
                    draft.create_version(&request);
                    Ok(request.id)
                });
                answer(reply, made.await);
            }
            Command::CatchUp { revision, reply } => {
                let caught_up = if self.in_doubt || self.state.borrow().revision < revision {
                    self.catch_up().await
                } else {
                    Ok(())
                };
                if let Some(reply) = reply {
                    answer(reply, caught_up);
                }
            }
        }
    }

    /// Decides one thing and writes it, again where another process was first.
    async fn write<T>(&mut self, mut decide: impl FnMut(&mut Draft) -> Result<T, Refusal>) -> Result<T, AppError> {
        for _ in 0..ATTEMPTS {
            let mut draft = self.draft();
            let value = match decide(&mut draft) {
                Ok(value) => value,
                Err(_) if self.was_behind().await? => continue,
                Err(refusal) => return Err(self.explain(refusal).await),
            };
            match self.commit(draft).await {
                Ok(()) => return Ok(value),
                Err(CommitError::Moved) => self.catch_up().await?,
                Err(error) => return Err(self.explain_failed(&error)),
            }
        }
        Err(overtaken())
    }

    fn draft(&self) -> Draft {
        Draft::on(self.branch_id, &self.state.borrow(), self.store.now())
    }

    /// Writes a draft and tells its events.
    async fn commit(&mut self, draft: Draft) -> Result<(), CommitError> {
        if self.in_doubt {
            return Err(CommitError::Moved);
        }
        if draft.is_empty() {
            return Ok(());
        }
        self.store.commit(&draft.batch()).await?;
        for live in draft.events {
            self.tell(live);
        }
        let revision = self.state.borrow().revision;
        self.bus.publish(Hint::Branch {
            branch_id: self.branch_id,
            revision,
        });
        self.trim(revision);
        Ok(())
    }

    /// Whether another process was ahead; this room has caught up now. What is refused is asked first: a commit's condition
    /// keeps old state from being written, but nothing else keeps it from being the reason of a refusal.
    async fn was_behind(&mut self) -> Result<bool, AppError> {
        let held = self.state.borrow().revision;
        self.catch_up().await?;
        Ok(self.state.borrow().revision != held)
    }

    /// Reads from the log what this room does not have, and tells it.
    async fn catch_up(&mut self) -> Result<(), AppError> {
        let mut has_read = false;
        loop {
            let held = self.state.borrow().revision;
            let page = self
                .store
                .events_after(self.branch_id, held, LOG_PAGE)
                .await
                .map_err(away)?;
            self.in_doubt = false;
            match page.first() {
                None if has_read => return Ok(()),
                None => return self.look_for_branch().await,
                Some(first) if first.revision != held + 1 => return self.reload().await,
                Some(_) => has_read = true,
            }
            for event in page {
                let mut next = self.state.borrow().clone();
                next.play(&event);
                self.tell(LiveEvent {
                    event: Arc::new(event),
                    design: next.design,
                });
            }
        }
    }

    /// Takes the branch from its rows, where the log no longer reaches back to what this room has.
    async fn reload(&mut self) -> Result<(), AppError> {
        let loaded = self.store.load_branch(self.branch_id).await.map_err(away)?;
        let Some(loaded) = loaded else {
            return Err(self.found_gone());
        };
        let state = RoomState::from(loaded);
        for lock in state.locks.values() {
            self.expiry.watch(lock);
            if let Some((_, reply)) = self.waiting.remove(&lock.id) {
                answer(reply, Ok(lock.clone()));
            }
        }
        self.state.send_replace(state);
        self.dismiss_waiters();
        // Nobody may follow; then there is nobody to tell.
        let _ = self.told.send(Told::Gap);
        Ok(())
    }

    /// Makes sure that the branch exists, where its log has nothing new.
    async fn look_for_branch(&mut self) -> Result<(), AppError> {
        let found = self.store.heads(&[self.branch_id]).await.map_err(away)?;
        if found.is_empty() {
            Err(self.found_gone())
        } else {
            Ok(())
        }
    }

    /// Notes that the branch was deleted; what to tell whoever asked.
    fn found_gone(&mut self) -> AppError {
        self.gone = true;
        self.state
            .borrow()
            .locks
            .values()
            .for_each(|lock| self.expiry.forget(lock));
        let gone = AppError::not_found("branch", self.branch_id);
        self.waiting
            .drain()
            .for_each(|(_, (_, reply))| answer(reply, Err(gone.clone())));
        gone
    }

    /// Takes the next event into the state and tells it.
    fn tell(&mut self, live: LiveEvent) {
        self.state.send_modify(|state| state.play(&live.event));
        self.answered.remember(&live);
        match &live.event.body {
            EventBody::TableLocked { lock } => {
                self.expiry.watch(lock);
                if let Some((_, reply)) = self.waiting.remove(&lock.id) {
                    answer(reply, Ok(lock.clone()));
                }
            }
            EventBody::TableUnlocked { lock, .. } => self.expiry.forget(lock),
            EventBody::DesignEdited { .. } => self.dismiss_waiters(),
            EventBody::VersionCreated { .. } => {}
        }
        // Nobody may follow; then there is nobody to tell.
        let _ = self.told.send(Told::Event(Arc::new(live)));
    }

    /// Tells those who wait for a table that it is gone. Their rows end by themselves.
    fn dismiss_waiters(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        let design = self.state.borrow().design.clone();
        let gone: Vec<Uuid> = self
            .waiting
            .iter()
            .filter(|(_, (request, _))| design.table(TableId(request.table_id)).is_none())
            .map(|(id, _)| *id)
            .collect();
        for id in gone {
            if let Some((request, reply)) = self.waiting.remove(&id) {
                answer(reply, Err(AppError::not_found("table", request.table_id)));
            }
        }
    }

    /// Trims the log now and then, not at every event.
    fn trim(&mut self, revision: i64) {
        let Some(keep) = self.retain_events else { return };
        if revision - self.trimmed_at < (keep / 10).max(1) {
            return;
        }
        self.trimmed_at = revision;
        let (store, branch_id) = (self.store.clone(), self.branch_id);
        tokio::spawn(async move {
            if let Err(error) = store.trim_events(branch_id, keep).await {
                tracing::warn!(branch = %branch_id, %error, "the log could not be trimmed; trying at a later event");
            }
        });
    }
}

fn answer<T>(reply: Reply<T>, value: Result<T, AppError>) {
    // Whoever asked may have gone; what was done is in the log.
    let _ = reply.send(value);
}

fn away(error: StoreError) -> AppError {
    match error {
        StoreError::Unavailable(cause) => AppError::unavailable("database", cause),
        other => AppError::internal(other),
    }
}

/// How long to wait before trying again after `failures` in a row.
pub(super) fn backoff(failures: u32) -> Duration {
    Duration::from_millis(50 << failures.min(5))
}
