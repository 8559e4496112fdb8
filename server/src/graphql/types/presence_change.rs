use async_graphql::{Context, ID, Object, Result};

use super::User;
use crate::collab::presence::Said;
use crate::graphql::id;

/// Where somebody is.
pub(crate) struct PresenceChange(Said);

/// Where somebody is on a branch, or that they have left it. Never stored; only the latest of a person matters.
#[Object]
impl PresenceChange {
    /// Who.
    async fn user(&self, context: &Context<'_>) -> Result<User> {
        Ok(User::load(context, self.0.user_id).await?)
    }

    /// Their pointer's place on the canvas, in its units; absent where it is elsewhere.
    async fn cursor_x(&self) -> Option<f64> {
        self.0.cursor_x
    }

    /// Their pointer's place on the canvas, in its units; absent where it is elsewhere.
    async fn cursor_y(&self) -> Option<f64> {
        self.0.cursor_y
    }

    /// The elements they have selected.
    async fn selection(&self) -> Vec<ID> {
        self.0.selection.iter().copied().map(id::wire).collect()
    }

    /// The element they are typing in.
    async fn editing(&self) -> Option<ID> {
        self.0.editing.map(id::wire)
    }

    /// Whether they have left; the rest then means nothing.
    async fn left(&self) -> bool {
        self.0.left
    }
}

impl From<Said> for PresenceChange {
    fn from(said: Said) -> Self {
        Self(said)
    }
}
