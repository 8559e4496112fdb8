//! Hints over Redis PUBLISH and SUBSCRIBE.
//!
//! A subscription of redis-rs simply ends when its connection drops, so it is supervised here: connect again,
//! subscribe again, and say that something may have been missed.

use super::{Hint, Incoming};
use crate::collab::writer::backoff;
use ::redis::aio::{ConnectionManager, ConnectionManagerConfig};
use ::redis::{Client, RedisError};
use futures_util::StreamExt;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use tokio::sync::mpsc;
use uuid::Uuid;

const CHANNEL: &str = "tablewright:hints";
const TIMEOUT: Duration = Duration::from_secs(2);

/// A hint and the process it comes from, which does not listen to itself.
#[derive(Serialize, Deserialize)]
struct Message {
    from: Uuid,
    #[serde(flatten)]
    hint: Hint,
}

/// Starts the tasks that send and hear.
pub(super) fn start(url: String, to_send: mpsc::Receiver<Hint>, heard: mpsc::Sender<Incoming>) {
    let this_process = Uuid::new_v4();
    tokio::spawn(send(url.clone(), this_process, to_send));
    tokio::spawn(hear(url, this_process, heard));
}

async fn send(url: String, this_process: Uuid, mut to_send: mpsc::Receiver<Hint>) {
    let mut connection: Option<ConnectionManager> = None;
    let mut failures: u32 = 0;
    while let Some(hint) = to_send.recv().await {
        let message = serde_json::to_string(&Message {
            from: this_process,
            hint,
        })
        .expect("hints have only string keys");
        match publish(&url, &mut connection, &message).await {
            Ok(()) => failures = 0,
            Err(error) => {
                failures += 1;
                tracing::warn!(%error, failures, "a hint could not be published; the others will find it in the log");
                connection = None;
                tokio::time::sleep(backoff(failures)).await;
            }
        }
    }
}

async fn publish(url: &str, connection: &mut Option<ConnectionManager>, message: &str) -> Result<(), RedisError> {
    let connection = match connection {
        Some(connection) => connection,
        None => connection.insert(connect(url).await?),
    };
    ::redis::cmd("PUBLISH")
        .arg(CHANNEL)
        .arg(message)
        .query_async::<()>(connection)
        .await
}

async fn connect(url: &str) -> Result<ConnectionManager, RedisError> {
    let config = ConnectionManagerConfig::new()
        .set_number_of_retries(0)
        .set_connection_timeout(Some(TIMEOUT))
        .set_response_timeout(Some(TIMEOUT));
    ConnectionManager::new_with_config(Client::open(url)?, config).await
}

async fn hear(url: String, this_process: Uuid, heard: mpsc::Sender<Incoming>) {
    let mut failures: u32 = 0;
    loop {
        match listen(&url, this_process, &heard, &mut failures).await {
            Ok(()) => tracing::warn!("the bus dropped the subscription; subscribing again"),
            Err(error) => tracing::warn!(%error, failures, "the bus is away; events come from the log meanwhile"),
        }
        if heard.is_closed() {
            return;
        }
        failures += 1;
        tokio::time::sleep(backoff(failures)).await;
    }
}

async fn listen(
    url: &str,
    this_process: Uuid,
    heard: &mpsc::Sender<Incoming>,
    failures: &mut u32,
) -> Result<(), RedisError> {
    let client = Client::open(url)?;
    let connecting = tokio::time::timeout(TIMEOUT, client.get_async_pubsub());
    let mut subscription = connecting.await.map_err(|_| timed_out())??;
    tokio::time::timeout(TIMEOUT, subscription.subscribe(CHANNEL))
        .await
        .map_err(|_| timed_out())??;
    *failures = 0;
    if heard.send(Incoming::MayHaveMissed).await.is_err() {
        return Ok(());
    }
    let mut messages = subscription.on_message();
    while let Some(message) = messages.next().await {
        match serde_json::from_slice::<Message>(message.get_payload_bytes()) {
            Ok(Message { from, .. }) if from == this_process => {}
            Ok(Message { hint, .. }) => {
                if heard.send(Incoming::Hint(hint)).await.is_err() {
                    return Ok(());
                }
            }
            Err(error) => {
                tracing::warn!(%error, "a message on the bus is not a hint; is another program publishing there?")
            }
        }
    }
    Ok(())
}

fn timed_out() -> RedisError {
    std::io::Error::from(std::io::ErrorKind::TimedOut).into()
}
