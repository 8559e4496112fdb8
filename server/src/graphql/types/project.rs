use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Branch, User};
use crate::error::AppError;
use crate::graphql::context::loaders;
use crate::graphql::id;
use crate::graphql::loaders::{MainBranchOf, ProjectKey};
use crate::store;

/// A project.
pub(crate) struct Project(store::Project);

/// What a team designs together: branches of a design, and who may work on them.
#[Object]
impl Project {
    /// Its identity.
    async fn id(&self) -> ID {
        id::wire(self.0.id)
    }

    /// What people call it; unique in its organization.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What it is for.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// Who made it.
    async fn owner(&self, context: &Context<'_>) -> Result<User> {
        Ok(User::load(context, self.0.owner_id).await?)
    }

    /// Whether it is in use. One that is not is no longer listed.
    async fn is_active(&self) -> bool {
        self.0.is_active
    }

    /// Its branch `main`.
    async fn main_branch(&self, context: &Context<'_>) -> Result<Branch> {
        let branch = loaders(context).load_one(MainBranchOf(self.0.id)).await?;
        let branch = branch.ok_or_else(|| AppError::not_found("main branch of project", self.0.id))?;
        Ok(Branch::new(branch))
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }

    /// When its name, description or state last changed.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.0.updated_at
    }
}

impl Project {
    /// The project of something that the viewer may see.
    pub(crate) async fn load(context: &Context<'_>, id: Uuid) -> Result<Self, AppError> {
        let project = loaders(context).load_one(ProjectKey(id)).await?;
        project.map(Self).ok_or_else(|| AppError::not_found("project", id))
    }
}

impl From<store::Project> for Project {
    fn from(project: store::Project) -> Self {
        Self(project)
    }
}
