//! Edits: what may be asked of a design.
//!
//! [`apply`] takes a design and a batch of edits and gives the design after it with the [`Change`]s it made and
//! the edits that undo them, or every [`crate::diagnostic::Issue`] found. A batch is all or nothing.

mod apply;
mod batch;
mod change;
mod constraint;
mod enum_type;
mod field;
mod impact;
mod index;
mod inverse;
mod junction;
mod mentions;
mod object;
mod relationship;
mod renames;
mod revert;
mod rules;
mod table;
#[cfg(any(test, feature = "testing"))]
pub mod testing;

#[cfg(test)]
mod properties;

pub use apply::{Applied, ApplyContext, Rules, apply};
pub use change::{Change, ChangeKind};
pub use impact::{destructive_tables, touched_tables};
pub use inverse::invert;
pub use revert::{Reversal, revert};
pub use rules::Rule;
pub(crate) use rules::enum_of;

use crate::design::{
    ConstraintDetails, ConstraintKind, Deferrable, DesignObject, FieldDetails, FieldPair, FieldType, Generated,
    Identity, IndexDetails, IndexPart, ReferentialAction, RelationshipDetails, RelationshipType, SqlExpression,
    TableDetails, TableStatus,
};
use crate::dialect::Dialect;
use crate::ids::{ConstraintId, EnumId, FieldId, IndexId, ObjectId, RelationshipId, TableId};
use std::collections::BTreeMap;
use uuid::Uuid;

/// One change asked for, carrying only what it sets. In updates `None` leaves a property as it is, and
/// `Some(None)` clears one that may be absent.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// Adds a table.
    CreateTable(CreateTable),
    /// Changes a table.
    UpdateTable(UpdateTable),
    /// Removes a table and all that cannot be without it.
    DeleteTable(TableId),
    /// Adds a field.
    CreateField(CreateField),
    /// Changes a field.
    UpdateField(UpdateField),
    /// Removes a field and the relationships, indexes and keys over it.
    DeleteField(FieldId),
    /// Adds a relationship.
    CreateRelationship(CreateRelationship),
    /// Changes a relationship.
    UpdateRelationship(UpdateRelationship),
    /// Removes a relationship, and the junction table that a many-to-many one owns.
    DeleteRelationship(RelationshipId),
    /// Adds an index.
    CreateIndex(CreateIndex),
    /// Changes an index.
    UpdateIndex(UpdateIndex),
    /// Removes an index.
    DeleteIndex(IndexId),
    /// Adds a key or check.
    CreateConstraint(CreateConstraint),
    /// Changes a key or check.
    UpdateConstraint(UpdateConstraint),
    /// Removes a key or check.
    DeleteConstraint(ConstraintId),
    /// Adds an enum type.
    CreateEnum(CreateEnum),
    /// Changes an enum type.
    UpdateEnum(UpdateEnum),
    /// Removes an enum type that no field uses.
    DeleteEnum(EnumId),
    /// Adds an object carried verbatim.
    CreateObject(DesignObject),
    /// Changes an object carried verbatim.
    UpdateObject(UpdateObject),
    /// Removes an object carried verbatim.
    DeleteObject(ObjectId),
}

impl Edit {
    /// The edit's name in the API: `createTable`.
    pub fn name(&self) -> &'static str {
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

    /// The id of the element that the edit is about, which may be the one it asks for.
    pub fn subject(&self) -> Uuid {
        match self {
            Self::CreateTable(edit) => edit.id.0,
            Self::UpdateTable(edit) => edit.id.0,
            Self::DeleteTable(id) => id.0,
            Self::CreateField(edit) => edit.id.0,
            Self::UpdateField(edit) => edit.id.0,
            Self::DeleteField(id) => id.0,
            Self::CreateRelationship(edit) => edit.id.0,
            Self::UpdateRelationship(edit) => edit.id.0,
            Self::DeleteRelationship(id) => id.0,
            Self::CreateIndex(edit) => edit.id.0,
            Self::UpdateIndex(edit) => edit.id.0,
            Self::DeleteIndex(id) => id.0,
            Self::CreateConstraint(edit) => edit.id.0,
            Self::UpdateConstraint(edit) => edit.id.0,
            Self::DeleteConstraint(id) => id.0,
            Self::CreateEnum(edit) => edit.id.0,
            Self::UpdateEnum(edit) => edit.id.0,
            Self::DeleteEnum(id) => id.0,
            Self::CreateObject(object) => object.id.0,
            Self::UpdateObject(edit) => edit.id.0,
            Self::DeleteObject(id) => id.0,
        }
    }
}

/// Asks for a new table.
#[derive(Debug, Clone, PartialEq)]
pub struct CreateTable {
    /// Its identity; must be new.
    pub id: TableId,
    /// What people read.
    pub name: String,
    /// The schema it is in; empty for the engine's default one.
    pub namespace: String,
    /// The identifier; left out, the name in snake_case.
    pub table_name: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// Where in its life it is; DRAFT unless an undo or a copy brings back another.
    pub status: TableStatus,
    /// Trailing clauses per engine.
    pub native_options: BTreeMap<Dialect, String>,
    /// What only some engines say of it.
    pub details: TableDetails,
}

impl CreateTable {
    /// A draft with nothing but a name.
    pub fn named(id: TableId, name: impl Into<String>) -> Self {
        Self {
            id,
            name: name.into(),
            namespace: String::new(),
            table_name: None,
            description: None,
            status: TableStatus::Draft,
            native_options: BTreeMap::new(),
            details: TableDetails::default(),
        }
    }
}

/// Asks for changes to a table.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UpdateTable {
    /// Which; must exist.
    pub id: TableId,
    /// What people read.
    pub name: Option<String>,
    /// The schema it is in.
    pub namespace: Option<String>,
    /// The identifier.
    pub table_name: Option<String>,
    /// What it is for.
    pub description: Option<Option<String>>,
    /// The next status; see [`TableStatus::may_become`].
    pub status: Option<TableStatus>,
    /// Trailing clauses per engine, all of them.
    pub native_options: Option<BTreeMap<Dialect, String>>,
    /// What only some engines say of it, whole.
    pub details: Option<TableDetails>,
}

/// Asks for a new field.
#[derive(Debug, Clone, PartialEq)]
pub struct CreateField {
    /// Its identity; must be new.
    pub id: FieldId,
    /// The table it goes into.
    pub table_id: TableId,
    /// What people read.
    pub name: String,
    /// The identifier; left out, the name in snake_case.
    pub field_name: Option<String>,
    /// What it holds.
    pub description: Option<String>,
    /// Its type.
    pub field_type: FieldType,
    /// NOT NULL.
    pub is_required: bool,
    /// Adds it to the table's primary key, which is made where there is none.
    pub is_primary_key: bool,
    /// Adds a unique key over it alone.
    pub is_unique: bool,
    /// DEFAULT.
    pub default_value: Option<SqlExpression>,
    /// Numbered by the engine.
    pub identity: Option<Identity>,
    /// Computed from other fields.
    pub generated: Option<Generated>,
    /// What an update of the row sets it to (MySQL).
    pub on_update: Option<SqlExpression>,
    /// The engine's name of its collation.
    pub collation: Option<String>,
    /// Place among the table's fields; left out, after the last.
    pub sort_order: Option<u32>,
    /// What only some engines say of it.
    pub details: FieldDetails,
}

impl CreateField {
    /// An optional field at the end of the table.
    pub fn named(id: FieldId, table_id: TableId, name: impl Into<String>, field_type: FieldType) -> Self {
        Self {
            id,
            table_id,
            name: name.into(),
            field_name: None,
            description: None,
            field_type,
            is_required: false,
            is_primary_key: false,
            is_unique: false,
            default_value: None,
            identity: None,
            generated: None,
            on_update: None,
            collation: None,
            sort_order: None,
            details: FieldDetails::default(),
        }
    }
}

/// Asks for changes to a field.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UpdateField {
    /// Which; must exist.
    pub id: FieldId,
    /// What people read.
    pub name: Option<String>,
    /// The identifier.
    pub field_name: Option<String>,
    /// What it holds.
    pub description: Option<Option<String>>,
    /// Its type, whole.
    pub field_type: Option<FieldType>,
    /// NOT NULL.
    pub is_required: Option<bool>,
    /// Puts it into the table's primary key, at the end, or takes it out.
    pub is_primary_key: Option<bool>,
    /// DEFAULT.
    pub default_value: Option<Option<SqlExpression>>,
    /// Numbered by the engine.
    pub identity: Option<Option<Identity>>,
    /// Computed from other fields.
    pub generated: Option<Option<Generated>>,
    /// What an update of the row sets it to (MySQL).
    pub on_update: Option<Option<SqlExpression>>,
    /// The engine's name of its collation.
    pub collation: Option<Option<String>>,
    /// Place among the table's fields.
    pub sort_order: Option<u32>,
    /// What only some engines say of it, whole.
    pub details: Option<FieldDetails>,
}

/// Asks for a new relationship.
#[derive(Debug, Clone, PartialEq)]
pub struct CreateRelationship {
    /// Its identity; must be new.
    pub id: RelationshipId,
    /// Its name; left out, made from the tables and fields.
    pub name: Option<String>,
    /// How many on either side.
    pub relationship_type: RelationshipType,
    /// The "one" side.
    pub source_table_id: TableId,
    /// The "many" side.
    pub target_table_id: TableId,
    /// Which fields hold which; empty, the source's primary key is referred to, and the fields that hold it
    /// are made in the target. Always empty for many-to-many.
    pub field_pairs: Vec<FieldPair>,
    /// When the source's row is deleted.
    pub on_delete: ReferentialAction,
    /// When the source's key changes.
    pub on_update: ReferentialAction,
    /// When the foreign key is checked.
    pub deferrable: Deferrable,
    /// MATCH FULL.
    pub match_full: bool,
    /// An existing table that a many-to-many relationship takes as its junction; left out, one is made.
    pub junction_table_id: Option<TableId>,
    /// What it is for; the comment of the foreign key.
    pub description: Option<String>,
    /// What only some engines say of it.
    pub details: RelationshipDetails,
}

/// Asks for changes to a relationship.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UpdateRelationship {
    /// Which; must exist.
    pub id: RelationshipId,
    /// Its name.
    pub name: Option<String>,
    /// One-to-one or one-to-many; nothing becomes or stops being many-to-many.
    pub relationship_type: Option<RelationshipType>,
    /// Which fields hold which.
    pub field_pairs: Option<Vec<FieldPair>>,
    /// When the source's row is deleted.
    pub on_delete: Option<ReferentialAction>,
    /// When the source's key changes.
    pub on_update: Option<ReferentialAction>,
    /// When the foreign key is checked.
    pub deferrable: Option<Deferrable>,
    /// MATCH FULL.
    pub match_full: Option<bool>,
    /// What it is for; the comment of the foreign key.
    pub description: Option<Option<String>>,
    /// What only some engines say of it, whole.
    pub details: Option<RelationshipDetails>,
}

/// Asks for a new index.
#[derive(Debug, Clone, PartialEq)]
pub struct CreateIndex {
    /// Its identity; must be new.
    pub id: IndexId,
    /// The table it is on.
    pub table_id: TableId,
    /// The identifier; left out, made from table and fields.
    pub name: Option<String>,
    /// Whether it refuses equal entries.
    pub is_unique: bool,
    /// What it is over.
    pub parts: Vec<IndexPart>,
    /// Its method; `None` for the engine's default.
    pub method: Option<String>,
    /// INCLUDE.
    pub included: Vec<FieldId>,
    /// WHERE.
    pub predicate: Option<SqlExpression>,
    /// Its comment.
    pub description: Option<String>,
    /// What only some engines say of it.
    pub details: IndexDetails,
}

/// Asks for changes to an index.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UpdateIndex {
    /// Which; must exist.
    pub id: IndexId,
    /// The identifier.
    pub name: Option<String>,
    /// Whether it refuses equal entries.
    pub is_unique: Option<bool>,
    /// What it is over, whole.
    pub parts: Option<Vec<IndexPart>>,
    /// Its method.
    pub method: Option<Option<String>>,
    /// INCLUDE, whole.
    pub included: Option<Vec<FieldId>>,
    /// WHERE.
    pub predicate: Option<Option<SqlExpression>>,
    /// Its comment.
    pub description: Option<Option<String>>,
    /// What only some engines say of it, whole.
    pub details: Option<IndexDetails>,
}

/// Asks for a new key or check.
#[derive(Debug, Clone, PartialEq)]
pub struct CreateConstraint {
    /// Its identity; must be new.
    pub id: ConstraintId,
    /// The table it holds for.
    pub table_id: TableId,
    /// The identifier; `None` lets the engine name it.
    pub name: Option<String>,
    /// What it demands.
    pub kind: ConstraintKind,
    /// When it is checked.
    pub deferrable: Deferrable,
    /// Its comment.
    pub description: Option<String>,
    /// What only some engines say of it.
    pub details: ConstraintDetails,
}

/// Asks for changes to a key or check.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UpdateConstraint {
    /// Which; must exist.
    pub id: ConstraintId,
    /// The identifier.
    pub name: Option<Option<String>>,
    /// What it demands, whole; of the same kind as before.
    pub kind: Option<ConstraintKind>,
    /// When it is checked.
    pub deferrable: Option<Deferrable>,
    /// Its comment.
    pub description: Option<Option<String>>,
    /// What only some engines say of it, whole.
    pub details: Option<ConstraintDetails>,
}

/// Asks for a new enum type.
#[derive(Debug, Clone, PartialEq)]
pub struct CreateEnum {
    /// Its identity; must be new.
    pub id: EnumId,
    /// The schema it is in.
    pub namespace: String,
    /// The identifier.
    pub name: String,
    /// What it stands for.
    pub description: Option<String>,
    /// The values in order.
    pub values: Vec<String>,
    /// The identities of the values; empty where each is the value's place.
    pub value_ids: Vec<u32>,
}

/// Asks for changes to an enum type.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UpdateEnum {
    /// Which; must exist.
    pub id: EnumId,
    /// The schema it is in.
    pub namespace: Option<String>,
    /// The identifier.
    pub name: Option<String>,
    /// What it stands for.
    pub description: Option<Option<String>>,
    /// The values in order, all of them. Those that were there keep their identity.
    pub values: Option<Vec<String>>,
    /// Values that get another name and keep their identity. Without `values`, the others stay as they are.
    pub renamed_values: Vec<RenamedValue>,
    /// The identities of the values, as an undo brings them back; what is set here is kept as it is.
    pub value_ids: Option<Vec<u32>>,
}

/// Says that a value of an enum gets another name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RenamedValue {
    /// What it was called.
    pub from: String,
    /// What it is called now.
    pub to: String,
}

/// Asks for changes to an object carried verbatim.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UpdateObject {
    /// Which; must exist.
    pub id: ObjectId,
    /// What it makes, by name.
    pub name: Option<String>,
    /// The statement.
    pub sql: Option<String>,
    /// Place among the objects.
    pub sort_order: Option<u32>,
}
