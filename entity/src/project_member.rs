//! A person's role in one project, where it differs from the one in the organization.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Query, SelectStatement};

use crate::Role;

/// A person's role in one project, where it differs from the one in the organization.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, serde::Serialize)]
#[sea_orm(table_name = "project_member")]
pub struct Model {
    /// The project.
    #[sea_orm(primary_key, auto_increment = false)]
    pub project_id: Uuid,
    /// The person.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    /// What the person may do there.
    pub role: Role,
    /// Since when.
    pub created_at: DateTimeUtc,
    /// The project.
    #[sea_orm(belongs_to, from = "project_id", to = "id")]
    pub project: BelongsTo<super::project::Entity>,
    /// The person.
    #[sea_orm(belongs_to, from = "user_id", to = "id")]
    pub user: BelongsTo<super::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The members of a project.
    pub fn of_project(project: Uuid) -> Select<Self> {
        Self::find().filter(COLUMN.project_id.eq(project))
    }
}

/// The ids of the projects that name `user` as a member.
pub fn ids_of_user(user: Uuid) -> SelectStatement {
    Query::select()
        .column((Entity, Column::ProjectId))
        .from(Entity)
        .and_where(Column::UserId.eq(user))
        .take()
}
