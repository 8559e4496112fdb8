//! Following a branch: its events, and who is on it.

use crate::access::BranchReader;
use crate::app::App;
use crate::collab::follow::Follower;
use crate::collab::presence::PresenceFollower;
use crate::error::AppError;

/// Every event of the branch with a revision greater than `after`, once each, in order.
pub(crate) async fn branch_events(app: &App, access: &BranchReader, after: i64) -> Result<Follower, AppError> {
    let room = app.rooms.open(access.branch_id()).await?;
    Follower::attach(room, app.store.clone(), after).await
}

/// Where everyone on the branch is, and then whatever changes.
pub(crate) fn presence(app: &App, access: &BranchReader) -> PresenceFollower {
    app.rooms.presence().follow(access.branch_id(), access.user_id())
}
