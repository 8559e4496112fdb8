//! One ALTER TABLE for what changes about a table, with what has to run before and after it.

use super::super::emit;
use super::super::identifiers::identifier;
use super::types::{self, Effort, verdict};
use super::{columns, options, partitions};
use crate::diagnostic::{Diagnostic, Severity};
use crate::dialect::Dialect::Mysql;
use crate::diff::{CommentOn, SchemaChange};
use crate::emit::order::words;
use crate::plan::by_table::{TablePair, free_name};
use crate::plan::script::Script;
use crate::plan::{Hazard, LockMode, Step};
use crate::schema::{Check, Column, SchemaIndex, SchemaPartTarget, SchemaTable};
use std::collections::HashSet;

/// What the statement says, and what that means.
struct Alter<'p, 'a> {
    pair: &'p TablePair<'a>,
    drops: Vec<String>,
    columns: Vec<String>,
    adds: Vec<String>,
    effort: Effort,
    scans: bool,
    locks_writes: bool,
    hazards: Vec<Hazard>,
    change: Option<usize>,
    /// What runs before, and after.
    before: Vec<(String, String)>,
    after: Vec<(String, String)>,
}

/// Alters the table, except that what loses anything comes later.
pub(super) fn alter(pair: &TablePair<'_>, script: &mut Script, diagnostics: &mut Vec<Diagnostic>) {
    partitions::before(pair, script);
    let mut alter = Alter {
        pair,
        drops: Vec::new(),
        columns: Vec::new(),
        adds: Vec::new(),
        effort: Effort::Description,
        scans: false,
        locks_writes: false,
        hazards: Vec::new(),
        change: None,
        before: Vec::new(),
        after: Vec::new(),
    };
    alter.early_drops();
    alter.all_columns(diagnostics);
    alter.keys_and_checks();
    alter.whole(diagnostics);
    alter.write(script);
    partitions::after(pair, script);
}

/// Drops the columns that nobody needs any more.
pub(super) fn drop_columns(pair: &TablePair<'_>, script: &mut Script) {
    let gone: Vec<&Column> = pair.dropped().filter(|column| !is_early(pair, column)).collect();
    if gone.is_empty() {
        return;
    }
    let name = &pair.to.name;
    let parts: Vec<String> = gone
        .iter()
        .map(|c| format!("DROP COLUMN {}", identifier(&c.name)))
        .collect();
    let names: Vec<&str> = gone.iter().map(|c| c.name.as_str()).collect();
    let change = pair.place(|c| matches!(c, SchemaChange::DropColumn { column, .. } if column.name == gone[0].name));
    let step = script
        .step(
            change,
            statement(pair.to, &parts),
            format!("drop column {} of {name}", names.join(", ")),
        )
        .about(gone[0].origin.element)
        .locks(LockMode::Schema, name)
        .rewrites(name);
    for column in gone {
        step.loses(format!("the values of {name}.{}", column.name));
    }
}

/// Whether the column cannot wait until everything else is done: another needs its name, it computes from what
/// changes, or there may be only one that counts.
fn is_early(pair: &TablePair<'_>, column: &Column) -> bool {
    let named = pair
        .to
        .columns
        .iter()
        .any(|c| c.name.eq_ignore_ascii_case(&column.name));
    named || column.generated.is_some() || column.identity.is_some()
}

fn statement(table: &SchemaTable, parts: &[String]) -> String {
    let name = identifier(&table.name);
    match parts {
        [only] => format!("ALTER TABLE {name} {only}"),
        _ => format!("ALTER TABLE {name}\n    {}", parts.join(",\n    ")),
    }
}

impl Alter<'_, '_> {
    fn serves(&mut self, change: Option<usize>) {
        self.change = self.change.or(change);
    }

    fn needs(&mut self, effort: Effort) {
        self.effort = self.effort.max(effort);
    }

    fn fails_where(&mut self, rows: String) {
        self.hazards.push(Hazard::MayFail { r#where: rows });
    }

    fn loses(&mut self, what: String) {
        self.hazards.push(Hazard::DataLoss { what: what.clone() });
        self.hazards.push(Hazard::Irreversible { what });
    }

    fn early_drops(&mut self) {
        let pair = self.pair;
        for column in pair.dropped().filter(|column| is_early(pair, column)) {
            self.drops.push(format!("DROP COLUMN {}", identifier(&column.name)));
            self.serves(
                pair.place(|c| matches!(c, SchemaChange::DropColumn { column: gone, .. } if gone.name == column.name)),
            );
            self.needs(Effort::InPlace);
            if column.generated.is_none() {
                self.loses(format!("the values of {}.{}", pair.to.name, column.name));
            }
        }
    }

    fn all_columns(&mut self, diagnostics: &mut Vec<Diagnostic>) {
        let pair = self.pair;
        let moved = columns::moved(pair);
        let renamed = columns::renamed(pair);
        let recoded = options::recoded(pair);
        // The columns as they stand while the statement is read.
        let mut standing: Vec<&str> = pair
            .from
            .columns
            .iter()
            .filter_map(|old| match pair.columns.iter().find(|c| c.from.name == old.name) {
                Some(kept) => Some(kept.to.name.as_str()),
                None => (!is_early(pair, old)).then_some(old.name.as_str()),
            })
            .collect();
        for (at, column) in pair.to.columns.iter().enumerate() {
            let previous = at.checked_sub(1).map(|before| pair.to.columns[before].name.as_str());
            let kept = pair.columns.iter().find(|c| c.to.name == column.name);
            let again = kept.is_some_and(|c| columns::is_made_again(c, &renamed) || columns::is_kept_aside(c));
            let moves = kept.is_none() || again || moved.contains(column.name.as_str());
            let place = if moves {
                standing.retain(|name| *name != column.name);
                let at = previous.and_then(|name| standing.iter().position(|s| *s == name));
                let is_last = at.map_or(standing.is_empty(), |at| at + 1 == standing.len());
                standing.insert(at.map_or(0, |at| at + 1), &column.name);
                match previous {
                    _ if is_last && (kept.is_none() || again) => String::new(),
                    None => " FIRST".to_owned(),
                    Some(name) => format!(" AFTER {}", identifier(name)),
                }
            } else {
                String::new()
            };
            let Some(kept) = kept else {
                self.add_column(column, &place, diagnostics);
                continue;
            };
            if columns::is_kept_aside(kept) {
                self.keep_aside(kept.from, column, &place);
            } else if again {
                self.make_again(kept.from, column, &place);
            } else {
                let changes = |change: &SchemaChange| match change {
                    SchemaChange::AlterColumn { to, .. } => to.name == column.name,
                    SchemaChange::SetComment {
                        on: CommentOn::Column(name),
                        ..
                    } => *name == column.name,
                    SchemaChange::RenameColumn { column: names, .. } => names.to == column.name,
                    _ => false,
                };
                let change = pair.place(changes);
                let is_recoded = recoded.contains(column.name.as_str());
                if change.is_some() || moves || is_recoded {
                    let reorder = || pair.place(|c| matches!(c, SchemaChange::ReorderColumns { .. }));
                    self.serves(change.or_else(reorder).or(pair.first()));
                    if moves {
                        self.needs(Effort::InPlace);
                    }
                    if is_recoded {
                        self.needs(Effort::Copy);
                        self.fails_where(format!(
                            "{}.{} has a character that the new character set does not have",
                            pair.to.name, column.name
                        ));
                    }
                    self.alter_column(kept.from, column, &place);
                }
            }
        }
    }

    fn add_column(&mut self, column: &Column, place: &str, diagnostics: &mut Vec<Diagnostic>) {
        let pair = self.pair;
        self.serves(
            pair.place(|c| matches!(c, SchemaChange::AddColumn { column: new, .. } if new.name == column.name)),
        );
        let computed = column.generated.as_ref().is_some_and(|g| g.stored);
        self.needs(if computed || column.identity.is_some() {
            Effort::Copy
        } else {
            Effort::Description
        });
        let made_up =
            column.not_null && column.default.is_none() && column.identity.is_none() && column.generated.is_none();
        let mut definition = emit::column_in(column, pair.to);
        if made_up {
            let what = format!("{}.{}", pair.to.name, column.name);
            let refers = pair
                .to
                .foreign_keys
                .iter()
                .any(|fk| fk.columns.iter().any(|c| c.eq_ignore_ascii_case(&column.name)));
            if let Some(value) = types::neutral(&column.native_type).filter(|_| !refers) {
                let filled = Column {
                    default: Some(value.to_owned()),
                    ..column.clone()
                };
                definition = emit::column_in(&filled, pair.to);
                let name = identifier(&column.name);
                self.after.push((
                    statement(pair.to, &[format!("ALTER COLUMN {name} DROP DEFAULT")]),
                    format!("{what} has no default; it had one for the rows that were there"),
                ));
            }
            if refers {
                self.fails_where(format!(
                    "{} has rows: they have no value for {}",
                    pair.to.name, column.name
                ));
            } else {
                let message = format!(
                    "{what} cannot be null and has no default: the rows that are there get what stands for nothing in \
                     {}",
                    column.native_type
                );
                let mut finding = Diagnostic::new(Severity::Warning, "value-made-up", message)
                    .subject(what)
                    .help("give the field a default, or fill it before");
                finding.element = column.origin.element;
                diagnostics.push(finding);
            }
        }
        self.columns.push(format!("ADD COLUMN {definition}{place}"));
    }

    fn alter_column(&mut self, from: &Column, to: &Column, place: &str) {
        let pair = self.pair;
        let what = format!("{}.{}", pair.to.name, to.name);
        let kept = crate::plan::by_table::ColumnPair { from, to };
        let mut definition = emit::column_in(to, pair.to);
        if columns::is_filled(&kept) {
            let default = emit::default_of(to).unwrap_or_default();
            if columns::can_be_filled_first(&kept, pair) {
                let now = SchemaTable {
                    name: pair.to.name.clone(),
                    ..pair.from.clone()
                };
                self.before.push((
                    columns::fill(&now, &from.name, &default),
                    format!("give {what} its default where it is null"),
                ));
            } else {
                definition = columns::nullable(to);
                self.after.push((
                    columns::fill(pair.to, &to.name, &default),
                    format!("give {what} its default where it is null"),
                ));
                self.after.push((
                    statement(pair.to, &[format!("MODIFY COLUMN {}", emit::column_in(to, pair.to))]),
                    format!("{what} cannot be null"),
                ));
            }
        } else if to.not_null && !from.not_null && to.generated.is_none() {
            self.fails_where(format!("{what} is null"));
        }
        if to.not_null != from.not_null {
            self.needs(Effort::InPlace);
        }
        if to.generated != from.generated {
            self.needs(Effort::Copy);
        }
        let renamed = columns::renamed_values(&kept, pair);
        let widened = columns::widened(&from.native_type, &renamed).filter(|_| !renamed.is_empty());
        if let Some(widened) = &widened {
            let now = SchemaTable {
                name: pair.to.name.clone(),
                ..pair.from.clone()
            };
            let wide = Column {
                native_type: widened.clone(),
                ..from.clone()
            };
            self.before.push((
                statement(&now, &[format!("MODIFY COLUMN {}", emit::column(&wide))]),
                format!("let {what} have its values under both names"),
            ));
            let is_set = widened.get(..3).is_some_and(|word| word.eq_ignore_ascii_case("set"));
            self.before.push((
                columns::rename_values(&now, &from.name, is_set, &renamed),
                format!("give values of {what} their new names"),
            ));
        }
        let mut verdict = verdict(widened.as_ref().unwrap_or(&from.native_type), &to.native_type, &what);
        if let Some(widened) = &widened {
            // The old names are not in use any more.
            verdict.fails_where = types::without(widened, &renamed)
                .and_then(|left| types::verdict(&left, &to.native_type, &what).fails_where);
        }
        self.needs(verdict.effort);
        if from.collation != to.collation {
            self.needs(Effort::Copy);
        }
        if let Some(rows) = verdict.fails_where {
            self.fails_where(rows);
        }
        if let Some(lost) = verdict.loses {
            self.loses(format!("{lost} of {what}"));
        }
        self.columns.push(if from.name == to.name {
            format!("MODIFY COLUMN {definition}{place}")
        } else {
            format!("CHANGE COLUMN {} {definition}{place}", identifier(&from.name))
        });
    }

    /// A column that is computed in another way, or was not computed before.
    fn make_again(&mut self, from: &Column, to: &Column, place: &str) {
        let pair = self.pair;
        self.serves(pair.place(|c| matches!(c, SchemaChange::AlterColumn { to: new, .. } if new.name == to.name)));
        self.serves(pair.first());
        self.drops.push(format!("DROP COLUMN {}", identifier(&from.name)));
        self.columns
            .push(format!("ADD COLUMN {}{place}", emit::column_in(to, pair.to)));
        let stored = |column: &Column| column.generated.as_ref().is_none_or(|g| g.stored);
        self.needs(if stored(to) || stored(from) {
            Effort::Copy
        } else {
            Effort::Description
        });
        if from.generated.is_none() {
            self.loses(format!("the values of {}.{}, which is computed", pair.to.name, to.name));
        }
    }

    /// A column whose values were computed when they were read, and that keeps them.
    fn keep_aside(&mut self, from: &Column, to: &Column, place: &str) {
        let pair = self.pair;
        self.serves(pair.place(|c| matches!(c, SchemaChange::AlterColumn { to: new, .. } if new.name == to.name)));
        let taken = |name: &str| {
            let mut columns = pair.from.columns.iter().chain(&pair.to.columns);
            columns.any(|column| column.name.eq_ignore_ascii_case(name))
        };
        let aside = free_name(&format!("tablewright_{}", to.name), 64, &taken);
        let stored = Column {
            name: aside.clone(),
            default: None,
            ..to.clone()
        };
        self.before.push((
            statement(pair.to, &[format!("ADD COLUMN {}", columns::nullable(&stored))]),
            format!("a place for what {}.{} is computed to be", pair.to.name, to.name),
        ));
        let (name, old) = (identifier(&aside), identifier(&from.name));
        let on_update = columns::kept_moments(pair.from, &from.name);
        self.before.push((
            format!("UPDATE {} SET {name} = {old}{on_update}", identifier(&pair.to.name)),
            format!("store what {}.{} is computed to be", pair.to.name, to.name),
        ));
        self.drops.push(format!("DROP COLUMN {old}"));
        self.columns
            .push(format!("CHANGE COLUMN {name} {}{place}", emit::column_in(to, pair.to)));
        self.needs(Effort::Copy);
        // Indexes would forget the column while it is exchanged.
        let is_it = |index: &&SchemaIndex| {
            let column = |name: &String| name.eq_ignore_ascii_case(&to.name);
            index
                .parts
                .iter()
                .any(|p| matches!(&p.target, SchemaPartTarget::Column(name) if column(name)))
        };
        for index in pair.to.indexes.iter().filter(is_it) {
            if !self.is_new_index(index) {
                let name = identifier(index.name.as_deref().unwrap_or_default());
                self.drops.push(format!("DROP KEY {name}"));
                self.adds.push(format!("ADD {}", emit::index(index)));
            }
        }
    }

    fn is_new_index(&self, index: &SchemaIndex) -> bool {
        let is_it =
            |c: &SchemaChange| matches!(c, SchemaChange::CreateIndex { index: new, .. } if new.name == index.name);
        self.pair.place(is_it).is_some()
    }

    fn keys_and_checks(&mut self) {
        use SchemaChange as C;
        let pair = self.pair;
        let name = &pair.to.name;
        for (at, change) in &pair.changes {
            let before = (self.drops.len(), self.adds.len());
            match change {
                C::DropPrimaryKey { .. } => {
                    self.drops.push("DROP PRIMARY KEY".to_owned());
                    self.needs(Effort::InPlace);
                }
                C::AddPrimaryKey { key, .. } => {
                    self.adds.push(format!("ADD {}", emit::primary_key(key)));
                    self.needs(Effort::InPlace);
                    self.unique(&key.columns);
                }
                C::DropUniqueKey { key, .. } => self.drop_key(key.name.as_deref()),
                C::AddUniqueKey { key, .. } => {
                    self.adds.push(format!("ADD {}", emit::unique_key(key)));
                    self.scans = true;
                    self.unique(&key.columns);
                }
                C::DropIndex { index, .. } => self.drop_key(index.name.as_deref()),
                C::CreateIndex { index, .. } => self.add_index(index),
                C::RenameIndex { from, to, .. } => self.rename_key(from, to),
                C::DropCheck { check, .. } if emit::stands_in_column(check, pair.from) => self.check_in_column(check),
                C::AddCheck { check, .. } if emit::stands_in_column(check, pair.to) => {
                    self.check_in_column(check);
                    self.fails_where(format!(
                        "a row of {name} is not as CHECK ({}) wants it",
                        check.expression
                    ));
                }
                C::DropCheck { check, .. } => {
                    let name = identifier(check.name.as_deref().unwrap_or_default());
                    self.drops.push(format!("DROP CONSTRAINT {name}"));
                }
                C::AddCheck { check, .. } => {
                    self.adds.push(format!("ADD {}", emit::check(check)));
                    self.needs(Effort::Copy);
                    self.fails_where(format!(
                        "a row of {name} is not as CHECK ({}) wants it",
                        check.expression
                    ));
                }
                C::RenameConstraint { from, to, .. } => self.rename_constraint(from, to),
                C::SetComment {
                    on: CommentOn::Index(index),
                    ..
                } => {
                    if let Some(index) = pair.to.indexes.iter().find(|i| i.name.as_ref() == Some(index)) {
                        let renamed = pair.changes.iter().find_map(|(_, c)| match c {
                            C::RenameIndex { from, to, .. } if Some(to) == index.name.as_ref() => Some(from.as_str()),
                            _ => None,
                        });
                        if renamed.is_none() {
                            self.drop_key(index.name.as_deref());
                            self.add_index(index);
                        }
                    }
                }
                _ => {}
            }
            if before != (self.drops.len(), self.adds.len()) {
                self.serves(Some(*at));
            }
        }
        self.checks_on_renamed();
    }

    fn unique(&mut self, columns: &[String]) {
        let name = &self.pair.to.name;
        self.fails_where(format!("two rows of {name} have the same {}", columns.join(", ")));
    }

    fn drop_key(&mut self, name: Option<&str>) {
        self.drops
            .push(format!("DROP KEY {}", identifier(name.unwrap_or_default())));
    }

    fn add_index(&mut self, index: &SchemaIndex) {
        self.adds.push(format!("ADD {}", emit::index(index)));
        self.scans = true;
        self.locks_writes |= index
            .method
            .as_deref()
            .is_some_and(|m| m == "fulltext" || m == "spatial");
        if index.is_unique {
            let name = &self.pair.to.name;
            let key = index.name.as_deref().unwrap_or_default();
            self.fails_where(format!("two rows of {name} have the same entry in {key}"));
        }
    }

    fn rename_key(&mut self, from: &str, to: &str) {
        let is_it =
            |name: &Option<String>, wanted: &str| name.as_deref().is_some_and(|n| n.eq_ignore_ascii_case(wanted));
        let table = self.pair.from;
        let taken =
            table.indexes.iter().any(|i| is_it(&i.name, to)) || table.unique_keys.iter().any(|k| is_it(&k.name, to));
        if !taken {
            self.drops
                .push(format!("RENAME KEY {} TO {}", identifier(from), identifier(to)));
            return;
        }
        // Its new name is another's until now.
        self.drop_key(Some(from));
        let new = self.pair.to;
        if let Some(index) = new.indexes.iter().find(|i| is_it(&i.name, to)) {
            self.add_index(index);
        } else if let Some(key) = new.unique_keys.iter().find(|k| is_it(&k.name, to)) {
            self.adds.push(format!("ADD {}", emit::unique_key(key)));
            self.scans = true;
        }
    }

    /// Foreign keys are let go and taken up under the new name elsewhere; the primary key has no name of its own.
    fn rename_constraint(&mut self, from: &str, to: &str) {
        let pair = self.pair;
        if pair.from.unique_keys.iter().any(|k| k.name.as_deref() == Some(from)) {
            self.rename_key(from, to);
        }
        let check = pair.to.checks.iter().find(|c| c.name.as_deref() == Some(to));
        if let Some(check) = check.filter(|_| pair.from.checks.iter().any(|c| c.name.as_deref() == Some(from))) {
            self.drops.push(format!("DROP CONSTRAINT {}", identifier(from)));
            self.adds.push(format!("ADD {}", emit::check(check)));
            self.needs(Effort::Copy);
        }
    }

    /// A check that stands in a column's definition comes and goes with that definition.
    fn check_in_column(&mut self, check: &Check) {
        let pair = self.pair;
        let held = check.column.as_deref().unwrap_or_default();
        let both = |table: &SchemaTable| table.columns.iter().any(|c| c.name == held);
        let name = identifier(held);
        let said = self
            .columns
            .iter()
            .any(|clause| clause.contains(&format!(" COLUMN {name} ")));
        if let Some(column) = pair
            .to
            .columns
            .iter()
            .find(|c| c.name == held)
            .filter(|_| both(pair.from) && !said)
        {
            let definition = emit::column_in(column, pair.to);
            self.columns.push(format!("MODIFY COLUMN {definition}"));
            self.needs(Effort::Copy);
        }
    }

    /// Checks do not let go of a column's name.
    fn checks_on_renamed(&mut self) {
        let pair = self.pair;
        let renamed: HashSet<String> = columns::renamed(pair);
        if renamed.is_empty() {
            return;
        }
        for check in &pair.to.checks {
            let known = pair
                .from
                .checks
                .iter()
                .find(|old| old.name == check.name && old.column.is_none());
            let is_new = pair
                .place(|c| matches!(c, SchemaChange::AddCheck { check: new, .. } if new.name == check.name))
                .is_some();
            let Some(old) = known.filter(|_| !is_new) else { continue };
            if words(&old.expression, Mysql).iter().any(|word| renamed.contains(word)) {
                let name = identifier(old.name.as_deref().unwrap_or_default());
                self.drops.push(format!("DROP CONSTRAINT {name}"));
                self.adds.push(format!("ADD {}", emit::check(check)));
                self.needs(Effort::Copy);
            }
        }
    }

    /// Options and the table's comment.
    fn whole(&mut self, diagnostics: &mut Vec<Diagnostic>) {
        let pair = self.pair;
        let (parts, kept) = options::altered(pair.from.options.as_deref(), pair.to.options.as_deref());
        if !parts.is_empty() {
            self.serves(pair.place(|c| matches!(c, SchemaChange::AlterTable { .. })));
            let rewrites = ["ENGINE", "ROW_FORMAT", "KEY_BLOCK_SIZE", "ADD SYSTEM", "DROP SYSTEM"];
            if parts
                .iter()
                .any(|part| rewrites.iter().any(|word| part.starts_with(word)))
            {
                self.needs(Effort::InPlace);
            }
            self.adds.extend(parts);
        }
        if !kept.is_empty() {
            let message = format!(
                "{} keeps {}: nothing says what it is without",
                pair.to.name,
                kept.join(", ")
            );
            diagnostics.push(Diagnostic::new(Severity::Warning, "option-kept", message).subject(pair.to.name.clone()));
        }
        if pair.from.comment != pair.to.comment {
            let on_table = |c: &SchemaChange| {
                matches!(
                    c,
                    SchemaChange::SetComment {
                        on: CommentOn::Table,
                        ..
                    }
                )
            };
            self.serves(pair.place(on_table));
            let comment = pair.to.comment.as_deref().unwrap_or_default();
            self.adds.push(format!("COMMENT={}", Mysql.literal(comment)));
        }
    }

    fn write(self, script: &mut Script) {
        let pair = self.pair;
        let (name, subject) = (&pair.to.name, pair.to.origin.element);
        for (sql, comment) in &self.before {
            aside(script, self.change, sql, comment, pair);
        }
        let parts: Vec<String> = self.drops.into_iter().chain(self.columns).chain(self.adds).collect();
        if !parts.is_empty() {
            let what = if parts.len() == 1 { "alter" } else { "alter in one go" };
            let step = script
                .step(self.change, statement(pair.to, &parts), format!("{what} {name}"))
                .about(subject);
            let lock = match self.effort {
                Effort::Copy => LockMode::Writes,
                Effort::InPlace | Effort::Description if self.locks_writes => LockMode::Writes,
                Effort::InPlace | Effort::Description => LockMode::Schema,
            };
            step.locks(lock, name);
            if self.effort > Effort::Description {
                step.rewrites(name);
            } else if self.scans {
                step.scans(name);
            }
            for hazard in self.hazards {
                step.hazard(hazard);
            }
        }
        for (sql, comment) in &self.after {
            aside(script, self.change, sql, comment, pair);
        }
    }
}

fn aside<'s>(
    script: &'s mut Script,
    change: Option<usize>,
    sql: &str,
    comment: &str,
    pair: &TablePair<'_>,
) -> &'s mut Step {
    let step = script.step(change, sql, comment).about(pair.to.origin.element);
    let name = &pair.to.name;
    if sql.starts_with("UPDATE") {
        step.scans(name).locks(LockMode::Writes, name)
    } else {
        step.locks(LockMode::Schema, name)
    }
}
