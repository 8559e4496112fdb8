//! What is unwise in a design, whatever the engine: found here, refused nowhere.

use crate::design::{
    Deferrable, Design, Field, PartTarget, Relationship, RelationshipType, SortDirection, Table, TableStatus,
    TypeFamily,
};
use crate::diagnostic::{Diagnostic, Severity};
use crate::dialect::Dialect;
use crate::ids::{EnumId, FieldId, TableId};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// What is unwise in the structure of a design that is meant for these engines.
pub fn lint(design: &Design, engines: &[Dialect]) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for table in design.tables().filter(|table| table.status != TableStatus::Deleted) {
        no_primary_key(design, table, &mut findings);
        repeated_indexes(design, table, &mut findings);
    }
    // MySQL makes an index for every foreign key by itself.
    let wants_index = engines.iter().any(|engine| *engine != Dialect::Mysql);
    for relationship in design.relationships() {
        if relationship.relationship_type == RelationshipType::ManyToMany {
            continue;
        }
        if wants_index {
            no_index(design, relationship, &mut findings);
        }
        other_type(design, relationship, &mut findings);
    }
    cycles(design, &mut findings);
    unused_enums(design, &mut findings);
    findings
}

fn name(table: &Table) -> String {
    if table.namespace.is_empty() {
        return table.table_name.clone();
    }
    format!("{}.{}", table.namespace, table.table_name)
}

fn no_primary_key(design: &Design, table: &Table, findings: &mut Vec<Diagnostic>) {
    if design.primary_key_of(table.id).is_some() {
        return;
    }
    let name = name(table);
    let message = format!("{name} has no primary key: its rows cannot be told apart");
    findings.push(
        Diagnostic::new(Severity::Warning, "no-primary-key", message)
            .subject(name)
            .element(table.id)
            .help("Give it a primary key."),
    );
}

/// What keys and indexes of a table are over, each from its first field on. Partial indexes serve some rows only.
fn searchable(design: &Design, table: TableId) -> Vec<(Vec<FieldId>, String, bool)> {
    let mut found = Vec::new();
    for constraint in design.constraints_of(table) {
        if !constraint.kind.fields().is_empty() {
            let name = constraint.name.clone();
            let name = name.unwrap_or_else(|| format!("the {}", constraint.kind.noun()));
            found.push((constraint.kind.fields().to_vec(), name, false));
        }
    }
    for index in design.indexes_of(table).filter(|index| index.predicate.is_none()) {
        let fields = index.parts.iter().map_while(|part| match part.target {
            PartTarget::Field(field) if part.prefix_length.is_none() => Some(field),
            PartTarget::Field(_) | PartTarget::Expression(_) => None,
        });
        let is_method_plain = index.method.as_deref().is_none_or(|method| method == "btree");
        if is_method_plain {
            found.push((fields.collect(), index.name.clone(), true));
        }
    }
    found
}

fn no_index(design: &Design, relationship: &Relationship, findings: &mut Vec<Diagnostic>) {
    let Some(table) = design.table(relationship.target_table_id) else {
        return;
    };
    let fields: BTreeSet<FieldId> = relationship
        .field_pairs
        .iter()
        .map(|pair| pair.target_field_id)
        .collect();
    let serves = |over: &[FieldId]| {
        over.len() >= fields.len() && over[..fields.len()].iter().copied().collect::<BTreeSet<_>>() == fields
    };
    if fields.is_empty() || searchable(design, table.id).iter().any(|(over, ..)| serves(over)) {
        return;
    }
    let subject = format!("{}.{}", name(table), relationship.name);
    let message = format!("the foreign key {subject} has no index: deleting and joining read the whole table");
    findings.push(
        Diagnostic::new(Severity::Warning, "foreign-key-without-index", message)
            .subject(subject)
            .element(relationship.id)
            .help(format!("Create an index on {} over its fields.", name(table))),
    );
}

fn other_type(design: &Design, relationship: &Relationship, findings: &mut Vec<Diagnostic>) {
    for pair in &relationship.field_pairs {
        let (Some(source), Some(target)) = (design.field(pair.source_field_id), design.field(pair.target_field_id))
        else {
            continue;
        };
        if are_comparable(source, target) {
            continue;
        }
        let at = |field: &Field| {
            let table = design
                .table(field.table_id)
                .map_or_else(String::new, |table| name(table));
            format!("{table}.{}", field.field_name)
        };
        let (subject, other) = (at(target), at(source));
        let message = format!("{subject} refers to {other}, which has another type");
        findings.push(
            Diagnostic::new(Severity::Warning, "foreign-key-type-differs", message)
                .subject(subject)
                .element(target.id)
                .help("Give both fields the same type."),
        );
    }
}

fn are_comparable(one: &Field, other: &Field) -> bool {
    let (one, other) = (&one.field_type, &other.field_type);
    match (&one.family, &other.family) {
        (TypeFamily::Number(a), TypeFamily::Number(b)) => {
            a.effective_kind() == b.effective_kind()
                && a.width.unwrap_or(32) == b.width.unwrap_or(32)
                && a.unsigned == b.unsigned
        }
        (TypeFamily::Text(_), TypeFamily::Text(_)) => true,
        (TypeFamily::Native, TypeFamily::Native) => one.native == other.native,
        (a, b) => a.data_type() == b.data_type(),
    }
}

/// An index whose fields are the first ones of another.
fn repeated_indexes(design: &Design, table: &Table, findings: &mut Vec<Diagnostic>) {
    let all = searchable(design, table.id);
    for index in design
        .indexes_of(table.id)
        .filter(|index| !index.is_unique && index.predicate.is_none())
    {
        let plain = index.included.is_empty() && index.method.as_deref().is_none_or(|method| method == "btree");
        let fields: Vec<FieldId> = index
            .parts
            .iter()
            .filter(|part| part.direction == SortDirection::Asc)
            .filter_map(|part| match part.target {
                PartTarget::Field(field) if part.prefix_length.is_none() && part.operator_class.is_none() => {
                    Some(field)
                }
                PartTarget::Field(_) | PartTarget::Expression(_) => None,
            })
            .collect();
        if !plain || fields.len() < index.parts.len() {
            continue;
        }
        let covers = |over: &[FieldId], other: &str| {
            over.starts_with(&fields) && (over.len() > fields.len() || other < index.name.as_str())
        };
        let other = all.iter().find(|(over, other, is_index)| {
            *other != index.name && (covers(over, other) || !is_index && over == &fields)
        });
        if let Some((_, other, _)) = other {
            let subject = format!("{}.{}", name(table), index.name);
            let message = format!("the index {subject} serves nothing that {other} does not serve");
            findings.push(
                Diagnostic::new(Severity::Info, "index-repeated", message)
                    .subject(subject)
                    .element(index.id),
            );
        }
    }
}

/// Tables that need each other's rows first.
fn cycles(design: &Design, findings: &mut Vec<Diagnostic>) {
    // From the table that refers to the one referred to, where no row can be without.
    let mut edges: BTreeMap<TableId, BTreeSet<TableId>> = BTreeMap::new();
    for relationship in design.relationships() {
        let is_needed = relationship.relationship_type != RelationshipType::ManyToMany
            && relationship.deferrable == Deferrable::No
            && relationship.source_table_id != relationship.target_table_id
            && relationship.field_pairs.iter().all(|pair| {
                design
                    .field(pair.target_field_id)
                    .is_some_and(|field| field.is_required)
            });
        if is_needed {
            let needed = edges.entry(relationship.target_table_id).or_default();
            needed.insert(relationship.source_table_id);
        }
    }
    // What needs nothing that is left goes, from both ends; what stays is in a cycle or between two.
    loop {
        let needed: HashSet<TableId> = edges.values().flatten().copied().collect();
        let before: usize = edges.values().map(BTreeSet::len).sum();
        let present: HashSet<TableId> = edges.keys().copied().collect();
        for targets in edges.values_mut() {
            targets.retain(|table| present.contains(table));
        }
        edges.retain(|table, targets| !targets.is_empty() && needed.contains(table));
        if edges.values().map(BTreeSet::len).sum::<usize>() == before {
            break;
        }
    }
    let names: Vec<String> = edges
        .keys()
        .filter_map(|id| design.table(*id))
        .map(|table| name(table))
        .collect();
    if let Some(first) = edges.keys().next() {
        let shown = names.iter().take(8).cloned().collect::<Vec<_>>().join(", ");
        let message = format!("a row of one of these tables needs one of another first, around in a circle: {shown}");
        findings.push(
            Diagnostic::new(Severity::Warning, "reference-cycle", message)
                .subject(names.first().cloned().unwrap_or_default())
                .element(*first)
                .help("Let one of the foreign keys be null, or be checked at commit."),
        );
    }
}

fn unused_enums(design: &Design, findings: &mut Vec<Diagnostic>) {
    fn used(family: &TypeFamily) -> Option<EnumId> {
        match family {
            TypeFamily::Enum(config) => config.enum_id,
            TypeFamily::Array(array) => used(&array.element.family),
            _ => None,
        }
    }
    let in_use: HashSet<EnumId> = design
        .fields()
        .filter_map(|field| used(&field.field_type.family))
        .collect();
    for made in design.enums().filter(|made| !in_use.contains(&made.id)) {
        let message = format!("no field uses the enum {}", made.name);
        findings.push(
            Diagnostic::new(Severity::Info, "enum-unused", message)
                .subject(format!("enum {}", made.name))
                .element(made.id),
        );
    }
}
