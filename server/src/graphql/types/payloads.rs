use async_graphql::{Context, Object, Result, SimpleObject};

use super::change::changes;
use super::{Branch, Change, Diagnostic};
use crate::collab::LiveEvent;
use crate::graphql::context::int;

/// An accepted batch.
pub(crate) struct ApplyEditsPayload(LiveEvent);

/// What became of a batch of edits that was accepted.
#[Object]
impl ApplyEditsPayload {
    /// The revision that the batch made.
    async fn revision(&self) -> Result<i32> {
        Ok(int(self.0.event.revision)?)
    }

    /// The branch as it is now; others may have gone on meanwhile.
    async fn branch(&self, context: &Context<'_>) -> Result<Branch> {
        Ok(Branch::load(context, self.0.event.branch_id).await?)
    }

    /// What the batch did, element by element, each as it was at `revision`.
    async fn changes(&self) -> Vec<Change> {
        changes(&self.0)
    }
}

impl From<LiveEvent> for ApplyEditsPayload {
    fn from(live: LiveEvent) -> Self {
        Self(live)
    }
}

/// What became of an import.
#[derive(SimpleObject)]
pub(crate) struct ImportSchemaPayload {
    /// The revision that the import made.
    pub(crate) revision: i32,
    /// How many tables were made.
    pub(crate) table_count: i32,
    /// What was kept word for word, left out or not understood, with its place in the source.
    pub(crate) diagnostics: Vec<Diagnostic>,
}
