//! One entry of a branch's log.

use sea_orm::entity::prelude::*;

use crate::EventKind;

/// One entry of a branch's log.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, serde::Serialize)]
#[sea_orm(table_name = "design_event")]
pub struct Model {
    /// The branch.
    #[sea_orm(primary_key, auto_increment = false)]
    pub branch_id: Uuid,
    /// Position in the log: 1, 2, 3 … without gaps.
    #[sea_orm(primary_key, auto_increment = false)]
    pub revision: i64,
    /// What happened.
    pub kind: EventKind,
    /// Who did it.
    pub actor_id: Uuid,
    /// The client's name for the edit; the same name again is the same edit.
    pub client_edit_id: Option<String>,
    /// What happened, as JSON.
    #[sea_orm(column_type = "Text")]
    pub payload: String,
    /// The revision that this one takes back.
    pub undoes: Option<i64>,
    /// The undoing revision that this one takes back.
    pub redoes: Option<i64>,
    /// When.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The log of a branch.
    pub fn of_branch(branch: Uuid) -> Select<Self> {
        Self::find().filter(COLUMN.branch_id.eq(branch))
    }
}
