//! Hard cycles: tables of which no first row can ever be inserted.
//!
//! A foreign key is *hard* where every row needs the row it refers to at once: all its fields are required and
//! it is not deferrable. Tables whose hard foreign keys form a ring can never get a row. A table that refers to
//! itself can: the first row refers to itself.

use super::{Rule, quoted};
use crate::design::{Deferrable, Design, Element, ElementRef, Relationship, RelationshipType};
use crate::edit::batch::Batch;
use crate::ids::{RelationshipId, TableId};
use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::sync::Arc;

/// The most cycles that one batch is told of.
const TOLD: usize = 20;

/// Refuses the hard cycles that the batch closes. Cycles that were there before (an import keeps them) stay.
pub(super) fn none_is_hard(batch: &mut Batch<'_>) {
    let hardened: Vec<(Arc<Relationship>, usize)> = candidates(batch)
        .into_iter()
        .filter_map(|(id, position)| Some((Arc::clone(batch.design.relationship(id)?), position)))
        .filter(|(r, _)| is_hard(&batch.design, r))
        .filter(|(r, _)| {
            !batch
                .original
                .relationship(r.id)
                .is_some_and(|o| is_hard(batch.original, o))
        })
        .collect();
    if hardened.is_empty() {
        return;
    }
    let ring_of = rings(&batch.design, hardened.iter().map(|(r, _)| r.source_table_id));
    let mut told = HashSet::new();
    for (relationship, position) in hardened {
        let ring = ring_of.get(&relationship.source_table_id);
        if ring.is_none() || ring != ring_of.get(&relationship.target_table_id) || told.len() == TOLD {
            continue;
        }
        let tables = ring_through(&batch.design, &relationship);
        if told.insert(tables.iter().copied().collect::<BTreeSet<_>>()) {
            complain(batch, position, &relationship, &tables);
        }
    }
}

fn complain(batch: &mut Batch<'_>, position: usize, relationship: &Relationship, tables: &[TableId]) {
    let names: Vec<String> = tables
        .iter()
        .filter_map(|id| batch.design.table(*id))
        .map(|table| quoted(&table.name))
        .collect();
    let message = format!(
        "with the relationship {} every row of {} needs a row of the next one first; make a foreign key field of \
         one of them optional, or its relationship deferrable",
        quoted(&relationship.name),
        names.join(" → ")
    );
    batch.complain(position, Rule::HardCycle, "", Some(relationship.id.0), message);
}

/// The relationships that the batch may have made hard, each with the edit that did: touched themselves, or a
/// field or key of theirs was.
fn candidates(batch: &Batch<'_>) -> Vec<(RelationshipId, usize)> {
    let mut found: HashMap<RelationshipId, usize> = HashMap::new();
    let mut order = Vec::new();
    let mut looked_at: HashMap<TableId, usize> = HashMap::new();
    for at in batch.touched() {
        let Some(touch) = batch.touch(*at) else { continue };
        let mut add = |id: RelationshipId| {
            let position = found.entry(id).or_insert_with(|| {
                order.push(id);
                touch.last
            });
            *position = (*position).max(touch.last);
        };
        match batch.design.get(*at) {
            Some(Element::Relationship(relationship)) => add(relationship.id),
            Some(Element::Field(field)) if turned_required(batch, *at) => {
                let relationships = batch.design.relationships_of(field.table_id);
                relationships
                    .filter(|r| r.field_pairs.iter().any(|p| p.target_field_id == field.id))
                    .for_each(|r| add(r.id));
            }
            Some(Element::Constraint(key)) if looked_at.insert(key.table_id, touch.last).is_none() => {
                batch
                    .design
                    .relationships_of(key.table_id)
                    .filter(|r| r.target_table_id == key.table_id)
                    .for_each(|r| add(r.id));
            }
            _ => {}
        }
    }
    order.into_iter().map(|id| (id, found[&id])).collect()
}

fn turned_required(batch: &Batch<'_>, at: ElementRef) -> bool {
    let is_required = |design: &Design| matches!(design.get(at), Some(Element::Field(f)) if f.is_required);
    is_required(&batch.design) && !is_required(batch.original)
}

/// Whether every row of the target needs its source row at once.
pub(in crate::edit) fn is_hard(design: &Design, relationship: &Relationship) -> bool {
    relationship.relationship_type != RelationshipType::ManyToMany
        && relationship.source_table_id != relationship.target_table_id
        && relationship.deferrable == Deferrable::No
        && !relationship.field_pairs.is_empty()
        && relationship.field_pairs.iter().all(|pair| {
            design.field(pair.target_field_id).is_some_and(|f| f.is_required)
                || design
                    .primary_key_of(relationship.target_table_id)
                    .is_some_and(|key| key.kind.fields().contains(&pair.target_field_id))
        })
}

/// The tables whose rows a row of this table needs first.
fn needs(design: &Design, table: TableId) -> Vec<TableId> {
    design
        .relationships_of(table)
        .filter(|r| r.target_table_id == table && is_hard(design, r))
        .map(|r| r.source_table_id)
        .collect()
}

/// A table on the way through the graph.
struct Visit {
    table: TableId,
    needs: Vec<TableId>,
    next: usize,
}

/// Which ring each table is in that can be reached from `starts`: tables with the same number need each other.
/// These are the strongly connected components (Tarjan), without recursion, in time linear in the relationships.
fn rings(design: &Design, starts: impl Iterator<Item = TableId>) -> HashMap<TableId, usize> {
    let mut number: HashMap<TableId, usize> = HashMap::new();
    let mut lowest: HashMap<TableId, usize> = HashMap::new();
    let mut ring_of: HashMap<TableId, usize> = HashMap::new();
    let mut open: Vec<TableId> = Vec::new();
    for start in starts {
        if number.contains_key(&start) {
            continue;
        }
        let mut path = vec![enter(design, start, &mut number, &mut lowest, &mut open)];
        while let Some(visit) = path.last_mut() {
            let table = visit.table;
            if let Some(&next) = visit.needs.get(visit.next) {
                visit.next += 1;
                match number.get(&next) {
                    None => path.push(enter(design, next, &mut number, &mut lowest, &mut open)),
                    Some(&seen) if !ring_of.contains_key(&next) => {
                        let low = lowest[&table].min(seen);
                        lowest.insert(table, low);
                    }
                    Some(_) => {}
                }
                continue;
            }
            path.pop();
            if let Some(parent) = path.last() {
                let low = lowest[&parent.table].min(lowest[&table]);
                lowest.insert(parent.table, low);
            }
            if lowest[&table] == number[&table] {
                while let Some(member) = open.pop() {
                    ring_of.insert(member, number[&table]);
                    if member == table {
                        break;
                    }
                }
            }
        }
    }
    ring_of
}

fn enter(
    design: &Design,
    table: TableId,
    number: &mut HashMap<TableId, usize>,
    lowest: &mut HashMap<TableId, usize>,
    open: &mut Vec<TableId>,
) -> Visit {
    let order = number.len();
    number.insert(table, order);
    lowest.insert(table, order);
    open.push(table);
    Visit {
        table,
        needs: needs(design, table),
        next: 0,
    }
}

/// A shortest ring through the relationship, from its target round to its target again.
fn ring_through(design: &Design, relationship: &Relationship) -> Vec<TableId> {
    let (from, to) = (relationship.source_table_id, relationship.target_table_id);
    let mut reached_from: HashMap<TableId, TableId> = HashMap::new();
    let mut waiting = VecDeque::from([from]);
    while let Some(table) = waiting.pop_front() {
        if table == to {
            break;
        }
        for next in needs(design, table) {
            if next != from && !reached_from.contains_key(&next) {
                reached_from.insert(next, table);
                waiting.push_back(next);
            }
        }
    }
    let mut back = vec![to];
    let mut table = to;
    while let Some(&before) = reached_from.get(&table) {
        back.push(before);
        table = before;
    }
    back.push(to);
    back.reverse();
    back
}
