//! How GraphQL travels: over HTTP as the GraphQL-over-HTTP specification says, and over WebSockets as the
//! `graphql-transport-ws` protocol says. What comes in is measured before anything recursive looks at it.
//!
//! Nothing here knows the schema: the handlers take any [`Executor`], and anything that can tell who a token
//! belongs to ([`Authenticate`]).

mod authenticate;
mod connection;
mod document;
mod execute;
mod guard;
mod http;
#[cfg(test)]
mod http_tests;
mod measure;
mod negotiate;
mod origin;
mod outbox;
mod parameters;
mod protocol;
mod shape;
mod socket;
#[cfg(test)]
mod socket_tests;
mod stream;
#[cfg(test)]
mod testing;

use std::sync::Arc;

use async_graphql::Executor;
use axum::Router;
use axum::routing::any;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub(crate) use authenticate::Authenticate;
pub(crate) use connection::Pace;

use crate::config::Limits;
use origin::Origins;
use shape::Shape;

/// The path of GraphQL over HTTP.
const HTTP_PATH: &str = "/graphql";
/// The path of GraphQL over WebSockets.
const SOCKET_PATH: &str = "/graphql/ws";

/// What the handlers are told by the one who builds them.
pub(crate) struct Settings {
    /// How much a client may ask for at once.
    pub(crate) limits: Limits,
    /// Web origins that may call the API from a browser, besides pages of this host.
    pub(crate) allowed_origins: Vec<String>,
    /// The times of sockets.
    pub(crate) pace: Pace,
    /// Cancelled when the server stops: every socket then closes.
    pub(crate) closing: CancellationToken,
    /// Sockets and mutations under way, which a stopping server waits for.
    pub(crate) tasks: TaskTracker,
}

/// What the handlers share.
pub(crate) struct Wire<E, A> {
    executor: E,
    authenticator: A,
    shape: Shape,
    limits: Limits,
    origins: Origins,
    pace: Pace,
    closing: CancellationToken,
    tasks: TaskTracker,
}

impl<E, A> Wire<E, A> {
    /// Handlers for a schema; `sdl` is the schema in the schema definition language, from which the cost of
    /// operations is told.
    pub(crate) fn new(executor: E, sdl: &str, authenticator: A, settings: Settings) -> Self {
        Self {
            executor,
            authenticator,
            shape: Shape::read(sdl),
            limits: settings.limits,
            origins: Origins::new(settings.allowed_origins),
            pace: settings.pace,
            closing: settings.closing,
            tasks: settings.tasks,
        }
    }
}

/// The routes of the API.
pub(crate) fn routes<E: Executor, A: Authenticate>(wire: Arc<Wire<E, A>>) -> Router {
    let cors = wire.origins.cors();
    Router::new()
        .route(HTTP_PATH, any(http::handle::<E, A>))
        .route(SOCKET_PATH, any(socket::handle::<E, A>))
        .with_state(wire)
        .layer(cors)
}
