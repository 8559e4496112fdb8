//! The Tablewright compiler.
//!
//! A [`design::Design`] is changed by [`edit::Edit`]s through [`edit::apply`], lowered for one engine to a
//! [`schema::Schema`] by [`lower`], and written as SQL by [`emit`]. SQL comes in by [`import`] and becomes a
//! design by [`lift`]. Everything here is a pure function of its arguments: no I/O, no clock, no randomness,
//! no environment. Ids come in through an [`ids::IdSource`].
//!
//! Two kinds of complaint are kept apart. An [`diagnostic::Issue`] says why an edit was *refused*, because it
//! would break an invariant of the design. A [`diagnostic::Diagnostic`] is a *finding* about something that is
//! allowed to exist but cannot be expressed, or changes meaning, on an engine; analysis never fails on it.

pub mod dbml;
pub mod design;
pub mod diagnostic;
pub mod dialect;
pub mod diff;
pub mod document;
pub mod edit;
pub mod emit;
pub mod expression;
pub mod ids;
pub mod import;
pub mod lift;
pub mod lint;
pub mod lower;
mod mentions;
pub mod mermaid;
pub mod plan;
pub mod schema;
pub mod seed;
