use async_graphql::{Context, ID, Object, Result};

use crate::access;
use crate::graphql::context::{app, viewer};
use crate::graphql::id;
use crate::graphql::inputs::{self, ApplyEditsInput};
use crate::graphql::types::ApplyEditsPayload;
use crate::service;
use crate::service::edit::ApplyEdits;

/// Mutations that change a design.
#[derive(Default)]
pub(crate) struct EditMutation;

#[Object]
impl EditMutation {
    /// Changes a design: all edits or none, and one new revision. The same `clientEditId` again gives the first result
    /// and changes nothing. Refused edits are INVALID with every issue found; a table that someone else has locked is
    /// LOCKED.
    async fn apply_edits(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The batch.")] input: ApplyEditsInput,
    ) -> Result<ApplyEditsPayload> {
        let app = app(context);
        let branch_id = id::existing("branch", &input.branch_id)?;
        let editor = access::editor(&app.store, viewer(context), branch_id).await?;
        let mut design = service::branch::state(app, editor.reader()).await?.design;
        if inputs::lean_on_unseen(&input.edits, &design) {
            design = service::branch::latest_state(app, editor.reader()).await?.design;
        }
        let request = ApplyEdits {
            client_edit_id: input.client_edit_id.0,
            lock_tokens: input
                .lock_tokens
                .unwrap_or_default()
                .into_iter()
                .map(|token| token.0)
                .collect(),
            edits: inputs::edits(input.edits, &design)?,
        };
        let accepted = service::edit::apply_edits(app, editor, request).await?;
        Ok(ApplyEditsPayload::from(accepted.0))
    }

    /// Takes back your own latest edit of the branch that still stands, as a new edit. What others did since stays.
    async fn undo(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The branch.")] branch_id: ID,
    ) -> Result<ApplyEditsPayload> {
        let branch_id = id::existing("branch", &branch_id)?;
        let editor = access::editor(&app(context).store, viewer(context), branch_id).await?;
        let accepted = service::edit::undo(app(context), editor).await?;
        Ok(ApplyEditsPayload::from(accepted.0))
    }

    /// Takes back your own latest undo on the branch, as a new edit. A new edit of yours clears what could be redone.
    async fn redo(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The branch.")] branch_id: ID,
    ) -> Result<ApplyEditsPayload> {
        let branch_id = id::existing("branch", &branch_id)?;
        let editor = access::editor(&app(context).store, viewer(context), branch_id).await?;
        let accepted = service::edit::redo(app(context), editor).await?;
        Ok(ApplyEditsPayload::from(accepted.0))
    }
}
