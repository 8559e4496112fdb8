//! Elements of a design as rows, one kind a file, without loss in either direction.
//!
//! Each file takes its element apart by name, so that a property added to the element does not compile until it has
//! a column. What has structure is a JSON column; what is compared or listed is a column of its own.

pub(super) mod constraint;
pub(super) mod enum_type;
pub(super) mod field;
pub(super) mod index;
pub(super) mod object;
pub(super) mod relationship;
pub(super) mod table;
pub(super) mod write;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::StoreError;

/// A value as JSON.
fn json(value: &impl Serialize) -> Value {
    serde_json::to_value(value).expect("elements have only string keys")
}

/// A value that may be absent as JSON; absent stays absent.
fn optional_json(value: Option<&impl Serialize>) -> Option<Value> {
    value.map(json)
}

/// A variant without data as its word.
fn word(value: &impl Serialize) -> String {
    match json(value) {
        Value::String(word) => word,
        other => other.to_string(),
    }
}

fn parse<T: DeserializeOwned>(what: &str, value: Value) -> Result<T, StoreError> {
    serde_json::from_value(value).map_err(|e| StoreError::corrupt(what, e))
}

fn parse_optional<T: DeserializeOwned>(what: &str, value: Option<Value>) -> Result<Option<T>, StoreError> {
    value.map(|value| parse(what, value)).transpose()
}

fn parse_word<T: DeserializeOwned>(what: &str, word: String) -> Result<T, StoreError> {
    parse(what, Value::String(word))
}

fn sort_order(stored: i64) -> Result<u32, StoreError> {
    u32::try_from(stored).map_err(|e| StoreError::corrupt("sort order", e))
}
