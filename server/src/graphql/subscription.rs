//! Subscriptions.

use async_graphql::{Context, ID, Result, Subscription};
use futures_util::Stream;
use futures_util::stream;

use super::context::{app, viewer};
use super::id;
use super::types::{BranchEvent, PresenceChange};
use crate::access;
use crate::service::follow;

/// The root of all subscriptions.
pub(crate) struct SubscriptionRoot;

/// What can be followed.
#[Subscription(name = "Subscription")]
impl SubscriptionRoot {
    /// Every event of the branch with a revision greater than `after`, once each, in order, without gaps: first what is in
    /// the log, then what happens. After a lost connection, subscribe again with the last revision you have, on any
    /// server.
    async fn branch_events(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The branch.")] branch_id: ID,
        #[graphql(
            desc = "The last revision you have: `Branch.revision` as you loaded it, or that of the latest event."
        )]
        after: i32,
    ) -> Result<impl Stream<Item = Result<BranchEvent>>> {
        let branch_id = id::existing("branch", &branch_id)?;
        let reader = access::branch_reader(&app(context).store, viewer(context), branch_id).await?;
        let follower = follow::branch_events(app(context), &reader, i64::from(after)).await?;
        Ok(stream::try_unfold(follower, |mut follower| async move {
            let event = BranchEvent::try_from(follower.next().await?)?;
            Ok(Some((event, follower)))
        }))
    }

    /// Where everyone on the branch is, and then whatever changes. While you follow you are seen as present; with your
    /// last presence subscription you have left.
    async fn presence(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The branch.")] branch_id: ID,
    ) -> Result<impl Stream<Item = PresenceChange>> {
        let branch_id = id::existing("branch", &branch_id)?;
        let reader = access::branch_reader(&app(context).store, viewer(context), branch_id).await?;
        let follower = follow::presence(app(context), &reader);
        Ok(stream::unfold(follower, |mut follower| async move {
            let said = follower.next().await?;
            Some((PresenceChange::from(said), follower))
        }))
    }
}
