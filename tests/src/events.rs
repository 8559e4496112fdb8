//! A subscriber: graphql-transport-ws, written from its specification.

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::session::{Branch, Session};
use crate::within;

const DOCUMENT: &str = "
subscription($branch: ID!, $after: Int!) {
  branchEvents(branchId: $branch, after: $after) {
    __typename
    ... on DesignEdited { revision actor { id } clientEditId at changes {
      kind elementType elementId fields element { ...Element }
    } }
    ... on TableLocked { revision lock { id table { id } holder { id } kind lockedAt expiresAt } }
    ... on TableUnlocked { revision tableId holder { id } reason }
    ... on VersionCreated { revision version { id versionNumber } }
    ... on ResyncRequired { revision }
  }
}
fragment Element on Element {
  __typename
  ... on DataTable { id name tableName description status }
  ... on DataField { id name fieldName dataType config isRequired defaultValue sortOrder }
  ... on TableRelationship {
    id relationshipName relationshipType sourceTable { id } targetTable { id }
    fieldPairs { source { id } target { id } }
  }
}";

/// One `branchEvents` payload.
#[derive(Debug, Clone, PartialEq)]
pub struct Event(pub Value);

impl Event {
    /// `DesignEdited`, `TableLocked` …
    pub fn kind(&self) -> &str {
        self.0["__typename"].as_str().unwrap()
    }

    /// Its place in the branch's log.
    pub fn revision(&self) -> i64 {
        self.0["revision"].as_i64().unwrap()
    }
}

/// A subscription to one branch over a WebSocket of its own.
#[derive(Debug)]
pub struct BranchEvents {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl BranchEvents {
    /// Connects and subscribes to what comes after a revision.
    pub async fn subscribe(session: &Session, branch: &Branch, after: i64) -> Self {
        let mut events = Self::connect(session).await;
        events
            .start(DOCUMENT, json!({ "branch": branch.id, "after": after }))
            .await;
        events
    }

    /// Connects and waits for `connection_ack`.
    pub async fn connect(session: &Session) -> Self {
        let url = format!("{}/graphql/ws", session.url().replacen("http", "ws", 1));
        let mut request = url.into_client_request().unwrap();
        request
            .headers_mut()
            .insert("sec-websocket-protocol", "graphql-transport-ws".parse().unwrap());
        let (socket, _) = within("the WebSocket", connect_async(request)).await.unwrap();
        let mut events = Self { socket };
        let payload = json!({ "authorization": session.authorization() });
        events
            .send(&json!({ "type": "connection_init", "payload": payload }))
            .await;
        let ack = events.message().await.expect("connection_ack");
        assert_eq!(ack["type"], "connection_ack", "{ack}");
        events
    }

    /// Starts the one operation of this socket.
    pub async fn start(&mut self, document: &str, variables: Value) {
        let payload = json!({ "query": document, "variables": variables });
        self.send(&json!({ "id": "1", "type": "subscribe", "payload": payload }))
            .await;
    }

    /// The next event. Panics when the subscription ends, or when none comes.
    pub async fn next(&mut self) -> Event {
        let message = within("an event", self.message())
            .await
            .expect("the socket closed while an event was awaited");
        assert_eq!(message["type"], "next", "{message}");
        assert!(message["payload"].get("errors").is_none(), "{message}");
        Event(message["payload"]["data"]["branchEvents"].clone())
    }

    /// The next event, or none when the socket has gone.
    pub async fn next_or_end(&mut self) -> Option<Event> {
        let message = within("an event or the end", self.message()).await?;
        assert_eq!(message["type"], "next", "{message}");
        Some(Event(message["payload"]["data"]["branchEvents"].clone()))
    }

    /// Every event up to and with the one at `revision`.
    pub async fn until(&mut self, revision: i64) -> Vec<Event> {
        let mut events = Vec::new();
        while events.last().is_none_or(|event: &Event| event.revision() < revision) {
            events.push(self.next().await);
        }
        events
    }

    /// The next protocol message other than pings, which are answered; none when closed.
    pub async fn message(&mut self) -> Option<Value> {
        loop {
            match self.socket.next().await? {
                Ok(Message::Text(text)) => {
                    let message: Value = serde_json::from_str(&text).unwrap();
                    if message["type"] == "ping" {
                        self.send(&json!({ "type": "pong" })).await;
                    } else {
                        return Some(message);
                    }
                }
                Ok(Message::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }

    async fn send(&mut self, message: &Value) {
        match self.socket.send(Message::text(message.to_string())).await {
            // The next read tells of the end.
            Ok(()) | Err(tungstenite::Error::ConnectionClosed | tungstenite::Error::Io(_)) => {}
            Err(error) => panic!("the WebSocket broke: {error}"),
        }
    }
}
