use async_graphql::{ID, InputObject};

use crate::graphql::types::LockKind;

/// Asks for a lock on a table.
#[derive(InputObject)]
pub(crate) struct AcquireTableLockInput {
    /// The table.
    pub(crate) table_id: ID,
    /// What it is for, which bounds how long it lasts.
    pub(crate) kind: LockKind,
    /// How many seconds it lasts unless it is renewed; as the kind says where it is left out.
    pub(crate) seconds: Option<i32>,
    /// Why, for the others.
    pub(crate) reason: Option<String>,
    /// How many seconds to wait in line for it where someone else has it, 300 at most; not at all where it is left out.
    pub(crate) wait_seconds: Option<i32>,
}
