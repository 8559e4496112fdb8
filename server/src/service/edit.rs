//! The one door through which a design changes.

use tablewright_compiler::edit::{Edit, Rules};
use uuid::Uuid;

use super::checks::refusal;
use crate::access::Editor;
use crate::app::App;
use crate::collab::command::{Command, EditRequest, StepRequest};
use crate::collab::{Direction, LiveEvent};
use crate::error::{AppError, ErrorCode};

/// Most edits of one batch.
pub(crate) const MOST_EDITS: usize = 10_000;
/// Longest name of a batch, in characters.
const LONGEST_CLIENT_EDIT_ID: usize = 200;
/// Most lock tokens of one batch.
const MOST_TOKENS: usize = 10_000;

/// A batch of edits: all of them or none.
#[derive(Debug, Clone)]
pub(crate) struct ApplyEdits {
    /// The client's name for the batch; the same again gives the first result.
    pub(crate) client_edit_id: String,
    /// Tokens of locks that must still be held, as the client sent them.
    pub(crate) lock_tokens: Vec<String>,
    /// What is asked, in order.
    pub(crate) edits: Vec<Edit>,
}

/// A batch that is in the log.
#[derive(Debug, Clone)]
pub(crate) struct Accepted(pub(crate) LiveEvent);

/// Applies a batch of edits.
pub(crate) async fn apply_edits(app: &App, editor: Editor, request: ApplyEdits) -> Result<Accepted, AppError> {
    match request.edits.len() {
        0 => return Err(refusal("edits", "empty", "A batch has at least one edit.")),
        1..=MOST_EDITS => {}
        n => {
            let message = format!("A batch has at most {MOST_EDITS} edits; this one has {n}. Send several.");
            return Err(AppError::limited("edits", message));
        }
    }
    let request = EditRequest {
        actor_id: editor.user_id(),
        client_edit_id: client_edit_id(request.client_edit_id)?,
        lock_tokens: lock_tokens(&request.lock_tokens)?,
        edits: request.edits,
        rules: Rules::Interactive,
        id_seed: Uuid::now_v7(),
    };
    put_to_room(app, &editor, request).await
}

/// Takes back the person's own latest edit that still stands.
pub(crate) async fn undo(app: &App, editor: Editor) -> Result<Accepted, AppError> {
    step(app, &editor, Direction::Undo).await
}

/// Takes back the person's own latest undo.
pub(crate) async fn redo(app: &App, editor: Editor) -> Result<Accepted, AppError> {
    step(app, &editor, Direction::Redo).await
}

/// Applies what an import read. A large one is one batch all the same.
pub(super) async fn apply_import(
    app: &App,
    editor: &Editor,
    edits: Vec<Edit>,
    client_edit_id: String,
) -> Result<Accepted, AppError> {
    let request = EditRequest {
        actor_id: editor.user_id(),
        client_edit_id,
        lock_tokens: vec![],
        edits,
        rules: Rules::Import,
        id_seed: Uuid::now_v7(),
    };
    put_to_room(app, editor, request).await
}

/// The client's name for a batch, or what is wrong with it.
pub(super) fn client_edit_id(text: String) -> Result<String, AppError> {
    let length = text.chars().take(LONGEST_CLIENT_EDIT_ID + 1).count();
    if length == 0 || length > LONGEST_CLIENT_EDIT_ID || text.chars().any(char::is_control) {
        let message = format!("A clientEditId has 1 to {LONGEST_CLIENT_EDIT_ID} characters and no control characters.");
        return Err(refusal("clientEditId", "length", message));
    }
    Ok(text)
}

async fn put_to_room(app: &App, editor: &Editor, request: EditRequest) -> Result<Accepted, AppError> {
    let room = app.rooms.open(editor.branch_id()).await?;
    room.ask(|reply| Command::Edit(request, reply)).await.map(Accepted)
}

async fn step(app: &App, editor: &Editor, direction: Direction) -> Result<Accepted, AppError> {
    let request = StepRequest {
        actor_id: editor.user_id(),
        direction,
    };
    let room = app.rooms.open(editor.branch_id()).await?;
    room.ask(|reply| Command::Step(request, reply)).await.map(Accepted)
}

/// Tokens as they were given out. What is not even a UUID was never one.
fn lock_tokens(texts: &[String]) -> Result<Vec<Uuid>, AppError> {
    if texts.len() > MOST_TOKENS {
        return Err(AppError::limited(
            "lockTokens",
            format!("A batch has at most {MOST_TOKENS} lock tokens."),
        ));
    }
    texts
        .iter()
        .map(|text| {
            Uuid::try_parse(text).map_err(|_| {
                AppError::new(
                    ErrorCode::LockLost,
                    "A lock token of this batch is not one that was ever given out. Take a lock (acquireTableLock) \
                     and send its lockToken.",
                )
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{client_edit_id, lock_tokens};
    use crate::error::ErrorCode;

    #[test]
    fn a_client_edit_id_is_short_and_printable() {
        for good in ["1", "änderung 7", &"x".repeat(200)] {
            assert!(client_edit_id(good.to_owned()).is_ok(), "{good}");
        }
        for bad in ["", "a\0", "a\nb", &"x".repeat(201)] {
            assert_eq!(
                client_edit_id(bad.to_owned()).unwrap_err().code,
                ErrorCode::Invalid,
                "{bad}"
            );
        }
    }

    #[test]
    fn lk_06_what_is_no_token_is_a_lost_lock() {
        assert_eq!(lock_tokens(&["x".to_owned()]).unwrap_err().code, ErrorCode::LockLost);
        assert!(lock_tokens(&[]).unwrap().is_empty());
    }
}
