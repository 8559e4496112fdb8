//! Accounts: signing up, in and out.

use uuid::Uuid;

use super::checks::{Checks, refusal};
use super::invitation;
use crate::access::SignedIn;
use crate::app::App;
use crate::auth::{self, Token};
use crate::config::SignUp as WhoMaySignUp;
use crate::error::AppError;
use crate::store::{NewAudit, NewUser, StoreError, User};

/// The longest address, in characters.
const LONGEST_EMAIL: usize = 254;
/// The shortest and the longest password, in characters.
const PASSWORD: std::ops::RangeInclusive<usize> = 8..=1024;
/// The longest name, in characters.
const LONGEST_NAME: usize = 200;

/// What a new person says.
#[derive(Clone)]
pub(crate) struct SignUp {
    /// Address.
    pub(crate) email: String,
    /// Password.
    pub(crate) password: String,
    /// What others will see.
    pub(crate) name: String,
    /// The token of an invitation.
    pub(crate) invitation_token: Option<String>,
}

/// Someone who has just proven who they are.
#[derive(Debug)]
pub(crate) struct Admitted {
    /// Who.
    pub(crate) user: User,
    /// The token of the new session, shown this once.
    pub(crate) token: String,
}

/// Makes an account and signs it in. The first one of a server gets a new organization as its owner; later ones
/// need an invitation, or a server that is open to all, where each gets an organization of their own.
pub(crate) async fn sign_up(app: &App, request: SignUp) -> Result<Admitted, AppError> {
    let (email, name) = checked(&request)?;
    if request.invitation_token.is_none() {
        may_sign_up(app).await?;
    }
    let new = NewUser {
        id: Uuid::now_v7(),
        email,
        name,
        password_hash: app.passwords.hash(request.password).await?,
    };
    let user = match request.invitation_token {
        Some(token) => invited(app, &Token::hash_of(&token), &new).await?,
        None => uninvited(app, &new).await?,
    };
    let token = auth::begin_session(&app.store, user.id).await?;
    Ok(Admitted { user, token })
}

/// Signs someone in. Whether it is the address or the password that is wrong, nobody is told.
pub(crate) async fn sign_in(app: &App, email: &str, password: String) -> Result<Admitted, AppError> {
    let wrong = || AppError::unauthenticated("The address or the password is wrong.");
    // PostgreSQL has no text with NUL in it, not even to compare with.
    if password.len() > *PASSWORD.end() * 4 || email.len() > LONGEST_EMAIL * 4 || email.contains('\0') {
        return Err(wrong());
    }
    let found = app.store.user_by_email(&normal_email(email)).await?;
    let known = found.as_ref().map(|user| user.password_hash.clone());
    let is_right = app.passwords.verify(password, known).await?;
    let user = found.filter(|user| is_right && user.is_active).ok_or_else(wrong)?;
    let token = auth::begin_session(&app.store, user.id).await?;
    Ok(Admitted { user, token })
}

/// Ends the session of the request; false where it had ended already.
pub(crate) async fn sign_out(app: &App, person: SignedIn) -> Result<bool, AppError> {
    auth::end_session(&app.store, person).await
}

/// The account of someone who is signed in.
pub(crate) async fn account(app: &App, person: SignedIn) -> Result<User, AppError> {
    let id = person.user_id();
    let user = app.store.users_by_ids(&[id]).await?.remove(&id);
    user.ok_or_else(|| AppError::unauthenticated("This account does not exist any more."))
}

/// An address as it is kept and compared.
pub(super) fn normal_email(email: &str) -> String {
    email.trim().to_lowercase()
}

/// The normal form of an address, or a note of what is wrong with it.
pub(super) fn checked_email(checks: &mut Checks, path: &str, email: &str) -> String {
    if email.len() > LONGEST_EMAIL * 4 {
        checks.refuse(
            path,
            "length",
            format!("An address has at most {LONGEST_EMAIL} characters."),
        );
        return String::new();
    }
    let email = normal_email(email);
    if !looks_like_an_email(&email) {
        checks.refuse(path, "email", "This is not an address such as ada@example.com.");
    }
    email
}

fn checked(request: &SignUp) -> Result<(String, String), AppError> {
    let mut checks = Checks::default();
    let email = checked_email(&mut checks, "input.email", &request.email);
    let name = checks.line("input.name", "A name", &request.name, LONGEST_NAME);
    if !PASSWORD.contains(&request.password.chars().take(PASSWORD.end() + 1).count()) {
        let message = format!("A password has {} to {} characters.", PASSWORD.start(), PASSWORD.end());
        checks.refuse("input.password", "length", message);
    }
    checks.finish()?;
    Ok((email, name))
}

/// One `@` with something before it, and after it a domain; no spaces, nothing invisible. Whether mail arrives there
/// only mail can tell.
fn looks_like_an_email(email: &str) -> bool {
    let Some((local, domain)) = email.rsplit_once('@') else {
        return false;
    };
    let is_plain = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_graphic() && c != '@');
    email.len() <= LONGEST_EMAIL
        && is_plain(local)
        && is_plain(domain)
        && domain
            .split('.')
            .all(|label| !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))
}

/// Refuses early, before a password is hashed, what would be refused in the end.
async fn may_sign_up(app: &App) -> Result<(), AppError> {
    match app.config.sign_up {
        WhoMaySignUp::Open => Ok(()),
        WhoMaySignUp::Invitation if !app.store.has_users().await? => Ok(()),
        WhoMaySignUp::Invitation => Err(needs_invitation()),
    }
}

async fn invited(app: &App, token_hash: &[u8], new: &NewUser) -> Result<User, AppError> {
    let made = app.store.accept_invitation(token_hash, new, &[audit(app, new)]).await;
    made.map_err(email_taken)?.ok_or_else(invitation::unusable)
}

async fn uninvited(app: &App, new: &NewUser) -> Result<User, AppError> {
    let organization = organization_name(&new.name);
    let records = [audit(app, new)];
    let first = app.store.create_first_user(new, &organization, &records).await;
    match first.map_err(email_taken)? {
        Some(first) => Ok(first),
        None if app.config.sign_up == WhoMaySignUp::Open => {
            let made = app
                .store
                .create_user_with_organization(new, &organization, &records)
                .await;
            made.map_err(email_taken)
        }
        None => Err(needs_invitation()),
    }
}

fn audit(app: &App, new: &NewUser) -> NewAudit {
    NewAudit {
        project_id: None,
        user_id: Some(new.id),
        entity_type: "User",
        entity_id: new.id,
        operation: "signUp",
        changes: Some(serde_json::json!({ "email": new.email, "name": new.name })),
        reason: None,
        at: app.store.now(),
    }
}

/// "Ada's team", as far as there is room.
fn organization_name(person: &str) -> String {
    let name: String = person.chars().take(LONGEST_NAME - 7).collect();
    format!("{name}'s team")
}

fn needs_invitation() -> AppError {
    AppError::forbidden(
        "This server takes new people by invitation. Ask someone who has an account for one (createInvitation), and \
         send its token as input.invitationToken.",
    )
}

fn email_taken(error: StoreError) -> AppError {
    match error {
        StoreError::Taken(_) => refusal(
            "input.email",
            "email-taken",
            "There is an account with this address already. Sign in (signIn), then use an invitation with \
             acceptInvitation.",
        ),
        other => other.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::{looks_like_an_email, normal_email, organization_name};

    #[test]
    fn addresses() {
        for good in ["ada@example.com", "a.b+c@sub.example.co", "root@localhost", "x@1-2.org"] {
            assert!(looks_like_an_email(good), "{good}");
        }
        let long = format!("{}@example.com", "a".repeat(250));
        for bad in [
            "", "ada", "@", "ada@", "@b.c", "a b@c.d", "a@b@c", "a@b..c", "a@.b", "a\0@b.c", "a@b c", &long,
        ] {
            assert!(!looks_like_an_email(bad), "{bad}");
        }
        assert_eq!(normal_email("  Ada@Example.COM "), "ada@example.com");
    }

    #[test]
    fn the_name_of_the_first_organization_fits() {
        assert_eq!(organization_name("Ada"), "Ada's team");
        assert_eq!(organization_name(&"é".repeat(200)).chars().count(), 200);
    }
}
