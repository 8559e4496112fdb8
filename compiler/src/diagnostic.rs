//! What the compiler has to say: why an edit was refused, and what it found.

use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

/// How much a [`Diagnostic`] matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Severity {
    /// Something is missing from the output.
    Error,
    /// The output is complete but means something else, or is likely to surprise.
    Warning,
    /// Worth knowing; nothing is lost.
    Info,
}

/// A place in a source text. Both count from 1; `column` counts characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Character in the line, from 1.
    pub column: u32,
}

/// A finding. Analysis returns its result and findings; it never fails on bad input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Diagnostic {
    /// Stable and kebab-case, such as `type-approximated`. Programs may match on it.
    pub code: String,
    /// How much it matters.
    pub severity: Severity,
    /// What it is about, as a person would name it: `orders.total`, `view active_customers`.
    pub subject: Option<String>,
    /// The element it is about, where there is one.
    pub element: Option<Uuid>,
    /// One sentence saying what is the case.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Where in the source, for findings of an import.
    pub position: Option<Position>,
}

impl Diagnostic {
    /// A finding with neither subject nor position yet.
    pub fn new(severity: Severity, code: &str, message: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            severity,
            subject: None,
            element: None,
            message: message.into(),
            help: None,
            position: None,
        }
    }

    /// Says what it is about, as a person would name it.
    #[must_use]
    pub fn subject(mut self, subject: impl Into<String>) -> Self {
        self.subject = Some(subject.into());
        self
    }

    /// Says which element it is about.
    #[must_use]
    pub fn element(mut self, element: impl Into<Uuid>) -> Self {
        self.element = Some(element.into());
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says where in the source.
    #[must_use]
    pub fn at(mut self, position: Position) -> Self {
        self.position = Some(position);
        self
    }
}

/// Why an edit was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Issue {
    /// Where in the request: `edits[3].createField.name`.
    pub path: String,
    /// The broken rule, stable and kebab-case: `name-taken`.
    pub rule: String,
    /// What is wrong with which element, and what would be accepted.
    pub message: String,
    /// The element at fault, where it exists or was named.
    pub element: Option<Uuid>,
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} [{}]", self.path, self.message, self.rule)
    }
}
