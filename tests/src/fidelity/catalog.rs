//! What a database holds, item by item, and how two of them differ.

use std::collections::{BTreeMap, BTreeSet};
use tablewright_compiler::diagnostic::Diagnostic;

/// The kinds of objects, which are the columns of the printed table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Tables, with the order of their columns and their options.
    Table,
    /// Columns, with type, default, and whatever else they say.
    Column,
    /// Primary, unique and exclusion keys.
    Key,
    /// Foreign keys.
    ForeignKey,
    /// Checks.
    Check,
    /// Indexes.
    Index,
    /// Enums, domains and other types.
    Type,
    /// Views and materialized views.
    View,
    /// Functions, procedures, aggregates, events.
    Routine,
    /// Triggers and rules.
    Trigger,
    /// Comments.
    Comment,
    /// Anything else: sequences, extensions, policies, grants …
    Other,
}

impl Kind {
    /// Every kind, in the order of the table's columns.
    pub const ALL: [Self; 12] = [
        Self::Table,
        Self::Column,
        Self::Key,
        Self::ForeignKey,
        Self::Check,
        Self::Index,
        Self::Type,
        Self::View,
        Self::Routine,
        Self::Trigger,
        Self::Comment,
        Self::Other,
    ];

    /// The head of its column.
    pub fn title(self) -> &'static str {
        match self {
            Self::Table => "tables",
            Self::Column => "columns",
            Self::Key => "keys",
            Self::ForeignKey => "foreign keys",
            Self::Check => "checks",
            Self::Index => "indexes",
            Self::Type => "types",
            Self::View => "views",
            Self::Routine => "routines",
            Self::Trigger => "triggers",
            Self::Comment => "comments",
            Self::Other => "other",
        }
    }
}

/// A database's objects: kind and name, and the engine's own words for it.
#[derive(Debug, Clone, Default)]
pub struct Catalog(BTreeMap<(Kind, String), String>);

impl Catalog {
    /// Adds an object. Where one of that kind and name is there already, it is numbered.
    pub fn add(&mut self, kind: Kind, name: impl Into<String>, text: impl Into<String>) {
        let name = name.into();
        let mut key = (kind, name.clone());
        let mut number = 1;
        while self.0.contains_key(&key) {
            number += 1;
            key.1 = format!("{name} ({number})");
        }
        self.0.insert(key, text.into());
    }
}

/// Something that two databases do not have alike.
#[derive(Debug, Clone)]
pub struct Difference {
    /// What it is.
    pub kind: Kind,
    /// How it is called: `table.column` for what is in a table.
    pub name: String,
    /// The first database's words; `None` where only the second has it.
    pub before: Option<String>,
    /// The second database's words; `None` where only the first has it.
    pub after: Option<String>,
    /// The diagnostic that names it.
    pub named_by: Option<String>,
}

impl Difference {
    /// How many lines differ.
    pub fn lines(&self) -> usize {
        let side =
            |text: &Option<String>| -> Vec<String> { text.iter().flat_map(|t| t.lines().map(str::to_owned)).collect() };
        let (before, mut after) = (side(&self.before), side(&self.after));
        let mut only_before = 0;
        for line in before {
            match after.iter().position(|l| *l == line) {
                Some(at) => {
                    after.swap_remove(at);
                }
                None => only_before += 1,
            }
        }
        (only_before + after.len()).max(1)
    }
}

/// What differs between the two, each with the diagnostic that names it.
pub fn compare(a: &Catalog, b: &Catalog, diagnostics: &[Diagnostic]) -> Vec<Difference> {
    let all: BTreeSet<_> = a.0.keys().chain(b.0.keys()).collect();
    all.into_iter()
        .filter(|key| a.0.get(*key) != b.0.get(*key))
        .map(|key| Difference {
            kind: key.0,
            name: key.1.clone(),
            before: a.0.get(key).cloned(),
            after: b.0.get(key).cloned(),
            named_by: named_by(&key.1, diagnostics),
        })
        .collect()
}

/// Of each kind in `a`, how many are equal and how many there are.
pub(super) fn counts(a: &Catalog, differences: &[Difference]) -> BTreeMap<Kind, (usize, usize)> {
    let mut counts = BTreeMap::new();
    for (kind, _) in a.0.keys() {
        let count: &mut (usize, usize) = counts.entry(*kind).or_default();
        count.0 += 1;
        count.1 += 1;
    }
    for difference in differences {
        let count = counts.entry(difference.kind).or_default();
        match difference.before {
            Some(_) => count.0 -= 1,
            // Only in the second database: there is one more that should be equal.
            None => count.1 += 1,
        }
    }
    counts
}

/// Findings that say nothing of a difference.
const NO_DIFFERENCE: [&str; 2] = ["carried-verbatim", "expression-unchecked"];

/// The first diagnostic that says every part of the name.
fn named_by(name: &str, diagnostics: &[Diagnostic]) -> Option<String> {
    let bare = name.split(" (").next().unwrap_or(name);
    let parts: Vec<String> = bare
        .split(['.', ' '])
        .map(|p| p.trim_matches(['"', '`']).to_lowercase())
        .filter(|p| !p.is_empty() && (p != "public" || bare == "public"))
        .collect();
    diagnostics
        .iter()
        .filter(|d| !NO_DIFFERENCE.contains(&d.code.as_str()))
        .find(|d| {
            let said = format!("{} {}", d.subject.as_deref().unwrap_or_default(), d.message).to_lowercase();
            let words: BTreeSet<&str> = said.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
            parts.iter().all(|part| {
                part.split(|c: char| !c.is_alphanumeric() && c != '_')
                    .all(|w| words.contains(w))
            })
        })
        .map(|d| format!("{}: {}", d.code, d.message))
}
