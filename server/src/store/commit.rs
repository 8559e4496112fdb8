//! The hot path: all that a room decided, in one transaction, on condition of the branch's revision.

use std::time::{Duration, Instant};

use sea_orm::QuerySelect;
use sea_orm::{ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, QueryFilter};
use tablewright_entity::{audit_log, branch, schema_version};
use uuid::Uuid;

use super::element::write;
use super::reader::{ATTEMPTS, pause};
use super::{CommitBatch, CommitError, NewAudit, Store, StoreError, Taken};
use super::{bulk, events, locks, versions};

/// How long after its start a commit may be tried again. A database that takes longer to fail is overloaded, not gone.
const PATIENCE: Duration = Duration::from_secs(2);

/// Why a transaction failed, and whether it may simply be tried again.
enum Failure {
    /// Nothing was written, because COMMIT was never sent.
    Before(CommitError),
    /// COMMIT was sent; where the connection broke, nobody knows what became of it.
    During(StoreError),
}

impl Store {
    /// Writes the batch, all of it or nothing.
    ///
    /// [`CommitError::Moved`] also where a lock ends and somebody who waits for it was not known to the batch.
    ///
    /// The branch row is written first and only if it is still at `batch.held`, so that of all servers that decided
    /// on one revision exactly one gets to write, and the others wait at this row and then find that they lost.
    pub(crate) async fn commit(&self, batch: &CommitBatch) -> Result<(), CommitError> {
        let versions = versions::rows(&batch.versions, batch.branch_id)?;
        let start = Instant::now();
        let mut attempt = 0;
        loop {
            match self.try_commit(batch, &versions).await {
                Ok(()) => return Ok(()),
                // A connection that the pool believed in, lost before COMMIT: another one may do.
                Err(Failure::Before(CommitError::Unavailable(_)))
                    if attempt < ATTEMPTS && start.elapsed() < PATIENCE =>
                {
                    self.reading.note_loss();
                    pause(attempt).await;
                    attempt += 1;
                }
                Err(Failure::Before(error)) => return Err(error),
                Err(Failure::During(error)) => return Err(during(error)),
            }
        }
    }

    async fn try_commit(&self, batch: &CommitBatch, versions: &[schema_version::Model]) -> Result<(), Failure> {
        let transaction = self
            .begin_write()
            .await
            .map_err(|e| Failure::Before(refusal(e.into(), Stage::Log)))?;
        write_all(&transaction, batch, versions)
            .await
            .map_err(Failure::Before)?;
        transaction.commit().await.map_err(|e| Failure::During(e.into()))
    }
}

async fn write_all(
    transaction: &DatabaseTransaction,
    batch: &CommitBatch,
    versions: &[schema_version::Model],
) -> Result<(), CommitError> {
    move_branch(transaction, batch).await?;
    let in_log = |e| refusal(e, Stage::Log);
    events::insert(transaction, &batch.events).await.map_err(in_log)?;
    let in_elements = |e| refusal(e, Stage::Elements);
    write::apply(transaction, batch.branch_id, &batch.elements)
        .await
        .map_err(in_elements)?;
    let in_rest = |e| refusal(e, Stage::Rest);
    for lock in &batch.locks {
        locks::write(transaction, batch.branch_id, lock)
            .await
            .map_err(in_rest)?;
    }
    if locks::overlook_a_waiter(transaction, &batch.locks)
        .await
        .map_err(in_rest)?
    {
        return Err(CommitError::Moved);
    }
    insert_versions(transaction, versions).await.map_err(in_rest)?;
    insert_audit(transaction, &batch.audit).await.map_err(in_rest)
}

/// Brings the branch from the held revision to the batch's last one.
async fn move_branch(transaction: &DatabaseTransaction, batch: &CommitBatch) -> Result<(), CommitError> {
    let events = i64::try_from(batch.events.len()).expect("a batch has fewer than 2^63 events");
    let sql = format!(
        "UPDATE \"{}\" SET \"revision\" = $1 WHERE \"id\" = $2 AND \"revision\" = $3",
        sea_orm::EntityName::table_name(&branch::Entity)
    );
    let values = [(batch.held + events).into(), batch.branch_id.into(), batch.held.into()];
    match bulk::execute(transaction, sql, values).await {
        Ok(0) => Err(CommitError::Moved),
        Ok(_) => Ok(()),
        Err(error) => Err(refusal(error, Stage::Log)),
    }
}

/// Gives each version the next number of its project. The project's row is held meanwhile, because versions of two
/// branches would otherwise take the same one.
async fn insert_versions(db: &DatabaseTransaction, versions: &[schema_version::Model]) -> Result<(), StoreError> {
    for version in versions {
        if db.get_database_backend() == DbBackend::Postgres {
            let sql = "SELECT 1 FROM project WHERE id = $1 FOR NO KEY UPDATE";
            bulk::execute(db, sql, [version.project_id.into()]).await?;
        }
        let last: Option<Option<i32>> = schema_version::Entity::find()
            .select_only()
            .column_as(schema_version::Column::VersionNumber.max(), "last")
            .filter(schema_version::Column::ProjectId.eq(version.project_id))
            .into_tuple()
            .one(db)
            .await?;
        let mut row: schema_version::ActiveModel = version.clone().into();
        row.version_number = ActiveValue::Set(last.flatten().unwrap_or(0) + 1);
        schema_version::Entity::insert(row).exec_without_returning(db).await?;
    }
    Ok(())
}

/// Adds records to the audit log.
pub(super) async fn insert_audit(db: &impl ConnectionTrait, records: &[NewAudit]) -> Result<(), StoreError> {
    if records.is_empty() {
        return Ok(());
    }
    let rows = records.iter().map(|record| audit_log::ActiveModel {
        id: ActiveValue::Set(Uuid::now_v7()),
        project_id: ActiveValue::Set(record.project_id),
        user_id: ActiveValue::Set(record.user_id),
        address: ActiveValue::Set(None),
        entity_type: ActiveValue::Set(record.entity_type.to_owned()),
        entity_id: ActiveValue::Set(record.entity_id),
        operation: ActiveValue::Set(record.operation.to_owned()),
        changes: ActiveValue::Set(record.changes.clone()),
        reason: ActiveValue::Set(record.reason.clone()),
        at: ActiveValue::Set(record.at),
    });
    audit_log::Entity::insert_many(rows).exec_without_returning(db).await?;
    Ok(())
}

/// Which part of the batch was being written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Log,
    Elements,
    Rest,
}

/// What a failed statement means for the batch.
fn refusal(error: StoreError, stage: Stage) -> CommitError {
    match error {
        StoreError::Taken(constraint) => CommitError::Taken(match stage {
            Stage::Log if constraint.contains("client_edit") => Taken::ClientEditId,
            Stage::Elements if is_identity(&constraint) => Taken::ElementId,
            Stage::Log | Stage::Elements | Stage::Rest => Taken::Other,
        }),
        StoreError::Unavailable(why) => CommitError::Unavailable(why),
        StoreError::Dangling(_) | StoreError::Other(_) => CommitError::Refused(error.to_string()),
    }
}

/// Whether the constraint is a primary key: `data_table_pkey` on PostgreSQL, `data_table.id` on SQLite.
fn is_identity(constraint: &str) -> bool {
    constraint.ends_with("_pkey") || (constraint.ends_with(".id") && !constraint.contains(','))
}

/// What a failed COMMIT means.
fn during(error: StoreError) -> CommitError {
    match error {
        StoreError::Unavailable(why) => CommitError::Unavailable(format!("the outcome is unknown: {why}")),
        other => refusal(other, Stage::Rest),
    }
}
