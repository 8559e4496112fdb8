//! What became of every statement, in words and in numbers.

use super::lines::Lines;
use crate::diagnostic::{Diagnostic, Position, Severity};
use std::collections::{BTreeMap, HashMap};

/// What became of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It is in the schema's tables or enums, or changed or removed something there.
    Modelled,
    /// It is carried word for word, as a whole or in part.
    Carried,
    /// It says nothing about the schema; a finding names it.
    Skipped,
    /// It could not be used; a finding says why.
    Failed,
}

/// How many statements there were, and what became of them. The last four add up to the first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Statements and commands in the source.
    pub statements: usize,
    /// Read into tables, columns, keys, indexes, enums or comments.
    pub modelled: usize,
    /// Kept word for word as objects, at least in part.
    pub carried: usize,
    /// Without meaning for the schema: data, settings, owners.
    pub skipped: usize,
    /// Not usable.
    pub failed: usize,
}

impl Tally {
    /// Whether so much has failed, and so little has not, that this cannot be SQL of the dialect.
    pub(super) fn is_hopeless(&self) -> bool {
        self.failed >= 20_000 && self.failed > 9 * (self.modelled + self.carried + self.skipped)
    }

    pub(super) fn count(&mut self, outcome: Outcome) {
        self.statements += 1;
        *match outcome {
            Outcome::Modelled => &mut self.modelled,
            Outcome::Carried => &mut self.carried,
            Outcome::Skipped => &mut self.skipped,
            Outcome::Failed => &mut self.failed,
        } += 1;
    }
}

/// Findings as they come up, those that repeat grouped.
pub(crate) struct Report<'s> {
    lines: Lines<'s>,
    findings: Vec<Diagnostic>,
    skipped: Vec<Group>,
    group_of: HashMap<String, usize>,
    told: HashMap<String, usize>,
    untold: BTreeMap<String, Untold>,
}

/// How many findings of one code are told one by one.
const MOST_OF_A_CODE: usize = 1000;

/// Findings of one code that are counted and not told.
struct Untold {
    severity: Severity,
    first: Option<Position>,
    count: usize,
}

struct Group {
    what: String,
    why: &'static str,
    first: Position,
    count: usize,
}

impl<'s> Report<'s> {
    pub(crate) fn new(lines: Lines<'s>) -> Self {
        Self {
            lines,
            findings: Vec::new(),
            skipped: Vec::new(),
            group_of: HashMap::new(),
            told: HashMap::new(),
            untold: BTreeMap::new(),
        }
    }

    /// The line and column of a byte offset.
    pub(crate) fn position(&self, offset: usize) -> Position {
        self.lines.position(offset)
    }

    /// A finding at a byte offset.
    pub(crate) fn say(&mut self, offset: usize, finding: Diagnostic) {
        let position = self.lines.position(offset);
        self.push(finding.at(position));
    }

    /// A finding that knows its place.
    pub(crate) fn push(&mut self, finding: Diagnostic) {
        let told = match self.told.get_mut(&finding.code) {
            Some(told) => told,
            None => self.told.entry(finding.code.clone()).or_default(),
        };
        *told += 1;
        if *told <= MOST_OF_A_CODE {
            self.findings.push(finding);
            return;
        }
        let untold = self.untold.entry(finding.code).or_insert(Untold {
            severity: finding.severity,
            first: finding.position,
            count: 0,
        });
        untold.severity = untold.severity.min(finding.severity);
        untold.count += 1;
    }

    /// Something understood only in part.
    pub(crate) fn partly(&mut self, offset: usize, subject: impl Into<String>, message: impl Into<String>) {
        self.say(
            offset,
            Diagnostic::new(Severity::Warning, "clause-ignored", message).subject(subject),
        );
    }

    /// Something that cannot be done.
    pub(crate) fn fail(&mut self, offset: usize, code: &str, message: impl Into<String>) -> Outcome {
        self.say(offset, Diagnostic::new(Severity::Error, code, message));
        Outcome::Failed
    }

    /// A statement that says nothing about the schema; those of one sort become one finding.
    pub(crate) fn skip(&mut self, offset: usize, what: impl Into<String>, why: &'static str) -> Outcome {
        let what = what.into();
        match self.group_of.get(&what) {
            Some(group) => self.skipped[*group].count += 1,
            None => {
                self.group_of.insert(what.clone(), self.skipped.len());
                self.skipped.push(Group {
                    what,
                    why,
                    first: self.lines.position(offset),
                    count: 1,
                });
            }
        }
        Outcome::Skipped
    }

    /// All findings, in source order.
    pub(crate) fn finish(self) -> Vec<Diagnostic> {
        let mut findings = self.findings;
        findings.extend(self.skipped.into_iter().map(|group| {
            let message = match group.count {
                1 => format!("{} is left out: {}", group.what, group.why),
                n => format!("{} ({n} statements) is left out: {}", group.what, group.why),
            };
            Diagnostic::new(Severity::Info, "statement-skipped", message)
                .subject(group.what)
                .at(group.first)
        }));
        findings.extend(self.untold.into_iter().map(|(code, untold)| {
            let message = format!("{} more findings of this sort from here on", untold.count);
            let mut finding = Diagnostic::new(untold.severity, &code, message);
            finding.position = untold.first;
            finding
        }));
        findings.sort_by_key(|f| f.position);
        findings
    }
}
