//! A plan as scripts.

use super::{Plan, Step};
use crate::dialect::Dialect;
use crate::emit::{Emitted, Statement};

impl Plan {
    /// The way there, for the engine's own command line client.
    pub fn up_sql(&self) -> String {
        script(&self.up, self.dialect)
    }

    /// The way back, for the engine's own command line client.
    pub fn down_sql(&self) -> String {
        script(&self.down, self.dialect)
    }
}

fn script(steps: &[Step], dialect: Dialect) -> String {
    let statement = |step: &Step| Statement {
        sql: step.sql.clone(),
        comment: step.comment.clone(),
        subject: step.subject,
    };
    Emitted {
        dialect,
        statements: steps.iter().map(statement).collect(),
    }
    .to_sql()
}
