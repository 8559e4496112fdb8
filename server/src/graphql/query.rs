//! The design half of the queries.

use async_graphql::{Context, ID, Object, Result};

use super::context::{app, viewer};
use super::id;
use super::scope::Scope;
use super::types::{Branch, DataTable, SchemaVersion};
use crate::access;
use crate::error::{AppError, ErrorCode};

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
}

/// A lookup finds nothing where nothing is, which is no error.
pub(crate) fn if_any<T>(found: Result<T, AppError>) -> Result<Option<T>, AppError> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.code == ErrorCode::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
