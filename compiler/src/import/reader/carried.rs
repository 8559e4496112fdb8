//! Views, triggers, routines: carried as they are.

use super::Cursor;
use crate::design::ObjectKind;
use crate::dialect::mysql;
use crate::import::fold::{Carried, Fold, QName};
use crate::import::lex::TokenKind;
use crate::import::report::Outcome;
use crate::import::statement::Statement;

/// Carries a CREATE or ALTER statement that is not about a plain table or index; `None` for any other statement.
pub(crate) fn carry(fold: &mut Fold<'_>, statement: Statement<'_>) -> Option<Outcome> {
    let start = statement.start();
    let head = statement.head(1);
    if head != "CREATE" && head != "ALTER" {
        return None;
    }
    let (kind, at) = kind_of(&statement)?;
    let mut cursor = Cursor::new(statement, fold.dialect);
    cursor.at = at;
    cursor.words(&["if", "not", "exists"]);
    cursor.words(&["if", "exists"]);
    let (namespace, name) = match cursor.qualified() {
        Ok(said) => said,
        Err(stuck) => {
            let message = format!("{} cannot be read: {}", statement.head(2), stuck.message);
            return Some(fold.report.fail(stuck.offset, "statement-unreadable", message));
        }
    };
    let label = name.clone();
    let name = fold.new_name(namespace.as_deref(), &name);
    let sql = without_database(&statement, fold.own_database.as_deref());
    let mut carried = Carried::new(kind, name, sql, fold.origin(start));
    carried.label = Some(label);
    carried.replaces = statement.is_word(1, "or");
    if kind == ObjectKind::Trigger {
        place_on_table(fold, &mut cursor, &mut carried);
        if let Some(table) = carried.on.clone().filter(|table| !fold.has_relation(table)) {
            return Some(fold.unknown(start, "CREATE TRIGGER", &table));
        }
    }
    let keeps_mode = matches!(
        kind,
        ObjectKind::Trigger | ObjectKind::Procedure | ObjectKind::Function | ObjectKind::Other
    );
    if let Some(mode) = fold.sql_mode.as_deref().filter(|_| keeps_mode) {
        let said = mysql::emit::mode_comment(mode);
        carried.on_at = carried.on_at.map(|(from, to)| (from + said.len(), to + said.len()));
        carried.sql.insert_str(0, &said);
    }
    Some(fold.carry(start, carried))
}

/// The statement without the name of the database in use before its tables, so that it can be made in any.
fn without_database(statement: &Statement<'_>, own: Option<&str>) -> String {
    let whole = statement.whole();
    let Some(own) = own.filter(|_| statement.marks.is_empty()) else {
        return whole;
    };
    let mut text = String::with_capacity(whole.len());
    let mut at = statement.start();
    for (i, token) in statement.tokens.iter().enumerate() {
        let is_name = matches!(token.kind, TokenKind::Word | TokenKind::QuotedName)
            && statement.is_symbol(i + 1, '.')
            && !(i > 0 && statement.is_symbol(i - 1, '.'));
        let said = token.text(statement.source).trim_matches('`');
        if is_name && said.eq_ignore_ascii_case(own) {
            text.push_str(statement.source.get(at..token.start as usize).unwrap_or_default());
            at = statement.tokens[i + 1].end as usize;
        }
    }
    let end = statement.tokens.last().map_or(at, |t| t.end as usize);
    text.push_str(statement.source.get(at..end).unwrap_or_default());
    text
}

/// What is made, and where its name begins: the first word that tells, outside quotes and parentheses.
fn kind_of(statement: &Statement<'_>) -> Option<(ObjectKind, usize)> {
    let source = statement.source;
    for (i, token) in statement.tokens.iter().enumerate().take(24).skip(1) {
        if token.kind != TokenKind::Word {
            continue;
        }
        let kind = match token.text(source).to_ascii_uppercase().as_str() {
            "VIEW" => ObjectKind::View,
            "TRIGGER" => ObjectKind::Trigger,
            "PROCEDURE" => ObjectKind::Procedure,
            "FUNCTION" => ObjectKind::Function,
            "EVENT" => ObjectKind::Other,
            "SEQUENCE" => ObjectKind::Sequence,
            "TABLE" => ObjectKind::Table,
            _ => continue,
        };
        return Some((kind, i + 1));
    }
    None
}

/// Finds the `ON table` of a trigger.
fn place_on_table(fold: &Fold<'_>, cursor: &mut Cursor<'_>, carried: &mut Carried) {
    while !cursor.is_done() && !cursor.words(&["on"]) {
        cursor.at += 1;
    }
    let from = cursor.offset();
    let Ok((namespace, table)) = cursor.qualified() else {
        return;
    };
    let last = cursor.at.saturating_sub(1);
    let to = cursor.statement.tokens.get(last).map_or(from, |t| t.end as usize);
    let relation: QName = fold.relation(namespace.as_deref(), &table);
    let start = cursor.statement.start();
    if cursor.statement.marks.is_empty() && carried.sql == cursor.statement.whole() {
        carried.on_at = Some((from - start, to - start));
    }
    carried.on = Some(relation);
}
