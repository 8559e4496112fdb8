use async_graphql::Enum;

use crate::store;

/// What a member may do, from least to most; each role has all rights of those before it.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "store::Role")]
pub(crate) enum Role {
    /// Reads.
    Viewer,
    /// Also makes projects, edits designs, and takes locks other than CRITICAL.
    Contributor,
    /// Also takes CRITICAL locks, breaks locks, invites people, changes and deletes projects.
    Admin,
    /// Everything.
    Owner,
}
