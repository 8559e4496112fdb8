//! Edits of enum types.

use super::apply::{Outcome, Refused};
use super::batch::Batch;
use super::rules::{self, Rule, quoted};
use super::{CreateEnum, RenamedValue, UpdateEnum};
use crate::design::{Element, ElementKind, EnumType};
use crate::ids::EnumId;
use std::collections::{HashMap, HashSet};
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
        value_ids: edit.value_ids.clone(),
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
    if edit.values.is_some() || !edit.renamed_values.is_empty() {
        let values = match &edit.values {
            Some(values) => values.clone(),
            None => renamed(&before.values, &edit.renamed_values),
        };
        rules::enum_values(batch, "values", id, &values);
        judge_renames(batch, edit, &before, &values);
        enum_type.value_ids = kept_ids(batch, edit, &before, &values);
        enum_type.values = values;
    }
    if let Some(value_ids) = &edit.value_ids {
        enum_type.value_ids.clone_from(value_ids);
    }
    batch.put(Element::Enum(Arc::new(enum_type)));
    Ok(())
}

/// The values with the names that they get.
fn renamed(values: &[String], renames: &[RenamedValue]) -> Vec<String> {
    let renamed = |value: &String| {
        let rename = renames.iter().find(|r| r.from == *value);
        rename.map_or_else(|| value.clone(), |r| r.to.clone())
    };
    values.iter().map(renamed).collect()
}

/// Each rename begins at a value that is there, and leads to one that will be; no two begin or end alike.
fn judge_renames(batch: &mut Batch<'_>, edit: &UpdateEnum, before: &EnumType, values: &[String]) {
    for (at, rename) in edit.renamed_values.iter().enumerate() {
        let others = &edit.renamed_values[..at];
        let message = if !before.values.contains(&rename.from) {
            format!("there is no value {} that could be renamed", quoted(&rename.from))
        } else if !values.contains(&rename.to) {
            format!(
                "values does not have {}, which {} becomes",
                quoted(&rename.to),
                quoted(&rename.from)
            )
        } else if others.iter().any(|o| o.from == rename.from || o.to == rename.to) {
            format!(
                "{} is renamed twice, or two values become {}",
                quoted(&rename.from),
                quoted(&rename.to)
            )
        } else {
            continue;
        };
        let property = format!("renamedValues[{at}]");
        batch.refuse(Rule::EnumValuesInvalid, &property, Some(edit.id.0), message);
    }
}

/// The identities of the values: those they had, under whatever name, and new ones. Empty where each is the
/// value's place.
fn kept_ids(batch: &mut Batch<'_>, edit: &UpdateEnum, before: &EnumType, values: &[String]) -> Vec<u32> {
    let known: HashMap<&str, u32> = before.values.iter().map(String::as_str).zip(before.ids()).collect();
    let mut taken: HashSet<u32> = known.values().copied().collect();
    let is_plain = before.value_ids.is_empty() && before.values.len() <= values.len();
    let mut ids = Vec::with_capacity(values.len());
    for value in values {
        let from = edit.renamed_values.iter().find(|r| r.to == *value);
        let left = edit.renamed_values.iter().any(|r| r.from == *value);
        let old = match from {
            Some(rename) => known.get(rename.from.as_str()),
            None => known.get(value.as_str()).filter(|_| !left),
        };
        let id = old.copied().unwrap_or_else(|| {
            // Drawn, not counted: two branches that each add a value have added two.
            loop {
                let id = batch.draw() & 0x3fff_ffff | 0x4000_0000;
                if taken.insert(id) {
                    return id;
                }
            }
        });
        ids.push(id);
    }
    if is_plain && ids.iter().copied().eq((0..).take(values.len())) {
        ids.clear();
    }
    ids
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
