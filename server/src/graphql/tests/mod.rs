//! Tests of the schema as a whole, and of the design half over a store of its own.

mod change_fields;
mod edits;
mod events;
mod locks;
mod reads;
mod schema;
mod versions;
mod world;
