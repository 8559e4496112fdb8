use async_graphql::{Context, InputObject, Object, Result};

use crate::access;
use crate::graphql::context::{app, viewer};
use crate::graphql::types::SignInPayload;
use crate::service::account::{self, SignUp};

/// Asks for an account.
#[derive(InputObject)]
pub(crate) struct SignUpInput {
    /// The address to sign in with.
    email: String,
    /// 8 to 1024 characters. Only a hash of it is kept.
    password: String,
    /// What others will call you.
    name: String,
    /// The token of an invitation. The first account of a server needs none, nor does one on a server that is open to
    /// all.
    invitation_token: Option<String>,
}

/// Says who someone is.
#[derive(InputObject)]
pub(crate) struct SignInInput {
    /// The address of the account.
    email: String,
    /// Its password.
    password: String,
}

/// Mutations of accounts.
#[derive(Default)]
pub(crate) struct AccountMutation;

#[Object]
impl AccountMutation {
    /// Makes an account and signs it in. The first one on an empty server owns it; afterwards people come by invitation
    /// (`createInvitation`).
    async fn sign_up(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who you are.")] input: SignUpInput,
    ) -> Result<SignInPayload> {
        let request = SignUp {
            email: input.email,
            password: input.password,
            name: input.name,
            invitation_token: input.invitation_token,
        };
        Ok(account::sign_up(app(context), request).await?.into())
    }

    /// Signs in: a new session with a token of its own.
    async fn sign_in(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Address and password.")] input: SignInInput,
    ) -> Result<SignInPayload> {
        Ok(account::sign_in(app(context), &input.email, input.password)
            .await?
            .into())
    }

    /// Ends the session of this request; its token is no longer good.
    async fn sign_out(&self, context: &Context<'_>) -> Result<bool> {
        let person = access::signed_in(viewer(context))?;
        Ok(account::sign_out(app(context), person).await?)
    }
}
