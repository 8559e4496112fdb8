//! Rights on a branch, and on what is in it.

use std::sync::Arc;

use tablewright_compiler::design::Table;
use uuid::Uuid;

use super::{Viewer, require, signed_in};
use crate::error::{AppError, ErrorCode};
use crate::store::{Branch, Role, Store, Version};

/// The right to see a branch.
#[derive(Clone, Debug)]
pub(crate) struct BranchReader {
    user_id: Uuid,
    branch: Branch,
    project_id: Uuid,
    role: Role,
}

impl BranchReader {
    /// Who.
    pub(crate) fn user_id(&self) -> Uuid {
        self.user_id
    }

    /// The branch.
    pub(crate) fn branch_id(&self) -> Uuid {
        self.branch.id
    }

    /// The branch as it was when access was checked.
    pub(crate) fn branch(&self) -> &Branch {
        &self.branch
    }

    /// The right to edit, where they have it.
    pub(crate) fn editor(self) -> Result<Editor, AppError> {
        require(self.role, Role::Contributor, "edit a design")?;
        Ok(Editor(self))
    }

    /// The right to overrule others, where they have it.
    pub(crate) fn admin(self) -> Result<BranchAdmin, AppError> {
        require(self.role, Role::Admin, "break a lock")?;
        Ok(BranchAdmin(self))
    }
}

/// The right to edit a branch.
#[derive(Clone, Debug)]
pub(crate) struct Editor(BranchReader);

impl Editor {
    /// Who.
    pub(crate) fn user_id(&self) -> Uuid {
        self.0.user_id
    }

    /// The branch.
    pub(crate) fn branch_id(&self) -> Uuid {
        self.0.branch.id
    }

    /// The project of the branch.
    pub(crate) fn project_id(&self) -> Uuid {
        self.0.project_id
    }

    /// CONTRIBUTOR or above.
    pub(crate) fn role(&self) -> Role {
        self.0.role
    }

    /// The lesser right to see the branch.
    pub(crate) fn reader(&self) -> &BranchReader {
        &self.0
    }
}

/// The right to overrule others on a branch: to break their locks.
#[derive(Clone, Debug)]
pub(crate) struct BranchAdmin(BranchReader);

impl BranchAdmin {
    /// Who.
    pub(crate) fn user_id(&self) -> Uuid {
        self.0.user_id
    }

    /// The branch.
    pub(crate) fn branch_id(&self) -> Uuid {
        self.0.branch.id
    }
}

/// Members of the branch's project.
pub(crate) async fn branch_reader(store: &Store, viewer: &Viewer, branch_id: Uuid) -> Result<BranchReader, AppError> {
    let user_id = signed_in(viewer)?.user_id();
    let found = reader(store, user_id, branch_id).await?;
    found.ok_or_else(|| AppError::not_found("branch", branch_id))
}

/// Contributors and above.
pub(crate) async fn editor(store: &Store, viewer: &Viewer, branch_id: Uuid) -> Result<Editor, AppError> {
    branch_reader(store, viewer, branch_id).await?.editor()
}

/// A table by its id alone, and the right to see the branch that it is in.
pub(crate) async fn table(
    store: &Store,
    viewer: &Viewer,
    table_id: Uuid,
) -> Result<(BranchReader, Arc<Table>), AppError> {
    let user_id = signed_in(viewer)?.user_id();
    if let Some(placed) = store.tables_by_ids(&[table_id]).await?.remove(&table_id)
        && let Some(reader) = reader(store, user_id, placed.branch_id).await?
    {
        return Ok((reader, placed.element));
    }
    Err(AppError::not_found("table", table_id))
}

/// A version by its id alone, and the right to see the branch that it was made of.
pub(crate) async fn version(
    store: &Store,
    viewer: &Viewer,
    version_id: Uuid,
) -> Result<(BranchReader, Version), AppError> {
    let user_id = signed_in(viewer)?.user_id();
    if let Some(version) = store.versions_by_ids(&[version_id]).await?.remove(&version_id)
        && let Some(reader) = reader(store, user_id, version.branch_id).await?
    {
        return Ok((reader, version));
    }
    Err(AppError::not_found("version", version_id))
}

/// The right to see the branch of a lock token. A token that means nothing to the viewer is a lost one.
pub(crate) async fn lock_branch(store: &Store, viewer: &Viewer, token: Uuid) -> Result<BranchReader, AppError> {
    let user_id = signed_in(viewer)?.user_id();
    if let Some(branch_id) = store.lock_branch(token).await?
        && let Some(reader) = reader(store, user_id, branch_id).await?
    {
        return Ok(reader);
    }
    Err(AppError::new(
        ErrorCode::LockLost,
        "This lock token is not that of a lock you hold: it expired, was released, broken or superseded. Load the \
         table again and take a new lock.",
    ))
}

async fn reader(store: &Store, user_id: Uuid, branch_id: Uuid) -> Result<Option<BranchReader>, AppError> {
    let found = store.branch_access(branch_id, user_id).await?;
    Ok(found.map(|access| BranchReader {
        user_id,
        branch: access.branch,
        project_id: access.project.id,
        role: access.role,
    }))
}
