use async_graphql::SimpleObject;

use super::User;
use crate::service::account::Admitted;

/// Who signed in, and the token of the session.
#[derive(SimpleObject)]
pub(crate) struct SignInPayload {
    /// Who.
    user: User,
    /// Send it with every request: `Authorization: Bearer TOKEN`, and over a WebSocket in the payload of
    /// `connection_init` as `{ "authorization": "Bearer TOKEN" }`. It is shown this once, and is good until 30 days after
    /// its last use, or until `signOut`.
    token: String,
}

impl From<Admitted> for SignInPayload {
    fn from(admitted: Admitted) -> Self {
        Self {
            user: User::from(admitted.user),
            token: admitted.token,
        }
    }
}
