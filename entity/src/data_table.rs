//! A table of a design.

use sea_orm::entity::prelude::*;

/// A table of a design.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, serde::Serialize)]
#[sea_orm(table_name = "data_table")]
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
    /// What people read.
    pub name: String,
    /// The identifier in the database.
    pub table_name: String,
    /// What it is for.
    #[sea_orm(column_type = "Text", nullable)]
    pub description: Option<String>,
    /// Where in its life it is.
    pub status: String,
    /// What follows its CREATE TABLE, per engine.
    #[sea_orm(column_type = "JsonBinary")]
    pub native_options: Json,
    /// What only some engines say of it.
    #[sea_orm(column_type = "JsonBinary")]
    pub details: Json,
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// All of a branch.
    pub fn in_branch(branch: Uuid) -> Select<Self> {
        Self::find().filter(COLUMN.branch_id.eq(branch))
    }
}
