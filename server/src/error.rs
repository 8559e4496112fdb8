//! What can go wrong, in the words a client sees: one closed list of codes, and an error that carries
//! one of them with a message a person can act on. Only `graphql` turns it into something on the wire.

use std::fmt;

use serde::Serialize;
use serde_json::{Map, Value};
use tablewright_compiler::diagnostic::Issue;
use uuid::Uuid;

/// The code of an error: `extensions.code` of every GraphQL error, and nothing else is ever sent there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum ErrorCode {
    /// Nobody is signed in, or the token is unknown, expired or signed out.
    Unauthenticated,
    /// The viewer is known and may not do this.
    Forbidden,
    /// There is no such thing, or the viewer may not know that there is.
    NotFound,
    /// The input breaks a rule; the extension `issues` lists `{ path, rule, message }` where there are several.
    Invalid,
    /// The element was changed or removed meanwhile.
    Conflict,
    /// Someone else holds the lock; the extension `lock` tells who, which kind and until when.
    Locked,
    /// The lock token sent is expired, released or superseded.
    LockLost,
    /// A limit of depth, cost, size, count, time or rate; the extension `limit` names it.
    Limited,
    /// The engine cannot express this; the extension `element` says what.
    Unsupported,
    /// A needed part (database, bus, scratch engine) is away; safe to try again.
    Unavailable,
    /// A mistake of ours; the extension `id` finds it in the log.
    Internal,
}

impl ErrorCode {
    /// Every code.
    pub(crate) const ALL: [Self; 11] = [
        Self::Unauthenticated,
        Self::Forbidden,
        Self::NotFound,
        Self::Invalid,
        Self::Conflict,
        Self::Locked,
        Self::LockLost,
        Self::Limited,
        Self::Unsupported,
        Self::Unavailable,
        Self::Internal,
    ];

    /// The name on the wire.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::NotFound => "NOT_FOUND",
            Self::Invalid => "INVALID",
            Self::Conflict => "CONFLICT",
            Self::Locked => "LOCKED",
            Self::LockLost => "LOCK_LOST",
            Self::Limited => "LIMITED",
            Self::Unsupported => "UNSUPPORTED",
            Self::Unavailable => "UNAVAILABLE",
            Self::Internal => "INTERNAL",
        }
    }
}

/// An error of the application: a code, a sentence, and the extension fields of that code.
///
/// It is `Display`, so a resolver passes it on with `?`; `graphql::error` finds it again as the source of the
/// GraphQL error and writes code and extensions.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct AppError {
    /// What kind of error it is.
    pub(crate) code: ErrorCode,
    /// A sentence for a person: what is wrong and what would be accepted.
    pub(crate) message: String,
    /// Further fields of `extensions`, beside `code`.
    pub(crate) extensions: Map<String, Value>,
}

impl AppError {
    /// An error with a code and a message, without extensions.
    pub(crate) fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            extensions: Map::new(),
        }
    }

    /// Adds one extension field. A value that cannot be written as JSON is left out.
    #[must_use]
    pub(crate) fn with(mut self, name: &str, value: impl Serialize) -> Self {
        if let Ok(value) = serde_json::to_value(value) {
            self.extensions.insert(name.to_owned(), value);
        }
        self
    }

    /// Nobody is signed in, or the token is no longer good.
    pub(crate) fn unauthenticated(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::Unauthenticated, message)
    }

    /// The viewer may not do this.
    pub(crate) fn forbidden(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::Forbidden, message)
    }

    /// There is no `what` (in lower case: "branch") with this id that the viewer may see.
    pub(crate) fn not_found(what: &str, id: impl fmt::Display) -> Self {
        Self::new(ErrorCode::NotFound, format!("There is no {what} {id}."))
    }

    /// The input breaks a rule.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::Invalid, message)
    }

    /// The input breaks these rules; the message is that of the first one, `extensions.issues` has all.
    pub(crate) fn issues(issues: &[Issue]) -> Self {
        let first = issues
            .first()
            .map_or_else(String::new, |issue| format!("{}: {}", issue.path, issue.message));
        let message = match issues.len() {
            0 | 1 => first,
            n => format!("{first} ({} more in extensions.issues)", n - 1),
        };
        Self::invalid(message).with("issues", issues)
    }

    /// A limit was reached; `limit` is its name in `extensions.limit`.
    pub(crate) fn limited(limit: &str, message: impl Into<String>) -> Self {
        Self::new(ErrorCode::Limited, message).with("limit", limit)
    }

    /// A needed part is away. The cause goes to the log, not to the client.
    pub(crate) fn unavailable(part: &str, cause: impl fmt::Display) -> Self {
        tracing::warn!(part, %cause, "a needed part is away");
        Self::new(
            ErrorCode::Unavailable,
            format!("The {part} is away for the moment. It is safe to try again."),
        )
    }

    /// A mistake of ours. The cause goes to the log under an id, the client gets the id.
    pub(crate) fn internal(cause: impl fmt::Display) -> Self {
        let id = Uuid::now_v7();
        tracing::error!(%id, %cause, "internal error");
        Self::new(
            ErrorCode::Internal,
            format!("Something went wrong on our side. The server's log has it under {id}."),
        )
        .with("id", id)
    }
}

impl fmt::Display for AppError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for AppError {}
