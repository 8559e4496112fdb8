//! The rows behind table locks. They change only as part of a [`super::CommitBatch`]; here they are also read.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Statement};
use tablewright_entity::table_lock::{ActiveModel, Column, Entity, Model};
use tablewright_entity::{EndReason, LockState};
use uuid::Uuid;

use super::{Lock, LockWrite, Store, StoreError, Waiter, bulk};

impl Store {
    /// The held locks of a branch and those who wait for one, in their order.
    pub(crate) async fn live_locks(&self, branch: Uuid) -> Result<(Vec<Lock>, Vec<Waiter>), StoreError> {
        let rows = Entity::live_in_branch(branch).all(self.reader()).await?;
        split(rows)
    }

    /// The held locks of some tables, by table. Whether one has expired is the log's to say, not the clock's.
    pub(crate) async fn locks_of_tables(&self, tables: &[Uuid]) -> Result<HashMap<Uuid, Lock>, StoreError> {
        let rows = Entity::held_on(tables).all(self.reader()).await?;
        rows.into_iter().map(|row| Ok((row.table_id, held(row)?))).collect()
    }

    /// Who is first in the queue for a table and still waits at `now`.
    pub(crate) async fn first_waiter(&self, table: Uuid, now: DateTime<Utc>) -> Result<Option<Waiter>, StoreError> {
        let row = Entity::find()
            .filter(Column::TableId.eq(table))
            .filter(Column::State.eq(LockState::Waiting))
            .filter(Column::WaitUntil.gt(now))
            .order_by_asc(Column::AskedAt)
            .order_by_asc(Column::Id)
            .one(self.reader())
            .await?;
        row.map(waiting).transpose()
    }

    /// The lock or place in a queue that a token belongs to, with its branch: where to take a renewal or release.
    pub(crate) async fn lock_branch(&self, token: Uuid) -> Result<Option<Uuid>, StoreError> {
        let row = Entity::find()
            .filter(Column::Token.eq(token))
            .one(self.reader())
            .await?;
        Ok(row.map(|row| row.branch_id))
    }

    /// The branches that have held locks or waiters: whose timers a server that starts has to run.
    pub(crate) async fn branches_with_live_locks(&self) -> Result<Vec<Uuid>, StoreError> {
        use sea_orm::QuerySelect;
        Ok(Entity::find()
            .select_only()
            .column(Column::BranchId)
            .filter(Column::State.ne(LockState::Ended))
            .distinct()
            .into_tuple()
            .all(self.reader())
            .await?)
    }
}

/// Sorts rows into what is held and who waits.
pub(super) fn split(rows: Vec<Model>) -> Result<(Vec<Lock>, Vec<Waiter>), StoreError> {
    let mut locks = Vec::new();
    let mut waiters = Vec::new();
    for row in rows {
        match row.state {
            LockState::Active => locks.push(held(row)?),
            LockState::Waiting => waiters.push(waiting(row)?),
            LockState::Ended => {}
        }
    }
    Ok((locks, waiters))
}

fn held(row: Model) -> Result<Lock, StoreError> {
    let (Some(revision), Some(locked_at), Some(expires_at)) = (row.revision, row.locked_at, row.expires_at) else {
        return Err(StoreError::corrupt("lock", "it is held and was never granted"));
    };
    Ok(Lock {
        id: row.id,
        branch_id: row.branch_id,
        table_id: row.table_id,
        holder_id: row.holder_id,
        kind: row.kind,
        reason: row.reason,
        token: row.token,
        seconds: row.seconds,
        revision,
        locked_at,
        expires_at,
    })
}

fn waiting(row: Model) -> Result<Waiter, StoreError> {
    let wait_until = row
        .wait_until
        .ok_or_else(|| StoreError::corrupt("waiter", "it waits without an end"))?;
    Ok(Waiter {
        id: row.id,
        branch_id: row.branch_id,
        table_id: row.table_id,
        holder_id: row.holder_id,
        kind: row.kind,
        reason: row.reason,
        token: row.token,
        seconds: row.seconds,
        asked_at: row.asked_at,
        wait_until,
    })
}

/// Writes one change of the lock rows of a branch.
pub(super) async fn write(db: &impl ConnectionTrait, branch: Uuid, write: &LockWrite) -> Result<(), StoreError> {
    match write {
        LockWrite::Grant(lock) => grant(db, branch, lock).await,
        LockWrite::Renew { id, expires_at } => {
            let sql = "UPDATE table_lock SET expires_at = $3 \
                       WHERE id = $1 AND branch_id = $2 AND state = 'ACTIVE'";
            let renewed = bulk::execute(db, sql, [(*id).into(), branch.into(), (*expires_at).into()]).await?;
            bulk::expect_all("table_lock", 1, renewed)
        }
        LockWrite::End { id, at, reason } => {
            let sql = "UPDATE table_lock SET state = 'ENDED', ended_at = $3, end_reason = $4 \
                       WHERE id = $1 AND branch_id = $2 AND state <> 'ENDED'";
            let values = [(*id).into(), branch.into(), (*at).into(), word(*reason).into()];
            let ended = bulk::execute(db, sql, values).await?;
            bulk::expect_all("table_lock", 1, ended)
        }
        LockWrite::StillWaiting { id, wait_until } => {
            let sql = "UPDATE table_lock SET wait_until = $3 WHERE id = $1 AND branch_id = $2 AND state = 'WAITING'";
            bulk::execute(db, sql, [(*id).into(), branch.into(), (*wait_until).into()]).await?;
            Ok(())
        }
        LockWrite::Wait(waiter) => wait(db, branch, waiter).await,
    }
}

/// Whether somebody waits for a table whose lock `writes` end and give to nobody. A place in the queue is no event, so
/// one that another server wrote since the batch was decided does not show in the revision. Asked inside the
/// transaction, when no server can add another.
pub(super) async fn overlook_a_waiter(db: &impl ConnectionTrait, writes: &[LockWrite]) -> Result<bool, StoreError> {
    for write in writes {
        let LockWrite::End { id, at, reason } = write else {
            continue;
        };
        if *reason == EndReason::GaveUp {
            continue;
        }
        let sql = "SELECT 1 FROM table_lock ended \
                   JOIN data_table t ON t.id = ended.table_id \
                   JOIN table_lock waiter ON waiter.table_id = ended.table_id AND waiter.state = 'WAITING' \
                   WHERE ended.id = $1 AND waiter.wait_until > $2 AND NOT EXISTS \
                   (SELECT 1 FROM table_lock held WHERE held.table_id = ended.table_id AND held.state = 'ACTIVE')";
        let values = [(*id).into(), (*at).into()];
        let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
        if db.query_one_raw(statement).await?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A new row, or the row of the waiter with the lock's id, which keeps when it was asked for.
async fn grant(db: &impl ConnectionTrait, branch: Uuid, lock: &Lock) -> Result<(), StoreError> {
    let row = ActiveModel {
        id: Set(lock.id),
        branch_id: Set(branch),
        table_id: Set(lock.table_id),
        state: Set(LockState::Active),
        kind: Set(lock.kind),
        holder_id: Set(lock.holder_id),
        reason: Set(lock.reason.clone()),
        token: Set(lock.token),
        revision: Set(Some(lock.revision)),
        seconds: Set(lock.seconds),
        asked_at: Set(lock.locked_at),
        wait_until: Set(None),
        locked_at: Set(Some(lock.locked_at)),
        expires_at: Set(Some(lock.expires_at)),
        ended_at: Set(None),
        end_reason: Set(None),
    };
    let granted = OnConflict::column(Column::Id)
        .update_columns([
            Column::State,
            Column::Token,
            Column::Revision,
            Column::LockedAt,
            Column::ExpiresAt,
        ])
        .action_and_where(Column::BranchId.eq(branch))
        .action_and_where(Column::State.eq(LockState::Waiting))
        .to_owned();
    let rows = Entity::insert(row)
        .on_conflict(granted)
        .exec_without_returning(db)
        .await?;
    bulk::expect_all("table_lock", 1, rows)
}

async fn wait(db: &impl ConnectionTrait, branch: Uuid, waiter: &Waiter) -> Result<(), StoreError> {
    let row = ActiveModel {
        id: Set(waiter.id),
        branch_id: Set(branch),
        table_id: Set(waiter.table_id),
        state: Set(LockState::Waiting),
        kind: Set(waiter.kind),
        holder_id: Set(waiter.holder_id),
        reason: Set(waiter.reason.clone()),
        token: Set(waiter.token),
        revision: Set(None),
        seconds: Set(waiter.seconds),
        asked_at: Set(waiter.asked_at),
        wait_until: Set(Some(waiter.wait_until)),
        locked_at: Set(None),
        expires_at: Set(None),
        ended_at: Set(None),
        end_reason: Set(None),
    };
    Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

fn word(reason: EndReason) -> String {
    use sea_orm::ActiveEnum;
    reason.to_value()
}
