use async_graphql::{ID, InputObject, Object, OneofObject, SimpleObject};
use tablewright_compiler::edit;
use uuid::Uuid;

use super::Element;
use super::change::{ChangeKind, property};
use crate::graphql::id;
use crate::graphql::scope::Scope;
use crate::service::migration;

/// A state of a design: exactly one of the two.
#[derive(OneofObject)]
pub(crate) enum DesignStateInput {
    /// As a version keeps it: the version's id.
    Version(ID),
    /// As a branch is, or was.
    Branch(BranchStateInput),
}

/// A branch at a revision.
#[derive(InputObject)]
pub(crate) struct BranchStateInput {
    /// The branch.
    pub(crate) id: ID,
    /// The revision; left out, the latest.
    pub(crate) revision: Option<i32>,
}

/// What sets two states of a design apart.
pub(crate) struct Comparison {
    found: migration::Comparison,
    before: Scope,
    after: Scope,
}

/// What sets two states of a design apart. Elements are matched by their ids, so a rename is a change.
#[Object]
impl Comparison {
    /// What only the second has.
    async fn added(&self) -> Vec<ElementDifference> {
        self.of(edit::ChangeKind::Created)
    }

    /// What both have, with different properties.
    async fn changed(&self) -> Vec<ElementDifference> {
        self.of(edit::ChangeKind::Updated)
    }

    /// What only the first has.
    async fn removed(&self) -> Vec<ElementDifference> {
        self.of(edit::ChangeKind::Deleted)
    }
}

impl Comparison {
    /// What was compared, each side shown as it is on its own branch.
    pub(crate) fn new(found: migration::Comparison, from: Uuid, to: Uuid) -> Self {
        Self {
            before: Scope::at(from, found.from.clone()),
            after: Scope::at(to, found.to.clone()),
            found,
        }
    }

    fn of(&self, kind: edit::ChangeKind) -> Vec<ElementDifference> {
        self.found.of(kind).map(|change| self.difference(change)).collect()
    }

    fn difference(&self, change: &edit::Change) -> ElementDifference {
        let element = change.element();
        ElementDifference {
            kind: change.kind().into(),
            element_type: element.kind().type_name(),
            element_id: id::wire(element.id()),
            name: element.name().to_owned(),
            before: change.before.clone().map(|before| Element::new(before, &self.before)),
            after: change.after.clone().map(|after| Element::new(after, &self.after)),
            fields: change
                .fields()
                .iter()
                .map(|name| property(element.kind(), name).to_owned())
                .collect(),
        }
    }
}

/// An element that two states of a design do not have alike.
#[derive(SimpleObject)]
pub(crate) struct ElementDifference {
    /// Whether it is new, different or gone.
    kind: ChangeKind,
    /// What sort of element, by the name of its type: `DataTable`, `DataField`.
    element_type: &'static str,
    /// Which element.
    element_id: ID,
    /// Its name in the second state, or in the first where it is gone.
    name: String,
    /// As it is in the first state.
    before: Option<Element>,
    /// As it is in the second state.
    after: Option<Element>,
    /// The properties that differ, by their names in the element's type; of a new or deleted element, all that it has.
    fields: Vec<String>,
}
