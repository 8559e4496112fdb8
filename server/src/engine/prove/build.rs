//! Databases built straight from a schema.

use tablewright_compiler::emit::emit;
use tablewright_compiler::schema::Schema;

use super::{Stage, Trial, Unproven};
use crate::engine::scratch::ScratchDatabase;
use crate::engine::{Connection, EngineError, inspect};

impl Trial<'_> {
    /// Runs the schema's own SQL in an empty database. False where the engine refuses it, which is a finding.
    pub(super) async fn build(
        &mut self,
        database: &ScratchDatabase,
        connection: &mut Connection,
        schema: &Schema,
        side: &str,
    ) -> Result<bool, EngineError> {
        let statements = emit(schema).statements;
        let total = statements.len();
        for (done, statement) in statements.iter().enumerate() {
            if side == "from" && done % 16 == 0 {
                self.tell(Stage::Create, done, total);
            }
            if let Err(words) = self.execute(database, connection, &statement.sql).await? {
                let message = format!(
                    "the {side} schema cannot be built: {} is refused: {words}",
                    statement.comment
                );
                self.fail(&format!("{side}-refused"), &statement.comment, message);
                return Ok(false);
            }
        }
        if side == "from" {
            self.tell(Stage::Create, total, total);
        }
        Ok(true)
    }

    /// Runs a statement: the engine's words where it refuses it. A role that is missing is made where the server is
    /// ours; where it is not, what is said about it is left out and named.
    pub(super) async fn execute(
        &mut self,
        database: &ScratchDatabase,
        connection: &mut Connection,
        sql: &str,
    ) -> Result<Result<(), String>, EngineError> {
        for _ in 0..20 {
            let error = match connection.execute(sql).await {
                Ok(_) => return Ok(Ok(())),
                Err(error) => error,
            };
            let Some(role) = error.missing_role().map(str::to_owned) else {
                return refused(error);
            };
            if !database.provide_roles(std::slice::from_ref(&role)).await?.is_empty() {
                let first = sql.lines().next().unwrap_or_default().to_owned();
                let missing = Unproven {
                    what: first,
                    why: format!("the role {role} does not exist on the server it is tried on, and none is made there"),
                };
                if !self.proof.unproven.contains(&missing) {
                    self.proof.unproven.push(missing);
                }
                return Ok(Ok(()));
            }
        }
        Ok(Err("it names more roles than can be made".to_owned()))
    }

    /// The schema that a database has, read from its catalogs.
    pub(super) async fn read_schema(&mut self, connection: &mut Connection) -> Result<Option<Schema>, EngineError> {
        Ok(Some(inspect::inspect(connection, &[], &|_| {}).await?.schema))
    }
}

/// What the engine said; the loss of the connection ends everything.
pub(super) fn refused(error: EngineError) -> Result<Result<(), String>, EngineError> {
    match error {
        EngineError::Refused { message, code, .. } => {
            let code = code.map(|code| format!(" [{code}]")).unwrap_or_default();
            Ok(Err(format!("{message}{code}")))
        }
        EngineError::TooSlow { .. } => Ok(Err("it did not finish in the time it may take".to_owned())),
        other => Err(other),
    }
}
