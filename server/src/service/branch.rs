//! Branches: reading their designs, and compiling them.

use tablewright_compiler::design::Design;
use tablewright_compiler::diagnostic::Diagnostic;
use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::emit;
pub(crate) use tablewright_compiler::emit::Compilation;
use tablewright_compiler::{dbml, document, mermaid};

use super::work;
use crate::access::BranchReader;
use crate::app::App;
use crate::collab::{RoomState, follow};
use crate::error::AppError;

/// The branch as it is now: revision, design, locks.
pub(crate) async fn state(app: &App, access: &BranchReader) -> Result<RoomState, AppError> {
    Ok(app.rooms.open(access.branch_id()).await?.state())
}

/// The branch as the database has it: what other servers did is read first.
pub(crate) async fn latest_state(app: &App, access: &BranchReader) -> Result<RoomState, AppError> {
    let room = app.rooms.open(access.branch_id()).await?;
    room.catch_up_to(i64::MAX).await?;
    Ok(room.state())
}

/// Compiles a design for an engine.
pub(crate) async fn compile(design: Design, dialect: Dialect) -> Result<Compilation, AppError> {
    work::run("compileTime", move || emit::compile(&design, dialect)).await
}

/// What a design can be written as, apart from SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExportFormat {
    /// DBML.
    Dbml,
    /// A Mermaid diagram.
    Mermaid,
    /// A JSON document.
    Json,
}

/// A design as a text, and what the text cannot say.
pub(crate) async fn export(design: Design, format: ExportFormat) -> Result<(String, Vec<Diagnostic>), AppError> {
    work::run("exportTime", move || match format {
        ExportFormat::Dbml => dbml::write(&design),
        ExportFormat::Mermaid => mermaid::write(&design),
        ExportFormat::Json => (document::write(&design), Vec::new()),
    })
    .await
}

/// The branch's design at a revision, or the latest one.
pub(crate) async fn design_at(app: &App, access: &BranchReader, revision: Option<i64>) -> Result<Design, AppError> {
    let now = latest_state(app, access).await?;
    let Some(revision) = revision.filter(|revision| *revision != now.revision) else {
        return Ok(now.design);
    };
    if revision < 0 || revision > now.revision {
        let message = format!(
            "The branch has the revisions 0 to {}; {revision} is none of them.",
            now.revision
        );
        return Err(AppError::invalid(message));
    }
    let design = follow::design_at(&app.store, access.branch_id(), &now, revision).await?;
    design.ok_or_else(|| {
        let message = format!("The log of the branch does not reach back to revision {revision} any more.");
        AppError::invalid(message)
    })
}
