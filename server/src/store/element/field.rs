//! Fields as rows.

use tablewright_compiler::design::{Field, FieldType};
use tablewright_compiler::ids::{FieldId, TableId};
use tablewright_entity::data_field::Model;
use uuid::Uuid;

use super::{json, optional_json, parse, parse_optional, parse_word, sort_order, word};
use crate::store::StoreError;

pub(in crate::store) fn to_row(branch_id: Uuid, field: &Field) -> Model {
    let Field {
        id,
        table_id,
        name,
        field_name,
        description,
        field_type,
        is_required,
        default_value,
        identity,
        generated,
        on_update,
        collation,
        sort_order,
        details,
    } = field;
    Model {
        id: id.0,
        branch_id,
        table_id: table_id.0,
        origin_id: None,
        name: name.clone(),
        field_name: field_name.clone(),
        description: description.clone(),
        data_type: field_type.data_type().as_str().to_owned(),
        config: field_type.config(),
        is_required: *is_required,
        default_value: optional_json(default_value.as_ref()),
        identity: identity.as_ref().map(word),
        generated: optional_json(generated.as_ref()),
        on_update: optional_json(on_update.as_ref()),
        collation: collation.clone(),
        sort_order: i64::from(*sort_order),
        details: json(details),
    }
}

pub(in crate::store) fn from_row(row: Model) -> Result<Field, StoreError> {
    let data_type = parse_word("type of a field", row.data_type)?;
    let field_type =
        FieldType::from_parts(data_type, &row.config).map_err(|e| StoreError::corrupt("type of a field", e))?;
    Ok(Field {
        id: FieldId(row.id),
        table_id: TableId(row.table_id),
        name: row.name,
        field_name: row.field_name,
        description: row.description,
        field_type,
        is_required: row.is_required,
        default_value: parse_optional("default of a field", row.default_value)?,
        identity: row
            .identity
            .map(|identity| parse_word("identity of a field", identity))
            .transpose()?,
        generated: parse_optional("generation of a field", row.generated)?,
        on_update: parse_optional("update value of a field", row.on_update)?,
        collation: row.collation,
        sort_order: sort_order(row.sort_order)?,
        details: parse("details of a field", row.details)?,
    })
}
