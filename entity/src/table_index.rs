//! An index on a table.

use sea_orm::entity::prelude::*;

/// An index on a table.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, serde::Serialize)]
#[sea_orm(table_name = "table_index")]
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
    pub name: String,
    /// Whether it refuses equal entries.
    pub is_unique: bool,
    /// What it is over, in order.
    #[sea_orm(column_type = "JsonBinary")]
    pub parts: Json,
    /// How it searches; none for the engine's default.
    pub method: Option<String>,
    /// Fields stored in it without being searched by.
    #[sea_orm(column_type = "JsonBinary")]
    pub included: Json,
    /// The rows it covers.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub predicate: Option<Json>,
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
