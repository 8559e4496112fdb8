//! The rows of a database, before and after: none may be missing that the plan does not say is lost.

use std::collections::{BTreeMap, HashMap};

use tablewright_compiler::diagnostic::{Diagnostic, Severity};
use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::diff::{Named, SchemaChange, TableRef};
use tablewright_compiler::plan::{Hazard, Plan};
use tablewright_compiler::schema::{Schema, SchemaTable};

use super::values::plain;
use super::{Direction, Stage, TableRows, Trial, Unproven};
use crate::engine::{Connection, EngineError};

/// The values of a row, as text.
type Row = Vec<Option<String>>;

/// Which names a database goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// Those of the schema that is left.
    Before,
    /// Those of the schema that is reached.
    AfterUp,
}

/// What becomes of the tables and columns of the schema that is left.
pub(super) struct Mapping {
    dialect: Dialect,
    tables: Vec<TableFate>,
}

struct TableFate {
    /// As people write it.
    label: String,
    from: Named,
    /// Its name afterwards; none where it is dropped.
    to: Option<Named>,
    /// Whether some step says that its rows are lost.
    loss_is_said: bool,
    columns: Vec<ColumnFate>,
}

struct ColumnFate {
    from: String,
    to: Option<String>,
    /// Whether its definition changes, so that its values may be written differently.
    changes: bool,
    /// Whether it is filled in where it was null.
    fills_nulls: bool,
    /// Values that go on under another name.
    renamed: Vec<(String, String)>,
    loss_is_said: bool,
}

/// Whether a plan changes a table; `label` is its name as people write it.
pub(super) fn is_touched(plan: &Plan, label: &str) -> bool {
    plan.changes
        .iter()
        .filter_map(table_of)
        .any(|table| readable(&table.from) == label)
}

fn table_of(change: &SchemaChange) -> Option<TableRef> {
    match change {
        SchemaChange::RenameTable(table)
        | SchemaChange::AlterTable { table, .. }
        | SchemaChange::AddColumn { table, .. }
        | SchemaChange::DropColumn { table, .. }
        | SchemaChange::RenameColumn { table, .. }
        | SchemaChange::AlterColumn { table, .. }
        | SchemaChange::ReorderColumns { table, .. }
        | SchemaChange::AddPrimaryKey { table, .. }
        | SchemaChange::DropPrimaryKey { table, .. }
        | SchemaChange::AddUniqueKey { table, .. }
        | SchemaChange::AddForeignKey { table, .. }
        | SchemaChange::AddCheck { table, .. } => Some(table.clone()),
        _ => None,
    }
}

fn readable(name: &Named) -> String {
    match &name.namespace {
        Some(space) => format!("{space}.{}", name.name),
        None => name.name.clone(),
    }
}

impl Mapping {
    /// What the plan says becomes of each table and column.
    pub(super) fn of(from: &Schema, to: &Schema, plan: &Plan) -> Self {
        let said = |wanted: &dyn Fn(&SchemaChange) -> bool| {
            plan.up.iter().chain(&plan.down).any(|step| {
                step.change.and_then(|at| plan.changes.get(at)).is_some_and(wanted) && step.hazards.iter().any(loses)
            })
        };
        let tables = from.tables.iter().map(|table| fate(table, to, plan, &said)).collect();
        Self {
            dialect: plan.dialect,
            tables,
        }
    }
}

fn loses(hazard: &Hazard) -> bool {
    matches!(hazard, Hazard::DataLoss { .. } | Hazard::Irreversible { .. })
}

/// Asks whether a step of such a change says that something is lost.
type Said<'s> = dyn Fn(&dyn Fn(&SchemaChange) -> bool) -> bool + 's;

fn fate(table: &SchemaTable, to: &Schema, plan: &Plan, said: &Said<'_>) -> TableFate {
    let from = Named {
        namespace: table.namespace.clone(),
        name: table.name.clone(),
    };
    let is_drop = |change: &SchemaChange| matches!(change, SchemaChange::DropTable(t) if t.name == from.name && t.namespace == from.namespace);
    let dropped = plan.changes.iter().any(is_drop);
    let renamed = plan.changes.iter().find_map(|change| match change {
        SchemaChange::RenameTable(table) if table.from == from => Some(table.to.clone()),
        _ => None,
    });
    let columns = table
        .columns
        .iter()
        .filter(|column| column.generated.is_none())
        .map(|column| {
            let mut fate = ColumnFate {
                from: column.name.clone(),
                to: Some(column.name.clone()),
                changes: false,
                fills_nulls: false,
                renamed: Vec::new(),
                loss_is_said: false,
            };
            for change in &plan.changes {
                match change {
                    SchemaChange::RenameColumn { table, column: name }
                        if table.from == from && name.from == fate.from =>
                    {
                        fate.to = Some(name.to.clone());
                    }
                    SchemaChange::DropColumn {
                        table, column: gone, ..
                    } if table.from == from && gone.name == fate.from => {
                        fate.to = None;
                        fate.loss_is_said = said(&|c| c == change);
                    }
                    SchemaChange::AlterColumn {
                        table,
                        from: old,
                        to: new,
                        values,
                    } if table.from == from && old.name == fate.from => {
                        fate.changes = true;
                        fate.fills_nulls = !old.not_null && new.not_null;
                        fate.renamed.clone_from(values);
                        fate.loss_is_said = said(&|c| c == change);
                    }
                    SchemaChange::AlterEnum { from: old, renamed, .. } if mentions(&column.native_type, &old.name) => {
                        fate.changes = true;
                        fate.renamed.clone_from(renamed);
                        fate.loss_is_said = said(&|c| c == change);
                    }
                    _ => {}
                }
            }
            fate
        })
        .collect();
    let target = renamed.unwrap_or_else(|| from.clone());
    // A table that comes to be computed otherwise is none whose values could be compared.
    let columns = without_computed(columns, &target, to);
    TableFate {
        label: readable(&from),
        to: (!dropped).then_some(target),
        loss_is_said: dropped && said(&is_drop),
        from,
        columns,
    }
}

/// Columns that are computed afterwards are declared to change.
fn without_computed(mut columns: Vec<ColumnFate>, target: &Named, to: &Schema) -> Vec<ColumnFate> {
    let table = to
        .tables
        .iter()
        .find(|t| t.name == target.name && t.namespace == target.namespace);
    if let Some(table) = table {
        for fate in &mut columns {
            let computed = table
                .columns
                .iter()
                .any(|c| Some(&c.name) == fate.to.as_ref() && c.generated.is_some());
            fate.changes |= computed;
        }
    }
    columns
}

fn mentions(native_type: &str, name: &str) -> bool {
    native_type
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .any(|word| word.eq_ignore_ascii_case(name))
}

/// The rows of every table; none for a table that could not be read.
pub(super) struct Snapshot {
    tables: Vec<Result<Rows, String>>,
}

type Rows = Vec<Row>;

impl Snapshot {
    /// Reads the tables of the schema that is left, by the names that they have now.
    pub(super) async fn read(connection: &mut Connection, mapping: &Mapping, kept: Kept) -> Result<Self, EngineError> {
        let mut tables = Vec::with_capacity(mapping.tables.len());
        for fate in &mapping.tables {
            let name = match kept {
                Kept::Before => Some(&fate.from),
                Kept::AfterUp => fate.to.as_ref(),
            };
            let Some(name) = name else {
                tables.push(Ok(Vec::new()));
                continue;
            };
            let sql = select(mapping.dialect, name, &fate.columns, kept);
            tables.push(match connection.rows(&sql).await {
                Ok(rows) => Ok(rows),
                Err(error) => Err(super::build::refused(error)?.err().unwrap_or_default()),
            });
        }
        Ok(Self { tables })
    }
}

fn select(dialect: Dialect, table: &Named, columns: &[ColumnFate], kept: Kept) -> String {
    let list: Vec<String> = columns
        .iter()
        .map(|fate| {
            let name = match kept {
                Kept::Before => Some(&fate.from),
                Kept::AfterUp => fate.to.as_ref(),
            };
            match (name, dialect) {
                (None, _) => "NULL".to_owned(),
                // Bare, an integer and its digits as text would look the same.
                (Some(name), Dialect::Sqlite) => format!("nullif(quote({}), 'NULL')", quoted(dialect, name)),
                (Some(name), _) => quoted(dialect, name),
            }
        })
        .collect();
    let list = if list.is_empty() {
        "1".to_owned()
    } else {
        list.join(", ")
    };
    format!(
        "SELECT {list} FROM {}",
        sql_name(dialect, table.namespace.as_deref(), &table.name)
    )
}

/// A table's name as it stands in SQL.
pub(super) fn sql_name(dialect: Dialect, namespace: Option<&str>, name: &str) -> String {
    match namespace {
        Some(space) => format!("{}.{}", dialect.identifier(space), dialect.identifier(name)),
        None => dialect.identifier(name),
    }
}

/// A table's name as people write it.
pub(super) fn label(table: &SchemaTable) -> String {
    match &table.namespace {
        Some(space) => format!("{space}.{}", table.name),
        None => table.name.clone(),
    }
}

/// The name in quotes: SQLite would take a name that is not there for a text only in double quotes.
fn quoted(dialect: Dialect, name: &str) -> String {
    match dialect {
        Dialect::Sqlite => format!("[{name}]"),
        Dialect::Postgres | Dialect::Mysql => dialect.identifier(name),
    }
}

impl Trial<'_> {
    /// Writes down how many rows there were.
    pub(super) fn note_rows(&mut self, before: &Snapshot) {
        let labels: Vec<String> = self.claim.from.tables.iter().map(label).collect();
        for (label, rows) in labels.into_iter().zip(&before.tables) {
            let count = rows.as_ref().map_or(0, Vec::len);
            self.proof.rows += count;
            self.proof.tables.push(TableRows {
                table: label,
                before: count,
                after_up: None,
                after_down: None,
            });
        }
    }

    /// Compares the rows with those before.
    pub(super) fn compare_rows(
        &mut self,
        before: &Snapshot,
        after: &Snapshot,
        mapping: &Mapping,
        direction: Direction,
    ) {
        self.tell(
            match direction {
                Direction::Up => Stage::CompareUp,
                Direction::Down => Stage::CompareDown,
            },
            1,
            2,
        );
        for (at, fate) in mapping.tables.iter().enumerate() {
            let (Ok(old), new) = (&before.tables[at], &after.tables[at]) else {
                continue;
            };
            let new = match new {
                Ok(rows) => rows,
                Err(words) => {
                    let message = format!("after {}, {} cannot be read: {words}", direction.word(), fate.label);
                    self.fail("rows-unreadable", &fate.label, message);
                    continue;
                }
            };
            let gone = fate.to.is_none();
            let count = (direction == Direction::Down || !gone).then_some(new.len());
            match direction {
                Direction::Up => self.proof.tables[at].after_up = count,
                Direction::Down => self.proof.tables[at].after_down = count,
            }
            if gone {
                if !old.is_empty() && !fate.loss_is_said && direction == Direction::Up {
                    let message = format!("{} is dropped with {} rows, and no step says so", fate.label, old.len());
                    self.fail("loss-not-declared", &fate.label, message);
                }
                continue;
            }
            if old.len() != new.len() {
                let message = format!(
                    "{} had {} rows before and has {} after {}; the plan declares no such loss",
                    fate.label,
                    old.len(),
                    new.len(),
                    direction.word()
                );
                self.fail("rows-lost", &fate.label, message);
                continue;
            }
            self.compare_values(fate, old, new, direction);
        }
    }

    fn compare_values(&mut self, fate: &TableFate, old: &Rows, new: &Rows, direction: Direction) {
        let same: Vec<usize> = (0..fate.columns.len())
            .filter(|at| fate.columns[*at].to.is_some() && !fate.columns[*at].changes)
            .collect();
        let key =
            |row: &Vec<Option<String>>| -> Vec<Option<String>> { same.iter().map(|at| row[*at].clone()).collect() };
        let mut left: BTreeMap<Vec<Option<String>>, Vec<usize>> = BTreeMap::new();
        for (at, row) in new.iter().enumerate() {
            left.entry(key(row)).or_default().push(at);
        }
        let mut pairs = Vec::with_capacity(old.len());
        let mut unmatched = Vec::new();
        for row in old {
            match left.get_mut(&key(row)).and_then(Vec::pop) {
                Some(at) => pairs.push((row, &new[at])),
                None => unmatched.push(row),
            }
        }
        if !unmatched.is_empty() {
            let rest: Vec<&Vec<Option<String>>> = left.into_values().flatten().map(|at| &new[at]).collect();
            self.name_columns(fate, &same, &unmatched, &rest, direction);
            return;
        }
        for (at, column) in fate.columns.iter().enumerate() {
            if column.to.is_none() {
                let lost = old.iter().any(|row| row[at].is_some());
                if lost && !column.loss_is_said && direction == Direction::Up {
                    let subject = format!("{}.{}", fate.label, column.from);
                    let message = format!("{subject} is dropped with its values, and no step says so");
                    self.fail("loss-not-declared", &subject, message);
                }
                continue;
            }
            if column.changes {
                self.compare_changed(fate, at, &pairs, direction);
            }
        }
    }

    /// Says which columns differ where whole rows do not match.
    fn name_columns(
        &mut self,
        fate: &TableFate,
        same: &[usize],
        old: &[&Vec<Option<String>>],
        new: &[&Vec<Option<String>>],
        direction: Direction,
    ) {
        let counted = |rows: &[&Vec<Option<String>>], at: usize| {
            let mut counts: HashMap<Option<String>, usize> = HashMap::new();
            for row in rows {
                *counts.entry(row[at].clone()).or_default() += 1;
            }
            counts
        };
        let mut named = false;
        for at in same {
            if counted(old, *at) == counted(new, *at) {
                continue;
            }
            named = true;
            let column = &fate.columns[*at];
            let subject = format!("{}.{}", fate.label, column.from);
            let shown = |rows: &[&Vec<Option<String>>]| {
                rows.first().map_or_else(|| "nothing".to_owned(), |row| show(&row[*at]))
            };
            let message = format!(
                "after {}, {subject} has other values in {} of {} rows, such as {} where it was {}",
                direction.word(),
                old.len(),
                self.rows_of(&fate.label),
                shown(new),
                shown(old),
            );
            self.fail("values-changed", &subject, message);
        }
        if !named {
            let message = format!(
                "after {}, the values of {} rows of {} are mixed up",
                direction.word(),
                old.len(),
                fate.label
            );
            self.fail("values-changed", &fate.label, message);
        }
    }

    fn rows_of(&self, label: &str) -> usize {
        self.proof
            .tables
            .iter()
            .find(|t| t.table == label)
            .map_or(0, |t| t.before)
    }

    /// Compares a column whose definition changes, row by row.
    fn compare_changed(&mut self, fate: &TableFate, at: usize, pairs: &[(&Row, &Row)], direction: Direction) {
        let column = &fate.columns[at];
        let subject = format!("{}.{}", fate.label, column.from);
        let mut other = Vec::new();
        for (old, new) in pairs {
            let (old, new) = (&old[at], &new[at]);
            match (old, new) {
                (None, None) => {}
                (None, Some(_)) if column.fills_nulls => {}
                (Some(a), Some(b)) if plain(&renamed(a, column, direction)) == plain(b) => {}
                _ => other.push((old.clone(), new.clone())),
            }
        }
        let Some((old, new)) = other.first() else {
            return;
        };
        let emptied = other.iter().any(|(old, new)| old.is_some() && new.is_none());
        let what = format!(
            "after {}, {} of {} values of {subject} differ, such as {} where it was {}",
            direction.word(),
            other.len(),
            pairs.len(),
            show(new),
            show(old),
        );
        if column.loss_is_said {
            let finding = Diagnostic::new(Severity::Info, "loss-as-declared", format!("{what}; the plan says so"));
            self.proof.findings.push(finding.subject(subject));
        } else if emptied || direction == Direction::Down {
            self.fail(
                "values-changed",
                &subject,
                format!("{what}; the plan declares no such loss"),
            );
        } else {
            self.proof.unproven.push(Unproven {
                what: format!("the values of {subject}"),
                why: format!("its type changes, and as text they cannot be compared: {what}"),
            });
        }
    }
}

fn renamed(value: &str, column: &ColumnFate, direction: Direction) -> String {
    if direction == Direction::Down {
        return value.to_owned();
    }
    let name = |value: &str| {
        let found = column.renamed.iter().find(|(old, _)| old == value);
        found.map_or_else(|| value.to_owned(), |(_, new)| new.clone())
    };
    // A set has several.
    match value.contains(',') && !column.renamed.is_empty() {
        true => value.split(',').map(name).collect::<Vec<_>>().join(","),
        false => name(value),
    }
}

/// A value as it is shown, cut where it gets long.
fn show(value: &Option<String>) -> String {
    match value {
        None => "null".to_owned(),
        Some(text) if text.chars().count() > 40 => format!("'{}…'", text.chars().take(40).collect::<String>()),
        Some(text) => format!("'{text}'"),
    }
}
