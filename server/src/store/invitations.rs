//! Invitations to organizations. They are accepted in [`super::users`].

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use tablewright_entity::invitation::{ActiveModel, Column, Entity};
use uuid::Uuid;

use super::transaction::finish;
use super::{Invitation, NewAudit, Store, StoreError, bulk, commit};

impl Store {
    /// Keeps an invitation. Its address must be in lower case.
    pub(crate) async fn create_invitation(
        &self,
        invitation: &Invitation,
        audit: &[NewAudit],
    ) -> Result<(), StoreError> {
        let transaction = self.begin_write().await?;
        Entity::insert(ActiveModel::from(invitation.clone()))
            .exec_without_returning(&transaction)
            .await?;
        commit::insert_audit(&transaction, audit).await?;
        finish(transaction).await
    }

    /// The invitation of a token, where it can still be used.
    pub(crate) async fn usable_invitation(&self, token_hash: &[u8]) -> Result<Option<Invitation>, StoreError> {
        Ok(Entity::usable(token_hash, self.now()).one(self.reader()).await?)
    }

    /// The invitations of an organization that can still be used, the latest first.
    pub(crate) async fn open_invitations(&self, organization: Uuid) -> Result<Vec<Invitation>, StoreError> {
        Ok(Entity::find()
            .filter(Column::OrganizationId.eq(organization))
            .filter(Column::UsedAt.is_null())
            .filter(Column::ExpiresAt.gt(self.now()))
            .order_by_desc(Column::CreatedAt)
            .order_by_desc(Column::Id)
            .all(self.reader())
            .await?)
    }

    /// Takes back an invitation that was not used; false where there is none.
    pub(crate) async fn withdraw_invitation(&self, organization: Uuid, id: Uuid) -> Result<bool, StoreError> {
        let sql = "DELETE FROM invitation WHERE id = $1 AND organization_id = $2 AND used_at IS NULL";
        Ok(bulk::execute(&self.writing, sql, [id.into(), organization.into()]).await? > 0)
    }
}
