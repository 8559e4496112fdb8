use async_graphql::{ID, InputObject, OneofObject};
use tablewright_compiler::edit::Edit;

use super::constraint::{CreateConstraintInput, UpdateConstraintInput};
use super::enum_type::{CreateEnumInput, UpdateEnumInput};
use super::field::{CreateFieldInput, UpdateFieldInput};
use super::index::{CreateIndexInput, UpdateIndexInput};
use super::object::{CreateObjectInput, UpdateObjectInput};
use super::reader::Reader;
use super::relationship::{CreateRelationshipInput, UpdateRelationshipInput};
use super::table::{CreateTableInput, UpdateTableInput};

/// A batch of edits: all of them or none, and one new revision.
#[derive(InputObject)]
pub(crate) struct ApplyEditsInput {
    /// The branch that is edited.
    pub(crate) branch_id: ID,
    /// Your name for the batch, such as a new UUID. Sent again, it gives the first result and changes nothing; so a
    /// batch whose answer got lost can be sent again.
    pub(crate) client_edit_id: ID,
    /// Tokens of locks that must still be yours; where one is not, nothing is changed and the error is LOCK_LOST.
    pub(crate) lock_tokens: Option<Vec<ID>>,
    /// The edits in order; later ones see what earlier ones did.
    pub(crate) edits: Vec<EditInput>,
}

/// One edit: exactly one member is set. An update sets only the properties it carries, so edits of different properties
/// of one element merge.
#[derive(OneofObject)]
pub(crate) enum EditInput {
    /// Adds a table.
    CreateTable(CreateTableInput),
    /// Changes a table.
    UpdateTable(UpdateTableInput),
    /// Removes a table with its fields, keys, checks and indexes, and the relationships at either end.
    DeleteTable(DeleteElementInput),
    /// Adds a field.
    CreateField(CreateFieldInput),
    /// Changes a field.
    UpdateField(UpdateFieldInput),
    /// Removes a field with the relationships, indexes and keys over it.
    DeleteField(DeleteElementInput),
    /// Adds a relationship.
    CreateRelationship(CreateRelationshipInput),
    /// Changes a relationship.
    UpdateRelationship(UpdateRelationshipInput),
    /// Removes a relationship, and the junction table that it made.
    DeleteRelationship(DeleteElementInput),
    /// Adds an index.
    CreateIndex(CreateIndexInput),
    /// Changes an index.
    UpdateIndex(UpdateIndexInput),
    /// Removes an index.
    DeleteIndex(DeleteElementInput),
    /// Adds a key or check.
    CreateConstraint(CreateConstraintInput),
    /// Changes a key or check.
    UpdateConstraint(UpdateConstraintInput),
    /// Removes a key or check.
    DeleteConstraint(DeleteElementInput),
    /// Adds an enum type.
    CreateEnum(CreateEnumInput),
    /// Changes an enum type.
    UpdateEnum(UpdateEnumInput),
    /// Removes an enum type that no field uses.
    DeleteEnum(DeleteElementInput),
    /// Adds a statement that is carried verbatim.
    CreateObject(CreateObjectInput),
    /// Changes a statement that is carried verbatim.
    UpdateObject(UpdateObjectInput),
    /// Removes a statement that is carried verbatim.
    DeleteObject(DeleteElementInput),
}

/// Asks for an element to be removed.
#[derive(InputObject)]
pub(crate) struct DeleteElementInput {
    /// The element.
    id: ID,
}

impl EditInput {
    /// The member that is set, by its name in the API.
    pub(super) fn member(&self) -> &'static str {
        match self {
            Self::CreateTable(_) => "createTable",
            Self::UpdateTable(_) => "updateTable",
            Self::DeleteTable(_) => "deleteTable",
            Self::CreateField(_) => "createField",
            Self::UpdateField(_) => "updateField",
            Self::DeleteField(_) => "deleteField",
            Self::CreateRelationship(_) => "createRelationship",
            Self::UpdateRelationship(_) => "updateRelationship",
            Self::DeleteRelationship(_) => "deleteRelationship",
            Self::CreateIndex(_) => "createIndex",
            Self::UpdateIndex(_) => "updateIndex",
            Self::DeleteIndex(_) => "deleteIndex",
            Self::CreateConstraint(_) => "createConstraint",
            Self::UpdateConstraint(_) => "updateConstraint",
            Self::DeleteConstraint(_) => "deleteConstraint",
            Self::CreateEnum(_) => "createEnum",
            Self::UpdateEnum(_) => "updateEnum",
            Self::DeleteEnum(_) => "deleteEnum",
            Self::CreateObject(_) => "createObject",
            Self::UpdateObject(_) => "updateObject",
            Self::DeleteObject(_) => "deleteObject",
        }
    }

    pub(super) fn read(self, reader: &mut Reader<'_>) -> Edit {
        match self {
            Self::CreateTable(input) => Edit::CreateTable(input.read(reader)),
            Self::UpdateTable(input) => Edit::UpdateTable(input.read(reader)),
            Self::DeleteTable(input) => Edit::DeleteTable(reader.id("id", &input.id)),
            Self::CreateField(input) => Edit::CreateField(input.read(reader)),
            Self::UpdateField(input) => Edit::UpdateField(input.read(reader)),
            Self::DeleteField(input) => Edit::DeleteField(reader.id("id", &input.id)),
            Self::CreateRelationship(input) => Edit::CreateRelationship(input.read(reader)),
            Self::UpdateRelationship(input) => Edit::UpdateRelationship(input.read(reader)),
            Self::DeleteRelationship(input) => Edit::DeleteRelationship(reader.id("id", &input.id)),
            Self::CreateIndex(input) => Edit::CreateIndex(input.read(reader)),
            Self::UpdateIndex(input) => Edit::UpdateIndex(input.read(reader)),
            Self::DeleteIndex(input) => Edit::DeleteIndex(reader.id("id", &input.id)),
            Self::CreateConstraint(input) => Edit::CreateConstraint(input.read(reader)),
            Self::UpdateConstraint(input) => Edit::UpdateConstraint(input.read(reader)),
            Self::DeleteConstraint(input) => Edit::DeleteConstraint(reader.id("id", &input.id)),
            Self::CreateEnum(input) => Edit::CreateEnum(input.read(reader)),
            Self::UpdateEnum(input) => Edit::UpdateEnum(input.read(reader)),
            Self::DeleteEnum(input) => Edit::DeleteEnum(reader.id("id", &input.id)),
            Self::CreateObject(input) => Edit::CreateObject(input.read(reader)),
            Self::UpdateObject(input) => Edit::UpdateObject(input.read(reader)),
            Self::DeleteObject(input) => Edit::DeleteObject(reader.id("id", &input.id)),
        }
    }
}
