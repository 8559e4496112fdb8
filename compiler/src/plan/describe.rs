//! Plans in words and in JSON, and as a script.

use super::{Hazard, LockMode, Plan, Step};
use crate::emit::push_statement;
use serde_json::{Value, json};

/// What `format` says in a plan as JSON.
pub const FORMAT: &str = "tablewright-migration";

/// The version of a plan as JSON.
pub const VERSION: u32 = 1;

/// Which way a plan is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From the first schema to the second.
    Up,
    /// From the second schema to the first.
    Down,
}

impl Plan {
    /// The steps of a direction.
    pub fn steps(&self, direction: Direction) -> &[Step] {
        match direction {
            Direction::Up => &self.up,
            Direction::Down => &self.down,
        }
    }

    /// The steps of a direction as one script for the engine's own client, each after a comment that says what it does
    /// and what to think of.
    pub fn to_sql(&self, direction: Direction) -> String {
        let mut out = String::new();
        for step in self.steps(direction) {
            comment(&mut out, &step.comment);
            for hazard in &step.hazards {
                comment(&mut out, &format!("  {}: {}", hazard.kind(), hazard.message()));
            }
            push_statement(&mut out, self.dialect, &step.sql);
        }
        out.truncate(out.trim_end().len());
        if !out.is_empty() {
            out.push('\n');
        }
        out
    }

    /// The plan as JSON, in a shape that does not change within a version of it.
    pub fn to_json(&self, direction: Direction) -> Value {
        let step = |step: &Step| {
            json!({
                "sql": step.sql,
                "comment": step.comment,
                "change": step.change,
                "element": step.subject,
                "hazards": step.hazards.iter().map(Hazard::to_json).collect::<Vec<_>>(),
            })
        };
        json!({
            "format": FORMAT,
            "version": VERSION,
            "dialect": self.dialect,
            "direction": match direction { Direction::Up => "up", Direction::Down => "down" },
            "changes": self.changes.iter().map(|change| json!({
                "kind": change.kind(),
                "subject": change.subject(),
                "element": change.element(),
            })).collect::<Vec<_>>(),
            "steps": self.steps(direction).iter().map(step).collect::<Vec<_>>(),
            "suggestions": self.suggestions.iter().map(|suggestion| json!({
                "rename": suggestion.rename.to_string(),
                "why": suggestion.why,
            })).collect::<Vec<_>>(),
            "diagnostics": self.diagnostics,
        })
    }
}

impl Hazard {
    /// Its name in JSON and in the API, stable.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Lock { .. } => "lock",
            Self::Rewrite { .. } => "rewrite",
            Self::Scan { .. } => "scan",
            Self::DataLoss { .. } => "dataLoss",
            Self::Irreversible { .. } => "irreversible",
            Self::MayFail { .. } => "mayFail",
            Self::NotTransactional => "notTransactional",
        }
    }

    /// The table it is about, where it is about one.
    pub fn table(&self) -> Option<&str> {
        match self {
            Self::Lock { table, .. } | Self::Rewrite { table } | Self::Scan { table } => Some(table),
            Self::DataLoss { .. } | Self::Irreversible { .. } | Self::MayFail { .. } | Self::NotTransactional => None,
        }
    }

    /// One sentence saying what it means.
    pub fn message(&self) -> String {
        match self {
            Self::Lock { mode, table } => match mode {
                LockMode::Schema => format!("keeps others from changing the schema of {table}"),
                LockMode::Writes => format!("keeps others from writing to {table}"),
                LockMode::All => format!("keeps others from reading and writing {table}"),
            },
            Self::Rewrite { table } => format!("writes every row of {table} again"),
            Self::Scan { table } => format!("reads every row of {table}"),
            Self::DataLoss { what } => format!("loses {what}"),
            Self::Irreversible { what } => format!("cannot bring back {what}"),
            Self::MayFail { r#where } => format!("fails where {where}", where = r#where),
            Self::NotTransactional => "cannot be rolled back together with the others".to_owned(),
        }
    }

    fn to_json(&self) -> Value {
        let mut json = json!({ "kind": self.kind(), "message": self.message() });
        if let Some(table) = self.table() {
            json["table"] = table.into();
        }
        if let Self::Lock { mode, .. } = self {
            json["mode"] = match mode {
                LockMode::Schema => "schema",
                LockMode::Writes => "writes",
                LockMode::All => "all",
            }
            .into();
        }
        json
    }
}

/// A comment of the script, on as many lines as it has.
fn comment(out: &mut String, text: &str) {
    for line in text.lines() {
        out.push_str("-- ");
        out.push_str(line);
        out.push('\n');
    }
}
