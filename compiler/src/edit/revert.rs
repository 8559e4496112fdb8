//! Undo in company: taking back what one person did from a design that others went on with.

use super::inverse::{create_edit, delete_edit, in_running_order, update_edit};
use super::{ApplyContext, Change, Edit, apply};
use crate::design::{Design, Element, ElementKind};
use crate::diagnostic::Issue;
use crate::edit::rules::{Rule, quoted};
use serde_json::{Map, Value};

/// What taking back some changes comes to, as things are now.
#[derive(Debug, Clone, PartialEq)]
pub struct Reversal {
    /// The edits that take back what still stands; apply them with [`super::Rules::Restore`]. With neither edits
    /// nor conflicts, nothing of the changes stands any more.
    pub edits: Vec<Edit>,
    /// Why it cannot be taken back: each names an element that others have changed or built upon since. As long
    /// as there is one, none of the edits should be applied.
    pub conflicts: Vec<Issue>,
}

/// How the changes, which were made some time ago, can be taken back from the design as it is now.
///
/// Only what still stands is: of an updated element the properties that have the value they were given; what was
/// created, if it is there just as it was and nothing has been added to it; what was deleted, if all that it needs
/// is still there. The reversal of an undo's own changes is the redo.
pub fn revert(now: &Design, changes: &[Change]) -> Reversal {
    let mut creations = Vec::new();
    let mut updates = Vec::new();
    let mut deletions = Vec::new();
    let mut conflicts = Vec::new();
    for change in changes {
        let current = now.get(change.reference());
        match (&change.before, &change.after, current) {
            (Some(before), Some(after), Some(current)) => {
                let target = with_former_values(&current, before, after);
                updates.extend(target.and_then(|target| update_edit(&current, &target)));
            }
            (Some(before), None, None) => creations.push(create_edit(before)),
            (None, Some(after), Some(current)) if current == *after => deletions.push(delete_edit(after)),
            (None, Some(after), Some(current)) => conflicts.push(changed_since(after, &current)),
            // Gone, or back, by someone else's doing: the change no longer stands.
            _ => {}
        }
    }
    let edits = in_running_order(creations, updates, deletions);
    if conflicts.is_empty()
        && let Err(issues) = apply(now, &edits, ApplyContext::restore())
    {
        conflicts = issues;
    }
    Reversal { edits, conflicts }
}

fn changed_since(created: &Element, current: &Element) -> Issue {
    let change = Change {
        before: Some(created.clone()),
        after: Some(current.clone()),
    };
    Issue {
        path: String::new(),
        rule: Rule::ChangedSince.code().to_owned(),
        message: format!(
            "the {} {} was changed since it was created ({}); undo these changes first, or delete it",
            current.kind().noun(),
            quoted(current.name()),
            change.fields().join(", ")
        ),
        element: Some(current.id()),
    }
}

/// The current state with the former value of every property that still has the value it was given. None where no
/// property has.
fn with_former_values(current: &Element, before: &Element, after: &Element) -> Option<Element> {
    if current == after {
        return Some(before.clone());
    }
    let (mut target, before, after) = (properties(current)?, properties(before)?, properties(after)?);
    for group in groups(current.kind(), &before, &after) {
        let is_changed = group.iter().any(|name| before.get(*name) != after.get(*name));
        let still_stands = group.iter().all(|name| target.get(*name) == after.get(*name));
        if !is_changed || !still_stands {
            continue;
        }
        for name in group {
            match before.get(name) {
                Some(value) => target.insert(name.to_owned(), value.clone()),
                None => target.remove(name),
            };
        }
    }
    let element = serde_json::json!({ "kind": current.kind(), "element": target });
    serde_json::from_value(element).ok()
}

/// The properties in the groups that mean something only together: a type and its config, what a constraint demands.
fn groups<'a>(kind: ElementKind, before: &'a Map<String, Value>, after: &'a Map<String, Value>) -> Vec<Vec<&'a str>> {
    let together: &[&str] = match kind {
        ElementKind::Field => &["dataType", "config"],
        ElementKind::Constraint => &["constraint", "fields", "nullsNotDistinct", "expression"],
        ElementKind::Enum => &["values", "valueIds"],
        _ => &[],
    };
    let mut names: Vec<&str> = before.keys().map(String::as_str).collect();
    names.extend(
        after
            .keys()
            .map(String::as_str)
            .filter(|name| !before.contains_key(*name)),
    );
    let (grouped, single): (Vec<&str>, Vec<&str>) = names.into_iter().partition(|name| together.contains(name));
    std::iter::once(grouped)
        .chain(single.into_iter().map(|name| vec![name]))
        .collect()
}

fn properties(element: &Element) -> Option<Map<String, Value>> {
    match serde_json::to_value(element).ok()? {
        Value::Object(mut tagged) => match tagged.remove("element")? {
            Value::Object(properties) => Some(properties),
            _ => None,
        },
        _ => None,
    }
}
