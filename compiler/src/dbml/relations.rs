//! Refs as relationships.

use super::ast::{Cardinality, Document, Endpoint, Ref};
use super::build::Build;
use super::elements::quoted;
use crate::design::{Deferrable, FieldPair, ReferentialAction, RelationshipDetails, RelationshipType};
use crate::edit::{CreateRelationship, Edit};
use crate::ids::FieldId;
use crate::lift::names::Names;
use std::collections::{HashMap, HashSet};

/// An end of a relationship that was found.
struct End {
    table: usize,
    fields: Vec<FieldId>,
}

impl Build<'_, '_> {
    pub(super) fn relations(&mut self, document: &Document) {
        let mut names: HashMap<usize, Names> = HashMap::new();
        let mut many: Vec<(Ref, End, End)> = Vec::new();
        let mut seen: HashSet<(Vec<FieldId>, Vec<FieldId>)> = HashSet::new();
        let all: Vec<Ref> = self
            .inline_refs()
            .into_iter()
            .chain(document.refs.iter().cloned())
            .collect();
        for found in all {
            let (Some(left), Some(right)) = (self.end(&found.left, found.at), self.end(&found.right, found.at)) else {
                continue;
            };
            if left.fields.len() != right.fields.len() {
                let message = "a relationship has as many columns on one side as on the other; it is left out";
                self.report.error(found.at, "columns-unpaired", message);
                continue;
            }
            let (one, other) = match found.cardinality {
                Cardinality::ManyToMany => {
                    many.push((found, left, right));
                    continue;
                }
                Cardinality::OneToMany => (left, right),
                Cardinality::ManyToOne => (right, left),
                Cardinality::OneToOne if found.right_refers => (left, right),
                Cardinality::OneToOne => (right, left),
            };
            if !seen.insert((one.fields.clone(), other.fields.clone())) {
                let message = "the same relationship is there already; this one is left out";
                self.report.warn(found.at, "duplicate-ref", message);
                continue;
            }
            self.relationship(&found, &one, &other, names.entry(other.table).or_default());
        }
        // Last, so that the junctions they make take no name from a table of the text.
        for (found, left, right) in many {
            self.many_to_many(&found, &left, &right, names.entry(right.table).or_default());
        }
    }

    /// The refs that stand at columns, as if they stood on their own.
    fn inline_refs(&self) -> Vec<Ref> {
        let mut found = Vec::new();
        for table in &self.tables {
            for column in &table.columns {
                found.extend(column.refs.iter().map(|inline| Ref {
                    at: inline.at,
                    name: None,
                    left: Endpoint {
                        table: table.path.clone(),
                        columns: vec![column.name.clone()],
                    },
                    cardinality: inline.cardinality,
                    right: inline.to.clone(),
                    on_delete: ReferentialAction::NoAction,
                    on_update: ReferentialAction::NoAction,
                    right_refers: false,
                }));
            }
        }
        found
    }

    fn end(&mut self, endpoint: &Endpoint, at: usize) -> Option<End> {
        let Some(table) = self.table_of(&endpoint.table) else {
            let message = format!(
                "there is no table {}; the relationship is left out",
                quoted(&endpoint.table.name)
            );
            self.report.error(at, "unknown-table", message);
            return None;
        };
        let mut fields = Vec::new();
        for column in &endpoint.columns {
            let Some(field) = self.tables[table].fields.get(column) else {
                let message = format!(
                    "{} has no column {}; the relationship is left out",
                    quoted(&self.tables[table].path.name),
                    quoted(column)
                );
                self.report.error(at, "unknown-column", message);
                return None;
            };
            fields.push(*field);
        }
        Some(End { table, fields })
    }

    fn relationship(&mut self, found: &Ref, one: &End, other: &End, names: &mut Names) {
        let is_one_to_one = found.cardinality == Cardinality::OneToOne;
        if is_one_to_one {
            // Its foreign key is unique.
            let own: HashSet<FieldId> = other.fields.iter().copied().collect();
            if !self.tables[other.table].keys.contains(&own) {
                let mut built = self.tables.swap_remove(other.table);
                self.unique(found.at, &mut built, other.fields.clone());
                self.tables.push(built);
                let last = self.tables.len() - 1;
                self.tables.swap(other.table, last);
            }
        }
        let target = &self.tables[other.table];
        let columns: Vec<&str> = match found.cardinality {
            Cardinality::OneToMany => found.right.columns.iter(),
            Cardinality::OneToOne if found.right_refers => found.right.columns.iter(),
            _ => found.left.columns.iter(),
        }
        .map(String::as_str)
        .collect();
        let implied = format!("{}_{}_fkey", target.path.name, columns.join("_"));
        let edit = Edit::CreateRelationship(CreateRelationship {
            id: self.ids.next_id(),
            name: Some(names.take(found.name.as_ref().unwrap_or(&implied), None)),
            relationship_type: if is_one_to_one {
                RelationshipType::OneToOne
            } else {
                RelationshipType::OneToMany
            },
            source_table_id: self.tables[one.table].id,
            target_table_id: target.id,
            field_pairs: std::iter::zip(&one.fields, &other.fields)
                .map(|(source, target)| FieldPair {
                    source_field_id: *source,
                    target_field_id: *target,
                })
                .collect(),
            on_delete: found.on_delete,
            on_update: found.on_update,
            deferrable: Deferrable::No,
            match_full: false,
            description: None,
            details: RelationshipDetails::default(),
            junction_table_id: None,
        });
        self.edits.push((found.at, edit));
    }

    fn many_to_many(&mut self, found: &Ref, left: &End, right: &End, names: &mut Names) {
        let same = |end: &End, key: &[FieldId]| {
            let key: HashSet<&FieldId> = key.iter().collect();
            key == end.fields.iter().collect()
        };
        for end in [left, right] {
            let table = &self.tables[end.table];
            if table.primary_key.is_empty() {
                let message = format!(
                    "{} has no primary key that a junction table could refer to; the relationship is left out",
                    quoted(&table.path.name)
                );
                self.report.error(found.at, "source-has-no-primary-key", message);
                return;
            }
            if !same(end, &table.primary_key) {
                let message = format!(
                    "the junction table refers to the primary key of {}, not to the columns that are named",
                    quoted(&table.path.name)
                );
                self.report.warn(found.at, "many-to-many-by-key", message);
            }
        }
        let (source, target) = (&self.tables[left.table], &self.tables[right.table]);
        let implied = format!("{}_{}", source.path.name, target.path.name);
        let edit = Edit::CreateRelationship(CreateRelationship {
            id: self.ids.next_id(),
            name: Some(names.take(found.name.as_ref().unwrap_or(&implied), None)),
            relationship_type: RelationshipType::ManyToMany,
            source_table_id: source.id,
            target_table_id: target.id,
            field_pairs: Vec::new(),
            on_delete: found.on_delete,
            on_update: found.on_update,
            deferrable: Deferrable::No,
            match_full: false,
            description: None,
            details: RelationshipDetails::default(),
            junction_table_id: None,
        });
        self.edits.push((found.at, edit));
    }
}
