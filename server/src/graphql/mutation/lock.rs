use async_graphql::{Context, ID, Object, Result};
use uuid::Uuid;

use crate::access;
use crate::graphql::context::{app, caller_gone, viewer};
use crate::graphql::id;
use crate::graphql::inputs::AcquireTableLockInput;
use crate::graphql::scope::Scope;
use crate::graphql::types::TableLock;
use crate::service::lock::{self, AcquireLock};

/// Mutations of table locks.
#[derive(Default)]
pub(crate) struct LockMutation;

#[Object]
impl LockMutation {
    /// Locks a table: until the lock ends nobody else edits it. Ordinary editing needs no lock. Where someone else has
    /// it the answer is LOCKED, unless `waitSeconds` asks to wait in line.
    async fn acquire_table_lock(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which table, what for, and how long.")] input: AcquireTableLockInput,
    ) -> Result<TableLock> {
        let app = app(context);
        let table_id = id::existing("table", &input.table_id)?;
        let (reader, _) = access::table(&app.store, viewer(context), table_id).await?;
        let editor = reader.editor()?;
        let asked = AcquireLock {
            table_id,
            kind: input.kind.into(),
            seconds: input.seconds,
            reason: input.reason,
            wait_seconds: input.wait_seconds,
        };
        let lock = lock::acquire(app, &editor, asked, caller_gone(context)).await?;
        Ok(TableLock::new(lock, &Scope::live(editor.branch_id())))
    }

    /// Gives a lock of yours a new end, counted from now.
    async fn renew_table_lock(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The lock's token.")] lock_token: ID,
        #[graphql(desc = "How many seconds from now; as it was granted for where it is left out.")] seconds: Option<
            i32,
        >,
    ) -> Result<TableLock> {
        let app = app(context);
        let token = token(&lock_token);
        let editor = access::lock_branch(&app.store, viewer(context), token)
            .await?
            .editor()?;
        let lock = lock::renew(app, &editor, token, seconds).await?;
        Ok(TableLock::new(lock, &Scope::live(editor.branch_id())))
    }

    /// Gives a lock of yours back.
    async fn release_table_lock(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The lock's token.")] lock_token: ID,
    ) -> Result<bool> {
        let app = app(context);
        let token = token(&lock_token);
        let reader = access::lock_branch(&app.store, viewer(context), token).await?;
        lock::release(app, &reader, token).await?;
        Ok(true)
    }

    /// Takes someone's lock on a table away. Admins and owners only; the reason goes on record.
    async fn break_table_lock(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The table that is locked.")] table_id: ID,
        #[graphql(desc = "Why.")] reason: String,
    ) -> Result<bool> {
        let app = app(context);
        let table_id = id::existing("table", &table_id)?;
        let (reader, _) = access::table(&app.store, viewer(context), table_id).await?;
        lock::break_lock(app, &reader.admin()?, table_id, reason).await?;
        Ok(true)
    }
}

/// The token; what is not even a UUID is that of no lock.
fn token(given: &ID) -> Uuid {
    id::known(given).unwrap_or_default()
}
