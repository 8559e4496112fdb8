use async_graphql::SimpleObject;

use super::{Diagnostic, Statement};

/// The way from one version of a design to another on one engine, and back.
#[derive(SimpleObject)]
pub(crate) struct Migration {
    /// What leads there, in order.
    pub(crate) up: Vec<Statement>,
    /// What leads back, in order.
    pub(crate) down: Vec<Statement>,
    /// What to know before either is run.
    pub(crate) diagnostics: Vec<Diagnostic>,
}
