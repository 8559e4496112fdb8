//! What only the design after the whole batch can tell.

use super::{Rule, cycles, enum_of, quoted};
use crate::design::{
    ConstraintKind, Design, Element, ElementKind, ElementRef, NameKey, PartTarget, TableStatus, name_keys,
};
use crate::edit::apply::Rules;
use crate::edit::batch::Batch;
use crate::ids::{EnumId, FieldId, TableId};
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

/// Holds the design that came out against the rules that the edits could not be judged by one by one.
pub(in crate::edit) fn judge_result(batch: &mut Batch<'_>) {
    names_are_unique(batch);
    primary_keys_are_single(batch);
    deleted_enums_are_unused(batch);
    match batch.rules() {
        Rules::Interactive => cycles::none_is_hard(batch),
        Rules::Import => {}
        Rules::Restore => nothing_dangles(batch),
    }
}

/// Every name is there once in its parent. The edit that took it later is at fault.
fn names_are_unique(batch: &mut Batch<'_>) {
    let mut touched: Vec<(usize, Element)> = batch
        .touched()
        .iter()
        .filter_map(|at| Some((batch.touch(*at)?.naming, batch.design.get(*at)?)))
        .collect();
    touched.sort_by_key(|(naming, _)| *naming);
    let mut first_holders: HashMap<NameKey, Uuid> = HashMap::new();
    for (position, element) in touched {
        let mut blamed = None;
        for key in name_keys(&element) {
            let holders = batch.design.holders(&key);
            if holders.clone().nth(1).is_none() {
                continue;
            }
            let first = *first_holders.entry(key.clone()).or_insert_with(|| {
                let kind = element.kind();
                let mut untouched = holders.filter(|id| batch.touch(ElementRef { kind, id: *id }).is_none());
                untouched.next().unwrap_or(element.id())
            });
            let is_follow_up = blamed == Some(first) || batch.has_failed(first);
            if first != element.id() && !is_follow_up {
                blamed = Some(first);
                complain_of_name(batch, position, &element, &key, first);
            }
        }
    }
}

fn complain_of_name(batch: &mut Batch<'_>, position: usize, element: &Element, key: &NameKey, holder: Uuid) {
    let kind = element.kind();
    let Some(holder) = batch.design.get(ElementRef { kind, id: holder }) else {
        return;
    };
    let (rule, property, name, parent) = match key {
        NameKey::TableName(name) => (Rule::NameTaken, "name", name, None),
        NameKey::TableIdentifier(_, name) => (Rule::IdentifierTaken, "tableName", name, None),
        NameKey::FieldName(table, name) => (Rule::NameTaken, "name", name, Some(*table)),
        NameKey::FieldIdentifier(table, name) => (Rule::IdentifierTaken, "fieldName", name, Some(*table)),
        NameKey::EnumIdentifier(_, name) => (Rule::IdentifierTaken, "name", name, None),
        NameKey::RelationshipName(table, name) => (Rule::NameTaken, "relationshipName", name, Some(*table)),
        NameKey::ConstraintName(table, name) | NameKey::IndexName(table, name) => {
            (Rule::IdentifierTaken, "name", name, Some(*table))
        }
    };
    let noun = kind.noun();
    let place = match parent.and_then(|table| batch.design.table(table)) {
        Some(table) => format!(" in the table {}", quoted(&table.name)),
        None => String::new(),
    };
    let what = match rule {
        Rule::NameTaken => "name",
        _ => "identifier",
    };
    let by = if holder.name() == name {
        format!("another {noun}{place}")
    } else {
        format!("the {noun} {}{place}", quoted(holder.name()))
    };
    let softly = match &holder {
        Element::Table(table) if table.status == TableStatus::Deleted => {
            ", which is softly deleted: set it back to DRAFT, rename it, or delete it for good"
        }
        _ => "",
    };
    let message = format!("the {what} {} is taken by {by}{softly}; give another", quoted(name));
    let property = batch.property_of(position, element.id(), property);
    batch.complain(position, rule, property, Some(element.id()), message);
}

/// A table has at most one primary key.
fn primary_keys_are_single(batch: &mut Batch<'_>) {
    let mut last: BTreeMap<TableId, (usize, Uuid)> = BTreeMap::new();
    for at in batch.touched() {
        let Some(Element::Constraint(key)) = batch.design.get(*at) else {
            continue;
        };
        if let (ConstraintKind::PrimaryKey { .. }, Some(touch)) = (&key.kind, batch.touch(*at)) {
            let latest = last.entry(key.table_id).or_insert((touch.last, key.id.0));
            *latest = (*latest).max((touch.last, key.id.0));
        }
    }
    for (table, (position, id)) in last {
        let is_primary =
            |c: &&std::sync::Arc<crate::design::Constraint>| matches!(c.kind, ConstraintKind::PrimaryKey { .. });
        if batch.design.constraints_of(table).filter(is_primary).nth(1).is_none() {
            continue;
        }
        let name = batch.design.table(table).map(|t| quoted(&t.name)).unwrap_or_default();
        let message = format!("the table {name} has a primary key already; update it, or delete it first");
        batch.complain(position, Rule::PrimaryKeyTaken, "", Some(id), message);
    }
}

/// No field uses an enum that the batch deletes.
fn deleted_enums_are_unused(batch: &mut Batch<'_>) {
    let deleted: HashSet<EnumId> = batch
        .touched()
        .iter()
        .filter(|at| at.kind == ElementKind::Enum && batch.design.get(**at).is_none())
        .map(|at| EnumId(at.id))
        .collect();
    if deleted.is_empty() {
        return;
    }
    let mut users: BTreeMap<EnumId, Vec<String>> = BTreeMap::new();
    for field in batch.design.fields() {
        if let Some(id) = enum_of(&field.field_type)
            && deleted.contains(&id)
        {
            users.entry(id).or_default().push(full_name(&batch.design, field.id));
        }
    }
    for (id, fields) in users {
        let at = ElementRef {
            kind: ElementKind::Enum,
            id: id.0,
        };
        let (Some(touch), Some(gone)) = (batch.touch(at), batch.original.get(at)) else {
            continue;
        };
        let message = format!(
            "the enum {} is used by {}; change or delete these fields first",
            quoted(gone.name()),
            some_of(&fields)
        );
        batch.complain(touch.last, Rule::EnumInUse, "", Some(id.0), message);
    }
}

/// Nothing refers to what an undo removed. (Other edits remove what refers along with it.)
fn nothing_dangles(batch: &mut Batch<'_>) {
    let deleted: Vec<(usize, Element)> = batch
        .touched()
        .iter()
        .filter(|at| batch.design.get(**at).is_none())
        .filter_map(|at| Some((batch.touch(*at)?.last, batch.original.get(*at)?)))
        .collect();
    for (position, element) in deleted {
        let users = match &element {
            Element::Table(table) => users_of_table(&batch.design, table.id),
            Element::Field(field) => users_of_field(&batch.design, field.table_id, field.id),
            _ => Vec::new(),
        };
        if !users.is_empty() {
            let message = format!(
                "the {} {} cannot be removed: {} came to use it",
                element.kind().noun(),
                quoted(element.name()),
                some_of(&users)
            );
            batch.complain(position, Rule::StillUsed, "", Some(element.id()), message);
        }
    }
}

fn users_of_table(design: &Design, table: TableId) -> Vec<String> {
    let named = |noun: &str, name: &str| format!("the {noun} {}", quoted(name));
    let fields = design.fields_of(table).map(|f| named("field", &f.name));
    let keys = design
        .constraints_of(table)
        .map(|c| named(c.kind.noun(), c.name.as_deref().unwrap_or_default()));
    let indexes = design.indexes_of(table).map(|i| named("index", &i.name));
    let relationships = design.relationships_of(table).map(|r| named("relationship", &r.name));
    fields.chain(keys).chain(indexes).chain(relationships).collect()
}

fn users_of_field(design: &Design, table: TableId, field: FieldId) -> Vec<String> {
    if design.table(table).is_none() {
        return Vec::new();
    }
    let keys = design
        .constraints_of(table)
        .filter(|c| c.kind.fields().contains(&field) || c.details.included.contains(&field))
        .map(|c| match &c.name {
            Some(name) => format!("the {} {}", c.kind.noun(), quoted(name)),
            None => format!("the {}", c.kind.noun()),
        });
    let indexes = design
        .indexes_of(table)
        .filter(|i| i.included.contains(&field) || i.parts.iter().any(|p| p.target == PartTarget::Field(field)))
        .map(|i| format!("the index {}", quoted(&i.name)));
    let relationships = design
        .relationships_of(table)
        .filter(|r| {
            r.field_pairs
                .iter()
                .any(|p| p.source_field_id == field || p.target_field_id == field)
        })
        .map(|r| format!("the relationship {}", quoted(&r.name)));
    keys.chain(indexes).chain(relationships).collect()
}

fn full_name(design: &Design, field: FieldId) -> String {
    let Some(field) = design.field(field) else {
        return String::new();
    };
    let table = design.table(field.table_id).map_or("", |t| &t.name);
    quoted(&format!("{table}.{}", field.name))
}

/// The first few, and how many more there are.
fn some_of(names: &[String]) -> String {
    const SHOWN: usize = 5;
    let shown = names[..names.len().min(SHOWN)].join(", ");
    match names.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
