//! The steps of a plan, run one by one on one connection.

use tablewright_compiler::plan::Hazard;

use super::{Direction, Stage, Trial};
use crate::engine::scratch::ScratchDatabase;
use crate::engine::{Connection, EngineError};

impl Trial<'_> {
    /// Runs one direction. False where a step is refused, which is a finding.
    pub(super) async fn run_steps(
        &mut self,
        database: &ScratchDatabase,
        connection: &mut Connection,
        direction: Direction,
    ) -> Result<bool, EngineError> {
        let steps = direction.steps(self.claim.plan);
        let stage = match direction {
            Direction::Up => Stage::Up,
            Direction::Down => Stage::Down,
        };
        for (done, step) in steps.iter().enumerate() {
            self.tell(stage, done, steps.len());
            let run = match direction {
                Direction::Up => &mut self.proof.steps_run.up,
                Direction::Down => &mut self.proof.steps_run.down,
            };
            *run = done;
            if let Err(words) = self.execute(database, connection, &step.sql).await? {
                let declared = step.hazards.iter().find_map(|hazard| match hazard {
                    Hazard::MayFail { r#where } => Some(r#where.clone()),
                    _ => None,
                });
                let mut message = format!(
                    "{} step {} of {} ({}) is refused: {words}",
                    direction.word(),
                    done + 1,
                    steps.len(),
                    step.comment
                );
                if let Some(rows) = &declared {
                    message.push_str(&format!("; it says that it fails where {rows}"));
                }
                self.stopped_as_declared |= declared.is_some() && direction == Direction::Up;
                self.fail("step-failed", &step.comment, message);
                if let Some(finding) = self.proof.findings.last_mut() {
                    finding.help = Some(step.sql.clone());
                }
                // Where there is no transaction, the engine says so.
                let _ = connection.execute("ROLLBACK").await;
                return Ok(false);
            }
        }
        match direction {
            Direction::Up => self.proof.steps_run.up = steps.len(),
            Direction::Down => self.proof.steps_run.down = steps.len(),
        }
        self.tell(stage, steps.len(), steps.len());
        Ok(true)
    }
}
