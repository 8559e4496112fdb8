//! Deciding: what a command does to a branch at a revision. Pure; what it decides is written by the writer.

use super::command::{AcquireRequest, EditRequest, VersionRequest};
use super::lock_rules::PLACE_SECONDS;
use super::state::{LiveEvent, RoomState};
use crate::error::AppError;
use crate::store::{CommitBatch, EndReason, Event, EventBody, Lock, LockKind, LockWrite, NewAudit, NewVersion, Waiter};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashSet;
use std::sync::Arc;
use tablewright_compiler::design::{Design, DesignSnapshot, ElementRef, TableStatus, schema_hash};
use tablewright_compiler::diagnostic::Issue;
use tablewright_compiler::edit::{ApplyContext, Change, ChangeKind, apply, destructive_tables, touched_tables};
use tablewright_compiler::ids::{IdSource, TableId};
use uuid::Uuid;

/// The rule of LK-03.
pub(super) const NEEDS_CRITICAL_LOCK: &str = "needs-critical-lock";

/// Why a command is not carried out.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The edits break rules.
    Issues(Vec<Issue>),
    /// Someone else's lock.
    Locked(Box<Lock>),
    /// Anything else.
    Error(AppError),
}

impl From<AppError> for Refusal {
    fn from(error: AppError) -> Self {
        Self::Error(error)
    }
}

/// What a batch of commands, decided one after the other, will write and tell.
#[derive(Debug)]
pub(super) struct Draft {
    base: Design,
    /// The branch after what has been decided so far.
    pub(super) state: RoomState,
    /// What will be told, in order.
    pub(super) events: Vec<LiveEvent>,
    batch: CommitBatch,
    touched: Vec<ElementRef>,
    now: DateTime<Utc>,
}

/// The properties of an event other than its revision and time, which the draft gives.
struct Told {
    actor_id: Uuid,
    client_edit_id: Option<String>,
    undoes: Option<i64>,
    redoes: Option<i64>,
    body: EventBody,
}

impl Told {
    fn by(actor_id: Uuid, body: EventBody) -> Self {
        Self {
            actor_id,
            client_edit_id: None,
            undoes: None,
            redoes: None,
            body,
        }
    }
}

/// Which event an edit takes back.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct TakesBack {
    /// Set for an undo.
    pub(super) undoes: Option<i64>,
    /// Set for a redo.
    pub(super) redoes: Option<i64>,
}

impl Draft {
    /// Nothing decided yet.
    pub(super) fn on(branch_id: Uuid, state: &RoomState, now: DateTime<Utc>) -> Self {
        let batch = CommitBatch {
            branch_id,
            held: state.revision,
            ..CommitBatch::default()
        };
        Self {
            base: state.design.clone(),
            state: state.clone(),
            events: vec![],
            batch,
            touched: vec![],
            now,
        }
    }

    /// Whether there is nothing to write.
    pub(super) fn is_empty(&self) -> bool {
        self.batch.events.is_empty() && self.batch.locks.is_empty()
    }

    /// What to write, with the changes of all decided edits net.
    pub(super) fn batch(&self) -> CommitBatch {
        let mut seen = HashSet::new();
        let net = self.touched.iter().filter(|at| seen.insert(**at)).filter_map(|at| {
            let (before, after) = (self.base.get(*at), self.state.design.get(*at));
            (before != after).then_some(Change { before, after })
        });
        CommitBatch {
            elements: net.collect(),
            ..self.batch.clone()
        }
    }

    /// Decides a batch of edits.
    pub(super) fn edit(&mut self, request: &EditRequest, takes_back: TakesBack) -> Result<LiveEvent, Refusal> {
        let design = &self.state.design;
        self.tokens_are_live(request.actor_id, &request.lock_tokens)?;
        let context = ApplyContext {
            ids: IdSource::new(request.id_seed),
            rules: request.rules,
        };
        let applied = apply(design, &request.edits, context).map_err(Refusal::Issues)?;
        for table in touched_tables(design, &applied.changes) {
            match self.state.locks.get(&table) {
                Some(lock) if lock.holder_id != request.actor_id => {
                    return Err(Refusal::Locked(Box::new(lock.clone())));
                }
                _ => {}
            }
        }
        self.has_critical_locks(request)?;
        let ended: Vec<Lock> = applied
            .changes
            .iter()
            .filter(|change| change.kind() == ChangeKind::Deleted)
            .filter_map(|change| self.state.locks.get(&TableId(change.reference().id)).cloned())
            .collect();
        let told = self.tell(Told {
            actor_id: request.actor_id,
            client_edit_id: Some(request.client_edit_id.clone()),
            undoes: takes_back.undoes,
            redoes: takes_back.redoes,
            body: EventBody::DesignEdited {
                changes: applied.changes,
            },
        });
        for lock in ended {
            self.end(&lock, request.actor_id, EndReason::Released);
        }
        Ok(told)
    }

    /// Decides a request for a lock: it is granted, or gets a place in the queue (then there is no lock yet).
    pub(super) fn acquire(&mut self, request: &AcquireRequest) -> Result<Option<Lock>, Refusal> {
        let table_id = TableId(request.table_id);
        let table = self.state.design.table(table_id);
        let table = table.ok_or_else(|| AppError::not_found("table", request.table_id))?;
        if table.status == TableStatus::Deleted {
            return Err(AppError::invalid(format!(
                "{:?} is DELETED; only tables in use can be locked.",
                table.name
            ))
            .into());
        }
        match self.state.locks.get(&table_id).cloned() {
            Some(lock) if lock.holder_id != request.actor_id && request.wait_seconds == 0 => {
                return Err(Refusal::Locked(Box::new(lock)));
            }
            Some(lock) if lock.holder_id != request.actor_id => {
                self.batch.locks.push(LockWrite::Wait(self.waiter(request)));
                return Ok(None);
            }
            Some(own) => self.end(&own, request.actor_id, EndReason::Released),
            None => {}
        }
        Ok(Some(self.grant(self.waiter(request))))
    }

    /// Grants a free lock to the first of the table's waiters who still waits, where there is one.
    pub(super) fn grant_first(&mut self, waiters: &[Waiter], table_id: Uuid) {
        let first = waiters
            .iter()
            .find(|waiter| waiter.table_id == table_id && waiter.wait_until > self.now);
        if let Some(waiter) = first {
            self.grant(waiter.clone());
        }
    }

    fn grant(&mut self, waiter: Waiter) -> Lock {
        let lock = Lock {
            id: waiter.id,
            branch_id: waiter.branch_id,
            table_id: waiter.table_id,
            holder_id: waiter.holder_id,
            kind: waiter.kind,
            reason: waiter.reason,
            token: waiter.token,
            seconds: waiter.seconds,
            revision: self.state.revision + 1,
            locked_at: self.now,
            expires_at: self.now + TimeDelta::seconds(i64::from(waiter.seconds)),
        };
        self.batch.locks.push(LockWrite::Grant(lock.clone()));
        self.tell(Told::by(lock.holder_id, EventBody::TableLocked { lock: lock.clone() }));
        lock
    }

    /// Decides a renewal.
    pub(super) fn renew(&mut self, actor_id: Uuid, token: Uuid, seconds: Option<i32>) -> Result<Lock, Refusal> {
        let mut lock = self.own_lock(actor_id, token)?;
        let seconds = match seconds {
            Some(_) => super::lock_rules::seconds(lock.kind, seconds)?,
            None => lock.seconds,
        };
        lock.expires_at = self.now + TimeDelta::seconds(i64::from(seconds));
        self.batch.locks.push(LockWrite::Renew {
            id: lock.id,
            expires_at: lock.expires_at,
        });
        self.tell(Told::by(actor_id, EventBody::TableLocked { lock: lock.clone() }));
        Ok(lock)
    }

    /// Decides a release; the lock that ended.
    pub(super) fn release(&mut self, actor_id: Uuid, token: Uuid) -> Result<Lock, Refusal> {
        let lock = self.own_lock(actor_id, token)?;
        self.end(&lock, actor_id, EndReason::Released);
        Ok(lock)
    }

    /// Decides that a lock is broken; the lock that ended.
    pub(super) fn break_lock(
        &mut self,
        actor_id: Uuid,
        lock_id: Uuid,
        project_id: Uuid,
        reason: String,
    ) -> Result<Lock, Refusal> {
        let lock = self.state.locks.values().find(|lock| lock.id == lock_id).cloned();
        let lock = lock.ok_or_else(|| AppError::not_found("held lock", lock_id))?;
        self.end(&lock, actor_id, EndReason::Broken);
        self.batch.audit.push(NewAudit {
            project_id: Some(project_id),
            user_id: Some(actor_id),
            entity_type: "TableLock",
            entity_id: lock.id,
            operation: "breakTableLock",
            changes: Some(serde_json::json!({ "tableId": lock.table_id, "holder": lock.holder_id })),
            reason: Some(reason),
            at: self.now,
        });
        Ok(lock)
    }

    /// Ends every lock whose time is up; the locks that ended.
    pub(super) fn expire(&mut self) -> Vec<Lock> {
        let mut due: Vec<Lock> = self
            .state
            .locks
            .values()
            .filter(|l| l.expires_at <= self.now)
            .cloned()
            .collect();
        due.sort_by_key(|lock| (lock.expires_at, lock.id));
        for lock in &due {
            self.end(lock, lock.holder_id, EndReason::Expired);
        }
        due
    }

    /// Keeps a waiter's place.
    pub(super) fn still_waiting(&mut self, id: Uuid) {
        let wait_until = self.now + TimeDelta::seconds(PLACE_SECONDS);
        self.batch.locks.push(LockWrite::StillWaiting { id, wait_until });
    }

    /// Takes a waiter off the queue.
    pub(super) fn give_up(&mut self, id: Uuid) {
        self.batch.locks.push(LockWrite::End {
            id,
            at: self.now,
            reason: EndReason::GaveUp,
        });
    }

    /// Decides a version of the design as it is.
    pub(super) fn create_version(&mut self, request: &VersionRequest) {
        let design = &self.state.design;
        let snapshot = serde_json::to_vec(&DesignSnapshot::from(design)).expect("a design has only string keys");
        self.batch.versions.push(NewVersion {
            id: request.id,
            project_id: request.project_id,
            schema_hash: schema_hash(design),
            message: request.message.clone(),
            created_by: request.actor_id,
            revision: self.state.revision,
            snapshot,
            created_at: self.now,
        });
        self.tell(Told::by(
            request.actor_id,
            EventBody::VersionCreated { version_id: request.id },
        ));
    }

    fn own_lock(&self, actor_id: Uuid, token: Uuid) -> Result<Lock, Refusal> {
        let lock = self
            .state
            .lock_with_token(token)
            .filter(|lock| lock.holder_id == actor_id);
        Ok(lock.cloned().ok_or_else(lock_lost)?)
    }

    fn tokens_are_live(&self, actor_id: Uuid, tokens: &[Uuid]) -> Result<(), Refusal> {
        tokens
            .iter()
            .try_for_each(|token| self.own_lock(actor_id, *token).map(|_| ()))
    }

    /// Refuses a batch that is destructive to an ACTIVE table without a CRITICAL lock, naming each such edit.
    fn has_critical_locks(&self, request: &EditRequest) -> Result<(), Refusal> {
        let design = &self.state.design;
        let has = |table: &TableId| {
            let lock = self.state.locks.get(table);
            lock.is_some_and(|lock| lock.holder_id == request.actor_id && lock.kind == LockKind::Critical)
        };
        if destructive_tables(design, &request.edits).iter().all(has) {
            return Ok(());
        }
        let mut issues = Vec::new();
        for (position, edit) in request.edits.iter().enumerate() {
            for table in destructive_tables(design, std::slice::from_ref(edit))
                .into_iter()
                .filter(|t| !has(t))
            {
                let name = design
                    .table(table)
                    .map_or_else(|| table.to_string(), |t| t.name.clone());
                issues.push(Issue {
                    path: format!("edits[{position}].{}", edit.name()),
                    rule: NEEDS_CRITICAL_LOCK.to_owned(),
                    message: format!(
                        "{name:?} is ACTIVE: to delete it or what is in it, or to change a field's type, first take a \
                         CRITICAL lock on it (acquireTableLock), or set its status back to DRAFT."
                    ),
                    element: Some(table.0),
                });
            }
        }
        if issues.is_empty() {
            Ok(())
        } else {
            Err(Refusal::Issues(issues))
        }
    }

    fn waiter(&self, request: &AcquireRequest) -> Waiter {
        Waiter {
            id: request.id,
            branch_id: self.batch.branch_id,
            table_id: request.table_id,
            holder_id: request.actor_id,
            kind: request.kind,
            reason: request.reason.clone(),
            token: request.token,
            seconds: request.seconds,
            asked_at: self.now,
            wait_until: self.now + TimeDelta::seconds(PLACE_SECONDS),
        }
    }

    fn end(&mut self, lock: &Lock, actor_id: Uuid, reason: EndReason) {
        self.batch.locks.push(LockWrite::End {
            id: lock.id,
            at: self.now,
            reason,
        });
        self.tell(Told::by(
            actor_id,
            EventBody::TableUnlocked {
                lock: lock.clone(),
                reason,
            },
        ));
    }

    fn tell(&mut self, told: Told) -> LiveEvent {
        let event = Arc::new(Event {
            branch_id: self.batch.branch_id,
            revision: self.state.revision + 1,
            actor_id: told.actor_id,
            client_edit_id: told.client_edit_id,
            undoes: told.undoes,
            redoes: told.redoes,
            at: self.now,
            body: told.body,
        });
        self.state.play(&event);
        if let EventBody::DesignEdited { changes } = &event.body {
            self.touched.extend(changes.iter().map(Change::reference));
        }
        self.batch.events.push(Event::clone(&event));
        let live = LiveEvent {
            event,
            design: self.state.design.clone(),
        };
        self.events.push(live.clone());
        live
    }
}

fn lock_lost() -> AppError {
    AppError::new(
        crate::error::ErrorCode::LockLost,
        "This lock token is not that of a lock you hold: it expired, was released, broken or superseded. Load the table \
         again and take a new lock.",
    )
}
