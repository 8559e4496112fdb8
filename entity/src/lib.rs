//! The rows of Tablewright's own database: one SeaORM entity a file, with finders scoped to what they are asked for.
//!
//! Only the server's `store` reads and writes them; what a row means as an element of a design is decided there.

mod vocabulary;

pub mod audit_log;
pub mod branch;
pub mod data_field;
pub mod data_table;
pub mod design_event;
pub mod design_object;
pub mod enum_type;
pub mod invitation;
pub mod layout;
pub mod organization;
pub mod organization_member;
pub mod project;
pub mod project_member;
pub mod relationship_field_pair;
pub mod schema_version;
pub mod session;
pub mod table_constraint;
pub mod table_index;
pub mod table_lock;
pub mod table_relationship;
pub mod user;

pub use vocabulary::{EndReason, EventKind, LockKind, LockState, Role};
