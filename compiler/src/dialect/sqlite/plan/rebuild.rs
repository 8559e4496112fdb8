//! Building a table anew: what SQLite cannot change in place.
//!
//! The old table steps aside, the new one is made as if it were the first, takes over the rows, and the old one goes.
//! `legacy_alter_table` is on meanwhile, so that other tables go on to refer to the name and not to what stepped aside.

use super::values::{self, Affinity};
use super::{GUARD, Work, emit};
use crate::design::Identity;
use crate::diagnostic::Diagnostic;
use crate::dialect::sqlite::identifiers::{identifier, literal};
use crate::diff::SchemaChange;
use crate::plan::by_table::{TablePair, free_name};
use crate::plan::script::Script;
use crate::plan::{Hazard, LockMode, Step};
use crate::schema::{Column, SchemaTable};

/// The steps that build the table anew.
pub(super) fn rebuild(pair: &TablePair<'_>, work: &Work<'_>, script: &mut Script, diagnostics: &mut Vec<Diagnostic>) {
    let name = &pair.to.name;
    let table = identifier(name);
    let aside = work.free(&format!("tablewright_old_{name}"));
    let old = identifier(&aside);
    let (change, subject) = (pair.first(), pair.to.origin.element);
    script
        .step(
            change,
            format!("ALTER TABLE {table} RENAME TO {old}"),
            format!("put the old {name} aside"),
        )
        .about(subject)
        .locks(LockMode::All, name);
    let draft = emit::create_table(pair.to);
    script
        .step(change, draft.sql, format!("{name} as it will be"))
        .about(subject);
    let copy = Copy::of(pair, diagnostics);
    let sql = format!(
        "INSERT OR ROLLBACK INTO {table} ({})\nSELECT {}\nFROM {old}",
        copy.into.join(", "),
        copy.values.join(", ")
    );
    let step = script
        .step(change, sql, format!("take over the rows of {name}"))
        .about(subject)
        .rewrites(name);
    copy.hazards.into_iter().for_each(|hazard| {
        step.hazard(hazard);
    });
    needs_of_rows(pair, step);
    let sql = format!(
        "INSERT OR ROLLBACK INTO temp.{GUARD}\nSELECT (SELECT count(*) FROM {table}), (SELECT count(*) FROM {old})"
    );
    script
        .step(change, sql, format!("be sure that every row of {name} is there"))
        .about(subject)
        .scans(name);
    if counts(pair.from) && counts(pair.to) {
        let sql = format!("DELETE FROM sqlite_sequence WHERE name = {}", literal(name));
        script.step(
            change,
            sql,
            format!("forget what {name} has counted while it took over the rows"),
        );
        let sql = format!(
            "UPDATE sqlite_sequence SET name = {} WHERE name = {}",
            literal(name),
            literal(&aside)
        );
        script.step(change, sql, format!("go on to number the rows of {name} where it was"));
    }
    let lost: Vec<&Column> = pair.dropped().filter(|column| column.generated.is_none()).collect();
    let step = script
        .step(change, format!("DROP TABLE {old}"), format!("drop the old {name}"))
        .about(subject);
    for column in lost {
        step.loses(format!("the values of {name}.{}", column.name));
    }
}

/// Whether the table numbers its rows without ever using a number twice.
fn counts(table: &SchemaTable) -> bool {
    let alone = |identity: Identity| identity != Identity::Serial;
    table.columns.iter().any(|column| column.identity.is_some_and(alone))
}

/// What the rows must be like.
fn needs_of_rows(pair: &TablePair<'_>, step: &mut Step) {
    let name = &pair.to.name;
    for (_, change) in &pair.changes {
        match change {
            SchemaChange::AddPrimaryKey { key, .. } | SchemaChange::AddUniqueKey { key, .. } => {
                step.fails_where(format!("two rows of {name} have the same {}", key.columns.join(", ")));
            }
            SchemaChange::AddCheck { check, .. } => {
                step.fails_where(format!(
                    "a row of {name} is not as CHECK ({}) wants it",
                    check.expression
                ));
            }
            _ => {}
        }
    }
}

/// Which columns are filled with what.
struct Copy {
    into: Vec<String>,
    values: Vec<String>,
    hazards: Vec<Hazard>,
}

impl Copy {
    fn of(pair: &TablePair<'_>, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut copy = Self {
            into: Vec::new(),
            values: Vec::new(),
            hazards: Vec::new(),
        };
        let plain = |table: &SchemaTable| row_number(table).is_none() && !is_without_rowid(table);
        if let Some(rowid) = rowid_word(pair).filter(|_| plain(pair.from) && plain(pair.to)) {
            copy.fill(rowid, rowid.to_owned());
        }
        for column in pair.to.columns.iter().filter(|c| c.generated.is_none()) {
            let kept = pair.columns.iter().find(|c| c.to.name == column.name);
            match kept {
                Some(kept) => {
                    let value = values::kept(kept, pair, &mut copy.hazards);
                    copy.fill(&identifier(&column.name), value);
                }
                None => copy.added(column, pair, diagnostics),
            }
        }
        for kept in &pair.columns {
            if kept.to.generated.is_some() && kept.from.generated.is_none() {
                let what = format!("the values of {}.{}, which is computed", pair.to.name, kept.to.name);
                copy.hazards.push(Hazard::DataLoss { what: what.clone() });
                copy.hazards.push(Hazard::Irreversible { what });
            }
        }
        if copy.into.is_empty() {
            copy.something(pair);
        }
        copy
    }

    fn fill(&mut self, column: &str, value: String) {
        self.into.push(column.to_owned());
        self.values.push(value);
    }

    /// A new column has its default, is null, or needs a value.
    fn added(&mut self, column: &Column, pair: &TablePair<'_>, diagnostics: &mut Vec<Diagnostic>) {
        let is_row_number = row_number(pair.to).is_some_and(|name| name == column.name);
        if is_row_number || column.default.is_some() || !column.not_null {
            return;
        }
        if let Some(value) = values::neutral(column, pair, rowid_word(pair)) {
            let message = format!(
                "{}.{} cannot be null and has no default: the rows that are there get {value}",
                pair.to.name, column.name
            );
            diagnostics.push(values::filled(message, column, pair));
            self.fill(&identifier(&column.name), value);
        } else {
            self.hazards.push(Hazard::MayFail {
                r#where: format!("{} has rows: they have no value for {}", pair.to.name, column.name),
            });
        }
    }

    /// Each row needs at least one word to be there at all.
    fn something(&mut self, pair: &TablePair<'_>) {
        let Some(first) = pair.to.columns.iter().find(|c| c.generated.is_none()) else {
            return;
        };
        let value = match (&first.default, row_number(pair.to)) {
            (Some(default), _) => default.clone(),
            (None, Some(_)) if !is_without_rowid(pair.from) => rowid_word(pair).unwrap_or("NULL").to_owned(),
            _ => "NULL".to_owned(),
        };
        self.fill(&identifier(&first.name), value);
    }
}

/// The column that is the row's number.
pub(super) fn row_number(table: &SchemaTable) -> Option<&str> {
    let [only] = table.primary_key.as_ref()?.columns.as_slice() else {
        return None;
    };
    let column = table.columns.iter().find(|c| c.name.eq_ignore_ascii_case(only))?;
    (column.native_type.eq_ignore_ascii_case("integer") && !is_without_rowid(table)).then_some(&column.name)
}

pub(super) fn is_without_rowid(table: &SchemaTable) -> bool {
    super::words(table.options.as_deref().unwrap_or_default()).contains("without")
}

pub(super) fn is_strict(table: &SchemaTable) -> bool {
    super::words(table.options.as_deref().unwrap_or_default()).contains("strict")
}

/// The word for a row's own number that no column of the two has for its name.
pub(super) fn rowid_word(pair: &TablePair<'_>) -> Option<&'static str> {
    let has = |word: &str| {
        let mut columns = pair.from.columns.iter().chain(&pair.to.columns);
        columns.any(|column| column.name.eq_ignore_ascii_case(word))
    };
    ["rowid", "_rowid_", "oid"].into_iter().find(|word| !has(word))
}

/// What a column that goes is called by the time that it goes: another one may have taken its name.
pub(super) fn name_now(pair: &TablePair<'_>, name: &str) -> String {
    let is_taken = pair
        .columns
        .iter()
        .any(|c| c.from.name != c.to.name && c.to.name.eq_ignore_ascii_case(name));
    if !is_taken {
        return name.to_owned();
    }
    let has = |wanted: &str| {
        let mut columns = pair.from.columns.iter().chain(&pair.to.columns);
        columns.any(|column| column.name.eq_ignore_ascii_case(wanted))
    };
    free_name(&format!("tablewright_{name}"), usize::MAX, &has)
}

/// Whether values go from one affinity to another, and what may happen to them.
pub(super) fn conversion(from: Affinity, to: Affinity, what: &str, hazards: &mut Vec<Hazard>) {
    use Affinity::{Integer, Numeric, Real, Text};
    match (from, to) {
        (Text, Integer | Real | Numeric) => {
            let what = format!("how the numbers in {what} are written: '007' becomes 7");
            hazards.push(Hazard::DataLoss { what: what.clone() });
            hazards.push(Hazard::Irreversible { what });
        }
        (Integer | Numeric, Real) => {
            let what = format!("the last digits of whole numbers in {what} beyond 2^53");
            hazards.push(Hazard::DataLoss { what: what.clone() });
            hazards.push(Hazard::Irreversible { what });
        }
        _ => {}
    }
}
