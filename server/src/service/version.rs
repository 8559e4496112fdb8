//! Versions: numbered snapshots of a branch's design that never change.

use tablewright_compiler::design::Design;
use uuid::Uuid;

use super::checks::Checks;
use crate::access::Editor;
use crate::app::App;
use crate::collab::command::{Command, VersionRequest};
use crate::error::AppError;
use crate::store::Version;

/// The longest message, in characters.
const LONGEST_MESSAGE: usize = 2_000;

/// Makes a version of the branch's design as it is.
pub(crate) async fn create(app: &App, editor: &Editor, message: &str) -> Result<Version, AppError> {
    let mut checks = Checks::default();
    let text = checks.lines("input.message", "A version's message", Some(message), LONGEST_MESSAGE);
    if message.trim().is_empty() {
        checks.refuse("input.message", "length", "Say in a few words what this version is.");
    }
    checks.finish()?;
    let request = VersionRequest {
        id: Uuid::now_v7(),
        project_id: editor.project_id(),
        actor_id: editor.user_id(),
        message: text.unwrap_or_default(),
    };
    let room = app.rooms.open(editor.branch_id()).await?;
    let id = room.ask(|reply| Command::CreateVersion(request, reply)).await?;
    let made = app.store.versions_by_ids(&[id]).await?.remove(&id);
    made.ok_or_else(|| AppError::not_found("version", id))
}

/// The design that a version keeps.
pub(crate) async fn design_of(app: &App, version: &Version) -> Result<Design, AppError> {
    let design = app.store.version_design(version.id).await?;
    design.ok_or_else(|| AppError::not_found("version", version.id))
}
