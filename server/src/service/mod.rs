//! What the application does, one topic a file. A service takes an access value where a right is needed, so it need
//! not ask again who may; it checks what it is given, and leaves deciding to the compiler and the branch's room.

pub(crate) mod account;
pub(crate) mod branch;
mod checks;
pub(crate) mod edit;
pub(crate) mod follow;
pub(crate) mod import;
pub(crate) mod invitation;
pub(crate) mod lock;
pub(crate) mod migration;
pub(crate) mod organization;
pub(crate) mod presence;
pub(crate) mod project;
pub(crate) mod proof;
pub(crate) mod version;
mod work;

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
