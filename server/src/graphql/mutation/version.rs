use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::access;
use crate::graphql::context::{app, viewer};
use crate::graphql::id;
use crate::graphql::types::SchemaVersion;
use crate::service::version;

/// Asks for a version of a branch's design.
#[derive(InputObject)]
pub(crate) struct CreateSchemaVersionInput {
    /// The branch.
    branch_id: ID,
    /// What there is to say about it.
    message: String,
}

/// Mutations of versions.
#[derive(Default)]
pub(crate) struct VersionMutation;

#[Object]
impl VersionMutation {
    /// Keeps the branch's design as it is as a version that never changes, with the project's next number.
    async fn create_schema_version(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which branch, and what to say about it.")] input: CreateSchemaVersionInput,
    ) -> Result<SchemaVersion> {
        let branch_id = id::existing("branch", &input.branch_id)?;
        let editor = access::editor(&app(context).store, viewer(context), branch_id).await?;
        let made = version::create(app(context), &editor, &input.message).await?;
        Ok(SchemaVersion::from(made))
    }
}
