//! A team; it owns projects.

use sea_orm::entity::prelude::*;

use crate::organization_member;

/// A team; it owns projects.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, serde::Serialize)]
#[sea_orm(table_name = "organization")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What people call it.
    pub name: String,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it last changed.
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The organizations that `user` belongs to.
    pub fn of_user(user: Uuid) -> Select<Self> {
        Self::find().filter(COLUMN.id.in_subquery(organization_member::ids_of_user(user)))
    }
}
