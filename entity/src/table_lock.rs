//! A lock on a table: waiting, held, or ended.

use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;

use crate::{EndReason, LockKind, LockState};

/// A lock on a table: waiting, held, or ended.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, serde::Serialize)]
#[sea_orm(table_name = "table_lock")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The branch it is in.
    pub branch_id: Uuid,
    /// The table; it may be gone by now.
    pub table_id: Uuid,
    /// Waiting, held or ended.
    pub state: LockState,
    /// What it is for, which bounds how long it lasts.
    pub kind: LockKind,
    /// Who holds or waits for it.
    pub holder_id: Uuid,
    /// Why, in the holder's words.
    #[sea_orm(column_type = "Text", nullable)]
    pub reason: Option<String>,
    /// Unguessable; who sends it proves to hold the lock.
    pub token: Uuid,
    /// The revision that granted it: the fencing number.
    pub revision: Option<i64>,
    /// How long it lasts from the grant or the latest renewal.
    pub seconds: i32,
    /// When it was asked for; waiters are served in this order.
    pub asked_at: DateTimeUtc,
    /// Until when its holder waits for it.
    pub wait_until: Option<DateTimeUtc>,
    /// When it was granted.
    pub locked_at: Option<DateTimeUtc>,
    /// When it ends unless renewed.
    pub expires_at: Option<DateTimeUtc>,
    /// When it ended.
    pub ended_at: Option<DateTimeUtc>,
    /// Why it ended.
    pub end_reason: Option<EndReason>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The held and waiting locks of a branch, waiters in their order.
    pub fn live_in_branch(branch: Uuid) -> Select<Self> {
        Self::find()
            .filter(COLUMN.branch_id.eq(branch))
            .filter(COLUMN.state.ne(LockState::Ended))
            .order_by_asc(Column::AskedAt)
            .order_by_asc(Column::Id)
    }

    /// The held locks of some tables.
    pub fn held_on(tables: &[Uuid]) -> Select<Self> {
        Self::find()
            .filter(COLUMN.table_id.is_in(tables.iter().copied()))
            .filter(COLUMN.state.eq(LockState::Active))
    }
}
