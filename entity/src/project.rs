//! A project: branches, and who may work on them.

use sea_orm::Condition;
use sea_orm::entity::prelude::*;

use crate::{organization_member, project_member};

/// A project: branches, and who may work on them.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, serde::Serialize)]
#[sea_orm(table_name = "project")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose it is.
    pub organization_id: Uuid,
    /// Who made it, or took it over.
    pub owner_id: Uuid,
    /// What people call it; unique among the organization's active ones.
    pub name: String,
    /// What it is for.
    #[sea_orm(column_type = "Text", nullable)]
    pub description: Option<String>,
    /// False once archived.
    pub is_active: bool,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it last changed.
    pub updated_at: DateTimeUtc,
    /// Whose it is.
    #[sea_orm(belongs_to, from = "organization_id", to = "id")]
    pub organization: BelongsTo<super::organization::Entity>,
    /// Who made it, or took it over.
    #[sea_orm(belongs_to, from = "owner_id", to = "id")]
    pub owner: BelongsTo<super::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The projects that `user` may see: those of the organizations the user belongs to, and those shared with the
    /// user alone.
    pub fn visible_to(user: Uuid) -> Select<Self> {
        Self::find().filter(
            Condition::any()
                .add(
                    COLUMN
                        .organization_id
                        .in_subquery(organization_member::ids_of_user(user)),
                )
                .add(COLUMN.id.in_subquery(project_member::ids_of_user(user))),
        )
    }
}
