//! The design half of the queries.

use async_graphql::{Context, ID, Object, Result};
use tablewright_compiler::design::Design;

use super::context::{app, viewer};
use super::id;
use super::scope::Scope;
use super::types::{Branch, BranchStateInput, Comparison, DataTable, DesignStateInput, SchemaVersion};
use crate::access;
use crate::error::{AppError, ErrorCode};
use crate::{service, store};

/// Queries of designs.
#[derive(Default)]
pub(crate) struct DesignQuery;

#[Object]
impl DesignQuery {
    /// A branch of a project; null where there is none with this id that you may see.
    async fn branch(&self, context: &Context<'_>, #[graphql(desc = "The branch.")] id: ID) -> Result<Option<Branch>> {
        let Some(id) = id::known(&id) else { return Ok(None) };
        let found = access::branch_reader(&app(context).store, viewer(context), id).await;
        Ok(if_any(found)?.map(|reader| Branch::new(reader.branch().clone())))
    }

    /// A table of a design as it is now; null where there is none with this id that you may see.
    async fn data_table(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The table.")] id: ID,
    ) -> Result<Option<DataTable>> {
        let Some(id) = id::known(&id) else { return Ok(None) };
        let found = access::table(&app(context).store, viewer(context), id).await;
        Ok(if_any(found)?.map(|(reader, table)| DataTable::new(table, &Scope::live(reader.branch_id()))))
    }

    /// A version of a design; null where there is none with this id that you may see.
    async fn schema_version(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The version.")] id: ID,
    ) -> Result<Option<SchemaVersion>> {
        let Some(id) = id::known(&id) else { return Ok(None) };
        let found = access::version(&app(context).store, viewer(context), id).await;
        Ok(if_any(found)?.map(|(_, version)| SchemaVersion::from(version)))
    }

    /// What sets two states of a design apart: versions, or a branch at any revision that its log still knows.
    async fn compare(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The state that is left.")] from: DesignStateInput,
        #[graphql(desc = "The state that is reached.")] to: DesignStateInput,
    ) -> Result<Comparison> {
        let (of_from, from) = state(context, from).await?;
        let (of_to, to) = state(context, to).await?;
        if of_from.project_id != of_to.project_id {
            return Err(AppError::invalid("Both states must be of one project.").into());
        }
        let found = service::migration::compare(from, to).await?;
        Ok(Comparison::new(found, of_from.id, of_to.id))
    }
}

/// The branch and the design of a state that the viewer may see.
async fn state(context: &Context<'_>, state: DesignStateInput) -> Result<(store::Branch, Design), AppError> {
    let (store, viewer) = (&app(context).store, viewer(context));
    match state {
        DesignStateInput::Version(version) => {
            let version = id::existing("version", &version)?;
            let (reader, version) = access::version(store, viewer, version).await?;
            let design = service::version::design_of(app(context), &version).await?;
            Ok((reader.branch().clone(), design))
        }
        DesignStateInput::Branch(BranchStateInput { id, revision }) => {
            let branch = id::existing("branch", &id)?;
            let reader = access::branch_reader(store, viewer, branch).await?;
            let design = service::branch::design_at(app(context), &reader, revision.map(i64::from)).await?;
            Ok((reader.branch().clone(), design))
        }
    }
}

/// A lookup finds nothing where nothing is, which is no error.
pub(crate) fn if_any<T>(found: Result<T, AppError>) -> Result<Option<T>, AppError> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.code == ErrorCode::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
