//! Tables.

use crate::dialect::Dialect;
use crate::ids::TableId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A table. Its fields, keys, checks and indexes are elements of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Table {
    /// Identity.
    pub id: TableId,
    /// What people read; unique in its branch.
    pub name: String,
    /// The schema it is in; empty for the engine's default one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub namespace: String,
    /// The identifier in the database; unique in its namespace.
    pub table_name: String,
    /// What it is for; becomes the table's comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Where in its life it is.
    #[serde(default)]
    pub status: TableStatus,
    /// What stands after the closing parenthesis of its CREATE TABLE, word for word, per engine:
    /// `ENGINE=InnoDB`, `WITHOUT ROWID`, `PARTITION BY RANGE (paid_at)`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub native_options: BTreeMap<Dialect, String>,
    /// What only some engines say of it.
    #[serde(default, skip_serializing_if = "TableDetails::is_empty")]
    pub details: TableDetails,
}

/// What only some engines say of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct TableDetails {
    /// UNLOGGED: fast, and empty after a crash (PostgreSQL).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub unlogged: bool,
}

impl TableDetails {
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Where in its life a table is: DRAFT → ACTIVE → DEPRECATED → DELETED, and from anywhere back to DRAFT.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TableStatus {
    /// Being designed; anything goes.
    #[default]
    Draft,
    /// In use: destructive edits need a CRITICAL lock.
    Active,
    /// Still there, no longer to be used.
    Deprecated,
    /// Softly deleted: kept in the design, left out of the DDL.
    Deleted,
}

impl TableStatus {
    /// Whether a table may go from this status to `next` in one step. Staying is always allowed.
    pub fn may_become(self, next: Self) -> bool {
        match (self, next) {
            (_, Self::Draft)
            | (Self::Draft, Self::Active)
            | (Self::Active, Self::Deprecated)
            | (Self::Deprecated, Self::Deleted) => true,
            (from, to) => from == to,
        }
    }

    /// The statuses that [`Self::may_become`] allows, other than staying.
    pub fn next(self) -> &'static [Self] {
        match self {
            Self::Draft => &[Self::Active],
            Self::Active => &[Self::Draft, Self::Deprecated],
            Self::Deprecated => &[Self::Draft, Self::Deleted],
            Self::Deleted => &[Self::Draft],
        }
    }

    /// Its name in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "DRAFT",
            Self::Active => "ACTIVE",
            Self::Deprecated => "DEPRECATED",
            Self::Deleted => "DELETED",
        }
    }
}
