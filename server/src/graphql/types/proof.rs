use async_graphql::{Enum, Result, SimpleObject};

use super::Diagnostic;
use crate::engine::prove;
use crate::graphql::context::int;
use crate::service::proof::ProofStep;

/// What became of a migration when it was tried on a scratch engine, up and down, with rows in the tables.
#[derive(SimpleObject)]
pub(crate) struct Proof {
    /// Whether everything held: up reached the one version, down the other, no row or value was lost that the migration does
    /// not name, and nothing is left unproven.
    proven: bool,
    /// On which engine: PostgreSQL, MariaDB, MySQL or SQLite.
    engine: String,
    /// Its version, as it says it.
    engine_version: String,
    /// SHA-256 of the SQL that makes the version that is left.
    from_hash: String,
    /// SHA-256 of the SQL that makes the version that is reached.
    to_hash: String,
    /// SHA-256 of the statements up.
    up_sql_hash: String,
    /// SHA-256 of the statements down.
    down_sql_hash: String,
    /// The tables of the version that is left, with their rows.
    tables: Vec<ProofTable>,
    /// How many of the statements up ran.
    steps_up: i32,
    /// How many of the statements down ran.
    steps_down: i32,
    /// How long it took, in milliseconds.
    duration_ms: i32,
    /// Each difference and failure, and what is worth knowing. Those of severity ERROR refute the migration.
    findings: Vec<Diagnostic>,
    /// What was not proven, and why.
    unproven: Vec<Unproven>,
}

/// How many rows a table had in a proof.
#[derive(SimpleObject)]
pub(crate) struct ProofTable {
    /// The table, by the name it has in the version that is left.
    table: String,
    /// Before the first statement.
    before: i32,
    /// After the last statement up; none where that was not reached, or the table is dropped.
    after_up: Option<i32>,
    /// After the last statement down; none where that was not reached.
    after_down: Option<i32>,
}

/// Something that was not proven.
#[derive(SimpleObject)]
pub(crate) struct Unproven {
    /// What, as a person would name it.
    what: String,
    /// Why, as a sentence.
    why: String,
}

/// What a proof is busy with.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "prove::Stage")]
pub(crate) enum ProofStage {
    /// Waiting for its turn, or building the database that is migrated.
    Create,
    /// Filling it with rows.
    Seed,
    /// Running the statements up.
    Up,
    /// Building the target beside it, and comparing.
    CompareUp,
    /// Running the statements down.
    Down,
    /// Comparing with what there was.
    CompareDown,
}

/// How far a proof is; the last one has the proof.
#[derive(SimpleObject)]
pub(crate) struct ProofProgress {
    /// What it is busy with; none when it is done.
    stage: Option<ProofStage>,
    /// How much of that is done.
    done: i32,
    /// Of how much.
    total: i32,
    /// What came of it, at the end.
    proof: Option<Proof>,
}

impl TryFrom<ProofStep> for ProofProgress {
    type Error = async_graphql::Error;

    fn try_from(step: ProofStep) -> Result<Self> {
        Ok(match step {
            ProofStep::Progress(progress) => Self {
                stage: Some(progress.stage.into()),
                done: int(progress.done)?,
                total: int(progress.total)?,
                proof: None,
            },
            ProofStep::Done(proof) => Self {
                stage: None,
                done: 1,
                total: 1,
                proof: Some(Proof::try_from(*proof)?),
            },
        })
    }
}

impl TryFrom<prove::Proof> for Proof {
    type Error = async_graphql::Error;

    fn try_from(proof: prove::Proof) -> Result<Self> {
        let tables = proof.tables.into_iter().map(|table| {
            Ok(ProofTable {
                table: table.table,
                before: int(table.before)?,
                after_up: table.after_up.map(int).transpose()?,
                after_down: table.after_down.map(int).transpose()?,
            })
        });
        let unproven = proof.unproven.into_iter();
        Ok(Self {
            proven: proof.proven,
            engine: proof.engine,
            engine_version: proof.engine_version,
            from_hash: proof.from_hash,
            to_hash: proof.to_hash,
            up_sql_hash: proof.up_sql_hash,
            down_sql_hash: proof.down_sql_hash,
            tables: tables.collect::<Result<_>>()?,
            steps_up: int(proof.steps_run.up)?,
            steps_down: int(proof.steps_run.down)?,
            duration_ms: int(proof.duration_ms)?,
            findings: proof.findings.into_iter().map(Diagnostic::from).collect(),
            unproven: unproven
                .map(|it| Unproven {
                    what: it.what,
                    why: it.why,
                })
                .collect(),
        })
    }
}
