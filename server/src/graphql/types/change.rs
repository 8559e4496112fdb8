use async_graphql::{Enum, ID, SimpleObject};
use tablewright_compiler::design::{Design, ElementKind};
use tablewright_compiler::edit;

use super::Element;
use crate::collab::LiveEvent;
use crate::graphql::id;
use crate::graphql::scope::Scope;
use crate::store::EventBody;

/// What happened to an element.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "edit::ChangeKind")]
pub(crate) enum ChangeKind {
    /// It is new.
    Created,
    /// Some of its properties are different.
    Updated,
    /// It is gone.
    Deleted,
}

/// What an accepted batch of edits did to one element, all in all.
#[derive(SimpleObject)]
pub(crate) struct Change {
    /// What happened to it.
    kind: ChangeKind,
    /// What sort of element, by the name of its type: `DataTable`, `DataField`.
    element_type: &'static str,
    /// Which element.
    element_id: ID,
    /// The element as it is after the batch; as it last was, where the batch deleted it.
    element: Option<Element>,
    /// The properties that differ, by their names in the element's type; of a new or deleted element, all that it has.
    fields: Vec<String>,
}

/// The changes of an event, each element as it was then. Empty for events that are no edits.
pub(crate) fn changes(live: &LiveEvent) -> Vec<Change> {
    let EventBody::DesignEdited { changes } = &live.event.body else {
        return Vec::new();
    };
    let branch_id = live.event.branch_id;
    let after = Scope::at(branch_id, live.design.clone());
    // What was deleted refers to what may have been deleted with it.
    let before = Scope::at(branch_id, design_before(live, changes));
    changes
        .iter()
        .map(|change| {
            let kind = change.kind();
            let scope = if kind == edit::ChangeKind::Deleted {
                &before
            } else {
                &after
            };
            let element = change.element();
            Change {
                kind: kind.into(),
                element_type: element.kind().type_name(),
                element_id: id::wire(element.id()),
                element: Some(Element::new(element.clone(), scope)),
                fields: change
                    .fields()
                    .iter()
                    .map(|name| property(element.kind(), name).to_owned())
                    .collect(),
            }
        })
        .collect()
}

fn design_before(live: &LiveEvent, changes: &[edit::Change]) -> Design {
    let mut design = live.design.clone();
    if changes.iter().any(|change| change.kind() == edit::ChangeKind::Deleted) {
        changes.iter().rev().for_each(|change| change.rewind(&mut design));
    }
    design
}

/// A property's name in the API, where the design calls it otherwise.
pub(crate) fn property(kind: ElementKind, name: &str) -> &str {
    match (kind, name) {
        (_, "tableId") => "table",
        (ElementKind::Relationship, "name") => "relationshipName",
        (ElementKind::Relationship, "sourceTableId") => "sourceTable",
        (ElementKind::Relationship, "targetTableId") => "targetTable",
        (ElementKind::Relationship, "junctionTableId") => "junctionTable",
        (ElementKind::Constraint, "constraint") => "kind",
        (ElementKind::Object, "dialect") => "target",
        (_, name) => name,
    }
}
