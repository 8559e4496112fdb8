use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Branch, Compilation, Export, ExportFormat, Migration, Target, User};
use crate::access;
use crate::error::AppError;
use crate::graphql::context::{app, int, loaders, viewer};
use crate::graphql::id;
use crate::graphql::loaders::VersionKey;
use crate::service;
use crate::store::Version;

/// A version of a design.
pub(crate) struct SchemaVersion(Version);

/// An immutable, numbered snapshot of a branch's design.
#[Object]
impl SchemaVersion {
    /// Its identity.
    async fn id(&self) -> ID {
        id::wire(self.0.id)
    }

    /// 1, 2, 3 … in its project.
    async fn version_number(&self) -> i32 {
        self.0.version_number
    }

    /// SHA-256 of the design, in hexadecimal. Equal designs have equal hashes.
    async fn schema_hash(&self) -> &str {
        &self.0.schema_hash
    }

    /// What its maker says about it.
    async fn message(&self) -> &str {
        &self.0.message
    }

    /// Who made it.
    async fn created_by(&self, context: &Context<'_>) -> Result<User> {
        Ok(User::load(context, self.0.created_by).await?)
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }

    /// The branch it was made of.
    async fn branch(&self, context: &Context<'_>) -> Result<Branch> {
        Ok(Branch::load(context, self.0.branch_id).await?)
    }

    /// The branch's revision that it is a snapshot of.
    async fn revision(&self) -> Result<i32> {
        Ok(int(self.0.revision)?)
    }

    /// The version as DDL for an engine.
    async fn compile(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The engine that the DDL is for.")] target: Target,
    ) -> Result<Compilation> {
        let design = service::version::design_of(app(context), &self.0).await?;
        Ok(Compilation::from(
            service::branch::compile(design, target.into()).await?,
        ))
    }

    /// The version as a text other than SQL.
    async fn export(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What to write.")] format: ExportFormat,
    ) -> Result<Export> {
        let design = service::version::design_of(app(context), &self.0).await?;
        Ok(Export::from(service::branch::export(design, format.into()).await?))
    }

    /// The way from this version to another of the same project, and back. Elements are matched by their ids: a rename
    /// stays a rename.
    async fn migration_to(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The version to end at.")] version: ID,
        #[graphql(desc = "The engine that the statements are for.")] target: Target,
    ) -> Result<Migration> {
        let to = id::existing("version", &version)?;
        let (_, to) = access::version(&app(context).store, viewer(context), to).await?;
        let plan = service::migration::between(app(context), &self.0, &to, target.into()).await?;
        Ok(Migration::new(plan, self.0.clone(), to))
    }
}

impl SchemaVersion {
    /// A version whose id something refers to.
    pub(crate) async fn load(context: &Context<'_>, id: Uuid) -> Result<Self, AppError> {
        let version = loaders(context).load_one(VersionKey(id)).await?;
        version.map(Self).ok_or_else(|| AppError::not_found("version", id))
    }
}

impl From<Version> for SchemaVersion {
    fn from(version: Version) -> Self {
        Self(version)
    }
}
