use std::collections::BTreeMap;
use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, Result};
use serde_json::Value;
use tablewright_compiler::design::{self, ConstraintKind};

use super::{Branch, DataField, TableConstraint, TableIndex, TableLock, TableRelationship, details};
use crate::graphql::context::loaders;
use crate::graphql::id;
use crate::graphql::loaders::LockOf;
use crate::graphql::scope::Scope;

/// A table of a design.
#[derive(Clone)]
pub(crate) struct DataTable {
    table: Arc<design::Table>,
    scope: Scope,
}

/// Where in its life a table is: DRAFT → ACTIVE → DEPRECATED → DELETED, and from anywhere back to DRAFT.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "design::TableStatus")]
pub(crate) enum TableStatus {
    /// Being designed; anything goes.
    Draft,
    /// In use: edits that can lose data need a CRITICAL lock.
    Active,
    /// Still there, no longer to be used.
    Deprecated,
    /// Softly deleted: kept in the design with its names, left out of the DDL.
    Deleted,
}

/// A table of a design: what a database table is made from.
#[Object]
impl DataTable {
    /// Its identity, which it keeps whatever it is called.
    async fn id(&self) -> ID {
        id::wire(self.table.id)
    }

    /// The branch it is in.
    async fn branch(&self, context: &Context<'_>) -> Result<Branch> {
        Ok(Branch::load(context, self.scope.branch_id()).await?)
    }

    /// What people read; unique in its branch.
    async fn name(&self) -> &str {
        &self.table.name
    }

    /// The schema it is in, such as `sales`; empty for the engine's default one.
    async fn namespace(&self) -> &str {
        &self.table.namespace
    }

    /// The identifier in the database; unique in its namespace.
    async fn table_name(&self) -> &str {
        &self.table.table_name
    }

    /// What it is for; becomes the table's comment in the database.
    async fn description(&self) -> Option<&str> {
        self.table.description.as_deref()
    }

    /// Where in its life it is.
    async fn status(&self) -> TableStatus {
        self.table.status.into()
    }

    /// What stands after the closing parenthesis of its CREATE TABLE, word for word, by engine:
    /// `{ "mysql": "ENGINE=InnoDB" }`.
    async fn native_options(&self) -> Value {
        native(&self.table.native_options)
    }

    /// What only some engines say of it, by name: `{ "unlogged": true }`. Empty where there is nothing.
    async fn details(&self) -> Value {
        details(&self.table.details)
    }

    /// Its fields, by `sortOrder`.
    async fn fields(&self, context: &Context<'_>) -> Result<Vec<DataField>> {
        let fields = self.scope.fields_of(context, self.table.id).await?;
        Ok(fields
            .into_iter()
            .map(|field| DataField::new(field, &self.scope))
            .collect())
    }

    /// Its keys and checks. Foreign keys are relationships.
    async fn constraints(&self, context: &Context<'_>) -> Result<Vec<TableConstraint>> {
        self.constraints_that(context, |_| true).await
    }

    /// What tells its rows apart; absent where it has no primary key.
    async fn primary_key(&self, context: &Context<'_>) -> Result<Option<TableConstraint>> {
        let is_primary = |kind: &ConstraintKind| matches!(kind, ConstraintKind::PrimaryKey { .. });
        Ok(self.constraints_that(context, is_primary).await?.pop())
    }

    /// Its keys beside the primary one.
    async fn unique_keys(&self, context: &Context<'_>) -> Result<Vec<TableConstraint>> {
        self.constraints_that(context, |kind| matches!(kind, ConstraintKind::Unique { .. }))
            .await
    }

    /// What every one of its rows must satisfy.
    async fn checks(&self, context: &Context<'_>) -> Result<Vec<TableConstraint>> {
        self.constraints_that(context, |kind| matches!(kind, ConstraintKind::Check { .. }))
            .await
    }

    /// Its indexes, by name, without those that its keys bring along.
    async fn indexes(&self, context: &Context<'_>) -> Result<Vec<TableIndex>> {
        let indexes = self.scope.indexes_of(context, self.table.id).await?;
        Ok(indexes
            .into_iter()
            .map(|index| TableIndex::new(index, &self.scope))
            .collect())
    }

    /// The relationships that start or end here, by name.
    async fn relationships(&self, context: &Context<'_>) -> Result<Vec<TableRelationship>> {
        let relationships = self.scope.relationships_of(context, self.table.id).await?;
        Ok(relationships
            .into_iter()
            .map(|it| TableRelationship::new(it, &self.scope))
            .collect())
    }

    /// The lock that is held on it now, also where the rest of the table is shown as of an earlier revision.
    async fn lock(&self, context: &Context<'_>) -> Result<Option<TableLock>> {
        let lock = loaders(context).load_one(LockOf(self.table.id)).await?;
        Ok(lock.map(|lock| TableLock::new(lock, &self.scope)))
    }
}

impl DataTable {
    /// A table as the scope shows it.
    pub(crate) fn new(table: Arc<design::Table>, scope: &Scope) -> Self {
        Self {
            table,
            scope: scope.clone(),
        }
    }

    async fn constraints_that(
        &self,
        context: &Context<'_>,
        wanted: impl Fn(&ConstraintKind) -> bool,
    ) -> Result<Vec<TableConstraint>> {
        let constraints = self.scope.constraints_of(context, self.table.id).await?;
        let wanted = constraints.into_iter().filter(|constraint| wanted(&constraint.kind));
        Ok(wanted
            .map(|constraint| TableConstraint::new(constraint, &self.scope))
            .collect())
    }
}

/// What is kept word for word per engine, as a JSON object.
pub(super) fn native(by_dialect: &BTreeMap<tablewright_compiler::dialect::Dialect, String>) -> Value {
    serde_json::to_value(by_dialect).unwrap_or_default()
}
