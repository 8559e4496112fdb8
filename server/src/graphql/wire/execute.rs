//! Runs queries and mutations: within their time, and so that a panic in a resolver is an error with an id and not
//! a dropped connection.

use async_graphql::parser::types::OperationType;
use async_graphql::{Executor, Request, Response};
use tokio::task::JoinError;
use tokio::time::timeout;
use tokio_util::task::AbortOnDropHandle;

use super::Wire;
use super::document::Operation;
use crate::error::{AppError, ErrorCode};
use crate::graphql::context::CallerGone;
use crate::graphql::error;

/// Runs a query or a mutation. Every error of the answer has its code.
pub(super) async fn run<E: Executor, A>(wire: &Wire<E, A>, operation: Operation) -> Response {
    let mut response = match operation.kind {
        OperationType::Query => query(wire, operation.request).await,
        OperationType::Mutation => mutation(wire, operation.request).await,
        OperationType::Subscription => error::refusal(&AppError::invalid(
            "Subscriptions run over a WebSocket, at /graphql/ws.",
        )),
    };
    error::complete(&mut response.errors);
    response
}

/// Whether the request was refused as a whole: then the answer has no `data` at all.
pub(super) fn is_refused(response: &Response) -> bool {
    response.data == async_graphql::Value::Null
        && !response.errors.is_empty()
        && response.errors.iter().all(|error| error.path.is_empty())
}

/// What a caught panic becomes.
pub(super) fn panicked(cause: &(dyn std::any::Any + Send)) -> AppError {
    let text = cause
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| cause.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("a panic without a message");
    AppError::internal(format_args!("a resolver panicked: {text}"))
}

/// A query ends with its caller and with its time.
async fn query<E: Executor, A>(wire: &Wire<E, A>, request: Request) -> Response {
    let executor = wire.executor.clone();
    let task = tokio::spawn(async move { executor.execute(request).await });
    let time = wire.limits.query_timeout;
    match timeout(time, AbortOnDropHandle::new(task)).await {
        Ok(outcome) => outcome.unwrap_or_else(failed),
        Err(_) => error::refusal(&AppError::limited(
            "time",
            format!("The query took longer than {} s and was ended.", time.as_secs_f64()),
        )),
    }
}

/// A mutation runs to its end, also when its caller has gone or has been told to ask again; one that waits for a turn
/// can learn that nobody waits for its answer any more.
async fn mutation<E: Executor, A>(wire: &Wire<E, A>, request: Request) -> Response {
    let caller = CallerGone::default();
    let _told_when_gone = caller.0.clone().drop_guard();
    let request = request.data(caller);
    let executor = wire.executor.clone();
    let task = wire.tasks.spawn(async move { executor.execute(request).await });
    let time = wire.limits.mutation_timeout;
    match timeout(time, task).await {
        Ok(outcome) => outcome.unwrap_or_else(failed),
        Err(_) => error::refusal(&AppError::new(
            ErrorCode::Unavailable,
            format!(
                "The mutation takes longer than {} s and goes on. Send it again with the same \
                 clientEditId to learn its result.",
                time.as_secs_f64()
            ),
        )),
    }
}

fn failed(failure: JoinError) -> Response {
    let error = match failure.try_into_panic() {
        Ok(cause) => panicked(cause.as_ref()),
        Err(_) => AppError::new(ErrorCode::Unavailable, "The server is stopping."),
    };
    error::refusal(&error)
}
