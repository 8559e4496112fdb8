//! Branches, and what a person may do on one.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use tablewright_entity::branch::{Column, Entity};
use tablewright_entity::{Role, project};
use uuid::Uuid;

use super::{Branch, Project, Store, StoreError, projects};

/// A branch that a person may see.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct BranchAccess {
    /// The branch.
    pub(crate) branch: Branch,
    /// Its project.
    pub(crate) project: Project,
    /// What the person may do there.
    pub(crate) role: Role,
}

/// The name of the branch that every project has.
pub(super) const MAIN: &str = "main";

impl Store {
    /// The branch, its project and the person's role; `None` where there is no such branch or the person may not know
    /// of it.
    pub(crate) async fn branch_access(&self, branch: Uuid, user: Uuid) -> Result<Option<BranchAccess>, StoreError> {
        let found = Entity::find_by_id(branch)
            .find_also_related(project::Entity)
            .one(self.reader())
            .await?;
        let Some((branch, Some(project))) = found else {
            return Ok(None);
        };
        let role = projects::role(self.reader(), &project, user).await?;
        Ok(role.map(|role| BranchAccess { branch, project, role }))
    }

    /// The branches with these ids. Whether the asker may see them is not looked at.
    pub(crate) async fn branches_by_ids(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, Branch>, StoreError> {
        let rows = Entity::find()
            .filter(Column::Id.is_in(ids.iter().copied()))
            .all(self.reader())
            .await?;
        Ok(rows.into_iter().map(|branch| (branch.id, branch)).collect())
    }

    /// The `main` branches of some projects, by project.
    pub(crate) async fn main_branches(&self, projects: &[Uuid]) -> Result<HashMap<Uuid, Branch>, StoreError> {
        let rows = Entity::find()
            .filter(Column::ProjectId.is_in(projects.iter().copied()))
            .filter(Column::Name.eq(MAIN))
            .all(self.reader())
            .await?;
        Ok(rows.into_iter().map(|branch| (branch.project_id, branch)).collect())
    }

    /// The branches of a project, by name.
    pub(crate) async fn branches_of_project(&self, project: Uuid) -> Result<Vec<Branch>, StoreError> {
        Ok(Entity::of_project(project)
            .order_by_asc(Column::Name)
            .all(self.reader())
            .await?)
    }
}
