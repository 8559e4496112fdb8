use async_graphql::{Context, Enum, ID, Object, Result};
use chrono::{DateTime, Utc};
use tablewright_compiler::ids::TableId;

use super::{DataTable, User};
use crate::graphql::context::viewer_id;
use crate::graphql::id;
use crate::graphql::scope::Scope;
use crate::store::{self, Lock};

/// A held lock.
pub(crate) struct TableLock {
    lock: Lock,
    scope: Scope,
}

/// What a lock is for, which bounds how long it lasts.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "store::LockKind")]
pub(crate) enum LockKind {
    /// Typing in a table: 30 seconds unless asked otherwise, 5 minutes at most.
    Optimistic,
    /// Reworking a table: 15 minutes unless asked otherwise, 8 hours at most.
    Pessimistic,
    /// Edits that can lose data: 5 minutes unless asked otherwise, 1 hour at most. Admins and owners only.
    Critical,
}

/// A lock on a table. While it lasts nobody but its holder edits the table.
#[Object]
impl TableLock {
    /// Its identity.
    async fn id(&self) -> ID {
        id::wire(self.lock.id)
    }

    /// The table that is locked.
    async fn table(&self, context: &Context<'_>) -> Result<DataTable> {
        let table = self.scope.table(context, TableId(self.lock.table_id)).await?;
        Ok(DataTable::new(table, &self.scope))
    }

    /// Who holds it.
    async fn holder(&self, context: &Context<'_>) -> Result<User> {
        Ok(User::load(context, self.lock.holder_id).await?)
    }

    /// What it is for.
    async fn kind(&self) -> LockKind {
        self.lock.kind.into()
    }

    /// Why, in its holder's words.
    async fn reason(&self) -> Option<&str> {
        self.lock.reason.as_deref()
    }

    /// When it was granted.
    async fn locked_at(&self) -> DateTime<Utc> {
        self.lock.locked_at
    }

    /// When it ends unless it is renewed.
    async fn expires_at(&self) -> DateTime<Utc> {
        self.lock.expires_at
    }

    /// What renews and releases it, and proves with an edit that it is still held. Only its holder sees it.
    async fn lock_token(&self, context: &Context<'_>) -> Option<ID> {
        (viewer_id(context) == Some(self.lock.holder_id)).then(|| id::wire(self.lock.token))
    }
}

impl TableLock {
    /// A lock on a table as the scope shows it.
    pub(crate) fn new(lock: Lock, scope: &Scope) -> Self {
        Self {
            lock,
            scope: scope.clone(),
        }
    }
}
