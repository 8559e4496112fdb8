//! What becomes of columns.

use super::casts::cast;
use super::clauses::{self, table_sql};
use super::disturbed::kept_in_order;
use super::work::{Piece, Said, Work, lock, marker, step};
use super::world::{Kept, World};
use crate::design::{Identity, ObjectKind};
use crate::dialect::Dialect::Postgres;
use crate::dialect::postgres::identifiers::{identifier, literal};
use crate::diff::{Named, SchemaChange};
use crate::emit::order::{Draft, Mentions, Phase};
use crate::emit::readable;
use crate::plan::{LockMode, Step};
use crate::schema::{Column, SchemaTable};
use std::collections::HashMap;

use super::sequences;

/// Whether the values of the column are stored in another way.
pub(super) fn is_retyped(from: &Column, to: &Column) -> bool {
    let bare = |name: &Option<String>| name.as_deref().map(|n| n.replace('"', ""));
    from.native_type != to.native_type || bare(&from.collation) != bare(&to.collation)
}

/// All changes of columns.
pub(super) fn columns(work: &mut Work<'_>) {
    let mut altered: HashMap<(&Named, &str), (usize, &Column)> = HashMap::new();
    for (at, change) in work.input.changes.iter().enumerate() {
        match change {
            SchemaChange::DropColumn { table, column, .. } => dropped(work, at, &table.from, column),
            SchemaChange::AddColumn { table, column, .. } => {
                if let Some(kept) = work.world.table(&table.from)
                    && !work.disturbed.rebuilt.contains_key(&table.from)
                {
                    added(work, Some(at), kept, column, false);
                }
            }
            SchemaChange::AlterColumn { table, from, to, .. } => {
                altered.insert((&table.from, from.name.as_str()), (at, to));
            }
            SchemaChange::ReorderColumns { table, .. } => {
                let message = format!(
                    "the columns of {} stand in another order; PostgreSQL cannot change it and adds columns at the end",
                    table.to.name
                );
                work.info("column-order-kept", table.to.name.clone(), message);
            }
            _ => {}
        }
    }
    let touched = |name: &Named| {
        let d = work.disturbed;
        d.retyped.contains_key(name) || d.remade.contains_key(name) || d.defaults.keys().any(|(table, _)| table == name)
    };
    let tables: Vec<(Named, Kept<'_>)> = kept_in_order(work.world)
        .into_iter()
        .filter(|(name, _)| !work.disturbed.rebuilt.contains_key(name))
        .filter(|(name, _)| altered.keys().any(|(table, _)| *table == name) || touched(name))
        .collect();
    for (name, kept) in tables {
        for column in &kept.from.columns {
            let Some(now) = work.world.column_pair(&name, column) else {
                continue;
            };
            let change = altered.get(&(&name, column.name.as_str())).map(|(at, _)| *at);
            let by = |columns: &super::disturbed::Columns<'_>| {
                columns.get(&name).and_then(|c| c.get(column.name.as_str())).copied()
            };
            let d = work.disturbed;
            if let Some(reason) = by(&d.remade) {
                remade(work, change.unwrap_or(reason), kept, column, now);
                continue;
            }
            let retyped = by(&d.retyped);
            let default_goes = d.defaults.get(&(name.clone(), column.name.as_str())).copied();
            if change.is_some() || retyped.is_some() || default_goes.is_some() {
                let reason = change.or(retyped).or(default_goes);
                let alter = Alter {
                    kept,
                    from: column,
                    to: now,
                    change: reason,
                    retyped: retyped.is_some(),
                    default_gone: default_goes.is_some(),
                };
                alter.run(work);
            }
        }
    }
}

fn subject(table: &SchemaTable, column: &Column) -> String {
    format!("{}.{}", readable(table), column.name)
}

/// The column's definition, so that what goes is put in order by what it depended on.
fn definition(table: &SchemaTable, column: &Column) -> Draft {
    let (clause, _) = clauses::column(table, column);
    let mut draft = Draft::plain(
        Phase::Table,
        format!("ALTER TABLE {} ADD COLUMN {clause}", table_sql(table)),
        format!("column {}", subject(table, column)),
    )
    .of(column.origin.element);
    draft.mentions = Mentions::Types;
    draft.defines = Some(marker(&table.name));
    draft
}

fn dropped(work: &mut Work<'_>, at: usize, table: &Named, column: &Column) {
    let Some(kept) = work.world.table(table) else { return };
    if work.disturbed.rebuilt.contains_key(table) {
        return;
    }
    let name = readable(kept.from);
    let sql = format!(
        "ALTER TABLE {} DROP COLUMN {}",
        table_sql(kept.from),
        identifier(&column.name)
    );
    let what = subject(kept.from, column);
    let mut drop = step(Some(at), sql, format!("drop column {what}"))
        .of(column.origin.element)
        .locking(LockMode::All, &name);
    if column.generated.is_none() {
        drop = drop.losing(&format!("the values of {what}"));
    }
    work.gone.push(Piece {
        draft: definition(kept.from, column),
        steps: vec![drop],
    });
}

/// A computed column goes and comes again; nothing is lost.
fn remade(work: &mut Work<'_>, change: usize, kept: Kept<'_>, from: &Column, to: &Column) {
    let sql = format!(
        "ALTER TABLE {} DROP COLUMN {}",
        table_sql(kept.from),
        identifier(&from.name)
    );
    let what = subject(kept.from, from);
    let mut drop = step(Some(change), sql, format!("drop column {what} to make it anew"))
        .of(to.origin.element)
        .locking(LockMode::All, &readable(kept.from));
    if from.generated.is_none() {
        drop = drop.losing(&format!("the values of {what}, which are computed from now on"));
    }
    work.gone.push(Piece {
        draft: definition(kept.from, from),
        steps: vec![drop],
    });
    added(work, Some(change), kept, to, true);
}

/// A column comes, and what belongs to it.
fn added(work: &mut Work<'_>, change: Option<usize>, kept: Kept<'_>, column: &Column, again: bool) {
    let table = kept.to;
    let what = subject(table, column);
    let name = readable(table);
    let (_, rest) = clauses::column(table, column);
    let mut filled = column.clone();
    let needs_value = column.not_null
        && column.default.is_none()
        && column.identity.is_none()
        && column.generated.is_none()
        && !column.native_type.ends_with("serial");
    let value = if needs_value && work.input.is_back {
        super::fill::value(work.world.to, table, column)
    } else {
        None
    };
    if value.is_some() {
        filled.not_null = false;
    }
    let mut draft = definition(table, &filled);
    let volatile = column.default.as_deref().is_some_and(|d| d.contains('(')) || column.identity.is_some();
    let mut add = step(change, draft.sql.clone(), format!("add column {what}"))
        .of(column.origin.element)
        .locking(LockMode::All, &name);
    if column.generated.is_some() || volatile {
        add = add.rewriting(&name);
    }
    let mut steps = Vec::new();
    if let Some(value) = value {
        steps.push(add);
        let set = format!("{} = {value}", identifier(&column.name));
        let comment = format!("give {what} a value in the rows that are there");
        let fill = step(change, format!("UPDATE {} SET {set}", table_sql(table)), comment).rewriting(&name);
        steps.extend(unseen(work, change, kept, column, fill));
        let sql = format!(
            "ALTER TABLE {} ALTER COLUMN {} SET NOT NULL",
            table_sql(table),
            identifier(&column.name)
        );
        let required = step(change, sql, format!("require {what}"));
        steps.push(required.locking(LockMode::All, &name).scanning(&name));
        work.warn(
            "values-made-up",
            what.clone(),
            format!("the values of {what} are gone and it cannot be empty; its rows get made-up ones"),
            "bring the values back from a copy of the data, if they matter",
        );
    } else if needs_value && !again {
        steps.push(add.failing_where(format!("{name} has rows, which have no value for {what}")));
        work.warn(
            "no-value-for-rows",
            what.clone(),
            format!("{what} cannot be empty and has no default, so it cannot be added while {name} has rows"),
            "give it a default, or add it as nullable first and fill it",
        );
    } else {
        steps.push(add);
    }
    draft.sql = steps.iter().map(|s| s.sql.as_str()).collect::<Vec<_>>().join(";\n");
    work.made.push(Piece { draft, steps });
    for mut draft in rest {
        if draft.phase != Phase::Type {
            draft.after.push(marker(&table.name));
        }
        work.make(change, draft, Vec::new());
    }
}

/// One column that changes where it is.
struct Alter<'a> {
    kept: Kept<'a>,
    from: &'a Column,
    to: &'a Column,
    change: Option<usize>,
    retyped: bool,
    default_gone: bool,
}

impl Alter<'_> {
    fn run(&self, work: &mut Work<'_>) {
        let (from, to) = (self.from, self.to);
        let mut steps = Vec::new();
        let numbered = |column: &Column| matches!(column.identity, Some(Identity::Always | Identity::ByDefault));
        let serial = |column: &Column| column.identity == Some(Identity::Serial);
        let name = identifier(&to.name);
        // What is in the way of another type.
        if numbered(from) && !numbered(to) {
            steps.push(self.say(&format!("ALTER COLUMN {name} DROP IDENTITY"), "number no longer"));
        }
        if serial(from) && !serial(to) {
            steps.push(self.say(&format!("ALTER COLUMN {name} DROP DEFAULT"), "number no longer"));
            let sequence = sequences::sequence_sql(self.kept.from, from);
            // What stood in another schema has moved with its table.
            let sequence = sequences::after_move(&sequence, self.kept);
            steps.push(step(
                self.change,
                format!("DROP SEQUENCE {sequence}"),
                format!("drop the sequence of {}", self.what()),
            ));
        }
        if from.generated.is_some() && to.generated.is_none() {
            self.compute_no_longer(work);
        }
        let same_default = from.default == to.default;
        let default_in_way = from.default.is_some() && self.retyped;
        if self.default_gone {
            self.drop_default_first(work);
        } else if default_in_way || from.default.is_some() && to.default.is_none() && from.generated.is_none() {
            steps.push(self.say(&format!("ALTER COLUMN {name} DROP DEFAULT"), "drop the default"));
        }
        if self.retyped {
            steps.extend(self.retype(serial(from) && serial(to)));
        }
        if !from.not_null && to.not_null {
            self.require(work, &mut steps);
        }
        let default_to_set = to.generated.is_none() && (!same_default || default_in_way || self.default_gone);
        if let Some(default) = to.default.as_ref().filter(|_| default_to_set) {
            let sql = format!("ALTER COLUMN {name} SET DEFAULT {default}");
            steps.push(self.say(&sql, "set the default"));
        }
        self.number(&mut steps);
        if from.not_null && !to.not_null {
            steps.push(self.say(&format!("ALTER COLUMN {name} DROP NOT NULL"), "let it be empty"));
        }
        steps.extend(self.attributes());
        work.alter(&self.kept.to.name, steps);
    }

    fn what(&self) -> String {
        subject(self.kept.to, self.to)
    }

    fn say(&self, clause: &str, comment: &str) -> Step {
        said(self.change, self.kept.to, self.to, clause, comment)
    }

    /// Before what it is computed from gets another type.
    fn compute_no_longer(&self, work: &mut Work<'_>) {
        let what = subject(self.kept.from, self.from);
        let sql = format!(
            "ALTER TABLE {} ALTER COLUMN {} DROP EXPRESSION",
            table_sql(self.kept.from),
            identifier(&self.from.name)
        );
        let keep = step(
            self.change,
            sql,
            format!("keep the values of {what} and compute them no longer"),
        );
        work.gone.push(Piece {
            draft: definition(self.kept.from, self.from),
            steps: vec![keep.locking(LockMode::All, &readable(self.kept.from))],
        });
    }

    /// Before what the default calls goes.
    fn drop_default_first(&self, work: &mut Work<'_>) {
        let sql = format!(
            "ALTER TABLE {} ALTER COLUMN {} DROP DEFAULT",
            table_sql(self.kept.from),
            identifier(&self.from.name)
        );
        let table = readable(self.kept.from);
        let drop = step(
            self.change,
            sql,
            format!("{}: drop the default", subject(self.kept.from, self.from)),
        );
        work.gone.push(Piece {
            draft: definition(self.kept.from, self.from),
            steps: vec![drop.locking(LockMode::All, &table)],
        });
    }

    fn retype(&self, serial: bool) -> Vec<Step> {
        let (from, to) = (self.from, self.to);
        let table = readable(self.kept.to);
        let what = self.what();
        let name = identifier(&to.name);
        let cast = cast(&to.name, &what, &from.native_type, &to.native_type);
        let mut clause = format!("ALTER COLUMN {name} TYPE {}", to.native_type);
        if let Some(collation) = &to.collation {
            clause.push_str(&format!(" COLLATE {}", collation_sql(collation)));
        }
        let same_words = from.native_type == to.native_type;
        if let Some(using) = &cast.using {
            clause.push_str(&format!(" USING {using}"));
        } else if same_words && from.collation == to.collation {
            // The type of this name is a new one.
            let through = if to.native_type.ends_with("[]") {
                "text[]"
            } else {
                "text"
            };
            clause.push_str(&format!(" USING {name}::{through}::{}", to.native_type));
        }
        let mut retype = self.say(&clause, &format!("become {}", to.native_type));
        if cast.rewrites || same_words {
            retype = retype.rewriting(&table);
        }
        if let Some(rows) = cast.fails {
            retype = retype.failing_where(rows);
        }
        if let Some(what) = cast.loses {
            retype = retype.losing(&what);
        }
        let mut steps = vec![retype];
        if serial && from.native_type != to.native_type {
            let sequence = sequences::sequence_sql(self.kept.to, to);
            let sql = format!("ALTER SEQUENCE {sequence} AS {}", to.native_type);
            steps.push(step(self.change, sql, format!("count {what} in {}", to.native_type)));
        }
        steps
    }

    /// NOT NULL, after empty places are filled where it is known with what.
    fn require(&self, work: &mut Work<'_>, steps: &mut Vec<Step>) {
        let (table, what, name) = (readable(self.kept.to), self.what(), identifier(&self.to.name));
        let by_number = self.to.identity.is_some() && self.from.identity.is_none();
        let value = match &self.to.default {
            Some(default) if !default.eq_ignore_ascii_case("null") => Some(default.clone()),
            _ if by_number => {
                let max = format!("(SELECT coalesce(max({name}), 0) FROM {})", table_sql(self.kept.to));
                Some(format!("{max} + 1"))
            }
            _ => None,
        };
        let mut required = self.say(&format!("ALTER COLUMN {name} SET NOT NULL"), "require a value");
        required = required.scanning(&table);
        match value {
            Some(value) => {
                let sql = format!(
                    "UPDATE {} SET {name} = {value} WHERE {name} IS NULL",
                    table_sql(self.kept.to)
                );
                let fill = step(self.change, sql, format!("give {what} a value where it has none"));
                let fill = fill
                    .with(lock(LockMode::Writes, &table))
                    .with(crate::plan::Hazard::Irreversible {
                        what: format!("which rows had no {what}"),
                    });
                steps.extend(unseen(work, self.change, self.kept, self.to, fill));
                steps.push(required);
            }
            None => {
                steps.push(required.failing_where(format!("{what} is empty")));
                // Who goes back had no empty values before.
                if !work.input.is_back {
                    work.warn(
                        "no-value-for-rows",
                        what.clone(),
                        format!("{what} cannot be empty any more and has no default to fill empty values with"),
                        "give it a default, or fill the empty values before",
                    );
                }
            }
        }
    }

    /// Numbering: identity, serial, and how their sequences count.
    fn number(&self, steps: &mut Vec<Step>) {
        let (from, to) = (self.from, self.to);
        let (table, name) = (self.kept.to, identifier(&to.name));
        let what = self.what();
        let options = to.sequence.as_ref().map(|o| format!(" ({o})")).unwrap_or_default();
        match (from.identity, to.identity) {
            (Some(Identity::Always | Identity::ByDefault), Some(now @ (Identity::Always | Identity::ByDefault))) => {
                if from.identity != to.identity {
                    let when = if now == Identity::Always {
                        "ALWAYS"
                    } else {
                        "BY DEFAULT"
                    };
                    steps.push(self.say(&format!("ALTER COLUMN {name} SET GENERATED {when}"), "number otherwise"));
                }
            }
            (_, Some(now @ (Identity::Always | Identity::ByDefault))) => {
                let when = if now == Identity::Always {
                    "ALWAYS"
                } else {
                    "BY DEFAULT"
                };
                let clause = format!("ALTER COLUMN {name} ADD GENERATED {when} AS IDENTITY{options}");
                steps.push(self.say(&clause, "number the rows"));
                steps.push(self.go_on_counting(&what));
            }
            (Some(Identity::Serial), Some(Identity::Serial)) => {}
            (_, Some(Identity::Serial)) => {
                let sequence = sequences::sequence_sql(table, to);
                let sql = format!("CREATE SEQUENCE {sequence}{}", sequences::options(to));
                steps.push(step(self.change, sql, format!("make the sequence of {what}")));
                let sql = format!("ALTER SEQUENCE {sequence} OWNED BY {}.{name}", table_sql(table));
                steps.push(step(self.change, sql, format!("give {what} its sequence")));
                let next = format!("nextval({}::regclass)", literal(&sequence));
                let clause = format!("ALTER COLUMN {name} SET DEFAULT {next}");
                steps.push(self.say(&clause, "number the rows"));
                steps.push(self.go_on_counting(&what));
            }
            (_, None) => {}
        }
        let both = from.identity.is_some() && to.identity.is_some();
        let one_sort = (from.identity == Some(Identity::Serial)) == (to.identity == Some(Identity::Serial));
        if both && one_sort && sequences::without_name(from) != sequences::without_name(to) {
            let sequence = sequences::sequence_sql(table, to);
            let sql = format!("ALTER SEQUENCE {sequence}{}", sequences::all_options(to));
            steps.push(step(self.change, sql, format!("count {what} otherwise")));
        }
    }

    fn go_on_counting(&self, what: &str) -> Step {
        let table = table_sql(self.kept.to);
        let name = identifier(&self.to.name);
        let sql = format!(
            "SELECT setval(pg_get_serial_sequence({}, {}), (SELECT max({name}) FROM {table}))",
            literal(&table),
            literal(&self.to.name)
        );
        step(self.change, sql, format!("go on after the highest {what}"))
    }

    fn attributes(&self) -> Vec<Step> {
        let old = super::attributes::split(self.from.attributes.as_deref());
        let new = super::attributes::split(self.to.attributes.as_deref());
        let mut clauses: Vec<String> = Vec::new();
        for attribute in &old {
            if !new
                .iter()
                .any(|n| super::attributes::word(n) == super::attributes::word(attribute))
            {
                clauses.push(super::attributes::unset(attribute, &self.to.native_type));
            }
        }
        for attribute in &new {
            if let Some(was) = old
                .iter()
                .find(|o| super::attributes::word(o) == super::attributes::word(attribute))
            {
                if was == attribute {
                    continue;
                }
                if was.starts_with('(') {
                    clauses.push(super::attributes::unset(was, &self.to.native_type));
                }
            }
            clauses.push(format!("SET {attribute}"));
        }
        let name = identifier(&self.to.name);
        let only = |clause: &String| {
            let sql = format!(
                "ALTER TABLE ONLY {} ALTER COLUMN {name} {clause}",
                table_sql(self.kept.to)
            );
            step(self.change, sql, format!("{}: {}", self.what(), clause.to_lowercase()))
                .locking(LockMode::Schema, &readable(self.kept.to))
        };
        clauses.iter().map(only).collect()
    }
}

fn collation_sql(name: &str) -> String {
    if name.contains(['"', '.']) {
        name.to_owned()
    } else {
        Postgres.identifier(name)
    }
}

/// The columns by which one thinks of a table that is built anew: those on both sides, old name and new.
pub(super) fn carried_over<'a>(world: &World<'a>, old: &Named, kept: Kept<'a>) -> Vec<(&'a Column, &'a Column)> {
    kept.from
        .columns
        .iter()
        .filter(|c| c.generated.is_none())
        .filter_map(|c| Some((c, world.column_pair(old, c)?)))
        .filter(|(_, now)| now.generated.is_none())
        .collect()
}

/// What the table is told about its column.
fn said(change: Option<usize>, table: &SchemaTable, column: &Column, clause: &str, comment: &str) -> Step {
    let sql = format!("ALTER TABLE {} {clause}", table_sql(table));
    step(change, sql, format!("{}: {comment}", subject(table, column)))
        .of(column.origin.element)
        .locking(LockMode::All, &readable(table))
}

/// The step that fills rows, between steps that keep the triggers of the table out of it.
fn unseen(work: &Work<'_>, change: Option<usize>, kept: Kept<'_>, column: &Column, fill: Step) -> Vec<Step> {
    let triggers = triggers(work, kept.from);
    let switched = |how: &str, word: &str| -> Vec<Step> {
        let step = |name: &String| {
            let clause = format!("{how} TRIGGER {}", identifier(name));
            let comment = format!("switch trigger {name} {word} while rows are filled");
            said(change, kept.to, column, &clause, &comment)
        };
        triggers.iter().map(step).collect()
    };
    let mut steps = switched("DISABLE", "off");
    steps.push(fill);
    steps.extend(switched("ENABLE", "on"));
    steps
}

/// The triggers of the table that are there while rows are filled, and would see to it.
fn triggers(work: &Work<'_>, table: &SchemaTable) -> Vec<String> {
    let table = table.name.to_lowercase();
    let objects = &work.world.from.objects;
    let switched_off = |name: &str| {
        let mut said = objects.iter().filter(|o| o.kind == ObjectKind::Table);
        said.any(|o| o.sql.contains("DISABLE TRIGGER") && o.sql.trim_end().ends_with(name))
    };
    objects
        .iter()
        .enumerate()
        .filter(|(at, o)| o.kind == ObjectKind::Trigger && !work.disturbed.objects.contains_key(at))
        .filter(|(_, o)| super::identity::about(o).on.as_deref() == Some(table.as_str()))
        .filter_map(|(_, o)| super::identity::trigger_name(o))
        .filter(|name| !switched_off(name))
        .collect()
}
