//! A column's definition.

use super::{Cursor, Read, constraint, note_unread};
use crate::design::Identity;
use crate::diagnostic::{Diagnostic, Severity};
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
        number(fold, &mut column, table, offset);
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

/// What SERIAL means beside its type.
fn number(fold: &Fold<'_>, column: &mut Column, table: &mut SchemaTable, offset: usize) {
    column.not_null = true;
    column.identity = Some(Identity::ByDefault);
    let key = key_over(fold, &column.name, None, offset);
    table.unique_keys.push(key);
}

fn attribute(fold: &mut Fold<'_>, cursor: &mut Cursor<'_>, column: &mut Column, table: &mut SchemaTable) -> Read<()> {
    let offset = cursor.offset();
    let subject = format!("{}.{}", table.name, column.name);
    let named = cursor.is_word("constraint");
    let name = constraint::own_name(cursor)?;
    if cursor.words(&["not", "null"]) {
        column.not_null = true;
        if let Some(how) = conflict_clause(cursor) {
            add_attribute(column, how);
        }
        unused_name(fold, offset, name);
    } else if cursor.words(&["null"]) {
        column.not_null = false;
    } else if cursor.words(&["default"]) {
        column.default = Some(cursor.default_value()?);
        unused_name(fold, offset, name);
    } else if cursor.words(&["auto_increment"]) || cursor.words(&["autoincrement"]) {
        column.identity = Some(Identity::ByDefault);
        column.not_null |= cursor.dialect == Dialect::Mysql;
        column.default = None;
    } else if cursor.dialect == Dialect::Mysql && cursor.words(&["serial", "default", "value"]) {
        number(fold, column, table, offset);
    } else if cursor.words(&["primary"]) {
        cursor.words(&["key"]);
        let descending = !cursor.words(&["asc"]) && cursor.words(&["desc"]);
        column.not_null |= cursor.dialect == Dialect::Mysql;
        let mut key = key_over(fold, &column.name, name, offset);
        let conflict = conflict_clause(cursor);
        // By a quirk of SQLite's, DESC makes it a column like any other.
        if cursor.dialect == Dialect::Sqlite && !descending && is_row_number(column) {
            column.identity = Some(Identity::Serial);
        }
        let words: Vec<String> = descending
            .then(|| "DESC".to_owned())
            .into_iter()
            .chain(conflict)
            .collect();
        key.options = (!words.is_empty()).then(|| words.join(" "));
        table.primary_key = Some(key);
    } else if cursor.words(&["unique"]) {
        cursor.words(&["key"]);
        let mut key = key_over(fold, &column.name, name, offset);
        key.options = conflict_clause(cursor);
        table.unique_keys.push(key);
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
    } else if let Some(text) = kept_clause(cursor) {
        add_attribute(column, text);
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
            column: (cursor.dialect == Dialect::Mysql && name.is_none()).then(|| column.name.clone()),
            name,
            expression,
            not_enforced: constraint::not_enforced(cursor),
            origin: fold.origin(offset),
            ..Default::default()
        });
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
pub(super) fn conflict_clause(cursor: &mut Cursor<'_>) -> Option<String> {
    cursor.words(&["on", "conflict"]).then(|| {
        let how = cursor.here().to_uppercase();
        cursor.at += 1;
        format!("ON CONFLICT {how}")
    })
}

/// Says that the name of a constraint is left out, where the engine does nothing with it.
fn unused_name(fold: &mut Fold<'_>, offset: usize, name: Option<String>) {
    if name.is_some() {
        let what = "the name of a NOT NULL or DEFAULT";
        fold.report.skip(offset, what, "the engine does nothing with it");
    }
}

fn add_attribute(column: &mut Column, text: String) {
    column.attributes = Some(match column.attributes.take() {
        Some(before) => format!("{before} {text}"),
        None => text,
    });
}

/// A clause of MySQL's that is kept as it is.
fn kept_clause(cursor: &mut Cursor<'_>) -> Option<String> {
    let start = cursor.at;
    if cursor.dialect != Dialect::Mysql {
        return None;
    }
    if cursor.words(&["compressed"]) {
        return Some(if cursor.symbol('=') {
            let method = cursor.here().to_owned();
            cursor.at += 1;
            format!("COMPRESSED={method}")
        } else {
            "COMPRESSED".to_owned()
        });
    }
    let with_value = [
        "column_format",
        "storage",
        "srid",
        "ref_system_id",
        "engine_attribute",
        "secondary_engine_attribute",
    ];
    if with_value.iter().any(|word| cursor.words(&[word])) {
        cursor.symbol('=');
        cursor.at = (cursor.at + 1).min(cursor.end);
        return Some(cursor.text((start, cursor.at)));
    }
    let plain: [&[&str]; 5] = [
        &["invisible"],
        &["with", "system", "versioning"],
        &["without", "system", "versioning"],
        &["generated", "always", "as", "row", "start"],
        &["generated", "always", "as", "row", "end"],
    ];
    let found = plain.iter().find(|words| cursor.words(words))?;
    Some(found.join(" ").to_uppercase())
}

/// Steps over one clause that is not understood, and says so.
fn left_out(fold: &mut Fold<'_>, cursor: &mut Cursor<'_>, subject: &str) {
    let (start, offset) = (cursor.at, cursor.offset());
    cursor.at = cursor.end;
    let text = cursor.text((start, cursor.at));
    let message = format!("{text} of {subject} is not understood and left out");
    let finding = Diagnostic::new(Severity::Warning, "clause-unreadable", message);
    fold.report.say(offset, finding.subject(subject));
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
