use std::sync::Arc;

use async_graphql::{Enum, ID, Object, Result};
use tablewright_compiler::design;

use super::Target;
use crate::graphql::context::int;
use crate::graphql::id;

/// A statement carried verbatim.
#[derive(Clone)]
pub(crate) struct DesignObject(Arc<design::DesignObject>);

/// What a statement that is carried verbatim makes or alters.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "design::ObjectKind")]
pub(crate) enum ObjectKind {
    /// CREATE EXTENSION.
    Extension,
    /// CREATE SCHEMA.
    Schema,
    /// CREATE TYPE other than an enum.
    Type,
    /// CREATE DOMAIN.
    Domain,
    /// CREATE SEQUENCE and what alters one.
    Sequence,
    /// CREATE FUNCTION, CREATE AGGREGATE.
    Function,
    /// CREATE PROCEDURE.
    Procedure,
    /// CREATE VIEW.
    View,
    /// CREATE MATERIALIZED VIEW.
    MaterializedView,
    /// CREATE TRIGGER.
    Trigger,
    /// CREATE RULE.
    Rule,
    /// CREATE POLICY, and what turns row-level security on.
    Policy,
    /// GRANT, REVOKE, default privileges.
    Grant,
    /// COMMENT ON something that is carried verbatim.
    Comment,
    /// A table in a form that the design does not model.
    Table,
    /// An index in a form that the design does not model.
    Index,
    /// Anything else.
    Other,
}

/// A whole statement of one engine that the design does not model: kept word for word, written out again for that
/// engine, and named in a diagnostic for the others.
#[Object]
impl DesignObject {
    /// Its identity.
    async fn id(&self) -> ID {
        id::wire(self.0.id)
    }

    /// What it makes or alters.
    async fn kind(&self) -> ObjectKind {
        self.0.kind.into()
    }

    /// The name of what it makes or alters; not unique.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The engine whose SQL it is.
    async fn target(&self) -> Target {
        self.0.dialect.into()
    }

    /// The statement, without its final delimiter.
    async fn sql(&self) -> &str {
        &self.0.sql
    }

    /// Its place among the objects of its source, which breaks ties where nothing depends.
    async fn sort_order(&self) -> Result<i32> {
        Ok(int(self.0.sort_order)?)
    }
}

impl DesignObject {
    /// An object carried verbatim.
    pub(crate) fn new(object: Arc<design::DesignObject>) -> Self {
        Self(object)
    }
}
