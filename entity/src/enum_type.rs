//! A named list of values that a field may hold.

use sea_orm::entity::prelude::*;

/// A named list of values that a field may hold.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, serde::Serialize)]
#[sea_orm(table_name = "enum_type")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The branch it is in.
    pub branch_id: Uuid,
    /// The element that this one was copied from, on another branch.
    pub origin_id: Option<Uuid>,
    /// The schema it is in; empty for the engine's default one.
    pub namespace: String,
    /// The identifier in the database.
    pub name: String,
    /// What it stands for.
    #[sea_orm(column_type = "Text", nullable)]
    pub description: Option<String>,
    /// The values, in order.
    #[sea_orm(column_type = "JsonBinary")]
    pub enum_values: Json,
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// All of a branch.
    pub fn in_branch(branch: Uuid) -> Select<Self> {
        Self::find().filter(COLUMN.branch_id.eq(branch))
    }
}
