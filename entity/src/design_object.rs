//! A statement that a design carries word for word.

use sea_orm::entity::prelude::*;

/// A statement that a design carries word for word.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, serde::Serialize)]
#[sea_orm(table_name = "design_object")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The branch it is in.
    pub branch_id: Uuid,
    /// The element that this one was copied from, on another branch.
    pub origin_id: Option<Uuid>,
    /// What it makes or alters.
    pub kind: String,
    /// What it makes or alters, by name.
    pub name: String,
    /// The engine whose SQL it is.
    pub dialect: String,
    /// The statement.
    #[sea_orm(column_type = "Text")]
    pub sql: String,
    /// Place among the objects of its source.
    pub sort_order: i64,
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// All of a branch.
    pub fn in_branch(branch: Uuid) -> Select<Self> {
        Self::find().filter(COLUMN.branch_id.eq(branch))
    }
}
