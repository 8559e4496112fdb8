//! The GraphQL API: the schema, its types, and the wire it is served over.

pub(crate) mod error;
pub(crate) mod wire;

use std::sync::Arc;

use async_graphql::{EmptyMutation, EmptySubscription, Object};

use crate::app::App;

/// The schema of the server.
pub(crate) type Schema = async_graphql::Schema<Query, EmptyMutation, EmptySubscription>;

/// Builds the schema over the application's services. Depth, cost and size are limited by `wire`, before the
/// schema is asked.
pub(crate) fn build_schema(_app: &Arc<App>) -> Schema {
    Schema::build(Query, EmptyMutation, EmptySubscription).finish()
}

/// The root of all queries.
pub(crate) struct Query;

#[Object]
impl Query {
    /// The version of the server.
    async fn server_version(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
    }
}
