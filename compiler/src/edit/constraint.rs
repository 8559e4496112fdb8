//! Edits of keys and checks.

use super::apply::{Outcome, Refused};
use super::batch::Batch;
use super::rules::{self, Rule, quoted};
use super::{CreateConstraint, UpdateConstraint};
use crate::design::{Constraint, ConstraintDetails, ConstraintKind, Deferrable, Element, ElementKind, Table};
use crate::ids::{ConstraintId, FieldId, TableId};
use std::collections::HashSet;
use std::mem::discriminant;
use std::sync::Arc;
use uuid::Uuid;

pub(super) fn create(batch: &mut Batch<'_>, edit: &CreateConstraint) -> Outcome {
    let id = edit.id.0;
    let table = batch.open_table("tableId", edit.table_id)?;
    batch.claim(id);
    let name = edit
        .name
        .as_ref()
        .map(|name| rules::identifier(batch, "name", id, name));
    judge_kind(batch, &table, id, &edit.kind)?;
    let description = rules::described(batch, id, edit.description.as_ref());
    judge_details(batch, &table, id, &edit.details)?;
    batch.put(Element::Constraint(Arc::new(Constraint {
        id: edit.id,
        table_id: edit.table_id,
        name,
        kind: edit.kind.clone(),
        deferrable: edit.deferrable,
        description,
        details: edit.details.clone(),
    })));
    Ok(())
}

pub(super) fn update(batch: &mut Batch<'_>, edit: &UpdateConstraint) -> Outcome {
    let id = edit.id.0;
    let before = find(batch, edit.id)?;
    let table = batch.open_table("", before.table_id)?;
    let mut constraint = Constraint::clone(&before);
    if let Some(name) = &edit.name {
        constraint.name = name.as_ref().map(|name| rules::identifier(batch, "name", id, name));
    }
    if let Some(kind) = &edit.kind {
        if discriminant(kind) != discriminant(&before.kind) {
            let (was, asked) = (before.kind.noun(), kind.noun());
            let message = format!("a {was} cannot become a {asked}; delete it and create the other");
            batch.refuse(Rule::KindFixed, "kind", Some(id), message);
        }
        judge_kind(batch, &table, id, kind)?;
        constraint.kind = kind.clone();
    }
    if let Some(deferrable) = edit.deferrable {
        constraint.deferrable = deferrable;
    }
    if let Some(description) = &edit.description {
        constraint.description = rules::described(batch, id, description.as_ref());
    }
    if let Some(details) = &edit.details {
        judge_details(batch, &table, id, details)?;
        constraint.details = details.clone();
    }
    batch.put(Element::Constraint(Arc::new(constraint)));
    Ok(())
}

pub(super) fn delete(batch: &mut Batch<'_>, id: ConstraintId) -> Outcome {
    let constraint = find(batch, id)?;
    batch.open_table("", constraint.table_id)?;
    batch.remove(ElementKind::Constraint, id);
    Ok(())
}

fn find(batch: &mut Batch<'_>, id: ConstraintId) -> Result<Arc<Constraint>, Refused> {
    match batch.design.constraint(id) {
        Some(constraint) => Ok(Arc::clone(constraint)),
        None => batch.unknown(ElementKind::Constraint, "id", id.0),
    }
}

fn judge_kind(batch: &mut Batch<'_>, table: &Table, id: Uuid, kind: &ConstraintKind) -> Outcome {
    match kind {
        ConstraintKind::PrimaryKey { fields } | ConstraintKind::Unique { fields, .. } => {
            key_fields(batch, table, id, kind.noun(), fields)
        }
        ConstraintKind::Check { expression } => {
            rules::expression(batch, "expression", id, expression);
            Ok(())
        }
        ConstraintKind::Exclusion { definition } => {
            rules::exclusion(batch, "expression", id, definition);
            Ok(())
        }
    }
}

/// Fields that a key only carries are of its table, each once.
fn judge_details(batch: &mut Batch<'_>, table: &Table, id: Uuid, details: &ConstraintDetails) -> Outcome {
    rules::index_options(batch, id, &details.native_options);
    if details.included.is_empty() {
        return Ok(());
    }
    key_fields(batch, table, id, "key", &details.included)
}

/// A key has fields, each once, of its table.
fn key_fields(batch: &mut Batch<'_>, table: &Table, id: Uuid, noun: &str, fields: &[FieldId]) -> Outcome {
    if fields.is_empty() {
        let message = format!("a {noun} of the table {} needs at least one field", quoted(&table.name));
        return batch.stop(Rule::KeyFieldsInvalid, "fields", Some(id), message);
    }
    let mut seen = HashSet::with_capacity(fields.len());
    for field in fields {
        let Some(found) = batch.design.field(*field).cloned() else {
            return batch.unknown(ElementKind::Field, "fields", field.0);
        };
        let name = quoted(&found.name);
        if found.table_id != table.id {
            let message = format!(
                "the field {name} is not in the table {}; a {noun} is over fields of its own table",
                quoted(&table.name)
            );
            batch.refuse(Rule::KeyFieldsInvalid, "fields", Some(id), message);
        } else if !seen.insert(*field) {
            let message = format!("the {noun} names the field {name} twice; each is accepted once");
            batch.refuse(Rule::KeyFieldsInvalid, "fields", Some(id), message);
        }
    }
    Ok(())
}

/// Puts a field at the end of the table's primary key, which is made where there is none.
pub(super) fn add_to_primary_key(batch: &mut Batch<'_>, table: TableId, field: FieldId) {
    let Some(key) = batch.design.primary_key_of(table).cloned() else {
        add(batch, table, ConstraintKind::PrimaryKey { fields: vec![field] });
        return;
    };
    let mut fields = key.kind.fields().to_vec();
    if !fields.contains(&field) {
        fields.push(field);
        replace_primary_key(batch, &key, fields);
    }
}

/// Takes a field out of the table's primary key, which goes with its last one.
pub(super) fn take_from_primary_key(batch: &mut Batch<'_>, table: TableId, field: FieldId) {
    let Some(key) = batch.design.primary_key_of(table).cloned() else {
        return;
    };
    let mut fields = key.kind.fields().to_vec();
    fields.retain(|f| *f != field);
    if fields.is_empty() {
        batch.remove(ElementKind::Constraint, key.id);
    } else if fields.len() < key.kind.fields().len() {
        replace_primary_key(batch, &key, fields);
    }
}

fn replace_primary_key(batch: &mut Batch<'_>, key: &Constraint, fields: Vec<FieldId>) {
    let mut key = key.clone();
    key.kind = ConstraintKind::PrimaryKey { fields };
    batch.put(Element::Constraint(Arc::new(key)));
}

/// Adds a primary key that the engine names.
pub(super) fn add_primary_key(batch: &mut Batch<'_>, table: TableId, fields: Vec<FieldId>) {
    add(batch, table, ConstraintKind::PrimaryKey { fields });
}

/// Adds a unique key that the engine names.
pub(super) fn add_unique(batch: &mut Batch<'_>, table: TableId, fields: Vec<FieldId>) {
    let kind = ConstraintKind::Unique {
        fields,
        nulls_not_distinct: false,
    };
    add(batch, table, kind);
}

fn add(batch: &mut Batch<'_>, table: TableId, kind: ConstraintKind) {
    let id = batch.new_id();
    batch.put(Element::Constraint(Arc::new(Constraint {
        id,
        table_id: table,
        name: None,
        kind,
        deferrable: Deferrable::No,
        description: None,
        details: ConstraintDetails::default(),
    })));
}
