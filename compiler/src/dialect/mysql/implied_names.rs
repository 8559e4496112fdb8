//! The names that MySQL and MariaDB give to keys and foreign keys that have none.

use crate::schema::{Check, SchemaTable};
use std::collections::HashSet;

/// Gives the table's nameless keys, indexes, foreign keys and checks the names that InnoDB gives them.
pub(crate) fn freeze(table: &mut SchemaTable) {
    let mut taken: HashSet<String> = table
        .unique_keys
        .iter()
        .map(|k| &k.name)
        .chain(table.indexes.iter().map(|i| &i.name))
        .flatten()
        .map(|n| n.to_lowercase())
        .collect();
    for key in table.unique_keys.iter_mut().filter(|k| k.name.is_none()) {
        key.name = Some(index_name(key.columns.first(), &mut taken));
    }
    for index in table.indexes.iter_mut().filter(|i| i.name.is_none()) {
        let first = index.parts.first().and_then(|part| match &part.target {
            crate::schema::SchemaPartTarget::Column(name) => Some(name),
            crate::schema::SchemaPartTarget::Expression(_) => None,
        });
        index.name = Some(match first {
            Some(_) => index_name(first, &mut taken),
            None => index_name(Some(&"functional_index".to_owned()), &mut taken),
        });
    }
    let highest = |prefix: &str, names: &mut dyn Iterator<Item = &String>| {
        names
            .filter_map(|n| n.strip_prefix(prefix)?.parse::<u32>().ok())
            .max()
            .unwrap_or(0)
    };
    let prefix = format!("{}_ibfk_", table.name);
    let mut number = highest(&prefix, &mut table.foreign_keys.iter().filter_map(|k| k.name.as_ref()));
    for key in table.foreign_keys.iter_mut().filter(|k| k.name.is_none()) {
        number += 1;
        key.name = Some(format!("{prefix}{number}"));
    }
    // As MariaDB does; MySQL's own are `table_chk_1`.
    let mut number = 0;
    let taken: HashSet<String> = table.checks.iter().filter_map(|c| c.name.clone()).collect();
    let columns: HashSet<&str> = table.columns.iter().map(|c| c.name.as_str()).collect();
    // A check in a column's definition goes by that; a name would make it one of the table.
    let of_table = |c: &Check| c.column.as_deref().is_none_or(|column| !columns.contains(column));
    for check in table.checks.iter_mut().filter(|c| c.name.is_none() && of_table(c)) {
        number += 1;
        while taken.contains(&format!("CONSTRAINT_{number}")) {
            number += 1;
        }
        check.name = Some(format!("CONSTRAINT_{number}"));
    }
}

/// The first column's name, with a number where it is taken.
fn index_name(first: Option<&String>, taken: &mut HashSet<String>) -> String {
    let word = first.cloned().unwrap_or_default();
    let mut name = word.clone();
    let mut number = 1;
    while !taken.insert(name.to_lowercase()) || name.eq_ignore_ascii_case("primary") {
        number += 1;
        name = format!("{word}_{number}");
    }
    name
}
