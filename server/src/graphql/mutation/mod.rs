//! The mutations, one topic a file.

mod account;
mod edit;
mod import;
mod layout;
mod lock;
mod organization;
mod presence;
mod project;
mod version;

pub(crate) use account::AccountMutation;
pub(crate) use edit::EditMutation;
pub(crate) use import::ImportMutation;
pub(crate) use layout::LayoutMutation;
pub(crate) use lock::LockMutation;
pub(crate) use organization::OrganizationMutation;
pub(crate) use presence::PresenceMutation;
pub(crate) use project::ProjectMutation;
pub(crate) use version::VersionMutation;
