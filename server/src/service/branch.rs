//! Branches: reading their designs, and compiling them.

use tablewright_compiler::design::Design;
use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::emit;
pub(crate) use tablewright_compiler::emit::Compilation;

use super::work;
use crate::access::BranchReader;
use crate::app::App;
use crate::collab::RoomState;
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
