//! What looks as if it were renamed. Offered, never applied.

use super::change::{Named, SchemaChange, TableRef};
use super::rename::Rename;
use crate::dialect::Dialect;
use crate::schema::{Column, SchemaEnum, SchemaTable};
use std::collections::{BTreeMap, HashSet};

/// Beyond this many pairs only what is exactly alike is looked at.
const MOST_PAIRS: usize = 20_000;

/// A rename that was perhaps meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// What to say to have it applied.
    pub rename: Rename,
    /// What the two have in common, as a sentence.
    pub why: String,
}

/// What is dropped and what is made, and looks alike.
pub(super) fn suggestions(changes: &[SchemaChange], dialect: Dialect) -> Vec<Suggestion> {
    let mut out = Vec::new();
    tables(changes, &mut out);
    enums(changes, &mut out);
    columns(changes, dialect, &mut out);
    values(changes, &mut out);
    out
}

fn path(name: &Named) -> Vec<String> {
    name.namespace.iter().cloned().chain([name.name.clone()]).collect()
}

fn tables(changes: &[SchemaChange], out: &mut Vec<Suggestion>) {
    let mut gone: Vec<&SchemaTable> = Vec::new();
    let mut new: Vec<&SchemaTable> = Vec::new();
    for change in changes {
        match change {
            SchemaChange::DropTable(table) => gone.push(table),
            SchemaChange::CreateTable(table) => new.push(table),
            _ => {}
        }
    }
    let words =
        |table: &SchemaTable| -> HashSet<String> { table.columns.iter().map(|c| c.name.to_lowercase()).collect() };
    let new_words: Vec<HashSet<String>> = new.iter().map(|t| words(t)).collect();
    if gone.len() * new.len() > MOST_PAIRS {
        return;
    }
    let mut taken = HashSet::new();
    for old in gone {
        let old_words = words(old);
        let likeness = |at: usize| {
            let shared = new_words[at].intersection(&old_words).count();
            (shared * 100)
                .checked_div(old_words.len().max(new_words[at].len()))
                .unwrap_or(0)
        };
        let best = (0..new.len())
            .filter(|at| !taken.contains(at))
            .map(|at| (likeness(at), at))
            .max_by_key(|(likeness, at)| (*likeness, usize::MAX - at));
        if let Some((likeness, at)) = best.filter(|(likeness, _)| *likeness >= 60) {
            taken.insert(at);
            let (from, to) = (super::tables::table_name(old), super::tables::table_name(new[at]));
            let to_path = if from.namespace == to.namespace {
                vec![to.name.clone()]
            } else {
                vec![
                    to.namespace.clone().unwrap_or_else(|| "public".to_owned()),
                    to.name.clone(),
                ]
            };
            out.push(Suggestion {
                rename: Rename {
                    from: path(&from),
                    to: to_path,
                },
                why: format!(
                    "{} of the columns of {} and {} have the same names",
                    if likeness == 100 {
                        "all".to_owned()
                    } else {
                        format!("{likeness} %")
                    },
                    from.name,
                    to.name
                ),
            });
        }
    }
}

fn enums(changes: &[SchemaChange], out: &mut Vec<Suggestion>) {
    let mut gone: Vec<&SchemaEnum> = Vec::new();
    let mut new: Vec<&SchemaEnum> = Vec::new();
    for change in changes {
        match change {
            SchemaChange::DropEnum(made) => gone.push(made),
            SchemaChange::CreateEnum(made) => new.push(made),
            _ => {}
        }
    }
    for old in gone {
        let alike = |made: &&&SchemaEnum| made.namespace == old.namespace && made.values == old.values;
        if let Some(found) = new.iter().find(alike) {
            out.push(Suggestion {
                rename: Rename {
                    from: path(&super::enums::enum_name(old)),
                    to: vec![found.name.clone()],
                },
                why: format!("{} and {} have the same values", old.name, found.name),
            });
        }
    }
}

type ColumnsOf<'a> = (&'a TableRef, Vec<(&'a Column, usize)>, Vec<(&'a Column, usize)>);

fn columns(changes: &[SchemaChange], dialect: Dialect, out: &mut Vec<Suggestion>) {
    let mut by_table: BTreeMap<&Named, ColumnsOf<'_>> = BTreeMap::new();
    for change in changes {
        match change {
            SchemaChange::DropColumn {
                table,
                column,
                position,
            } => {
                let entry = by_table.entry(&table.from).or_insert((table, Vec::new(), Vec::new()));
                entry.1.push((column, *position));
            }
            SchemaChange::AddColumn {
                table,
                column,
                position,
            } => {
                let entry = by_table.entry(&table.from).or_insert((table, Vec::new(), Vec::new()));
                entry.2.push((column, *position));
            }
            _ => {}
        }
    }
    let scope = super::compare::Scope::default();
    for (table, gone, mut new) in by_table.into_values() {
        for (old, position) in gone {
            let alike = |(column, _): &&(&Column, usize)| {
                super::compare::same_type(&old.native_type, &column.native_type, &scope, dialect)
                    && old.generated.is_some() == column.generated.is_some()
            };
            let candidates: Vec<_> = new.iter().filter(alike).copied().collect();
            let chosen = match candidates.as_slice() {
                [only] => Some(*only),
                several => several.iter().find(|(_, at)| *at == position).copied(),
            };
            if let Some((column, at)) = chosen {
                new.retain(|(c, _)| c.name != column.name);
                let place = if at == position { " and the same place" } else { "" };
                let mut from = path(&table.from);
                from.push(old.name.clone());
                out.push(Suggestion {
                    rename: Rename {
                        from,
                        to: vec![column.name.clone()],
                    },
                    why: format!("both columns have the type {}{place}", old.native_type),
                });
            }
        }
    }
}

fn values(changes: &[SchemaChange], out: &mut Vec<Suggestion>) {
    for change in changes {
        let SchemaChange::AlterEnum { from, to, .. } = change else {
            continue;
        };
        if from.values.len() != to.values.len() {
            continue;
        }
        for (old, new) in from.values.iter().zip(&to.values) {
            if old != new && !to.values.contains(old) && !from.values.contains(new) {
                let mut parts = path(&super::enums::enum_name(from));
                parts.push(old.clone());
                out.push(Suggestion {
                    rename: Rename {
                        from: parts,
                        to: vec![new.clone()],
                    },
                    why: format!("both values have the same place in {}", from.name),
                });
            }
        }
    }
}
