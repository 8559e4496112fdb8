//! A relationship of two tables.

use sea_orm::Condition;
use sea_orm::entity::prelude::*;

/// A relationship of two tables.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, serde::Serialize)]
#[sea_orm(table_name = "table_relationship")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The branch it is in.
    pub branch_id: Uuid,
    /// The element that this one was copied from, on another branch.
    pub origin_id: Option<Uuid>,
    /// What people read, and the foreign key's identifier.
    pub name: String,
    /// How many on either side.
    pub relationship_type: String,
    /// The "one" side.
    pub source_table_id: Uuid,
    /// The "many" side, which holds the foreign key.
    pub target_table_id: Uuid,
    /// The table that a many-to-many relationship owns.
    pub junction_table_id: Option<Uuid>,
    /// When the source's row is deleted.
    pub on_delete: String,
    /// When the source's key changes.
    pub on_update: String,
    /// When the foreign key is checked.
    pub deferrable: String,
    /// MATCH FULL.
    pub match_full: bool,
    /// What it is for.
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

    /// Those that have one of these tables at either end.
    pub fn touching(tables: &[Uuid]) -> Select<Self> {
        Self::find().filter(
            Condition::any()
                .add(COLUMN.source_table_id.is_in(tables.iter().copied()))
                .add(COLUMN.target_table_id.is_in(tables.iter().copied())),
        )
    }
}
