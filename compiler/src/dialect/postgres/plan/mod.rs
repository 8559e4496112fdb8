//! PostgreSQL's migrations.
//!
//! What changes is gathered in [`work::Work`]: what goes, in the reverse of the order in which it could be made; then
//! other names; then what comes and what changes in place, in the order in which it can be made; last what goes only
//! when nothing needs it. [`disturbed`] finds what does not change itself but has to make way.

mod alteration;
mod attributes;
mod casts;
mod clauses;
mod columns;
mod disturbed;
mod enums;
mod fill;
mod identity;
mod objects;
mod options;
mod parsed;
mod partitions;
mod parts;
mod rebuild;
mod renames;
mod sequences;
mod stand_ins;
mod tables;
mod undo;
mod work;
mod world;

pub(crate) use identity::identity;
pub(crate) use parsed::same_expression;

use crate::diagnostic::Diagnostic;
use crate::plan::{PlanInput, Step};

/// The steps from the one schema to the other.
pub(crate) fn steps(input: &PlanInput<'_>) -> (Vec<Step>, Vec<Diagnostic>) {
    let world = world::World::of(input);
    let disturbed = disturbed::disturbed(input, &world);
    let mut work = work::Work {
        input,
        world: &world,
        disturbed: &disturbed,
        outside: Vec::new(),
        early: Vec::new(),
        gone: Vec::new(),
        renames: Vec::new(),
        made: Vec::new(),
        late: Vec::new(),
        findings: Vec::new(),
    };
    enums::enums(&mut work);
    columns::columns(&mut work);
    tables::tables(&mut work);
    parts::parts(&mut work);
    objects::objects(&mut work);
    renames::renames(&mut work);
    work.finish()
}
