//! Proving who someone is: passwords, tokens, sessions. What they may do then is for [`crate::access`].

mod password;
mod session;
mod token;

pub(crate) use password::Passwords;
pub(crate) use session::{begin_session, end_session, keep_tidy, viewer_of_token};
pub(crate) use token::Token;
