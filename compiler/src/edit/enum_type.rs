//! Edits of enum types.

use super::apply::{Outcome, Refused};
use super::batch::Batch;
use super::rules;
use super::{CreateEnum, UpdateEnum};
use crate::design::{Element, ElementKind, EnumType};
use crate::ids::EnumId;
use std::sync::Arc;

pub(super) fn create(batch: &mut Batch<'_>, edit: &CreateEnum) -> Outcome {
    let id = edit.id.0;
    batch.claim(id);
    let namespace = rules::namespace(batch, id, &edit.namespace);
    let name = rules::identifier(batch, "name", id, &edit.name);
    let description = rules::described(batch, id, edit.description.as_ref());
    rules::enum_values(batch, "values", id, &edit.values);
    batch.put(Element::Enum(Arc::new(EnumType {
        id: edit.id,
        namespace,
        name,
        description,
        values: edit.values.clone(),
    })));
    Ok(())
}

pub(super) fn update(batch: &mut Batch<'_>, edit: &UpdateEnum) -> Outcome {
    let id = edit.id.0;
    let before = find(batch, edit.id)?;
    let mut enum_type = EnumType::clone(&before);
    if let Some(namespace) = &edit.namespace {
        enum_type.namespace = rules::namespace(batch, id, namespace);
    }
    if let Some(name) = &edit.name {
        enum_type.name = rules::identifier(batch, "name", id, name);
    }
    if let Some(description) = &edit.description {
        enum_type.description = rules::described(batch, id, description.as_ref());
    }
    if let Some(values) = &edit.values {
        rules::enum_values(batch, "values", id, values);
        enum_type.values.clone_from(values);
    }
    batch.put(Element::Enum(Arc::new(enum_type)));
    Ok(())
}

/// Removes an enum; that no field uses it is judged when the whole batch has run.
pub(super) fn delete(batch: &mut Batch<'_>, id: EnumId) -> Outcome {
    find(batch, id)?;
    batch.remove(ElementKind::Enum, id);
    Ok(())
}

fn find(batch: &mut Batch<'_>, id: EnumId) -> Result<Arc<EnumType>, Refused> {
    match batch.design.enum_type(id) {
        Some(enum_type) => Ok(Arc::clone(enum_type)),
        None => batch.unknown(ElementKind::Enum, "id", id.0),
    }
}
