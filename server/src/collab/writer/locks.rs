//! Locks: granting, queueing, and passing them on.

use super::explain::overtaken;
use super::{ATTEMPTS, Writer, answer, away};
use crate::collab::command::{AcquireRequest, Reply};
use crate::collab::decide::{Draft, Refusal};
use crate::error::AppError;
use crate::store::{CommitError, Lock};
use chrono::TimeDelta;
use uuid::Uuid;

/// How far the timer may be ahead of the database's clock.
const NEARLY: TimeDelta = TimeDelta::seconds(10);

impl Writer {
    pub(super) async fn acquire(&mut self, request: AcquireRequest, reply: Reply<Lock>) {
        if let Err(error) = self.expire_due().await {
            return answer(reply, Err(error));
        }
        match self.write(|draft| draft.acquire(&request)).await {
            Ok(Some(lock)) => answer(reply, Ok(lock)),
            Ok(None) => {
                self.waiting.insert(request.id, (request, reply));
            }
            Err(error) => answer(reply, Err(error)),
        }
    }

    pub(super) async fn give_up(&mut self, id: Uuid) {
        let granted = self.state.borrow().locks.values().find(|lock| lock.id == id).cloned();
        let waited = self.waiting.remove(&id);
        let done = match granted {
            Some(lock) => {
                let release = |draft: &mut Draft| Ok(vec![draft.release(lock.holder_id, lock.token)?]);
                self.end_lock(release).await
            }
            None if waited.is_some() => {
                self.write(|draft| {
                    draft.give_up(id);
                    Ok(())
                })
                .await
            }
            None => Ok(()),
        };
        if let Err(error) = done {
            tracing::warn!(branch = %self.branch_id, %error, "a place in a queue could not be given up; it ends by itself");
        }
    }

    /// Renews the place of someone who still waits; the place of a server that is gone falls to nobody.
    pub(super) async fn still_waiting(&mut self, id: Uuid) {
        if !self.waiting.contains_key(&id) {
            return;
        }
        let renewed = self.write(|draft| {
            draft.still_waiting(id);
            Ok(())
        });
        if let Err(error) = renewed.await {
            tracing::warn!(branch = %self.branch_id, %error, "a place in a queue could not be renewed");
        }
    }

    /// Ends every lock whose time is up, before anything else is decided about locks.
    pub(super) async fn expire_due(&mut self) -> Result<(), AppError> {
        self.end_lock(|draft| Ok(draft.expire())).await
    }

    /// Watches on for locks that the timer took for due and the database's clock does not yet: two clocks never agree
    /// to the millisecond, and a lock that nobody watches would not end.
    pub(super) fn watch_nearly_due(&self) {
        let soon = self.store.now() + NEARLY;
        let state = self.state.borrow();
        state
            .locks
            .values()
            .filter(|lock| lock.expires_at <= soon)
            .for_each(|lock| self.expiry.watch(lock));
    }

    /// Ends locks, and grants each to the first who waits for it, in one transaction.
    pub(super) async fn end_lock<F>(&mut self, decide: F) -> Result<(), AppError>
    where
        F: Fn(&mut Draft) -> Result<Vec<Lock>, Refusal>,
    {
        for _ in 0..ATTEMPTS {
            let mut draft = self.draft();
            let ended = match decide(&mut draft) {
                Ok(ended) => ended,
                Err(_) if self.was_behind().await? => continue,
                Err(refusal) => return Err(self.explain(refusal).await),
            };
            if ended.is_empty() {
                return Ok(());
            }
            let (_, waiters) = self.store.live_locks(self.branch_id).await.map_err(away)?;
            for lock in ended {
                draft.grant_first(&waiters, lock.table_id);
            }
            match self.commit(draft).await {
                Ok(()) => return Ok(()),
                Err(CommitError::Moved) => self.catch_up().await?,
                Err(error) => return Err(self.explain_failed(&error)),
            }
        }
        Err(overtaken())
    }
}
