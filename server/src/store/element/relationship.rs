//! Relationships as rows: one, and one for each of its field pairs.

use tablewright_compiler::design::{FieldPair, Relationship};
use tablewright_compiler::ids::{FieldId, RelationshipId, TableId};
use tablewright_entity::{relationship_field_pair, table_relationship::Model};
use uuid::Uuid;

use super::{json, parse, parse_word, word};
use crate::store::StoreError;

pub(in crate::store) fn to_row(branch_id: Uuid, relationship: &Relationship) -> Model {
    let Relationship {
        id,
        name,
        relationship_type,
        source_table_id,
        target_table_id,
        field_pairs: _,
        on_delete,
        on_update,
        deferrable,
        match_full,
        junction_table_id,
        description,
        details,
    } = relationship;
    Model {
        id: id.0,
        branch_id,
        origin_id: None,
        name: name.clone(),
        relationship_type: word(relationship_type),
        source_table_id: source_table_id.0,
        target_table_id: target_table_id.0,
        junction_table_id: junction_table_id.map(|id| id.0),
        on_delete: word(on_delete),
        on_update: word(on_update),
        deferrable: word(deferrable),
        match_full: *match_full,
        description: description.clone(),
        details: json(details),
    }
}

/// The rows of its field pairs.
pub(in crate::store) fn to_pairs(
    branch_id: Uuid,
    relationship: &Relationship,
) -> impl Iterator<Item = relationship_field_pair::Model> {
    (0i32..)
        .zip(&relationship.field_pairs)
        .map(move |(position, pair)| relationship_field_pair::Model {
            relationship_id: relationship.id.0,
            position,
            branch_id,
            source_field_id: pair.source_field_id.0,
            target_field_id: pair.target_field_id.0,
        })
}

/// `pairs` are those of this relationship, by position.
pub(in crate::store) fn from_row(
    row: Model,
    pairs: &[relationship_field_pair::Model],
) -> Result<Relationship, StoreError> {
    let field_pairs = pairs
        .iter()
        .map(|pair| FieldPair {
            source_field_id: FieldId(pair.source_field_id),
            target_field_id: FieldId(pair.target_field_id),
        })
        .collect();
    Ok(Relationship {
        id: RelationshipId(row.id),
        name: row.name,
        relationship_type: parse_word("type of a relationship", row.relationship_type)?,
        source_table_id: TableId(row.source_table_id),
        target_table_id: TableId(row.target_table_id),
        field_pairs,
        on_delete: parse_word("action of a relationship", row.on_delete)?,
        on_update: parse_word("action of a relationship", row.on_update)?,
        deferrable: parse_word("check time of a relationship", row.deferrable)?,
        match_full: row.match_full,
        junction_table_id: row.junction_table_id.map(TableId),
        description: row.description,
        details: parse("details of a relationship", row.details)?,
    })
}
