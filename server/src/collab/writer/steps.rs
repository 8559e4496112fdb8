//! Undo and redo: the latest of a person's own that still stands, taken back as a new edit.

use super::explain::overtaken;
use super::{ATTEMPTS, Writer, away};
use crate::collab::command::{EditRequest, StepRequest};
use crate::collab::decide::{Draft, NEEDS_CRITICAL_LOCK, Refusal, TakesBack};
use crate::collab::state::LiveEvent;
use crate::collab::undo::{Direction, HISTORY_LIMIT, HistoryEntry, candidates};
use crate::error::{AppError, ErrorCode};
use crate::store::{CommitError, EventBody};
use tablewright_compiler::diagnostic::Issue;
use tablewright_compiler::edit::{Rules, revert};
use uuid::Uuid;

impl Writer {
    /// Undoes or redoes the latest that can be.
    pub(super) async fn step(&mut self, request: &StepRequest) -> Result<LiveEvent, AppError> {
        self.expire_due().await?;
        for _ in 0..ATTEMPTS {
            let history = self
                .store
                .actor_history(self.branch_id, request.actor_id, HISTORY_LIMIT)
                .await;
            let mut draft = self.draft();
            let decided = match self.decide_step(&mut draft, request, &history.map_err(away)?).await {
                Ok(Some(decided)) => decided,
                Ok(None) | Err(_) if self.was_behind().await? => continue,
                Ok(None) => return Err(nothing_left(request.direction)),
                Err(error) => return Err(error),
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
        history: &[HistoryEntry],
    ) -> Result<Option<LiveEvent>, AppError> {
        for revision in candidates(history, request.direction) {
            let event = self.store.event(self.branch_id, revision).await.map_err(away)?;
            let Some(EventBody::DesignEdited { changes }) = event.map(|e| e.body) else {
                continue;
            };
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
                rules: Rules::Restore,
                id_seed: Uuid::nil(),
            };
            let takes_back = match request.direction {
                Direction::Undo => TakesBack {
                    undoes: Some(revision),
                    redoes: None,
                },
                Direction::Redo => TakesBack {
                    undoes: None,
                    redoes: Some(revision),
                },
            };
            return match draft.edit(&edit, takes_back) {
                Ok(live) => Ok(Some(live)),
                Err(Refusal::Issues(issues)) if issues.iter().all(|i| i.rule != NEEDS_CRITICAL_LOCK) => {
                    Err(conflict(request.direction, &issues))
                }
                Err(refusal) => Err(self.explain(refusal).await),
            };
        }
        Ok(None)
    }
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
    let why = issues
        .iter()
        .map(|issue| issue.message.as_str())
        .collect::<Vec<_>>()
        .join(" ");
    AppError::new(ErrorCode::Conflict, format!("Your latest edit cannot be {what}: {why}")).with("issues", issues)
}
