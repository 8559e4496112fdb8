//! A field of a table.

use sea_orm::entity::prelude::*;

/// A field of a table.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, serde::Serialize)]
#[sea_orm(table_name = "data_field")]
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
    /// What people read.
    pub name: String,
    /// The identifier in the database.
    pub field_name: String,
    /// What it holds.
    #[sea_orm(column_type = "Text", nullable)]
    pub description: Option<String>,
    /// The family of its type.
    pub data_type: String,
    /// How the family is refined, with the exact native types.
    #[sea_orm(column_type = "JsonBinary")]
    pub config: Json,
    /// NOT NULL.
    pub is_required: bool,
    /// The default: an SQL expression and its engine.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub default_value: Option<Json>,
    /// How the engine numbers it.
    pub identity: Option<String>,
    /// What it is computed by.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub generated: Option<Json>,
    /// What an update of the row sets it to: an SQL expression and its engine.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub on_update: Option<Json>,
    /// Its collation.
    pub collation: Option<String>,
    /// Place among the table's fields.
    pub sort_order: i64,
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
