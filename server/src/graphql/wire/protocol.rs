//! The messages of `graphql-transport-ws`, and the codes a socket is closed with.

use async_graphql::{Response, ServerError};
use axum::extract::ws::{CloseFrame, Utf8Bytes};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

/// The name of the protocol, which the client has to offer.
pub(super) const SUBPROTOCOL: &str = "graphql-transport-ws";

/// How long the reason of a close frame may be, in bytes.
const MAX_REASON: usize = 123;
/// How long the id of an operation may be, in bytes.
const MAX_ID: usize = 256;

/// What a client says.
#[derive(Debug, Deserialize, PartialEq)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum ClientMessage {
    /// Opens the session; the payload may carry `authorization`.
    ConnectionInit {
        #[serde(default)]
        payload: Option<Map<String, Json>>,
    },
    /// Asks for a pong with the same payload.
    Ping {
        #[serde(default)]
        payload: Option<Map<String, Json>>,
    },
    /// Answers a ping.
    Pong {},
    /// Starts an operation.
    Subscribe { id: String, payload: Map<String, Json> },
    /// Ends an operation.
    Complete { id: String },
}

impl ClientMessage {
    /// Reads a text message; one that is not of the protocol closes the socket.
    pub(super) fn read(text: &str) -> Result<Self, Close> {
        let message: Self = serde_json::from_str(text).map_err(|error| Close::InvalidMessage(error.to_string()))?;
        if let Self::Subscribe { id, .. } = &message
            && (id.is_empty() || id.len() > MAX_ID)
        {
            return Err(Close::InvalidMessage(format!("an id has 1 to {MAX_ID} bytes")));
        }
        Ok(message)
    }
}

/// Why the server closes a socket.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Close {
    /// The server stops.
    GoingAway,
    /// A message is larger than the limit.
    TooLarge,
    /// A needed part is away.
    TryAgainLater,
    /// A message is not of the protocol.
    InvalidMessage(String),
    /// An operation before the session was opened.
    Unauthorized,
    /// The token is unknown or no longer good.
    Forbidden,
    /// The client did not offer the protocol.
    SubprotocolNotAcceptable,
    /// The client did not open the session in time.
    InitTimeout,
    /// The client started a second operation with the id of one that still runs.
    SubscriberExists(String),
    /// The client opened the session twice.
    TooManyInits,
    /// A mistake of ours.
    Internal,
}

impl Close {
    /// The close frame.
    pub(super) fn frame(&self) -> CloseFrame {
        let (code, reason) = match self {
            Self::GoingAway => (
                1001,
                "The server stops. Connect again and resume with `after`.".to_owned(),
            ),
            Self::TooLarge => (1009, "Message too large".to_owned()),
            Self::TryAgainLater => (1013, "Try again later".to_owned()),
            Self::InvalidMessage(why) => (4400, format!("Invalid message: {why}")),
            Self::Unauthorized => (4401, "Unauthorized".to_owned()),
            Self::Forbidden => (4403, "Forbidden".to_owned()),
            Self::SubprotocolNotAcceptable => (4406, "Subprotocol not acceptable".to_owned()),
            Self::InitTimeout => (4408, "Connection initialisation timeout".to_owned()),
            Self::SubscriberExists(id) => (4409, format!("Subscriber for {id} already exists")),
            Self::TooManyInits => (4429, "Too many initialisation requests".to_owned()),
            Self::Internal => (4500, "Internal server error".to_owned()),
        };
        let end = reason.floor_char_boundary(MAX_REASON);
        CloseFrame {
            code,
            reason: Utf8Bytes::from(&reason[..end]),
        }
    }
}

/// What the server says.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum ServerMessage<'a> {
    /// The session is open.
    ConnectionAck,
    /// Answers a ping.
    Pong {
        #[serde(skip_serializing_if = "Option::is_none")]
        payload: Option<Map<String, Json>>,
    },
    /// One result of an operation.
    Next { id: &'a str, payload: &'a Response },
    /// The operation is refused or has failed, and is over.
    Error { id: &'a str, payload: &'a [ServerError] },
    /// The operation is over.
    Complete { id: &'a str },
}

impl ServerMessage<'_> {
    /// The text on the wire.
    pub(super) fn text(&self) -> Utf8Bytes {
        match serde_json::to_string(self) {
            Ok(text) => Utf8Bytes::from(text),
            Err(error) => {
                // Only values that JSON cannot hold come here, and a GraphQL response has none.
                tracing::error!(%error, "a message cannot be written");
                Utf8Bytes::from_static(r#"{"type":"pong"}"#)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Map;

    use super::{ClientMessage, Close};

    #[test]
    fn only_messages_of_the_protocol_are_read() {
        for text in [
            r#"{"type":"connection_init"}"#,
            r#"{"type":"connection_init","payload":null}"#,
            r#"{"payload":{"authorization":"x"},"type":"connection_init"}"#,
            r#"{"type":"ping"}"#,
            r#"{"type":"pong","payload":{}}"#,
            r#"{"id":"1","type":"subscribe","payload":{"query":"{a}"}}"#,
            r#"{"type":"complete","id":"1"}"#,
        ] {
            assert!(ClientMessage::read(text).is_ok(), "{text}");
        }
        let deep = format!(r#"{{"type":"ping","payload":{{"a":{}}}}}"#, "[".repeat(10_000));
        for text in [
            "",
            "hello",
            "[]",
            "{}",
            r#"{"type":7}"#,
            r#"{"type":"next","id":"1","payload":{}}"#,
            r#"{"type":"start","id":"1","payload":{"query":"{a}"}}"#,
            r#"{"type":"connection_init","payload":"token"}"#,
            r#"{"type":"ping","payload":[]}"#,
            r#"{"type":"subscribe","payload":{"query":"{a}"}}"#,
            r#"{"type":"subscribe","id":"","payload":{"query":"{a}"}}"#,
            r#"{"type":"subscribe","id":1,"payload":{"query":"{a}"}}"#,
            r#"{"type":"subscribe","id":"1"}"#,
            r#"{"type":"complete"}"#,
            &deep,
        ] {
            assert!(
                matches!(ClientMessage::read(text), Err(Close::InvalidMessage(_))),
                "{text}"
            );
        }
    }

    #[test]
    fn a_reason_fits_its_frame() {
        let frame = Close::SubscriberExists("ü".repeat(128)).frame();
        assert_eq!(frame.code, 4409);
        assert!(frame.reason.len() <= 123);
    }

    #[test]
    fn a_ping_without_payload_has_none() {
        assert_eq!(
            ClientMessage::read(r#"{"type":"ping"}"#),
            Ok(ClientMessage::Ping { payload: None })
        );
        assert_eq!(
            ClientMessage::read(r#"{"type":"ping","payload":{}}"#),
            Ok(ClientMessage::Ping {
                payload: Some(Map::new())
            })
        );
    }
}
