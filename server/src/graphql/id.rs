//! Ids on the wire: opaque strings that are UUIDs.

use async_graphql::ID;
use uuid::Uuid;

use crate::error::AppError;

/// The id, or `None` for text that is none of ours: there is nothing with such an id.
pub(crate) fn known(id: &ID) -> Option<Uuid> {
    Uuid::try_parse(id).ok()
}

/// The id of a thing that has to exist; `what` in lower case: "branch". Text that is none of our ids is
/// `NOT_FOUND` like any other unknown id.
pub(crate) fn existing(what: &str, id: &ID) -> Result<Uuid, AppError> {
    known(id).ok_or_else(|| AppError::not_found(what, shortened(id)))
}

/// An id as a client may read it back in a message, however long it was.
pub(crate) fn shortened(id: &str) -> String {
    let shown: String = id.chars().take(64).collect();
    format!("{shown:?}")
}

/// The wire's form.
pub(crate) fn wire(id: impl Into<Uuid>) -> ID {
    ID(id.into().to_string())
}
