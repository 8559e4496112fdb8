//! What sets two schemas of one engine apart.
//!
//! Two schemas are matched element by element, and what differs becomes a list of [`SchemaChange`]s that turn
//! one into the other. A [`crate::plan`] makes SQL of them.

mod change;
pub(crate) mod compare;
mod describe;
mod enums;
mod freeze;
mod members;
mod objects;
pub(crate) mod pairs;
mod rename;
mod renames_in;
mod resolve;
mod reverse;
mod suggest;
mod tables;

pub use change::{ColumnRef, CommentOn, Named, SchemaChange, TableRef};
pub use rename::Rename;
pub use renames_in::renames_in;
pub use suggest::Suggestion;

pub(crate) use freeze::named;
pub(crate) use reverse::reversed;

use crate::diagnostic::{Diagnostic, Severity};
use crate::schema::Schema;
use resolve::Resolved;

/// How the elements of the one schema find those of the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Matching {
    /// By the design's elements they come from; what comes from none, by name.
    ByElement,
    /// By name, except for what is said to be renamed.
    ByName(Vec<Rename>),
}

/// What sets two schemas apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// What has to change, complete.
    pub changes: Vec<SchemaChange>,
    /// Things that look as if they were renamed, but were not said to be. They are dropped and made.
    pub suggestions: Vec<Suggestion>,
    /// What could not be made sense of.
    pub diagnostics: Vec<Diagnostic>,
}

/// What has to change so that the first schema becomes the second. Both are of one engine.
pub fn diff(from: &Schema, to: &Schema, matching: &Matching) -> Difference {
    between(&named(from), &named(to), matching)
}

/// As [`diff`], of schemas whose keys and indexes all have names.
pub(crate) fn between(from: &Schema, to: &Schema, matching: &Matching) -> Difference {
    let mut difference = Difference {
        changes: Vec::new(),
        suggestions: Vec::new(),
        diagnostics: Vec::new(),
    };
    if from.dialect != to.dialect {
        difference.diagnostics.push(Diagnostic::new(
            Severity::Error,
            "engines-differ",
            format!("a {} schema cannot become a {} one in place", from.dialect, to.dialect),
        ));
        return difference;
    }
    let resolved = match matching {
        Matching::ByElement => Resolved::default(),
        Matching::ByName(renames) => resolve::resolve(from, to, renames, &mut difference.diagnostics),
    };
    let by_element = *matching == Matching::ByElement;
    let pairing = tables::Pairing::of(from, to, &resolved, by_element);
    objects::namespaces(from, to, &mut difference.changes);
    enums::differences(&pairing, &mut difference.changes);
    tables::differences(&pairing, &mut difference.changes);
    objects::differences(&pairing, &mut difference.changes);
    difference.suggestions = suggest::suggestions(&difference.changes, from.dialect);
    difference
}
