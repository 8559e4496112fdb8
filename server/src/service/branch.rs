//! Branches: reading their designs, and compiling them.

use tablewright_compiler::design::Design;
use tablewright_compiler::diagnostic::Diagnostic;
use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::emit::{Statement, emit};
use tablewright_compiler::lower::lower;

use super::work;
use crate::access::BranchReader;
use crate::app::App;
use crate::collab::RoomState;
use crate::error::AppError;

/// A design as SQL.
#[derive(Debug, Clone)]
pub(crate) struct Compilation {
    /// In an order in which the engine accepts them.
    pub(crate) statements: Vec<Statement>,
    /// What the engine cannot express, or will understand differently.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// The branch as it is now: revision, design, locks.
pub(crate) async fn state(app: &App, access: &BranchReader) -> Result<RoomState, AppError> {
    Ok(app.rooms.open(access.branch_id()).await?.state())
}

/// Compiles a design for an engine.
pub(crate) async fn compile(design: Design, dialect: Dialect) -> Result<Compilation, AppError> {
    work::run("compileTime", move || {
        let (schema, mut diagnostics) = lower(&design, dialect);
        let (statements, found) = emit(&schema, dialect);
        diagnostics.extend(found);
        Compilation {
            statements,
            diagnostics,
        }
    })
    .await
}
