//! Which table and column of the one schema is which of the other, as the changes tell.

use crate::diff::{Named, SchemaChange};
use crate::plan::PlanInput;
use crate::schema::{Column, Schema, SchemaTable};
use std::collections::{HashMap, HashSet};

/// A table that both schemas have.
#[derive(Clone, Copy)]
pub(super) struct Kept<'a> {
    pub(super) from: &'a SchemaTable,
    pub(super) to: &'a SchemaTable,
}

/// What is where.
pub(super) struct World<'a> {
    pub(super) from: &'a Schema,
    pub(super) to: &'a Schema,
    /// By the name in the first schema.
    pub(super) kept: HashMap<Named, Kept<'a>>,
    /// Old names of tables by their new ones, where they differ.
    pub(super) old_names: HashMap<&'a Named, &'a Named>,
    /// By the table's old name, the columns' old names and new ones, where they differ.
    pub(super) new_columns: HashMap<&'a Named, HashMap<&'a str, &'a str>>,
    /// By the table's old name, old names of keys, checks and indexes and their new ones, where they differ.
    pub(super) new_parts: HashMap<&'a Named, HashMap<&'a str, &'a str>>,
    /// Parts and columns that the changes drop or add, by the table's old name.
    pub(super) dropped_columns: HashSet<(&'a Named, &'a str)>,
}

/// The table's name.
pub(super) fn name_of(table: &SchemaTable) -> Named {
    Named {
        namespace: table.namespace.clone(),
        name: table.name.clone(),
    }
}

impl<'a> World<'a> {
    pub(super) fn of(input: &PlanInput<'a>) -> Self {
        let mut world = Self {
            from: input.from,
            to: input.to,
            kept: HashMap::with_capacity(input.to.tables.len()),
            old_names: HashMap::new(),
            new_columns: HashMap::new(),
            new_parts: HashMap::new(),
            dropped_columns: HashSet::new(),
        };
        let mut made: HashSet<Named> = HashSet::new();
        for change in input.changes {
            match change {
                SchemaChange::CreateTable(table) => {
                    made.insert(name_of(table));
                }
                SchemaChange::RenameTable(table) => {
                    world.old_names.insert(&table.to, &table.from);
                }
                SchemaChange::RenameColumn { table, column } => {
                    let names = world.new_columns.entry(&table.from).or_default();
                    names.insert(&column.from, &column.to);
                }
                SchemaChange::RenameConstraint { table, from, to } | SchemaChange::RenameIndex { table, from, to } => {
                    world.new_parts.entry(&table.from).or_default().insert(from, to);
                }
                SchemaChange::DropColumn { table, column, .. } => {
                    world.dropped_columns.insert((&table.from, &column.name));
                }
                _ => {}
            }
        }
        let olds: HashMap<Named, &'a SchemaTable> = input.from.tables.iter().map(|t| (name_of(t), t)).collect();
        for table in &input.to.tables {
            let name = name_of(table);
            if made.contains(&name) {
                continue;
            }
            let old = world.old_names.get(&name).map_or(&name, |old| *old);
            if let Some(from) = olds.get(old) {
                world.kept.insert(old.clone(), Kept { from, to: table });
            }
        }
        world
    }

    /// The table under its old name, on both sides.
    pub(super) fn table(&self, old: &Named) -> Option<Kept<'a>> {
        self.kept.get(old).copied()
    }

    /// What a column of a table is called now.
    pub(super) fn column_now<'n>(&self, table: &Named, column: &'n str) -> &'n str
    where
        'a: 'n,
    {
        let names = self.new_columns.get(table);
        names.and_then(|names| names.get(column)).copied().unwrap_or(column)
    }

    /// What a key, check or index of a table is called now.
    pub(super) fn part_now<'n>(&self, table: &Named, part: &'n str) -> &'n str
    where
        'a: 'n,
    {
        let names = self.new_parts.get(table);
        names.and_then(|names| names.get(part)).copied().unwrap_or(part)
    }

    /// The column of the second schema that this one of the first is.
    pub(super) fn column_pair(&self, old: &Named, column: &Column) -> Option<&'a Column> {
        if self.dropped_columns.contains(&(old, column.name.as_str())) {
            return None;
        }
        let kept = self.table(old)?;
        let now = self.column_now(old, &column.name);
        kept.to.columns.iter().find(|c| c.name == now)
    }
}
