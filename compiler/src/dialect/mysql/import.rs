//! Reads MySQL and MariaDB, statement by statement.

use crate::design::ObjectKind;
use crate::import::fold::{Carried, Fold};
use crate::import::reader;
use crate::import::report::Outcome;
use crate::import::statement::Statement;

const DATA: &str = "an import takes the schema, not the rows";
const SERVER: &str = "it is about the server, not about one schema";
const SESSION: &str = "it is about the session";

/// Reads one statement into the schema.
pub(crate) fn read(fold: &mut Fold<'_>, statement: Statement<'_>) -> Outcome {
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
        "this is not SQL that MySQL reads".to_owned()
    } else {
        format!("{head} begins nothing that MySQL reads")
    };
    fold.report.fail(statement.start(), "not-sql", message)
}

/// Skips what says nothing about the schema; `None` for anything else.
fn skip(fold: &mut Fold<'_>, statement: Statement<'_>) -> Option<Outcome> {
    let head = statement.head(2);
    let (first, second) = head.split_once(' ').unwrap_or((head.as_str(), ""));
    let (what, why) = match (first, second) {
        ("USE", _) => {
            let mut cursor = reader::Cursor::new(statement, fold.dialect);
            cursor.words(&["use"]);
            if let Ok(name) = cursor.name() {
                fold.own_database = Some(name);
            }
            ("USE".to_owned(), SESSION)
        }
        ("INSERT" | "REPLACE" | "UPDATE" | "DELETE" | "TRUNCATE" | "LOAD" | "VALUES", _) => (first.to_owned(), DATA),
        ("SET", _) => {
            note_mode(fold, statement);
            (first.to_owned(), SESSION)
        }
        ("LOCK" | "UNLOCK" | "START" | "BEGIN" | "COMMIT" | "ROLLBACK" | "SAVEPOINT", _) => (first.to_owned(), SESSION),
        (
            "SELECT" | "SHOW" | "DESCRIBE" | "EXPLAIN" | "CALL" | "DO" | "ANALYZE" | "OPTIMIZE" | "CHECK" | "REPAIR",
            _,
        )
        | ("FLUSH" | "KILL" | "SOURCE" | "HELP" | "PREPARE" | "EXECUTE" | "DEALLOCATE" | "WITH" | "DELIMITER", _) => {
            (first.to_owned(), SESSION)
        }
        ("CREATE" | "DROP" | "ALTER", "DATABASE" | "SCHEMA" | "USER" | "ROLE" | "SERVER" | "TABLESPACE") => {
            (head, SERVER)
        }
        ("CREATE", "OR")
            if statement.is_word(3, "database") || statement.is_word(3, "user") || statement.is_word(3, "role") =>
        {
            (statement.head(4), SERVER)
        }
        ("GRANT" | "REVOKE", _) if is_of_schema(fold, statement) => return Some(carry_grant(fold, statement)),
        ("GRANT" | "REVOKE" | "INSTALL" | "UNINSTALL" | "CHANGE" | "RESET" | "PURGE", _) => (first.to_owned(), SERVER),
        _ => return None,
    };
    Some(fold.report.skip(statement.start(), what, why))
}

/// Follows what SET does to the mode in which routines are read and run.
fn note_mode(fold: &mut Fold<'_>, statement: Statement<'_>) {
    let cursor = reader::Cursor::new(statement, fold.dialect);
    for (from, to) in cursor.commas((1, cursor.end)) {
        let Some(at) = (from..to).find(|at| statement.text(*at, at + 1) == "=") else {
            continue;
        };
        let said = |from, to| statement.text(from, to).replace(' ', "").to_ascii_lowercase();
        let left = said(from, at);
        let left = left.trim_end_matches(':');
        let right = said(at + 1, to);
        let is_mode = |name: &str| {
            let name = name
                .trim_start_matches("@@")
                .trim_start_matches("session.")
                .trim_start_matches("local.");
            name.trim_start_matches("session").trim_start_matches("local") == "sql_mode"
        };
        if is_mode(left) {
            fold.sql_mode = match fold.saved_modes.get(&right) {
                Some(saved) => saved.clone(),
                None => reader::unquote_string(&statement.text(at + 1, to), fold.dialect).filter(|m| !is_usual(m)),
            };
        } else if left.starts_with('@') && is_mode(&right) {
            fold.saved_modes.insert(left.to_owned(), fold.sql_mode.clone());
        }
    }
}

/// Whether the mode is what a server has by itself.
fn is_usual(mode: &str) -> bool {
    let mut words: Vec<String> = mode.split(',').map(|w| w.trim().to_ascii_uppercase()).collect();
    words.sort_unstable();
    let mariadb = [
        "ERROR_FOR_DIVISION_BY_ZERO",
        "NO_AUTO_CREATE_USER",
        "NO_ENGINE_SUBSTITUTION",
        "STRICT_TRANS_TABLES",
    ];
    let mysql = [
        "ERROR_FOR_DIVISION_BY_ZERO",
        "NO_ENGINE_SUBSTITUTION",
        "NO_ZERO_DATE",
        "NO_ZERO_IN_DATE",
        "ONLY_FULL_GROUP_BY",
        "STRICT_TRANS_TABLES",
    ];
    words == mariadb || words == mysql
}

/// Whether a GRANT or REVOKE is about the schema's own tables and routines.
fn is_of_schema(fold: &Fold<'_>, statement: Statement<'_>) -> bool {
    let mut cursor = reader::Cursor::new(statement, fold.dialect);
    while !cursor.is_done() && !cursor.words(&["on"]) {
        cursor.at += 1;
    }
    let _ = cursor.words(&["table"]) || cursor.words(&["function"]) || cursor.words(&["procedure"]);
    match cursor.qualified() {
        Ok((None, _)) => true,
        Ok((Some(database), _)) => fold.namespace(&database).is_none(),
        Err(_) => false,
    }
}

fn carry_grant(fold: &mut Fold<'_>, statement: Statement<'_>) -> Outcome {
    let start = statement.start();
    let sql = statement.whole();
    let name = fold.new_name(None, &statement.text(1, statement.tokens.len().min(12)));
    fold.carry(start, Carried::new(ObjectKind::Grant, name, sql, fold.origin(start)))
}
