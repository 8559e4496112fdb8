//! Organizations and their members.

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::OnConflict};
use tablewright_entity::organization_member::{ActiveModel, Column, Entity};
use tablewright_entity::{Role, organization, user};
use uuid::Uuid;

use super::{Organization, Store, StoreError, User, bulk};

/// A member of an organization or project.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Member {
    /// Who.
    pub(crate) user: User,
    /// As what.
    pub(crate) role: Role,
}

impl Store {
    /// The organizations that a person belongs to, the oldest first.
    pub(crate) async fn organizations_of(&self, user: Uuid) -> Result<Vec<Organization>, StoreError> {
        let select = organization::Entity::of_user(user).order_by_asc(organization::Column::CreatedAt);
        Ok(select.order_by_asc(organization::Column::Id).all(self.reader()).await?)
    }

    /// What a person may do in an organization; `None` for who is no member.
    pub(crate) async fn organization_role(&self, organization: Uuid, user: Uuid) -> Result<Option<Role>, StoreError> {
        let member = Entity::find_by_id((organization, user)).one(self.reader()).await?;
        Ok(member.map(|member| member.role))
    }

    /// The members of an organization, the longest-standing first.
    pub(crate) async fn members_of(&self, organization: Uuid) -> Result<Vec<Member>, StoreError> {
        let rows = Entity::of_organization(organization)
            .find_also_related(user::Entity)
            .order_by_asc(Column::CreatedAt)
            .order_by_asc(Column::UserId)
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

    /// Makes a person a member, or changes what a member may do.
    pub(crate) async fn set_member(&self, organization: Uuid, user: Uuid, role: Role) -> Result<(), StoreError> {
        let row = ActiveModel {
            organization_id: Set(organization),
            user_id: Set(user),
            role: Set(role),
            created_at: Set(self.now()),
        };
        let known = OnConflict::columns([Column::OrganizationId, Column::UserId])
            .update_column(Column::Role)
            .to_owned();
        Entity::insert(row)
            .on_conflict(known)
            .exec_without_returning(&self.writing)
            .await?;
        Ok(())
    }

    /// Ends a membership, unless it is that of the last owner; false where nothing was done.
    pub(crate) async fn remove_member(&self, organization: Uuid, user: Uuid) -> Result<bool, StoreError> {
        let transaction = self.begin_write().await?;
        let owners = Entity::of_organization(organization).filter(Column::Role.eq(Role::Owner));
        let owners = match self.backend() {
            // Two owners who remove each other at once must not both succeed.
            sea_orm::DbBackend::Postgres => sea_orm::QuerySelect::lock_exclusive(owners),
            _ => owners,
        };
        let owners = owners.all(&transaction).await?;
        if owners.iter().all(|owner| owner.user_id == user) {
            return Ok(false);
        }
        let sql = "DELETE FROM organization_member WHERE organization_id = $1 AND user_id = $2";
        let removed = bulk::execute(&transaction, sql, [organization.into(), user.into()]).await?;
        super::transaction::finish(transaction).await?;
        Ok(removed > 0)
    }
}
