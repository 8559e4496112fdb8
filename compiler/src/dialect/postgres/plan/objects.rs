//! What becomes of statements that are carried word for word.

use super::alteration::Alteration;
use super::identity::about;
use super::renames::{free_name, kept_until_late, set_aside};
use super::work::{Piece, Said, Work, marker, step};
use crate::design::ObjectKind;
use crate::dialect::Dialect::Postgres;
use crate::dialect::postgres::identifiers::identifier;
use crate::diff::SchemaChange;
use crate::emit::order::{Draft, defined_name, words};
use crate::emit::{carried, qualified};
use crate::plan::{LockMode, Step};
use crate::schema::SchemaObject;
use std::collections::{HashMap, HashSet};

/// All changes of objects, and what has to go and come again around other changes.
pub(super) fn objects(work: &mut Work<'_>) {
    let mut altered: HashMap<(&str, &str), (usize, &SchemaObject)> = HashMap::new();
    let mut dropped: HashMap<(&str, &str), usize> = HashMap::new();
    for (at, change) in work.input.changes.iter().enumerate() {
        match change {
            SchemaChange::AlterObject { from, to } => {
                altered.insert((&from.name, &from.sql), (at, to));
                alter(work, at, from, to);
            }
            SchemaChange::DropObject(object) => {
                dropped.insert((&object.name, &object.sql), at);
                if is_late(object) {
                    drop_late(work, at, object);
                }
            }
            SchemaChange::CreateObject(object) => make(work, Some(at), object),
            _ => {}
        }
    }
    let types: Vec<(usize, &SchemaObject)> = work
        .world
        .from
        .objects
        .iter()
        .filter(|o| matches!(o.kind, ObjectKind::Type | ObjectKind::Domain))
        .filter_map(|o| Some((*work.disturbed.types.get(&defined_name(&o.name))?, o)))
        .collect();
    for (change, object) in types {
        let key = (object.name.as_str(), object.sql.as_str());
        if !dropped.contains_key(&key) {
            let now = altered.get(&key).map_or(object, |(_, now)| *now);
            retype(work, change, object, now);
        }
    }
    for (place, object) in work.world.from.objects.iter().enumerate() {
        let Some(reason) = work.disturbed.objects.get(&place).copied() else {
            continue;
        };
        let key = (object.name.as_str(), object.sql.as_str());
        let drop = dropped.get(&key).copied();
        if is_late(object) {
            continue;
        }
        let change = drop.or_else(|| altered.get(&key).map(|(at, _)| *at)).unwrap_or(reason);
        gone(work, change, object);
        if drop.is_none() {
            let now = altered.get(&key).map_or(object, |(_, now)| *now);
            // A partition goes with the table that is built anew, and comes with it.
            make(work, Some(change), now);
        }
    }
}

/// Whether it goes last, when nothing depends on it any more.
fn is_late(object: &SchemaObject) -> bool {
    matches!(
        object.kind,
        ObjectKind::Type | ObjectKind::Domain | ObjectKind::Extension | ObjectKind::Schema
    ) && object
        .sql
        .get(..6)
        .is_some_and(|word| word.eq_ignore_ascii_case("create"))
}

fn drop_late(work: &mut Work<'_>, at: usize, object: &SchemaObject) {
    let comment = format!("drop {} {}", object.kind.noun(), object.name);
    let mut undo = about(object).undo;
    if let ObjectKind::Type | ObjectKind::Domain = object.kind {
        let what = if object.kind == ObjectKind::Domain {
            "DOMAIN"
        } else {
            "TYPE"
        };
        let (space, name) = parts(&object.name);
        let kept = kept_until_late(work, space.as_deref(), &name, what, at);
        undo = vec![format!("DROP {what} {kept}")];
    }
    // What was made later may be made of it: the last goes first.
    for sql in undo {
        let drop = step(Some(at), sql, comment.clone()).of(object.origin.element);
        work.late.insert(0, drop);
    }
}

/// Namespace and name of a label.
fn parts(label: &str) -> (Option<String>, String) {
    match label.split_once('.') {
        Some((space, name)) => (Some(space.to_owned()), name.to_owned()),
        None => (None, label.to_owned()),
    }
}

/// A type that is built anew: set aside, made again, and dropped when the columns have the new one.
fn retype(work: &mut Work<'_>, at: usize, from: &SchemaObject, to: &SchemaObject) {
    let what = if from.kind == ObjectKind::Domain {
        "DOMAIN"
    } else {
        "TYPE"
    };
    let (space, name) = parts(&from.name);
    for constraint in super::alteration::check_names(from) {
        // Its name is taken by default in the whole schema.
        let sql = format!(
            "ALTER DOMAIN {} RENAME CONSTRAINT {} TO {}",
            qualified(Postgres, space.as_deref(), &name),
            identifier(&constraint),
            identifier(&free_name(&constraint, &|_| false))
        );
        work.renames
            .push(step(Some(at), sql, format!("free the name {constraint}")));
    }
    if from.sql.to_uppercase().contains(" AS RANGE") && !from.sql.to_lowercase().contains("multirange_type_name") {
        let many = if name.contains("range") {
            name.replacen("range", "multirange", 1)
        } else {
            format!("{name}_multirange")
        };
        let sql = format!(
            "ALTER FUNCTION {}() RENAME TO {}",
            qualified(Postgres, space.as_deref(), &many),
            identifier(&free_name(&many, &|_| false))
        );
        work.renames
            .push(step(Some(at), sql, format!("free the name {many} of its function")));
        set_aside(work, space.as_deref(), &many, "TYPE", at);
    }
    let old = set_aside(work, space.as_deref(), &name, what, at);
    make(work, Some(at), to);
    let drop = step(Some(at), format!("DROP {what} {old}"), format!("drop the old {name}"));
    work.late.insert(0, drop);
}

fn draft(object: &SchemaObject) -> Draft {
    let mut draft = carried(object, Postgres);
    // Statements about tables wait for what changes in them.
    if !matches!(
        object.kind,
        ObjectKind::Type | ObjectKind::Domain | ObjectKind::Function | ObjectKind::Procedure
    ) {
        let said: HashSet<String> = words(&object.sql, Postgres);
        let mut said: Vec<String> = said.iter().map(|word| marker(word)).collect();
        said.sort_unstable();
        draft.after.extend(said);
    }
    draft
}

fn make(work: &mut Work<'_>, change: Option<usize>, object: &SchemaObject) {
    let draft = draft(object);
    work.make(change, draft, Vec::new());
}

fn alter(work: &mut Work<'_>, at: usize, from: &SchemaObject, to: &SchemaObject) {
    let comment = format!("{} {}", to.kind.noun(), to.name);
    let is_redone = work
        .world
        .from
        .objects
        .iter()
        .enumerate()
        .any(|(place, o)| o.sql == from.sql && o.name == from.name && work.disturbed.objects.contains_key(&place));
    let statements = match work.disturbed.alterations.get(&at) {
        Some(Alteration::Replace(sql)) if !is_redone => vec![sql.clone()],
        Some(Alteration::InPlace(all)) if !is_redone => all.clone(),
        _ => return,
    };
    let made = |sql: String| -> Step {
        let mut made = step(Some(at), sql, comment.clone()).of(to.origin.element);
        if to.kind == ObjectKind::Table {
            made = made.locking(LockMode::All, &to.name).scanning(&to.name);
            made = made.failing_where(format!("rows of {} are beyond its new bounds", to.name));
        }
        if to.kind == ObjectKind::Domain && made.sql.contains(" ADD CONSTRAINT ") {
            made = made.failing_where(format!("values of {} do not keep to it", to.name));
        }
        made
    };
    let steps: Vec<Step> = statements.into_iter().filter(|s| !s.is_empty()).map(made).collect();
    let draft = draft(to);
    work.made.push(Piece { draft, steps });
}

/// An object goes, unless it goes with what it stands on.
fn gone(work: &mut Work<'_>, at: usize, object: &SchemaObject) {
    let about = about(object);
    // One of several routines of a name may stay.
    let is_routine = object.kind == ObjectKind::Comment || object.kind == ObjectKind::Grant;
    let is_routine = is_routine
        && words(&object.sql, Postgres)
            .iter()
            .any(|word| matches!(word.as_str(), "function" | "procedure" | "routine" | "aggregate"));
    let goes_along = !is_routine
        && about
            .on
            .as_ref()
            .is_some_and(|on| work.disturbed.strong.contains_key(on))
        || object.kind == ObjectKind::Comment && work.disturbed.is_weak(about.on.as_deref());
    if goes_along {
        return;
    }
    if work.disturbed.goes_with_rebuilt(object) {
        return;
    }
    if about.undo.is_empty() {
        let subject = format!("{} {}", object.kind.noun(), object.name);
        work.warn(
            "object-stays",
            subject.clone(),
            format!("what {subject} did cannot be taken back; it stays as it is"),
            "take it back by hand",
        );
        return;
    }
    let comment = format!("drop {} {}", object.kind.noun(), object.name);
    let steps = about
        .undo
        .into_iter()
        .map(|sql| {
            let mut drop = step(Some(at), sql, comment.clone()).of(object.origin.element);
            let holds_rows = object.kind == ObjectKind::Table && drop.sql.starts_with("DROP");
            if holds_rows {
                drop = drop
                    .locking(LockMode::All, &object.name)
                    .losing(&format!("the rows of {}", object.name));
            }
            drop
        })
        .collect();
    let draft = draft(object);
    work.gone.push(Piece { draft, steps });
}
