//! What becomes of enum types.

use super::renames::{free_name, ordered};
use super::work::{Said, Work, step};
use crate::dialect::Dialect::Postgres;
use crate::dialect::postgres::emit::drafts;
use crate::dialect::postgres::identifiers::{identifier, literal};
use crate::diff::SchemaChange;
use crate::emit::qualified;
use crate::plan::{Hazard, Step};
use crate::schema::{Schema, SchemaEnum};

/// Whether nothing but new values and new names of values is wanted, which PostgreSQL does in place.
pub(super) fn only_adds(from: &SchemaEnum, to: &SchemaEnum, renamed: &[(String, String)]) -> bool {
    let kept: Vec<&String> = from.values.iter().map(|value| now(value, renamed)).collect();
    let mut rest = to.values.iter();
    let in_order = kept.iter().all(|value| rest.any(|v| v == *value));
    let taken = |value: &String| !kept.contains(&value) && from.values.contains(value);
    in_order && !to.values.iter().any(taken)
}

fn now<'v>(value: &'v String, renamed: &'v [(String, String)]) -> &'v String {
    renamed
        .iter()
        .find(|(old, _)| old == value)
        .map_or(value, |(_, new)| new)
}

fn type_sql(made: &SchemaEnum) -> String {
    qualified(Postgres, made.namespace.as_deref(), &made.name)
}

/// All changes of enum types.
pub(super) fn enums(work: &mut Work<'_>) {
    for (at, change) in work.input.changes.iter().enumerate() {
        match change {
            SchemaChange::CreateEnum(made) => create(work, at, made),
            SchemaChange::DropEnum(made) => {
                let name = super::renames::kept_until_late(work, made.namespace.as_deref(), &made.name, "TYPE", at);
                let sql = format!("DROP TYPE {name}");
                work.late
                    .push(step(Some(at), sql, format!("drop enum {}", made.name)).of(made.origin.element));
            }
            SchemaChange::AlterEnum { from, to, renamed } => {
                if only_adds(from, to, renamed) {
                    add_values(work, at, from, to, renamed);
                    rename_values(work, at, from, renamed);
                } else {
                    rename_values(work, at, from, renamed);
                    let old = super::renames::set_aside(work, from.namespace.as_deref(), &from.name, "TYPE", at);
                    create(work, at, to);
                    let sql = format!("DROP TYPE {old}");
                    work.late
                        .push(step(Some(at), sql, format!("drop the old values of {}", to.name)).of(to.origin.element));
                }
            }
            _ => {}
        }
    }
}

fn create(work: &mut Work<'_>, at: usize, made: &SchemaEnum) {
    let schema = Schema {
        enums: vec![made.clone()],
        ..Schema::new(Postgres)
    };
    let mut out = Vec::new();
    drafts(&schema, &mut out);
    for draft in out {
        work.make(Some(at), draft, Vec::new());
    }
}

/// New values, each beside one that is there. They can be used only after they are committed, so this is done before.
fn add_values(work: &mut Work<'_>, at: usize, from: &SchemaEnum, to: &SchemaEnum, renamed: &[(String, String)]) {
    let old_name = |value: &String| {
        renamed
            .iter()
            .find(|(_, new)| new == value)
            .map_or(value.clone(), |(old, _)| old.clone())
    };
    let is_kept = |value: &String| from.values.contains(&old_name(value));
    let last_kept = to.values.iter().rposition(&is_kept);
    for (place, value) in to.values.iter().enumerate() {
        if is_kept(value) {
            continue;
        }
        let beside = match (place.checked_sub(1), last_kept) {
            (_, Some(last)) if place > last => String::new(),
            (Some(previous), Some(_)) => format!(" AFTER {}", literal(&old_name(&to.values[previous]))),
            (None, Some(_)) => {
                let next = to.values.iter().find(|v| is_kept(v));
                next.map(|v| format!(" BEFORE {}", literal(&old_name(v))))
                    .unwrap_or_default()
            }
            (_, None) => String::new(),
        };
        let sql = format!(
            "ALTER TYPE {} ADD VALUE IF NOT EXISTS {}{beside}",
            type_sql(from),
            literal(value)
        );
        let mut add: Step = step(Some(at), sql, format!("enum {}: new value {value}", to.name)).of(to.origin.element);
        add.hazards.push(Hazard::NotTransactional);
        work.outside.push(add);
    }
}

fn rename_values(work: &mut Work<'_>, at: usize, from: &SchemaEnum, renamed: &[(String, String)]) {
    let pairs: Vec<(String, String)> = renamed.to_vec();
    let taken = |name: &str| from.values.iter().any(|v| v == name);
    for (old, new) in ordered(pairs, &mut |name| free_name(name, &taken)) {
        let sql = format!(
            "ALTER TYPE {} RENAME VALUE {} TO {}",
            type_sql(from),
            literal(&old),
            literal(&new)
        );
        let comment = format!("enum {}: {old} becomes {new}", from.name);
        work.early.push(step(Some(at), sql, comment).of(from.origin.element));
    }
    let _ = identifier;
}
