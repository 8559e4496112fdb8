use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, Result};
use serde_json::Value;
use tablewright_compiler::design;

use super::{DataField, DataTable, Deferrable, SqlExpression, details};
use crate::graphql::id;
use crate::graphql::scope::Scope;

/// A key or check of a table.
#[derive(Clone)]
pub(crate) struct TableConstraint {
    constraint: Arc<design::Constraint>,
    scope: Scope,
}

/// What sort of constraint. Foreign keys are relationships.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(crate) enum ConstraintKind {
    /// Rows are told apart by its fields; at most one a table.
    PrimaryKey,
    /// No two rows agree on all of its fields.
    Unique,
    /// Every row makes its expression true or null.
    Check,
    /// No two rows are to each other as the operators in its expression say (PostgreSQL).
    Exclusion,
}

/// A key or check of a table.
#[Object]
impl TableConstraint {
    /// Its identity, which it keeps whatever it is called.
    async fn id(&self) -> ID {
        id::wire(self.constraint.id)
    }

    /// The table it holds for.
    async fn table(&self, context: &Context<'_>) -> Result<DataTable> {
        let table = self.scope.table(context, self.constraint.table_id).await?;
        Ok(DataTable::new(table, &self.scope))
    }

    /// The identifier in the database; absent where the engine names it.
    async fn name(&self) -> Option<&str> {
        self.constraint.name.as_deref()
    }

    /// What sort of constraint it is.
    async fn kind(&self) -> ConstraintKind {
        match self.constraint.kind {
            design::ConstraintKind::PrimaryKey { .. } => ConstraintKind::PrimaryKey,
            design::ConstraintKind::Unique { .. } => ConstraintKind::Unique,
            design::ConstraintKind::Check { .. } => ConstraintKind::Check,
            design::ConstraintKind::Exclusion { .. } => ConstraintKind::Exclusion,
        }
    }

    /// The fields of a key, in order; empty for a check.
    async fn fields(&self, context: &Context<'_>) -> Result<Vec<DataField>> {
        let fields = self.scope.fields(context, self.constraint.kind.fields()).await?;
        Ok(fields
            .into_iter()
            .map(|field| DataField::new(field, &self.scope))
            .collect())
    }

    /// Whether nulls count as equal in a unique key (NULLS NOT DISTINCT).
    async fn nulls_not_distinct(&self) -> bool {
        matches!(
            self.constraint.kind,
            design::ConstraintKind::Unique {
                nulls_not_distinct: true,
                ..
            }
        )
    }

    /// What a check demands of every row, or what stands behind EXCLUDE; absent for keys.
    async fn expression(&self) -> Option<SqlExpression> {
        match &self.constraint.kind {
            design::ConstraintKind::Check { expression } => Some(SqlExpression::from(expression)),
            design::ConstraintKind::Exclusion { definition } => Some(SqlExpression::from(definition)),
            design::ConstraintKind::PrimaryKey { .. } | design::ConstraintKind::Unique { .. } => None,
        }
    }

    /// When it is checked.
    async fn deferrable(&self) -> Deferrable {
        self.constraint.deferrable.into()
    }

    /// Its comment.
    async fn description(&self) -> Option<&str> {
        self.constraint.description.as_deref()
    }

    /// What only some engines say of it, by name: `{ "included": [id], "notValid": true, "noInherit": true, "notEnforced": true }`. Empty where there is nothing.
    async fn details(&self) -> Value {
        details(&self.constraint.details)
    }
}

impl TableConstraint {
    /// A key or check as the scope shows it.
    pub(crate) fn new(constraint: Arc<design::Constraint>, scope: &Scope) -> Self {
        Self {
            constraint,
            scope: scope.clone(),
        }
    }
}
