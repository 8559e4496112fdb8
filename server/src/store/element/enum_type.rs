//! Enum types as rows.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tablewright_compiler::design::EnumType;
use tablewright_compiler::ids::EnumId;
use tablewright_entity::enum_type::Model;
use uuid::Uuid;

use super::{json, parse};
use crate::store::StoreError;

/// The values where their identities are not their places.
#[derive(Serialize, Deserialize)]
struct Identified<V, I> {
    values: V,
    ids: I,
}

pub(in crate::store) fn to_row(branch_id: Uuid, enum_type: &EnumType) -> Model {
    let EnumType {
        id,
        namespace,
        name,
        description,
        values,
        value_ids,
    } = enum_type;
    Model {
        id: id.0,
        branch_id,
        origin_id: None,
        namespace: namespace.clone(),
        name: name.clone(),
        description: description.clone(),
        enum_values: if value_ids.is_empty() {
            json(values)
        } else {
            json(&Identified { values, ids: value_ids })
        },
    }
}

pub(in crate::store) fn from_row(row: Model) -> Result<EnumType, StoreError> {
    let (values, value_ids) = match row.enum_values {
        identified @ Value::Object(_) => {
            let stored: Identified<Vec<String>, Vec<u32>> = parse("values of an enum", identified)?;
            (stored.values, stored.ids)
        }
        plain => (parse("values of an enum", plain)?, Vec::new()),
    };
    Ok(EnumType {
        id: EnumId(row.id),
        namespace: row.namespace,
        name: row.name,
        description: row.description,
        values,
        value_ids,
    })
}
