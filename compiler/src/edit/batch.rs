//! A batch while it runs: the design so far, what was touched, and what was complained about.

use super::apply::{ApplyContext, Outcome, Refused, Rules};
use super::rules::{Rule, quoted};
use super::{Change, ChangeKind, Edit};
use crate::design::{Design, Element, ElementKind, ElementRef, Field, Table, TableStatus};
use crate::diagnostic::Issue;
use crate::ids::{FieldId, ObjectId, TableId};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use uuid::Uuid;

/// A batch while it runs.
pub(super) struct Batch<'a> {
    /// The design before the batch.
    pub(super) original: &'a Design,
    /// The design so far; written through [`Batch::put`] and [`Batch::remove`] only.
    pub(super) design: Design,
    edits: &'a [Edit],
    context: ApplyContext,
    position: usize,
    refused: bool,
    /// What the running edit overwrote, oldest first: how it is taken back.
    journal: Vec<(ElementRef, Option<Element>)>,
    touched: HashMap<ElementRef, Touch>,
    touch_order: Vec<ElementRef>,
    /// Elements whose edit was refused: what others find wrong with them has been said already.
    failed: HashSet<Uuid>,
    issues: Vec<(usize, Issue)>,
    /// The design as it was when the batch made an object or gave it its SQL.
    pub(super) written: HashMap<ObjectId, Design>,
    /// Fields whose identifier changed, with their table and the identifier they got last.
    pub(super) renamed: BTreeMap<FieldId, (TableId, String)>,
}

/// Which edits touched an element.
#[derive(Debug, Clone, Copy)]
pub(super) struct Touch {
    /// The last one.
    pub(super) last: usize,
    /// The last one that changed a name of it.
    pub(super) naming: usize,
}

impl<'a> Batch<'a> {
    pub(super) fn new(original: &'a Design, edits: &'a [Edit], context: ApplyContext) -> Self {
        Self {
            original,
            design: original.clone(),
            edits,
            context,
            position: 0,
            refused: false,
            journal: Vec::new(),
            touched: HashMap::new(),
            touch_order: Vec::new(),
            failed: HashSet::new(),
            issues: Vec::new(),
            written: HashMap::new(),
            renamed: BTreeMap::new(),
        }
    }

    /// Which rules hold.
    pub(super) fn rules(&self) -> Rules {
        self.context.rules
    }

    /// Whether all rules hold, as for a person's edits.
    pub(super) fn is_interactive(&self) -> bool {
        self.context.rules == Rules::Interactive
    }

    /// Whether edits do no more than they say.
    pub(super) fn is_restoring(&self) -> bool {
        self.context.rules == Rules::Restore
    }

    /// Starts the next edit.
    pub(super) fn begin(&mut self, position: usize) {
        self.position = position;
        self.refused = false;
        self.journal.clear();
    }

    /// Keeps what the edit did, or takes it back.
    pub(super) fn end(&mut self, outcome: Outcome) {
        if outcome.is_err() || self.refused {
            for (at, before) in self.journal.drain(..).rev() {
                restore(&mut self.design, at, before);
            }
            self.failed.insert(self.edits[self.position].subject());
            return;
        }
        let position = self.position;
        for (at, before) in self.journal.drain(..) {
            let renamed = names_differ(before.as_ref(), self.design.get(at).as_ref());
            let touch = self.touched.entry(at).or_insert_with(|| {
                self.touch_order.push(at);
                Touch {
                    last: position,
                    naming: position,
                }
            });
            touch.last = position;
            if renamed {
                touch.naming = position;
            }
        }
    }

    /// Complains about the running edit, which will be taken back. `property` is a path inside it, or empty.
    pub(super) fn refuse(&mut self, rule: Rule, property: &str, element: Option<Uuid>, message: impl Into<String>) {
        self.refused = true;
        self.complain(self.position, rule, property, element, message);
    }

    /// As [`Batch::refuse`], for what makes going on with the edit pointless.
    pub(super) fn stop<T>(
        &mut self,
        rule: Rule,
        property: &str,
        element: Option<Uuid>,
        message: impl Into<String>,
    ) -> Result<T, Refused> {
        self.refuse(rule, property, element, message);
        Err(Refused)
    }

    /// Complains about any edit of the batch.
    pub(super) fn complain(
        &mut self,
        position: usize,
        rule: Rule,
        property: &str,
        element: Option<Uuid>,
        message: impl Into<String>,
    ) {
        let dot = if property.is_empty() { "" } else { "." };
        let name = self.edits[position].name();
        self.issues.push((
            position,
            Issue {
                path: format!("edits[{position}].{name}{dot}{property}"),
                rule: rule.code().to_owned(),
                message: message.into(),
                element,
            },
        ));
    }

    /// The property's path for a complaint about `element`: empty where the edit is about another element, which
    /// it made or changed along with its own.
    pub(super) fn property_of<'p>(&self, position: usize, element: Uuid, property: &'p str) -> &'p str {
        if self.edits[position].subject() == element {
            property
        } else {
            ""
        }
    }

    /// Inserts or replaces an element.
    pub(super) fn put(&mut self, element: Element) {
        let at = element.reference();
        self.journal.push((at, self.design.get(at)));
        self.design.put(element);
    }

    /// Replaces an element because of what all edits together did.
    pub(super) fn put_along(&mut self, element: Element) {
        let at = element.reference();
        let last = self.edits.len().saturating_sub(1);
        if let std::collections::hash_map::Entry::Vacant(free) = self.touched.entry(at) {
            free.insert(Touch { last, naming: last });
            self.touch_order.push(at);
        }
        self.design.put(element);
    }

    /// Removes an element, where it exists, and nothing else.
    pub(super) fn remove(&mut self, kind: ElementKind, id: impl Into<Uuid>) {
        let at = ElementRef { kind, id: id.into() };
        if let Some(before) = self.design.remove(at) {
            self.journal.push((at, Some(before)));
        }
    }

    /// An id for an element that the running edit makes along with its own.
    pub(super) fn new_id<T: From<Uuid>>(&mut self) -> T {
        loop {
            let id: Uuid = self.context.ids.next_id();
            if !id.is_nil() && !self.is_taken(id) {
                return T::from(id);
            }
        }
    }

    /// Demands that the id is new: no element of any kind has it, or had it when the batch began.
    pub(super) fn claim(&mut self, id: impl Into<Uuid>) {
        let id = id.into();
        if id.is_nil() {
            self.refuse(
                Rule::IdInvalid,
                "id",
                None,
                "the nil UUID cannot be an id; leave id out or send a new UUID",
            );
        } else if self.is_taken(id) {
            let message = format!("the id {id} is taken; leave id out or send a new UUID");
            self.refuse(Rule::IdTaken, "id", Some(id), message);
        }
    }

    /// A number that nobody has drawn before.
    pub(super) fn draw(&mut self) -> u32 {
        let id: Uuid = self.context.ids.next_id();
        let bytes = id.as_u128();
        (bytes ^ bytes >> 32 ^ bytes >> 64 ^ bytes >> 96) as u32
    }

    fn is_taken(&self, id: Uuid) -> bool {
        self.design.holds(id) || self.original.holds(id)
    }

    /// Refuses the edit because the element it names does not exist. Says so, unless the batch itself failed to
    /// make the element.
    pub(super) fn unknown<T>(&mut self, kind: ElementKind, property: &str, id: Uuid) -> Result<T, Refused> {
        if !self.failed.contains(&id) {
            let noun = kind.noun();
            let message = match self.original.get(ElementRef { kind, id }) {
                Some(gone) => format!("this batch deletes the {noun} {} before", quoted(gone.name())),
                None => format!("there is no {noun} with the id {id}; it may have been deleted meanwhile"),
            };
            self.refuse(Rule::UnknownElement, property, Some(id), message);
        }
        self.refused = true;
        Err(Refused)
    }

    /// The table, which must exist.
    pub(super) fn table(&mut self, property: &str, id: TableId) -> Result<Arc<Table>, Refused> {
        match self.design.table(id) {
            Some(table) => Ok(Arc::clone(table)),
            None => self.unknown(ElementKind::Table, property, id.0),
        }
    }

    /// The table, which must exist and be open for edits: not softly deleted.
    pub(super) fn open_table(&mut self, property: &str, id: TableId) -> Result<Arc<Table>, Refused> {
        let table = self.table(property, id)?;
        if table.status == TableStatus::Deleted && self.is_interactive() {
            let message = format!(
                "the table {} is deleted; set its status to DRAFT before you edit it, or delete it for good",
                quoted(&table.name)
            );
            return self.stop(Rule::TableDeleted, property, Some(id.0), message);
        }
        Ok(table)
    }

    /// The field, which must exist in a table open for edits.
    pub(super) fn open_field(&mut self, property: &str, id: FieldId) -> Result<Arc<Field>, Refused> {
        let Some(field) = self.design.field(id).cloned() else {
            return self.unknown(ElementKind::Field, property, id.0);
        };
        self.open_table("", field.table_id)?;
        Ok(field)
    }

    /// Whether an edit about the element was refused.
    pub(super) fn has_failed(&self, id: Uuid) -> bool {
        self.failed.contains(&id)
    }

    /// How an element was touched, if it was.
    pub(super) fn touch(&self, at: ElementRef) -> Option<Touch> {
        self.touched.get(&at).copied()
    }

    /// All that was touched, in the order in which it first was.
    pub(super) fn touched(&self) -> &[ElementRef] {
        &self.touch_order
    }

    /// The design after the batch and its net changes, or the issues in the order of the edits.
    pub(super) fn finish(mut self) -> Result<(Design, Vec<Change>), Vec<Issue>> {
        if !self.issues.is_empty() {
            self.issues.sort_by_key(|(position, _)| *position);
            return Err(self.issues.into_iter().map(|(_, issue)| issue).collect());
        }
        let mut changes: Vec<Change> = self
            .touch_order
            .iter()
            .map(|at| Change {
                before: self.original.get(*at),
                after: self.design.get(*at),
            })
            .filter(|change| change.before != change.after)
            .collect();
        changes.sort_by_key(rank);
        Ok((self.design, changes))
    }
}

/// Deleted elements first, children before parents; then the others, parents before children, in each kind the
/// updated before the created. So no step meets a name that is still taken or a parent that is not there, but for
/// names that rotate.
fn rank(change: &Change) -> i8 {
    let depth = depth(change.element().kind());
    match change.kind() {
        ChangeKind::Deleted => -depth,
        ChangeKind::Updated => 2 * depth,
        ChangeKind::Created => 2 * depth + 1,
    }
}

/// How far below the top an element of this kind lives; at least 1.
fn depth(kind: ElementKind) -> i8 {
    match kind {
        ElementKind::Enum => 1,
        ElementKind::Table => 2,
        ElementKind::Field => 3,
        ElementKind::Constraint => 4,
        ElementKind::Index => 5,
        ElementKind::Relationship => 6,
        ElementKind::Object => 7,
    }
}

fn restore(design: &mut Design, at: ElementRef, before: Option<Element>) {
    match before {
        Some(element) => design.put(element),
        None => {
            design.remove(at);
        }
    }
}

fn names_differ(before: Option<&Element>, after: Option<&Element>) -> bool {
    match (before, after) {
        (Some(Element::Table(b)), Some(Element::Table(a))) => {
            b.name != a.name || b.table_name != a.table_name || b.namespace != a.namespace
        }
        (Some(Element::Field(b)), Some(Element::Field(a))) => b.name != a.name || b.field_name != a.field_name,
        (Some(Element::Enum(b)), Some(Element::Enum(a))) => b.name != a.name || b.namespace != a.namespace,
        (Some(b), Some(a)) => b.name() != a.name(),
        (None, None) => false,
        _ => true,
    }
}
