//! Steps as they are gathered.

use super::{Hazard, LockMode, Step};
use uuid::Uuid;

/// Steps in the order in which they run.
#[derive(Default)]
pub(crate) struct Script {
    pub(crate) steps: Vec<Step>,
}

impl Script {
    /// A step that serves a change.
    pub(crate) fn step(
        &mut self,
        change: Option<usize>,
        sql: impl Into<String>,
        comment: impl Into<String>,
    ) -> &mut Step {
        let at = self.steps.len();
        self.steps.push(Step {
            sql: sql.into(),
            comment: comment.into(),
            change,
            subject: None,
            hazards: Vec::new(),
        });
        &mut self.steps[at]
    }

    /// A setting, or the start or end of a transaction.
    pub(crate) fn setting(&mut self, sql: impl Into<String>, comment: impl Into<String>) -> &mut Step {
        self.step(None, sql, comment)
    }
}

impl Step {
    /// Says which element it is about.
    pub(crate) fn about(&mut self, element: Option<Uuid>) -> &mut Self {
        self.subject = element;
        self
    }

    /// Says what to think of; once.
    pub(crate) fn hazard(&mut self, hazard: Hazard) -> &mut Self {
        if !self.hazards.contains(&hazard) {
            self.hazards.push(hazard);
        }
        self
    }

    /// Says whom it keeps out of the table.
    pub(crate) fn locks(&mut self, mode: LockMode, table: &str) -> &mut Self {
        self.hazard(Hazard::Lock {
            mode,
            table: table.to_owned(),
        })
    }

    /// Says that it writes every row of the table again.
    pub(crate) fn rewrites(&mut self, table: &str) -> &mut Self {
        self.hazard(Hazard::Rewrite {
            table: table.to_owned(),
        })
    }

    /// Says that it reads every row of the table.
    pub(crate) fn scans(&mut self, table: &str) -> &mut Self {
        self.hazard(Hazard::Scan {
            table: table.to_owned(),
        })
    }

    /// Says what is gone afterwards, and does not come back.
    pub(crate) fn loses(&mut self, what: impl Into<String>) -> &mut Self {
        let what = what.into();
        self.hazard(Hazard::DataLoss { what: what.clone() });
        self.hazard(Hazard::Irreversible { what })
    }

    /// Says on which rows it stops.
    pub(crate) fn fails_where(&mut self, rows: impl Into<String>) -> &mut Self {
        self.hazard(Hazard::MayFail { r#where: rows.into() })
    }
}
