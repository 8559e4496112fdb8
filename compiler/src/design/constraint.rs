//! Keys and checks. Foreign keys are [`super::Relationship`]s.

use super::{Deferrable, SqlExpression};
use crate::ids::{ConstraintId, FieldId, TableId};
use serde::{Deserialize, Serialize};

/// A key or check of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
}

/// What a constraint demands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
}

impl ConstraintKind {
    /// The fields of a key; empty for a check.
    pub fn fields(&self) -> &[FieldId] {
        match self {
            Self::PrimaryKey { fields } | Self::Unique { fields, .. } => fields,
            Self::Check { .. } => &[],
        }
    }

    /// The kind as words in a sentence.
    pub fn noun(&self) -> &'static str {
        match self {
            Self::PrimaryKey { .. } => "primary key",
            Self::Unique { .. } => "unique key",
            Self::Check { .. } => "check",
        }
    }
}
