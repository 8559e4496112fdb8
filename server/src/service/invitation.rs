//! Invitations: how people come to an organization.

use chrono::TimeDelta;
use uuid::Uuid;

use super::account::checked_email;
use super::checks::{Checks, refusal};
use crate::access::{OrganizationAdmin, SignedIn, role_name};
use crate::app::App;
use crate::auth::Token;
use crate::error::AppError;
use crate::store::{Invitation, NewAudit, Organization, Role};

/// How long an invitation is good.
const LIFE: TimeDelta = TimeDelta::days(7);

/// An invitation and its token, which is shown this once.
#[derive(Debug)]
pub(crate) struct Invited {
    /// The invitation.
    pub(crate) invitation: Invitation,
    /// What the invited person shows.
    pub(crate) token: String,
}

/// Invites someone, as at most what the inviter is. Without an address, whoever has the token may come.
pub(crate) async fn create(
    app: &App,
    access: OrganizationAdmin,
    email: Option<&str>,
    role: Role,
) -> Result<Invited, AppError> {
    let mut checks = Checks::default();
    let email = email.map(|email| checked_email(&mut checks, "input.email", email));
    checks.finish()?;
    if role > access.role() {
        return Err(AppError::forbidden(format!(
            "You are {}, so you cannot invite someone as {}.",
            role_name(access.role()),
            role_name(role)
        )));
    }
    let token = Token::new("twi")?;
    let now = app.store.now();
    let invitation = Invitation {
        id: Uuid::now_v7(),
        organization_id: access.organization_id(),
        email,
        role,
        token_hash: token.hash(),
        invited_by: access.user_id(),
        created_at: now,
        expires_at: now + LIFE,
        used_at: None,
    };
    let audit = NewAudit {
        project_id: None,
        user_id: Some(access.user_id()),
        entity_type: "Invitation",
        entity_id: invitation.id,
        operation: "createInvitation",
        changes: Some(serde_json::json!({
            "organizationId": invitation.organization_id,
            "email": invitation.email,
            "role": role_name(role),
        })),
        reason: None,
        at: now,
    };
    app.store.create_invitation(&invitation, &[audit]).await?;
    Ok(Invited {
        invitation,
        token: token.reveal(),
    })
}

/// Lets someone who has an account join by an invitation: the organization joined, and what they now are in it.
pub(crate) async fn accept(app: &App, person: SignedIn, token: &str) -> Result<(Organization, Role), AppError> {
    let user = super::account::account(app, person).await?;
    let joined = app.store.join_by_invitation(&Token::hash_of(token), &user).await?;
    let joined = joined.ok_or_else(unusable)?;
    let role = app.store.organization_role(joined.id, user.id).await?;
    Ok((joined, role.ok_or_else(unusable)?))
}

/// Why an invitation cannot be used; which of these it is, a stranger is not told.
pub(super) fn unusable() -> AppError {
    refusal(
        "input.invitationToken",
        "invitation",
        "This invitation is unknown, expired, used already, or made for another address. Ask for a new one.",
    )
}
