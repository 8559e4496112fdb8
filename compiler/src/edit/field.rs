//! Edits of fields.

use super::apply::Outcome;
use super::batch::Batch;
use super::rules::{self, Rule, quoted};
use super::{CreateField, UpdateField, constraint, mentions, relationship};
use crate::design::{Element, ElementKind, Field, FieldDetails, FieldType, PartTarget, SqlExpression};
use crate::ids::{FieldId, TableId};
use std::sync::Arc;
use uuid::Uuid;

/// The largest place in an order: what every store can keep.
const LAST_PLACE: u32 = i32::MAX as u32;

pub(super) fn create(batch: &mut Batch<'_>, edit: &CreateField) -> Outcome {
    let id = edit.id.0;
    batch.open_table("tableId", edit.table_id)?;
    batch.claim(id);
    let name = rules::display_name(batch, "name", id, &edit.name);
    let field_name = rules::identifier_or_default(batch, "fieldName", id, edit.field_name.as_deref(), &name);
    let description = rules::described(batch, id, edit.description.as_ref());
    rules::field_type(batch, "config", id, &edit.field_type);
    judge_sql(batch, id, "defaultValue", edit.default_value.as_ref());
    judge_sql(batch, id, "generated", edit.generated.as_ref().map(|g| &g.expression));
    judge_sql(batch, id, "onUpdate", edit.on_update.as_ref());
    judge_collation(batch, id, edit.collation.as_deref());
    let sort_order = place(batch, edit.table_id, id, edit.sort_order);
    rules::field_details(batch, id, &edit.details);
    let field = Field {
        id: edit.id,
        table_id: edit.table_id,
        name,
        field_name,
        description,
        field_type: edit.field_type.clone(),
        is_required: edit.is_required,
        default_value: edit.default_value.clone(),
        identity: edit.identity,
        generated: edit.generated.clone(),
        on_update: edit.on_update.clone(),
        collation: edit.collation.clone(),
        sort_order,
        details: edit.details.clone(),
    };
    judge_whole(batch, &field);
    batch.put(Element::Field(Arc::new(field)));
    if edit.is_primary_key {
        constraint::add_to_primary_key(batch, edit.table_id, edit.id);
    }
    if edit.is_unique {
        constraint::add_unique(batch, edit.table_id, vec![edit.id]);
    }
    Ok(())
}

/// Changes what the edit sets. Renaming what people read leaves the identifier as it is; where the identifier
/// changes, what mentions the field by it in the same table changes with it.
pub(super) fn update(batch: &mut Batch<'_>, edit: &UpdateField) -> Outcome {
    let id = edit.id.0;
    let before = batch.open_field("id", edit.id)?;
    let mut field = Field::clone(&before);
    if let Some(name) = &edit.name {
        field.name = rules::display_name(batch, "name", id, name);
    }
    if let Some(field_name) = &edit.field_name {
        field.field_name = rules::identifier(batch, "fieldName", id, field_name);
    }
    if let Some(description) = &edit.description {
        field.description = rules::described(batch, id, description.as_ref());
    }
    if let Some(field_type) = &edit.field_type {
        rules::field_type(batch, "config", id, field_type);
        field.field_type = field_type.clone();
    }
    if let Some(is_required) = edit.is_required {
        field.is_required = is_required;
    }
    if let Some(default_value) = &edit.default_value {
        judge_sql(batch, id, "defaultValue", default_value.as_ref());
        field.default_value.clone_from(default_value);
    }
    if let Some(identity) = edit.identity {
        field.identity = identity;
    }
    if let Some(generated) = &edit.generated {
        judge_sql(batch, id, "generated", generated.as_ref().map(|g| &g.expression));
        field.generated.clone_from(generated);
    }
    if let Some(on_update) = &edit.on_update {
        judge_sql(batch, id, "onUpdate", on_update.as_ref());
        field.on_update.clone_from(on_update);
    }
    if let Some(collation) = &edit.collation {
        judge_collation(batch, id, collation.as_deref());
        field.collation.clone_from(collation);
    }
    if let Some(sort_order) = edit.sort_order {
        field.sort_order = place(batch, field.table_id, id, Some(sort_order));
    }
    if let Some(details) = &edit.details {
        rules::field_details(batch, id, details);
        field.details = details.clone();
    }
    judge_whole(batch, &field);
    let new_name = (field.field_name != before.field_name).then(|| field.field_name.clone());
    batch.put(Element::Field(Arc::new(field)));
    if let Some(new_name) = new_name.filter(|_| !batch.is_restoring()) {
        batch.renamed.insert(edit.id, (before.table_id, new_name));
        mentions::follow(batch, &before);
    }
    match edit.is_primary_key {
        Some(true) => constraint::add_to_primary_key(batch, before.table_id, edit.id),
        Some(false) => constraint::take_from_primary_key(batch, before.table_id, edit.id),
        None => {}
    }
    Ok(())
}

/// Removes a field, and whole the relationships, indexes and keys over it. Checks, predicates and expressions
/// that mention it by its identifier stay; that they mention nothing is a finding of lower.
pub(super) fn delete(batch: &mut Batch<'_>, id: FieldId) -> Outcome {
    let field = batch.open_field("id", id)?;
    if !batch.is_restoring() {
        remove_users(batch, &field);
    }
    batch.remove(ElementKind::Field, id);
    Ok(())
}

fn remove_users(batch: &mut Batch<'_>, field: &Field) {
    let (table, id) = (field.table_id, field.id);
    let relationships: Vec<_> = batch
        .design
        .relationships_of(table)
        .filter(|r| {
            r.field_pairs
                .iter()
                .any(|p| p.source_field_id == id || p.target_field_id == id)
        })
        .cloned()
        .collect();
    for gone in relationships {
        relationship::remove(batch, &gone);
    }
    let indexes: Vec<_> = batch
        .design
        .indexes_of(table)
        .filter(|i| i.included.contains(&id) || i.parts.iter().any(|p| p.target == PartTarget::Field(id)))
        .map(|i| i.id)
        .collect();
    indexes
        .into_iter()
        .for_each(|index| batch.remove(ElementKind::Index, index));
    let keys: Vec<_> = batch
        .design
        .constraints_of(table)
        .filter(|c| c.kind.fields().contains(&id) || c.details.included.contains(&id))
        .map(|c| c.id)
        .collect();
    keys.into_iter()
        .for_each(|key| batch.remove(ElementKind::Constraint, key));
}

/// A plain field for a foreign key, at the end of the table: the type of the field it refers to, and neither its
/// numbering nor its default.
pub(super) fn add_referring(batch: &mut Batch<'_>, table: TableId, name: String, field_type: FieldType) -> FieldId {
    let id: FieldId = batch.new_id();
    let sort_order = place(batch, table, id.0, None);
    batch.put(Element::Field(Arc::new(Field {
        id,
        table_id: table,
        field_name: name.clone(),
        name,
        description: None,
        field_type,
        is_required: false,
        default_value: None,
        identity: None,
        generated: None,
        on_update: None,
        collation: None,
        sort_order,
        details: FieldDetails::default(),
    })));
    id
}

/// The place asked for or, left out, the one after the table's last field.
fn place(batch: &mut Batch<'_>, table: TableId, element: Uuid, asked: Option<u32>) -> u32 {
    match asked {
        Some(place) if place <= LAST_PLACE => place,
        Some(place) => {
            let message = format!("sortOrder must be 0 to {LAST_PLACE}, not {place}");
            batch.refuse(Rule::SortOrderRange, "sortOrder", Some(element), message);
            LAST_PLACE
        }
        None => {
            let last = batch.design.fields_of(table).next_back();
            last.map_or(0, |field| field.sort_order.saturating_add(1).min(LAST_PLACE))
        }
    }
}

/// What a field's properties demand of each other.
fn judge_whole(batch: &mut Batch<'_>, field: &Field) {
    let id = Some(field.id.0);
    let name = quoted(&field.name);
    if field.generated.is_some()
        && (field.default_value.is_some() || field.identity.is_some() || field.on_update.is_some())
    {
        let message = format!("the field {name} is generated, so it can have no defaultValue, identity or onUpdate");
        batch.refuse(Rule::GeneratedConflict, "generated", id, message);
    }
    if field.identity.is_some() && field.default_value.is_some() {
        let message = format!("the field {name} is numbered by its identity, so it can have no defaultValue");
        batch.refuse(Rule::IdentityInvalid, "identity", id, message);
    }
    if field.identity.is_some() && batch.is_interactive() && !rules::identity_fits(field) {
        let message = format!("the field {name} can have an identity only as a NUMBER without digits after the point");
        batch.refuse(Rule::IdentityInvalid, "identity", id, message);
    }
}

fn judge_sql(batch: &mut Batch<'_>, element: Uuid, property: &str, expression: Option<&SqlExpression>) {
    if let Some(expression) = expression {
        rules::expression(batch, property, element, expression);
    }
}

fn judge_collation(batch: &mut Batch<'_>, element: Uuid, collation: Option<&str>) {
    if let Some(collation) = collation {
        rules::collation(batch, "collation", element, collation);
    }
}
