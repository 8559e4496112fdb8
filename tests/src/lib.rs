//! What the whole-program tests stand on: real server processes, real databases, and the two
//! clients (HTTP and WebSocket) that any program outside would have to write for itself.
//!
//! Nothing here looks into the server's code. A test starts a [`Server`] on a [`Storage`], gets a
//! [`Session`] by signing up, and follows a branch through [`BranchEvents`]. What is missing on
//! the machine is a panic that says what to set or install; no test skips itself.

#![expect(
    clippy::unwrap_used,
    reason = "a harness stops at the first thing that is not as it should be"
)]

mod corpus;
mod database;
mod engine;
mod events;
pub mod fidelity;
mod folder;
mod proxy;
mod replica;
mod rng;
mod server;
mod session;

pub use corpus::corpus;
pub use database::{PostgresDatabase, redis_url};
pub use engine::{Engine, ScratchDatabase};
pub use events::{BranchEvents, Event};
pub use folder::TempFolder;
pub use proxy::Proxy;
pub use replica::Replica;
pub use rng::Rng;
pub use server::{Server, Storage, binary as server_binary};
pub use session::{Applied, Branch, Refusal, Session, id};

use std::time::Duration;

/// How long a test waits for anything before it calls it a hang. Never the thing under test.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Awaits `work`, and panics with `what` when it has not ended after [`PATIENCE`].
pub async fn within<T>(what: &str, work: impl Future<Output = T>) -> T {
    match tokio::time::timeout(PATIENCE, work).await {
        Ok(value) => value,
        Err(_) => panic!("gave up after {PATIENCE:?} waiting for {what}"),
    }
}

/// An RFC 3339 time in UTC, as the API gives it, in milliseconds since 1970.
pub fn millis(time: &serde_json::Value) -> i128 {
    let text = time.as_str().unwrap();
    let parsed = chrono::DateTime::parse_from_rfc3339(text).unwrap();
    i128::from(parsed.timestamp_millis())
}

/// The value of an environment variable that `scripts/with-databases` sets.
fn required(variable: &str) -> String {
    std::env::var(variable).unwrap_or_else(|_| {
        panic!(
            "{variable} is not set: run `make test`, or this command under \
             `scripts/with-databases`, which start the databases that tests need"
        )
    })
}
