//! The writer task of a room: the only one in this process that changes its branch.
//!
//! It takes all commands that wait, decides them in order on its state, writes what was decided in one
//! transaction on condition that the branch still is where it was, and then answers and tells. Where another
//! process was first, nothing is written: it catches up from the log and decides again.

use super::bus::{Bus, Hint};
use super::command::{AcquireRequest, Command, EditRequest, Reply, StepRequest};
use super::decide::{Draft, Refusal, TakesBack};
use super::expiry::Expiry;
use super::room::Told;
use super::state::{LiveEvent, RoomState};
use super::undo::{Direction, HISTORY_LIMIT, candidates};
use crate::error::{AppError, ErrorCode};
use crate::store::{CommitError, EventBody, Lock, Store, StoreError};
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;
use tablewright_compiler::diagnostic::Issue;
use tablewright_compiler::edit::revert;
use tablewright_compiler::ids::TableId;
use tokio::sync::{broadcast, mpsc, watch};
use uuid::Uuid;

/// Commands taken into one transaction at most.
const LARGEST_GROUP: usize = 256;
/// Events read from the log at once.
const LOG_PAGE: u64 = 500;
/// How often a lost race is run again before the client is told to.
const ATTEMPTS: usize = 64;
/// Answers remembered for clients that ask again.
const REMEMBERED: usize = 1024;

/// A room's own task.
pub(super) struct Writer {
    pub(super) branch_id: Uuid,
    pub(super) project_id: Uuid,
    pub(super) store: Store,
    pub(super) bus: Bus,
    pub(super) expiry: Expiry,
    /// Events retained per branch; `None` for all.
    pub(super) retain_events: Option<u64>,
    pub(super) state: watch::Sender<RoomState>,
    pub(super) told: broadcast::Sender<Told>,
    pub(super) answered: Answered,
    /// Who waits for a lock, by the id it will have.
    pub(super) waiting: HashMap<Uuid, (AcquireRequest, Reply<Lock>)>,
    /// Set where a commit's outcome is not known: the log is read before anything else is decided.
    pub(super) in_doubt: bool,
}

/// The events of the latest edits, by who named them how.
#[derive(Default)]
pub(super) struct Answered {
    events: HashMap<(Uuid, String), LiveEvent>,
    order: VecDeque<(Uuid, String)>,
}

impl Answered {
    fn get(&self, request: &EditRequest) -> Option<LiveEvent> {
        self.events.get(&(request.actor_id, request.client_edit_id.clone())).cloned()
    }

    fn remember(&mut self, live: &LiveEvent) {
        let Some(client_edit_id) = &live.event.client_edit_id else { return };
        let key = (live.event.actor_id, client_edit_id.clone());
        self.events.insert(key.clone(), live.clone());
        self.order.push_back(key);
        if self.order.len() > REMEMBERED {
            self.order.pop_front().and_then(|oldest| self.events.remove(&oldest));
        }
    }
}

/// A batch of edits and who waits for its answer.
type PendingEdit = (EditRequest, Reply<LiveEvent>);

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
        }
    }

    async fn take(&mut self, command: Command) {
        match command {
            Command::Edit(request, reply) => self.take_edits(vec![(request, reply)]).await,
            Command::Step(request, reply) => answer(reply, self.step(&request).await),
            Command::Acquire(request, reply) => self.acquire(request, reply).await,
            Command::GiveUp { id } => self.give_up(id).await,
            Command::Renew { actor_id, token, seconds, reply } => {
                answer(reply, self.write(|draft| draft.renew(actor_id, token, seconds)).await);
            }
            Command::Release { actor_id, token, reply } => {
                answer(reply, self.end_lock(|draft| Ok(vec![draft.release(actor_id, token)?])).await);
            }
            Command::Break { actor_id, lock_id, reason, reply } => {
                let project_id = self.project_id;
                let ended = self.end_lock(|draft| {
                    Ok(vec![draft.break_lock(actor_id, lock_id, project_id, reason.clone())?])
                });
                answer(reply, ended.await);
            }
            Command::Expire => {
                if let Err(error) = self.end_lock(|draft| Ok(draft.expire())).await {
                    tracing::warn!(branch = %self.branch_id, %error, "locks could not be expired; trying again");
                    self.expiry.again(self.branch_id);
                }
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

    /// Takes batches of edits of any number of people into one transaction. Each has its own revision and answer.
    async fn take_edits(&mut self, pending: Vec<PendingEdit>) {
        let pending = self.answer_known(pending);
        if pending.is_empty() {
            return;
        }
        if let Err(error) = self.end_lock(|draft| Ok(draft.expire())).await {
            return pending.into_iter().for_each(|(_, reply)| answer(reply, Err(error.clone())));
        }
        for _ in 0..ATTEMPTS {
            let mut draft = self.draft();
            let mut decided = Vec::with_capacity(pending.len());
            let mut named: HashMap<(Uuid, &str), usize> = HashMap::new();
            for (index, (request, _)) in pending.iter().enumerate() {
                let name = (request.actor_id, request.client_edit_id.as_str());
                let verdict = match named.get(&name) {
                    Some(first) => Verdict::SameAs(*first),
                    None => Verdict::of(draft.edit(request, TakesBack::default())),
                };
                named.entry(name).or_insert(index);
                decided.push(verdict);
            }
            match self.commit(draft).await {
                Ok(()) => return self.answer_edits(pending, decided).await,
                Err(CommitError::Moved) => {
                    if let Err(error) = self.catch_up().await {
                        return pending.into_iter().for_each(|(_, reply)| answer(reply, Err(error.clone())));
                    }
                }
                Err(CommitError::Taken { .. }) if pending.len() > 1 => {
                    for one in pending {
                        Box::pin(self.take_edits(vec![one])).await;
                    }
                    return;
                }
                Err(error) => {
                    for (request, reply) in pending {
                        let told = self.explain_commit(&request, &error).await;
                        answer(reply, told);
                    }
                    return;
                }
            }
        }
        pending.into_iter().for_each(|(_, reply)| answer(reply, Err(overtaken())));
    }

    /// Answers what this room remembers, and keeps the rest.
    fn answer_known(&mut self, pending: Vec<PendingEdit>) -> Vec<PendingEdit> {
        let mut rest = Vec::with_capacity(pending.len());
        for (request, reply) in pending {
            match self.answered.get(&request) {
                Some(first) => answer(reply, Ok(first)),
                None => rest.push((request, reply)),
            }
        }
        rest
    }

    async fn answer_edits(&mut self, pending: Vec<PendingEdit>, decided: Vec<Verdict>) {
        let mut results: Vec<Result<LiveEvent, AppError>> = Vec::with_capacity(decided.len());
        for (verdict, (request, _)) in decided.into_iter().zip(&pending) {
            let result = match verdict {
                Verdict::Accepted(live) => Ok(live),
                Verdict::SameAs(first) => results[first].clone(),
                Verdict::Refused(refusal) => match self.find_answered(request).await {
                    Ok(Some(first)) => Ok(first),
                    Ok(None) => Err(self.explain(refusal).await),
                    Err(error) => Err(error),
                },
            };
            results.push(result);
        }
        for ((_, reply), result) in pending.into_iter().zip(results) {
            answer(reply, result);
        }
    }

    /// What a failed commit of one batch of edits means to the one who asked.
    async fn explain_commit(&mut self, request: &EditRequest, error: &CommitError) -> Result<LiveEvent, AppError> {
        if let CommitError::Taken { ids, .. } = error {
            if let Some(first) = self.find_answered(request).await? {
                return Ok(first);
            }
            let taken: Vec<String> = ids.iter().map(ToString::to_string).collect();
            let issue = Issue {
                path: "edits".to_owned(),
                rule: "id-taken".to_owned(),
                message: format!("The id {} is in use elsewhere. Leave ids out, or make new UUIDs.", taken.join(", ")),
                element: ids.first().copied(),
            };
            return Err(invalid(&[issue]));
        }
        Err(self.explain_failed(error))
    }

    fn explain_failed(&mut self, error: &CommitError) -> AppError {
        match error {
            CommitError::Moved => overtaken(),
            CommitError::Gone => AppError::not_found("branch", self.branch_id),
            CommitError::Unavailable(cause) => {
                self.in_doubt = true;
                AppError::unavailable("database", cause)
            }
            CommitError::Taken { constraint, .. } => AppError::internal(format!("taken: {constraint}")),
            CommitError::Other(cause) => AppError::internal(cause),
        }
    }

    /// The first result of an edit that the log has, read with the design at its revision.
    async fn find_answered(&mut self, request: &EditRequest) -> Result<Option<LiveEvent>, AppError> {
        if let Some(first) = self.answered.get(request) {
            return Ok(Some(first));
        }
        let found = self.store.event_by_client_edit_id(self.branch_id, request.actor_id, &request.client_edit_id).await;
        let Some(event) = found.map_err(away)? else { return Ok(None) };
        if event.revision > self.state.borrow().revision {
            self.catch_up().await?;
        }
        let now = self.state.borrow().clone();
        let design = super::follow::design_at(&self.store, self.branch_id, &now, event.revision).await?;
        // Trimmed since: the design as it is now is the closest there is.
        let design = design.unwrap_or(now.design);
        Ok(Some(LiveEvent { event: Arc::new(event), design }))
    }

    /// Undoes or redoes the latest that can be.
    async fn step(&mut self, request: &StepRequest) -> Result<LiveEvent, AppError> {
        self.end_lock(|draft| Ok(draft.expire())).await?;
        for _ in 0..ATTEMPTS {
            let history = self.store.actor_history(self.branch_id, request.actor_id, HISTORY_LIMIT).await;
            let mut draft = self.draft();
            let Some(decided) = self.decide_step(&mut draft, request, &history.map_err(away)?).await? else {
                return Err(nothing_left(request.direction));
            };
            match self.commit(draft).await {
                Ok(()) => return Ok(decided),
                Err(CommitError::Moved) => self.catch_up().await?,
                Err(error) => return Err(self.explain_failed(&error)),
            }
        }
        Err(overtaken())
    }

    async fn decide_step(
        &mut self,
        draft: &mut Draft,
        request: &StepRequest,
        history: &[super::undo::HistoryEntry],
    ) -> Result<Option<LiveEvent>, AppError> {
        for revision in candidates(history, request.direction) {
            let event = self.store.event(self.branch_id, revision).await.map_err(away)?;
            let Some(EventBody::DesignEdited { changes }) = event.map(|e| e.body) else { continue };
            let reversal = revert(&draft.state.design, &changes);
            if !reversal.conflicts.is_empty() {
                return Err(conflict(request.direction, &reversal.conflicts));
            }
            if reversal.edits.is_empty() {
                continue;
            }
            let edit = EditRequest {
                actor_id: request.actor_id,
                client_edit_id: Uuid::now_v7().to_string(),
                edits: reversal.edits,
                lock_tokens: vec![],
                is_import: true,
                id_seed: Uuid::now_v7(),
            };
            let takes_back = match request.direction {
                Direction::Undo => TakesBack { undoes: Some(revision), redoes: None },
                Direction::Redo => TakesBack { undoes: None, redoes: Some(revision) },
            };
            return match draft.edit(&edit, takes_back) {
                Ok(live) => Ok(Some(live)),
                Err(Refusal::Issues(issues)) if issues.iter().all(|i| i.rule != "needs-critical-lock") => {
                    Err(conflict(request.direction, &issues))
                }
                Err(refusal) => Err(self.explain(refusal).await),
            };
        }
        Ok(None)
    }

    async fn acquire(&mut self, request: AcquireRequest, reply: Reply<Lock>) {
        if let Err(error) = self.end_lock(|draft| Ok(draft.expire())).await {
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

    async fn give_up(&mut self, id: Uuid) {
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

    /// Ends locks, and grants each to the first who waits for it, in one transaction.
    async fn end_lock<F>(&mut self, decide: F) -> Result<(), AppError>
    where
        F: Fn(&mut Draft) -> Result<Vec<Lock>, Refusal>,
    {
        for _ in 0..ATTEMPTS {
            let mut draft = self.draft();
            let ended = match decide(&mut draft) {
                Ok(ended) => ended,
                Err(refusal) => return Err(self.explain(refusal).await),
            };
            if ended.is_empty() {
                return Ok(());
            }
            for lock in ended {
                let next = self.store.first_waiter(lock.table_id, self.store.now()).await.map_err(away)?;
                if let Some(waiter) = next {
                    draft.grant(waiter);
                }
            }
            match self.commit(draft).await {
                Ok(()) => return Ok(()),
                Err(CommitError::Moved) => self.catch_up().await?,
                Err(error) => return Err(self.explain_failed(&error)),
            }
        }
        Err(overtaken())
    }

    /// Decides one thing and writes it, again where another process was first.
    async fn write<T>(
        &mut self,
        mut decide: impl FnMut(&mut Draft) -> Result<T, Refusal>,
    ) -> Result<T, AppError> {
        for _ in 0..ATTEMPTS {
            let mut draft = self.draft();
            let value = match decide(&mut draft) {
                Ok(value) => value,
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
        self.bus.publish(Hint::Branch { branch_id: self.branch_id, revision });
        self.trim(revision);
        Ok(())
    }

    /// Reads from the log what this room does not have, and tells it.
    async fn catch_up(&mut self) -> Result<(), AppError> {
        loop {
            let held = self.state.borrow().revision;
            let page = self.store.events_after(self.branch_id, held, LOG_PAGE).await.map_err(away)?;
            self.in_doubt = false;
            match page.first() {
                None => return Ok(()),
                Some(first) if first.revision != held + 1 => return self.reload().await,
                Some(_) => {}
            }
            for event in page {
                let mut next = self.state.borrow().clone();
                next.play(&event);
                self.tell(LiveEvent { event: Arc::new(event), design: next.design });
            }
        }
    }

    /// Takes the branch from its rows, where the log no longer reaches back to what this room has.
    async fn reload(&mut self) -> Result<(), AppError> {
        let loaded = self.store.load_branch(self.branch_id).await.map_err(away)?;
        let loaded = loaded.ok_or_else(|| AppError::not_found("branch", self.branch_id))?;
        let state = RoomState::from(loaded);
        state.locks.values().for_each(|lock| self.expiry.watch(lock));
        self.state.send_replace(state);
        // Nobody may follow; then there is nobody to tell.
        let _ = self.told.send(Told::Gap);
        Ok(())
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

    fn trim(&self, revision: i64) {
        let Some(keep) = self.retain_events else { return };
        let (store, branch_id) = (self.store.clone(), self.branch_id);
        let every = i64::try_from((keep / 10).max(1)).unwrap_or(i64::MAX);
        if revision % every == 0 {
            tokio::spawn(async move {
                if let Err(error) = store.trim_events(branch_id, keep).await {
                    tracing::warn!(branch = %branch_id, %error, "the log could not be trimmed; trying at a later edit");
                }
            });
        }
    }

    /// A refusal as the client sees it.
    async fn explain(&self, refusal: Refusal) -> AppError {
        match refusal {
            Refusal::Error(error) => error,
            Refusal::Issues(issues) => match self.removed_meanwhile(&issues).await {
                Some(error) => error,
                None => invalid(&issues),
            },
            Refusal::Locked(lock) => self.locked(&lock).await,
        }
    }

    async fn locked(&self, lock: &Lock) -> AppError {
        let holder = self.user_name(lock.holder_id).await;
        let table = self.state.borrow().design.table(TableId(lock.table_id)).map(|table| table.name.clone());
        let until = lock.expires_at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
        let kind = super::lock_rules::name(lock.kind);
        let message = format!(
            "{holder} holds a {kind} lock on {:?} until {until}. Wait for it (waitSeconds), or ask {holder}.",
            table.unwrap_or_default()
        );
        AppError::new(ErrorCode::Locked, message).with(
            "lock",
            serde_json::json!({
                "tableId": lock.table_id,
                "holder": { "id": lock.holder_id, "name": holder },
                "kind": kind,
                "expiresAt": until,
                "reason": lock.reason,
            }),
        )
    }

    /// Where every issue is about elements that the log says were removed: by whom, and at which revision.
    async fn removed_meanwhile(&self, issues: &[Issue]) -> Option<AppError> {
        let unknown = issues.iter().find(|issue| issue.rule == "unknown-element")?;
        let element = unknown.element?;
        let (actor_id, revision) = match self.store.who_deleted(self.branch_id, element).await {
            Ok(found) => found?,
            Err(error) => {
                tracing::warn!(%error, "the log could not be asked who removed an element");
                return None;
            }
        };
        let name = self.user_name(actor_id).await;
        let error = AppError::new(
            ErrorCode::Conflict,
            format!("{}: it was removed by {name} at revision {revision}. Load the branch again.", unknown.path),
        );
        Some(
            error
                .with("by", serde_json::json!({ "id": actor_id, "name": name }))
                .with("revision", revision)
                .with("element", element)
                .with("issues", issues),
        )
    }

    async fn user_name(&self, id: Uuid) -> String {
        match self.store.user(id).await {
            Ok(Some(user)) => user.name,
            Ok(None) | Err(_) => "Someone".to_owned(),
        }
    }
}

/// What was decided of one batch of edits.
enum Verdict {
    Accepted(LiveEvent),
    Refused(Refusal),
    /// The client asked for it twice at once.
    SameAs(usize),
}

impl Verdict {
    fn of(decided: Result<LiveEvent, Refusal>) -> Self {
        match decided {
            Ok(live) => Self::Accepted(live),
            Err(refusal) => Self::Refused(refusal),
        }
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

fn overtaken() -> AppError {
    AppError::unavailable("branch's room", "other servers were first every time")
}

fn invalid(issues: &[Issue]) -> AppError {
    let first = issues.first().map_or_else(String::new, |issue| format!("{}: {}", issue.path, issue.message));
    let message = match issues.len() {
        0 | 1 => first,
        n => format!("{first} ({} more in extensions.issues)", n - 1),
    };
    AppError::invalid(message).with("issues", issues)
}

fn nothing_left(direction: Direction) -> AppError {
    AppError::new(
        ErrorCode::Conflict,
        match direction {
            Direction::Undo => "There is no edit of yours on this branch that could be undone.",
            Direction::Redo => "There is no undo of yours on this branch that could be redone.",
        },
    )
}

fn conflict(direction: Direction, issues: &[Issue]) -> AppError {
    let what = match direction {
        Direction::Undo => "undone",
        Direction::Redo => "redone",
    };
    let why = issues.iter().map(|issue| issue.message.as_str()).collect::<Vec<_>>().join(" ");
    AppError::new(ErrorCode::Conflict, format!("Your latest edit cannot be {what}: {why}")).with("issues", issues)
}

/// How long to wait before trying again after `failures` in a row.
pub(super) fn backoff(failures: u32) -> Duration {
    Duration::from_millis(50 << failures.min(5))
}
