//! A design without ids, for comparing what two texts mean.

use serde_json::Value;
use std::collections::HashMap;
use tablewright_compiler::design::{Design, Element};
use uuid::Uuid;

/// Every element, sorted, with names in the place of ids.
pub(crate) fn of(design: &Design) -> Vec<String> {
    let mut names: HashMap<String, String> = HashMap::new();
    for element in design.elements() {
        names.insert(element.id().to_string(), called(design, &element));
    }
    let mut said: Vec<String> = design
        .elements()
        .map(|element| {
            let mut json = serde_json::to_value(&element).expect("an element is JSON");
            rename(&mut json, &names);
            json.to_string()
        })
        .collect();
    said.sort();
    said
}

fn called(design: &Design, element: &Element) -> String {
    let table = |id: Uuid| {
        design
            .table(id.into())
            .map_or_else(String::new, |table| table.name.clone())
    };
    match element {
        Element::Table(it) => format!("table {}", it.name),
        Element::Field(it) => format!("field {}.{}", table(it.table_id.0), it.name),
        Element::Relationship(it) => format!("relationship {}.{}", table(it.target_table_id.0), it.name),
        Element::Index(it) => format!("index {}.{}", table(it.table_id.0), it.name),
        Element::Constraint(it) => format!("{} of {}", it.kind.noun(), table(it.table_id.0)),
        Element::Enum(it) => format!("enum {}.{}", it.namespace, it.name),
        Element::Object(it) => format!("object {}", it.name),
    }
}

fn rename(json: &mut Value, names: &HashMap<String, String>) {
    match json {
        Value::String(text) => {
            if let Some(name) = names.get(text) {
                text.clone_from(name);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| rename(item, names)),
        Value::Object(members) => members.values_mut().for_each(|member| rename(member, names)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
