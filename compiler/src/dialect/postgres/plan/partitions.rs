//! The names that PostgreSQL makes up for what partitions get from their parent.

use super::clauses::Part;
use super::work::{Work, step};
use super::world::name_of;
use crate::design::ObjectKind;
use crate::dialect::Dialect::Postgres;
use crate::dialect::postgres::identifiers::identifier;
use crate::dialect::postgres::implied_names::{index_words, join};
use crate::diff::{Named, SchemaChange};
use crate::emit::order::words;
use crate::emit::qualified;
use crate::schema::SchemaObject;
use std::collections::HashSet;

/// Indexes of partitions have their names from partition and columns, and get others where those do.
pub(super) fn indexes(work: &mut Work<'_>) {
    let explicit: HashSet<&str> = work.world.from.objects.iter().map(|o| o.name.as_str()).collect();
    let mut renames: Vec<(Option<String>, String, String)> = Vec::new();
    for object in work.world.from.objects.iter().filter(|o| is_partition(o)) {
        let old = named(&object.name);
        let new = renamed(work, &old);
        let said = words(&object.sql, Postgres);
        let parent = work
            .world
            .from
            .tables
            .iter()
            .find(|t| said.contains(&t.name.to_lowercase()) && t.options.as_deref().is_some_and(is_partitioned));
        let Some(parent) = parent.map(name_of) else { continue };
        let unchanged = new == old && !work.world.new_columns.contains_key(&parent);
        if unchanged || work.disturbed.rebuilt.contains_key(&parent) {
            continue;
        }
        let Some(kept) = work.world.table(&parent) else {
            continue;
        };
        for part in Part::all(kept.from) {
            let remade = work
                .disturbed
                .parts
                .contains_key(&(parent.clone(), part.noun(), part.name()));
            let now = work.world.part_now(&parent, part.name());
            let after = Part::all(kept.to).find(|p| p.noun() == part.noun() && p.name() == now);
            let (Some(a), Some(b)) = (implied(&old.name, part), after.and_then(|p| implied(&new.name, p))) else {
                continue;
            };
            if a != b && !remade && !explicit.contains(a.as_str()) {
                renames.push((new.namespace.clone(), a, b));
            }
        }
    }
    for (space, old, new) in renames {
        let sql = format!(
            "ALTER INDEX IF EXISTS {} RENAME TO {}",
            qualified(Postgres, space.as_deref(), &old),
            identifier(&new)
        );
        work.renames
            .push(step(None, sql, format!("rename index {old} of a partition to {new}")));
    }
}

pub(super) fn is_partitioned(options: &str) -> bool {
    options.to_ascii_uppercase().contains("PARTITION BY")
}

fn is_partition(object: &SchemaObject) -> bool {
    object.kind == ObjectKind::Table && object.sql.to_ascii_uppercase().contains("PARTITION OF")
}

fn named(label: &str) -> Named {
    match label.split_once('.') {
        Some((space, name)) => Named {
            namespace: Some(space.to_owned()),
            name: name.to_owned(),
        },
        None => Named {
            namespace: None,
            name: label.to_owned(),
        },
    }
}

fn renamed(work: &Work<'_>, old: &Named) -> Named {
    let found = work.input.changes.iter().find_map(|change| match change {
        SchemaChange::RenameTable(table) if table.from == *old => Some(table.to.clone()),
        _ => None,
    });
    found.unwrap_or_else(|| old.clone())
}

/// The name of the partition's own index behind a key or index of its parent.
fn implied(partition: &str, part: Part<'_>) -> Option<String> {
    let of_columns = |columns: &[String], label: &str| {
        let words: Vec<&str> = std::iter::once(partition)
            .chain(columns.iter().map(String::as_str))
            .collect();
        join(&words, label)
    };
    match part {
        Part::Primary(_) => Some(join(&[partition], "pkey")),
        Part::Unique(key) => Some(of_columns(&key.columns, "key")),
        Part::Index(index) => {
            let words = index_words(partition, &index.parts);
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            Some(join(&words, "idx"))
        }
        Part::Check(_) | Part::Exclusion(_) | Part::Foreign(_) => None,
    }
}
