//! SQLite's migrations: one transaction, in which a table is changed in place where SQLite can, and else built anew.

mod in_place;
mod rebuild;
mod values;

use super::emit;
use super::identifiers::{identifier, literal};
use crate::design::ObjectKind;
use crate::diagnostic::{Diagnostic, Severity};
use crate::dialect::Dialect::Sqlite;
use crate::diff::SchemaChange;
use crate::emit::order;
use crate::plan::by_table::{TablePair, free_name, ordered_renames, pairs, subject_of};
use crate::plan::dependents::{Dependents, Moved, dependents};
use crate::plan::script::Script;
use crate::plan::{LockMode, PlanInput, Step};
use crate::schema::{Schema, SchemaIndex, SchemaObject, SchemaTable};
use std::collections::HashSet;

/// The table that refuses what may not be, and with it the whole transaction.
const GUARD: &str = "tablewright_guard";

/// The steps from the one schema to the other.
pub(crate) fn steps(input: &PlanInput<'_>) -> (Vec<Step>, Vec<Diagnostic>) {
    let work = Work::of(input);
    let mut script = Script::default();
    let mut diagnostics = Vec::new();
    let around = dependents(input, &work.touched(), &|_| false);
    gone(&around, &mut script);
    drop_indexes(input, &mut script);
    drop_tables(input, &mut script);
    rename_tables(&work, &mut script);
    for pair in &work.pairs {
        in_place::rename_columns(pair, &mut script);
    }
    for pair in work.pairs.iter().filter(|pair| !work.is_rebuilt(pair)) {
        in_place::change(pair, &mut script);
    }
    if !work.rebuilt.is_empty() {
        let comment = "leave alone what mentions a table while it is built anew";
        script.setting("PRAGMA legacy_alter_table = ON", comment);
        for pair in work.pairs.iter().filter(|pair| work.is_rebuilt(pair)) {
            rebuild::rebuild(pair, &work, &mut script, &mut diagnostics);
        }
        script.setting("PRAGMA legacy_alter_table = OFF", "rename as usual");
    }
    create_tables(input, &mut script);
    create_indexes(input, &work, &mut script);
    made(&around, &mut script);
    comments(&work, &mut diagnostics);
    if script.steps.is_empty() {
        return (Vec::new(), diagnostics);
    }
    (framed(script, &work, input, &mut diagnostics), diagnostics)
}

/// Comments are part of a table's text and nothing that SQLite keeps track of: they alone are no reason to build it anew.
fn comments(work: &Work<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for pair in work.pairs.iter().filter(|pair| !work.is_rebuilt(pair)) {
        if pair.place(|c| matches!(c, SchemaChange::SetComment { .. })).is_some() {
            let message = format!(
                "the comments in the text of {} stay until it is built anew",
                pair.to.name
            );
            let mut finding = Diagnostic::new(Severity::Info, "comment-kept", message).subject(pair.to.name.clone());
            finding.element = pair.to.origin.element;
            diagnostics.push(finding);
        }
    }
}

/// What has to be done, table by table.
struct Work<'a> {
    input: &'a PlanInput<'a>,
    pairs: Vec<TablePair<'a>>,
    /// The new names of the tables that are built anew.
    rebuilt: HashSet<&'a str>,
    /// Whatever has a name on either side, in lower case.
    taken: HashSet<String>,
}

impl<'a> Work<'a> {
    fn of(input: &'a PlanInput<'a>) -> Self {
        let pairs = pairs(input.from, input.to, input.changes);
        let rebuilt = pairs
            .iter()
            .filter(|pair| in_place::is_too_much(pair, input))
            .map(|pair| pair.to.name.as_str())
            .collect();
        let mut taken = HashSet::new();
        for schema in [input.from, input.to] {
            for table in &schema.tables {
                taken.insert(table.name.to_lowercase());
                taken.extend(
                    table
                        .indexes
                        .iter()
                        .filter_map(|i| i.name.as_ref())
                        .map(|n| n.to_lowercase()),
                );
            }
            taken.extend(schema.objects.iter().map(|o| order::defined_name(&o.name)));
        }
        Self {
            input,
            pairs,
            rebuilt,
            taken,
        }
    }

    fn is_rebuilt(&self, pair: &TablePair<'_>) -> bool {
        self.rebuilt.contains(pair.to.name.as_str())
    }

    /// What no view or trigger may mention meanwhile: tables that go, change their name or are built anew, and those
    /// that lose columns or rename them.
    fn touched(&self) -> HashSet<String> {
        let mut touched = HashSet::new();
        for pair in &self.pairs {
            let columns = pair.columns.iter().any(|c| c.from.name != c.to.name) || pair.dropped().next().is_some();
            if pair.is_renamed() || columns || self.is_rebuilt(pair) {
                touched.insert(pair.from.name.to_lowercase());
            }
        }
        for change in self.input.changes {
            if let SchemaChange::DropTable(table) = change {
                touched.insert(table.name.to_lowercase());
            }
        }
        touched
    }

    /// A name for what does not stay.
    fn free(&self, wanted: &str) -> String {
        free_name(wanted, usize::MAX, &|name| self.taken.contains(&name.to_lowercase()))
    }
}

/// The steps in their transaction, with the guards that they need.
fn framed(script: Script, work: &Work<'_>, input: &PlanInput<'_>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Step> {
    let drops = input.changes.iter().any(|c| matches!(c, SchemaChange::DropTable(_)));
    let without_keys = drops || !work.rebuilt.is_empty();
    let held = held_tables(work, input, diagnostics);
    let mut out = Script::default();
    if without_keys {
        let comment = "delete no referring row while tables are built anew; not possible once the \
                       transaction has begun";
        out.setting("PRAGMA foreign_keys = OFF", comment);
    }
    out.setting("BEGIN IMMEDIATE", "all or nothing");
    let guarded = !work.rebuilt.is_empty() || !held.is_empty();
    if guarded {
        let sql = format!(
            "CREATE TEMP TABLE {GUARD} (\n    found INTEGER,\n    expected INTEGER,\n    \
             CONSTRAINT \"nothing is lost and nothing refers to nothing\" CHECK (found IS expected)\n)"
        );
        out.setting(sql, "what is not as it must be ends the transaction here");
    }
    out.steps.extend(script.steps);
    if !held.is_empty() {
        let each: Vec<String> = held
            .iter()
            .map(|table| format!("SELECT 1 FROM pragma_foreign_key_check({})", literal(table)))
            .collect();
        let sql = format!(
            "INSERT OR ROLLBACK INTO temp.{GUARD}\nSELECT count(*), 0 FROM (\n    {}\n)",
            each.join("\n    UNION ALL ")
        );
        let step = out.setting(sql, "refuse references to rows that are not there");
        for table in &held {
            step.scans(table);
        }
        step.fails_where(format!(
            "a row of {} refers to one that is not there",
            held.join(" or ")
        ));
    }
    if guarded {
        out.setting(format!("DROP TABLE temp.{GUARD}"), "the guard is not needed any more");
    }
    out.setting("COMMIT", "keep it");
    if without_keys {
        out.setting("PRAGMA foreign_keys = ON", "hold rows to their references again");
    }
    out.steps
}

/// The tables whose references may have been broken, as far as SQLite can follow them.
fn held_tables(work: &Work<'_>, input: &PlanInput<'_>, diagnostics: &mut Vec<Diagnostic>) -> Vec<String> {
    let mut touched: HashSet<String> = work.rebuilt.iter().map(|name| name.to_lowercase()).collect();
    for change in input.changes {
        match change {
            SchemaChange::DropTable(table) | SchemaChange::CreateTable(table) => {
                touched.insert(table.name.to_lowercase());
            }
            _ => {}
        }
    }
    if touched.is_empty() {
        return Vec::new();
    }
    let created = |table: &SchemaTable| {
        let is_it = |c: &SchemaChange| matches!(c, SchemaChange::CreateTable(new) if new.name == table.name);
        input.changes.iter().any(is_it)
    };
    let mut held = Vec::new();
    for table in &input.to.tables {
        let own = touched.contains(&table.name.to_lowercase()) && !created(table);
        let refers = table
            .foreign_keys
            .iter()
            .any(|fk| own || touched.contains(&fk.referenced_table.to_lowercase()));
        if !refers || created(table) {
            continue;
        }
        if let Some(fk) = table.foreign_keys.iter().find(|fk| !is_followed(input.to, fk)) {
            let message = format!(
                "the references of {} are not checked: {} has no key that SQLite can follow them to",
                table.name, fk.referenced_table
            );
            diagnostics
                .push(Diagnostic::new(Severity::Warning, "references-unchecked", message).subject(table.name.clone()));
            continue;
        }
        held.push(table.name.clone());
    }
    held
}

/// Whether what the foreign key refers to is a key.
fn is_followed(schema: &Schema, foreign_key: &crate::schema::ForeignKey) -> bool {
    let same = |a: &[String], b: &[String]| {
        a.len() == b.len() && a.iter().all(|x| b.iter().any(|y| x.eq_ignore_ascii_case(y)))
    };
    let Some(target) = schema
        .tables
        .iter()
        .find(|t| t.name.eq_ignore_ascii_case(&foreign_key.referenced_table))
    else {
        // A table that is not there: SQLite takes every reference to it for broken.
        return true;
    };
    let columns = &foreign_key.referenced_columns;
    if columns.is_empty() {
        return target
            .primary_key
            .as_ref()
            .is_some_and(|key| key.columns.len() == foreign_key.columns.len());
    }
    let by_index = |index: &SchemaIndex| {
        let parts: Vec<String> = index
            .parts
            .iter()
            .filter_map(|part| match &part.target {
                crate::schema::SchemaPartTarget::Column(name) if part.collation.is_none() => Some(name.clone()),
                _ => None,
            })
            .collect();
        index.is_unique && index.predicate.is_none() && parts.len() == index.parts.len() && same(&parts, columns)
    };
    target
        .primary_key
        .iter()
        .chain(&target.unique_keys)
        .any(|key| same(&key.columns, columns))
        || target.indexes.iter().any(by_index)
}

fn gone(around: &Dependents<'_>, script: &mut Script) {
    for Moved { object, change } in &around.gone {
        let Some(sql) = dropped(object) else { continue };
        let noun = object.kind.noun();
        let comment = match change {
            Some(_) => format!("drop {noun} {}", object.name),
            None => format!("put {noun} {} aside, which mentions what changes", object.name),
        };
        let step = script.step(*change, sql, comment).about(object.origin.element);
        if object.kind == ObjectKind::Table {
            step.loses(format!("the rows of {}", object.name));
        }
    }
}

/// The statement that takes an object away again; `None` where another does it.
fn dropped(object: &SchemaObject) -> Option<String> {
    let kind = match object.kind {
        ObjectKind::View => "VIEW",
        ObjectKind::Trigger => "TRIGGER",
        ObjectKind::Table => "TABLE",
        ObjectKind::Index => "INDEX",
        ObjectKind::Extension
        | ObjectKind::Schema
        | ObjectKind::Type
        | ObjectKind::Domain
        | ObjectKind::Sequence
        | ObjectKind::Function
        | ObjectKind::Procedure
        | ObjectKind::MaterializedView
        | ObjectKind::Rule
        | ObjectKind::Policy
        | ObjectKind::Grant
        | ObjectKind::Comment
        | ObjectKind::Other => return None,
    };
    Some(format!("DROP {kind} {}", identifier(&object.name)))
}

fn made(around: &Dependents<'_>, script: &mut Script) {
    for Moved { object, change } in &around.made {
        let noun = object.kind.noun();
        let comment = match change {
            Some(_) => format!("{noun} {}", object.name),
            None => format!("put {noun} {} back", object.name),
        };
        script
            .step(*change, object.sql.clone(), comment)
            .about(object.origin.element);
    }
}

fn drop_indexes(input: &PlanInput<'_>, script: &mut Script) {
    for (at, change) in input.changes.iter().enumerate() {
        let name = match change {
            SchemaChange::DropIndex { table, index } => index_name(&table.from.name, index),
            SchemaChange::RenameIndex { from, .. } => from.clone(),
            _ => continue,
        };
        let sql = format!("DROP INDEX {}", identifier(&name));
        script
            .step(Some(at), sql, format!("drop index {name}"))
            .about(subject_of(change));
    }
}

fn index_name(table: &str, index: &SchemaIndex) -> String {
    index.name.clone().unwrap_or_else(|| format!("{table}_idx"))
}

fn drop_tables(input: &PlanInput<'_>, script: &mut Script) {
    for (at, change) in input.changes.iter().enumerate() {
        if let SchemaChange::DropTable(table) = change {
            let sql = format!("DROP TABLE {}", identifier(&table.name));
            script
                .step(Some(at), sql, format!("drop table {}", table.name))
                .about(table.origin.element)
                .locks(LockMode::All, &table.name)
                .loses(format!("the rows of {}", table.name));
        }
    }
}

fn rename_tables(work: &Work<'_>, script: &mut Script) {
    let renamed: Vec<&TablePair<'_>> = work.pairs.iter().filter(|pair| pair.is_renamed()).collect();
    let wanted = renamed
        .iter()
        .map(|pair| (pair.from.name.clone(), pair.to.name.clone()))
        .collect();
    let mut origin: Vec<(String, usize)> = renamed
        .iter()
        .enumerate()
        .map(|(i, p)| (p.from.name.clone(), i))
        .collect();
    for (old, new) in ordered_renames(wanted, &mut |old| work.free(&format!("tablewright_{old}"))) {
        let Some(at) = origin.iter().position(|(name, _)| *name == old) else {
            continue;
        };
        let pair = renamed[origin[at].1];
        origin[at].0.clone_from(&new);
        let sql = format!("ALTER TABLE {} RENAME TO {}", identifier(&old), identifier(&new));
        let change = pair
            .place(|c| matches!(c, SchemaChange::RenameTable(_)))
            .or(pair.first());
        script
            .step(change, sql, format!("rename table {old} to {new}"))
            .about(pair.to.origin.element)
            .locks(LockMode::All, &pair.from.name);
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

fn create_indexes(input: &PlanInput<'_>, work: &Work<'_>, script: &mut Script) {
    for (at, change) in input.changes.iter().enumerate() {
        if let SchemaChange::CreateTable(table) = change {
            for index in &table.indexes {
                create_index(table, index, Some(at), script);
            }
        }
    }
    for pair in &work.pairs {
        for index in &pair.to.indexes {
            let change = pair.place(|change| match change {
                SchemaChange::CreateIndex { index: new, .. } => new.name == index.name,
                SchemaChange::RenameIndex { to, .. } => Some(to) == index.name.as_ref(),
                _ => false,
            });
            if change.is_some() || work.is_rebuilt(pair) {
                let step = create_index(pair.to, index, change.or(pair.first()), script);
                step.scans(&pair.to.name).locks(LockMode::Writes, &pair.to.name);
                if index.is_unique && change.is_some() {
                    let name = index.name.as_deref().unwrap_or_default();
                    step.fails_where(format!("two rows of {} have the same entry in {name}", pair.to.name));
                }
            }
        }
    }
}

fn create_index<'s>(
    table: &SchemaTable,
    index: &SchemaIndex,
    change: Option<usize>,
    script: &'s mut Script,
) -> &'s mut Step {
    let draft = emit::create_index(table, index);
    script.step(change, draft.sql, draft.comment).about(draft.subject)
}

/// The words of some SQL that may be names, in lower case.
fn words(sql: &str) -> HashSet<String> {
    order::words(sql, Sqlite)
}
