//! Every invariant of a design, looked for the slow and plain way.

use crate::design::{
    ConstraintKind, Deferrable, Design, Element, FieldType, PartTarget, Relationship, RelationshipType, TypeFamily,
};
use crate::ids::{EnumId, FieldId, TableId};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// What is wrong with the design, one sentence each; nothing should be. This repeats the rules of
/// [`crate::edit::apply`] without sharing code with them. Hard cycles, which an import may keep, are looked for
/// where `with_cycles` says so.
pub fn broken_invariants(design: &Design, with_cycles: bool) -> Vec<String> {
    let mut broken = Vec::new();
    ids(design, &mut broken);
    names(design, &mut broken);
    fields(design, &mut broken);
    keys(design, &mut broken);
    indexes(design, &mut broken);
    relationships(design, &mut broken);
    if with_cycles {
        cycles(design, &mut broken);
    }
    broken
}

/// Whether what the design derives from its elements differs from what a design made afresh of them derives.
pub fn derived_differs(design: &Design) -> bool {
    let mut fresh = Design::new();
    let elements: Vec<Element> = design.elements().collect();
    elements.into_iter().rev().for_each(|element| fresh.put(element));
    let names = |d: &Design| {
        d.elements()
            .flat_map(|e| crate::design::name_keys(&e))
            .map(|key| d.holders(&key).collect::<Vec<_>>())
            .collect::<Vec<_>>()
    };
    let lists = |d: &Design, t: TableId| {
        let fields: Vec<Uuid> = d.fields_of(t).map(|e| e.id.0).collect();
        let relationships: Vec<Uuid> = d.relationships_of(t).map(|e| e.id.0).collect();
        let indexes: Vec<Uuid> = d.indexes_of(t).map(|e| e.id.0).collect();
        let constraints: Vec<Uuid> = d.constraints_of(t).map(|e| e.id.0).collect();
        [fields, relationships, indexes, constraints]
    };
    fresh != *design
        || names(&fresh) != names(design)
        || design.tables().any(|t| lists(&fresh, t.id) != lists(design, t.id))
}

fn ids(design: &Design, broken: &mut Vec<String>) {
    let mut seen = HashSet::new();
    for element in design.elements() {
        if element.id().is_nil() || !seen.insert(element.id()) {
            broken.push(format!("the id {} is nil or there twice", element.id()));
        }
    }
}

fn names(design: &Design, broken: &mut Vec<String>) {
    let mut seen: HashSet<(&str, Uuid, String)> = HashSet::new();
    let mut claim = |place: &'static str, parent: Uuid, name: &str| {
        if name.trim().is_empty() || name.contains('\0') || !seen.insert((place, parent, name.to_owned())) {
            broken.push(format!("{place} {name:?} is no name or there twice in {parent}"));
        }
    };
    let branch = Uuid::nil();
    for table in design.tables() {
        claim("table name", branch, &table.name);
        claim(
            "table identifier",
            branch,
            &format!("{}.{}", table.namespace, table.table_name),
        );
    }
    for field in design.fields() {
        claim("field name", field.table_id.0, &field.name);
        claim("field identifier", field.table_id.0, &field.field_name);
    }
    for relationship in design.relationships() {
        claim("relationship", relationship.target_table_id.0, &relationship.name);
    }
    for index in design.indexes() {
        claim("index", index.table_id.0, &index.name);
    }
    for constraint in design.constraints() {
        if let Some(name) = &constraint.name {
            claim("constraint", constraint.table_id.0, name);
        }
    }
    for enum_type in design.enums() {
        claim("enum", branch, &format!("{}.{}", enum_type.namespace, enum_type.name));
    }
}

fn fields(design: &Design, broken: &mut Vec<String>) {
    for field in design.fields() {
        if design.table(field.table_id).is_none() {
            broken.push(format!("the field {} has no table", field.name));
        }
        if enum_in(&field.field_type).is_some_and(|id| design.enum_type(id).is_none()) {
            broken.push(format!("the field {} has an unknown enum", field.name));
        }
        if field.generated.is_some() && (field.default_value.is_some() || field.identity.is_some())
            || field.identity.is_some() && field.default_value.is_some()
        {
            broken.push(format!("the field {} gets its value in two ways", field.name));
        }
        if i32::try_from(field.sort_order).is_err() {
            broken.push(format!("the field {} has no storable place", field.name));
        }
    }
}

fn enum_in(field_type: &FieldType) -> Option<EnumId> {
    match &field_type.family {
        TypeFamily::Enum(config) => config.enum_id,
        TypeFamily::Array(config) => enum_in(&config.element),
        _ => None,
    }
}

/// Whether the fields are some, each once, all of the table.
fn are_of(design: &Design, table: TableId, fields: &[FieldId]) -> bool {
    let distinct: BTreeSet<_> = fields.iter().collect();
    let are_there = fields
        .iter()
        .all(|id| design.field(*id).is_some_and(|f| f.table_id == table));
    !fields.is_empty() && distinct.len() == fields.len() && are_there
}

fn keys(design: &Design, broken: &mut Vec<String>) {
    let mut primary: BTreeMap<TableId, usize> = BTreeMap::new();
    for constraint in design.constraints() {
        let table = constraint.table_id;
        if design.table(table).is_none() {
            broken.push(format!("the constraint {} has no table", constraint.id));
        }
        if matches!(constraint.kind, ConstraintKind::PrimaryKey { .. }) {
            *primary.entry(table).or_default() += 1;
        }
        let is_key = matches!(
            constraint.kind,
            ConstraintKind::PrimaryKey { .. } | ConstraintKind::Unique { .. }
        );
        let carried = &constraint.details.included;
        if is_key && !are_of(design, table, constraint.kind.fields())
            || !carried.is_empty() && !are_of(design, table, carried)
        {
            broken.push(format!("the key {} is not over fields of its table", constraint.id));
        }
    }
    for (table, count) in primary {
        if count > 1 {
            broken.push(format!("the table {table} has {count} primary keys"));
        }
    }
}

fn indexes(design: &Design, broken: &mut Vec<String>) {
    for index in design.indexes() {
        let fields = index.parts.iter().filter_map(|part| match part.target {
            PartTarget::Field(id) => Some(id),
            PartTarget::Expression(_) => None,
        });
        let fields: Vec<FieldId> = fields.chain(index.included.iter().copied()).collect();
        let is_of_table = fields.is_empty() || are_of(design, index.table_id, &fields);
        if index.parts.is_empty() || !is_of_table || design.table(index.table_id).is_none() {
            broken.push(format!("the index {} is not over fields of a table", index.name));
        }
    }
}

fn relationships(design: &Design, broken: &mut Vec<String>) {
    let mut junctions = HashSet::new();
    for relationship in design.relationships() {
        let name = &relationship.name;
        if relationship.tables().any(|t| design.table(t).is_none()) {
            broken.push(format!("the relationship {name} has an unknown table"));
        }
        let is_many = relationship.relationship_type == RelationshipType::ManyToMany;
        if is_many != relationship.junction_table_id.is_some() || is_many != relationship.field_pairs.is_empty() {
            broken.push(format!(
                "the relationship {name} has the wrong one of pairs and junction"
            ));
        }
        if relationship.junction_table_id.is_some_and(|t| !junctions.insert(t)) {
            broken.push(format!("the relationship {name} shares its junction"));
        }
        let sources: Vec<_> = relationship.field_pairs.iter().map(|p| p.source_field_id).collect();
        let targets: Vec<_> = relationship.field_pairs.iter().map(|p| p.target_field_id).collect();
        let pairs_fit = are_of(design, relationship.source_table_id, &sources)
            && are_of(design, relationship.target_table_id, &targets);
        if !is_many && !pairs_fit {
            broken.push(format!("the relationship {name} pairs fields of other tables"));
        }
    }
}

fn is_hard(design: &Design, relationship: &Relationship) -> bool {
    let key: Vec<FieldId> = design
        .constraints_of(relationship.target_table_id)
        .filter(|c| matches!(c.kind, ConstraintKind::PrimaryKey { .. }))
        .flat_map(|c| c.kind.fields().to_vec())
        .collect();
    let is_required = |id: FieldId| key.contains(&id) || design.field(id).is_some_and(|f| f.is_required);
    relationship.deferrable == Deferrable::No
        && relationship.source_table_id != relationship.target_table_id
        && !relationship.field_pairs.is_empty()
        && relationship.field_pairs.iter().all(|p| is_required(p.target_field_id))
}

/// Takes tables away that need no other; what cannot be taken away is on a hard cycle, or needs one that is.
fn cycles(design: &Design, broken: &mut Vec<String>) {
    let mut needs: HashMap<TableId, HashSet<TableId>> = HashMap::new();
    for relationship in design.relationships().filter(|r| is_hard(design, r)) {
        let sources = needs.entry(relationship.target_table_id).or_default();
        sources.insert(relationship.source_table_id);
    }
    loop {
        let waiting: HashSet<TableId> = needs.keys().copied().collect();
        let before = needs.len();
        needs.retain(|_, sources| sources.iter().any(|source| waiting.contains(source)));
        if needs.len() == before {
            break;
        }
    }
    if !needs.is_empty() {
        broken.push(format!("the tables {:?} can never get a row", needs.keys()));
    }
}
