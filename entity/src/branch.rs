//! A line of work in a project.

use sea_orm::entity::prelude::*;

/// A line of work in a project.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, serde::Serialize)]
#[sea_orm(table_name = "branch")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose it is.
    pub project_id: Uuid,
    /// Unique in the project.
    pub name: String,
    /// Position of the latest event of its log; 0 before the first.
    pub revision: i64,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// Whose it is.
    #[sea_orm(belongs_to, from = "project_id", to = "id")]
    pub project: BelongsTo<super::project::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The branches of a project.
    pub fn of_project(project: Uuid) -> Select<Self> {
        Self::find().filter(COLUMN.project_id.eq(project))
    }
}
