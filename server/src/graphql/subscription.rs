//! Subscriptions.

use async_graphql::{Context, ID, Result, Subscription};
use futures_util::Stream;
use futures_util::stream;

use super::context::{app, viewer};
use super::id;
use super::types::{BranchEvent, PresenceChange, ProofProgress, Target};
use crate::access;
use crate::service::{follow, proof};

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

    /// Tries the migration between two versions of a project on a scratch engine: builds the one, fills it with rows, runs
    /// the statements up and down, and compares schema and rows each time. Says how far it is, and at last what came of
    /// it. Contributors and above may: it has the server work for seconds or minutes. A few run at once, others wait.
    async fn migration_proof(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The version to begin at.")] from: ID,
        #[graphql(desc = "The version to end at.")] to: ID,
        #[graphql(desc = "The engine that the migration is for.")] target: Target,
    ) -> Result<impl Stream<Item = Result<ProofProgress>>> {
        let store = &app(context).store;
        let from = id::existing("version", &from)?;
        let (reader, from) = access::version(store, viewer(context), from).await?;
        let to = id::existing("version", &to)?;
        let (_, to) = access::version(store, viewer(context), to).await?;
        let running = proof::start(app(context), &reader.editor()?, from, to, target.into());
        Ok(stream::try_unfold(running, |mut running| async move {
            let step = running.next().await?;
            Ok(match step {
                Some(step) => Some((ProofProgress::try_from(step)?, running)),
                None => None,
            })
        }))
    }
}
