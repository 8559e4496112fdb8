//! Proofs: migrations tried out on scratch engines, a few at once.

use std::sync::Arc;
use std::time::Duration;

use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::diff::Matching;
use tablewright_compiler::lower::lower;
use tablewright_compiler::plan::plan;
use tokio::sync::{mpsc, watch};
use tokio_util::task::AbortOnDropHandle;

use super::{version, work};
use crate::access::Editor;
use crate::app::App;
use crate::engine::EngineError;
use crate::engine::prove::{Claim, Progress, Proof, ProofError, ProofLimits, Stage, prove};
use crate::error::{AppError, ErrorCode};
use crate::store::Version;

/// How many run at once in a process.
pub(crate) const AT_ONCE: usize = 2;

/// What a proof that people wait for may take.
const LIMITS: ProofLimits = ProofLimits {
    time: Duration::from_secs(10 * 60),
    statement: Duration::from_secs(60),
    tables: 5_000,
};

/// A proof that is under way. It ends with this.
pub(crate) struct RunningProof {
    progress: watch::Receiver<Progress>,
    done: mpsc::Receiver<Result<Proof, AppError>>,
    _task: AbortOnDropHandle<()>,
}

/// What a proof says of itself.
pub(crate) enum ProofStep {
    /// How far it is.
    Progress(Progress),
    /// What came of it.
    Done(Box<Proof>),
}

/// Starts to prove the migration between two versions of a project. It needs the right to edit: a proof has a server work for
/// minutes.
pub(crate) fn start(app: &Arc<App>, _: &Editor, from: Version, to: Version, dialect: Dialect) -> RunningProof {
    let waiting = Progress {
        stage: Stage::Create,
        done: 0,
        total: 0,
    };
    let (tell, progress) = watch::channel(waiting);
    let (answer, done) = mpsc::channel(1);
    let app = Arc::clone(app);
    let task = tokio::spawn(async move {
        let outcome = run(&app, &from, &to, dialect, &|now| {
            tell.send_replace(now);
        })
        .await;
        // Whoever asked may have gone.
        let _ = answer.send(outcome).await;
    });
    RunningProof {
        progress,
        done,
        _task: AbortOnDropHandle::new(task),
    }
}

impl RunningProof {
    /// The next thing to say: the latest progress, and at last the proof; then nothing.
    pub(crate) async fn next(&mut self) -> Result<Option<ProofStep>, AppError> {
        tokio::select! {
            biased;
            outcome = self.done.recv() => match outcome {
                Some(outcome) => Ok(Some(ProofStep::Done(Box::new(outcome?)))),
                None => Ok(None),
            },
            Ok(()) = self.progress.changed() => {
                let now = *self.progress.borrow_and_update();
                Ok(Some(ProofStep::Progress(now)))
            }
        }
    }

    /// What came of it, once it is done.
    pub(crate) async fn finish(mut self) -> Result<Proof, AppError> {
        match self.done.recv().await {
            Some(outcome) => outcome,
            None => Err(AppError::internal("a proof ended without an answer")),
        }
    }
}

/// Proves the migration between two versions.
async fn run(
    app: &App,
    from: &Version,
    to: &Version,
    dialect: Dialect,
    tell: &(dyn Fn(Progress) + Send + Sync),
) -> Result<Proof, AppError> {
    if from.project_id != to.project_id {
        return Err(AppError::invalid(
            "Both versions of a migration must be of one project.",
        ));
    }
    let (old, new) = (version::design_of(app, from).await?, version::design_of(app, to).await?);
    let (from, to, plan) = work::run("proofTime", move || {
        let (from, to) = (lower(&old, dialect).0, lower(&new, dialect).0);
        let plan = plan(&from, &to, &Matching::ByElement);
        (from, to, plan)
    })
    .await?;
    let _turn = app.proofs.acquire().await.map_err(AppError::internal)?;
    let claim = Claim {
        from: &from,
        to: &to,
        plan: &plan,
    };
    prove(claim, &app.scratch, LIMITS, tell).await.map_err(refusal)
}

fn refusal(error: ProofError) -> AppError {
    match error {
        ProofError::TooLarge { .. } => AppError::limited("proofTables", format!("{error}.")),
        ProofError::TooSlow { .. } => AppError::limited("proofTime", format!("{error}.")),
        // What is missing on the server's machine is what its admins want to know.
        ProofError::Engine(EngineError::NoScratch { .. }) => {
            AppError::new(ErrorCode::Unavailable, format!("{error}.")).with("part", "scratch engine")
        }
        ProofError::Engine(error) => AppError::unavailable("scratch engine", error),
    }
}
