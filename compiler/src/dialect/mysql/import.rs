//! Reads MySQL, statement by statement.

use crate::import::fold::Fold;
use crate::import::report::Outcome;
use crate::import::statement::Statement;

/// Reads one statement into the schema.
pub(crate) fn read(fold: &mut Fold<'_>, statement: Statement<'_>) -> Outcome {
    let head = statement.head(2);
    fold.report.fail(
        statement.start(),
        "statement-unreadable",
        format!("{head} of MySQL cannot be read"),
    )
}
