//! Where elements are drawn. No part of the log: the latest writer wins, element by element.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::Value;
use tablewright_entity::layout::{ActiveModel, Column, Entity};
use uuid::Uuid;

use super::{Layout, Store, StoreError};

/// Rows a statement: SQLite takes 32,766 bound values.
const CHUNK: usize = 5_000;

impl Store {
    /// The layout of a branch.
    pub(crate) async fn layout(&self, branch: Uuid) -> Result<Vec<Layout>, StoreError> {
        Ok(Entity::in_branch(branch).all(self.reader()).await?)
    }

    /// Sets where some elements of a branch are drawn. An element may be named once.
    pub(crate) async fn set_layout(&self, branch: Uuid, elements: &[(Uuid, Value)]) -> Result<(), StoreError> {
        let now = self.now();
        for chunk in elements.chunks(CHUNK) {
            let rows = chunk.iter().map(|(element, data)| ActiveModel {
                branch_id: Set(branch),
                element_id: Set(*element),
                data: Set(data.clone()),
                updated_at: Set(now),
            });
            let known = OnConflict::columns([Column::BranchId, Column::ElementId])
                .update_columns([Column::Data, Column::UpdatedAt])
                .to_owned();
            Entity::insert_many(rows)
                .on_conflict(known)
                .exec_without_returning(&self.writing)
                .await?;
        }
        Ok(())
    }

    /// Forgets where some elements were drawn.
    pub(crate) async fn clear_layout(&self, branch: Uuid, elements: &[Uuid]) -> Result<(), StoreError> {
        for chunk in elements.chunks(CHUNK) {
            Entity::delete_many()
                .filter(Column::BranchId.eq(branch))
                .filter(Column::ElementId.is_in(chunk.iter().copied()))
                .exec(&self.writing)
                .await?;
        }
        Ok(())
    }
}
