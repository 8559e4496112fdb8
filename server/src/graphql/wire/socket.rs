//! `GET /graphql/ws`: the way from an HTTP request to a WebSocket.

use std::sync::Arc;

use async_graphql::Executor;
use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;

use super::connection::Connection;
use super::http::Refusal;
use super::negotiate::MediaType;
use super::protocol::{Close, SUBPROTOCOL};
use super::{Authenticate, Wire, authenticate};
use crate::error::AppError;

/// The read buffer of a socket in bytes. The usual 128 KiB are filled with zeros at every read, and are kept by every
/// idle socket.
const READ_BUFFER: usize = 4 * 1024;

/// Opens a WebSocket.
pub(super) async fn handle<E: Executor, A: Authenticate>(
    State(wire): State<Arc<Wire<E, A>>>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let Ok(upgrade) = upgrade else {
        let error = AppError::invalid(format!("Open a WebSocket here, with the subprotocol {SUBPROTOCOL}."));
        let mut response = Refusal::new(StatusCode::UPGRADE_REQUIRED, error).render(MediaType::Json);
        let websocket = HeaderValue::from_static("websocket");
        response.headers_mut().insert(header::UPGRADE, websocket);
        return response;
    };
    let token = match wire
        .origins
        .check(&headers)
        .and_then(|()| authenticate::bearer(&headers))
    {
        Ok(token) => token,
        Err(error) => return Refusal::from(error).render(MediaType::Json),
    };

    let upgrade = upgrade
        .protocols([SUBPROTOCOL])
        .read_buffer_size(READ_BUFFER)
        .max_message_size(wire.limits.max_message_bytes)
        .max_frame_size(wire.limits.max_message_bytes);
    let is_spoken = upgrade.selected_protocol().is_some();
    let tasks = wire.tasks.clone();
    upgrade.on_upgrade(move |socket| {
        tasks.track_future(async move {
            if is_spoken {
                Connection::new(wire, socket, token).run().await;
            } else {
                refuse(socket).await;
            }
        })
    })
}

/// Says why a client that speaks another protocol is not served; an HTTP status would not reach its program.
async fn refuse(mut socket: WebSocket) {
    let frame = Close::SubprotocolNotAcceptable.frame();
    if let Err(error) = socket.send(Message::Close(Some(frame))).await {
        tracing::debug!(%error, "a client has gone before it was refused");
    }
}
