//! The bus: hints between servers that share a database. Nothing depends on a hint arriving: the log is the truth,
//! and rooms ask for its head every second.

mod redis;

use super::presence::Said;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use uuid::Uuid;

/// Hints that may wait to be sent or heard; more are dropped and counted.
const WAITING: usize = 8192;

/// Where other servers are heard.
#[derive(Debug, Clone)]
pub(crate) enum BusConfig {
    /// Nowhere: there is one server, or servers share no more than the database.
    Local,
    /// On a Redis.
    Redis {
        /// `redis://…`.
        url: String,
    },
}

/// What one server tells the others.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "hint", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(crate) enum Hint {
    /// A branch has come to a revision.
    Branch {
        /// The branch.
        branch_id: Uuid,
        /// Its revision.
        revision: i64,
    },
    /// Where someone is.
    Presence(Said),
}

/// What is heard.
#[derive(Debug, Clone)]
pub(crate) enum Incoming {
    /// Another server's hint.
    Hint(Hint),
    /// The bus was away and is back.
    MayHaveMissed,
}

/// The sending end. Cloning shares it.
#[derive(Debug, Clone)]
pub(crate) struct Bus {
    outgoing: Option<mpsc::Sender<Hint>>,
}

impl Bus {
    /// The bus, and what is heard on it.
    pub(crate) fn start(config: BusConfig) -> (Self, mpsc::Receiver<Incoming>) {
        let (heard, incoming) = mpsc::channel(WAITING);
        let outgoing = match config {
            BusConfig::Local => None,
            BusConfig::Redis { url } => {
                let (outgoing, to_send) = mpsc::channel(WAITING);
                redis::start(url, to_send, heard);
                Some(outgoing)
            }
        };
        (Self { outgoing }, incoming)
    }

    /// Tells the other servers, some time soon; never waits and never fails.
    pub(crate) fn publish(&self, hint: Hint) {
        let Some(outgoing) = &self.outgoing else { return };
        if outgoing.try_send(hint).is_err() {
            tracing::warn!("the bus is too slow; a hint was dropped, the others will find it in the log");
        }
    }
}
