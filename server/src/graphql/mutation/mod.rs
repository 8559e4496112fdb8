//! The design half of the mutations, one topic a file.

mod edit;
mod layout;
mod lock;
mod presence;
mod version;

pub(crate) use edit::EditMutation;
pub(crate) use layout::LayoutMutation;
pub(crate) use lock::LockMutation;
pub(crate) use presence::PresenceMutation;
pub(crate) use version::VersionMutation;
