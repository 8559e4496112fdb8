//! Who belongs to an organization, and as what.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Query, SelectStatement};

use crate::Role;

/// Who belongs to an organization, and as what.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, serde::Serialize)]
#[sea_orm(table_name = "organization_member")]
pub struct Model {
    /// The organization.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization_id: Uuid,
    /// The person.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    /// What the person may do.
    pub role: Role,
    /// Since when.
    pub created_at: DateTimeUtc,
    /// The organization.
    #[sea_orm(belongs_to, from = "organization_id", to = "id")]
    pub organization: BelongsTo<super::organization::Entity>,
    /// The person.
    #[sea_orm(belongs_to, from = "user_id", to = "id")]
    pub user: BelongsTo<super::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The members of an organization.
    pub fn of_organization(organization: Uuid) -> Select<Self> {
        Self::find().filter(COLUMN.organization_id.eq(organization))
    }
}

/// The ids of the organizations that `user` belongs to.
pub fn ids_of_user(user: Uuid) -> SelectStatement {
    Query::select()
        .column((Entity, Column::OrganizationId))
        .from(Entity)
        .and_where(Column::UserId.eq(user))
        .take()
}
