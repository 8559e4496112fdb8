//! Objects carried verbatim, as rows.

use tablewright_compiler::design::DesignObject;
use tablewright_compiler::ids::ObjectId;
use tablewright_entity::design_object::Model;
use uuid::Uuid;

use super::{parse_word, sort_order, word};
use crate::store::StoreError;

pub(in crate::store) fn to_row(branch_id: Uuid, object: &DesignObject) -> Model {
    let DesignObject {
        id,
        kind,
        name,
        dialect,
        sql,
        sort_order,
    } = object;
    Model {
        id: id.0,
        branch_id,
        origin_id: None,
        kind: word(kind),
        name: name.clone(),
        dialect: word(dialect),
        sql: sql.clone(),
        sort_order: i64::from(*sort_order),
    }
}

pub(in crate::store) fn from_row(row: Model) -> Result<DesignObject, StoreError> {
    Ok(DesignObject {
        id: ObjectId(row.id),
        kind: parse_word("kind of an object", row.kind)?,
        name: row.name,
        dialect: parse_word("dialect of an object", row.dialect)?,
        sql: row.sql,
        sort_order: sort_order(row.sort_order)?,
    })
}
