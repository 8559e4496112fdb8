//! Reads SQLite, statement by statement.

use crate::design::ObjectKind;
use crate::import::fold::{Carried, Fold};
use crate::import::lex::TokenKind;
use crate::import::reader;
use crate::import::report::Outcome;
use crate::import::statement::Statement;

const DATA: &str = "an import takes the schema, not the rows";
const SESSION: &str = "it is about the session";

/// Reads one statement into the schema.
pub(crate) fn read(fold: &mut Fold<'_>, statement: Statement<'_>) -> Outcome {
    if let Some(outcome) = dumped_virtual_table(fold, statement) {
        return outcome;
    }
    if let Some(outcome) = skip(fold, statement) {
        return outcome;
    }
    if let Some(outcome) = reader::read_tables(fold, statement) {
        return outcome;
    }
    if let Some(outcome) = reader::carry(fold, statement) {
        return outcome;
    }
    let head = statement.head(2);
    let message = if head.is_empty() {
        "this is not SQL that SQLite reads".to_owned()
    } else {
        format!("{head} begins nothing that SQLite reads")
    };
    fold.report.fail(statement.start(), "not-sql", message)
}

/// Skips what says nothing about the schema; `None` for anything else.
fn skip(fold: &mut Fold<'_>, statement: Statement<'_>) -> Option<Outcome> {
    let head = statement.head(1);
    let why = match head.as_str() {
        "INSERT" | "REPLACE" | "UPDATE" | "DELETE" | "VALUES" | "SELECT" | "WITH" => DATA,
        "PRAGMA" | "BEGIN" | "COMMIT" | "END" | "ROLLBACK" | "SAVEPOINT" | "RELEASE" | "ANALYZE" | "VACUUM"
        | "REINDEX" | "ATTACH" | "DETACH" | "EXPLAIN" => SESSION,
        _ => return None,
    };
    Some(fold.report.skip(statement.start(), head, why))
}

/// `.dump` writes virtual tables as rows of the catalog: what they were made by is the last value.
fn dumped_virtual_table(fold: &mut Fold<'_>, statement: Statement<'_>) -> Option<Outcome> {
    let is_catalog = statement.is_word(2, "sqlite_schema") || statement.is_word(2, "sqlite_master");
    if !statement.is_word(0, "insert") || !is_catalog {
        return None;
    }
    let text = statement.tokens.iter().rev().find(|t| t.kind == TokenKind::String)?;
    let sql = reader::unquote_string(text.text(statement.source), fold.dialect)?;
    let mut words = sql.split_whitespace();
    let mut is = |word: &str| words.next().is_some_and(|said| said.eq_ignore_ascii_case(word));
    if !(is("create") && is("virtual") && is("table")) {
        return None;
    }
    let start = statement.start();
    let name = words
        .next()?
        .split('(')
        .next()?
        .trim_matches(['"', '\'', '`', '[', ']'])
        .to_owned();
    let name = fold.new_name(None, &name);
    Some(fold.carry(start, Carried::new(ObjectKind::Table, name, sql, fold.origin(start))))
}
