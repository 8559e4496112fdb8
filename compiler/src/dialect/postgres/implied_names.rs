//! The names that PostgreSQL gives to keys, checks, indexes and sequences that have none.

use crate::schema::{Column, SchemaIndexPart, SchemaPartTarget, SchemaTable};
use std::collections::HashSet;

/// The longest identifier, in bytes.
const LONGEST: usize = 63;

/// The name made of these words and a label, shortened as PostgreSQL shortens it: from the longer of the table's
/// and the column's part.
pub(crate) fn join(words: &[&str], label: &str) -> String {
    let first = words.first().copied().unwrap_or_default();
    let second = words.get(1..).unwrap_or_default().join("_");
    let extra = usize::from(!second.is_empty()) + 1 + label.len();
    let room = LONGEST.saturating_sub(extra);
    let (mut a, mut b) = (first.len(), second.len());
    while a + b > room {
        if a > b {
            a -= 1;
        } else {
            b -= 1;
        }
    }
    let (first, second) = (clip(first, a), clip(&second, b));
    if second.is_empty() {
        format!("{first}_{label}")
    } else {
        format!("{first}_{second}_{label}")
    }
}

fn clip(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The names in the order in which PostgreSQL makes them, each used once: a number is put after one that is
/// taken in the table.
pub(crate) struct Names {
    taken: HashSet<String>,
}

impl Names {
    /// With the names that the table's keys, checks and indexes have.
    pub(crate) fn of(table: &SchemaTable) -> Self {
        let keys = table
            .primary_key
            .iter()
            .chain(&table.unique_keys)
            .filter_map(|k| k.name.clone());
        let foreign = table.foreign_keys.iter().filter_map(|k| k.name.clone());
        let checks = table.checks.iter().filter_map(|c| c.name.clone());
        let exclusions = table.exclusions.iter().filter_map(|e| e.name.clone());
        let indexes = table.indexes.iter().filter_map(|i| i.name.clone());
        Self {
            taken: keys
                .chain(foreign)
                .chain(checks)
                .chain(exclusions)
                .chain(indexes)
                .collect(),
        }
    }

    /// The next free name made of these words and the label.
    pub(crate) fn next(&mut self, words: &[&str], label: &str) -> String {
        let mut name = join(words, label);
        let mut pass = 0;
        while !self.taken.insert(name.clone()) {
            pass += 1;
            name = join(words, &format!("{label}{pass}"));
        }
        name
    }
}

/// Gives the table's nameless keys, checks and indexes the names that PostgreSQL gave them.
pub(crate) fn freeze(table: &mut SchemaTable) {
    let mut names = Names::of(table);
    let table_name = table.name.clone();
    for check in table.checks.iter_mut().filter(|c| c.name.is_none()) {
        let column = only_column(&check.expression, &table.columns);
        let words: Vec<&str> = std::iter::once(table_name.as_str()).chain(column).collect();
        check.name = Some(names.next(&words, "check"));
    }
    if let Some(key) = table.primary_key.as_mut().filter(|k| k.name.is_none()) {
        key.name = Some(names.next(&[&table_name], "pkey"));
    }
    for key in table.unique_keys.iter_mut().filter(|k| k.name.is_none()) {
        let columns = [key.columns.as_slice(), &key.included].concat();
        key.name = Some(names.next(&words(&table_name, &columns), "key"));
    }
    for key in table.foreign_keys.iter_mut().filter(|k| k.name.is_none()) {
        key.name = Some(names.next(&words(&table_name, &key.columns), "fkey"));
    }
    for index in table.indexes.iter_mut().filter(|i| i.name.is_none()) {
        let words = index_words(&table_name, &index.parts);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        index.name = Some(names.next(&words, "idx"));
    }
}

fn words<'a>(table: &'a str, columns: &'a [String]) -> Vec<&'a str> {
    std::iter::once(table)
        .chain(columns.iter().map(String::as_str))
        .collect()
}

/// The table's name and a word for each part of an index on it.
pub(crate) fn index_words(table: &str, parts: &[SchemaIndexPart]) -> Vec<String> {
    let of_part = |part: &SchemaIndexPart| match &part.target {
        SchemaPartTarget::Column(name) => name.clone(),
        SchemaPartTarget::Expression(sql) => expression_word(sql),
    };
    std::iter::once(table.to_owned())
        .chain(parts.iter().map(of_part))
        .collect()
}

/// The word that stands for an expression: its function's name, or `expr`.
fn expression_word(sql: &str) -> String {
    let name: String = sql
        .chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_' || *c == '.')
        .collect();
    let called = sql[name.len()..].trim_start().starts_with('(');
    match name.rsplit('.').next() {
        Some(last) if called && !last.is_empty() => last.to_lowercase(),
        _ => "expr".to_owned(),
    }
}

/// The column, where the expression is about exactly one.
fn only_column<'a>(expression: &str, columns: &'a [Column]) -> Option<&'a str> {
    let mut found = None;
    for column in columns {
        if crate::import::says(expression, &column.name) {
            if found.is_some() {
                return None;
            }
            found = Some(column.name.as_str());
        }
    }
    found
}
