use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use super::{
    Compilation, DataTable, DesignObject, EnumType, Export, ExportFormat, Project, SchemaVersion, TableLock,
    TableRelationship, TableStatus, Target,
};
use crate::error::AppError;
use crate::graphql::connection::{Connection, List, PageArguments};
use crate::graphql::context::{app, int, loaders};
use crate::graphql::id;
use crate::graphql::loaders::BranchKey;
use crate::graphql::scope::Scope;
use crate::service;
use crate::store::{self, TableFilter};

/// A branch of a project.
pub(crate) struct Branch {
    /// Read before anything that belongs to it, so what is shown beside `revision` is never older than it.
    row: store::Branch,
    scope: Scope,
}

/// A line of work in a project: a design with its locks, versions and log. Every project has the branch `main`.
#[Object]
impl Branch {
    /// Its identity.
    async fn id(&self) -> ID {
        id::wire(self.row.id)
    }

    /// Its name; unique in its project.
    async fn name(&self) -> &str {
        &self.row.name
    }

    /// The project it belongs to.
    async fn project(&self, context: &Context<'_>) -> Result<Project> {
        Ok(Project::load(context, self.row.project_id).await?)
    }

    /// The position of the latest event of its log. Whatever is read of the branch in the same request is at least as
    /// new: apply the events after this revision to it and nothing is missed.
    async fn revision(&self) -> Result<i32> {
        Ok(int(self.row.revision)?)
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime<Utc> {
        self.row.created_at
    }

    /// Its tables, by name.
    #[expect(clippy::too_many_arguments, reason = "they are the arguments of the field")]
    async fn data_tables(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "At most so many from the front; 50 unless said, 5,000 at most.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end, instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
        #[graphql(desc = "Only those whose name, identifier or description has this in it, whatever the case.")]
        search: Option<String>,
        #[graphql(desc = "Only those with this status.")] status: Option<TableStatus>,
    ) -> Result<Connection<DataTable>> {
        let request = PageArguments {
            first,
            after,
            last,
            before,
        }
        .request()?;
        let filter = TableFilter {
            search,
            status: status.map(Into::into),
        };
        let page = app(context)
            .store
            .tables_page(self.row.id, &filter, &request)
            .await
            .map_err(AppError::from)?;
        let list = List::Tables(self.row.id, filter);
        Ok(Connection::new(list, page, |table| DataTable::new(table, &self.scope)))
    }

    /// The relationships of its tables, by name.
    async fn relationships(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "At most so many from the front; 50 unless said, 5,000 at most.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end, instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<TableRelationship>> {
        let request = PageArguments {
            first,
            after,
            last,
            before,
        }
        .request()?;
        let page = app(context)
            .store
            .relationships_page(self.row.id, &request)
            .await
            .map_err(AppError::from)?;
        let list = List::Relationships(self.row.id);
        Ok(Connection::new(list, page, |it| {
            TableRelationship::new(it, &self.scope)
        }))
    }

    /// Its enum types, by namespace and name.
    async fn enum_types(&self, context: &Context<'_>) -> Result<Vec<EnumType>> {
        let enums = app(context)
            .store
            .enums_of_branch(self.row.id)
            .await
            .map_err(AppError::from)?;
        Ok(enums.into_iter().map(EnumType::new).collect())
    }

    /// The statements it carries verbatim, in their order.
    async fn design_objects(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "At most so many from the front; 50 unless said, 5,000 at most.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end, instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<DesignObject>> {
        let request = PageArguments {
            first,
            after,
            last,
            before,
        }
        .request()?;
        let page = app(context)
            .store
            .objects_page(self.row.id, &request)
            .await
            .map_err(AppError::from)?;
        Ok(Connection::new(List::Objects(self.row.id), page, DesignObject::new))
    }

    /// The locks that are held on its tables, in the order in which they were asked for.
    async fn locks(&self, context: &Context<'_>) -> Result<Vec<TableLock>> {
        let (held, _) = app(context)
            .store
            .live_locks(self.row.id)
            .await
            .map_err(AppError::from)?;
        Ok(held.into_iter().map(|lock| TableLock::new(lock, &self.scope)).collect())
    }

    /// The versions that were made of it, by number.
    async fn schema_versions(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "At most so many from the front; 50 unless said, 5,000 at most.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end, instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<SchemaVersion>> {
        let request = PageArguments {
            first,
            after,
            last,
            before,
        }
        .request()?;
        let page = app(context)
            .store
            .versions_page(self.row.id, &request)
            .await
            .map_err(AppError::from)?;
        Ok(Connection::new(List::Versions(self.row.id), page, SchemaVersion::from))
    }

    /// Where its elements are drawn: a JSON object from element id to what was last set for it. Not part of the
    /// design, its log or its versions.
    async fn layout(&self, context: &Context<'_>) -> Result<Value> {
        let layout = app(context).store.layout(self.row.id).await.map_err(AppError::from)?;
        Ok(layout
            .into_iter()
            .map(|placed| (placed.element_id.to_string(), placed.data))
            .collect())
    }

    /// The design as it is now, as DDL for an engine.
    async fn compile(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The engine that the DDL is for.")] target: Target,
    ) -> Result<Compilation> {
        let room = app(context).rooms.open(self.row.id).await?;
        // The row may have been written by another server.
        room.catch_up_to(self.row.revision).await?;
        Ok(Compilation::from(
            service::branch::compile(room.state().design, target.into()).await?,
        ))
    }

    /// The design as it is now, as a text other than SQL.
    async fn export(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What to write.")] format: ExportFormat,
    ) -> Result<Export> {
        let room = app(context).rooms.open(self.row.id).await?;
        room.catch_up_to(self.row.revision).await?;
        Ok(Export::from(
            service::branch::export(room.state().design, format.into()).await?,
        ))
    }
}

impl Branch {
    /// A branch that was just read.
    pub(crate) fn new(row: store::Branch) -> Self {
        let scope = Scope::live(row.id);
        Self { row, scope }
    }

    /// The branch of something that the viewer may see.
    pub(crate) async fn load(context: &Context<'_>, id: Uuid) -> Result<Self, AppError> {
        let row = loaders(context).load_one(BranchKey(id)).await?;
        row.map(Self::new).ok_or_else(|| AppError::not_found("branch", id))
    }
}
