use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::access;
use crate::graphql::context::{app, viewer};
use crate::graphql::id;
use crate::graphql::types::{CreateInvitationPayload, Organization, Role};
use crate::service::invitation;

/// Asks for an invitation.
#[derive(InputObject)]
pub(crate) struct CreateInvitationInput {
    /// Where to; the first of your organizations in which you may invite, where it is left out.
    organization_id: Option<ID>,
    /// Who is invited; whoever has the token, where it is left out.
    email: Option<String>,
    /// As what; at most what you are yourself.
    role: Role,
}

/// Mutations of organizations.
#[derive(Default)]
pub(crate) struct OrganizationMutation;

#[Object]
impl OrganizationMutation {
    /// Invites someone to an organization; admins and owners may. The invitation is good once, for 7 days.
    async fn create_invitation(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Whom, where to, and as what.")] input: CreateInvitationInput,
    ) -> Result<CreateInvitationPayload> {
        let organization_id = input
            .organization_id
            .as_ref()
            .map(|id| id::existing("organization", id));
        let store = &app(context).store;
        let access = access::organization_admin(store, viewer(context), organization_id.transpose()?).await?;
        let invited = invitation::create(app(context), access, input.email.as_deref(), input.role.into()).await?;
        Ok(invited.into())
    }

    /// Joins an organization by an invitation with the account that you have; a new person uses `signUp` instead.
    async fn accept_invitation(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The invitation's token.")] token: String,
    ) -> Result<Organization> {
        let person = access::signed_in(viewer(context))?;
        Ok(invitation::accept(app(context), person, &token).await?.into())
    }
}
