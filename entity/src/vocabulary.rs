//! The closed vocabularies of rows that belong to no element of a design.

use sea_orm::entity::prelude::{DeriveActiveEnum, EnumIter};
use serde::{Deserialize, Serialize};

/// What a member may do, from least to most.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Role {
    /// Reads.
    #[sea_orm(string_value = "VIEWER")]
    Viewer,
    /// Edits, and takes locks other than CRITICAL.
    #[sea_orm(string_value = "CONTRIBUTOR")]
    Contributor,
    /// Also takes CRITICAL locks, breaks locks, invites.
    #[sea_orm(string_value = "ADMIN")]
    Admin,
    /// Everything.
    #[sea_orm(string_value = "OWNER")]
    Owner,
}

/// What a lock is for.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LockKind {
    /// Typing in a table.
    #[sea_orm(string_value = "OPTIMISTIC")]
    Optimistic,
    /// Reworking a table.
    #[sea_orm(string_value = "PESSIMISTIC")]
    Pessimistic,
    /// Breaking changes.
    #[sea_orm(string_value = "CRITICAL")]
    Critical,
}

/// Where in its life a lock is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LockState {
    /// In the queue.
    #[sea_orm(string_value = "WAITING")]
    Waiting,
    /// Held.
    #[sea_orm(string_value = "ACTIVE")]
    Active,
    /// Neither any more.
    #[sea_orm(string_value = "ENDED")]
    Ended,
}

/// Why a lock ended.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EndReason {
    /// Its holder gave it back.
    #[sea_orm(string_value = "RELEASED")]
    Released,
    /// Its time was up.
    #[sea_orm(string_value = "EXPIRED")]
    Expired,
    /// An admin took it away.
    #[sea_orm(string_value = "BROKEN")]
    Broken,
    /// It was never granted: its holder stopped waiting.
    #[sea_orm(string_value = "GAVE_UP")]
    GaveUp,
}

/// What an entry of a branch's log is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EventKind {
    /// Edits were accepted.
    #[sea_orm(string_value = "DESIGN_EDITED")]
    DesignEdited,
    /// A lock was granted or renewed.
    #[sea_orm(string_value = "TABLE_LOCKED")]
    TableLocked,
    /// A lock ended.
    #[sea_orm(string_value = "TABLE_UNLOCKED")]
    TableUnlocked,
    /// A version was made.
    #[sea_orm(string_value = "VERSION_CREATED")]
    VersionCreated,
}
