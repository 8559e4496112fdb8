//! Names that are there once.

use std::collections::{HashMap, HashSet};

/// Hands out names, each once.
#[derive(Default)]
pub(crate) struct Names {
    taken: HashSet<String>,
    /// The number that the last namesake got.
    numbered: HashMap<String, u32>,
}

impl Names {
    /// The wanted name, or where it is taken the other one, or the wanted one with a number.
    pub(crate) fn take(&mut self, wanted: &str, other: Option<String>) -> String {
        for candidate in std::iter::once(wanted.to_owned()).chain(other) {
            if self.taken.insert(candidate.clone()) {
                return candidate;
            }
        }
        let number = self.numbered.entry(wanted.to_owned()).or_insert(1);
        loop {
            *number += 1;
            let candidate = format!("{wanted}_{number}");
            if self.taken.insert(candidate.clone()) {
                return candidate;
            }
        }
    }
}
