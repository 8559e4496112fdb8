//! Keys and checks. Foreign keys are [`super::Relationship`]s.

use super::{Deferrable, SqlExpression};
use crate::dialect::Dialect;
use crate::ids::{ConstraintId, FieldId, TableId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A key or check of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Constraint {
    /// Identity.
    pub id: ConstraintId,
    /// The table it holds for.
    pub table_id: TableId,
    /// The identifier in the database, unique in the table; `None` lets the engine name it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it demands.
    #[serde(flatten)]
    pub kind: ConstraintKind,
    /// When it is checked.
    #[serde(default)]
    pub deferrable: Deferrable,
    /// Its comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What only some engines say of it.
    #[serde(default, skip_serializing_if = "ConstraintDetails::is_empty")]
    pub details: ConstraintDetails,
}

/// What only some engines say of a key or check.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ConstraintDetails {
    /// Fields that the index of a key holds without comparing them (INCLUDE, PostgreSQL).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub included: Vec<FieldId>,
    /// A check that rows which were there before are not held to (NOT VALID, PostgreSQL).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub not_valid: bool,
    /// A check that tables which inherit from this one do not have (NO INHERIT, PostgreSQL).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub no_inherit: bool,
    /// A check that is only written down (NOT ENFORCED, MySQL).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub not_enforced: bool,
    /// What is said of the index of a key, word for word: `WITH (fillfactor='70')`, `USING HASH`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub native_options: BTreeMap<Dialect, String>,
}

impl ConstraintDetails {
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What a constraint demands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "constraint", rename_all = "camelCase")]
pub enum ConstraintKind {
    /// Its rows are told apart by these fields; at most one a table.
    #[serde(rename_all = "camelCase")]
    PrimaryKey {
        /// In order; never empty.
        fields: Vec<FieldId>,
    },
    /// No two rows agree on all of these fields.
    #[serde(rename_all = "camelCase")]
    Unique {
        /// In order; never empty.
        fields: Vec<FieldId>,
        /// Whether nulls count as equal (PostgreSQL 15, NULLS NOT DISTINCT).
        #[serde(default)]
        nulls_not_distinct: bool,
    },
    /// Every row makes this true or null.
    #[serde(rename_all = "camelCase")]
    Check {
        /// The condition, without `CHECK` and its parentheses.
        expression: SqlExpression,
    },
    /// No two rows are to each other as its operators say (PostgreSQL).
    #[serde(rename_all = "camelCase")]
    Exclusion {
        /// What stands behind `EXCLUDE`: `USING gist (room WITH =, during WITH &&) WHERE (NOT cancelled)`.
        #[serde(rename = "expression")]
        definition: SqlExpression,
    },
}

impl ConstraintKind {
    /// The fields of a key; empty for others.
    pub fn fields(&self) -> &[FieldId] {
        match self {
            Self::PrimaryKey { fields } | Self::Unique { fields, .. } => fields,
            Self::Check { .. } | Self::Exclusion { .. } => &[],
        }
    }

    /// The kind as words in a sentence.
    pub fn noun(&self) -> &'static str {
        match self {
            Self::PrimaryKey { .. } => "primary key",
            Self::Unique { .. } => "unique key",
            Self::Check { .. } => "check",
            Self::Exclusion { .. } => "exclusion constraint",
        }
    }
}
