use async_graphql::Enum;

use crate::error;

/// What kind of error: `extensions.code` of every error.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "error::ErrorCode")]
pub(crate) enum ErrorCode {
    /// Nobody is signed in, or the token is unknown, expired or signed out.
    Unauthenticated,
    /// You may not do this; the message names the role that may.
    Forbidden,
    /// There is no such thing, or you may not know that there is.
    NotFound,
    /// The input breaks a rule. `extensions.issues`, where there is more to say, lists `{ path, rule, message }`.
    Invalid,
    /// The element was changed or removed meanwhile; the message says by whom.
    Conflict,
    /// Someone else holds the lock. `extensions.lock` is `{ tableId, holder, kind, expiresAt }`.
    Locked,
    /// The lock token is expired, released or superseded.
    LockLost,
    /// A limit of depth, cost, size, count, time or rate. `extensions.limit` names it.
    Limited,
    /// This cannot be expressed or done. `extensions.element` says what.
    Unsupported,
    /// A needed part is away. It is safe to try again.
    Unavailable,
    /// A mistake of ours. `extensions.id` finds it in the server's log.
    Internal,
}
