//! One operation on a socket, as the stream of the messages it sends.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use async_graphql::parser::types::OperationType;
use async_graphql::{Executor, Response, ServerError, Value};
use axum::extract::ws::Utf8Bytes;
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};

use super::document::{self, Operation};
use super::parameters::Parameters;
use super::protocol::ServerMessage;
use super::{Authenticate, Wire, execute};
use crate::graphql::error;

/// One message of an operation.
pub(super) enum Step {
    /// A result; more may follow.
    Next(Utf8Bytes),
    /// The last message.
    End(Utf8Bytes),
}

/// Starts an operation. Everything that can be wrong with it is its `error` message; the stream ends with exactly
/// one [`Step::End`].
pub(super) fn open<E: Executor, A: Authenticate>(
    wire: Arc<Wire<E, A>>,
    id: Arc<str>,
    token: Option<Arc<str>>,
    parameters: Parameters,
) -> BoxStream<'static, Step> {
    stream::once(async move {
        match start(&wire, token.as_deref(), parameters).await {
            Err(errors) => once(Step::End(failed(&id, &errors))),
            Ok(operation) if operation.kind == OperationType::Subscription => {
                let events = wire.executor.execute_stream(operation.request, None);
                subscription(id, events)
            }
            Ok(operation) => answer(&id, execute::run(&wire, operation).await),
        }
    })
    .flatten()
    .boxed()
}

/// From parameters to an operation with its viewer, or the errors that refuse it.
async fn start<E: Executor, A: Authenticate>(
    wire: &Wire<E, A>,
    token: Option<&str>,
    parameters: Parameters,
) -> Result<Operation, Vec<ServerError>> {
    let mut operation = document::prepare(parameters, &wire.shape, &wire.limits).map_err(|refused| refused.errors)?;
    // Asked again for every operation: a token may have been signed out since the socket was opened.
    let viewer = wire
        .authenticator
        .viewer(token)
        .await
        .map_err(|error| vec![error::server_error(&error)])?;
    operation.request.data.insert(viewer);
    Ok(operation)
}

/// The messages of a query or mutation.
fn answer(id: &Arc<str>, response: Response) -> BoxStream<'static, Step> {
    if execute::is_refused(&response) {
        return once(Step::End(failed(id, &response.errors)));
    }
    let next = ServerMessage::Next { id, payload: &response };
    stream::iter([Step::Next(next.text()), Step::End(completed(id))]).boxed()
}

/// The messages of a subscription. An event without data is the end of it: whoever counts on having seen every event
/// has to know, and can resume behind the last one seen.
fn subscription(id: Arc<str>, events: BoxStream<'static, Response>) -> BoxStream<'static, Step> {
    let events = AssertUnwindSafe(events).catch_unwind();
    stream::unfold(Some((id, events)), |state| async move {
        let (id, mut events) = state?;
        let step = match events.next().await {
            None => Step::End(completed(&id)),
            Some(Err(panic)) => {
                let error = execute::panicked(panic.as_ref());
                Step::End(failed(&id, &[error::server_error(&error)]))
            }
            Some(Ok(mut response)) => {
                error::complete(&mut response.errors);
                if response.data == Value::Null && !response.errors.is_empty() {
                    Step::End(failed(&id, &response.errors))
                } else {
                    let payload = &response;
                    Step::Next(ServerMessage::Next { id: &id, payload }.text())
                }
            }
        };
        let rest = matches!(step, Step::Next(_)).then_some((id, events));
        Some((step, rest))
    })
    .boxed()
}

fn once(step: Step) -> BoxStream<'static, Step> {
    stream::iter([step]).boxed()
}

fn failed(id: &str, errors: &[ServerError]) -> Utf8Bytes {
    ServerMessage::Error { id, payload: errors }.text()
}

fn completed(id: &str) -> Utf8Bytes {
    ServerMessage::Complete { id }.text()
}
