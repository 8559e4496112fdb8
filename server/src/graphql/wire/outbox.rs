//! What waits to be written to one socket. It is bounded: while it is full, the operations of the socket are not
//! asked for more, so a slow reader slows nothing but its own streams.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use axum::extract::ws::{Message, Utf8Bytes, WebSocket};
use futures_util::Sink;

/// Messages that may wait before operations are held back.
const MAX_MESSAGES: usize = 64;
/// Bytes that may wait before operations are held back.
const MAX_BYTES: usize = 1024 * 1024;
/// Messages that may wait before the client is not listened to any more.
const MAX_REPLIES: usize = 256;

/// The queue of one socket.
#[derive(Default)]
pub(super) struct Outbox {
    waiting: VecDeque<Entry>,
    bytes: usize,
    is_flushed: bool,
}

struct Entry {
    /// The operation it belongs to.
    operation: Option<Arc<str>>,
    message: Message,
    bytes: usize,
}

impl Outbox {
    /// Adds a text message, of an operation or of the session itself.
    pub(super) fn push(&mut self, operation: Option<Arc<str>>, text: Utf8Bytes) {
        let bytes = text.len();
        self.bytes += bytes;
        self.waiting.push_back(Entry {
            operation,
            message: Message::Text(text),
            bytes,
        });
        self.is_flushed = false;
    }

    /// Adds a ping frame, which the client's WebSocket library answers by itself.
    pub(super) fn push_ping(&mut self) {
        self.waiting.push_back(Entry {
            operation: None,
            message: Message::Ping(Vec::new().into()),
            bytes: 0,
        });
        self.is_flushed = false;
    }

    /// Takes back what still waits of an operation that the client has ended.
    pub(super) fn forget(&mut self, operation: &str) {
        self.waiting
            .retain(|entry| entry.operation.as_deref() != Some(operation));
        self.bytes = self.waiting.iter().map(|entry| entry.bytes).sum();
    }

    /// Whether operations may add to it.
    pub(super) fn has_room(&self) -> bool {
        self.waiting.len() < MAX_MESSAGES && self.bytes < MAX_BYTES
    }

    /// Whether the client may be listened to, for what it says may want an answer.
    pub(super) fn may_reply(&self) -> bool {
        self.waiting.len() < MAX_REPLIES
    }

    /// Writes all that waits in one go. Ready when everything is out; may be dropped and called again at any time.
    pub(super) fn poll_send(
        &mut self,
        socket: &mut WebSocket,
        context: &mut Context<'_>,
    ) -> Poll<Result<(), axum::Error>> {
        while !self.waiting.is_empty() {
            ready!(Pin::new(&mut *socket).poll_ready(context))?;
            if let Some(entry) = self.waiting.pop_front() {
                self.bytes -= entry.bytes;
                Pin::new(&mut *socket).start_send(entry.message)?;
            }
        }
        if !self.is_flushed {
            ready!(Pin::new(socket).poll_flush(context))?;
            self.is_flushed = true;
        }
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use axum::extract::ws::Utf8Bytes;

    use super::{MAX_BYTES, MAX_MESSAGES, Outbox};

    #[test]
    fn it_is_full_by_messages_and_by_bytes() {
        let mut outbox = Outbox::default();
        for _ in 0..MAX_MESSAGES {
            assert!(outbox.has_room());
            outbox.push(Some("1".into()), Utf8Bytes::from_static("x"));
        }
        assert!(!outbox.has_room());
        assert!(outbox.may_reply());
        outbox.forget("1");
        assert!(outbox.has_room());

        outbox.push(Some("1".into()), Utf8Bytes::from("x".repeat(MAX_BYTES)));
        assert!(!outbox.has_room());
        outbox.forget("2");
        assert!(!outbox.has_room());
        outbox.forget("1");
        assert!(outbox.has_room());
    }
}
