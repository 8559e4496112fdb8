use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, Result};
use serde_json::Value;
use tablewright_compiler::design;

use super::{DataField, DataTable, SqlExpression, details};
use crate::graphql::context::int;
use crate::graphql::id;
use crate::graphql::scope::Scope;

/// An index on a table.
#[derive(Clone)]
pub(crate) struct TableIndex {
    index: Arc<design::Index>,
    scope: Scope,
}

/// Which way a part of an index is sorted.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "design::SortDirection")]
pub(crate) enum SortDirection {
    /// Smallest first.
    Asc,
    /// Largest first.
    Desc,
}

/// Where a part of an index puts nulls.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "design::NullsOrder")]
pub(crate) enum NullsOrder {
    /// Before all values.
    First,
    /// After all values.
    Last,
}

/// An index on a table. Keys bring their own; this is for the others.
#[Object]
impl TableIndex {
    /// Its identity, which it keeps whatever it is called.
    async fn id(&self) -> ID {
        id::wire(self.index.id)
    }

    /// The table it is on.
    async fn table(&self, context: &Context<'_>) -> Result<DataTable> {
        let table = self.scope.table(context, self.index.table_id).await?;
        Ok(DataTable::new(table, &self.scope))
    }

    /// The identifier in the database; unique in its table.
    async fn name(&self) -> &str {
        &self.index.name
    }

    /// Whether it refuses equal entries.
    async fn is_unique(&self) -> bool {
        self.index.is_unique
    }

    /// What it is over, in order.
    async fn parts(&self) -> Vec<IndexPart> {
        let part = |part: &design::IndexPart| IndexPart {
            part: part.clone(),
            scope: self.scope.clone(),
        };
        self.index.parts.iter().map(part).collect()
    }

    /// Its method, such as `btree`, `hash`, `gin` or `fulltext`; absent for the engine's default.
    async fn method(&self) -> Option<&str> {
        self.index.method.as_deref()
    }

    /// Fields that are stored in it without being searched by (INCLUDE).
    async fn included(&self, context: &Context<'_>) -> Result<Vec<DataField>> {
        let fields = self.scope.fields(context, &self.index.included).await?;
        Ok(fields
            .into_iter()
            .map(|field| DataField::new(field, &self.scope))
            .collect())
    }

    /// The rows it covers (WHERE); absent where it covers all.
    async fn predicate(&self) -> Option<SqlExpression> {
        self.index.predicate.as_ref().map(SqlExpression::from)
    }

    /// Its comment.
    async fn description(&self) -> Option<&str> {
        self.index.description.as_deref()
    }

    /// What only some engines say of it, by name: `{ "nullsNotDistinct": true, "nativeOptions": { "postgres": "WITH (fillfactor=70)" } }`. Empty where there is nothing.
    async fn details(&self) -> Value {
        details(&self.index.details)
    }
}

impl TableIndex {
    /// An index as the scope shows it.
    pub(crate) fn new(index: Arc<design::Index>, scope: &Scope) -> Self {
        Self {
            index,
            scope: scope.clone(),
        }
    }
}

/// A part of an index.
pub(crate) struct IndexPart {
    part: design::IndexPart,
    scope: Scope,
}

/// One thing that an index is sorted by: a field or an expression.
#[Object]
impl IndexPart {
    /// The field; absent where it is an expression.
    async fn field(&self, context: &Context<'_>) -> Result<Option<DataField>> {
        let design::PartTarget::Field(id) = &self.part.target else {
            return Ok(None);
        };
        let field = self.scope.fields(context, &[*id]).await?.pop();
        Ok(field.map(|field| DataField::new(field, &self.scope)))
    }

    /// The expression over fields of the table; absent where it is a field.
    async fn expression(&self) -> Option<SqlExpression> {
        match &self.part.target {
            design::PartTarget::Field(_) => None,
            design::PartTarget::Expression(expression) => Some(SqlExpression::from(expression)),
        }
    }

    /// Which way it is sorted.
    async fn direction(&self) -> SortDirection {
        self.part.direction.into()
    }

    /// Where nulls go; absent for the engine's rule.
    async fn nulls(&self) -> Option<NullsOrder> {
        self.part.nulls.map(NullsOrder::from)
    }

    /// How many leading characters or bytes are indexed (MySQL); absent for all.
    async fn prefix_length(&self) -> Result<Option<i32>> {
        Ok(self.part.prefix_length.map(int).transpose()?)
    }

    /// The operator class as PostgreSQL writes it; absent for the default one.
    async fn operator_class(&self) -> Option<&str> {
        self.part.operator_class.as_deref()
    }

    /// The engine's name of its collation; absent for that of the field.
    async fn collation(&self) -> Option<&str> {
        self.part.collation.as_deref()
    }
}
