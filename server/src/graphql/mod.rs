//! The GraphQL API: the schema, its types, and the wire it is served over.
//!
//! [`types`] holds one file a type, [`inputs`] what clients send; queries and mutations come in two halves, people and
//! designs. A resolver asks [`crate::access`] for a right and hands it to a [`crate::service`].

mod connection;
mod context;
pub(crate) mod error;
mod id;
mod inputs;
mod loaders;
mod mutation;
mod people;
mod query;
mod scope;
mod subscription;
mod types;
pub(crate) mod wire;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use async_graphql::MergedObject;

use crate::app::App;
use mutation::{
    AccountMutation, EditMutation, ImportMutation, LayoutMutation, LockMutation, OrganizationMutation,
    PresenceMutation, ProjectMutation, VersionMutation,
};
use people::PeopleQuery;
use query::DesignQuery;
use subscription::SubscriptionRoot;

/// The schema of the server.
pub(crate) type Schema = async_graphql::Schema<Query, Mutation, SubscriptionRoot>;

/// The root of all queries.
#[derive(MergedObject, Default)]
pub(crate) struct Query(PeopleQuery, DesignQuery);

/// The root of all mutations.
#[derive(MergedObject, Default)]
pub(crate) struct Mutation(
    AccountMutation,
    OrganizationMutation,
    ProjectMutation,
    EditMutation,
    ImportMutation,
    LockMutation,
    VersionMutation,
    LayoutMutation,
    PresenceMutation,
);

/// Builds the schema over the application's services. Depth, cost and size are limited by `wire`, before the
/// schema is asked.
pub(crate) fn build_schema(app: &Arc<App>) -> Schema {
    builder()
        .data(Arc::clone(app))
        .data(loaders::loaders(app.store.clone()))
        .finish()
}

/// The schema without the services behind it.
fn builder() -> async_graphql::SchemaBuilder<Query, Mutation, SubscriptionRoot> {
    Schema::build(Query::default(), Mutation::default(), SubscriptionRoot)
        .register_output_type::<types::ErrorCode>()
        .register_output_type::<types::Element>()
}
