//! Signed-in clients.

use chrono::{DateTime, Utc};
use sea_orm::EntityTrait;
use tablewright_entity::session::{ActiveModel, Entity};
use tablewright_entity::user;
use uuid::Uuid;

use super::{Session, Store, StoreError, User, bulk};

/// A live session and whose it is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SignedIn {
    /// The session.
    pub(crate) session: Session,
    /// Whose it is.
    pub(crate) user: User,
}

impl Store {
    /// Begins a session. `token_hash` is the SHA-256 of the token that only the client has.
    pub(crate) async fn create_session(
        &self,
        user: Uuid,
        token_hash: &[u8],
        expires_at: DateTime<Utc>,
    ) -> Result<Session, StoreError> {
        let now = self.now();
        let session = Session {
            id: Uuid::now_v7(),
            user_id: user,
            token_hash: token_hash.to_vec(),
            created_at: now,
            last_seen_at: now,
            expires_at,
        };
        Entity::insert(ActiveModel::from(session.clone()))
            .exec_without_returning(&self.writing)
            .await?;
        Ok(session)
    }

    /// The live session of a token, and its person, who must still be allowed to sign in.
    pub(crate) async fn signed_in(&self, token_hash: &[u8]) -> Result<Option<SignedIn>, StoreError> {
        let found = Entity::live(token_hash, self.now())
            .find_also_related(user::Entity)
            .one(self.reader())
            .await?;
        Ok(match found {
            Some((session, Some(user))) if user.is_active => Some(SignedIn { session, user }),
            _ => None,
        })
    }

    /// Notes that a session was used, and gives it a new end.
    pub(crate) async fn touch_session(&self, session: Uuid, expires_at: DateTime<Utc>) -> Result<(), StoreError> {
        let sql = "UPDATE session SET last_seen_at = $2, expires_at = $3 WHERE id = $1";
        bulk::execute(
            &self.writing,
            sql,
            [session.into(), self.now().into(), expires_at.into()],
        )
        .await?;
        Ok(())
    }

    /// Ends a session; false where it had ended already.
    pub(crate) async fn end_session(&self, session: Uuid) -> Result<bool, StoreError> {
        let sql = "DELETE FROM session WHERE id = $1";
        Ok(bulk::execute(&self.writing, sql, [session.into()]).await? > 0)
    }

    /// Forgets sessions that are over; returns how many.
    pub(crate) async fn forget_expired_sessions(&self) -> Result<u64, StoreError> {
        let sql = "DELETE FROM session WHERE expires_at <= $1";
        bulk::execute(&self.writing, sql, [self.now().into()]).await
    }
}
