//! A key field of a relationship's source, and the field of its target that refers to it.

use sea_orm::entity::prelude::*;

/// A key field of a relationship's source, and the field of its target that refers to it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, serde::Serialize)]
#[sea_orm(table_name = "relationship_field_pair")]
pub struct Model {
    /// The relationship.
    #[sea_orm(primary_key, auto_increment = false)]
    pub relationship_id: Uuid,
    /// Place in the key, from 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    /// The branch it is in.
    pub branch_id: Uuid,
    /// In the source table.
    pub source_field_id: Uuid,
    /// In the target table.
    pub target_field_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// All of a branch.
    pub fn in_branch(branch: Uuid) -> Select<Self> {
        Self::find().filter(COLUMN.branch_id.eq(branch))
    }

    /// All of some relationships.
    pub fn of_relationships(relationships: &[Uuid]) -> Select<Self> {
        Self::find().filter(COLUMN.relationship_id.is_in(relationships.iter().copied()))
    }
}
