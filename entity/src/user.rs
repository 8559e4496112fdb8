//! A person with an account.

use sea_orm::entity::prelude::*;

/// A person with an account.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, serde::Serialize)]
#[sea_orm(table_name = "user")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Address, in lower case; unique.
    #[sea_orm(unique)]
    pub email: String,
    /// What others see.
    pub name: String,
    /// Argon2id hash in PHC form.
    pub password_hash: String,
    /// Whether this person may sign in.
    pub is_active: bool,
    /// When the account was made.
    pub created_at: DateTimeUtc,
    /// When it last changed.
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The person with this address, which must be in lower case.
    pub fn with_email(email: &str) -> Select<Self> {
        Self::find().filter(COLUMN.email.eq(email))
    }
}
