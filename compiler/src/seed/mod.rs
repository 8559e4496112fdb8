//! Rows for an empty database, so that a migration has something to lose.
//!
//! Each table gets a few rows that satisfy its constraints as far as they can be read: ordinary values, defaults,
//! nulls, the lowest and highest values of each type, quotes and other scripts, rows that refer to others and rows
//! that nothing refers to. The same schema always gives the same rows.
//!
//! What cannot be read (a function in a check, a trigger that refuses) is left to the engine: a [`Seeder`] is told
//! which rows the engine took, tries others for those that it refused, and names the tables that it could not fill.

mod carried;
pub(crate) mod checks;
mod fitting;
mod model;
mod named;
pub(crate) mod native;
mod order;
mod partitions;
mod pattern;
pub(crate) mod pool;
mod rng;
mod row;
pub(crate) mod value;
mod write;

use crate::diagnostic::{Diagnostic, Severity};
use crate::dialect::Dialect;
use crate::diff::SchemaChange;
use crate::emit::readable;
use crate::schema::Schema;
use model::Model;
use row::{ROLES, Role, Wanted};
use value::Value;

/// How often another row is tried for the first of a table, and for the others.
const MOST_ATTEMPTS: (usize, usize) = (10, 3);

/// However many tables share its rows, a table gets no more.
const MOST_ROWS: usize = 60;

/// How much to seed.
#[derive(Debug, Clone, Copy)]
pub struct SeedOptions {
    /// At most so many rows a table, apart from those that other tables need.
    pub rows: usize,
}

impl Default for SeedOptions {
    fn default() -> Self {
        Self { rows: 12 }
    }
}

/// Rows to insert.
#[derive(Debug, Clone, PartialEq)]
pub struct Seeded {
    /// In the order in which they are inserted.
    pub statements: Vec<SeedStatement>,
    /// The tables that got no row, and why.
    pub unseeded: Vec<Diagnostic>,
}

/// One statement that inserts or completes a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeedStatement {
    /// The table, as people write it.
    pub table: String,
    /// The statement, without a final delimiter.
    pub sql: String,
    /// How many rows it inserts: one, or none where it points a row at another.
    pub rows: usize,
    /// Whether it runs with foreign keys not enforced: its row refers to one that can only come after it, because that
    /// one refers to this.
    pub unchecked: bool,
}

/// The rows for a schema, as far as can be known without an engine.
pub fn seed(schema: &Schema, options: SeedOptions) -> Seeded {
    let mut seeder = Seeder::new(schema, options);
    let mut statements = Vec::new();
    while let Some(statement) = seeder.next_statement() {
        seeder.accepted();
        statements.push(statement);
    }
    Seeded {
        statements,
        unseeded: seeder.unseeded(),
    }
}

/// Makes rows one by one, told what became of each.
pub struct Seeder<'a> {
    dialect: Dialect,
    models: Vec<Model<'a>>,
    order: Vec<usize>,
    options: SeedOptions,
    /// Which table of the order, which of its rows, which attempt at that.
    at: usize,
    number: usize,
    attempt: usize,
    blamed: Vec<usize>,
    pending: Option<Vec<Value>>,
    reasons: Vec<Option<String>>,
    /// Rows that refer to what came later.
    links: Option<std::vec::IntoIter<SeedStatement>>,
}

impl<'a> Seeder<'a> {
    /// Rows for this schema.
    pub fn new(schema: &'a Schema, options: SeedOptions) -> Self {
        Self::fitting(schema, options, &[])
    }

    /// As [`Seeder::new`], with rows that fit the schema that the changes lead to as well.
    pub fn fitting(schema: &'a Schema, options: SeedOptions, changes: &[SchemaChange]) -> Self {
        let mut models = model::models(schema);
        if carried::is_needed(schema.dialect) {
            carried::add(&mut models, schema);
        }
        fitting::narrow(&mut models, schema, changes);
        let order = order::order(&models);
        order::promise(&mut models, &order);
        Self {
            dialect: schema.dialect,
            reasons: vec![None; models.len()],
            models,
            order,
            options,
            at: 0,
            number: 0,
            attempt: 0,
            blamed: Vec::new(),
            pending: None,
            links: None,
        }
    }

    /// How many tables there are, and how many are done.
    pub fn progress(&self) -> (usize, usize) {
        (self.at.min(self.order.len()), self.order.len())
    }

    /// The next statement to try. What became of it has to be told before the one after it.
    pub fn next_statement(&mut self) -> Option<SeedStatement> {
        while let Some(&at) = self.order.get(self.at) {
            let Some(role) = self.role(at) else {
                self.next_table();
                continue;
            };
            let wanted = Wanted {
                role,
                number: self.number,
                attempt: self.attempt,
                blamed: &self.blamed,
            };
            let Some(row) = row::make(&self.models, at, &wanted, self.dialect) else {
                self.give_up("no row was found that satisfies its keys, references and checks");
                continue;
            };
            let statement = SeedStatement {
                table: readable(self.models[at].table),
                sql: write::insert(&self.models[at], &row, self.dialect),
                rows: 1,
                unchecked: self.models[at].foreign_keys.iter().any(|r| r.is_promise && !r.optional),
            };
            self.pending = Some(row);
            return Some(statement);
        }
        if self.links.is_none() {
            self.links = Some(write::links(&self.models, &self.order, self.dialect).into_iter());
        }
        self.links.as_mut()?.next()
    }

    /// The engine took the last statement.
    pub fn accepted(&mut self) {
        let (Some(row), Some(&at)) = (self.pending.take(), self.order.get(self.at)) else {
            return;
        };
        let model = &mut self.models[at];
        for unique in &mut model.uniques {
            unique
                .used
                .extend(row::entry(&unique.columns, unique.nulls_count, &row));
        }
        if model.rows.is_empty() {
            model.form = self.attempt.checked_sub(row::PLAIN);
        }
        model.rows.push(row);
        self.promise(at);
        self.next_row();
    }

    /// What the last row of a table needs of rows that come later.
    fn promise(&mut self, at: usize) {
        let model = &self.models[at];
        let Some(row) = model.rows.last() else {
            return;
        };
        let mut due = Vec::new();
        for reference in model.foreign_keys.iter().filter(|r| r.is_promise && !r.optional) {
            let values: Vec<(usize, Value)> = reference
                .target_columns
                .iter()
                .zip(&reference.columns)
                .map(|(target, place)| (*target, row[*place].clone()))
                .collect();
            due.push((reference.target, values));
        }
        for (target, values) in due {
            if !self.models[target].promises.contains(&values) {
                self.models[target].promises.push(values);
            }
        }
    }

    /// The engine refused the last statement, in these words.
    pub fn refused(&mut self, why: &str) {
        let (Some(_), Some(&at)) = (self.pending.take(), self.order.get(self.at)) else {
            return;
        };
        let named = |word: &str| {
            why.split(|c: char| !c.is_alphanumeric() && c != '_')
                .any(|w| w.eq_ignore_ascii_case(word))
        };
        let model = &self.models[at];
        self.blamed = (0..model.columns.len())
            .filter(|place| named(&model.columns[*place].column.name))
            .collect();
        self.attempt += 1;
        let most = if self.models[at].rows.is_empty() {
            MOST_ATTEMPTS.0
        } else {
            MOST_ATTEMPTS.1
        };
        self.reasons[at] = Some(why.to_owned());
        if self.attempt >= most {
            self.next_row();
        }
    }

    /// The tables that have no row, and why.
    pub fn unseeded(&self) -> Vec<Diagnostic> {
        let mut out = Vec::new();
        for (at, model) in self
            .models
            .iter()
            .enumerate()
            .filter(|(_, model)| model.rows.is_empty())
        {
            let empty: Vec<String> = model
                .foreign_keys
                .iter()
                .filter(|r| !r.optional && r.target != at && self.models[r.target].rows.is_empty())
                .map(|r| readable(self.models[r.target].table))
                .collect();
            let why = if let Some(first) = empty.first() {
                format!("it must refer to {first}, which has no row")
            } else {
                self.reasons[at]
                    .clone()
                    .unwrap_or_else(|| "no row was found for it".to_owned())
            };
            let table = readable(model.table);
            let message = format!("{table} has no rows to prove with: {}", why.trim());
            let finding = Diagnostic::new(Severity::Warning, "not-seeded", message).subject(table);
            out.push(match model.table.origin.element {
                Some(element) => finding.element(element),
                None => finding,
            });
        }
        out
    }

    /// What the row to make is there for; `None` where the table has enough.
    fn role(&self, at: usize) -> Option<Role> {
        // A row of its own for each table whose rows are rows of this one.
        let kinds = self.models[at].kinds;
        if self.number < (ROLES.len() + kinds).min(MOST_ROWS) && self.number >= ROLES.len() {
            return Some(Role::Typical);
        }
        // Rows without what they refer to would be no schema's: only as many as are promised.
        if self.models[at].foreign_keys.iter().any(|r| r.is_promise && !r.optional) && self.number > 0 {
            return None;
        }
        match ROLES.get(self.number) {
            Some(role) => Some(*role),
            None => {
                // One more for each value of an enum that has no row yet.
                let model = &self.models[at];
                let labels = model
                    .columns
                    .iter()
                    .filter_map(|slot| slot.pool.few())
                    .max()
                    .unwrap_or(0);
                (self.number < labels && self.number < self.options.rows).then_some(Role::Typical)
            }
        }
    }

    fn next_row(&mut self) {
        self.number += 1;
        self.attempt = 0;
        self.blamed.clear();
    }

    fn next_table(&mut self) {
        self.at += 1;
        self.number = 0;
        self.attempt = 0;
        self.blamed.clear();
    }

    fn give_up(&mut self, why: &str) {
        if let Some(&at) = self.order.get(self.at) {
            self.reasons[at].get_or_insert_with(|| why.to_owned());
        }
        self.next_row();
    }
}

#[cfg(test)]
mod tests;
