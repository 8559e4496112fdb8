//! Refusals and failures in the words of the client.

use super::Writer;
use crate::collab::decide::Refusal;
use crate::collab::lock_rules;
use crate::error::{AppError, ErrorCode};
use crate::store::{CommitError, Lock};
use tablewright_compiler::diagnostic::Issue;
use tablewright_compiler::ids::TableId;
use uuid::Uuid;

impl Writer {
    pub(super) fn explain_failed(&mut self, error: &CommitError) -> AppError {
        match error {
            CommitError::Moved => overtaken(),
            CommitError::Unavailable(cause) => {
                self.in_doubt = true;
                AppError::unavailable("database", cause)
            }
            CommitError::Taken(what) => AppError::internal(format!("taken: {what}")),
            CommitError::Refused(cause) => AppError::internal(cause),
        }
    }

    /// A refusal as the client sees it.
    pub(super) async fn explain(&self, refusal: Refusal) -> AppError {
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
        let table = self
            .state
            .borrow()
            .design
            .table(TableId(lock.table_id))
            .map(|table| table.name.clone());
        let until = lock.expires_at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
        let kind = lock_rules::name(lock.kind);
        let message = format!(
            "{holder} holds the {kind} lock on {:?} until {until}. Wait for it (waitSeconds), or ask {holder}.",
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
            format!(
                "{}: it was removed by {name} at revision {revision}. Load the branch again.",
                unknown.path
            ),
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

pub(super) fn overtaken() -> AppError {
    AppError::unavailable("branch's room", "other servers were first every time")
}

pub(super) fn invalid(issues: &[Issue]) -> AppError {
    let first = issues
        .first()
        .map_or_else(String::new, |issue| format!("{}: {}", issue.path, issue.message));
    let message = match issues.len() {
        0 | 1 => first,
        n => format!("{first} ({} more in extensions.issues)", n - 1),
    };
    AppError::invalid(message).with("issues", issues)
}
