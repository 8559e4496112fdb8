use async_graphql::SimpleObject;
use tablewright_compiler::emit;

use super::{Diagnostic, Statement};

/// A design as DDL for one engine. Everything of the design is either in the SQL or named in a diagnostic.
#[derive(SimpleObject)]
pub(crate) struct Compilation {
    /// All statements as one script.
    pub(crate) sql: String,
    /// The statements, in an order in which the engine accepts them.
    pub(crate) statements: Vec<Statement>,
    /// What is missing from the SQL, or means something else there.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl From<emit::Compilation> for Compilation {
    fn from(compiled: emit::Compilation) -> Self {
        Self {
            sql: compiled.sql,
            statements: compiled.statements.into_iter().map(Statement::from).collect(),
            diagnostics: compiled.diagnostics.into_iter().map(Diagnostic::from).collect(),
        }
    }
}
