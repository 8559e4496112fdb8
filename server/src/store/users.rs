//! People and their accounts.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, PaginatorTrait,
    QueryFilter,
};
use tablewright_entity::user::{ActiveModel, Column, Entity};
use tablewright_entity::{Role, invitation, organization, organization_member};
use uuid::Uuid;

use super::transaction::finish;
use super::{Invitation, NewAudit, Organization, Store, StoreError, User, bulk, commit};

/// An account to be made.
#[derive(Debug, Clone)]
pub(crate) struct NewUser {
    /// Identity.
    pub(crate) id: Uuid,
    /// Address; stored in lower case.
    pub(crate) email: String,
    /// What others see.
    pub(crate) name: String,
    /// Argon2id hash in PHC form.
    pub(crate) password_hash: String,
}

impl Store {
    /// The person with this address, whatever its case.
    pub(crate) async fn user_by_email(&self, email: &str) -> Result<Option<User>, StoreError> {
        Ok(Entity::with_email(&email.to_lowercase()).one(self.reader()).await?)
    }

    /// The person with this id.
    pub(crate) async fn user(&self, id: Uuid) -> Result<Option<User>, StoreError> {
        Ok(Entity::find_by_id(id).one(self.reader()).await?)
    }

    /// The people with these ids.
    pub(crate) async fn users_by_ids(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, User>, StoreError> {
        let rows = Entity::find()
            .filter(Column::Id.is_in(ids.iter().copied()))
            .all(self.reader())
            .await?;
        Ok(rows.into_iter().map(|user| (user.id, user)).collect())
    }

    /// Whether anybody has an account yet.
    pub(crate) async fn has_users(&self) -> Result<bool, StoreError> {
        Ok(Entity::find().count(self.reader()).await? > 0)
    }

    /// Makes the first account of an empty server, with an organization that it owns; `None`, and nothing made, where
    /// there are people already. Of several who try at once, one succeeds.
    pub(crate) async fn create_first_user(
        &self,
        user: &NewUser,
        organization_name: &str,
        audit: &[NewAudit],
    ) -> Result<Option<User>, StoreError> {
        let transaction = self.begin_write().await?;
        if transaction.get_database_backend() == DbBackend::Postgres {
            transaction
                .execute_unprepared("LOCK TABLE \"user\" IN SHARE ROW EXCLUSIVE MODE")
                .await?;
        }
        if Entity::find().count(&transaction).await? > 0 {
            return Ok(None);
        }
        let made = self.found(&transaction, user, organization_name).await?;
        commit::insert_audit(&transaction, audit).await?;
        finish(transaction).await?;
        Ok(Some(made))
    }

    /// Makes an account with an organization that it owns. `Taken` where an account has the address.
    pub(crate) async fn create_user_with_organization(
        &self,
        user: &NewUser,
        organization_name: &str,
        audit: &[NewAudit],
    ) -> Result<User, StoreError> {
        let transaction = self.begin_write().await?;
        let made = self.found(&transaction, user, organization_name).await?;
        commit::insert_audit(&transaction, audit).await?;
        finish(transaction).await?;
        Ok(made)
    }

    /// Makes an account for the bearer of an invitation, and uses the invitation up. `None`, and nothing done, where
    /// the invitation cannot be used or was made for another address. `Taken` where an account has the address: its
    /// person must sign in to accept, for a token is no proof of who that is.
    pub(crate) async fn accept_invitation(
        &self,
        token_hash: &[u8],
        user: &NewUser,
        audit: &[NewAudit],
    ) -> Result<Option<User>, StoreError> {
        let transaction = self.begin_write().await?;
        let now = self.now();
        let Some(invitation) = use_up(&transaction, token_hash, &user.email, now).await? else {
            return Ok(None);
        };
        let made = insert(&transaction, user, now).await?;
        join(&transaction, invitation.organization_id, made.id, invitation.role, now).await?;
        commit::insert_audit(&transaction, audit).await?;
        finish(transaction).await?;
        Ok(Some(made))
    }

    /// Lets a person join an organization by an invitation, and uses the invitation up: the organization joined.
    /// `None`, and nothing done, where the invitation cannot be used or was made for another address.
    pub(crate) async fn join_by_invitation(
        &self,
        token_hash: &[u8],
        user: &User,
    ) -> Result<Option<Organization>, StoreError> {
        let transaction = self.begin_write().await?;
        let now = self.now();
        let Some(invitation) = use_up(&transaction, token_hash, &user.email, now).await? else {
            return Ok(None);
        };
        join(&transaction, invitation.organization_id, user.id, invitation.role, now).await?;
        let joined = organization::Entity::find_by_id(invitation.organization_id)
            .one(&transaction)
            .await?;
        finish(transaction).await?;
        Ok(joined)
    }

    /// Makes an account and an organization that it owns.
    async fn found(
        &self,
        transaction: &DatabaseTransaction,
        user: &NewUser,
        organization_name: &str,
    ) -> Result<User, StoreError> {
        let now = self.now();
        let made = insert(transaction, user, now).await?;
        let organization_id = Uuid::now_v7();
        let organization = organization::ActiveModel {
            id: Set(organization_id),
            name: Set(organization_name.to_owned()),
            created_at: Set(now),
            updated_at: Set(now),
        };
        organization::Entity::insert(organization)
            .exec_without_returning(transaction)
            .await?;
        join(transaction, organization_id, user.id, Role::Owner, now).await?;
        Ok(made)
    }
}

/// Marks an invitation as used, where it can be and was made for anyone or for this address.
async fn use_up(
    db: &DatabaseTransaction,
    token_hash: &[u8],
    email: &str,
    now: DateTime<Utc>,
) -> Result<Option<Invitation>, StoreError> {
    let usable = invitation::Entity::usable(token_hash, now).one(db).await?;
    let email = email.to_lowercase();
    let meant = usable.filter(|invitation| invitation.email.as_ref().is_none_or(|invited| *invited == email));
    let Some(invitation) = meant else { return Ok(None) };
    let sql = "UPDATE invitation SET used_at = $2 WHERE id = $1 AND used_at IS NULL";
    let used = bulk::execute(db, sql, [invitation.id.into(), now.into()]).await?;
    Ok((used > 0).then_some(invitation))
}

async fn insert(db: &DatabaseTransaction, user: &NewUser, now: DateTime<Utc>) -> Result<User, StoreError> {
    let made = User {
        id: user.id,
        email: user.email.to_lowercase(),
        name: user.name.clone(),
        password_hash: user.password_hash.clone(),
        is_active: true,
        created_at: now,
        updated_at: now,
    };
    Entity::insert(ActiveModel::from(made.clone()))
        .exec_without_returning(db)
        .await?;
    Ok(made)
}

/// Makes a member, or gives one who is already the higher of both roles.
async fn join(
    db: &DatabaseTransaction,
    organization: Uuid,
    user: Uuid,
    role: Role,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let known = organization_member::Entity::find_by_id((organization, user))
        .one(db)
        .await?;
    let member = organization_member::ActiveModel {
        organization_id: Set(organization),
        user_id: Set(user),
        role: Set(known.as_ref().map_or(role, |member| Ord::max(member.role, role))),
        created_at: Set(known.as_ref().map_or(now, |member| member.created_at)),
    };
    if known.is_some() {
        organization_member::Entity::update(member).exec(db).await?;
    } else {
        organization_member::Entity::insert(member)
            .exec_without_returning(db)
            .await?;
    }
    Ok(())
}
