//! An immutable, numbered snapshot of a branch's design.

use sea_orm::entity::prelude::*;

/// An immutable, numbered snapshot of a branch's design.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, serde::Serialize)]
#[sea_orm(table_name = "schema_version")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The project, in which its number is unique.
    pub project_id: Uuid,
    /// The branch it was made of.
    pub branch_id: Uuid,
    /// 1, 2, 3 … in the project.
    pub version_number: i32,
    /// SHA-256 of the canonical design.
    pub schema_hash: String,
    /// What its maker says about it.
    #[sea_orm(column_type = "Text")]
    pub message: String,
    /// Who made it.
    pub created_by: Uuid,
    /// The branch's revision that it is a snapshot of.
    pub revision: i64,
    /// The design as JSON, compressed with zstd.
    pub snapshot: Vec<u8>,
    /// When it was made.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The versions made of a branch.
    pub fn of_branch(branch: Uuid) -> Select<Self> {
        Self::find().filter(COLUMN.branch_id.eq(branch))
    }
}
