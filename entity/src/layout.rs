//! Where an element is drawn, and how.

use sea_orm::entity::prelude::*;

/// Where an element is drawn, and how.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, serde::Serialize)]
#[sea_orm(table_name = "layout")]
pub struct Model {
    /// The branch.
    #[sea_orm(primary_key, auto_increment = false)]
    pub branch_id: Uuid,
    /// The element, or an area's own id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub element_id: Uuid,
    /// Position, colour, and what else the designer keeps.
    #[sea_orm(column_type = "JsonBinary")]
    pub data: Json,
    /// When it last changed.
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// All of a branch.
    pub fn in_branch(branch: Uuid) -> Select<Self> {
        Self::find().filter(COLUMN.branch_id.eq(branch))
    }
}
