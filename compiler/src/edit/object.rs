//! Edits of objects carried verbatim.

use super::UpdateObject;
use super::apply::{Outcome, Refused};
use super::batch::Batch;
use super::rules::{self, Rule};
use crate::design::{DesignObject, Element, ElementKind};
use crate::ids::ObjectId;
use std::sync::Arc;
use uuid::Uuid;

pub(super) fn create(batch: &mut Batch<'_>, object: &DesignObject) -> Outcome {
    let id = object.id.0;
    batch.claim(id);
    let mut object = object.clone();
    object.name = judge_name(batch, id, &object.name);
    rules::statement(batch, id, &object.sql, object.dialect);
    judge_place(batch, id, object.sort_order);
    note_written(batch, object.id);
    batch.put(Element::Object(Arc::new(object)));
    Ok(())
}

/// Keeps the names that the object's SQL goes by.
fn note_written(batch: &mut Batch<'_>, id: ObjectId) {
    if batch.is_interactive() {
        batch.written.insert(id, batch.design.clone());
    }
}

pub(super) fn update(batch: &mut Batch<'_>, edit: &UpdateObject) -> Outcome {
    let id = edit.id.0;
    let mut object = DesignObject::clone(&*find(batch, edit.id)?);
    if let Some(name) = &edit.name {
        object.name = judge_name(batch, id, name);
    }
    if let Some(sql) = &edit.sql {
        rules::statement(batch, id, sql, object.dialect);
        object.sql.clone_from(sql);
        note_written(batch, edit.id);
    }
    if let Some(sort_order) = edit.sort_order {
        judge_place(batch, id, sort_order);
        object.sort_order = sort_order;
    }
    batch.put(Element::Object(Arc::new(object)));
    Ok(())
}

pub(super) fn delete(batch: &mut Batch<'_>, id: ObjectId) -> Outcome {
    find(batch, id)?;
    batch.remove(ElementKind::Object, id);
    Ok(())
}

fn find(batch: &mut Batch<'_>, id: ObjectId) -> Result<Arc<DesignObject>, Refused> {
    match batch.design.object(id) {
        Some(object) => Ok(Arc::clone(object)),
        None => batch.unknown(ElementKind::Object, "id", id.0),
    }
}

/// A statement of a source may make nothing that has a name, or something with a long one.
fn judge_name(batch: &mut Batch<'_>, id: Uuid, name: &str) -> String {
    if batch.is_interactive() || name.contains('\0') {
        return rules::display_name(batch, "name", id, name);
    }
    name.to_owned()
}

fn judge_place(batch: &mut Batch<'_>, id: Uuid, place: u32) {
    if i32::try_from(place).is_err() {
        let message = format!("sortOrder must be 0 to {}, not {place}", i32::MAX);
        batch.refuse(Rule::SortOrderRange, "sortOrder", Some(id), message);
    }
}
