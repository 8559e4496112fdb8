//! Enum types.

use crate::ids::EnumId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A named list of values that a field may hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
    /// The identity of each value, beside `values`; empty where each is the value's place. Numbers are not used again
    /// for other values.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub value_ids: Vec<u32>,
}

impl EnumType {
    /// The identity of each value, in their order.
    pub fn ids(&self) -> Vec<u32> {
        if self.value_ids.len() == self.values.len() {
            self.value_ids.clone()
        } else {
            (0..).take(self.values.len()).collect()
        }
    }

    /// The value with this identity, as it is called now.
    pub fn value(&self, id: u32) -> Option<&str> {
        let place = if self.value_ids.len() == self.values.len() {
            self.value_ids.iter().position(|known| *known == id)
        } else {
            usize::try_from(id).ok()
        };
        self.values.get(place?).map(String::as_str)
    }
}
