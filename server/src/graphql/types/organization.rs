use async_graphql::{ID, Object};
use chrono::{DateTime, Utc};

use super::Role;
use crate::graphql::id;
use crate::store;

/// An organization, and what the viewer is in it.
pub(crate) struct Organization {
    row: store::Organization,
    role: store::Role,
}

/// A team; it owns projects.
#[Object]
impl Organization {
    /// Its identity.
    async fn id(&self) -> ID {
        id::wire(self.row.id)
    }

    /// What people call it.
    async fn name(&self) -> &str {
        &self.row.name
    }

    /// What you may do in it, and in its projects unless you have another role there.
    async fn viewer_role(&self) -> Role {
        self.role.into()
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime<Utc> {
        self.row.created_at
    }
}

impl From<(store::Organization, store::Role)> for Organization {
    fn from((row, role): (store::Organization, store::Role)) -> Self {
        Self { row, role }
    }
}
