//! What can go wrong with the database, in the words the rest of the server acts on.

use std::fmt;

use sea_orm::sqlx::{self, error::ErrorKind};
use sea_orm::{DbErr, RuntimeErr};

use crate::error::AppError;

/// Why the store could not do what it was asked.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub(crate) enum StoreError {
    /// A name or id that must be unique is in use. Holds the constraint's name, or the columns where the engine names
    /// those.
    #[error("already taken: {0}")]
    Taken(String),
    /// A row that is referred to does not exist, or one that is referred to was to be deleted.
    #[error("a row refers to one that does not exist: {0}")]
    Dangling(String),
    /// The database is away, overloaded or too slow. Asking again is safe for reads; a write may have happened only
    /// where its function says so.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// A fault of ours, or rows that do not mean what they should.
    #[error("{0}")]
    Other(String),
}

impl StoreError {
    /// A row that does not mean what it should.
    pub(super) fn corrupt(what: impl fmt::Display, why: impl fmt::Display) -> Self {
        Self::Other(format!("the stored {what} cannot be read: {why}"))
    }
}

/// For whoever has no better word for it: a taken or dangling value that a caller did not expect is a mistake of ours.
impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(cause) => Self::unavailable("database", cause),
            StoreError::Taken(_) | StoreError::Dangling(_) | StoreError::Other(_) => Self::internal(error),
        }
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        if let Some(violation) = violated(&error) {
            return violation;
        }
        match trouble(&error) {
            Trouble::Lost | Trouble::Busy => Self::Unavailable(error.to_string()),
            Trouble::None => Self::Other(error.to_string()),
        }
    }
}

/// What an error says about the connection it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// The connection is gone; another one may work at once.
    Lost,
    /// The database works and cannot serve this now.
    Busy,
    /// Neither: the statement itself was refused.
    None,
}

/// Reads `error` as trouble with the connection.
pub(super) fn trouble(error: &DbErr) -> Trouble {
    match (error, driver_error(error)) {
        (_, Some(sqlx::Error::PoolTimedOut)) | (DbErr::ConnectionAcquire(_), _) => Trouble::Busy,
        (_, Some(sqlx::Error::Database(refusal))) => {
            let code = refusal.code().unwrap_or_default();
            match code.as_ref() {
                // admin_shutdown, crash_shutdown, cannot_connect_now, idle_session_timeout
                "57P01" | "57P02" | "57P03" | "57P05" => Trouble::Lost,
                // query_canceled (the statement timeout), serialization failure, deadlock, lock not available
                "57014" | "40001" | "40P01" | "55P03" => Trouble::Busy,
                // SQLITE_BUSY, SQLITE_LOCKED, SQLITE_FULL and the extended forms of busy
                "5" | "6" | "13" | "261" | "517" | "773" => Trouble::Busy,
                other if other.len() == 5 && other.starts_with("08") => Trouble::Lost,
                other if other.len() == 5 && other.starts_with("53") => Trouble::Busy,
                _ => Trouble::None,
            }
        }
        (
            _,
            Some(
                sqlx::Error::Io(_)
                | sqlx::Error::Tls(_)
                | sqlx::Error::Protocol(_)
                | sqlx::Error::PoolClosed
                | sqlx::Error::WorkerCrashed,
            ),
        )
        | (DbErr::Conn(_), _) => Trouble::Lost,
        _ => Trouble::None,
    }
}

/// The constraint that `error` says is violated, where it is one of uniqueness or reference.
fn violated(error: &DbErr) -> Option<StoreError> {
    let Some(sqlx::Error::Database(refusal)) = driver_error(error) else {
        return None;
    };
    let message = refusal.message();
    let named = refusal.constraint().map(str::to_owned);
    let constraint = named.unwrap_or_else(|| message.rsplit(": ").next().unwrap_or(message).to_owned());
    match refusal.kind() {
        ErrorKind::UniqueViolation => Some(StoreError::Taken(constraint)),
        ErrorKind::ForeignKeyViolation => Some(StoreError::Dangling(constraint)),
        _ => None,
    }
}

fn driver_error(error: &DbErr) -> Option<&sqlx::Error> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(e))
        | DbErr::Exec(RuntimeErr::SqlxError(e))
        | DbErr::Query(RuntimeErr::SqlxError(e)) => Some(e),
        _ => None,
    }
}
