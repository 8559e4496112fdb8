//! Sequences of serials that say more than `serial` does.

use crate::design::Identity;
use crate::dialect::Dialect::Postgres;
use crate::dialect::postgres::identifiers::{identifier, literal};
use crate::dialect::postgres::implied_names;
use crate::emit::order::{Draft, Phase, words};
use crate::emit::{qualified, readable};
use crate::import::lex::{Lexer, TokenKind};
use crate::schema::{Column, Schema, SchemaTable};
use std::collections::HashSet;

/// A sequence with a statement of its own, which a column owns and takes its default from.
pub(super) struct Sequence {
    /// Its name as it stands in SQL.
    name: String,
    /// AS and what follows, as it stands in CREATE SEQUENCE.
    options: String,
}

impl Sequence {
    /// The word that statements which mention it have.
    pub(super) fn word(&self) -> String {
        crate::emit::order::defined_name(&self.name)
    }

    /// The default of its column.
    pub(super) fn next_value(&self) -> String {
        format!("nextval({}::regclass)", literal(&self.name))
    }
}

/// The names in the defaults that take a number, in lower case: what they mention must be there before `serial` would
/// make it.
pub(super) fn mentioned(schema: &Schema) -> HashSet<String> {
    let defaults = schema
        .tables
        .iter()
        .flat_map(|t| &t.columns)
        .filter_map(|c| c.default.as_deref());
    defaults
        .filter(|default| default.contains("nextval"))
        .flat_map(|default| words(default, Postgres))
        .collect()
}

/// For each column of the table the sequence that needs its own statement.
pub(super) fn of_table(table: &SchemaTable, shared: &HashSet<String>) -> Vec<Option<Sequence>> {
    table
        .columns
        .iter()
        .map(|column| of_column(table, column, shared))
        .collect()
}

fn of_column(table: &SchemaTable, column: &Column, shared: &HashSet<String>) -> Option<Sequence> {
    if column.identity != Some(Identity::Serial) {
        return None;
    }
    let implied = implied_names::join(&[&table.name, &column.name], "seq");
    let said = column.sequence.as_deref().unwrap_or_default();
    if said.is_empty() && !shared.contains(&implied.to_lowercase()) {
        return None;
    }
    let (name, rest) = named(said);
    let counts_in = if rest.starts_with("AS ") {
        String::new()
    } else {
        format!(" AS {}", column.native_type)
    };
    let rest = if rest.is_empty() {
        String::new()
    } else {
        format!(" {rest}")
    };
    Some(Sequence {
        name: name.map_or_else(
            || qualified(Postgres, table.namespace.as_deref(), &implied),
            str::to_owned,
        ),
        options: counts_in + &rest,
    })
}

/// The name behind `SEQUENCE NAME`, as it stands there, and what follows it.
pub(crate) fn named(options: &str) -> (Option<&str>, &str) {
    let Some(rest) = options.strip_prefix("SEQUENCE NAME ") else {
        return (None, options);
    };
    let mut lexer = Lexer::new(rest, Postgres);
    let mut end = 0;
    let mut wants_name = true;
    while let Some(token) = lexer.next_token() {
        let is_name = matches!(token.kind, TokenKind::Word | TokenKind::QuotedName);
        if wants_name && is_name || !wants_name && token.is_symbol(rest, '.') {
            wants_name = !wants_name;
            end = token.end as usize;
        } else {
            break;
        }
    }
    (Some(&rest[..end]), rest[end..].trim_start())
}

/// The statements that make the sequences, and give them to their columns.
pub(super) fn drafts(table: &SchemaTable, made: &[Option<Sequence>], out: &mut Vec<Draft>) {
    for (column, sequence) in table.columns.iter().zip(made) {
        let Some(sequence) = sequence else { continue };
        let what = format!("sequence of {}.{}", readable(table), column.name);
        let sql = format!("CREATE SEQUENCE {}{}", sequence.name, sequence.options);
        let mut draft = Draft::plain(Phase::Type, sql, what.clone()).of(column.origin.element);
        draft.defines = Some(sequence.word());
        out.push(draft);
        let sql = format!(
            "ALTER SEQUENCE {} OWNED BY {}.{}",
            sequence.name,
            qualified(Postgres, table.namespace.as_deref(), &table.name),
            identifier(&column.name)
        );
        let mut draft = Draft::plain(Phase::Index, sql, what).of(column.origin.element);
        draft.after = vec![table.name.to_lowercase(), sequence.word()];
        out.push(draft);
    }
}
