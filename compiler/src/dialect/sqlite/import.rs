//! Reads SQLite, statement by statement.

use crate::import::fold::Fold;
use crate::import::reader;
use crate::import::report::Outcome;
use crate::import::statement::Statement;

const DATA: &str = "an import takes the schema, not the rows";
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
