//! Indexes.

use super::SqlExpression;
use crate::dialect::Dialect;
use crate::ids::{FieldId, IndexId, TableId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An index on a table. Keys bring their own; this is for the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Index {
    /// Identity.
    pub id: IndexId,
    /// The table it is on.
    pub table_id: TableId,
    /// The identifier in the database; unique in the table.
    pub name: String,
    /// Whether it refuses equal entries.
    #[serde(default)]
    pub is_unique: bool,
    /// What it is over, in order; never empty.
    pub parts: Vec<IndexPart>,
    /// `btree`, `hash`, `gin`, `gist`, `fulltext`, `spatial` …; `None` for the engine's default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Fields stored in the index without being searched by (INCLUDE).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub included: Vec<FieldId>,
    /// The rows it covers (WHERE); `None` for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predicate: Option<SqlExpression>,
    /// Its comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What only some engines say of it.
    #[serde(default, skip_serializing_if = "IndexDetails::is_empty")]
    pub details: IndexDetails,
}

/// What only some engines say of an index.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct IndexDetails {
    /// NULLS NOT DISTINCT (PostgreSQL 15).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub nulls_not_distinct: bool,
    /// What stands behind its columns, word for word: `WITH (fillfactor='70')`, `KEY_BLOCK_SIZE 8`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub native_options: BTreeMap<Dialect, String>,
}

impl IndexDetails {
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// One key part of an index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct IndexPart {
    /// A field or an expression.
    #[serde(flatten)]
    pub target: PartTarget,
    /// Ascending unless said.
    #[serde(default)]
    pub direction: SortDirection,
    /// Where nulls go; `None` for the engine's rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nulls: Option<NullsOrder>,
    /// Leading characters or bytes indexed (MySQL).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix_length: Option<u32>,
    /// PostgreSQL's operator class, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator_class: Option<String>,
    /// The engine's name of its collation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<String>,
}

impl IndexPart {
    /// A field, ascending.
    pub fn field(id: FieldId) -> Self {
        Self {
            target: PartTarget::Field(id),
            direction: SortDirection::Asc,
            nulls: None,
            prefix_length: None,
            operator_class: None,
            collation: None,
        }
    }
}

/// What an index part is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum PartTarget {
    /// A field of the table.
    Field(FieldId),
    /// An expression over its fields.
    Expression(SqlExpression),
}

/// Which way an index part is sorted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SortDirection {
    /// Smallest first.
    #[default]
    Asc,
    /// Largest first.
    Desc,
}

/// Where an index part puts nulls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum NullsOrder {
    /// Before all values.
    First,
    /// After all values.
    Last,
}
