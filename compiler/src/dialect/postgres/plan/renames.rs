//! Other names, so ordered that no name is taken when it is given.

use super::clauses::table_sql;
use super::disturbed::kept_in_order;
use super::sequences;
use super::work::{Said, Work, lock, step};
use crate::dialect::Dialect::Postgres;
use crate::dialect::postgres::identifiers::identifier;
use crate::diff::{Named, SchemaChange};
use crate::emit::qualified;
use crate::plan::{LockMode, Step};
use std::collections::{BTreeMap, HashSet};

/// The longest identifier, in bytes.
const LONGEST: usize = 63;

/// A name that nothing has, made of this one.
pub(super) fn free_name(name: &str, taken: &dyn Fn(&str) -> bool) -> String {
    let end = |n: u32| {
        if n == 0 {
            "__old".to_owned()
        } else {
            format!("__old{n}")
        }
    };
    let made = |n: u32| {
        let end = end(n);
        let mut cut = name.len().min(LONGEST - end.len());
        while !name.is_char_boundary(cut) {
            cut -= 1;
        }
        format!("{}{end}", &name[..cut])
    };
    (0..u32::MAX)
        .map(made)
        .find(|name| !taken(name))
        .unwrap_or_else(|| made(0))
}

/// Renames in an order in which each new name is free: what goes round in a circle goes by way of a free name.
pub(super) fn ordered(wanted: Vec<(String, String)>, free: &mut dyn FnMut(&str) -> String) -> Vec<(String, String)> {
    let mut olds: HashSet<String> = wanted.iter().map(|(old, _)| old.clone()).collect();
    let mut left = wanted;
    let mut out = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let before = left.len();
        let mut blocked = Vec::new();
        for (old, new) in left {
            if olds.contains(&new) {
                blocked.push((old, new));
            } else {
                olds.remove(&old);
                out.push((old, new));
            }
        }
        left = blocked;
        if left.len() == before {
            let (old, new) = left.remove(0);
            let between = free(&old);
            olds.remove(&old);
            out.push((old, between.clone()));
            left.push((between, new));
        }
    }
    out
}

/// Gives a type another name for the time until nothing has it any more; that name in SQL.
pub(super) fn set_aside(work: &mut Work<'_>, namespace: Option<&str>, name: &str, what: &str, at: usize) -> String {
    let taken = |candidate: &str| is_taken(work, namespace, candidate);
    let between = free_name(name, &taken);
    let sql = format!(
        "ALTER {what} {} RENAME TO {}",
        qualified(Postgres, namespace, name),
        identifier(&between)
    );
    let comment = format!("set {name} aside until nothing has it any more");
    work.renames.push(step(Some(at), sql, comment));
    qualified(Postgres, namespace, &between)
}

/// The name of a type that goes last; set aside where its name is wanted before.
pub(super) fn kept_until_late(
    work: &mut Work<'_>,
    namespace: Option<&str>,
    name: &str,
    what: &str,
    at: usize,
) -> String {
    let to = work.world.to;
    let is = |space: &Option<String>, n: &str| space.as_deref() == namespace && n == name;
    let wanted = to.enums.iter().any(|e| is(&e.namespace, &e.name))
        || to.tables.iter().any(|t| is(&t.namespace, &t.name))
        || to.objects.iter().any(|o| o.name == label(namespace, name));
    if wanted {
        set_aside(work, namespace, name, what, at)
    } else {
        qualified(Postgres, namespace, name)
    }
}

fn label(namespace: Option<&str>, name: &str) -> String {
    match namespace {
        Some(space) => format!("{space}.{name}"),
        None => name.to_owned(),
    }
}

fn is_taken(work: &Work<'_>, namespace: Option<&str>, name: &str) -> bool {
    let is = |space: &Option<String>, n: &str| space.as_deref() == namespace && n == name;
    [work.world.from, work.world.to].iter().any(|schema| {
        schema.enums.iter().any(|e| is(&e.namespace, &e.name))
            || schema.tables.iter().any(|t| is(&t.namespace, &t.name))
            || schema.objects.iter().any(|o| o.name == label(namespace, name))
    })
}

/// All renames.
pub(super) fn renames(work: &mut Work<'_>) {
    whole_things(work);
    columns(work);
    parts(work);
    super::partitions::indexes(work);
    owned_sequences(work);
}

struct Move<'a> {
    from: &'a Named,
    to: &'a Named,
    what: &'static str,
    at: usize,
}

/// Tables and enum types: to another schema, and under another name.
fn whole_things(work: &mut Work<'_>) {
    let mut moves: Vec<Move<'_>> = Vec::new();
    for (at, change) in work.input.changes.iter().enumerate() {
        match change {
            SchemaChange::RenameTable(table) if !work.disturbed.rebuilt.contains_key(&table.from) => moves.push(Move {
                from: &table.from,
                to: &table.to,
                what: "TABLE",
                at,
            }),
            SchemaChange::RenameEnum { from, to } if !work.disturbed.types.contains_key(&from.name.to_lowercase()) => {
                moves.push(Move {
                    from,
                    to,
                    what: "TYPE",
                    at,
                });
            }
            _ => {}
        }
    }
    // A table's row type has its name, so both sorts share one room.
    let key = |name: &Named| format!("{}\u{0}{}", name.namespace.as_deref().unwrap_or_default(), name.name);
    let wanted: Vec<(String, String)> = moves.iter().map(|m| (key(m.from), key(m.to))).collect();
    let by_key: BTreeMap<String, usize> = wanted
        .iter()
        .enumerate()
        .map(|(i, (old, _))| (old.clone(), i))
        .collect();
    let mut by_between: BTreeMap<String, usize> = BTreeMap::new();
    let taken = |name: &str| is_taken(work, None, name);
    let order = ordered(wanted, &mut |old| {
        let (space, name) = old.split_once('\u{0}').unwrap_or(("", old));
        let between = format!("{space}\u{0}{}", free_name(name, &taken));
        by_between.insert(between.clone(), by_key.get(old).copied().unwrap_or_default());
        between
    });
    let mut steps = Vec::new();
    for (old, new) in order {
        let Some(i) = by_key.get(&old).or_else(|| by_between.get(&old)).copied() else {
            continue;
        };
        steps.extend(one_move(&moves[i], &old, &new, work));
    }
    work.renames.extend(steps);
}

fn one_move(of: &Move<'_>, old: &str, new: &str, work: &Work<'_>) -> Vec<Step> {
    let split = |key: &str| -> (Option<String>, String) {
        let (space, name) = key.split_once('\u{0}').unwrap_or(("", key));
        ((!space.is_empty()).then(|| space.to_owned()), name.to_owned())
    };
    let ((mut space, mut name), (new_space, new_name)) = (split(old), split(new));
    let mut out = Vec::new();
    let say = |sql: String, comment: String| {
        let made = step(Some(of.at), sql, comment);
        if of.what == "TABLE" {
            made.with(lock(LockMode::All, &of.to.name))
        } else {
            made
        }
    };
    let rename = |space: &Option<String>, name: &str| {
        let sql = format!(
            "ALTER {} {} RENAME TO {}",
            of.what,
            qualified(Postgres, space.as_deref(), name),
            identifier(&new_name)
        );
        say(sql, format!("rename {name} to {new_name}"))
    };
    // The name it has is taken where it goes: the new one first.
    if space != new_space && name != new_name && is_taken(work, new_space.as_deref(), &name) {
        out.push(rename(&space, &name));
        name.clone_from(&new_name);
    }
    if space != new_space {
        let target = new_space.as_deref().unwrap_or("public");
        let sql = format!(
            "ALTER {} {} SET SCHEMA {}",
            of.what,
            qualified(Postgres, space.as_deref(), &name),
            identifier(target)
        );
        out.push(say(sql, format!("move {name} to schema {target}")));
        space.clone_from(&new_space);
    }
    if name != new_name {
        out.push(rename(&space, &name));
    }
    out
}

fn columns(work: &mut Work<'_>) {
    let mut by_table: BTreeMap<&Named, Vec<(usize, &str, &str)>> = BTreeMap::new();
    for (at, change) in work.input.changes.iter().enumerate() {
        if let SchemaChange::RenameColumn { table, column } = change {
            let gone = |c: &super::disturbed::Columns<'_>| {
                c.get(&table.from).is_some_and(|c| c.contains_key(column.from.as_str()))
            };
            if !gone(&work.disturbed.remade) && !work.disturbed.rebuilt.contains_key(&table.from) {
                let renames = by_table.entry(&table.from).or_default();
                renames.push((at, &column.from, &column.to));
            }
        }
    }
    for (table, renames) in by_table {
        let Some(kept) = work.world.table(table) else { continue };
        let wanted = renames
            .iter()
            .map(|(_, a, b)| ((*a).to_owned(), (*b).to_owned()))
            .collect();
        let taken = |name: &str| {
            [kept.from, kept.to]
                .iter()
                .any(|t| t.columns.iter().any(|c| c.name == name))
        };
        let mut last: BTreeMap<String, usize> = renames.iter().map(|(at, a, _)| ((*a).to_owned(), *at)).collect();
        for (old, new) in ordered(wanted, &mut |name| free_name(name, &taken)) {
            let at = last.get(&old).copied();
            last.extend(at.map(|at| (new.clone(), at)));
            let sql = format!(
                "ALTER TABLE {} RENAME COLUMN {} TO {}",
                table_sql(kept.to),
                identifier(&old),
                identifier(&new)
            );
            let comment = format!("rename {}.{old} to {new}", kept.to.name);
            work.renames
                .push(step(at, sql, comment).with(lock(LockMode::All, &kept.to.name)));
        }
    }
}

/// Keys, checks and indexes.
fn parts(work: &mut Work<'_>) {
    let mut indexes: BTreeMap<Option<String>, Vec<(usize, String, String)>> = BTreeMap::new();
    let mut constraints: BTreeMap<&Named, Vec<(usize, String, String)>> = BTreeMap::new();
    for (at, change) in work.input.changes.iter().enumerate() {
        match change {
            SchemaChange::RenameIndex { table, from, to } if !is_remade(work, &table.from, from) => {
                let renames = indexes.entry(table.to.namespace.clone()).or_default();
                renames.push((at, from.clone(), to.clone()));
            }
            SchemaChange::RenameConstraint { table, from, to } if !is_remade(work, &table.from, from) => {
                let renames = constraints.entry(&table.from).or_default();
                renames.push((at, from.clone(), to.clone()));
            }
            _ => {}
        }
    }
    for (table, renames) in constraints {
        let Some(kept) = work.world.table(table) else { continue };
        let mut last: BTreeMap<String, usize> = renames.iter().map(|(at, a, _)| (a.clone(), *at)).collect();
        let wanted = renames.into_iter().map(|(_, a, b)| (a, b)).collect();
        for (old, new) in ordered(wanted, &mut |name| free_name(name, &|_| false)) {
            let at = last.get(&old).copied();
            last.extend(at.map(|at| (new.clone(), at)));
            let sql = format!(
                "ALTER TABLE {} RENAME CONSTRAINT {} TO {}",
                table_sql(kept.to),
                identifier(&old),
                identifier(&new)
            );
            work.renames
                .push(step(at, sql, format!("rename constraint {old} to {new}")));
        }
    }
    for (space, renames) in indexes {
        let mut last: BTreeMap<String, usize> = renames.iter().map(|(at, a, _)| (a.clone(), *at)).collect();
        let wanted = renames.into_iter().map(|(_, a, b)| (a, b)).collect();
        for (old, new) in ordered(wanted, &mut |name| free_name(name, &|_| false)) {
            let at = last.get(&old).copied();
            last.extend(at.map(|at| (new.clone(), at)));
            let sql = format!(
                "ALTER INDEX {} RENAME TO {}",
                qualified(Postgres, space.as_deref(), &old),
                identifier(&new)
            );
            work.renames.push(step(at, sql, format!("rename index {old} to {new}")));
        }
    }
}

fn is_remade(work: &Work<'_>, table: &Named, name: &str) -> bool {
    const NOUNS: [&str; 6] = [
        "primary key",
        "unique key",
        "check",
        "exclusion constraint",
        "foreign key",
        "index",
    ];
    work.disturbed.rebuilt.contains_key(table)
        || NOUNS.iter().any(|noun| {
            let parts = &work.disturbed.parts;
            parts.contains_key(&(table.clone(), *noun, name))
        })
}

/// The sequences of identity columns and serials have their names from table and column.
fn owned_sequences(work: &mut Work<'_>) {
    let mut renames: Vec<(String, String)> = Vec::new();
    let touched = |name: &Named, kept: &super::world::Kept<'_>| {
        kept.from.name != kept.to.name
            || work.world.new_columns.contains_key(name)
            || kept.from.columns.iter().any(|c| c.sequence.is_some())
    };
    for (name, kept) in kept_in_order(work.world) {
        if !touched(&name, &kept) || work.disturbed.rebuilt.contains_key(&name) {
            continue;
        }
        for column in &kept.from.columns {
            if let Some(now) = work.world.column_pair(&name, column) {
                renames.extend(sequences::renamed(kept, column, now));
            }
        }
    }
    let last = |sql: &str| sequences::last_part(sql).to_owned();
    let taken = |_: &str| false;
    let wanted: Vec<(String, String)> = renames;
    let free = &mut |sql: &str| {
        let bare = last(sql);
        let between = free_name(bare.trim_matches('"'), &taken);
        sql.strip_suffix(bare.as_str()).unwrap_or_default().to_owned() + &identifier(&between)
    };
    for (old, new) in ordered(wanted, free) {
        let sql = format!("ALTER SEQUENCE {old} RENAME TO {}", last(&new));
        work.renames.push(step(None, sql, format!("rename the sequence {old}")));
    }
}
