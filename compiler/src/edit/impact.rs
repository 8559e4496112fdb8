//! What a batch reaches: the tables that locks are asked about.

use super::rules::enum_of;
use super::{Change, Edit, UpdateConstraint, UpdateEnum, UpdateField, UpdateTable};
use crate::design::{Design, Element, RelationshipType, TableStatus};
use crate::ids::{ConstraintId, EnumId, TableId};
use std::collections::{BTreeSet, HashSet};

/// The ACTIVE tables that the edits would do away with or take something from that rows may depend on: the table
/// itself, a field or key, a field's type, a value of an enum. In the order of their ids, each once.
///
/// The design is the one before the edits; what they create in between is nobody's yet and never named.
pub fn destructive_tables(design: &Design, edits: &[Edit]) -> Vec<TableId> {
    let mut tables = BTreeSet::new();
    for edit in edits {
        match edit {
            Edit::DeleteTable(id) => tables.extend(deleted_with(design, *id)),
            Edit::UpdateTable(edit) => tables.extend(softly_deleted(edit)),
            Edit::DeleteField(id) => tables.extend(design.field(*id).map(|f| f.table_id)),
            Edit::UpdateField(edit) => tables.extend(changed_by_field(design, edit)),
            Edit::DeleteRelationship(id) => {
                let junction = design.relationship(*id).and_then(|r| r.junction_table_id);
                tables.extend(junction.into_iter().flat_map(|table| deleted_with(design, table)));
            }
            Edit::DeleteConstraint(id) => tables.extend(key_table(design, *id)),
            Edit::UpdateConstraint(edit) => tables.extend(changed_by_key(design, edit)),
            Edit::UpdateEnum(edit) => tables.extend(changed_by_enum(design, edit)),
            Edit::CreateTable(_)
            | Edit::CreateField(_)
            | Edit::CreateRelationship(_)
            | Edit::UpdateRelationship(_)
            | Edit::CreateIndex(_)
            | Edit::UpdateIndex(_)
            | Edit::DeleteIndex(_)
            | Edit::CreateConstraint(_)
            | Edit::CreateEnum(_)
            | Edit::DeleteEnum(_)
            | Edit::CreateObject(_)
            | Edit::UpdateObject(_)
            | Edit::DeleteObject(_) => {}
        }
    }
    let is_active = |id: &TableId| design.table(*id).is_some_and(|t| t.status == TableStatus::Active);
    tables.into_iter().filter(is_active).collect()
}

/// The table and the junction tables that go with it.
fn deleted_with(design: &Design, first: TableId) -> BTreeSet<TableId> {
    let mut doomed = BTreeSet::new();
    let mut waiting = vec![first];
    while let Some(table) = waiting.pop() {
        if doomed.insert(table) {
            let many = design
                .relationships_of(table)
                .filter(|r| r.relationship_type == RelationshipType::ManyToMany);
            waiting.extend(many.filter_map(|r| r.junction_table_id));
        }
    }
    doomed
}

fn softly_deleted(edit: &UpdateTable) -> Option<TableId> {
    (edit.status == Some(TableStatus::Deleted)).then_some(edit.id)
}

fn changed_by_field(design: &Design, edit: &UpdateField) -> Option<TableId> {
    let field = design.field(edit.id)?;
    let other_type = edit.field_type.as_ref().is_some_and(|t| *t != field.field_type);
    let in_key = || {
        let key = design.primary_key_of(field.table_id);
        key.is_some_and(|key| key.kind.fields().contains(&field.id))
    };
    (other_type || edit.is_primary_key == Some(false) && in_key()).then_some(field.table_id)
}

fn key_table(design: &Design, id: ConstraintId) -> Option<TableId> {
    let constraint = design.constraint(id)?;
    let is_key = !constraint.kind.fields().is_empty();
    is_key.then_some(constraint.table_id)
}

fn changed_by_key(design: &Design, edit: &UpdateConstraint) -> Option<TableId> {
    let before = design.constraint(edit.id)?;
    let after = edit.kind.as_ref()?;
    let loses = before.kind.fields().iter().any(|f| !after.fields().contains(f));
    loses.then_some(before.table_id)
}

fn changed_by_enum(design: &Design, edit: &UpdateEnum) -> BTreeSet<TableId> {
    let (Some(before), Some(after)) = (design.enum_type(edit.id), &edit.values) else {
        return BTreeSet::new();
    };
    let renamed = edit
        .renamed_values
        .iter()
        .filter(|r| after.contains(&r.to))
        .map(|r| &r.from);
    let kept: HashSet<&String> = after.iter().chain(renamed).collect();
    if before.values.iter().all(|value| kept.contains(value)) {
        return BTreeSet::new();
    }
    tables_with(design, &HashSet::from([edit.id]))
}

fn tables_with(design: &Design, enums: &HashSet<EnumId>) -> BTreeSet<TableId> {
    let uses = |t| enum_of(t).is_some_and(|id| enums.contains(&id));
    design
        .fields()
        .filter(|f| uses(&f.field_type))
        .map(|f| f.table_id)
        .collect()
}

/// Every table that an element of the changes belongs to, before or after: its own, both ends and the junction of
/// a relationship, and for an enum the tables with a field of it. `design` is the one before or after the changes.
pub fn touched_tables(design: &Design, changes: &[Change]) -> BTreeSet<TableId> {
    let mut tables = BTreeSet::new();
    let mut enums = HashSet::new();
    for element in changes.iter().flat_map(|c| c.before.iter().chain(&c.after)) {
        match element {
            Element::Table(e) => tables.extend([e.id]),
            Element::Field(e) => tables.extend([e.table_id]),
            Element::Relationship(e) => tables.extend(e.tables()),
            Element::Index(e) => tables.extend([e.table_id]),
            Element::Constraint(e) => tables.extend([e.table_id]),
            Element::Enum(e) => {
                enums.insert(e.id);
            }
            Element::Object(_) => {}
        }
    }
    if !enums.is_empty() {
        tables.extend(tables_with(design, &enums));
    }
    tables
}
