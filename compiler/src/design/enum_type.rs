//! Enum types.

use crate::ids::EnumId;
use serde::{Deserialize, Serialize};

/// A named list of values that a field may hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EnumType {
    /// Identity.
    pub id: EnumId,
    /// The schema it is in; empty for the engine's default one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub namespace: String,
    /// The identifier in the database; unique in its namespace.
    pub name: String,
    /// What it stands for; becomes its comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The values in order, each once.
    pub values: Vec<String>,
}
