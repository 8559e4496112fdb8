use async_graphql::{ID, InputObject, MaybeUndefined};
use serde_json::Value;
use tablewright_compiler::design::FieldPair;
use tablewright_compiler::edit::{CreateRelationship, UpdateRelationship};

use super::reader::{Reader, clearable};
use crate::graphql::types::{Deferrable, ReferentialAction, RelationshipType};

/// A field of the source's key and the field of the target that holds it.
#[derive(InputObject)]
pub(crate) struct FieldPairInput {
    /// The field of the source table that is referred to.
    source_field_id: ID,
    /// The field of the target table that refers to it.
    target_field_id: ID,
}

/// Asks for a new relationship.
#[derive(InputObject)]
pub(crate) struct CreateRelationshipInput {
    /// Its identity, a UUID of your choice; the server chooses where it is left out.
    id: Option<ID>,
    /// What people read, and the foreign key's identifier; made from the tables and fields where it is left out.
    relationship_name: Option<String>,
    /// How many rows stand on either side.
    relationship_type: RelationshipType,
    /// The "one" side, which is referred to.
    source_table_id: ID,
    /// The "many" side, which holds the foreign key.
    target_table_id: ID,
    /// Which field of the target holds which field of the source. Left out, the source's primary key is referred to and
    /// the fields that hold it are made in the target. Never for MANY_TO_MANY, which makes a junction table.
    field_pairs: Option<Vec<FieldPairInput>>,
    /// What happens to the referring rows when a row of the source is deleted; NO_ACTION where it is left out.
    on_delete: Option<ReferentialAction>,
    /// What happens to the referring rows when a key of the source changes; NO_ACTION where it is left out.
    on_update: Option<ReferentialAction>,
    /// When the foreign key is checked; NO where it is left out: at every statement.
    deferrable: Option<Deferrable>,
    /// Whether a composite key is null as a whole or not at all (MATCH FULL).
    match_full: Option<bool>,
    /// An existing table that a MANY_TO_MANY relationship takes as its junction; one is made where it is left out.
    junction_table_id: Option<ID>,
    /// What it is for; becomes the comment of the foreign key.
    description: Option<String>,
    /// What only some engines say of it, by name: `{ "notValid": true, "setFields": [id] }`.
    details: Option<Value>,
}

impl CreateRelationshipInput {
    pub(super) fn read(self, reader: &mut Reader<'_>) -> CreateRelationship {
        CreateRelationship {
            id: reader.new_id(self.id.as_ref()),
            name: self.relationship_name,
            relationship_type: self.relationship_type.into(),
            source_table_id: reader.id("sourceTableId", &self.source_table_id),
            target_table_id: reader.id("targetTableId", &self.target_table_id),
            field_pairs: pairs(reader, self.field_pairs.as_deref().unwrap_or_default()),
            on_delete: self.on_delete.map(Into::into).unwrap_or_default(),
            on_update: self.on_update.map(Into::into).unwrap_or_default(),
            deferrable: self.deferrable.map(Into::into).unwrap_or_default(),
            match_full: self.match_full.unwrap_or_default(),
            junction_table_id: self.junction_table_id.map(|id| reader.id("junctionTableId", &id)),
            description: self.description,
            details: self.details.map(|given| reader.details(given)).unwrap_or_default(),
        }
    }
}

/// Asks for changes to a relationship. What is left out stays as it is.
#[derive(InputObject)]
pub(crate) struct UpdateRelationshipInput {
    /// The relationship.
    id: ID,
    /// What people read, and the foreign key's identifier.
    relationship_name: Option<String>,
    /// What happens to the referring rows when a row of the source is deleted.
    on_delete: Option<ReferentialAction>,
    /// What happens to the referring rows when a key of the source changes.
    on_update: Option<ReferentialAction>,
    /// ONE_TO_ONE or ONE_TO_MANY; nothing becomes or stops being MANY_TO_MANY.
    relationship_type: Option<RelationshipType>,
    /// Which field of the target holds which field of the source, all of them.
    field_pairs: Option<Vec<FieldPairInput>>,
    /// When the foreign key is checked.
    deferrable: Option<Deferrable>,
    /// Whether a composite key is null as a whole or not at all (MATCH FULL).
    match_full: Option<bool>,
    /// What it is for; becomes the comment of the foreign key.
    description: MaybeUndefined<String>,
    /// What only some engines say of it, all of it.
    details: Option<Value>,
}

impl UpdateRelationshipInput {
    pub(super) fn read(self, reader: &mut Reader<'_>) -> UpdateRelationship {
        UpdateRelationship {
            id: reader.id("id", &self.id),
            name: self.relationship_name,
            relationship_type: self.relationship_type.map(Into::into),
            field_pairs: self.field_pairs.map(|given| pairs(reader, &given)),
            on_delete: self.on_delete.map(Into::into),
            on_update: self.on_update.map(Into::into),
            deferrable: self.deferrable.map(Into::into),
            match_full: self.match_full,
            description: clearable(self.description),
            details: self.details.map(|given| reader.details(given)),
        }
    }
}

fn pairs(reader: &mut Reader<'_>, given: &[FieldPairInput]) -> Vec<FieldPair> {
    given
        .iter()
        .enumerate()
        .map(|(position, pair)| FieldPair {
            source_field_id: reader.id(&format!("fieldPairs[{position}].sourceFieldId"), &pair.source_field_id),
            target_field_id: reader.id(&format!("fieldPairs[{position}].targetFieldId"), &pair.target_field_id),
        })
        .collect()
}
