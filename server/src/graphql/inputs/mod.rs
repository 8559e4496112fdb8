//! The inputs of the API, and what they mean as edits of the compiler.
//!
//! Each input has a `read` that gives its edit. What is wrong with the form of an input (an id that is none, a config
//! that fits no type) is noted with its path, so that a refusal lists all of it; what is wrong with its meaning is the
//! compiler's to say.

mod constraint;
mod edit;
mod enum_type;
mod field;
mod index;
mod lock;
mod object;
mod presence;
mod reader;
mod relationship;
mod table;

pub(crate) use edit::ApplyEditsInput;
pub(crate) use lock::AcquireTableLockInput;
pub(crate) use presence::PresenceInput;
pub(crate) use reader::{edits, lean_on_unseen};
