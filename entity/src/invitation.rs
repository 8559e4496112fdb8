//! An invitation to an organization, good for one use.

use sea_orm::entity::prelude::*;

use crate::Role;

/// An invitation to an organization, good for one use.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, serde::Serialize)]
#[sea_orm(table_name = "invitation")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Where to.
    pub organization_id: Uuid,
    /// Who is invited: an address in lower case; none for whoever has the token.
    pub email: Option<String>,
    /// As what.
    pub role: Role,
    /// SHA-256 of the token in the link.
    pub token_hash: Vec<u8>,
    /// Who invites.
    pub invited_by: Uuid,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// Until when it is good.
    pub expires_at: DateTimeUtc,
    /// When it was used.
    pub used_at: Option<DateTimeUtc>,
    /// Where to.
    #[sea_orm(belongs_to, from = "organization_id", to = "id")]
    pub organization: BelongsTo<super::organization::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The invitation of a token, where it can still be used.
    pub fn usable(token_hash: &[u8], now: DateTimeUtc) -> Select<Self> {
        Self::find()
            .filter(COLUMN.token_hash.eq(token_hash.to_vec()))
            .filter(COLUMN.used_at.is_null())
            .filter(COLUMN.expires_at.gt(now))
    }
}
