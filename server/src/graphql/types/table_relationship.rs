use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use serde_json::Value;
use tablewright_compiler::design;

use super::{DataField, DataTable, details};
use crate::graphql::id;
use crate::graphql::scope::Scope;

/// A relationship of two tables.
#[derive(Clone)]
pub(crate) struct TableRelationship {
    relationship: Arc<design::Relationship>,
    scope: Scope,
}

/// How many rows stand on either side of a relationship.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "design::RelationshipType")]
pub(crate) enum RelationshipType {
    /// At most one row of the target for each of the source: the foreign key is unique.
    OneToOne,
    /// Any number of rows of the target for each of the source.
    OneToMany,
    /// Any number on both sides, through a junction table that the relationship owns.
    ManyToMany,
}

/// What happens to the rows that refer to a row which is deleted, or whose key changes.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "design::ReferentialAction")]
pub(crate) enum ReferentialAction {
    /// It is refused, when the check is due.
    NoAction,
    /// It is refused at once.
    Restrict,
    /// They follow: deleted, or given the new key.
    Cascade,
    /// They forget it.
    SetNull,
    /// They take the default of their fields.
    SetDefault,
}

/// When a key or foreign key is checked.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "design::Deferrable")]
pub(crate) enum Deferrable {
    /// At every statement.
    No,
    /// At every statement, unless a transaction puts it off.
    InitiallyImmediate,
    /// At commit.
    InitiallyDeferred,
}

/// A field of the source's key and the field of the target that holds it.
#[derive(SimpleObject)]
pub(crate) struct FieldPair {
    /// The field of the source table that is referred to.
    source: DataField,
    /// The field of the target table that refers to it.
    target: DataField,
}

/// A relationship of two tables: what a foreign key is made from.
#[Object]
impl TableRelationship {
    /// Its identity, which it keeps whatever it is called.
    async fn id(&self) -> ID {
        id::wire(self.relationship.id)
    }

    /// What people read, and the foreign key's identifier; unique in the target table.
    async fn relationship_name(&self) -> &str {
        &self.relationship.name
    }

    /// How many rows stand on either side.
    async fn relationship_type(&self) -> RelationshipType {
        self.relationship.relationship_type.into()
    }

    /// The "one" side, which is referred to.
    async fn source_table(&self, context: &Context<'_>) -> Result<DataTable> {
        let table = self.scope.table(context, self.relationship.source_table_id).await?;
        Ok(DataTable::new(table, &self.scope))
    }

    /// The "many" side, which holds the foreign key.
    async fn target_table(&self, context: &Context<'_>) -> Result<DataTable> {
        let table = self.scope.table(context, self.relationship.target_table_id).await?;
        Ok(DataTable::new(table, &self.scope))
    }

    /// Which field of the target holds which field of the source. Empty for MANY_TO_MANY, whose junction table holds
    /// the foreign keys.
    async fn field_pairs(&self, context: &Context<'_>) -> Result<Vec<FieldPair>> {
        let pairs = &self.relationship.field_pairs;
        let ids: Vec<_> = pairs
            .iter()
            .flat_map(|pair| [pair.source_field_id, pair.target_field_id])
            .collect();
        let mut fields = self.scope.fields(context, &ids).await?.into_iter();
        let mut next = || fields.next().map(|field| DataField::new(field, &self.scope));
        let pairs = std::iter::from_fn(|| {
            Some(FieldPair {
                source: next()?,
                target: next()?,
            })
        });
        Ok(pairs.collect())
    }

    /// What happens to the referring rows when a row of the source is deleted.
    async fn on_delete(&self) -> ReferentialAction {
        self.relationship.on_delete.into()
    }

    /// What happens to the referring rows when a key of the source changes.
    async fn on_update(&self) -> ReferentialAction {
        self.relationship.on_update.into()
    }

    /// When the foreign key is checked.
    async fn deferrable(&self) -> Deferrable {
        self.relationship.deferrable.into()
    }

    /// Whether a composite key is null as a whole or not at all (MATCH FULL).
    async fn match_full(&self) -> bool {
        self.relationship.match_full
    }

    /// What it is for; becomes the comment of the foreign key.
    async fn description(&self) -> Option<&str> {
        self.relationship.description.as_deref()
    }

    /// What only some engines say of it, by name: `{ "notValid": true, "setFields": [id] }`. Empty where there is nothing.
    async fn details(&self) -> Value {
        details(&self.relationship.details)
    }

    /// The table that a MANY_TO_MANY relationship made and owns.
    async fn junction_table(&self, context: &Context<'_>) -> Result<Option<DataTable>> {
        let Some(id) = self.relationship.junction_table_id else {
            return Ok(None);
        };
        let table = self.scope.table(context, id).await?;
        Ok(Some(DataTable::new(table, &self.scope)))
    }
}

impl TableRelationship {
    /// A relationship as the scope shows it.
    pub(crate) fn new(relationship: Arc<design::Relationship>, scope: &Scope) -> Self {
        Self {
            relationship,
            scope: scope.clone(),
        }
    }
}
