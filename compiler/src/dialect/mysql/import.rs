//! Reads MySQL and MariaDB, statement by statement.

use crate::import::fold::Fold;
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
        ("SET" | "LOCK" | "UNLOCK" | "START" | "BEGIN" | "COMMIT" | "ROLLBACK" | "SAVEPOINT", _) => {
            (first.to_owned(), SESSION)
        }
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
        ("GRANT" | "REVOKE" | "INSTALL" | "UNINSTALL" | "CHANGE" | "RESET" | "PURGE", _) => (first.to_owned(), SERVER),
        _ => return None,
    };
    Some(fold.report.skip(statement.start(), what, why))
}
