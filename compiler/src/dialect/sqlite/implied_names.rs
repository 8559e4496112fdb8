//! SQLite names neither keys nor checks: they are part of the table's statement, and nobody refers to them.

use crate::schema::SchemaTable;

/// Leaves the table as it is: its indexes always have names, and nothing else needs one.
pub(crate) fn freeze(_: &mut SchemaTable) {}
