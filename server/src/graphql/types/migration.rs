use async_graphql::{ID, Object, SimpleObject};
use tablewright_compiler::diff::SchemaChange as Change;
use tablewright_compiler::plan::{Direction, Plan};

use super::{Diagnostic, Statement, Target};
use crate::graphql::id;

/// A planned migration.
pub(crate) struct Migration(Plan);

/// The way from one version of a design to another on one engine, and back.
#[Object]
impl Migration {
    /// The engine it is for.
    async fn target(&self) -> Target {
        self.0.dialect.into()
    }

    /// What leads there, in order. What begins and ends transactions is among the statements: running them one by one on
    /// one connection is all there is to do.
    async fn up(&self) -> Vec<Statement> {
        self.0.up.iter().cloned().map(Statement::from).collect()
    }

    /// What leads back, in order.
    async fn down(&self) -> Vec<Statement> {
        self.0.down.iter().cloned().map(Statement::from).collect()
    }

    /// `up` as one script for the engine's own client, each statement after its comment and hazards.
    async fn up_script(&self) -> String {
        self.0.to_sql(Direction::Up)
    }

    /// `down` as one script.
    async fn down_script(&self) -> String {
        self.0.to_sql(Direction::Down)
    }

    /// What is different, all of it.
    async fn changes(&self) -> Vec<SchemaChange> {
        self.0.changes.iter().map(SchemaChange::from).collect()
    }

    /// Renames that were perhaps meant. They are not applied: what looks renamed is dropped and made.
    async fn suggestions(&self) -> Vec<RenameSuggestion> {
        let suggestions = self.0.suggestions.iter();
        suggestions
            .map(|suggestion| RenameSuggestion {
                rename: suggestion.rename.to_string(),
                reason: suggestion.why.clone(),
            })
            .collect()
    }

    /// What to know before either is run.
    async fn diagnostics(&self) -> Vec<Diagnostic> {
        self.0.diagnostics.iter().cloned().map(Diagnostic::from).collect()
    }
}

impl From<Plan> for Migration {
    fn from(plan: Plan) -> Self {
        Self(plan)
    }
}

/// One difference of two schemas of an engine.
#[derive(SimpleObject)]
pub(crate) struct SchemaChange {
    /// What sort of difference, such as `addColumn`. Programs may rely on it.
    kind: &'static str,
    /// What it is about, as a person would name it afterwards: `orders.total`.
    subject: String,
    /// The element it is about, where there is one.
    element_id: Option<ID>,
}

impl From<&Change> for SchemaChange {
    fn from(change: &Change) -> Self {
        Self {
            kind: change.kind(),
            subject: change.subject(),
            element_id: change.element().map(id::wire),
        }
    }
}

/// A rename that was perhaps meant.
#[derive(SimpleObject)]
pub(crate) struct RenameSuggestion {
    /// The old and the new name: `orders.total=amount`.
    rename: String,
    /// What the two have in common.
    reason: String,
}
