//! The only list of routes.

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower_http::trace::TraceLayer;

use crate::app::App;
use crate::graphql;
use crate::graphql::wire::{self, Wire};
use crate::http::{health, page};

/// Builds the router, and the tracker of the sockets and mutations that a stopping server waits for.
/// Cancelling `closing` asks every socket to close.
pub(crate) fn build(app: Arc<App>, closing: CancellationToken) -> (Router, TaskTracker) {
    let tasks = TaskTracker::new();
    let schema = graphql::build_schema(&app);
    let wire = Arc::new(Wire::new(
        schema.clone(),
        &schema.sdl(),
        Arc::clone(&app),
        wire::Settings {
            limits: app.config.limits.clone(),
            allowed_origins: app.config.allowed_origins.clone(),
            pace: wire::Pace::default(),
            closing,
            tasks: tasks.clone(),
        },
    ));

    let router = Router::new()
        .route("/", get(page::home))
        .route("/graphiql", get(page::graphiql))
        .route("/graphiql/{*file}", get(page::graphiql_file))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(move || health::ready(Arc::clone(&app))))
        .merge(wire::routes(wire))
        .fallback(page::not_found)
        .layer(TraceLayer::new_for_http());
    (router, tasks)
}
