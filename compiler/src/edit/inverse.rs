//! The way back: from changes to the edits that undo them.

use super::{
    Change, CreateConstraint, CreateEnum, CreateField, CreateIndex, CreateRelationship, CreateTable, Edit,
    UpdateConstraint, UpdateEnum, UpdateField, UpdateIndex, UpdateObject, UpdateRelationship, UpdateTable,
};
use crate::design::{Constraint, DesignObject, Element, EnumType, Field, Index, Relationship, Table};
use crate::ids::{ConstraintId, EnumId, FieldId, IndexId, ObjectId, RelationshipId, TableId};

/// The edits that bring the design after the changes back to the design before them, exactly: the same ids, the
/// same order, the same everything. Applied with [`super::Rules::Restore`].
///
/// What was deleted is created first, parents before children; then what was updated gets its former values;
/// last goes what was created, children before parents. So whatever an edit refers to is there when it runs.
pub fn invert(changes: &[Change]) -> Vec<Edit> {
    let mut creations = Vec::new();
    let mut updates = Vec::new();
    let mut deletions = Vec::new();
    for change in changes {
        match (&change.before, &change.after) {
            (Some(before), Some(after)) => updates.extend(update_edit(after, before)),
            (Some(before), None) => creations.push(create_edit(before)),
            (None, Some(after)) => deletions.push(delete_edit(after)),
            (None, None) => {}
        }
    }
    in_running_order(creations, updates, deletions)
}

/// Creations parents first, updates, deletions children first.
pub(super) fn in_running_order(mut creations: Vec<Edit>, updates: Vec<Edit>, mut deletions: Vec<Edit>) -> Vec<Edit> {
    creations.sort_by_key(depth);
    deletions.sort_by_key(|edit| std::cmp::Reverse(depth(edit)));
    creations.into_iter().chain(updates).chain(deletions).collect()
}

/// How far below the top the edit's element lives.
fn depth(edit: &Edit) -> u8 {
    match edit {
        Edit::CreateEnum(_) | Edit::UpdateEnum(_) | Edit::DeleteEnum(_) => 0,
        Edit::CreateTable(_) | Edit::UpdateTable(_) | Edit::DeleteTable(_) => 1,
        Edit::CreateField(_) | Edit::UpdateField(_) | Edit::DeleteField(_) => 2,
        Edit::CreateConstraint(_) | Edit::UpdateConstraint(_) | Edit::DeleteConstraint(_) => 3,
        Edit::CreateIndex(_) | Edit::UpdateIndex(_) | Edit::DeleteIndex(_) => 4,
        Edit::CreateRelationship(_) | Edit::UpdateRelationship(_) | Edit::DeleteRelationship(_) => 5,
        Edit::CreateObject(_) | Edit::UpdateObject(_) | Edit::DeleteObject(_) => 6,
    }
}

/// The edit that removes the element.
pub(super) fn delete_edit(element: &Element) -> Edit {
    let id = element.id();
    match element {
        Element::Table(_) => Edit::DeleteTable(TableId(id)),
        Element::Field(_) => Edit::DeleteField(FieldId(id)),
        Element::Relationship(_) => Edit::DeleteRelationship(RelationshipId(id)),
        Element::Index(_) => Edit::DeleteIndex(IndexId(id)),
        Element::Constraint(_) => Edit::DeleteConstraint(ConstraintId(id)),
        Element::Enum(_) => Edit::DeleteEnum(EnumId(id)),
        Element::Object(_) => Edit::DeleteObject(ObjectId(id)),
    }
}

/// The edit that creates the element just so.
pub(super) fn create_edit(element: &Element) -> Edit {
    match element {
        Element::Table(e) => Edit::CreateTable(create_table(e)),
        Element::Field(e) => Edit::CreateField(create_field(e)),
        Element::Relationship(e) => Edit::CreateRelationship(create_relationship(e)),
        Element::Index(e) => Edit::CreateIndex(create_index(e)),
        Element::Constraint(e) => Edit::CreateConstraint(create_constraint(e)),
        Element::Enum(e) => Edit::CreateEnum(create_enum(e)),
        Element::Object(e) => Edit::CreateObject(DesignObject::clone(e)),
    }
}

fn create_table(table: &Table) -> CreateTable {
    let table = table.clone();
    CreateTable {
        id: table.id,
        name: table.name,
        namespace: table.namespace,
        table_name: Some(table.table_name),
        description: table.description,
        status: table.status,
        native_options: table.native_options,
        details: table.details,
    }
}

fn create_field(field: &Field) -> CreateField {
    let field = field.clone();
    CreateField {
        id: field.id,
        table_id: field.table_id,
        name: field.name,
        field_name: Some(field.field_name),
        description: field.description,
        field_type: field.field_type,
        is_required: field.is_required,
        is_primary_key: false,
        is_unique: false,
        default_value: field.default_value,
        identity: field.identity,
        generated: field.generated,
        on_update: field.on_update,
        collation: field.collation,
        sort_order: Some(field.sort_order),
        details: field.details,
    }
}

fn create_relationship(relationship: &Relationship) -> CreateRelationship {
    let relationship = relationship.clone();
    CreateRelationship {
        id: relationship.id,
        name: Some(relationship.name),
        relationship_type: relationship.relationship_type,
        source_table_id: relationship.source_table_id,
        target_table_id: relationship.target_table_id,
        field_pairs: relationship.field_pairs,
        on_delete: relationship.on_delete,
        on_update: relationship.on_update,
        deferrable: relationship.deferrable,
        match_full: relationship.match_full,
        junction_table_id: relationship.junction_table_id,
        description: relationship.description,
        details: relationship.details,
    }
}

fn create_index(index: &Index) -> CreateIndex {
    let index = index.clone();
    CreateIndex {
        id: index.id,
        table_id: index.table_id,
        name: Some(index.name),
        is_unique: index.is_unique,
        parts: index.parts,
        method: index.method,
        included: index.included,
        predicate: index.predicate,
        description: index.description,
        details: index.details,
    }
}

fn create_constraint(constraint: &Constraint) -> CreateConstraint {
    let constraint = constraint.clone();
    CreateConstraint {
        id: constraint.id,
        table_id: constraint.table_id,
        name: constraint.name,
        kind: constraint.kind,
        deferrable: constraint.deferrable,
        description: constraint.description,
        details: constraint.details,
    }
}

fn create_enum(enum_type: &EnumType) -> CreateEnum {
    let enum_type = enum_type.clone();
    CreateEnum {
        id: enum_type.id,
        namespace: enum_type.namespace,
        name: enum_type.name,
        description: enum_type.description,
        values: enum_type.values,
        value_ids: enum_type.value_ids,
    }
}

/// The edit that leads from the one state of an element to the other, setting only what differs; none where
/// nothing does. Both are states of one element.
pub(super) fn update_edit(from: &Element, to: &Element) -> Option<Edit> {
    if from == to {
        return None;
    }
    match (from, to) {
        (Element::Table(from), Element::Table(to)) => Some(Edit::UpdateTable(update_table(from, to))),
        (Element::Field(from), Element::Field(to)) => Some(Edit::UpdateField(update_field(from, to))),
        (Element::Relationship(from), Element::Relationship(to)) => {
            Some(Edit::UpdateRelationship(update_relationship(from, to)))
        }
        (Element::Index(from), Element::Index(to)) => Some(Edit::UpdateIndex(update_index(from, to))),
        (Element::Constraint(from), Element::Constraint(to)) => {
            Some(Edit::UpdateConstraint(update_constraint(from, to)))
        }
        (Element::Enum(from), Element::Enum(to)) => Some(Edit::UpdateEnum(update_enum(from, to))),
        (Element::Object(from), Element::Object(to)) => Some(Edit::UpdateObject(update_object(from, to))),
        _ => None,
    }
}

/// The value to set, where it is another.
fn set<T: Clone + PartialEq>(from: &T, to: &T) -> Option<T> {
    (from != to).then(|| to.clone())
}

fn update_table(from: &Table, to: &Table) -> UpdateTable {
    UpdateTable {
        id: to.id,
        name: set(&from.name, &to.name),
        namespace: set(&from.namespace, &to.namespace),
        table_name: set(&from.table_name, &to.table_name),
        description: set(&from.description, &to.description),
        status: set(&from.status, &to.status),
        native_options: set(&from.native_options, &to.native_options),
        details: set(&from.details, &to.details),
    }
}

fn update_field(from: &Field, to: &Field) -> UpdateField {
    UpdateField {
        id: to.id,
        name: set(&from.name, &to.name),
        field_name: set(&from.field_name, &to.field_name),
        description: set(&from.description, &to.description),
        field_type: set(&from.field_type, &to.field_type),
        is_required: set(&from.is_required, &to.is_required),
        is_primary_key: None,
        default_value: set(&from.default_value, &to.default_value),
        identity: set(&from.identity, &to.identity),
        generated: set(&from.generated, &to.generated),
        on_update: set(&from.on_update, &to.on_update),
        collation: set(&from.collation, &to.collation),
        sort_order: set(&from.sort_order, &to.sort_order),
        details: set(&from.details, &to.details),
    }
}

fn update_relationship(from: &Relationship, to: &Relationship) -> UpdateRelationship {
    UpdateRelationship {
        id: to.id,
        name: set(&from.name, &to.name),
        relationship_type: set(&from.relationship_type, &to.relationship_type),
        field_pairs: set(&from.field_pairs, &to.field_pairs),
        on_delete: set(&from.on_delete, &to.on_delete),
        on_update: set(&from.on_update, &to.on_update),
        deferrable: set(&from.deferrable, &to.deferrable),
        match_full: set(&from.match_full, &to.match_full),
        description: set(&from.description, &to.description),
        details: set(&from.details, &to.details),
    }
}

fn update_index(from: &Index, to: &Index) -> UpdateIndex {
    UpdateIndex {
        id: to.id,
        name: set(&from.name, &to.name),
        is_unique: set(&from.is_unique, &to.is_unique),
        parts: set(&from.parts, &to.parts),
        method: set(&from.method, &to.method),
        included: set(&from.included, &to.included),
        predicate: set(&from.predicate, &to.predicate),
        description: set(&from.description, &to.description),
        details: set(&from.details, &to.details),
    }
}

fn update_constraint(from: &Constraint, to: &Constraint) -> UpdateConstraint {
    UpdateConstraint {
        id: to.id,
        name: set(&from.name, &to.name),
        kind: set(&from.kind, &to.kind),
        deferrable: set(&from.deferrable, &to.deferrable),
        description: set(&from.description, &to.description),
        details: set(&from.details, &to.details),
    }
}

fn update_enum(from: &EnumType, to: &EnumType) -> UpdateEnum {
    UpdateEnum {
        id: to.id,
        namespace: set(&from.namespace, &to.namespace),
        name: set(&from.name, &to.name),
        description: set(&from.description, &to.description),
        values: set(&from.values, &to.values),
        renamed_values: Vec::new(),
        value_ids: (from.values != to.values || from.value_ids != to.value_ids).then(|| to.value_ids.clone()),
    }
}

fn update_object(from: &DesignObject, to: &DesignObject) -> UpdateObject {
    UpdateObject {
        id: to.id,
        name: set(&from.name, &to.name),
        sql: set(&from.sql, &to.sql),
        sort_order: set(&from.sort_order, &to.sort_order),
    }
}
