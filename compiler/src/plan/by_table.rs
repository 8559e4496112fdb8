//! The changes, table by table, for engines that write a table's changes together.

use crate::diff::{SchemaChange, TableRef};
use crate::schema::{Column, Schema, SchemaTable};
use std::collections::HashMap;
use uuid::Uuid;

/// A change and its place in the plan's list.
pub(crate) type Placed<'a> = (usize, &'a SchemaChange);

/// A table that both schemas have.
pub(crate) struct TablePair<'a> {
    /// As it was.
    pub(crate) from: &'a SchemaTable,
    /// As it will be.
    pub(crate) to: &'a SchemaTable,
    /// What changes about it.
    pub(crate) changes: Vec<Placed<'a>>,
    /// The columns that both have, in the order of the second.
    pub(crate) columns: Vec<ColumnPair<'a>>,
}

/// A column that both tables have.
#[derive(Clone, Copy)]
pub(crate) struct ColumnPair<'a> {
    /// As it was.
    pub(crate) from: &'a Column,
    /// As it will be.
    pub(crate) to: &'a Column,
}

impl ColumnPair<'_> {
    /// Values of its enum that go on under another name: old, new.
    pub(crate) fn renamed_values(&self) -> Vec<(String, String)> {
        let now = |id: u32| self.to.enum_values.iter().find(|(known, _)| *known == id);
        let pairs = self
            .from
            .enum_values
            .iter()
            .filter_map(|(id, old)| Some((old, &now(*id)?.1)));
        pairs
            .filter(|(old, new)| old != new)
            .map(|(old, new)| (old.clone(), new.clone()))
            .collect()
    }
}

impl TablePair<'_> {
    /// Whether it gets another name, or another spelling of it.
    pub(crate) fn is_renamed(&self) -> bool {
        self.from.name != self.to.name
    }

    /// The place of the first change, for steps that serve all of them.
    pub(crate) fn first(&self) -> Option<usize> {
        self.changes.first().map(|(at, _)| *at)
    }

    /// The place of the first change for which this holds.
    pub(crate) fn place(&self, holds: impl Fn(&SchemaChange) -> bool) -> Option<usize> {
        self.changes.iter().find(|(_, change)| holds(change)).map(|(at, _)| *at)
    }

    /// The columns of the first that the second does not have.
    pub(crate) fn dropped(&self) -> impl Iterator<Item = &Column> {
        let kept = |column: &Column| self.columns.iter().any(|pair| pair.from.name == column.name);
        self.from.columns.iter().filter(move |column| !kept(column))
    }

    /// The columns of the second that the first does not have.
    pub(crate) fn added(&self) -> impl Iterator<Item = &Column> {
        let kept = |column: &Column| self.columns.iter().any(|pair| pair.to.name == column.name);
        self.to.columns.iter().filter(move |column| !kept(column))
    }
}

/// The tables that both schemas have and about which something changes, in the order of the second.
pub(crate) fn pairs<'a>(from: &'a Schema, to: &'a Schema, changes: &'a [SchemaChange]) -> Vec<TablePair<'a>> {
    let mut by_table: HashMap<&str, Vec<Placed<'a>>> = HashMap::new();
    let mut old_name: HashMap<&str, &str> = HashMap::new();
    for (at, change) in changes.iter().enumerate() {
        if let Some(table) = table_of(change) {
            by_table.entry(&table.to.name).or_default().push((at, change));
            old_name.insert(&table.to.name, &table.from.name);
        }
    }
    let olds: HashMap<&str, &SchemaTable> = from.tables.iter().map(|t| (t.name.as_str(), t)).collect();
    to.tables
        .iter()
        .filter_map(|table| {
            let changes = by_table.remove(table.name.as_str())?;
            let old = olds.get(old_name.get(table.name.as_str())?)?;
            let columns = columns(old, table, &changes);
            Some(TablePair {
                from: old,
                to: table,
                changes,
                columns,
            })
        })
        .collect()
}

fn columns<'a>(from: &'a SchemaTable, to: &'a SchemaTable, changes: &[Placed<'a>]) -> Vec<ColumnPair<'a>> {
    let mut renamed: HashMap<&str, &str> = HashMap::new();
    let mut gone: Vec<&str> = Vec::new();
    let mut new: Vec<&str> = Vec::new();
    for (_, change) in changes {
        match change {
            SchemaChange::RenameColumn { column, .. } => {
                renamed.insert(&column.to, &column.from);
            }
            SchemaChange::DropColumn { column, .. } => gone.push(&column.name),
            SchemaChange::AddColumn { column, .. } => new.push(&column.name),
            _ => {}
        }
    }
    let paired = |column: &'a Column| {
        if new.contains(&column.name.as_str()) {
            return None;
        }
        let old = match renamed.get(column.name.as_str()) {
            Some(old) => from.columns.iter().find(|c| c.name == *old),
            None => from
                .columns
                .iter()
                .find(|c| c.name.eq_ignore_ascii_case(&column.name) && !gone.contains(&c.name.as_str())),
        };
        old.map(|from| ColumnPair { from, to: column })
    };
    to.columns.iter().filter_map(paired).collect()
}

/// The table about which something changes; `None` where a whole table or something else does.
pub(crate) fn table_of(change: &SchemaChange) -> Option<&TableRef> {
    use SchemaChange as C;
    match change {
        C::RenameTable(table)
        | C::AlterTable { table, .. }
        | C::AddColumn { table, .. }
        | C::DropColumn { table, .. }
        | C::RenameColumn { table, .. }
        | C::AlterColumn { table, .. }
        | C::ReorderColumns { table, .. }
        | C::AddPrimaryKey { table, .. }
        | C::DropPrimaryKey { table, .. }
        | C::AddUniqueKey { table, .. }
        | C::DropUniqueKey { table, .. }
        | C::AddForeignKey { table, .. }
        | C::DropForeignKey { table, .. }
        | C::AddCheck { table, .. }
        | C::DropCheck { table, .. }
        | C::AddExclusion { table, .. }
        | C::DropExclusion { table, .. }
        | C::RenameConstraint { table, .. }
        | C::CreateIndex { table, .. }
        | C::DropIndex { table, .. }
        | C::RenameIndex { table, .. } => Some(table),
        C::SetComment { table, .. } => table.as_ref(),
        C::CreateNamespace(_)
        | C::DropNamespace(_)
        | C::CreateEnum(_)
        | C::DropEnum(_)
        | C::RenameEnum { .. }
        | C::AlterEnum { .. }
        | C::CreateTable(_)
        | C::DropTable(_)
        | C::CreateObject(_)
        | C::DropObject(_)
        | C::AlterObject { .. } => None,
    }
}

/// A name that nothing has, made of this one.
pub(crate) fn free_name(wanted: &str, limit: usize, taken: &dyn Fn(&str) -> bool) -> String {
    let cut = |n: usize| -> String { wanted.chars().take(n).collect() };
    let first = cut(limit);
    if !taken(&first) {
        return first;
    }
    (2u32..)
        .map(|n| {
            let end = format!("_{n}");
            format!("{}{end}", cut(limit - end.len()))
        })
        .find(|name| !taken(name))
        .unwrap_or(first)
}

/// Renames so ordered that no name is taken when it is given: old and new name, the element, and the change. What
/// goes round in a circle, or changes its case alone, goes by way of a free name.
pub(crate) fn ordered_renames(
    mut wanted: Vec<(String, String)>,
    free: &mut dyn FnMut(&str) -> String,
) -> Vec<(String, String)> {
    let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
    let mut out: Vec<(String, String)> = Vec::new();
    while !wanted.is_empty() {
        let next = wanted
            .iter()
            .position(|(_, new)| wanted.iter().all(|(old, _)| !same(old, new)));
        if let Some(next) = next {
            out.push(wanted.remove(next));
        } else {
            let (old, new) = wanted.remove(0);
            let between = free(&old);
            out.push((old, between.clone()));
            wanted.push((between, new));
        }
    }
    out
}

/// The element that a table's or column's step is about.
pub(crate) fn subject_of(change: &SchemaChange) -> Option<Uuid> {
    use SchemaChange as C;
    match change {
        C::CreateEnum(e) | C::DropEnum(e) | C::AlterEnum { to: e, .. } => e.origin.element,
        C::CreateTable(t) | C::DropTable(t) | C::AlterTable { to: t, .. } => t.origin.element,
        C::AddColumn { column, .. } | C::DropColumn { column, .. } | C::AlterColumn { to: column, .. } => {
            column.origin.element
        }
        C::AddPrimaryKey { key, .. }
        | C::DropPrimaryKey { key, .. }
        | C::AddUniqueKey { key, .. }
        | C::DropUniqueKey { key, .. } => key.origin.element,
        C::AddForeignKey { foreign_key, .. } | C::DropForeignKey { foreign_key, .. } => foreign_key.origin.element,
        C::AddCheck { check, .. } | C::DropCheck { check, .. } => check.origin.element,
        C::AddExclusion { exclusion, .. } | C::DropExclusion { exclusion, .. } => exclusion.origin.element,
        C::CreateIndex { index, .. } | C::DropIndex { index, .. } => index.origin.element,
        C::CreateObject(o) | C::DropObject(o) | C::AlterObject { to: o, .. } => o.origin.element,
        C::CreateNamespace(_)
        | C::DropNamespace(_)
        | C::RenameEnum { .. }
        | C::RenameTable(_)
        | C::RenameColumn { .. }
        | C::ReorderColumns { .. }
        | C::RenameConstraint { .. }
        | C::RenameIndex { .. }
        | C::SetComment { .. } => None,
    }
}
