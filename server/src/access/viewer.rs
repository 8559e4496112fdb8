//! Who asks.

use uuid::Uuid;

use crate::error::AppError;

/// Who asks, as the token of the request tells. It is in the data of every GraphQL request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Viewer {
    /// Nobody is signed in.
    Anonymous,
    /// Someone is.
    Person(SignedIn),
}

/// Someone who is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SignedIn {
    user_id: Uuid,
    session_id: Uuid,
}

impl SignedIn {
    /// Who.
    pub(crate) fn user_id(self) -> Uuid {
        self.user_id
    }

    /// The session that the request's token belongs to.
    pub(crate) fn session_id(self) -> Uuid {
        self.session_id
    }

    /// For `auth` alone, which has looked at the token.
    pub(crate) fn by_token(user_id: Uuid, session_id: Uuid) -> Self {
        Self { user_id, session_id }
    }
}

/// Anyone who is signed in.
pub(crate) fn signed_in(viewer: &Viewer) -> Result<SignedIn, AppError> {
    match viewer {
        Viewer::Person(person) => Ok(*person),
        Viewer::Anonymous => Err(AppError::unauthenticated(
            "Sign in first (signIn, or signUp for a new account) and send its token: Authorization: Bearer TOKEN",
        )),
    }
}
