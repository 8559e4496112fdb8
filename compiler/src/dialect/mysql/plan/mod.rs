//! MySQL's and MariaDB's migrations.
//!
//! Each statement commits what was before it, so the order is what keeps data safe: what holds on to something lets go
//! of it first, what adds and alters comes next, references are taken up again, and what loses anything comes last.

mod columns;
mod foreign_keys;
mod objects;
mod options;
mod partitions;
mod table;
mod types;

use super::emit;
use super::identifiers::identifier;
use crate::diagnostic::Diagnostic;
use crate::diff::SchemaChange;
use crate::plan::by_table::{TablePair, free_name, ordered_renames, pairs};
use crate::plan::script::Script;
use crate::plan::{Hazard, LockMode, PlanInput, Step};
use crate::schema::SchemaTable;
use foreign_keys::ForeignKeys;
use std::collections::HashSet;

/// The steps from the one schema to the other.
pub(crate) fn steps(input: &PlanInput<'_>) -> (Vec<Step>, Vec<Diagnostic>) {
    let pairs = pairs(input.from, input.to, input.changes);
    let mut diagnostics = Vec::new();
    let mut script = Script::default();
    settings(&pairs, &mut script);
    let before = script.steps.len();
    let around = objects::around(input, &pairs, &mut diagnostics);
    objects::gone(&around, &mut script);
    let keys = ForeignKeys::of(input, &pairs);
    keys.drop(&mut script);
    let late = drop_tables_in_the_way(input, &mut script);
    rename_tables(input, &pairs, &mut script);
    create_tables(input, &mut script);
    for pair in &pairs {
        table::alter(pair, &mut script, &mut diagnostics);
    }
    keys.add(&mut script);
    for pair in &pairs {
        table::drop_columns(pair, &mut script);
    }
    drop_tables(&late, &mut script);
    objects::made(&around, &mut script);
    if script.steps.len() == before {
        return (Vec::new(), diagnostics);
    }
    for step in &mut script.steps[before..] {
        step.hazard(Hazard::NotTransactional);
    }
    if script.steps.iter().any(|step| !step.sql.is_ascii()) {
        let mut first = Script::default();
        first.setting("SET NAMES utf8mb4", "say that this script is in UTF-8");
        script.steps.splice(0..0, first.steps);
    }
    (script.steps, diagnostics)
}

/// What has to hold while the steps run.
fn settings(pairs: &[TablePair<'_>], script: &mut Script) {
    let converts = pairs.iter().any(|pair| {
        let is_it = |c: &SchemaChange| matches!(c, SchemaChange::AlterColumn { .. } | SchemaChange::AlterTable { .. });
        pair.place(is_it).is_some()
    });
    if converts {
        let sql = "SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES')";
        script.setting(sql, "refuse values that do not fit rather than cut them");
    }
    let numbers = pairs.iter().flat_map(|pair| &pair.columns);
    if numbers
        .clone()
        .any(|c| c.to.identity.is_some() && c.from.identity.is_none())
    {
        let sql = "SET SESSION sql_mode = CONCAT(@@sql_mode, ',NO_AUTO_VALUE_ON_ZERO')";
        script.setting(sql, "leave a 0 among the numbers as it is");
    }
}

/// The tables that go: those whose names are needed at once, the others, which it gives, at the end.
fn drop_tables_in_the_way<'a>(input: &PlanInput<'a>, script: &mut Script) -> Vec<(usize, &'a SchemaTable)> {
    let mut wanted: HashSet<String> = HashSet::new();
    for change in input.changes {
        match change {
            SchemaChange::CreateTable(table) => {
                wanted.insert(table.name.to_lowercase());
            }
            SchemaChange::RenameTable(table) => {
                wanted.insert(table.to.name.to_lowercase());
            }
            _ => {}
        }
    }
    let gone: Vec<(usize, &SchemaTable)> = input
        .changes
        .iter()
        .enumerate()
        .filter_map(|(at, change)| match change {
            SchemaChange::DropTable(table) => Some((at, table.as_ref())),
            _ => None,
        })
        .collect();
    let (now, late): (Vec<_>, Vec<_>) = gone
        .into_iter()
        .partition(|(_, table)| wanted.contains(&table.name.to_lowercase()));
    drop_tables(&now, script);
    late
}

fn drop_tables(tables: &[(usize, &SchemaTable)], script: &mut Script) {
    for (at, table) in tables {
        let sql = format!("DROP TABLE {}", identifier(&table.name));
        script
            .step(Some(*at), sql, format!("drop table {}", table.name))
            .about(table.origin.element)
            .locks(LockMode::All, &table.name)
            .loses(format!("the rows of {}", table.name));
    }
}

/// All at once, which is atomic.
fn rename_tables(input: &PlanInput<'_>, pairs: &[TablePair<'_>], script: &mut Script) {
    let renamed: Vec<&TablePair<'_>> = pairs.iter().filter(|pair| pair.is_renamed()).collect();
    let Some(first) = renamed.first() else { return };
    let taken = |name: &str| {
        let mut tables = input.from.tables.iter().chain(&input.to.tables);
        tables.any(|table| table.name.eq_ignore_ascii_case(name))
    };
    let wanted = renamed
        .iter()
        .map(|pair| (pair.from.name.clone(), pair.to.name.clone()))
        .collect();
    let parts: Vec<String> = ordered_renames(wanted, &mut |old| free_name(&format!("tablewright_{old}"), 64, &taken))
        .iter()
        .map(|(old, new)| format!("{} TO {}", identifier(old), identifier(new)))
        .collect();
    let names: Vec<String> = renamed
        .iter()
        .map(|pair| format!("{} to {}", pair.from.name, pair.to.name))
        .collect();
    let change = first
        .place(|c| matches!(c, SchemaChange::RenameTable(_)))
        .or(first.first());
    let step = script
        .step(
            change,
            format!("RENAME TABLE {}", parts.join(", ")),
            format!("rename {}", names.join(", ")),
        )
        .about(first.to.origin.element);
    for pair in &renamed {
        step.locks(LockMode::All, &pair.from.name);
    }
}

fn create_tables(input: &PlanInput<'_>, script: &mut Script) {
    for (at, change) in input.changes.iter().enumerate() {
        if let SchemaChange::CreateTable(table) = change {
            let draft = emit::create_table(table);
            script.step(Some(at), draft.sql, draft.comment).about(draft.subject);
        }
    }
}
