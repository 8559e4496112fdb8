//! A record of who did what outside the log of a branch.

use sea_orm::entity::prelude::*;

/// A record of who did what outside the log of a branch.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, serde::Serialize)]
#[sea_orm(table_name = "audit_log")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The project, where there is one.
    pub project_id: Option<Uuid>,
    /// Who; none for the server itself.
    pub user_id: Option<Uuid>,
    /// From where.
    pub address: Option<String>,
    /// What it was done to: the kind.
    pub entity_type: String,
    /// What it was done to: the id.
    pub entity_id: Uuid,
    /// What was done.
    pub operation: String,
    /// What changed.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub changes: Option<Json>,
    /// Why, in the person's words.
    #[sea_orm(column_type = "Text", nullable)]
    pub reason: Option<String>,
    /// When.
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The records of a project.
    pub fn of_project(project: Uuid) -> Select<Self> {
        Self::find().filter(COLUMN.project_id.eq(project))
    }
}
