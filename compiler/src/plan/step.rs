//! What a plan is made of.

use crate::diagnostic::Diagnostic;
use crate::dialect::Dialect;
use crate::diff::{SchemaChange, Suggestion};
use uuid::Uuid;

/// A migration in both directions.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Whose SQL it is.
    pub dialect: Dialect,
    /// What is different, as found between the two schemas.
    pub changes: Vec<SchemaChange>,
    /// Things that look as if they were renamed, but were not said to be. They are dropped and made.
    pub suggestions: Vec<Suggestion>,
    /// From the first schema to the second, in the order in which it runs. What begins and ends transactions is
    /// among the steps, so that running them one by one on one connection is all there is to do.
    pub up: Vec<Step>,
    /// From the second schema to the first.
    pub down: Vec<Step>,
    /// What cannot be done, or needs a look before it is done.
    pub diagnostics: Vec<Diagnostic>,
}

/// One statement of a migration.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The statement, without a final delimiter.
    pub sql: String,
    /// What it does, in a few words.
    pub comment: String,
    /// The change it serves, as its place in [`Plan::changes`]; `None` for settings and transactions. What has the
    /// same place in the other direction is its reverse.
    pub change: Option<usize>,
    /// The element it expresses, where there is one.
    pub subject: Option<Uuid>,
    /// What to think of before running it.
    pub hazards: Vec<Hazard>,
}

/// What can hurt when a step runs on a database with rows and users in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hazard {
    /// It keeps others out while it runs.
    Lock {
        /// Whom.
        mode: LockMode,
        /// The table, as people write it.
        table: String,
    },
    /// It writes every row of the table again.
    Rewrite {
        /// The table, as people write it.
        table: String,
    },
    /// It reads every row of the table.
    Scan {
        /// The table, as people write it.
        table: String,
    },
    /// Rows or values are gone afterwards.
    DataLoss {
        /// What is gone, as the end of a sentence that begins with "loses".
        what: String,
    },
    /// The other direction cannot bring everything back.
    Irreversible {
        /// What does not come back, as the end of a sentence that begins with "cannot bring back".
        what: String,
    },
    /// It stops with an error where rows are not as it needs them; nothing is changed then.
    MayFail {
        /// On which rows, as the end of a sentence that begins with "fails where".
        r#where: String,
    },
    /// It cannot be rolled back together with the others.
    NotTransactional,
}

/// Whom a lock keeps out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LockMode {
    /// Those who change the schema.
    Schema,
    /// Those who write.
    Writes,
    /// Everyone.
    All,
}
