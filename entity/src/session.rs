//! A signed-in client.

use sea_orm::entity::prelude::*;

/// A signed-in client.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, serde::Serialize)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Who.
    pub user_id: Uuid,
    /// SHA-256 of the token; the token itself is never stored.
    pub token_hash: Vec<u8>,
    /// When it began.
    pub created_at: DateTimeUtc,
    /// When it was last used, to the minute.
    pub last_seen_at: DateTimeUtc,
    /// When it ends.
    pub expires_at: DateTimeUtc,
    /// Who.
    #[sea_orm(belongs_to, from = "user_id", to = "id")]
    pub user: BelongsTo<super::user::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The live session of a token.
    pub fn live(token_hash: &[u8], now: DateTimeUtc) -> Select<Self> {
        Self::find()
            .filter(COLUMN.token_hash.eq(token_hash.to_vec()))
            .filter(COLUMN.expires_at.gt(now))
    }
}
