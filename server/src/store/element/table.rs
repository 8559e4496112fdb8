//! Tables as rows.

use tablewright_compiler::design::Table;
use tablewright_compiler::ids::TableId;
use tablewright_entity::data_table::Model;
use uuid::Uuid;

use super::{json, parse, parse_word, word};
use crate::store::StoreError;

pub(in crate::store) fn to_row(branch_id: Uuid, table: &Table) -> Model {
    let Table {
        id,
        name,
        namespace,
        table_name,
        description,
        status,
        native_options,
        details,
    } = table;
    Model {
        id: id.0,
        branch_id,
        origin_id: None,
        namespace: namespace.clone(),
        name: name.clone(),
        table_name: table_name.clone(),
        description: description.clone(),
        status: word(status),
        native_options: json(native_options),
        details: json(details),
    }
}

pub(in crate::store) fn from_row(row: Model) -> Result<Table, StoreError> {
    Ok(Table {
        id: TableId(row.id),
        name: row.name,
        namespace: row.namespace,
        table_name: row.table_name,
        description: row.description,
        status: parse_word("status of a table", row.status)?,
        native_options: parse("options of a table", row.native_options)?,
        details: parse("details of a table", row.details)?,
    })
}
