//! Edits of indexes.

use super::apply::{Outcome, Refused};
use super::batch::Batch;
use super::rules::{self, Rule, quoted};
use super::{CreateIndex, UpdateIndex};
use crate::design::{Element, ElementKind, Field, Index, IndexPart, NameKey, PartTarget, SqlExpression, Table};
use crate::ids::{FieldId, IndexId};
use std::collections::HashSet;
use std::sync::Arc;
use uuid::Uuid;

pub(super) fn create(batch: &mut Batch<'_>, edit: &CreateIndex) -> Outcome {
    let id = edit.id.0;
    let table = batch.open_table("tableId", edit.table_id)?;
    batch.claim(id);
    judge_parts(batch, &table, id, &edit.parts)?;
    judge_included(batch, &table, id, &edit.included)?;
    judge_words(batch, id, edit.method.as_deref(), edit.predicate.as_ref());
    let name = match &edit.name {
        Some(name) => rules::identifier(batch, "name", id, name),
        None => default_name(batch, &table, &edit.parts),
    };
    let description = rules::described(batch, id, edit.description.as_ref());
    rules::index_options(batch, id, &edit.details.native_options);
    batch.put(Element::Index(Arc::new(Index {
        id: edit.id,
        table_id: edit.table_id,
        name,
        is_unique: edit.is_unique,
        parts: edit.parts.clone(),
        method: edit.method.clone(),
        included: edit.included.clone(),
        predicate: edit.predicate.clone(),
        description,
        details: edit.details.clone(),
    })));
    Ok(())
}

pub(super) fn update(batch: &mut Batch<'_>, edit: &UpdateIndex) -> Outcome {
    let id = edit.id.0;
    let before = find(batch, edit.id)?;
    let table = batch.open_table("", before.table_id)?;
    let mut index = Index::clone(&before);
    if let Some(name) = &edit.name {
        index.name = rules::identifier(batch, "name", id, name);
    }
    if let Some(is_unique) = edit.is_unique {
        index.is_unique = is_unique;
    }
    if let Some(parts) = &edit.parts {
        judge_parts(batch, &table, id, parts)?;
        index.parts.clone_from(parts);
    }
    if let Some(included) = &edit.included {
        judge_included(batch, &table, id, included)?;
        index.included.clone_from(included);
    }
    let (method, predicate) = (edit.method.as_ref(), edit.predicate.as_ref());
    judge_words(
        batch,
        id,
        method.and_then(|m| m.as_deref()),
        predicate.and_then(Option::as_ref),
    );
    if let Some(method) = method {
        index.method.clone_from(method);
    }
    if let Some(predicate) = predicate {
        index.predicate.clone_from(predicate);
    }
    if let Some(description) = &edit.description {
        index.description = rules::described(batch, id, description.as_ref());
    }
    if let Some(details) = &edit.details {
        rules::index_options(batch, id, &details.native_options);
        index.details = details.clone();
    }
    batch.put(Element::Index(Arc::new(index)));
    Ok(())
}

pub(super) fn delete(batch: &mut Batch<'_>, id: IndexId) -> Outcome {
    let index = find(batch, id)?;
    batch.open_table("", index.table_id)?;
    batch.remove(ElementKind::Index, id);
    Ok(())
}

fn find(batch: &mut Batch<'_>, id: IndexId) -> Result<Arc<Index>, Refused> {
    match batch.design.index(id) {
        Some(index) => Ok(Arc::clone(index)),
        None => batch.unknown(ElementKind::Index, "id", id.0),
    }
}

/// An index has parts; its fields are of its table, and each is searched by once.
fn judge_parts(batch: &mut Batch<'_>, table: &Table, id: Uuid, parts: &[IndexPart]) -> Outcome {
    if parts.is_empty() {
        let message = format!(
            "an index on the table {} needs at least one field or expression",
            quoted(&table.name)
        );
        return batch.stop(Rule::IndexPartsInvalid, "parts", Some(id), message);
    }
    let mut seen = HashSet::with_capacity(parts.len());
    for part in parts {
        match &part.target {
            PartTarget::Field(field) => {
                let field = own_field(batch, table, id, "parts", *field)?;
                if !seen.insert(field.id) && batch.is_interactive() {
                    let message = format!(
                        "the index has the field {} twice; each is accepted once",
                        quoted(&field.name)
                    );
                    batch.refuse(Rule::IndexPartsInvalid, "parts", Some(id), message);
                }
            }
            PartTarget::Expression(expression) => rules::expression(batch, "parts", id, expression),
        }
        if part.prefix_length == Some(0) {
            let message = "the prefix length of an index part must be at least 1";
            batch.refuse(Rule::IndexPartsInvalid, "parts", Some(id), message);
        }
        if let Some(class) = &part.operator_class {
            rules::operator_class(batch, "parts", id, class);
        }
        if let Some(collation) = &part.collation {
            rules::collation(batch, "parts", id, collation);
        }
    }
    Ok(())
}

fn judge_included(batch: &mut Batch<'_>, table: &Table, id: Uuid, included: &[FieldId]) -> Outcome {
    for field in included {
        own_field(batch, table, id, "included", *field)?;
    }
    Ok(())
}

fn judge_words(batch: &mut Batch<'_>, id: Uuid, method: Option<&str>, predicate: Option<&SqlExpression>) {
    if let Some(method) = method {
        rules::word(batch, "method", id, "index method", method);
    }
    if let Some(predicate) = predicate {
        rules::expression(batch, "predicate", id, predicate);
    }
}

fn own_field(
    batch: &mut Batch<'_>,
    table: &Table,
    id: Uuid,
    property: &str,
    field: FieldId,
) -> Result<Arc<Field>, Refused> {
    let Some(found) = batch.design.field(field).cloned() else {
        return batch.unknown(ElementKind::Field, property, field.0);
    };
    if found.table_id != table.id {
        let message = format!(
            "the field {} is not in the table {}; an index is over fields of its own table",
            quoted(&found.name),
            quoted(&table.name)
        );
        batch.refuse(Rule::IndexPartsInvalid, property, Some(id), message);
    }
    Ok(found)
}

/// `table_field_field_idx`, made unique in the table.
fn default_name(batch: &Batch<'_>, table: &Table, parts: &[IndexPart]) -> String {
    let design = &batch.design;
    let words = parts.iter().map(|part| match &part.target {
        PartTarget::Field(id) => design.field(*id).map_or("expr", |f| f.field_name.as_str()),
        PartTarget::Expression(_) => "expr",
    });
    let stem: Vec<&str> = std::iter::once(table.table_name.as_str()).chain(words).collect();
    rules::first_free(&stem.join("_"), "_idx", |name| {
        design.is_named(&NameKey::IndexName(table.id, name.to_owned()))
    })
}
