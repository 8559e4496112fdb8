//! Rights in a project.

use uuid::Uuid;

use super::{Viewer, require, signed_in};
use crate::error::AppError;
use crate::store::{Project, Role, Store};

/// The right to see a project.
#[derive(Clone, Debug)]
pub(crate) struct ProjectReader {
    user_id: Uuid,
    project: Project,
    role: Role,
}

impl ProjectReader {
    /// The project.
    pub(crate) fn project(&self) -> &Project {
        &self.project
    }

    /// The right to change the project, where they have it.
    pub(crate) fn admin(self) -> Result<ProjectAdmin, AppError> {
        require(self.role, Role::Admin, "change or delete a project")?;
        Ok(ProjectAdmin(self))
    }
}

/// The right to change and delete a project.
#[derive(Clone, Debug)]
pub(crate) struct ProjectAdmin(ProjectReader);

impl ProjectAdmin {
    /// Who.
    pub(crate) fn user_id(&self) -> Uuid {
        self.0.user_id
    }

    /// The project.
    pub(crate) fn project(&self) -> &Project {
        &self.0.project
    }
}

/// Members of the project.
pub(crate) async fn project_reader(
    store: &Store,
    viewer: &Viewer,
    project_id: Uuid,
) -> Result<ProjectReader, AppError> {
    let user_id = signed_in(viewer)?.user_id();
    let access = store.project_access(project_id, user_id).await?;
    let access = access.ok_or_else(|| AppError::not_found("project", project_id))?;
    Ok(ProjectReader {
        user_id,
        project: access.project,
        role: access.role,
    })
}

/// Admins and owners.
pub(crate) async fn project_admin(store: &Store, viewer: &Viewer, project_id: Uuid) -> Result<ProjectAdmin, AppError> {
    project_reader(store, viewer, project_id).await?.admin()
}
