//! Sessions: who a token belongs to. A session ends 30 days after it was last used, or when its person signs out.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::Token;
use crate::access::{SignedIn, Viewer};
use crate::error::AppError;
use crate::store::Store;

/// How long a session lasts after its last use.
const LIFE: TimeDelta = TimeDelta::days(30);
/// How stale the last use may be on record; saves a write at every request.
const NOTED_EVERY: TimeDelta = TimeDelta::minutes(1);
/// How often ended sessions are forgotten.
const TIDIED_EVERY: Duration = Duration::from_secs(60 * 60);
/// No token is longer; what is need not be hashed.
const LONGEST_TOKEN: usize = 256;

/// Begins a session; the token is shown this once.
pub(crate) async fn begin_session(store: &Store, user_id: Uuid) -> Result<String, AppError> {
    let token = Token::new("tws")?;
    store.create_session(user_id, &token.hash(), ends(store.now())).await?;
    Ok(token.reveal())
}

/// Who has this token. One that is unknown, expired or signed out is `UNAUTHENTICATED`.
pub(crate) async fn viewer_of_token(store: &Store, token: &str) -> Result<Viewer, AppError> {
    let found = match token.len() {
        1..=LONGEST_TOKEN => store.signed_in(&Token::hash_of(token)).await?,
        _ => None,
    };
    let found = found.ok_or_else(|| {
        AppError::unauthenticated("This token is unknown, expired or signed out. Sign in again for a new one.")
    })?;
    let session = found.session;
    if store.now() - session.last_seen_at >= NOTED_EVERY {
        note_use(store.clone(), session.id);
    }
    Ok(Viewer::Person(SignedIn::by_token(found.user.id, session.id)))
}

/// Ends a session; false where it had ended already.
pub(crate) async fn end_session(store: &Store, person: SignedIn) -> Result<bool, AppError> {
    Ok(store.end_session(person.session_id()).await?)
}

/// Forgets ended sessions now and then, as long as the process runs.
pub(crate) fn keep_tidy(store: Store) {
    tokio::spawn(async move {
        loop {
            match store.forget_expired_sessions().await {
                Ok(count) => tracing::debug!(count, "forgot ended sessions"),
                Err(error) => tracing::warn!(%error, "ended sessions could not be forgotten"),
            }
            tokio::time::sleep(TIDIED_EVERY).await;
        }
    });
}

/// Writes down that a session was used. The request does not wait for it, and does not fail with it.
fn note_use(store: Store, session_id: Uuid) {
    tokio::spawn(async move {
        if let Err(error) = store.touch_session(session_id, ends(store.now())).await {
            tracing::warn!(%error, "the use of a session could not be noted");
        }
    });
}

fn ends(now: DateTime<Utc>) -> DateTime<Utc> {
    now + LIFE
}
