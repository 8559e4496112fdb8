//! Changes: what an accepted batch did, net, element by element.

use crate::design::{Design, Element, ElementRef};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What an accepted batch of edits did to one element. At least one side is there, and they differ.
///
/// Changes can be played forwards ([`Change::play`]) and backwards ([`Change::rewind`]), so a design and a log of
/// changes give the design at every revision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The element before; `None` where the batch created it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Element>,
    /// The element after; `None` where the batch deleted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Element>,
}

/// What sort of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// The element is new.
    Created,
    /// The element was there and is.
    Updated,
    /// The element is gone.
    Deleted,
}

impl Change {
    /// What sort of change.
    pub fn kind(&self) -> ChangeKind {
        match (&self.before, &self.after) {
            (None, _) => ChangeKind::Created,
            (_, None) => ChangeKind::Deleted,
            _ => ChangeKind::Updated,
        }
    }

    /// The element as it is after, or as it last was.
    pub fn element(&self) -> &Element {
        self.after
            .as_ref()
            .or(self.before.as_ref())
            .expect("a change has at least one side")
    }

    /// Which element.
    pub fn reference(&self) -> ElementRef {
        self.element().reference()
    }

    /// The same change the other way round.
    #[must_use]
    pub fn reversed(self) -> Self {
        Self {
            before: self.after,
            after: self.before,
        }
    }

    /// The properties that differ, by their names in JSON, in the order of the element's properties. For a created
    /// or deleted element, all that it has.
    pub fn fields(&self) -> Vec<String> {
        let before = properties(self.before.as_ref());
        let after = properties(self.after.as_ref());
        let mut names: Vec<String> = after
            .keys()
            .filter(|k| before.get(*k) != after.get(*k))
            .cloned()
            .collect();
        names.extend(before.keys().filter(|k| !after.contains_key(*k)).cloned());
        names
    }

    /// Brings a design from before the change to after it.
    pub fn play(&self, design: &mut Design) {
        match &self.after {
            Some(element) => design.put(element.clone()),
            None => {
                design.remove(self.reference());
            }
        }
    }

    /// Brings a design from after the change to before it.
    pub fn rewind(&self, design: &mut Design) {
        match &self.before {
            Some(element) => design.put(element.clone()),
            None => {
                design.remove(self.reference());
            }
        }
    }
}

fn properties(element: Option<&Element>) -> serde_json::Map<String, Value> {
    let json = element.map(|e| serde_json::to_value(e).expect("elements have only string keys"));
    match json {
        Some(Value::Object(mut tagged)) => match tagged.remove("element") {
            Some(Value::Object(properties)) => properties,
            _ => serde_json::Map::new(),
        },
        _ => serde_json::Map::new(),
    }
}
