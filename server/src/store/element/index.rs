//! Indexes as rows.

use tablewright_compiler::design::Index;
use tablewright_compiler::ids::{IndexId, TableId};
use tablewright_entity::table_index::Model;
use uuid::Uuid;

use super::{json, optional_json, parse, parse_optional};
use crate::store::StoreError;

pub(in crate::store) fn to_row(branch_id: Uuid, index: &Index) -> Model {
    let Index {
        id,
        table_id,
        name,
        is_unique,
        parts,
        method,
        included,
        predicate,
        description,
        details,
    } = index;
    Model {
        id: id.0,
        branch_id,
        table_id: table_id.0,
        origin_id: None,
        name: name.clone(),
        is_unique: *is_unique,
        parts: json(parts),
        method: method.clone(),
        included: json(included),
        predicate: optional_json(predicate.as_ref()),
        description: description.clone(),
        details: json(details),
    }
}

pub(in crate::store) fn from_row(row: Model) -> Result<Index, StoreError> {
    Ok(Index {
        id: IndexId(row.id),
        table_id: TableId(row.table_id),
        name: row.name,
        is_unique: row.is_unique,
        parts: parse("parts of an index", row.parts)?,
        method: row.method,
        included: parse("included fields of an index", row.included)?,
        predicate: parse_optional("predicate of an index", row.predicate)?,
        description: row.description,
        details: parse("details of an index", row.details)?,
    })
}
