//! Proof: a migration is run up and down on a scratch engine, with rows in the tables, before anyone trusts it.
//!
//! A first database is built from the schema that is left, filled, and led up and down again step by step. What it
//! holds after each direction is read back and compared: its schema with that of a second database, built straight from the
//! schema that is reached, and its rows with those it had. What cannot be proven is listed by name, never assumed.

mod build;
mod compare;
mod describe;
mod fill;
mod rows;
mod steps;
mod values;

use std::time::{Duration, Instant};

use serde::Serialize;
use sha2::{Digest as _, Sha256};
use tablewright_compiler::diagnostic::{Diagnostic, Severity};
use tablewright_compiler::emit::emit;
use tablewright_compiler::plan::{Plan, Step};
use tablewright_compiler::schema::Schema;
use thiserror::Error;

use super::scratch::{Scratch, ScratchDatabase};
use super::{Connection, EngineError};
use compare::compare_schemas;
use fill::fill;
use rows::{Kept, Mapping, Snapshot};

/// What is to be proven.
#[derive(Clone, Copy)]
pub(crate) struct Claim<'a> {
    /// The schema that is left.
    pub(crate) from: &'a Schema,
    /// The schema that is reached.
    pub(crate) to: &'a Schema,
    /// What is said to lead from the one to the other and back.
    pub(crate) plan: &'a Plan,
}

/// How much a proof may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ProofLimits {
    /// All of it.
    pub(crate) time: Duration,
    /// One statement.
    pub(crate) statement: Duration,
    /// Tables of either schema.
    pub(crate) tables: usize,
}

impl Default for ProofLimits {
    fn default() -> Self {
        Self {
            time: Duration::from_secs(30 * 60),
            statement: Duration::from_secs(120),
            tables: 20_000,
        }
    }
}

/// What became of a migration when it was tried.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Proof {
    /// Whether everything that was claimed held: no finding is an error, and nothing is unproven.
    pub(crate) proven: bool,
    /// On which engine: PostgreSQL, MariaDB, MySQL or SQLite.
    pub(crate) engine: String,
    /// Its version, as it says it.
    pub(crate) engine_version: String,
    /// Of the SQL that makes the schema that is left; SHA-256, as are the others.
    pub(crate) from_hash: String,
    /// Of the SQL that makes the schema that is reached.
    pub(crate) to_hash: String,
    /// Of the steps up.
    pub(crate) up_sql_hash: String,
    /// Of the steps down.
    pub(crate) down_sql_hash: String,
    /// The tables of the schema that is left, with their rows.
    pub(crate) tables: Vec<TableRows>,
    /// How many rows there were before.
    pub(crate) rows: usize,
    /// How far the two directions went.
    pub(crate) steps_run: StepsRun,
    /// How long it took; the one thing that differs from run to run.
    pub(crate) duration_ms: u64,
    /// Each difference and failure, and what is worth knowing.
    pub(crate) findings: Vec<Diagnostic>,
    /// What was not proven, and why.
    pub(crate) unproven: Vec<Unproven>,
}

/// How many rows a table had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TableRows {
    /// The table, by the name it has in the schema that is left.
    pub(crate) table: String,
    /// Before the first step.
    pub(crate) before: usize,
    /// After the last step up; none where that was not reached, or the table is dropped.
    pub(crate) after_up: Option<usize>,
    /// After the last step down; none where that was not reached.
    pub(crate) after_down: Option<usize>,
}

/// How many steps ran, and how many there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StepsRun {
    /// Steps up that ran.
    pub(crate) up: usize,
    /// All steps up.
    pub(crate) up_of: usize,
    /// Steps down that ran.
    pub(crate) down: usize,
    /// All steps down.
    pub(crate) down_of: usize,
}

/// Something that was not proven.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Unproven {
    /// What, as a person would name it.
    pub(crate) what: String,
    /// Why, as a sentence.
    pub(crate) why: String,
}

/// What a proof is busy with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Building the database that is migrated.
    Create,
    /// Filling it with rows.
    Seed,
    /// Running the steps up.
    Up,
    /// Building the target beside it, and comparing.
    CompareUp,
    /// Running the steps down.
    Down,
    /// Comparing with what there was.
    CompareDown,
}

/// How far a proof is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Progress {
    /// What it is busy with.
    pub(crate) stage: Stage,
    /// How much of that is done.
    pub(crate) done: usize,
    /// Of how much.
    pub(crate) total: usize,
}

/// Is told how far a proof is.
pub(crate) type Watch<'a> = dyn Fn(Progress) + Send + Sync + 'a;

/// Why nothing could be tried at all.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum ProofError {
    /// There is no engine to try it on, or it went away.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The schemas are larger than a proof may be.
    #[error("this has {tables} tables, and a proof may have {limit}")]
    TooLarge {
        /// How many there are.
        tables: usize,
        /// How many there may be.
        limit: usize,
    },
    /// It took longer than it may.
    #[error("the proof was not finished within {} s", limit.as_secs())]
    TooSlow {
        /// How long it may take.
        limit: Duration,
    },
}

impl ProofError {
    /// Stable and kebab-case, as in diagnostics.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Engine(error) => error.code(),
            Self::TooLarge { .. } => "proof-too-large",
            Self::TooSlow { .. } => "proof-too-slow",
        }
    }
}

/// Tries a migration in both directions.
pub(crate) async fn prove(
    claim: Claim<'_>,
    scratch: &Scratch,
    limits: ProofLimits,
    watch: &Watch<'_>,
) -> Result<Proof, ProofError> {
    let tables = claim.from.tables.len().max(claim.to.tables.len());
    if tables > limits.tables {
        let limit = limits.tables;
        return Err(ProofError::TooLarge { tables, limit });
    }
    let started = Instant::now();
    let tried = async {
        let first = Trial::run(claim, scratch, limits, watch, false).await?;
        if !first.stopped_as_declared {
            return Ok(first.proof);
        }
        // A step stopped on rows that do not fit the target, as it says it does. It is shown with rows that fit.
        let mut second = Trial::run(claim, scratch, limits, watch, true).await?.proof;
        second.findings.splice(0..0, first.declared_stop());
        Ok::<_, EngineError>(second)
    };
    let mut proof = match tokio::time::timeout(limits.time, tried).await {
        Ok(proof) => proof?,
        Err(_) => return Err(ProofError::TooSlow { limit: limits.time }),
    };
    let failed = proof.findings.iter().any(|finding| finding.severity == Severity::Error);
    proof.proven = !failed && proof.unproven.is_empty();
    proof.duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(proof)
}

/// One way up and down.
struct Trial<'a> {
    claim: Claim<'a>,
    scratch: &'a Scratch,
    limits: ProofLimits,
    watch: &'a Watch<'a>,
    proof: Proof,
    /// Whether a step up stopped that says that it may.
    stopped_as_declared: bool,
}

impl<'a> Trial<'a> {
    /// The table of contents of a proof. `fitting` gives the tables only rows that fit the target, too.
    async fn run(
        claim: Claim<'a>,
        scratch: &'a Scratch,
        limits: ProofLimits,
        watch: &'a Watch<'a>,
        fitting: bool,
    ) -> Result<Self, EngineError> {
        let mut trial = Self {
            claim,
            scratch,
            limits,
            watch,
            proof: blank(claim),
            stopped_as_declared: false,
        };
        let database = scratch.database(claim.plan.dialect).await?;
        let mut connection = trial.connect(&database).await?;
        let version = connection.version().await?;
        trial.proof.engine = version.product.to_owned();
        trial.proof.engine_version = version.text;
        trial.up_and_down(&database, &mut connection, fitting).await?;
        connection.close().await;
        database.close().await?;
        Ok(trial)
    }

    async fn up_and_down(
        &mut self,
        database: &ScratchDatabase,
        connection: &mut Connection,
        fitting: bool,
    ) -> Result<(), EngineError> {
        let (from, to, plan) = (self.claim.from, self.claim.to, self.claim.plan);
        if !self.build(database, connection, from, "from").await? {
            return Ok(());
        }
        let origin = self.read_schema(connection).await?;
        let fits = fitting.then_some(plan.changes.as_slice());
        fill(connection, from, fits, plan, &mut self.proof, self.watch).await?;
        let mapping = Mapping::of(from, to, plan);
        let before = Snapshot::read(connection, &mapping, Kept::Before).await?;
        self.note_rows(&before);

        if !self.run_steps(database, connection, Direction::Up).await? {
            return Ok(());
        }
        self.compare_with_target(connection).await?;
        let after = Snapshot::read(connection, &mapping, Kept::AfterUp).await?;
        self.compare_rows(&before, &after, &mapping, Direction::Up);
        self.check_references(connection, to, Direction::Up).await?;

        if !self.run_steps(database, connection, Direction::Down).await? {
            return Ok(());
        }
        self.tell(Stage::CompareDown, 0, 1);
        let returned = self.read_schema(connection).await?;
        if let (Some(origin), Some(returned)) = (&origin, &returned) {
            let found = compare_schemas(returned, origin, Direction::Down);
            self.proof.findings.extend(found);
        }
        let after = Snapshot::read(connection, &mapping, Kept::Before).await?;
        self.compare_rows(&before, &after, &mapping, Direction::Down);
        self.check_references(connection, from, Direction::Down).await?;
        self.tell(Stage::CompareDown, 1, 1);
        Ok(())
    }

    /// Builds the target in a database of its own and compares.
    async fn compare_with_target(&mut self, connection: &mut Connection) -> Result<(), EngineError> {
        self.tell(Stage::CompareUp, 0, 2);
        let reached = self.read_schema(connection).await?;
        let database = self.scratch.database(self.claim.plan.dialect).await?;
        let mut other = self.connect(&database).await?;
        if self.build(&database, &mut other, self.claim.to, "to").await? {
            self.tell(Stage::CompareUp, 1, 2);
            let target = self.read_schema(&mut other).await?;
            if let (Some(reached), Some(target)) = (&reached, &target) {
                let found = compare_schemas(reached, target, Direction::Up);
                self.proof.findings.extend(found);
            }
        }
        other.close().await;
        database.close().await?;
        self.tell(Stage::CompareUp, 2, 2);
        Ok(())
    }

    async fn connect(&self, database: &ScratchDatabase) -> Result<Connection, EngineError> {
        let mut connection = database.connect().await?;
        connection.set_timeout(self.limits.statement).await?;
        Ok(connection)
    }

    fn tell(&self, stage: Stage, done: usize, total: usize) {
        (self.watch)(Progress { stage, done, total });
    }

    fn fail(&mut self, code: &str, subject: &str, message: String) {
        let finding = Diagnostic::new(Severity::Error, code, message).subject(subject);
        self.proof.findings.push(finding);
    }

    /// What there is to say about a stop that was declared.
    fn declared_stop(&self) -> Vec<Diagnostic> {
        let stops = self
            .proof
            .findings
            .iter()
            .filter(|finding| finding.code == "step-failed");
        stops
            .map(|finding| Diagnostic {
                severity: Severity::Info,
                code: "stops-as-declared".to_owned(),
                ..finding.clone()
            })
            .collect()
    }
}

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    /// To the schema that is reached.
    Up,
    /// Back.
    Down,
}

impl Direction {
    /// The steps that lead there.
    fn steps(self, plan: &Plan) -> &[Step] {
        match self {
            Self::Up => &plan.up,
            Self::Down => &plan.down,
        }
    }

    /// The word for it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
        }
    }
}

fn blank(claim: Claim<'_>) -> Proof {
    let steps = |steps: &[Step]| hash(steps.iter().map(|step| step.sql.as_str()));
    let schema = |schema: &Schema| hash(std::iter::once(emit(schema).to_sql().as_str()));
    Proof {
        proven: false,
        engine: String::new(),
        engine_version: String::new(),
        from_hash: schema(claim.from),
        to_hash: schema(claim.to),
        up_sql_hash: steps(&claim.plan.up),
        down_sql_hash: steps(&claim.plan.down),
        tables: Vec::new(),
        rows: 0,
        steps_run: StepsRun {
            up_of: claim.plan.up.len(),
            down_of: claim.plan.down.len(),
            ..StepsRun::default()
        },
        duration_ms: 0,
        findings: Vec::new(),
        unproven: Vec::new(),
    }
}

fn hash<'s>(texts: impl Iterator<Item = &'s str>) -> String {
    let mut hasher = Sha256::new();
    for text in texts {
        hasher.update(text.as_bytes());
        hasher.update(b"\0");
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests;
