use async_graphql::{ID, InputObject, MaybeUndefined};
use serde_json::Value;
use tablewright_compiler::design::{IndexPart, PartTarget};
use tablewright_compiler::edit::{CreateIndex, UpdateIndex};
use tablewright_compiler::ids::FieldId;

use super::field::SqlExpressionInput;
use super::reader::{Reader, clearable};
use crate::graphql::types::{NullsOrder, SortDirection};

/// One thing that an index is sorted by: a field or an expression.
#[derive(InputObject)]
pub(crate) struct IndexPartInput {
    /// A field of the table; left out for an expression.
    field_id: Option<ID>,
    /// An expression over fields of the table; left out for a field.
    expression: Option<SqlExpressionInput>,
    /// Which way it is sorted; ASC where it is left out.
    direction: Option<SortDirection>,
    /// Where nulls go; the engine's rule where it is left out.
    nulls: Option<NullsOrder>,
    /// How many leading characters or bytes are indexed (MySQL); all where it is left out.
    prefix_length: Option<i32>,
    /// The operator class as PostgreSQL writes it.
    operator_class: Option<String>,
    /// The engine's name of its collation.
    collation: Option<String>,
}

/// Asks for a new index.
#[derive(InputObject)]
pub(crate) struct CreateIndexInput {
    /// Its identity, a UUID of your choice; the server chooses where it is left out.
    id: Option<ID>,
    /// The table it is on.
    table_id: ID,
    /// The identifier in the database; made from table and fields where it is left out.
    name: Option<String>,
    /// Whether it refuses equal entries.
    is_unique: Option<bool>,
    /// What it is over, in order; at least one.
    parts: Vec<IndexPartInput>,
    /// Its method, such as `btree`, `hash`, `gin` or `fulltext`; the engine's default where it is left out.
    method: Option<String>,
    /// Ids of fields that are stored in it without being searched by (INCLUDE).
    included: Option<Vec<ID>>,
    /// The rows it covers (WHERE); all where it is left out.
    predicate: Option<SqlExpressionInput>,
    /// Its comment.
    description: Option<String>,
    /// What only some engines say of it, by name: `{ "nullsNotDistinct": true }`.
    details: Option<Value>,
}

impl CreateIndexInput {
    pub(super) fn read(self, reader: &mut Reader<'_>) -> CreateIndex {
        CreateIndex {
            id: reader.new_id(self.id.as_ref()),
            table_id: reader.id("tableId", &self.table_id),
            name: self.name,
            is_unique: self.is_unique.unwrap_or_default(),
            parts: parts(reader, self.parts),
            method: self.method,
            included: reader.ids("included", self.included.as_deref().unwrap_or_default()),
            predicate: self.predicate.map(Into::into),
            description: self.description,
            details: self.details.map(|given| reader.details(given)).unwrap_or_default(),
        }
    }
}

/// Asks for changes to an index. What is left out stays as it is; null clears what may be absent.
#[derive(InputObject)]
pub(crate) struct UpdateIndexInput {
    /// The index.
    id: ID,
    /// The identifier in the database.
    name: Option<String>,
    /// Whether it refuses equal entries.
    is_unique: Option<bool>,
    /// What it is over, all of it, in order.
    parts: Option<Vec<IndexPartInput>>,
    /// Its method.
    method: MaybeUndefined<String>,
    /// Ids of fields that are stored in it without being searched by (INCLUDE), all of them.
    included: Option<Vec<ID>>,
    /// The rows it covers (WHERE).
    predicate: MaybeUndefined<SqlExpressionInput>,
    /// Its comment.
    description: MaybeUndefined<String>,
    /// What only some engines say of it, all of it.
    details: Option<Value>,
}

impl UpdateIndexInput {
    pub(super) fn read(self, reader: &mut Reader<'_>) -> UpdateIndex {
        UpdateIndex {
            id: reader.id("id", &self.id),
            name: self.name,
            is_unique: self.is_unique,
            parts: self.parts.map(|given| parts(reader, given)),
            method: clearable(self.method),
            included: self.included.map(|given| reader.ids("included", &given)),
            predicate: clearable(self.predicate).map(|given| given.map(Into::into)),
            description: clearable(self.description),
            details: self.details.map(|given| reader.details(given)),
        }
    }
}

fn parts(reader: &mut Reader<'_>, given: Vec<IndexPartInput>) -> Vec<IndexPart> {
    given
        .into_iter()
        .enumerate()
        .map(|(position, part)| part.read(reader, position))
        .collect()
}

impl IndexPartInput {
    fn read(self, reader: &mut Reader<'_>, position: usize) -> IndexPart {
        let target = match (self.field_id, self.expression) {
            (Some(id), None) => PartTarget::Field(reader.id(&format!("parts[{position}].fieldId"), &id)),
            (None, Some(expression)) => PartTarget::Expression(expression.into()),
            (Some(_), Some(_)) | (None, None) => {
                let message = "a part is over a field or an expression: set exactly one of fieldId and expression";
                reader.refuse(&format!("parts[{position}]"), "index-parts-invalid", message);
                PartTarget::Field(FieldId::default())
            }
        };
        IndexPart {
            target,
            direction: self.direction.map(Into::into).unwrap_or_default(),
            nulls: self.nulls.map(Into::into),
            prefix_length: reader.count(&format!("parts[{position}].prefixLength"), self.prefix_length),
            operator_class: self.operator_class,
            collation: self.collation,
        }
    }
}
