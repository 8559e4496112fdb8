//! `~name` in a table: what the partial has becomes the table's own.

use super::ast::{Check, Column, ColumnOrPartial, Index, Table};
use super::elements::quoted;
use super::report::Report;
use std::collections::HashMap;

/// A table with all that its partials bring.
pub(super) struct Whole {
    pub(super) columns: Vec<Column>,
    pub(super) indexes: Vec<Index>,
    pub(super) checks: Vec<Check>,
    pub(super) note: Option<String>,
}

/// Puts partials in. What the table says itself wins over them, and the last of them over the others.
pub(super) fn inject(table: &Table, partials: &HashMap<&str, &Table>, report: &mut Report<'_>) -> Whole {
    let mut from: Vec<(usize, &Table)> = Vec::new();
    for item in &table.columns {
        if let ColumnOrPartial::Partial { at, name } = item {
            match partials.get(name.as_str()) {
                Some(partial) => from.push((*at, *partial)),
                None => {
                    let message = format!("there is no TablePartial {}", quoted(name));
                    report.error(*at, "unknown-partial", message);
                }
            }
        }
    }
    let mut whole = Whole {
        columns: Vec::new(),
        indexes: table.indexes.clone(),
        checks: table.checks.clone(),
        note: table.note.clone(),
    };
    for (_, partial) in from.iter().rev() {
        let new = |index: &&Index| !whole.indexes.iter().any(|known| known.parts == index.parts);
        let indexes: Vec<Index> = partial.indexes.iter().filter(new).cloned().collect();
        whole.indexes.extend(indexes);
        whole.checks.extend(partial.checks.iter().cloned());
        whole.note = whole.note.or_else(|| partial.note.clone());
    }
    let own = |name: &str| {
        table
            .columns
            .iter()
            .any(|item| matches!(item, ColumnOrPartial::Column(c) if c.name == name))
    };
    let has = |partial: &Table, name: &str| {
        partial
            .columns
            .iter()
            .any(|item| matches!(item, ColumnOrPartial::Column(c) if c.name == name))
    };
    let mut seen = 0;
    for item in &table.columns {
        match item {
            ColumnOrPartial::Column(column) => whole.columns.push(column.clone()),
            ColumnOrPartial::Partial { at, .. } => {
                let Some((_, partial)) = from.get(seen).filter(|(place, _)| place == at) else {
                    continue;
                };
                seen += 1;
                for item in &partial.columns {
                    match item {
                        ColumnOrPartial::Column(column) => {
                            let is_later = from[seen..].iter().any(|(_, later)| has(later, &column.name));
                            if !own(&column.name) && !is_later {
                                whole.columns.push(column.clone());
                            }
                        }
                        ColumnOrPartial::Partial { at, name } => {
                            let message = format!("a TablePartial cannot take in another: {}", quoted(name));
                            report.error(*at, "unknown-partial", message);
                        }
                    }
                }
            }
        }
    }
    whole
}
