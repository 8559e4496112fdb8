use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject};

use crate::access;
use crate::graphql::context::{app, viewer};
use crate::graphql::id;
use crate::graphql::types::Project;
use crate::service::project::{self, UpdateProject};

/// Asks for a project.
#[derive(InputObject)]
pub(crate) struct CreateProjectInput {
    /// What people call it: 1 to 255 characters, unique among the organization's active projects.
    name: String,
    /// What it is for.
    description: Option<String>,
    /// Whose it will be; the first of your organizations in which you may make one, where it is left out.
    organization_id: Option<ID>,
}

/// The new project.
#[derive(SimpleObject)]
pub(crate) struct CreateProjectPayload {
    /// The project, with its branch `main`.
    project: Project,
}

/// Asks for changes to a project; what is left out stays.
#[derive(InputObject)]
pub(crate) struct UpdateProjectInput {
    /// The project.
    id: ID,
    /// What people call it.
    name: Option<String>,
    /// What it is for; null clears it.
    description: MaybeUndefined<String>,
    /// False archives the project: it is no longer listed, and its name is free. True brings it back.
    is_active: Option<bool>,
}

/// Mutations of projects.
#[derive(Default)]
pub(crate) struct ProjectMutation;

#[Object]
impl ProjectMutation {
    /// Makes a project with an empty branch `main`. Contributors of its organization may.
    async fn create_project(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What to call it.")] input: CreateProjectInput,
    ) -> Result<CreateProjectPayload> {
        let organization_id = input
            .organization_id
            .as_ref()
            .map(|id| id::existing("organization", id));
        let store = &app(context).store;
        let maker = access::project_maker(store, viewer(context), organization_id.transpose()?).await?;
        let (made, _) = project::create(app(context), maker, &input.name, input.description.as_deref()).await?;
        Ok(CreateProjectPayload {
            project: Project::from(made),
        })
    }

    /// Renames, describes, archives or brings back a project. Admins and owners may.
    async fn update_project(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which, and what changes.")] input: UpdateProjectInput,
    ) -> Result<Project> {
        let id = id::existing("project", &input.id)?;
        let admin = access::project_admin(&app(context).store, viewer(context), id).await?;
        let update = UpdateProject {
            name: input.name,
            description: match input.description {
                MaybeUndefined::Undefined => None,
                MaybeUndefined::Null => Some(None),
                MaybeUndefined::Value(text) => Some(Some(text)),
            },
            is_active: input.is_active,
        };
        Ok(Project::from(project::update(app(context), &admin, update).await?))
    }

    /// Deletes a project with its branches, versions and logs, for good. Admins and owners may.
    async fn delete_project(&self, context: &Context<'_>, #[graphql(desc = "The project.")] id: ID) -> Result<bool> {
        let id = id::existing("project", &id)?;
        let admin = access::project_admin(&app(context).store, viewer(context), id).await?;
        Ok(project::delete(app(context), &admin).await?)
    }
}
