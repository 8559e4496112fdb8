use async_graphql::{Enum, ID, SimpleObject};
use tablewright_compiler::diagnostic;

use crate::graphql::id;

/// How much a diagnostic matters.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "diagnostic::Severity")]
pub(crate) enum Severity {
    /// Something is missing from the result.
    Error,
    /// The result is complete but means something else, or is likely to surprise.
    Warning,
    /// Worth knowing; nothing is lost.
    Info,
}

/// A finding about a design or a source text.
#[derive(Clone, SimpleObject)]
pub(crate) struct Diagnostic {
    /// What sort of finding, such as `type-approximated`. Programs may rely on it.
    code: String,
    /// How much it matters.
    severity: Severity,
    /// One sentence saying what is the case.
    message: String,
    /// What it is about, as a person would name it: `orders.total`, `view active_customers`.
    subject: Option<String>,
    /// The element it is about, where there is one.
    element_id: Option<ID>,
    /// What to do about it.
    help: Option<String>,
    /// The line of the source it is about, from 1. Findings of imports have one.
    line: Option<i32>,
    /// The character of that line, from 1.
    column: Option<i32>,
}

impl From<diagnostic::Diagnostic> for Diagnostic {
    fn from(found: diagnostic::Diagnostic) -> Self {
        let place = |of: fn(diagnostic::Position) -> u32| found.position.and_then(|at| i32::try_from(of(at)).ok());
        Self {
            line: place(|position| position.line),
            column: place(|position| position.column),
            code: found.code,
            severity: found.severity.into(),
            message: found.message,
            subject: found.subject,
            element_id: found.element.map(id::wire),
            help: found.help,
        }
    }
}
