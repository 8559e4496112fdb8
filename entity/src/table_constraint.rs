//! A key or check of a table.

use sea_orm::entity::prelude::*;

/// A key or check of a table.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, serde::Serialize)]
#[sea_orm(table_name = "table_constraint")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The branch it is in.
    pub branch_id: Uuid,
    /// The table it belongs to.
    pub table_id: Uuid,
    /// The element that this one was copied from, on another branch.
    pub origin_id: Option<Uuid>,
    /// The identifier in the database.
    pub name: Option<String>,
    /// Primary key, unique key, check or exclusion constraint.
    pub kind: String,
    /// The fields of a key, in order; empty for a check.
    #[sea_orm(column_type = "JsonBinary")]
    pub fields: Json,
    /// Whether nulls count as equal.
    pub nulls_not_distinct: bool,
    /// The condition of a check, the definition of an exclusion constraint.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub expression: Option<Json>,
    /// When it is checked.
    pub deferrable: String,
    /// Its comment.
    #[sea_orm(column_type = "Text", nullable)]
    pub description: Option<String>,
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

    /// All of some tables.
    pub fn of_tables(tables: &[Uuid]) -> Select<Self> {
        Self::find().filter(COLUMN.table_id.is_in(tables.iter().copied()))
    }
}
