use async_graphql::{ID, Object, SimpleObject};
use chrono::{DateTime, Utc};

use super::Role;
use crate::graphql::id;
use crate::service;
use crate::store;

/// An invitation.
pub(crate) struct Invitation(store::Invitation);

/// An invitation to an organization, good for one use.
#[Object]
impl Invitation {
    /// Its identity.
    async fn id(&self) -> ID {
        id::wire(self.0.id)
    }

    /// The organization that the invited person will belong to.
    async fn organization_id(&self) -> ID {
        id::wire(self.0.organization_id)
    }

    /// Who is invited; null where whoever has the token may come.
    async fn email(&self) -> Option<&str> {
        self.0.email.as_deref()
    }

    /// As what.
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }

    /// Until when it is good.
    async fn expires_at(&self) -> DateTime<Utc> {
        self.0.expires_at
    }
}

/// A new invitation and its token.
#[derive(SimpleObject)]
pub(crate) struct CreateInvitationPayload {
    /// The invitation.
    invitation: Invitation,
    /// What the invited person sends as `invitationToken` of `signUp`, or to `acceptInvitation`. It is shown this once:
    /// pass it on.
    token: String,
}

impl From<service::invitation::Invited> for CreateInvitationPayload {
    fn from(invited: service::invitation::Invited) -> Self {
        Self {
            invitation: Invitation(invited.invitation),
            token: invited.token,
        }
    }
}
