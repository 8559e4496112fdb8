//! What the application does, one topic a file. A service takes an access value where a right is needed, so it need
//! not ask again who may; it checks what it is given, and leaves deciding to the compiler and the branch's room.

pub(crate) mod account;
mod checks;
pub(crate) mod invitation;
pub(crate) mod organization;
pub(crate) mod project;
mod work;
