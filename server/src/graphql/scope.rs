//! Where an element shows what belongs to it: as it is now, or as it was at a revision.

use std::sync::Arc;

use async_graphql::Context;
use tablewright_compiler::design::{Constraint, Design, EnumType, Field, Index, Relationship, Table};
use tablewright_compiler::ids::{EnumId, FieldId, TableId};
use uuid::Uuid;

use super::context::loaders;
use super::loaders::{ConstraintsOf, EnumsOf, FieldsOf, IndexesOf, RelationshipsOf};
use crate::error::{AppError, ErrorCode};

/// Goes with every element from its parent to its children. An element of an event reads everything from the design
/// at the event's revision; any other reads rows, gathered over the whole request.
#[derive(Clone)]
pub(crate) struct Scope {
    branch_id: Uuid,
    /// `None` for the rows as they are.
    at: Option<Arc<Design>>,
}

impl Scope {
    /// The branch as it is.
    pub(crate) fn live(branch_id: Uuid) -> Self {
        Self { branch_id, at: None }
    }

    /// The branch as this design says.
    pub(crate) fn at(branch_id: Uuid, design: Design) -> Self {
        Self {
            branch_id,
            at: Some(Arc::new(design)),
        }
    }

    /// The branch.
    pub(crate) fn branch_id(&self) -> Uuid {
        self.branch_id
    }

    /// A table that another element refers to.
    pub(crate) async fn table(&self, context: &Context<'_>, id: TableId) -> Result<Arc<Table>, AppError> {
        let found = match &self.at {
            Some(design) => design.table(id).cloned(),
            None => loaders(context).load_one(id).await?.map(|placed| placed.element),
        };
        found.ok_or_else(|| gone("table", id.0))
    }

    /// Fields that another element refers to, in the order of the ids.
    pub(crate) async fn fields(&self, context: &Context<'_>, ids: &[FieldId]) -> Result<Vec<Arc<Field>>, AppError> {
        let found: Vec<Option<Arc<Field>>> = match &self.at {
            Some(design) => ids.iter().map(|id| design.field(*id).cloned()).collect(),
            None => {
                let rows = loaders(context).load_many(ids.iter().copied()).await?;
                ids.iter()
                    .map(|id| rows.get(id).map(|placed| placed.element.clone()))
                    .collect()
            }
        };
        found
            .into_iter()
            .zip(ids)
            .map(|(field, id)| field.ok_or_else(|| gone("field", id.0)))
            .collect()
    }

    /// An enum type that a field refers to.
    pub(crate) async fn enum_type(&self, context: &Context<'_>, id: EnumId) -> Result<Option<Arc<EnumType>>, AppError> {
        if let Some(design) = &self.at {
            return Ok(design.enum_type(id).cloned());
        }
        let enums = loaders(context)
            .load_one(EnumsOf(self.branch_id))
            .await?
            .unwrap_or_default();
        Ok(enums.into_iter().find(|enum_type| enum_type.id == id))
    }

    /// The fields of a table, in their order.
    pub(crate) async fn fields_of(&self, context: &Context<'_>, table: TableId) -> Result<Vec<Arc<Field>>, AppError> {
        Ok(match &self.at {
            Some(design) => design.fields_of(table).cloned().collect(),
            None => loaders(context).load_one(FieldsOf(table)).await?.unwrap_or_default(),
        })
    }

    /// The keys and checks of a table, by id.
    pub(crate) async fn constraints_of(
        &self,
        context: &Context<'_>,
        table: TableId,
    ) -> Result<Vec<Arc<Constraint>>, AppError> {
        Ok(match &self.at {
            Some(design) => design.constraints_of(table).cloned().collect(),
            None => loaders(context)
                .load_one(ConstraintsOf(table))
                .await?
                .unwrap_or_default(),
        })
    }

    /// The indexes of a table, by name.
    pub(crate) async fn indexes_of(&self, context: &Context<'_>, table: TableId) -> Result<Vec<Arc<Index>>, AppError> {
        Ok(match &self.at {
            Some(design) => sorted(design.indexes_of(table), |index| &index.name),
            None => loaders(context).load_one(IndexesOf(table)).await?.unwrap_or_default(),
        })
    }

    /// The relationships at either end of which the table is, by name.
    pub(crate) async fn relationships_of(
        &self,
        context: &Context<'_>,
        table: TableId,
    ) -> Result<Vec<Arc<Relationship>>, AppError> {
        Ok(match &self.at {
            Some(design) => {
                let ends = design.relationships_of(table);
                let ends = ends.filter(|r| r.source_table_id == table || r.target_table_id == table);
                sorted(ends, |relationship| &relationship.name)
            }
            None => loaders(context)
                .load_one(RelationshipsOf(table))
                .await?
                .unwrap_or_default(),
        })
    }
}

fn sorted<'a, T: 'a>(elements: impl Iterator<Item = &'a Arc<T>>, name: impl Fn(&T) -> &String) -> Vec<Arc<T>> {
    let mut elements: Vec<Arc<T>> = elements.cloned().collect();
    elements.sort_by(|a, b| name(a).cmp(name(b)));
    elements
}

/// Rows are read one level after the other; somebody may remove one in between.
fn gone(what: &str, id: Uuid) -> AppError {
    AppError::new(
        ErrorCode::Conflict,
        format!("The {what} {id} was removed while it was read. Ask again."),
    )
}
