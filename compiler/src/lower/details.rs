//! What only some engines say of an element.

use super::{Lowering, keys};
use crate::design::{Constraint, ConstraintDetails, ConstraintKind, Field, Relationship, Table};
use crate::dialect::Dialect;
use crate::expression::{check_exclusion, check_native};
use crate::schema::{Exclusion, Origin};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The engine's own words among those of all engines; the others are named. `noun` is what they are, in the plural.
pub(super) fn own_words(
    lowering: &mut Lowering<'_>,
    words: &BTreeMap<Dialect, String>,
    noun: &str,
    subject: &str,
    element: Uuid,
) -> Option<String> {
    let mut own = None;
    for (dialect, words) in words {
        let shown: String = words.chars().take(60).collect();
        if *dialect != lowering.dialect {
            let message = format!("{subject}'s {dialect} {noun} are left out: {shown}");
            lowering.info("options-left-out", subject, element, message);
            continue;
        }
        match check_native(words, *dialect) {
            Ok(()) => own = Some(words.trim().to_owned()).filter(|words| !words.is_empty()),
            Err(why) => {
                let message = format!("{subject}'s {noun} {shown} are left out: {why}");
                lowering.error("options-left-out", subject, element, message);
            }
        }
    }
    own
}

/// What the engine is told of a key's index. Where that begins with how the columns stand there, it must still be
/// these columns.
pub(super) fn of_key(
    lowering: &mut Lowering<'_>,
    constraint: &Constraint,
    columns: &[String],
    subject: &str,
) -> Option<String> {
    let words = &constraint.details.native_options;
    let options = own_words(lowering, words, "options", subject, constraint.id.0)?;
    let Some(inside) = options.strip_prefix('(') else {
        return Some(options);
    };
    let mut parts = Vec::new();
    let (mut depth, mut end, mut part) = (0usize, inside.len(), String::new());
    for (at, c) in inside.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => {
                end = at;
                break;
            }
            ')' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(std::mem::take(&mut part));
                continue;
            }
            _ => {}
        }
        part.push(c);
    }
    parts.push(part);
    let named = |part: &String, column: &String| part.trim_start().starts_with(&lowering.dialect.identifier(column));
    if parts.len() == columns.len() && parts.iter().zip(columns).all(|(part, column)| named(part, column)) {
        return Some(options);
    }
    let message =
        format!("the order or length of a part of the key of {subject} is left out: its columns have changed");
    lowering.warn("options-left-out", subject, constraint.id, message);
    let rest = inside.get(end + 1..).unwrap_or_default().trim();
    (!rest.is_empty()).then(|| rest.to_owned())
}

/// The column in whose definition MariaDB keeps the check.
pub(super) fn column_of_check(lowering: &Lowering<'_>, constraint: &Constraint, at: usize) -> Option<String> {
    let own = Dialect::Mysql;
    let words = constraint
        .details
        .native_options
        .get(&own)
        .filter(|_| lowering.dialect == own)?;
    let named = words.strip_prefix("COLUMN ")?;
    let column = lowering.column_named(at, named)?;
    Some(column.name)
}

/// Whether the table is written without a log.
pub(super) fn unlogged(lowering: &mut Lowering<'_>, table: &Table) -> bool {
    if table.details.unlogged && lowering.dialect != Dialect::Postgres {
        let message = format!(
            "the table {} outlives a crash: {} has no UNLOGGED tables",
            table.table_name, lowering.dialect
        );
        lowering.info("unlogged-left-out", &table.table_name, table.id, message);
    }
    table.details.unlogged && lowering.dialect == Dialect::Postgres
}

/// What the sequence of a numbered field is told.
pub(super) fn sequence(lowering: &mut Lowering<'_>, field: &Field, subject: &str) -> Option<String> {
    let wanted = field
        .details
        .sequence
        .as_deref()
        .map(str::trim)
        .filter(|s| !s.is_empty())?;
    let shown: String = wanted.chars().take(60).collect();
    let refused = match lowering.dialect {
        Dialect::Postgres => check_native(wanted, Dialect::Postgres).err(),
        other => Some(format!("{other} numbers in its own way")),
    };
    if let Some(why) = refused {
        let message = format!("{subject} is numbered from 1 by 1, not {shown}: {why}");
        lowering.warn("sequence-left-out", subject, field.id, message);
        return None;
    }
    Some(wanted.to_owned())
}

/// The columns that a key carries along.
pub(super) fn included(lowering: &mut Lowering<'_>, constraint: &Constraint, subject: &str) -> Vec<String> {
    let fields = &constraint.details.included;
    if fields.is_empty() {
        return Vec::new();
    }
    let columns = if lowering.dialect == Dialect::Postgres {
        keys::columns(lowering, fields)
    } else {
        Err(format!("{} has none in keys", lowering.dialect))
    };
    columns.unwrap_or_else(|why| {
        let message = format!("the key {subject} carries no further fields: {why}");
        lowering.info("included-left-out", subject, constraint.id, message);
        Vec::new()
    })
}

/// What is said of a check beyond its condition; `None` where it is left out.
pub(super) fn of_check(
    lowering: &mut Lowering<'_>,
    constraint: &Constraint,
    subject: &str,
) -> Option<ConstraintDetails> {
    let mut kept = constraint.details.clone();
    let dialect = lowering.dialect;
    if kept.not_enforced && dialect != Dialect::Mysql {
        let message = format!("the check {subject} is left out: it is NOT ENFORCED, and {dialect} enforces all it has");
        lowering.warn("check-left-out", subject, constraint.id, message);
        return None;
    }
    if dialect == Dialect::Postgres {
        return Some(kept);
    }
    if kept.not_valid {
        not_valid(lowering, subject, constraint.id.0);
    }
    if kept.no_inherit {
        let message = format!("the check {subject} says NO INHERIT; {dialect} has no inheritance");
        lowering.info("no-inherit-left-out", subject, constraint.id, message);
    }
    (kept.not_valid, kept.no_inherit) = (false, false);
    Some(kept)
}

/// Whether a foreign key spares the rows that were there before.
pub(super) fn spares_rows(lowering: &mut Lowering<'_>, relationship: &Relationship, subject: &str) -> bool {
    let wanted = relationship.details.not_valid;
    if wanted && lowering.dialect != Dialect::Postgres {
        not_valid(lowering, subject, relationship.id.0);
    }
    wanted && lowering.dialect == Dialect::Postgres
}

fn not_valid(lowering: &mut Lowering<'_>, subject: &str, element: Uuid) {
    let message = format!("{subject} holds for all rows: {} has no NOT VALID", lowering.dialect);
    lowering.info("not-valid-left-out", subject, element, message);
}

/// The columns that ON DELETE sets, where not all of them; `None` where the engine cannot set some.
pub(super) fn set_columns(
    lowering: &mut Lowering<'_>,
    relationship: &Relationship,
    subject: &str,
) -> Result<Option<Vec<String>>, String> {
    let fields = &relationship.details.set_fields;
    if fields.is_empty() {
        return Ok(Some(Vec::new()));
    }
    if lowering.dialect != Dialect::Postgres {
        let message = format!(
            "{subject} refuses where it should set some of its columns: {} sets all or none",
            lowering.dialect
        );
        lowering.warn("set-columns-left-out", subject, relationship.id, message);
        return Ok(None);
    }
    let message = format!("{subject} takes PostgreSQL 15 or later: ON DELETE sets some of its columns");
    lowering.info("needs-postgres-15", subject, relationship.id, message);
    keys::columns(lowering, fields).map(Some)
}

/// Exclusion constraints of a table.
pub(super) fn exclusions(lowering: &mut Lowering<'_>, table: &Table, at: usize) {
    let design = lowering.design;
    for constraint in design.constraints_of(table.id) {
        let ConstraintKind::Exclusion { definition } = &constraint.kind else {
            continue;
        };
        let subject = match &constraint.name {
            Some(name) => format!("{}.{name}", table.table_name),
            None => table.table_name.clone(),
        };
        let refused = match lowering.dialect {
            Dialect::Postgres => check_native(&definition.sql, Dialect::Postgres)
                .and_then(|()| check_exclusion(&definition.sql))
                .err(),
            other => Some(format!("{other} has none")),
        };
        if let Some(why) = refused {
            let message = format!("the exclusion constraint {subject} is left out: {why}");
            lowering.error("exclusion-left-out", &subject, constraint.id, message);
            continue;
        }
        let name = constraint
            .name
            .as_deref()
            .map(|wanted| keys::key_name(lowering, wanted, &subject, constraint.id.0, at));
        lowering.schema.tables[at].exclusions.push(Exclusion {
            name,
            definition: definition.sql.trim().to_owned(),
            deferrable: constraint.deferrable,
            comment: constraint.description.clone().filter(|text| !text.is_empty()),
            origin: Origin {
                element: Some(constraint.id.0),
                position: None,
            },
        });
    }
}
