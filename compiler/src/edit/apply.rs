//! From a design and a batch of edits to the design after it.
//!
//! A batch runs in two phases. First every edit runs in order on a copy of the design and is held against the
//! rules that can be judged at once: does the element exist, is the name well formed, may the status take this
//! step. An edit that breaks one is taken back as a whole and the next one goes on, so that one answer names all
//! that is wrong. Then the design that came out is held against the rules that only the whole can break: each
//! name once, one primary key a table, no cycle in which every row waits for another. Judging names at the end is
//! what lets one batch swap two of them.

use super::batch::Batch;
use super::{
    Change, Edit, constraint, enum_type, field, index, inverse, mentions, object, relationship, renames, rules, table,
};
use crate::design::Design;
use crate::diagnostic::Issue;
use crate::ids::IdSource;
use uuid::Uuid;

/// Which rules a batch is held against. What the rest of the program leans on, such as that every field has a
/// table and every name is there once, is demanded by all three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rules {
    /// All of them: a person or a program edits.
    Interactive,
    /// An import keeps what its source had: hard cycles, long or oddly spaced names, expressions in the words
    /// of an engine.
    Import,
    /// What was accepted once is brought back: as [`Rules::Import`], and every step of status is open, softly
    /// deleted tables can be edited, and no edit does more than it says (nothing is made or removed along with
    /// it). The edits of [`super::invert`] and [`super::revert`] are applied with these.
    Restore,
}

/// What [`apply`] needs besides design and edits.
#[derive(Debug, Clone)]
pub struct ApplyContext {
    /// Where the ids of elements come from that an edit makes along with its own.
    pub ids: IdSource,
    /// Which rules hold.
    pub rules: Rules,
}

impl ApplyContext {
    /// For edits that someone asks for.
    pub fn interactive(ids: IdSource) -> Self {
        Self {
            ids,
            rules: Rules::Interactive,
        }
    }

    /// For the edits of an import.
    pub fn import(ids: IdSource) -> Self {
        Self {
            ids,
            rules: Rules::Import,
        }
    }

    /// For the edits of an undo or a redo, which make nothing that has no id yet.
    pub fn restore() -> Self {
        Self {
            ids: IdSource::new(Uuid::nil()),
            rules: Rules::Restore,
        }
    }
}

/// What an accepted batch did.
#[derive(Debug, Clone)]
pub struct Applied {
    /// The design after it.
    pub design: Design,
    /// What it did, net, one change an element: the deleted ones first, children before their parents, then the
    /// others, parents before their children. Empty where the design is as it was.
    pub changes: Vec<Change>,
    /// The edits that lead back; apply them with [`Rules::Restore`].
    pub inverse: Vec<Edit>,
}

/// Applies a batch of edits, all or none.
///
/// Refused, it gives every issue found in the order of the edits; what merely follows from an edit that was
/// refused (a field for a table that could not be made) is not complained about again.
pub fn apply(design: &Design, edits: &[Edit], context: ApplyContext) -> Result<Applied, Vec<Issue>> {
    let mut batch = Batch::new(design, edits, context);
    for (position, edit) in edits.iter().enumerate() {
        batch.begin(position);
        let outcome = run(&mut batch, edit);
        batch.end(outcome);
    }
    mentions::settle(&mut batch);
    renames::settle(&mut batch);
    rules::judge_result(&mut batch);
    let (design, changes) = batch.finish()?;
    let inverse = inverse::invert(&changes);
    Ok(Applied {
        design,
        changes,
        inverse,
    })
}

/// An edit was refused; the batch holds the issues.
#[derive(Debug)]
pub(super) struct Refused;

/// How an edit went.
pub(super) type Outcome = Result<(), Refused>;

fn run(batch: &mut Batch<'_>, edit: &Edit) -> Outcome {
    match edit {
        Edit::CreateTable(edit) => table::create(batch, edit),
        Edit::UpdateTable(edit) => table::update(batch, edit),
        Edit::DeleteTable(id) => table::delete(batch, *id),
        Edit::CreateField(edit) => field::create(batch, edit),
        Edit::UpdateField(edit) => field::update(batch, edit),
        Edit::DeleteField(id) => field::delete(batch, *id),
        Edit::CreateRelationship(edit) => relationship::create(batch, edit),
        Edit::UpdateRelationship(edit) => relationship::update(batch, edit),
        Edit::DeleteRelationship(id) => relationship::delete(batch, *id),
        Edit::CreateIndex(edit) => index::create(batch, edit),
        Edit::UpdateIndex(edit) => index::update(batch, edit),
        Edit::DeleteIndex(id) => index::delete(batch, *id),
        Edit::CreateConstraint(edit) => constraint::create(batch, edit),
        Edit::UpdateConstraint(edit) => constraint::update(batch, edit),
        Edit::DeleteConstraint(id) => constraint::delete(batch, *id),
        Edit::CreateEnum(edit) => enum_type::create(batch, edit),
        Edit::UpdateEnum(edit) => enum_type::update(batch, edit),
        Edit::DeleteEnum(id) => enum_type::delete(batch, *id),
        Edit::CreateObject(object) => object::create(batch, object),
        Edit::UpdateObject(edit) => object::update(batch, edit),
        Edit::DeleteObject(id) => object::delete(batch, *id),
    }
}
