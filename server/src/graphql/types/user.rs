use async_graphql::{Context, ID, Object, Result};
use uuid::Uuid;

use super::Organization;
use crate::access::Viewer;
use crate::error::AppError;
use crate::graphql::context::{app, loaders, viewer};
use crate::graphql::id;
use crate::graphql::loaders::UserKey;
use crate::service;
use crate::store;

/// A person with an account.
pub(crate) struct User(store::User);

/// A person with an account.
#[Object]
impl User {
    /// Their identity.
    async fn id(&self) -> ID {
        id::wire(self.0.id)
    }

    /// What others call them.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The address they sign in with.
    async fn email(&self) -> Option<&str> {
        Some(&self.0.email)
    }

    /// The organizations that you belong to, the oldest first; null for anyone but yourself.
    async fn organizations(&self, context: &Context<'_>) -> Result<Option<Vec<Organization>>> {
        match viewer(context) {
            Viewer::Person(person) if person.user_id() == self.0.id => {
                let found = service::organization::of_viewer(app(context), *person).await?;
                Ok(Some(found.into_iter().map(Organization::from).collect()))
            }
            Viewer::Person(_) | Viewer::Anonymous => Ok(None),
        }
    }
}

impl User {
    /// A person whom something refers to.
    pub(crate) async fn load(context: &Context<'_>, id: Uuid) -> Result<Self, AppError> {
        let user = loaders(context).load_one(UserKey(id)).await?;
        user.map(Self).ok_or_else(|| AppError::not_found("user", id))
    }
}

impl From<store::User> for User {
    fn from(user: store::User) -> Self {
        Self(user)
    }
}
