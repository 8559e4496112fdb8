use async_graphql::{Enum, SimpleObject};
use tablewright_compiler::diagnostic;

use super::Diagnostic;
use crate::service::branch;

/// What a design can be written as, apart from SQL.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "branch::ExportFormat")]
pub(crate) enum ExportFormat {
    /// DBML, the language of dbdiagram.io.
    Dbml,
    /// A Mermaid `erDiagram`.
    Mermaid,
    /// The design as a versioned JSON document. `importSchema` takes it again.
    Json,
}

/// A design as a text. What the text cannot say is named in a diagnostic.
#[derive(SimpleObject)]
pub(crate) struct Export {
    /// The text.
    text: String,
    /// What is missing from it, or means something else there.
    diagnostics: Vec<Diagnostic>,
}

impl From<(String, Vec<diagnostic::Diagnostic>)> for Export {
    fn from((text, diagnostics): (String, Vec<diagnostic::Diagnostic>)) -> Self {
        Self {
            text,
            diagnostics: diagnostics.into_iter().map(Diagnostic::from).collect(),
        }
    }
}
