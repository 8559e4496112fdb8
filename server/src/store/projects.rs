//! Projects, as far as a person may see them.

use std::collections::HashMap;

use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    Select, sea_query::OnConflict,
};
use tablewright_entity::project::{ActiveModel, Column, Entity};
use tablewright_entity::{Role, branch, project_member, user};
use uuid::Uuid;

use super::page::{Keyset, containing};
use super::transaction::finish;
use super::{Branch, Cursor, Member, NewAudit, Page, PageRequest, Project, Store, StoreError, branches, bulk, commit};

/// A project to be made.
#[derive(Debug, Clone)]
pub(crate) struct NewProject {
    /// Identity.
    pub(crate) id: Uuid,
    /// Whose it is.
    pub(crate) organization_id: Uuid,
    /// Who makes it.
    pub(crate) owner_id: Uuid,
    /// What people call it.
    pub(crate) name: String,
    /// What it is for.
    pub(crate) description: Option<String>,
}

/// What changes about a project; `None` stays.
#[derive(Debug, Clone, Default)]
pub(crate) struct ProjectUpdate {
    /// What people call it.
    pub(crate) name: Option<String>,
    /// What it is for.
    pub(crate) description: Option<Option<String>>,
    /// False to archive it.
    pub(crate) is_active: Option<bool>,
}

/// A project that a person may see.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ProjectAccess {
    /// The project.
    pub(crate) project: Project,
    /// What the person may do there.
    pub(crate) role: Role,
}

impl Store {
    /// Makes a project with its `main` branch. `Taken` where an active project of the organization has the name.
    pub(crate) async fn create_project(
        &self,
        new: &NewProject,
        audit: &[NewAudit],
    ) -> Result<(Project, Branch), StoreError> {
        let now = self.now();
        let project = Project {
            id: new.id,
            organization_id: new.organization_id,
            owner_id: new.owner_id,
            name: new.name.clone(),
            description: new.description.clone(),
            is_active: true,
            created_at: now,
            updated_at: now,
        };
        let main = Branch {
            id: Uuid::now_v7(),
            project_id: new.id,
            name: branches::MAIN.to_owned(),
            revision: 0,
            created_at: now,
        };
        let transaction = self.begin_write().await?;
        Entity::insert(ActiveModel::from(project.clone()))
            .exec_without_returning(&transaction)
            .await?;
        let row = branch::ActiveModel::from(main.clone());
        branch::Entity::insert(row).exec_without_returning(&transaction).await?;
        commit::insert_audit(&transaction, audit).await?;
        finish(transaction).await?;
        Ok((project, main))
    }

    /// A page of the active projects that a person may see, by name.
    pub(crate) async fn projects_page(
        &self,
        user: Uuid,
        search: Option<&str>,
        request: &PageRequest,
    ) -> Result<Page<Project>, StoreError> {
        let order = Keyset::text(Column::Name, Column::Id);
        let rows = order.narrow(listed(user, search), request).all(self.reader()).await?;
        Ok(Keyset::<Column>::page(rows, request, |project| {
            Cursor::new(&project.name, project.id)
        }))
    }

    /// How many active projects a person may see.
    pub(crate) async fn projects_count(&self, user: Uuid, search: Option<&str>) -> Result<u64, StoreError> {
        Ok(listed(user, search).count(self.reader()).await?)
    }

    /// The project and the person's role; `None` where there is no such project or the person may not know of it.
    pub(crate) async fn project_access(&self, project: Uuid, user: Uuid) -> Result<Option<ProjectAccess>, StoreError> {
        let Some(project) = Entity::visible_to(user)
            .filter(Column::Id.eq(project))
            .one(self.reader())
            .await?
        else {
            return Ok(None);
        };
        let role = role(self.reader(), &project, user).await?;
        Ok(role.map(|role| ProjectAccess { project, role }))
    }

    /// The projects with these ids. Whether the asker may see them is not looked at.
    pub(crate) async fn projects_by_ids(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, Project>, StoreError> {
        let rows = Entity::find()
            .filter(Column::Id.is_in(ids.iter().copied()))
            .all(self.reader())
            .await?;
        Ok(rows.into_iter().map(|project| (project.id, project)).collect())
    }

    /// Changes a project; `None` where there is no such project.
    pub(crate) async fn update_project(
        &self,
        project: Uuid,
        update: &ProjectUpdate,
        audit: &[NewAudit],
    ) -> Result<Option<Project>, StoreError> {
        let transaction = self.begin_write().await?;
        let Some(found) = Entity::find_by_id(project).one(&transaction).await? else {
            return Ok(None);
        };
        let changed = Project {
            name: update.name.clone().unwrap_or(found.name),
            description: update.description.clone().unwrap_or(found.description),
            is_active: update.is_active.unwrap_or(found.is_active),
            updated_at: self.now(),
            ..found
        };
        let row = ActiveModel {
            id: Set(changed.id),
            name: Set(changed.name.clone()),
            description: Set(changed.description.clone()),
            is_active: Set(changed.is_active),
            updated_at: Set(changed.updated_at),
            ..ActiveModel::default()
        };
        Entity::update(row).exec(&transaction).await?;
        commit::insert_audit(&transaction, audit).await?;
        finish(transaction).await?;
        Ok(Some(changed))
    }

    /// Deletes a project with all its branches, versions and logs; false where there is no such project.
    pub(crate) async fn delete_project(&self, project: Uuid, audit: &[NewAudit]) -> Result<bool, StoreError> {
        let transaction = self.begin_write().await?;
        let sql = "DELETE FROM project WHERE id = $1";
        let deleted = bulk::execute(&transaction, sql, [project.into()]).await?;
        if deleted > 0 {
            commit::insert_audit(&transaction, audit).await?;
        }
        finish(transaction).await?;
        Ok(deleted > 0)
    }

    /// Those who have a role of their own in a project, the longest-standing first.
    pub(crate) async fn project_members(&self, project: Uuid) -> Result<Vec<Member>, StoreError> {
        let rows = project_member::Entity::of_project(project)
            .find_also_related(user::Entity)
            .order_by_asc(project_member::Column::CreatedAt)
            .order_by_asc(project_member::Column::UserId)
            .all(self.reader())
            .await?;
        Ok(rows
            .into_iter()
            .filter_map(|(row, user)| {
                Some(Member {
                    user: user?,
                    role: row.role,
                })
            })
            .collect())
    }

    /// Gives a person a role of its own in a project.
    pub(crate) async fn set_project_member(&self, project: Uuid, user: Uuid, role: Role) -> Result<(), StoreError> {
        let row = project_member::ActiveModel {
            project_id: Set(project),
            user_id: Set(user),
            role: Set(role),
            created_at: Set(self.now()),
        };
        let key = [project_member::Column::ProjectId, project_member::Column::UserId];
        let known = OnConflict::columns(key)
            .update_column(project_member::Column::Role)
            .to_owned();
        project_member::Entity::insert(row)
            .on_conflict(known)
            .exec_without_returning(&self.writing)
            .await?;
        Ok(())
    }

    /// Takes a person's own role in a project away; the one in the organization counts again.
    pub(crate) async fn remove_project_member(&self, project: Uuid, user: Uuid) -> Result<bool, StoreError> {
        let sql = "DELETE FROM project_member WHERE project_id = $1 AND user_id = $2";
        Ok(bulk::execute(&self.writing, sql, [project.into(), user.into()]).await? > 0)
    }
}

/// What a person may do in a project: as its member says, else as the organization's says; owners and admins of the
/// organization are never less than that.
pub(super) async fn role(db: &impl ConnectionTrait, project: &Project, user: Uuid) -> Result<Option<Role>, StoreError> {
    let sql = "SELECT (SELECT role FROM organization_member WHERE organization_id = $1 AND user_id = $3) AS general, \
               (SELECT role FROM project_member WHERE project_id = $2 AND user_id = $3) AS own";
    let values = [project.organization_id.into(), project.id.into(), user.into()];
    let statement = sea_orm::Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let Some(row) = db.query_one_raw(statement).await? else {
        return Ok(None);
    };
    let general: Option<Role> = row.try_get("", "general")?;
    let own: Option<Role> = row.try_get("", "own")?;
    Ok(match (general, own) {
        (Some(general), Some(own)) if general >= Role::Admin => Some(Ord::max(general, own)),
        (general, own) => own.or(general),
    })
}

fn listed(user: Uuid, search: Option<&str>) -> Select<Entity> {
    let mut select = Entity::visible_to(user).filter(Column::IsActive.eq(true));
    if let Some(search) = search.filter(|search| !search.is_empty()) {
        let pattern = containing(search);
        let any = [Column::Name, Column::Description]
            .into_iter()
            .fold(Condition::any(), |any, column| {
                any.add(Expr::expr(Func::lower(Expr::col(column))).like(LikeExpr::new(pattern.clone()).escape('\\')))
            });
        select = select.filter(any);
    }
    select
}
