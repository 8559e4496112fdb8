//! What there is to say about a DBML text, and what became of its elements.

use crate::diagnostic::{Diagnostic, Severity};
use crate::import::lines::Lines;

/// What became of the elements at the top of a text. Every one is counted once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Those that are in the design, as far as they could be read.
    pub modelled: usize,
    /// Those that a design has no place for, each named in a diagnostic.
    pub skipped: usize,
    /// Those that could not be read, each named in a diagnostic.
    pub failed: usize,
}

impl Tally {
    /// How many there are.
    pub fn total(&self) -> usize {
        self.modelled + self.skipped + self.failed
    }
}

/// What became of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Modelled,
    Skipped,
    Failed,
}

/// Findings, with their places.
pub(super) struct Report<'s> {
    lines: Lines<'s>,
    pub(super) findings: Vec<(usize, Diagnostic)>,
    pub(super) tally: Tally,
}

impl<'s> Report<'s> {
    pub(super) fn new(source: &'s str) -> Self {
        Self {
            lines: Lines::new(source),
            findings: Vec::new(),
            tally: Tally::default(),
        }
    }

    pub(super) fn count(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Modelled => self.tally.modelled += 1,
            Outcome::Skipped => self.tally.skipped += 1,
            Outcome::Failed => self.tally.failed += 1,
        }
    }

    pub(super) fn error(&mut self, at: usize, code: &str, message: impl Into<String>) {
        self.say(Severity::Error, at, code, message.into());
    }

    pub(super) fn warn(&mut self, at: usize, code: &str, message: impl Into<String>) {
        self.say(Severity::Warning, at, code, message.into());
    }

    pub(super) fn info(&mut self, at: usize, code: &str, message: impl Into<String>) {
        self.say(Severity::Info, at, code, message.into());
    }

    fn say(&mut self, severity: Severity, at: usize, code: &str, message: String) {
        let finding = Diagnostic::new(severity, code, message).at(self.lines.position(at));
        self.findings.push((at, finding));
    }

    /// The findings in the order of the text.
    pub(super) fn finish(mut self) -> (Vec<Diagnostic>, Tally) {
        self.findings.sort_by_key(|(at, _)| *at);
        (
            self.findings.into_iter().map(|(_, finding)| finding).collect(),
            self.tally,
        )
    }
}
