//! What a migration is gathered in, until it is put in order.

use crate::diagnostic::{Diagnostic, Severity};
use crate::dialect::Dialect::Postgres;
use crate::emit::order::{self, Draft, Mentions, Phase};
use crate::plan::{Hazard, LockMode, PlanInput, Step};
use uuid::Uuid;

use super::disturbed::Disturbed;
use super::world::World;

/// Steps that belong together, and what decides their place.
pub(super) struct Piece {
    /// What makes the thing: its phase, its name and what it mentions.
    pub(super) draft: Draft,
    /// What is run.
    pub(super) steps: Vec<Step>,
}

/// The migration as it is gathered.
pub(super) struct Work<'a> {
    pub(super) input: &'a PlanInput<'a>,
    pub(super) world: &'a World<'a>,
    pub(super) disturbed: &'a Disturbed<'a>,
    /// Before the transaction.
    pub(super) outside: Vec<Step>,
    /// First in it.
    pub(super) early: Vec<Step>,
    /// What goes, each with what had made it; the last made goes first.
    pub(super) gone: Vec<Piece>,
    /// Other names.
    pub(super) renames: Vec<Step>,
    /// What comes and what changes.
    pub(super) made: Vec<Piece>,
    /// What goes when nothing needs it any more.
    pub(super) late: Vec<Step>,
    pub(super) findings: Vec<Diagnostic>,
}

impl Work<'_> {
    /// Something that is made, by the statement of its draft.
    pub(super) fn make(&mut self, change: Option<usize>, draft: Draft, hazards: Vec<Hazard>) {
        let mut made = step(change, draft.sql.clone(), draft.comment.clone());
        made.subject = draft.subject;
        made.hazards = hazards;
        let steps = vec![made];
        self.made.push(Piece { draft, steps });
    }

    /// Steps that change a table in place, in this order. `word` is what the table is called in [`marker`].
    pub(super) fn alter(&mut self, word: &str, steps: Vec<Step>) {
        if steps.is_empty() {
            return;
        }
        let sql: Vec<&str> = steps.iter().map(|s| s.sql.as_str()).collect();
        let mut draft = Draft::plain(Phase::Table, sql.join(";\n"), String::new());
        draft.mentions = Mentions::Types;
        draft.defines = Some(marker(word));
        self.made.push(Piece { draft, steps });
    }

    pub(super) fn warn(&mut self, code: &str, subject: String, message: String, help: &str) {
        let finding = Diagnostic::new(Severity::Warning, code, message)
            .subject(subject)
            .help(help);
        self.findings.push(finding);
    }

    pub(super) fn info(&mut self, code: &str, subject: String, message: String) {
        self.findings
            .push(Diagnostic::new(Severity::Info, code, message).subject(subject));
    }

    /// All steps in order.
    pub(super) fn finish(mut self) -> (Vec<Step>, Vec<Diagnostic>) {
        let mut steps = self.early;
        let drafts: Vec<Draft> = self.gone.iter().map(|p| p.draft.clone()).collect();
        let mut gone: Vec<Vec<Step>> = self.gone.into_iter().map(|p| p.steps).collect();
        for at in order::sequence(&drafts, Postgres).into_iter().rev() {
            steps.append(&mut gone[at]);
        }
        steps.append(&mut self.renames);
        let drafts: Vec<Draft> = self.made.iter().map(|p| p.draft.clone()).collect();
        let mut made: Vec<Vec<Step>> = self.made.into_iter().map(|p| p.steps).collect();
        for at in order::sequence(&drafts, Postgres) {
            steps.append(&mut made[at]);
        }
        steps.append(&mut self.late);
        let mut all = self.outside;
        if !steps.is_empty() {
            all.push(step(None, "BEGIN", "all of the following or nothing"));
            let makes_functions = steps.iter().any(|s| is_routine(&s.sql));
            if makes_functions {
                let comment = "let functions mention what comes after them";
                all.push(step(None, "SET LOCAL check_function_bodies = false", comment));
            }
            all.append(&mut steps);
            all.push(step(None, "COMMIT", "keep it"));
        }
        (all, self.findings)
    }
}

fn is_routine(sql: &str) -> bool {
    let start: String = sql.chars().take(40).collect::<String>().to_ascii_lowercase();
    start.starts_with("create") && (start.contains(" function ") || start.contains(" procedure "))
}

/// What steps on a table wait for, of which the table is altered; no word of SQL.
pub(super) fn marker(table: &str) -> String {
    format!("alter table {table}")
}

/// A step without hazards.
pub(super) fn step(change: Option<usize>, sql: impl Into<String>, comment: impl Into<String>) -> Step {
    Step {
        sql: sql.into(),
        comment: comment.into(),
        change,
        subject: None,
        hazards: Vec::new(),
    }
}

/// What can be said of a step while it is made.
pub(super) trait Said: Sized {
    fn of(self, subject: Option<Uuid>) -> Self;
    fn with(self, hazard: Hazard) -> Self;

    fn locking(self, mode: LockMode, table: &str) -> Self {
        self.with(lock(mode, table))
    }
    fn rewriting(self, table: &str) -> Self {
        self.with(Hazard::Rewrite {
            table: table.to_owned(),
        })
    }
    fn scanning(self, table: &str) -> Self {
        self.with(scan(table))
    }
    fn losing(self, what: &str) -> Self {
        let what = what.to_owned();
        self.with(Hazard::DataLoss { what: what.clone() })
            .with(Hazard::Irreversible { what })
    }
    fn failing_where(self, rows: String) -> Self {
        self.with(Hazard::MayFail { r#where: rows })
    }
}

impl Said for Step {
    fn of(mut self, subject: Option<Uuid>) -> Self {
        self.subject = subject;
        self
    }
    fn with(mut self, hazard: Hazard) -> Self {
        if !self.hazards.contains(&hazard) {
            self.hazards.push(hazard);
        }
        self
    }
}

pub(super) fn lock(mode: LockMode, table: &str) -> Hazard {
    Hazard::Lock {
        mode,
        table: table.to_owned(),
    }
}

pub(super) fn scan(table: &str) -> Hazard {
    Hazard::Scan {
        table: table.to_owned(),
    }
}
