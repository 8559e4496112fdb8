//! Objects carried verbatim.

use crate::dialect::Dialect;
use crate::ids::ObjectId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A whole statement of one engine that the design does not model: kept word for word, emitted again on that
/// engine, named in a diagnostic on the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DesignObject {
    /// Identity.
    pub id: ObjectId,
    /// What it makes or alters.
    pub kind: ObjectKind,
    /// What it makes or alters, by name; not unique.
    pub name: String,
    /// The engine whose SQL it is.
    pub dialect: Dialect,
    /// The statement, without its final delimiter.
    pub sql: String,
    /// Place among the objects of the source it came from; breaks ties where nothing depends.
    pub sort_order: u32,
}

/// What sort of object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ObjectKind {
    /// CREATE EXTENSION.
    Extension,
    /// CREATE SCHEMA.
    Schema,
    /// CREATE TYPE other than an enum.
    Type,
    /// CREATE DOMAIN.
    Domain,
    /// CREATE SEQUENCE and its alterations.
    Sequence,
    /// CREATE FUNCTION, CREATE AGGREGATE.
    Function,
    /// CREATE PROCEDURE.
    Procedure,
    /// CREATE VIEW.
    View,
    /// CREATE MATERIALIZED VIEW.
    MaterializedView,
    /// CREATE TRIGGER.
    Trigger,
    /// CREATE RULE.
    Rule,
    /// CREATE POLICY and enabling row-level security.
    Policy,
    /// GRANT, REVOKE, default privileges.
    Grant,
    /// COMMENT ON something that is carried verbatim.
    Comment,
    /// A table in a form that the design does not model.
    Table,
    /// An index in a form that the design does not model.
    Index,
    /// Anything else.
    Other,
}

impl ObjectKind {
    /// The kind as words in a sentence.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Extension => "extension",
            Self::Schema => "schema",
            Self::Type => "type",
            Self::Domain => "domain",
            Self::Sequence => "sequence",
            Self::Function => "function",
            Self::Procedure => "procedure",
            Self::View => "view",
            Self::MaterializedView => "materialized view",
            Self::Trigger => "trigger",
            Self::Rule => "rule",
            Self::Policy => "policy",
            Self::Grant => "grant",
            Self::Comment => "comment",
            Self::Table => "table",
            Self::Index => "index",
            Self::Other => "statement",
        }
    }
}
