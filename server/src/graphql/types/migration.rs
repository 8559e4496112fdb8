use async_graphql::{Context, ID, Object, Result, SimpleObject};
use tablewright_compiler::diff::SchemaChange as Change;
use tablewright_compiler::plan::{Direction, Plan};

use super::{Diagnostic, Proof, Statement, Target};
use crate::access;
use crate::graphql::context::{app, viewer};
use crate::graphql::id;
use crate::service::proof;
use crate::store::Version;

/// A planned migration between two versions.
pub(crate) struct Migration {
    plan: Plan,
    from: Version,
    to: Version,
}

/// The way from one version of a design to another on one engine, and back.
#[Object]
impl Migration {
    /// The engine it is for.
    async fn target(&self) -> Target {
        self.plan.dialect.into()
    }

    /// What leads there, in order. What begins and ends transactions is among the statements: running them one by one on
    /// one connection is all there is to do.
    async fn up(&self) -> Vec<Statement> {
        self.plan.up.iter().cloned().map(Statement::from).collect()
    }

    /// What leads back, in order.
    async fn down(&self) -> Vec<Statement> {
        self.plan.down.iter().cloned().map(Statement::from).collect()
    }

    /// `up` as one script for the engine's own client, each statement after its comment and hazards.
    async fn up_script(&self) -> String {
        self.plan.to_sql(Direction::Up)
    }

    /// `down` as one script.
    async fn down_script(&self) -> String {
        self.plan.to_sql(Direction::Down)
    }

    /// What is different, all of it.
    async fn changes(&self) -> Vec<SchemaChange> {
        self.plan.changes.iter().map(SchemaChange::from).collect()
    }

    /// Renames that were perhaps meant. They are not applied: what looks renamed is dropped and made.
    async fn suggestions(&self) -> Vec<RenameSuggestion> {
        let suggestions = self.plan.suggestions.iter();
        suggestions
            .map(|suggestion| RenameSuggestion {
                rename: suggestion.rename.to_string(),
                reason: suggestion.why.clone(),
            })
            .collect()
    }

    /// The migration tried out on a scratch engine. Contributors and above may ask: it has the server work for seconds or
    /// minutes, of which a query may wait only so many; `Subscription.migrationProof` says how far it is and waits to the
    /// end.
    async fn prove(&self, context: &Context<'_>) -> Result<Proof> {
        let (reader, from) = access::version(&app(context).store, viewer(context), self.from.id).await?;
        let dialect = self.plan.dialect;
        let running = proof::start(app(context), &reader.editor()?, from, self.to.clone(), dialect);
        Proof::try_from(running.finish().await?)
    }

    /// What to know before either is run.
    async fn diagnostics(&self) -> Vec<Diagnostic> {
        self.plan.diagnostics.iter().cloned().map(Diagnostic::from).collect()
    }
}

impl Migration {
    /// The plan of the way between two versions.
    pub(crate) fn new(plan: Plan, from: Version, to: Version) -> Self {
        Self { plan, from, to }
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
