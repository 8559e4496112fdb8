//! What sets two schemas of one engine apart.
//!
//! Two schemas are matched element by element, and what differs becomes a list of [`SchemaChange`]s that turn
//! one into the other. A [`crate::plan`] makes SQL of them.

mod change;
mod rename;

pub use change::{ColumnRef, CommentOn, Named, SchemaChange, TableRef};
pub use rename::Rename;
