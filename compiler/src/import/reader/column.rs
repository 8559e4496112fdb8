//! A column's definition.

use super::{Cursor, Read, constraint, note_unread};
use crate::design::Identity;
use crate::dialect::Dialect;
use crate::import::fold::Fold;
use crate::import::lex::TokenKind;
use crate::schema::{Check, Column, GeneratedColumn, Key, SchemaTable};

/// The words that end a type in SQLite, where any other word belongs to it.
const AFTER_TYPE: [&str; 11] = [
    "constraint",
    "primary",
    "not",
    "null",
    "unique",
    "check",
    "default",
    "collate",
    "references",
    "generated",
    "as",
];

/// Reads a column definition into the table.
pub(super) fn read(fold: &mut Fold<'_>, cursor: &mut Cursor<'_>, table: &mut SchemaTable) -> Read<()> {
    let offset = cursor.offset();
    let name = cursor.name()?;
    if table.columns.iter().any(|c| fold.same(&c.name, &name)) {
        let message = format!("column {}.{name} is there twice; the first one counts", table.name);
        fold.report.fail(offset, "name-taken", message);
        return Ok(());
    }
    let mut column = Column {
        name,
        native_type: native_type(cursor)?,
        origin: fold.origin(offset),
        ..Default::default()
    };
    if cursor.dialect == Dialect::Mysql && column.native_type == "serial" {
        column.native_type = "bigint unsigned".to_owned();
        column.not_null = true;
        column.identity = Some(Identity::ByDefault);
        let key = key_over(fold, &column.name, None, offset);
        table.unique_keys.push(key);
    }
    while !cursor.is_done() {
        attribute(fold, cursor, &mut column, table)?;
    }
    table.columns.push(column);
    Ok(())
}

fn key_over(fold: &Fold<'_>, column: &str, name: Option<String>, offset: usize) -> Key {
    Key {
        name,
        columns: vec![column.to_owned()],
        origin: fold.origin(offset),
        ..Default::default()
    }
}

fn attribute(fold: &mut Fold<'_>, cursor: &mut Cursor<'_>, column: &mut Column, table: &mut SchemaTable) -> Read<()> {
    let offset = cursor.offset();
    let subject = format!("{}.{}", table.name, column.name);
    let named = cursor.is_word("constraint");
    let name = constraint::own_name(cursor)?;
    if cursor.words(&["not", "null"]) {
        column.not_null = true;
        conflict_clause(fold, cursor, &subject);
    } else if cursor.words(&["null"]) {
        column.not_null = false;
    } else if cursor.words(&["default"]) {
        column.default = Some(cursor.default_value()?);
    } else if cursor.words(&["auto_increment"]) || cursor.words(&["autoincrement"]) {
        column.identity = Some(Identity::ByDefault);
        column.not_null = true;
        column.default = None;
    } else if cursor.words(&["primary"]) {
        cursor.words(&["key"]);
        let descending = !cursor.words(&["asc"]) && cursor.words(&["desc"]);
        if descending {
            fold.report.partly(
                offset,
                subject.clone(),
                format!("DESC at the primary key {subject} is left out"),
            );
        }
        conflict_clause(fold, cursor, &subject);
        column.not_null = true;
        // By a quirk of SQLite's, DESC makes it a column like any other.
        if cursor.dialect == Dialect::Sqlite && !descending && is_row_number(column) {
            column.identity = Some(Identity::Serial);
        }
        table.primary_key = Some(key_over(fold, &column.name, name, offset));
    } else if cursor.words(&["unique"]) {
        cursor.words(&["key"]);
        conflict_clause(fold, cursor, &subject);
        table.unique_keys.push(key_over(fold, &column.name, name, offset));
    } else if cursor.words(&["key"]) {
        column.not_null = true;
        table.primary_key = Some(key_over(fold, &column.name, name, offset));
    } else if cursor.words(&["comment"]) {
        cursor.symbol('=');
        column.comment = Some(cursor.string()?).filter(|c| !c.is_empty());
    } else if cursor.words(&["collate"]) {
        cursor.symbol('=');
        column.collation = Some(cursor.name()?);
    } else if cursor.words(&["on", "update"]) {
        column.on_update = Some(cursor.default_value()?);
    } else if cursor.words(&["generated", "always", "as"]) || cursor.words(&["as"]) {
        let inside = cursor.parentheses()?;
        let stored = cursor.words(&["stored"]) || cursor.words(&["persistent"]);
        if !stored {
            cursor.words(&["virtual"]);
        }
        let expression = cursor.text(inside);
        note_unread(fold, offset, &subject, &expression);
        column.generated = Some(GeneratedColumn { expression, stored });
    } else if cursor.words(&["check"]) {
        let inside = cursor.parentheses()?;
        let expression = cursor.text(inside);
        note_unread(fold, offset, &subject, &expression);
        table.checks.push(Check {
            name,
            expression,
            origin: fold.origin(offset),
            ..Default::default()
        });
        constraint::enforced(fold, cursor, &subject);
    } else if cursor.is_word("references") {
        let columns = vec![column.name.clone()];
        let foreign_key = constraint::references(fold, cursor, name, columns, table)?;
        table.foreign_keys.push(foreign_key);
    } else if cursor.words(&["visible"]) || (named && cursor.is_done()) {
        // Says what goes without saying.
    } else {
        left_out(fold, cursor, &subject);
    }
    Ok(())
}

/// Whether SQLite takes the column for the row's number, where it is the primary key: its type is this very word.
pub(super) fn is_row_number(column: &Column) -> bool {
    column.native_type.eq_ignore_ascii_case("integer")
}

/// `ON CONFLICT …`, which only SQLite has.
pub(super) fn conflict_clause(fold: &mut Fold<'_>, cursor: &mut Cursor<'_>, subject: &str) {
    let offset = cursor.offset();
    if cursor.words(&["on", "conflict"]) {
        let how = cursor.here().to_uppercase();
        cursor.at += 1;
        fold.report.partly(
            offset,
            subject.to_owned(),
            format!("ON CONFLICT {how} of {subject} is left out"),
        );
    }
}

/// Steps over one clause that is not understood, and says so.
fn left_out(fold: &mut Fold<'_>, cursor: &mut Cursor<'_>, subject: &str) {
    let (start, offset) = (cursor.at, cursor.offset());
    let takes_value = [
        "column_format",
        "storage",
        "srid",
        "ref_system_id",
        "engine_attribute",
        "compressed",
    ]
    .iter()
    .any(|word| cursor.is_word(word));
    let is_known = takes_value || cursor.is_word("invisible");
    cursor.at += 1;
    if takes_value {
        cursor.symbol('=');
        cursor.at = (cursor.at + 1).min(cursor.end);
    }
    if !is_known {
        cursor.at = cursor.end;
    }
    let text = cursor.text((start, cursor.at));
    let code = if is_known {
        "clause-ignored"
    } else {
        "clause-unreadable"
    };
    let message = format!("{text} of {subject} is not understood and left out");
    fold.report.say(
        offset,
        crate::diagnostic::Diagnostic::new(crate::diagnostic::Severity::Warning, code, message).subject(subject),
    );
}

/// The type, as the engine writes it.
fn native_type(cursor: &mut Cursor<'_>) -> Read<String> {
    match cursor.dialect {
        Dialect::Sqlite => {
            let start = cursor.at;
            while cursor
                .token()
                .is_some_and(|t| matches!(t.kind, TokenKind::Word | TokenKind::QuotedName | TokenKind::String))
                && !AFTER_TYPE.iter().any(|word| cursor.is_word(word))
            {
                cursor.at += 1;
            }
            if cursor.at > start && cursor.peek_symbol(0, '(') {
                cursor.parentheses()?;
            }
            Ok(cursor.text((start, cursor.at)))
        }
        Dialect::Mysql | Dialect::Postgres => mysql_type(cursor),
    }
}

/// MySQL's types: words in lower case, one space between them, strings as they stand.
fn mysql_type(cursor: &mut Cursor<'_>) -> Read<String> {
    let mut said: Vec<String> = Vec::new();
    let first = cursor.name()?.to_lowercase();
    said.push(first.clone());
    let second: &[&str] = match first.as_str() {
        "double" => &["precision"],
        "national" => &["char", "character", "varchar"],
        "char" | "character" | "nchar" => &["varying"],
        "long" => &["varchar", "varbinary"],
        _ => &[],
    };
    for _ in 0..2 {
        let words = if said.len() == 2 { &["varying"][..] } else { second };
        if let Some(word) = words.iter().find(|word| cursor.words(&[word])) {
            said.push((*word).to_owned());
        }
        if first != "national" {
            break;
        }
    }
    if cursor.peek_symbol(0, '(') {
        let inside = cursor.parentheses()?;
        let parts: Vec<String> = cursor
            .commas(inside)
            .into_iter()
            .map(|part| cursor.text(part))
            .collect();
        if let Some(last) = said.last_mut() {
            last.push_str(&format!("({})", parts.join(",")));
        }
    }
    loop {
        let attribute = ["unsigned", "signed", "zerofill", "binary", "ascii", "unicode", "byte"]
            .iter()
            .find(|word| cursor.words(&[word]));
        if let Some(word) = attribute {
            if *word != "signed" {
                said.push((*word).to_owned());
            }
        } else if cursor.words(&["character", "set"]) || cursor.words(&["charset"]) || cursor.words(&["char", "set"]) {
            cursor.symbol('=');
            said.push(format!("character set {}", cursor.name()?.to_lowercase()));
        } else {
            return Ok(said.join(" "));
        }
    }
}
