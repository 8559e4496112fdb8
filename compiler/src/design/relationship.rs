//! Relationships.

use crate::ids::{FieldId, RelationshipId, TableId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A relationship of two tables of a branch. The source is the "one" side; the target holds the foreign key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Relationship {
    /// Identity.
    pub id: RelationshipId,
    /// What people read and the foreign key's identifier; unique in the target table.
    pub name: String,
    /// How many on either side.
    pub relationship_type: RelationshipType,
    /// The "one" side.
    pub source_table_id: TableId,
    /// The "many" side, which holds the foreign key.
    pub target_table_id: TableId,
    /// The key fields of the source and, each beside it, the field of the target that holds it. Empty only
    /// for many-to-many, whose junction table holds the foreign keys.
    pub field_pairs: Vec<FieldPair>,
    /// When the source's row is deleted.
    #[serde(default)]
    pub on_delete: ReferentialAction,
    /// When the source's key changes.
    #[serde(default)]
    pub on_update: ReferentialAction,
    /// When the foreign key is checked.
    #[serde(default)]
    pub deferrable: Deferrable,
    /// MATCH FULL: a composite key is null as a whole or not at all.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub match_full: bool,
    /// The table that a many-to-many relationship made and owns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub junction_table_id: Option<TableId>,
    /// What it is for; becomes the comment of the foreign key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What only some engines say of it.
    #[serde(default, skip_serializing_if = "RelationshipDetails::is_empty")]
    pub details: RelationshipDetails,
}

/// What only some engines say of a foreign key.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct RelationshipDetails {
    /// The fields that ON DELETE SET NULL or SET DEFAULT sets; empty for all of the foreign key (PostgreSQL 15).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub set_fields: Vec<FieldId>,
    /// Rows that were there before are not held to it (NOT VALID, PostgreSQL).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub not_valid: bool,
}

impl RelationshipDetails {
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Relationship {
    /// The tables it touches, each once.
    pub fn tables(&self) -> impl Iterator<Item = TableId> {
        let target = (self.target_table_id != self.source_table_id).then_some(self.target_table_id);
        [Some(self.source_table_id), target, self.junction_table_id]
            .into_iter()
            .flatten()
    }
}

/// How many rows on either side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RelationshipType {
    /// The foreign key is unique.
    OneToOne,
    /// The foreign key is not.
    OneToMany,
    /// Through a junction table.
    ManyToMany,
}

/// A key field of the source and the field of the target that refers to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FieldPair {
    /// In the source table.
    pub source_field_id: FieldId,
    /// In the target table.
    pub target_field_id: FieldId,
}

/// What happens to the referring rows (SQL:2016 11.8).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ReferentialAction {
    /// Refuse, when the check is due.
    #[default]
    NoAction,
    /// Refuse, at once.
    Restrict,
    /// Follow.
    Cascade,
    /// Forget.
    SetNull,
    /// Take the default.
    SetDefault,
}

impl ReferentialAction {
    /// The SQL keywords.
    pub fn sql(self) -> &'static str {
        match self {
            Self::NoAction => "NO ACTION",
            Self::Restrict => "RESTRICT",
            Self::Cascade => "CASCADE",
            Self::SetNull => "SET NULL",
            Self::SetDefault => "SET DEFAULT",
        }
    }
}

/// When a constraint is checked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Deferrable {
    /// At every statement.
    #[default]
    No,
    /// At every statement, unless a transaction puts it off.
    InitiallyImmediate,
    /// At commit.
    InitiallyDeferred,
}
