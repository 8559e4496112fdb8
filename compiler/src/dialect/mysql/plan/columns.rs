//! Columns: their order, and the values that they need.

use super::super::emit;
use super::super::identifiers::identifier;
use super::types::{Effort, verdict};
use crate::dialect::Dialect::Mysql;
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

/// The statement that gives the default to the rows that have nothing in the column. What sets itself on every update
/// is left as it is.
pub(super) fn fill(table: &SchemaTable, column: &str, default: &str) -> String {
    let kept: String = table
        .columns
        .iter()
        .filter(|other| other.on_update.is_some() && !other.name.eq_ignore_ascii_case(column))
        .map(|other| format!(", {0} = {0}", identifier(&other.name)))
        .collect();
    let name = identifier(column);
    format!(
        "UPDATE {} SET {name} = {default}{kept} WHERE {name} IS NULL",
        identifier(&table.name)
    )
}

/// The column's definition, with nulls allowed for now.
pub(super) fn nullable(column: &Column) -> String {
    emit::column(&Column {
        not_null: false,
        ..column.clone()
    })
}
