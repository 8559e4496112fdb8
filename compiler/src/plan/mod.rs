//! A migration: the SQL that brings a filled database from one schema to another, and back.
//!
//! [`plan`] takes what [`crate::diff`] found and has the engine's folder in `dialect/` write the steps. The way back is
//! the plan of the reversed changes, so each direction leads exactly to its schema.

pub(crate) mod by_table;
pub(crate) mod dependents;
mod describe;
pub(crate) mod script;
mod sql;
mod step;

pub use describe::{Direction, FORMAT, VERSION};
pub use step::{Hazard, LockMode, Plan, Step};

use crate::diagnostic::Diagnostic;
use crate::dialect::{Dialect, mysql, postgres, sqlite};
use crate::diff::{self, Matching, SchemaChange};
use crate::schema::Schema;

/// What an engine makes steps of. All keys and indexes have names.
pub(crate) struct PlanInput<'a> {
    /// The schema that is left.
    pub(crate) from: &'a Schema,
    /// The schema that is reached.
    pub(crate) to: &'a Schema,
    /// What sets them apart.
    pub(crate) changes: &'a [SchemaChange],
    /// Whether this is the way back: rows may have lost values that their columns need.
    pub(crate) is_back: bool,
}

/// The migration from the one schema to the other, and back.
pub fn plan(from: &Schema, to: &Schema, matching: &Matching) -> Plan {
    let (from, to) = (diff::named(from), diff::named(to));
    let difference = diff::between(&from, &to, matching);
    let back = diff::reversed(&difference.changes);
    let mut diagnostics = difference.diagnostics;
    let up = steps(&from, &to, &difference.changes, false, &mut diagnostics);
    let mut about_down = Vec::new();
    let down = steps(&to, &from, &back, true, &mut about_down);
    for finding in about_down {
        if !diagnostics.contains(&finding) {
            diagnostics.push(finding);
        }
    }
    Plan {
        dialect: to.dialect,
        changes: difference.changes,
        suggestions: difference.suggestions,
        up,
        down,
        diagnostics,
    }
}

fn steps(
    from: &Schema,
    to: &Schema,
    changes: &[SchemaChange],
    is_back: bool,
    findings: &mut Vec<Diagnostic>,
) -> Vec<Step> {
    if changes.is_empty() {
        return Vec::new();
    }
    let input = PlanInput {
        from,
        to,
        changes,
        is_back,
    };
    let (steps, found) = match from.dialect {
        Dialect::Postgres => postgres::plan::steps(&input),
        Dialect::Mysql => mysql::plan::steps(&input),
        Dialect::Sqlite => sqlite::plan::steps(&input),
    };
    findings.extend(found);
    steps
}
