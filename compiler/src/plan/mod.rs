//! A migration: the SQL that brings a filled database from one schema to another, and back.

mod step;

pub use step::{Hazard, LockMode, Plan, Step};
