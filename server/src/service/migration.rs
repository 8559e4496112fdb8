//! Migrations between versions, and comparisons of designs.

use tablewright_compiler::design::Design;
use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::diff::Matching;
use tablewright_compiler::edit::{Change, ChangeKind};
use tablewright_compiler::lower::lower;
use tablewright_compiler::plan::{Plan, plan};

use super::{version, work};
use crate::app::App;
use crate::error::AppError;
use crate::store::Version;

/// The largest design that is compared, in elements.
const LARGEST_DESIGN: usize = 1_000_000;

/// The way from one version to another on an engine, and back. Elements are matched by their ids.
pub(crate) async fn between(app: &App, from: &Version, to: &Version, dialect: Dialect) -> Result<Plan, AppError> {
    if from.project_id != to.project_id {
        let message = "Both versions of a migration must be of one project.";
        return Err(AppError::invalid(message));
    }
    let (old, new) = (version::design_of(app, from).await?, version::design_of(app, to).await?);
    bounded(&old, &new)?;
    work::run("migrationTime", move || {
        let (from, mut diagnostics) = lower(&old, dialect);
        let (to, of_new) = lower(&new, dialect);
        diagnostics.retain(|finding| !of_new.contains(finding));
        let mut found = plan(&from, &to, &Matching::ByElement);
        found.diagnostics.splice(0..0, diagnostics.into_iter().chain(of_new));
        found
    })
    .await
}

/// What sets two states of a design apart, element by element.
pub(crate) struct Comparison {
    /// The design that is left.
    pub(crate) from: Design,
    /// The design that is reached.
    pub(crate) to: Design,
    /// What is new, different and gone, parents before their children.
    pub(crate) changes: Vec<Change>,
}

/// Compares two states of a design by the ids of their elements.
pub(crate) async fn compare(from: Design, to: Design) -> Result<Comparison, AppError> {
    bounded(&from, &to)?;
    work::run("compareTime", move || {
        let mut changes = Vec::new();
        for after in to.elements() {
            let before = from.get(after.reference());
            if before.as_ref() != Some(&after) {
                let after = Some(after);
                changes.push(Change { before, after });
            }
        }
        let gone = from.elements().filter(|before| to.get(before.reference()).is_none());
        changes.extend(gone.map(|before| Change {
            before: Some(before),
            after: None,
        }));
        Comparison { from, to, changes }
    })
    .await
}

impl Comparison {
    /// The changes of one kind.
    pub(crate) fn of(&self, kind: ChangeKind) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(move |change| change.kind() == kind)
    }
}

fn bounded(from: &Design, to: &Design) -> Result<(), AppError> {
    let largest = from.len().max(to.len());
    if largest > LARGEST_DESIGN {
        let message = format!("Designs of at most {LARGEST_DESIGN} elements are compared; this one has {largest}.");
        return Err(AppError::limited("designSize", message));
    }
    Ok(())
}
