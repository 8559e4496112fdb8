//! A JSON document becomes edits.

use super::ids::NewIds;
use super::{FORMAT, VERSION};
use crate::design::{Constraint, DesignObject, Element, EnumType, Field, Index, Relationship, Table};
use crate::diagnostic::{Diagnostic, Issue, Position, Severity};
use crate::edit::{Change, Edit, invert};
use crate::ids::IdSource;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// How many mistakes are named at most.
const MOST_MISTAKES: usize = 100;

/// The lists of a document, and the properties that each may have in it.
const LISTS: [(&str, &[&str]); 7] = [
    (
        "tables",
        &[
            "id",
            "name",
            "namespace",
            "tableName",
            "description",
            "status",
            "nativeOptions",
            "details",
        ],
    ),
    (
        "fields",
        &[
            "id",
            "tableId",
            "name",
            "fieldName",
            "description",
            "dataType",
            "config",
            "isRequired",
            "defaultValue",
            "identity",
            "generated",
            "onUpdate",
            "collation",
            "sortOrder",
            "details",
        ],
    ),
    (
        "relationships",
        &[
            "id",
            "name",
            "relationshipType",
            "sourceTableId",
            "targetTableId",
            "fieldPairs",
            "onDelete",
            "onUpdate",
            "deferrable",
            "matchFull",
            "junctionTableId",
            "description",
            "details",
        ],
    ),
    (
        "indexes",
        &[
            "id",
            "tableId",
            "name",
            "isUnique",
            "parts",
            "method",
            "included",
            "predicate",
            "description",
            "details",
        ],
    ),
    (
        "constraints",
        &[
            "id",
            "tableId",
            "name",
            "constraint",
            "fields",
            "nullsNotDistinct",
            "expression",
            "deferrable",
            "description",
            "details",
        ],
    ),
    (
        "enums",
        &["id", "namespace", "name", "description", "values", "valueIds"],
    ),
    ("objects", &["id", "kind", "name", "dialect", "sql", "sortOrder"]),
];

/// What a document comes to.
#[derive(Debug, Clone, Default)]
pub struct Read {
    /// The edits that make its design, in an order in which they can be applied as one batch; none where anything
    /// in the document cannot be used.
    pub edits: Vec<Edit>,
    /// What is wrong with it, each with its JSON path as the subject.
    pub diagnostics: Vec<Diagnostic>,
    /// By the ids of elements, where they stand in the document.
    places: HashMap<Uuid, String>,
}

impl Read {
    /// An issue of applying the edits, with the place in the document instead of the edit's.
    pub fn located(&self, mut issue: Issue) -> Issue {
        let mut path = issue.path.splitn(3, '.');
        let position = path
            .next()
            .and_then(|edit| edit.strip_prefix("edits[")?.strip_suffix(']')?.parse().ok());
        let property = path.nth(1);
        let edit = position.and_then(|at: usize| self.edits.get(at));
        if let Some(place) = edit.and_then(|edit| self.places.get(&edit.subject())) {
            issue.path = match property {
                Some(property) => format!("{place}.{property}"),
                None => place.clone(),
            };
        }
        issue
    }

    fn refuse(&mut self, code: &str, path: &str, message: String) {
        if self.diagnostics.len() < MOST_MISTAKES {
            self.diagnostics
                .push(Diagnostic::new(Severity::Error, code, message).subject(path));
        }
    }
}

/// Reads a document. Never fails: what cannot be used is named with its JSON path, and there are no edits then.
///
/// Elements keep their ids, unless there is a source of new ones: then a design can be added where its own are taken.
pub fn read(text: &str, new_ids: Option<&mut IdSource>) -> Read {
    let mut found = Read::default();
    let value: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) => {
            let position = Position {
                line: u32::try_from(error.line()).unwrap_or(u32::MAX),
                column: u32::try_from(error.column()).unwrap_or(u32::MAX).max(1),
            };
            let message = format!("this is not JSON: {error}");
            let finding = Diagnostic::new(Severity::Error, "not-json", message).at(position);
            found.diagnostics.push(finding);
            return found;
        }
    };
    let Some(design) = design_of(value, &mut found) else {
        return found;
    };
    let mut elements = elements_of(design, &mut found);
    if found.diagnostics.is_empty() {
        if let Some(ids) = new_ids {
            let new = NewIds::of(&elements, ids);
            elements.iter_mut().for_each(|element| new.renumber(element));
            let places = std::mem::take(&mut found.places);
            found.places = places.into_iter().map(|(id, place)| (new.get(id), place)).collect();
        }
        let deleted = elements.into_iter().map(|element| Change {
            before: Some(element),
            after: None,
        });
        found.edits = invert(&deleted.collect::<Vec<_>>());
    }
    found
}

/// What is in the envelope.
fn design_of(document: Value, found: &mut Read) -> Option<Map<String, Value>> {
    let Value::Object(mut document) = document else {
        let message = format!(
            "a design is an object with \"format\": \"{FORMAT}\", not {}",
            noun(&document)
        );
        found.refuse("not-a-design", "$", message);
        return None;
    };
    match document.get("format") {
        Some(Value::String(format)) if format == FORMAT => {}
        Some(other) => {
            let message = format!("the format must be \"{FORMAT}\", not {}", shown(other));
            found.refuse("not-a-design", "$.format", message);
            return None;
        }
        None => {
            let message = format!("this is no design: \"format\": \"{FORMAT}\" is missing");
            found.refuse("not-a-design", "$.format", message);
            return None;
        }
    }
    match document.get("version") {
        Some(version) if version.as_u64() == Some(u64::from(VERSION)) => {}
        Some(other) => {
            let message = format!(
                "version {} of the format is not known; this program reads version {VERSION}",
                shown(other)
            );
            found.refuse("unknown-version", "$.version", message);
            return None;
        }
        None => {
            let message = format!("the version is missing; this program reads version {VERSION}");
            found.refuse("unknown-version", "$.version", message);
            return None;
        }
    }
    for key in document.keys() {
        if !["$schema", "format", "version", "design"].contains(&key.as_str()) {
            unknown_property(found, "$", key);
        }
    }
    match document.remove("design") {
        Some(Value::Object(design)) => Some(design),
        Some(other) => {
            let message = format!("the design must be an object, not {}", noun(&other));
            found.refuse("invalid-document", "$.design", message);
            None
        }
        None => {
            found.refuse("invalid-document", "$.design", "the design is missing".to_owned());
            None
        }
    }
}

fn elements_of(mut design: Map<String, Value>, found: &mut Read) -> Vec<Element> {
    let mut elements = Vec::new();
    for (list, properties) in LISTS {
        let items = match design.remove(list) {
            None => continue,
            Some(Value::Array(items)) => items,
            Some(other) => {
                let message = format!("{list} must be a list, not {}", noun(&other));
                found.refuse("invalid-document", &format!("$.design.{list}"), message);
                continue;
            }
        };
        for (at, item) in items.into_iter().enumerate() {
            let path = format!("$.design.{list}[{at}]");
            if let Value::Object(item) = &item {
                for key in item.keys().filter(|key| !properties.contains(&key.as_str())) {
                    unknown_property(found, &path, key);
                }
            }
            match element(list, item) {
                Ok(element) => {
                    if let Some(first) = found.places.get(&element.id()) {
                        let message = format!("the id {} is that of {first} already", element.id());
                        found.refuse("id-taken", &format!("{path}.id"), message);
                    } else {
                        found.places.insert(element.id(), path);
                    }
                    elements.push(element);
                }
                Err(message) => found.refuse("invalid-document", &path, message),
            }
        }
    }
    for key in design.keys() {
        unknown_property(found, "$.design", key);
    }
    elements
}

fn element(list: &str, item: Value) -> Result<Element, String> {
    fn parse<T: DeserializeOwned>(item: Value) -> Result<Arc<T>, String> {
        serde_json::from_value(item)
            .map(Arc::new)
            .map_err(|error| error.to_string())
    }
    match list {
        "tables" => parse::<Table>(item).map(Element::Table),
        "fields" => parse::<Field>(item).map(Element::Field),
        "relationships" => parse::<Relationship>(item).map(Element::Relationship),
        "indexes" => parse::<Index>(item).map(Element::Index),
        "constraints" => parse::<Constraint>(item).map(Element::Constraint),
        "enums" => parse::<EnumType>(item).map(Element::Enum),
        _ => parse::<DesignObject>(item).map(Element::Object),
    }
}

fn unknown_property(found: &mut Read, path: &str, key: &str) {
    let message = format!("the property {} is not known here", shown(&Value::from(key)));
    found.refuse("unknown-property", path, message);
}

fn noun(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// A value as it stands in a message: not all of a long one.
fn shown(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 60 {
        return text;
    }
    text.chars().take(57).chain("…".chars()).collect()
}
