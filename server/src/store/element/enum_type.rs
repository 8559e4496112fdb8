//! Enum types as rows.

use tablewright_compiler::design::EnumType;
use tablewright_compiler::ids::EnumId;
use tablewright_entity::enum_type::Model;
use uuid::Uuid;

use super::{json, parse};
use crate::store::StoreError;

pub(in crate::store) fn to_row(branch_id: Uuid, enum_type: &EnumType) -> Model {
    let EnumType {
        id,
        namespace,
        name,
        description,
        values,
    } = enum_type;
    Model {
        id: id.0,
        branch_id,
        origin_id: None,
        namespace: namespace.clone(),
        name: name.clone(),
        description: description.clone(),
        enum_values: json(values),
    }
}

pub(in crate::store) fn from_row(row: Model) -> Result<EnumType, StoreError> {
    Ok(EnumType {
        id: EnumId(row.id),
        namespace: row.namespace,
        name: row.name,
        description: row.description,
        values: parse("values of an enum", row.enum_values)?,
    })
}
