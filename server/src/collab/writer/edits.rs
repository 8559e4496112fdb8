//! Batches of edits: any number of people's in one transaction, each with its own revision and answer.

use super::explain::{invalid, overtaken};
use super::{ATTEMPTS, Writer, answer, away};
use crate::collab::command::{EditRequest, Reply};
use crate::collab::decide::{Draft, Refusal, TakesBack};
use crate::collab::follow::design_at;
use crate::collab::state::LiveEvent;
use crate::error::AppError;
use crate::store::{CommitError, Taken};
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use tablewright_compiler::diagnostic::Issue;
use tokio::runtime::{Handle, RuntimeFlavor};
use uuid::Uuid;

/// Answers remembered for clients that ask again.
const REMEMBERED: usize = 1024;

/// The events of the latest edits, by who named them how.
#[derive(Default)]
pub(in crate::collab) struct Answered {
    events: HashMap<(Uuid, String), LiveEvent>,
    order: VecDeque<(Uuid, String)>,
}

impl Answered {
    fn get(&self, request: &EditRequest) -> Option<LiveEvent> {
        self.events
            .get(&(request.actor_id, request.client_edit_id.clone()))
            .cloned()
    }

    pub(super) fn remember(&mut self, live: &LiveEvent) {
        let Some(client_edit_id) = &live.event.client_edit_id else {
            return;
        };
        let key = (live.event.actor_id, client_edit_id.clone());
        self.events.insert(key.clone(), live.clone());
        self.order.push_back(key);
        if self.order.len() > REMEMBERED {
            self.order.pop_front().and_then(|oldest| self.events.remove(&oldest));
        }
    }
}

/// A batch of edits and who waits for its answer.
pub(super) type PendingEdit = (EditRequest, Reply<LiveEvent>);

/// What was decided of one batch of edits.
enum Verdict {
    Accepted(Box<LiveEvent>),
    Refused(Refusal),
    /// The client asked for it twice at once.
    SameAs(usize),
}

impl Verdict {
    fn of(decided: Result<LiveEvent, Refusal>) -> Self {
        match decided {
            Ok(live) => Self::Accepted(Box::new(live)),
            Err(refusal) => Self::Refused(refusal),
        }
    }
}

/// Edits beyond which deciding them is no work for a thread that others wait for.
const HEAVY: usize = 500;

/// Decides a group; a large one beside the other work of its thread, where the runtime has other threads.
fn aside<T>(pending: &[PendingEdit], decide: impl FnOnce() -> T) -> T {
    let edits: usize = pending.iter().map(|(request, _)| request.edits.len()).sum();
    let several_threads = Handle::current().runtime_flavor() == RuntimeFlavor::MultiThread;
    if edits > HEAVY && several_threads {
        tokio::task::block_in_place(decide)
    } else {
        decide()
    }
}

fn decide_all(draft: &mut Draft, pending: &[PendingEdit]) -> Vec<Verdict> {
    let mut named: HashMap<(Uuid, &str), usize> = HashMap::new();
    let mut decided = Vec::with_capacity(pending.len());
    for (index, (request, _)) in pending.iter().enumerate() {
        let name = (request.actor_id, request.client_edit_id.as_str());
        decided.push(match named.get(&name) {
            Some(first) => Verdict::SameAs(*first),
            None => Verdict::of(draft.edit(request, TakesBack::default())),
        });
        named.entry(name).or_insert(index);
    }
    decided
}

impl Writer {
    /// Takes batches of edits of any number of people into one transaction. Each has its own revision and answer.
    pub(super) async fn take_edits(&mut self, pending: Vec<PendingEdit>) {
        let pending = self.answer_known(pending);
        if pending.is_empty() {
            return;
        }
        if let Err(error) = self.expire_due().await {
            return pending
                .into_iter()
                .for_each(|(_, reply)| answer(reply, Err(error.clone())));
        }
        for _ in 0..ATTEMPTS {
            let mut draft = self.draft();
            let decided = aside(&pending, || decide_all(&mut draft, &pending));
            // Where nothing is written, no condition tells whether what refused is the branch as it is.
            let committed = match draft.is_empty() {
                true => match self.was_behind().await {
                    Ok(false) => Ok(()),
                    Ok(true) => continue,
                    Err(error) => {
                        return pending
                            .into_iter()
                            .for_each(|(_, reply)| answer(reply, Err(error.clone())));
                    }
                },
                false => self.commit(draft).await,
            };
            match committed {
                Ok(()) => return self.answer_edits(pending, decided).await,
                Err(CommitError::Moved) => {
                    if let Err(error) = self.catch_up().await {
                        return pending
                            .into_iter()
                            .for_each(|(_, reply)| answer(reply, Err(error.clone())));
                    }
                }
                Err(CommitError::Taken(_)) if pending.len() > 1 => {
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
        pending
            .into_iter()
            .for_each(|(_, reply)| answer(reply, Err(overtaken())));
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
                Verdict::Accepted(live) => Ok(*live),
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
        if let CommitError::Taken(taken) = error {
            if let Some(first) = self.find_answered(request).await? {
                return Ok(first);
            }
            if *taken == Taken::ElementId {
                return Err(invalid(&[Issue {
                    path: "edits".to_owned(),
                    rule: "id-taken".to_owned(),
                    message: "The id of a new element is in use elsewhere. Leave ids out, or make new UUIDs."
                        .to_owned(),
                    element: None,
                }]));
            }
        }
        Err(self.explain_failed(error))
    }

    /// The first result of an edit that the log has, read with the design at its revision.
    async fn find_answered(&mut self, request: &EditRequest) -> Result<Option<LiveEvent>, AppError> {
        if let Some(first) = self.answered.get(request) {
            return Ok(Some(first));
        }
        let found = self
            .store
            .event_by_client_edit_id(self.branch_id, request.actor_id, &request.client_edit_id)
            .await;
        let Some(event) = found.map_err(away)? else {
            return Ok(None);
        };
        if event.revision > self.state.borrow().revision {
            self.catch_up().await?;
        }
        let now = self.state.borrow().clone();
        let design = design_at(&self.store, self.branch_id, &now, event.revision).await?;
        // Trimmed since: the design as it is now is the closest there is.
        let design = design.unwrap_or(now.design);
        Ok(Some(LiveEvent {
            event: Arc::new(event),
            design,
        }))
    }
}
