//! The GraphQL API: the schema, its types, and the wire it is served over.
//!
//! [`types`] holds one file a type, [`inputs`] what clients send; queries and mutations come in two halves, people and
//! designs. A resolver asks [`crate::access`] for a right and hands it to a [`crate::service`].

mod connection;
mod context;
pub(crate) mod error;
mod gather;
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

use async_graphql::{Data, Executor, MergedObject, Request, Response, SchemaBuilder};
use futures_util::StreamExt;
use futures_util::stream::BoxStream;

use crate::app::App;
use crate::store::Store;
use gather::{Gather, Queue};
use mutation::{
    AccountMutation, EditMutation, ImportMutation, LayoutMutation, LockMutation, OrganizationMutation,
    PresenceMutation, ProjectMutation, VersionMutation,
};
use people::PeopleQuery;
use query::DesignQuery;
use subscription::SubscriptionRoot;

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

/// The types, without what runs requests.
type Types = async_graphql::Schema<Query, Mutation, SubscriptionRoot>;

/// The schema over the application's services. Every request gets loaders of its own.
#[derive(Clone)]
pub(crate) struct Schema {
    types: Types,
    store: Store,
}

/// Builds the schema over the application's services. Depth, cost and size are limited by `wire`, before the
/// schema is asked.
pub(crate) fn build_schema(app: &Arc<App>) -> Schema {
    Schema {
        types: builder().data(Arc::clone(app)).finish(),
        store: app.store.clone(),
    }
}

impl Schema {
    /// The schema in the schema definition language.
    pub(crate) fn sdl(&self) -> String {
        self.types.sdl()
    }
}

impl Executor for Schema {
    async fn execute(&self, request: Request) -> Response {
        let queue = Queue::default();
        let request = request.data(loaders::loaders(self.store.clone(), queue.clone()));
        Gather::new(Box::pin(self.types.execute(request)), queue).await
    }

    fn execute_stream(&self, request: Request, session: Option<Arc<Data>>) -> BoxStream<'static, Response> {
        let queue = Queue::default();
        let request = request.data(loaders::loaders(self.store.clone(), queue.clone()));
        Gather::new(Executor::execute_stream(&self.types, request, session), queue).boxed()
    }
}

/// The schema without the services behind it.
fn builder() -> SchemaBuilder<Query, Mutation, SubscriptionRoot> {
    Types::build(Query::default(), Mutation::default(), SubscriptionRoot)
        .register_output_type::<types::ErrorCode>()
        .register_output_type::<types::Element>()
}
