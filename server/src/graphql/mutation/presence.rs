use async_graphql::{Context, ID, Object, Result};
use uuid::Uuid;

use crate::access;
use crate::error::AppError;
use crate::graphql::context::{app, viewer};
use crate::graphql::id;
use crate::graphql::inputs::PresenceInput;
use crate::service::presence::{self, Whereabouts};

/// Mutations of presence.
#[derive(Default)]
pub(crate) struct PresenceMutation;

#[Object]
impl PresenceMutation {
    /// Tells everyone on a branch where you are. Nothing of it is stored; say it again within 30 seconds, or you have
    /// left.
    async fn set_presence(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The branch.")] branch_id: ID,
        #[graphql(desc = "Where you are.")] presence: PresenceInput,
    ) -> Result<bool> {
        let branch_id = id::existing("branch", &branch_id)?;
        let reader = access::branch_reader(&app(context).store, viewer(context), branch_id).await?;
        let selection = presence.selection.unwrap_or_default();
        let whereabouts = Whereabouts {
            cursor_x: presence.cursor_x,
            cursor_y: presence.cursor_y,
            selection: selection.iter().map(element).collect::<Result<_, _>>()?,
            editing: presence.editing.as_ref().map(element).transpose()?,
        };
        presence::set(app(context), &reader, whereabouts)?;
        Ok(true)
    }
}

fn element(given: &ID) -> Result<Uuid, AppError> {
    id::known(given).ok_or_else(|| AppError::invalid(format!("{} is not an id; ids are UUIDs.", id::shortened(given))))
}
