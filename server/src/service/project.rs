//! Projects.

use uuid::Uuid;

use super::checks::{Checks, refusal};
use crate::access::{ProjectAdmin, ProjectMaker, SignedIn};
use crate::app::App;
use crate::error::AppError;
use crate::store::{Branch, NewAudit, NewProject, Page, PageRequest, Project, ProjectUpdate, StoreError};

/// The longest name, in characters.
const LONGEST_NAME: usize = 255;
/// The longest description, in characters.
const LONGEST_DESCRIPTION: usize = 10_000;
/// The longest search text, in characters.
const LONGEST_SEARCH: usize = 200;

/// What changes about a project; `None` stays, `Some(None)` clears.
#[derive(Debug, Clone, Default)]
pub(crate) struct UpdateProject {
    /// What people call it.
    pub(crate) name: Option<String>,
    /// What it is for.
    pub(crate) description: Option<Option<String>>,
    /// False archives it: it is no longer listed, and its name is free again.
    pub(crate) is_active: Option<bool>,
}

/// Makes a project with its `main` branch.
pub(crate) async fn create(
    app: &App,
    access: ProjectMaker,
    name: &str,
    description: Option<&str>,
) -> Result<(Project, Branch), AppError> {
    let mut checks = Checks::default();
    let name = checks.line("input.name", "A project's name", name, LONGEST_NAME);
    let description = checks.lines("input.description", "A description", description, LONGEST_DESCRIPTION);
    checks.finish()?;
    let new = NewProject {
        id: Uuid::now_v7(),
        organization_id: access.organization_id(),
        owner_id: access.user_id(),
        name,
        description,
    };
    let record = audit(app, access.user_id(), new.id, &new.name, "createProject");
    app.store
        .create_project(&new, &[record])
        .await
        .map_err(|error| name_taken(&new.name, error))
}

/// Changes a project.
pub(crate) async fn update(app: &App, access: &ProjectAdmin, update: UpdateProject) -> Result<Project, AppError> {
    let mut checks = Checks::default();
    let name = update
        .name
        .map(|name| checks.line("input.name", "A project's name", &name, LONGEST_NAME));
    let description = update.description.map(|text| {
        checks.lines(
            "input.description",
            "A description",
            text.as_deref(),
            LONGEST_DESCRIPTION,
        )
    });
    checks.finish()?;
    let project = access.project();
    let wanted = name.clone().unwrap_or_else(|| project.name.clone());
    let mut record = audit(app, access.user_id(), project.id, &wanted, "updateProject");
    record.project_id = Some(project.id);
    let update = ProjectUpdate {
        name,
        description,
        is_active: update.is_active,
    };
    let changed = app.store.update_project(project.id, &update, &[record]).await;
    let changed = changed.map_err(|error| name_taken(&wanted, error))?;
    changed.ok_or_else(|| AppError::not_found("project", project.id))
}

/// Deletes a project with its branches, their logs, versions and locks; false where someone was faster.
pub(crate) async fn delete(app: &App, access: &ProjectAdmin) -> Result<bool, AppError> {
    let project = access.project();
    let branches = app.store.branches_of_project(project.id).await?;
    let record = audit(app, access.user_id(), project.id, &project.name, "deleteProject");
    let deleted = app.store.delete_project(project.id, &[record]).await?;
    branches.iter().for_each(|branch| app.rooms.deleted(branch.id));
    Ok(deleted)
}

/// A page of the active projects that the viewer may see, by name.
pub(crate) async fn list(
    app: &App,
    person: SignedIn,
    search: Option<&str>,
    page: &PageRequest,
) -> Result<Page<Project>, AppError> {
    Ok(app
        .store
        .projects_page(person.user_id(), checked_search(search)?, page)
        .await?)
}

fn checked_search(search: Option<&str>) -> Result<Option<&str>, AppError> {
    let search = search.map(str::trim);
    match search {
        Some(text) if text.chars().nth(LONGEST_SEARCH).is_some() || text.contains('\0') => {
            let message = format!("A search text has at most {LONGEST_SEARCH} characters and no NUL.");
            Err(refusal("search", "length", message))
        }
        other => Ok(other),
    }
}

/// A record that outlives the project, so it does not refer to it.
fn audit(app: &App, user_id: Uuid, project_id: Uuid, name: &str, operation: &'static str) -> NewAudit {
    NewAudit {
        project_id: None,
        user_id: Some(user_id),
        entity_type: "Project",
        entity_id: project_id,
        operation,
        changes: Some(serde_json::json!({ "name": name })),
        reason: None,
        at: app.store.now(),
    }
}

fn name_taken(name: &str, error: StoreError) -> AppError {
    match error {
        StoreError::Taken(_) => refusal(
            "input.name",
            "name-taken",
            format!("The organization has an active project named {name:?} already. Choose another name."),
        ),
        other => other.into(),
    }
}
