//! CREATE TABLE.

use super::{Reading, column, constraint, nodes, options};
use crate::design::ObjectKind;
use crate::import::fold::{Carried, Fold, MOST_OF_A_SORT, QName};
use crate::import::report::Outcome;
use crate::schema::{Key, SchemaTable};
use pg_query::protobuf::CreateStmt;
use pg_query::{Node, NodeEnum};
use std::collections::HashSet;

/// The most columns that PostgreSQL takes.
const MOST_COLUMNS: usize = 1600;

/// Reads CREATE TABLE.
pub(super) fn create(fold: &mut Fold<'_>, reading: &Reading<'_>, made: &CreateStmt) -> Outcome {
    let Some(relation) = &made.relation else {
        return reading.unreadable(fold, "it names no table");
    };
    if relation.relpersistence == "t" {
        return fold.report.skip(
            reading.base,
            "a temporary table",
            "it ends with the session that makes it",
        );
    }
    let name = nodes::new_relation(fold, relation);
    if fold.has_relation(&name) {
        return fold.taken(reading.base, ObjectKind::Table, &name, made.if_not_exists);
    }
    let elements = elements(reading, relation.location);
    let unusual = made.partbound.is_some()
        || made.of_typename.is_some()
        || made
            .table_elts
            .iter()
            .any(|e| matches!(e.node, Some(NodeEnum::TableLikeClause(_))));
    let Some((parts, close)) = elements.filter(|(parts, _)| !unusual && parts.len() == made.table_elts.len()) else {
        let carried = reading.carried(fold, ObjectKind::Table, name);
        return fold.carry(reading.base, carried);
    };
    if parts.len() > MOST_COLUMNS + MOST_OF_A_SORT {
        return fold.report.fail(
            reading.base,
            "too-many",
            format!(
                "table {name} has {} columns and constraints; PostgreSQL takes at most {MOST_COLUMNS} columns",
                parts.len()
            ),
        );
    }
    let mut draft = Draft::new(empty(fold, &name, reading.base));
    let written = reading.statement.text(close + 1, reading.statement.tokens.len());
    draft.table.options = options::of_table(&written, &made.options);
    draft.inherits = !made.inh_relations.is_empty();
    draft.known = made
        .table_elts
        .iter()
        .filter_map(column_name)
        .map(str::to_owned)
        .collect();
    for (element, range) in made.table_elts.iter().zip(parts) {
        match &element.node {
            Some(NodeEnum::ColumnDef(def)) => column::read(fold, reading, def, range, &mut draft),
            Some(NodeEnum::Constraint(said)) => constraint::read(fold, reading, said, range, &mut draft),
            _ => fold.report.partly(
                reading.base,
                name.to_string(),
                format!(
                    "a part of table {name} is not understood: {}",
                    reading.statement.text(range.0, range.1)
                ),
            ),
        }
    }
    draft.table.unlogged = relation.relpersistence == "u";
    merge_keys(&mut draft.table);
    settle_primary_key(&mut draft.table);
    let source = reading.carried(fold, ObjectKind::Table, name.clone());
    let extras = draft.extras;
    fold.add_table(draft.table, source);
    for (offset, carried) in extras {
        fold.carry(offset, carried);
    }
    Outcome::Modelled
}

/// A table being put together, and what of it has to be said in statements of their own.
pub(super) struct Draft {
    pub(super) table: SchemaTable,
    pub(super) extras: Vec<(usize, Carried)>,
    /// The columns that the table has.
    pub(super) known: HashSet<String>,
    /// Whether it may have columns that another table gives it.
    pub(super) inherits: bool,
    /// Whether it may have rows: what is added to it then can be NOT VALID.
    pub(super) is_filled: bool,
}

impl Draft {
    pub(super) fn new(table: SchemaTable) -> Self {
        Self {
            table,
            extras: Vec::new(),
            known: HashSet::new(),
            inherits: false,
            is_filled: false,
        }
    }

    pub(super) fn name(&self) -> QName {
        QName {
            namespace: self.table.namespace.clone(),
            name: self.table.name.clone(),
        }
    }
}

/// A table with nothing in it.
pub(super) fn empty(fold: &Fold<'_>, name: &QName, offset: usize) -> SchemaTable {
    SchemaTable {
        namespace: name.namespace.clone(),
        name: name.name.clone(),
        origin: fold.origin(offset),
        ..Default::default()
    }
}

/// CREATE TABLE makes one of two keys over the same columns, with the name of the one that has one.
fn merge_keys(table: &mut SchemaTable) {
    let same = |a: &Key, b: &Key| {
        a.columns == b.columns
            && a.included == b.included
            && a.deferrable == b.deferrable
            && a.nulls_not_distinct == b.nulls_not_distinct
    };
    let mut kept: Vec<Key> = Vec::with_capacity(table.unique_keys.len());
    for key in std::mem::take(&mut table.unique_keys) {
        let mut before = table.primary_key.iter_mut().chain(&mut kept);
        match before.find(|other| same(other, &key)) {
            Some(other) => other.name = other.name.take().or(key.name),
            None => kept.push(key),
        }
    }
    table.unique_keys = kept;
}

/// Makes the columns of the primary key NOT NULL.
pub(super) fn settle_primary_key(table: &mut SchemaTable) {
    let Some(key) = &table.primary_key else { return };
    for column in table.columns.iter_mut().filter(|c| key.columns.contains(&c.name)) {
        column.not_null = true;
    }
}

/// The token ranges of what stands between the parentheses, and the index of the closing one.
fn elements(reading: &Reading<'_>, location: i32) -> Option<(Vec<(usize, usize)>, usize)> {
    let statement = &reading.statement;
    let mut at = reading.token(location) + 1;
    while statement.is_symbol(at, '.') {
        at += 2;
    }
    if !statement.is_symbol(at, '(') {
        return None;
    }
    let close = statement.closing(at)?;
    Some((statement.comma_separated(at + 1, close), close))
}

fn column_name(element: &Node) -> Option<&str> {
    match element.node.as_ref()? {
        NodeEnum::ColumnDef(def) => Some(&def.colname),
        _ => None,
    }
}

/// Whether the table may have columns that another table gives it.
pub(super) fn inherits(table: &SchemaTable) -> bool {
    table
        .options
        .as_deref()
        .and_then(|o| o.get(..8))
        .is_some_and(|o| o.eq_ignore_ascii_case("inherits"))
}
