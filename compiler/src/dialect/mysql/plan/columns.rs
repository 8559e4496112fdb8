//! Columns: their order, and the values that they need.

use super::super::emit;
use super::super::identifiers::identifier;
use super::types::{self, Effort, verdict};
use crate::dialect::Dialect::Mysql;
use crate::diff::SchemaChange;
use crate::emit::order::words;
use crate::plan::by_table::{ColumnPair, TablePair};
use crate::schema::{Column, SchemaTable};
use std::collections::HashSet;

/// Whether nulls have to get the default before the column can refuse them.
pub(super) fn is_filled(column: &ColumnPair<'_>) -> bool {
    column.to.not_null
        && !column.from.not_null
        && column.from.generated.is_none()
        && column.to.generated.is_none()
        && column
            .to
            .default
            .as_ref()
            .is_some_and(|d| !d.eq_ignore_ascii_case("null"))
}

/// Whether the values were computed when they were read and are to be stored from now on.
pub(super) fn is_kept_aside(column: &ColumnPair<'_>) -> bool {
    column.from.generated.as_ref().is_some_and(|g| !g.stored) && column.to.generated.is_none()
}

/// Whether the column can only be dropped and made again: another way of being computed, or what it is computed from
/// has another name.
pub(super) fn is_made_again(column: &ColumnPair<'_>, renamed: &HashSet<String>) -> bool {
    match (&column.from.generated, &column.to.generated) {
        (Some(old), Some(new)) => {
            old.stored != new.stored || words(&old.expression, Mysql).iter().any(|word| renamed.contains(word))
        }
        (None, Some(_)) => true,
        (_, None) => false,
    }
}

/// The old names, in lower case, of the columns that get others.
pub(super) fn renamed(pair: &TablePair<'_>) -> HashSet<String> {
    let renamed = pair.columns.iter().filter(|c| c.from.name != c.to.name);
    renamed.map(|c| c.from.name.to_lowercase()).collect()
}

/// The names of the columns that both have and that have to move: as few as possible.
pub(super) fn moved<'a>(pair: &TablePair<'a>) -> HashSet<&'a str> {
    let places: Vec<usize> = pair
        .columns
        .iter()
        .map(|c| {
            let place = pair.from.columns.iter().position(|old| old.name == c.from.name);
            place.unwrap_or_default()
        })
        .collect();
    // The longest run that is in order already, by its ends.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; places.len()];
    for (i, place) in places.iter().enumerate() {
        let at = ends.partition_point(|end| places[*end] < *place);
        before[i] = at.checked_sub(1).map(|previous| ends[previous]);
        if at == ends.len() {
            ends.push(i);
        } else {
            ends[at] = i;
        }
    }
    let mut stays: HashSet<usize> = HashSet::new();
    let mut next = ends.last().copied();
    while let Some(i) = next {
        stays.insert(i);
        next = before[i];
    }
    pair.columns
        .iter()
        .enumerate()
        .filter(|(i, _)| !stays.contains(i))
        .map(|(_, c)| c.to.name.as_str())
        .collect()
}

/// Whether the default can be written to the column as it was.
pub(super) fn can_be_filled_first(column: &ColumnPair<'_>, pair: &TablePair<'_>) -> bool {
    let in_key = pair.to.primary_key.as_ref().is_some_and(|key| {
        key.columns
            .iter()
            .any(|name| name.eq_ignore_ascii_case(&column.to.name))
    });
    let same = verdict(&column.from.native_type, &column.to.native_type, "").effort == Effort::Description
        && column.from.collation == column.to.collation;
    let is_values = column.to.native_type.to_ascii_lowercase().starts_with("enum")
        && !column.from.native_type.eq_ignore_ascii_case(&column.to.native_type);
    in_key || (same && !is_values)
}

/// The statement that gives the default to the rows that have nothing in the column.
pub(super) fn fill(table: &SchemaTable, column: &str, default: &str) -> String {
    let name = identifier(column);
    format!(
        "UPDATE {} SET {name} = {default}{} WHERE {name} IS NULL",
        identifier(&table.name),
        kept_moments(table, column)
    )
}

/// The values of the column that go on under another name: old and new, as literals.
pub(super) fn renamed_values(column: &ColumnPair<'_>, pair: &TablePair<'_>) -> Vec<(String, String)> {
    let found = pair.changes.iter().find_map(|(_, change)| match change {
        SchemaChange::AlterColumn { to, values, .. } if to.name == column.to.name => Some(values.clone()),
        _ => None,
    });
    let found = found.unwrap_or_default().into_iter();
    let known = column.renamed_values().into_iter();
    found
        .chain(known)
        .map(|(old, new)| (Mysql.literal(&old), Mysql.literal(&new)))
        .collect()
}

/// The old type with the new names of its values beside the old ones.
pub(super) fn widened(native: &str, renamed: &[(String, String)]) -> Option<String> {
    let end = native.rfind(')')?;
    let known = types::split_values(&native[native.find('(')? + 1..end]);
    let new: String = renamed
        .iter()
        .filter(|(_, new)| !known.contains(&new.as_str()))
        .map(|(_, new)| format!(",{new}"))
        .collect();
    Some(format!("{}{new}{}", &native[..end], &native[end..]))
}

/// The statement that gives values their new names, all at once.
pub(super) fn rename_values(table: &SchemaTable, column: &str, is_set: bool, renamed: &[(String, String)]) -> String {
    let name = identifier(column);
    let value = if is_set {
        let listed = renamed
            .iter()
            .fold(format!("CONCAT(',', {name}, ',')"), |inner, (old, new)| {
                format!("REPLACE({inner}, CONCAT(',', {old}, ','), CONCAT(',', {new}, ','))")
            });
        format!("TRIM(BOTH ',' FROM {listed})")
    } else {
        let each: Vec<String> = renamed
            .iter()
            .map(|(old, new)| format!("WHEN {old} THEN {new}"))
            .collect();
        format!("CASE {name} {} ELSE {name} END", each.join(" "))
    };
    let rows: Vec<String> = renamed
        .iter()
        .map(|(old, _)| {
            if is_set {
                format!("FIND_IN_SET({old}, {name})")
            } else {
                format!("{name} = {old}")
            }
        })
        .collect();
    format!(
        "UPDATE {} SET {name} = {value}{} WHERE {}",
        identifier(&table.name),
        kept_moments(table, column),
        rows.join(" OR ")
    )
}

/// What sets itself on every update is left as it is.
pub(super) fn kept_moments(table: &SchemaTable, column: &str) -> String {
    let others = table.columns.iter().filter(|other| other.on_update.is_some());
    others
        .filter(|other| !other.name.eq_ignore_ascii_case(column))
        .map(|other| format!(", {0} = {0}", identifier(&other.name)))
        .collect()
}

/// The column's definition, with nulls allowed for now.
pub(super) fn nullable(column: &Column) -> String {
    emit::column(&Column {
        not_null: false,
        ..column.clone()
    })
}
