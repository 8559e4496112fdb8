//! Reads SQL: a source text becomes a [`Schema`] and findings.
//!
//! The source is split into statements, each is read by its engine's reader into a schema that grows as a database
//! would, and at the end every statement is accounted for: modelled, carried word for word, left out with a
//! finding, or failed with one.

pub(crate) mod fold;
pub(crate) mod lex;
pub(crate) mod lines;
pub(crate) mod reader;
pub(crate) mod report;
mod single;
mod split;
pub(crate) mod statement;
#[cfg(test)]
mod tests;

pub use report::Tally;
pub(crate) use single::not_one_statement;

use crate::diagnostic::{Diagnostic, Severity};
use crate::dialect::{Dialect, mysql, postgres, sqlite};
use crate::schema::Schema;
use fold::Fold;
use report::{Outcome, Report};
use split::{Piece, PieceKind, Splitter};
use statement::Statement;

/// The longest source that is read, in bytes.
pub const LONGEST_SOURCE: usize = 1 << 30;

/// What was read.
#[derive(Debug, Clone)]
pub struct Imported {
    /// What a database would hold after running the source.
    pub schema: Schema,
    /// What there is to say about it, in source order.
    pub diagnostics: Vec<Diagnostic>,
    /// What became of every statement.
    pub tally: Tally,
}

/// Reads the source as SQL of the dialect. Never fails: what cannot be used is named in a diagnostic.
pub fn import(source: &str, dialect: Dialect) -> Imported {
    if source.len() > LONGEST_SOURCE {
        return too_long(dialect);
    }
    let mut fold = Fold::new(dialect, Report::new(lines::Lines::new(source)));
    let mut splitter = Splitter::new(source, dialect);
    let mut tokens = Vec::new();
    let mut tally = Tally::default();
    while let Some(piece) = splitter.next_piece(&mut tokens) {
        let statement = Statement {
            source,
            tokens: &tokens,
            marks: &piece.marks,
        };
        if let Some(outcome) = read_piece(&mut fold, &piece, statement) {
            tally.count(outcome);
        }
        if tally.is_hopeless() {
            let message = "nearly every statement so far is unreadable; the source is not read from here on";
            fold.report.fail(piece.end, "too-many-errors", message);
            break;
        }
    }
    let (schema, diagnostics) = fold.finish();
    Imported {
        schema,
        diagnostics,
        tally,
    }
}

/// What became of a piece; `None` for white space and comments.
fn read_piece(fold: &mut Fold<'_>, piece: &Piece, statement: Statement<'_>) -> Option<Outcome> {
    match piece.kind {
        PieceKind::Blank => piece.unclosed.map(|at| {
            fold.report
                .fail(at, "not-closed", "a comment begins here and is never closed")
        }),
        PieceKind::Command => {
            let line = statement
                .source
                .get(piece.body_start..piece.body_end)
                .unwrap_or_default();
            let word = line.split_whitespace().next().unwrap_or_default();
            Some(fold.report.skip(piece.body_start, word, "it is for a client program"))
        }
        PieceKind::Data => Some(fold.report.skip(
            piece.start,
            "rows of COPY",
            "an import takes the schema, not the rows",
        )),
        PieceKind::Statement => Some(read_statement(fold, piece, statement)),
    }
}

fn read_statement(fold: &mut Fold<'_>, piece: &Piece, statement: Statement<'_>) -> Outcome {
    if let Some(at) = piece.unclosed {
        let head = statement.head(2);
        let message = format!("a quote, comment or block begins here and is never closed; {head} is left out");
        return fold.report.fail(at, "not-closed", message);
    }
    let text = statement
        .source
        .get(piece.body_start..piece.body_end)
        .unwrap_or_default();
    if let Some(nul) = text.find('\0') {
        return fold.report.fail(
            piece.body_start + nul,
            "not-sql",
            "a NUL character stands here, which no engine accepts; the statement is left out",
        );
    }
    match fold.dialect {
        Dialect::Postgres => postgres::import::read(fold, statement),
        Dialect::Mysql => mysql::import::read(fold, statement),
        Dialect::Sqlite => sqlite::import::read(fold, statement),
    }
}

fn too_long(dialect: Dialect) -> Imported {
    let message = format!(
        "the source is longer than {} MiB; import it in parts",
        LONGEST_SOURCE >> 20
    );
    let mut tally = Tally::default();
    tally.count(Outcome::Failed);
    Imported {
        schema: Schema::new(dialect),
        diagnostics: vec![Diagnostic::new(Severity::Error, "source-too-long", message)],
        tally,
    }
}

/// Whether the expression says the name, as a word of its own outside strings.
pub(crate) fn says(expression: &str, name: &str) -> bool {
    fold::mentions(expression, name)
}
