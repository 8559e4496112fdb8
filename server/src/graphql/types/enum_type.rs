use std::sync::Arc;

use async_graphql::{ID, Object};
use tablewright_compiler::design;

use crate::graphql::id;

/// A named list of values.
#[derive(Clone)]
pub(crate) struct EnumType(Arc<design::EnumType>);

/// A named list of values that fields may hold.
#[Object]
impl EnumType {
    /// Its identity, which it keeps whatever it is called.
    async fn id(&self) -> ID {
        id::wire(self.0.id)
    }

    /// The schema it is in; empty for the engine's default one.
    async fn namespace(&self) -> &str {
        &self.0.namespace
    }

    /// The identifier in the database; unique in its namespace.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What it stands for; becomes its comment.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// The values in order.
    async fn values(&self) -> &[String] {
        &self.0.values
    }

    /// The identity of each value, beside `values`: what a value keeps when it is renamed or moved.
    async fn value_ids(&self) -> Vec<u32> {
        self.0.ids()
    }
}

impl EnumType {
    /// An enum type.
    pub(crate) fn new(enum_type: Arc<design::EnumType>) -> Self {
        Self(enum_type)
    }
}
