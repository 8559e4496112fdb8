use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Branch, Compilation, Migration, Target, User};
use crate::error::{AppError, ErrorCode};
use crate::graphql::context::{app, int, loaders};
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

    /// The statements that lead from this version to another. This server does not make migrations yet: the answer is
    /// always an error with the code UNSUPPORTED. `compile` both versions to compare them.
    async fn migration_to(
        &self,
        #[graphql(desc = "The version to end at.")] version: ID,
        #[graphql(desc = "The engine that the statements are for.")] target: Target,
    ) -> Result<Migration> {
        let (_, _) = (version, target);
        let message =
            "Migrations are not made yet by this version of the server. Compile both versions to compare them.";
        Err(AppError::new(ErrorCode::Unsupported, message)
            .with("element", "SchemaVersion.migrationTo")
            .into())
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
