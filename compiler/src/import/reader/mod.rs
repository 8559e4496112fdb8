//! Reads the statements of MySQL and SQLite.
//!
//! Both engines keep types, defaults and options as they were written, so this cuts them out of the source instead
//! of printing a parser's tree again: what comes out is what went in. The two grammars are alike where they speak of
//! tables; where they differ, the dialect is asked.

mod alter;
mod carried;
mod column;
mod constraint;
mod cursor;
mod drop;
mod index;
mod options;
mod table;
mod value;

pub(crate) use carried::carry;
pub(crate) use cursor::Cursor;
pub(crate) use value::unquote_string;

use super::fold::{Fold, QName};
use super::report::Outcome;
use super::statement::Statement;
use crate::diagnostic::{Diagnostic, Severity};

/// A statement cannot be read from here on: the byte offset and what is wrong.
pub(crate) struct Stuck {
    pub(crate) offset: usize,
    pub(crate) message: String,
}

/// What reading gives.
pub(crate) type Read<T> = Result<T, Stuck>;

/// Reads a statement about tables and indexes; `None` for any other.
pub(crate) fn read_tables(fold: &mut Fold<'_>, statement: Statement<'_>) -> Option<Outcome> {
    let mut cursor = Cursor::new(statement, fold.dialect);
    let read = if cursor.words(&["create"]) {
        create(fold, &mut cursor)?
    } else if cursor.words(&["alter", "table"]) || cursor.words(&["alter", "ignore", "table"]) {
        alter::alter(fold, &mut cursor)
    } else if cursor.words(&["rename", "table"]) || cursor.words(&["rename", "tables"]) {
        alter::rename_tables(fold, &mut cursor)
    } else if cursor.words(&["drop"]) {
        drop::drop(fold, &mut cursor)?
    } else {
        return None;
    };
    Some(read.unwrap_or_else(|stuck| {
        let head = statement.head(2);
        let message = format!("{head} cannot be read: {}", stuck.message);
        fold.report.say(
            stuck.offset,
            Diagnostic::new(Severity::Error, "statement-unreadable", message),
        );
        Outcome::Failed
    }))
}

fn create(fold: &mut Fold<'_>, cursor: &mut Cursor<'_>) -> Option<Read<Outcome>> {
    cursor.words(&["or", "replace"]);
    if cursor.is_word("temp") || cursor.is_word("temporary") {
        let is_table = cursor.peek_word(1, "table");
        return is_table.then(|| {
            Ok(fold.report.skip(
                cursor.offset(),
                "a temporary table",
                "it ends with the session that makes it",
            ))
        });
    }
    if cursor.words(&["table"]) {
        return Some(table::create(fold, cursor));
    }
    let unique = cursor.words(&["unique"]);
    let method = ["fulltext", "spatial"].into_iter().find(|word| cursor.words(&[word]));
    if cursor.words(&["index"]) {
        return Some(index::create(fold, cursor, unique, method));
    }
    None
}

/// The table that a name means here; `None` and a failure where it is neither modelled nor carried.
fn known_table(fold: &mut Fold<'_>, offset: usize, what: &str, name: &QName) -> Option<Outcome> {
    if fold.has_relation(name) {
        return None;
    }
    Some(fold.unknown(offset, what, name))
}

/// Says so where an expression is none that the parser knows: it is kept, but nobody has looked into it.
fn note_unread(fold: &mut Fold<'_>, offset: usize, subject: &str, sql: &str) {
    if let Err(why) = crate::expression::parse(sql, fold.dialect) {
        let message = format!("an expression of {subject} is kept as it is, unchecked: {why}");
        let finding = Diagnostic::new(Severity::Warning, "expression-unchecked", message);
        fold.report.say(offset, finding.subject(subject));
    }
}
