//! A table as a seeder sees it.

use super::checks::Condition;
use super::named::Named;
use super::partitions::Partitions;
use super::pool::Pool;
use super::value::{Plain, Value};
use crate::design::Identity;
use crate::dialect::Dialect;
use crate::expression::lex::{Token, tokens};
use crate::schema::{Column, ForeignKey, Schema, SchemaIndex, SchemaPartTarget, SchemaTable};
use std::collections::{BTreeSet, HashMap, HashSet};

/// A table, and the rows that it was given.
pub(super) struct Model<'a> {
    pub(super) table: &'a SchemaTable,
    pub(super) columns: Vec<Slot<'a>>,
    pub(super) foreign_keys: Vec<Reference>,
    pub(super) uniques: Vec<Unique>,
    pub(super) conditions: Vec<Rule>,
    /// Columns that say into which partition a row goes, and what each partition takes.
    pub(super) partitions: Partitions,
    /// How many tables have rows that are each one with a row of this one.
    pub(super) kinds: usize,
    /// The form of texts that its first row had to have.
    pub(super) form: Option<usize>,
    /// For the first rows, what rows that came before count on.
    pub(super) promises: Vec<Vec<(usize, Value)>>,
    /// The rows that the engine has taken.
    pub(super) rows: Vec<Vec<Value>>,
}

/// A column.
pub(super) struct Slot<'a> {
    pub(super) column: &'a Column,
    pub(super) pool: Pool,
    pub(super) nullable: bool,
    /// Whether the engine numbers it.
    pub(super) numbered: bool,
    /// What it is when it is left out of an INSERT, as far as that is known; `None` without a default.
    pub(super) default: Option<Plain>,
    /// Values that some check speaks of.
    pub(super) hints: Vec<Value>,
}

/// A foreign key, by places of columns.
pub(super) struct Reference {
    pub(super) columns: Vec<usize>,
    pub(super) target: usize,
    pub(super) target_columns: Vec<usize>,
    /// Whether a null in one of its columns is enough to refer to nothing.
    pub(super) any_null: bool,
    /// Whether it refers to nothing where its columns are null, and they may be.
    pub(super) optional: bool,
    /// Whether its table has no rows yet when they are needed, since the two need each other.
    pub(super) is_promise: bool,
    /// Where it makes the row one with the row it refers to: which of those is this table's own.
    pub(super) reserved: Option<usize>,
}

/// Columns that no two rows agree on.
pub(super) struct Unique {
    pub(super) columns: Vec<usize>,
    pub(super) nulls_count: bool,
    /// Whether it says less than that: it holds for some rows, or for what an expression makes of them.
    pub(super) is_guess: bool,
    pub(super) used: HashSet<String>,
}

/// A check, by places of columns.
pub(super) struct Rule {
    pub(super) condition: Condition,
    pub(super) columns: Vec<usize>,
    /// Where it is a domain's: the column that VALUE stands for.
    pub(super) value_of: Option<usize>,
}

/// Every table of a schema, with its references.
pub(super) fn models(schema: &Schema) -> Vec<Model<'_>> {
    let named = Named::of(schema);
    let partitions = super::partitions::of(schema);
    let tables = schema.tables.iter();
    let place: Places = places(tables, schema.dialect);
    let mut models: Vec<Model<'_>> = schema
        .tables
        .iter()
        .enumerate()
        .map(|(at, table)| {
            let family = ancestors(schema, &place, at);
            let found = partitions
                .iter()
                .find(|p| p.table.to_lowercase() == table.name.to_lowercase());
            model(schema, &named, &family, found.cloned())
        })
        .collect();
    for at in 0..models.len() {
        let references: Vec<Reference> = models[at]
            .table
            .foreign_keys
            .iter()
            .filter_map(|foreign_key| reference(&models, &place, at, foreign_key, schema.dialect))
            .collect();
        models[at].foreign_keys = references;
    }
    reserve(&mut models);
    models
}

/// Tables by their names.
type Places = HashMap<(String, String), usize>;

fn places<'t>(tables: impl Iterator<Item = &'t SchemaTable>, dialect: Dialect) -> Places {
    tables
        .enumerate()
        .map(|(at, table)| (key_of(table.namespace.as_deref(), &table.name, dialect), at))
        .collect()
}

/// A foreign key of a table, added to those that it has.
pub(super) fn reference_by_name(
    models: &[Model<'_>],
    at: usize,
    foreign_key: &ForeignKey,
    dialect: Dialect,
) -> Option<Reference> {
    let place = places(models.iter().map(|model| model.table), dialect);
    reference(models, &place, at, foreign_key, dialect)
}

/// Gives each of the tables whose rows are one with rows of another a row there of its own.
fn reserve(models: &mut [Model<'_>]) {
    for at in 0..models.len() {
        let Some(key) = models[at]
            .table
            .primary_key
            .as_ref()
            .map(|key| models[at].places(&key.columns))
        else {
            continue;
        };
        let Some(which) = models[at]
            .foreign_keys
            .iter()
            .position(|r| r.target != at && r.columns.len() == key.len() && r.columns.iter().all(|c| key.contains(c)))
        else {
            continue;
        };
        let target = models[at].foreign_keys[which].target;
        models[at].foreign_keys[which].reserved = Some(super::row::ROLES.len() + models[target].kinds);
        models[target].kinds += 1;
    }
}

fn key_of(namespace: Option<&str>, name: &str, dialect: Dialect) -> (String, String) {
    let namespace = namespace
        .filter(|n| dialect != Dialect::Postgres || *n != "public")
        .unwrap_or_default();
    if dialect == Dialect::Postgres {
        (namespace.to_owned(), name.to_owned())
    } else {
        (namespace.to_lowercase(), name.to_lowercase())
    }
}

/// The table and those it inherits from, which have columns of it.
fn ancestors<'a>(schema: &'a Schema, place: &Places, at: usize) -> Vec<&'a SchemaTable> {
    let mut found = vec![&schema.tables[at]];
    let mut next = 0;
    while let Some(table) = found.get(next).copied() {
        next += 1;
        for (namespace, name) in inherited(table, schema.dialect) {
            let space = namespace.as_deref().or(table.namespace.as_deref());
            if let Some(parent) = place
                .get(&key_of(space, &name, schema.dialect))
                .map(|p| &schema.tables[*p])
                && !found.iter().any(|t| std::ptr::eq(*t, parent))
            {
                found.push(parent);
            }
        }
    }
    found
}

/// The names after INHERITS.
fn inherited(table: &SchemaTable, dialect: Dialect) -> Vec<(Option<String>, String)> {
    let Some(options) = table.options.as_deref().filter(|_| dialect == Dialect::Postgres) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut inside = false;
    let mut parts: Vec<String> = Vec::new();
    let mut push = |parts: &mut Vec<String>| {
        if let Some(name) = parts.pop() {
            found.push((parts.pop(), name));
        }
        parts.clear();
    };
    for token in tokens(options, dialect).unwrap_or_default() {
        match token {
            Token::Word(word) if word.eq_ignore_ascii_case("inherits") => inside = true,
            Token::Word(word) if inside => parts.push(word.to_lowercase()),
            Token::Quoted(name) if inside => parts.push(name.into_owned()),
            Token::Symbol(',') if inside => push(&mut parts),
            Token::Symbol(')') if inside => {
                push(&mut parts);
                inside = false;
            }
            _ => {}
        }
    }
    found
}

fn model<'a>(schema: &Schema, named: &Named, family: &[&'a SchemaTable], partitions: Option<Partitions>) -> Model<'a> {
    let table = family[0];
    let dialect = schema.dialect;
    let mut columns: Vec<Slot<'a>> = Vec::new();
    let mut conditions = Vec::new();
    for member in family {
        for column in &member.columns {
            if columns.iter().any(|slot| slot.column.name == column.name) {
                continue;
            }
            let resolved = named.resolve(&column.native_type);
            conditions.extend(resolved.conditions.into_iter().map(|condition| Rule {
                condition,
                columns: vec![columns.len()],
                value_of: Some(columns.len()),
            }));
            let key = member
                .primary_key
                .as_ref()
                .is_some_and(|k| k.columns.contains(&column.name));
            columns.push(Slot {
                column,
                pool: resolved.pool,
                nullable: !column.not_null && !resolved.not_null && !key,
                numbered: column.identity.is_some()
                    || column
                        .default
                        .as_deref()
                        .is_some_and(|d| d.to_ascii_lowercase().contains("nextval")),
                default: column.default.as_deref().map(|sql| literal(sql, dialect)),
                hints: Vec::new(),
            });
        }
    }
    let mut model = Model {
        table,
        columns,
        foreign_keys: Vec::new(),
        uniques: Vec::new(),
        conditions,
        partitions: partitions.unwrap_or_default(),
        kinds: 0,
        form: None,
        promises: Vec::new(),
        rows: Vec::new(),
    };
    for check in family.iter().flat_map(|member| &member.checks) {
        model.demand(Condition::read(&check.expression, dialect));
    }
    for key in table.primary_key.iter().chain(&table.unique_keys) {
        let places = model.places(&key.columns);
        model.unique(places, key.nulls_not_distinct, false);
    }
    for index in table.indexes.iter().filter(|index| index.is_unique) {
        model.unique_index(index, dialect);
    }
    model.collect_hints(dialect);
    model
}

/// What a default is, where it is no more than a literal.
fn literal(sql: &str, dialect: Dialect) -> Plain {
    Condition::read(sql, dialect).constant().unwrap_or(Plain::Opaque)
}

impl Model<'_> {
    /// The place of the column.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.columns
            .iter()
            .position(|slot| slot.column.name == name)
            .or_else(|| {
                self.columns
                    .iter()
                    .position(|slot| slot.column.name.eq_ignore_ascii_case(name))
            })
    }

    fn places(&self, names: &[String]) -> Vec<usize> {
        names.iter().filter_map(|name| self.place(name)).collect()
    }

    /// Adds a check.
    pub(super) fn demand(&mut self, condition: Condition) {
        let columns = condition.columns.iter().filter_map(|name| self.place(name)).collect();
        self.conditions.push(Rule {
            condition,
            columns,
            value_of: None,
        });
    }

    /// Adds columns that no two rows may agree on.
    pub(super) fn unique(&mut self, columns: Vec<usize>, nulls_count: bool, is_guess: bool) {
        if !columns.is_empty() {
            self.uniques.push(Unique {
                columns,
                nulls_count,
                is_guess,
                used: HashSet::new(),
            });
        }
    }

    /// Adds what a unique index demands.
    pub(super) fn unique_index(&mut self, index: &SchemaIndex, dialect: Dialect) {
        let mut columns = BTreeSet::new();
        let mut is_guess = index.predicate.is_some();
        for part in &index.parts {
            match &part.target {
                SchemaPartTarget::Column(name) => columns.extend(self.place(name)),
                SchemaPartTarget::Expression(sql) => {
                    is_guess = true;
                    let mentioned = Condition::read(sql, dialect).columns;
                    columns.extend(mentioned.iter().filter_map(|name| self.place(name)));
                }
            }
        }
        self.unique(columns.into_iter().collect(), false, is_guess);
    }

    /// Makes values of what the checks speak of.
    pub(super) fn collect_hints(&mut self, dialect: Dialect) {
        for rule in &self.conditions {
            for hint in &rule.condition.hints {
                for at in &rule.columns {
                    let slot = &mut self.columns[*at];
                    if let Some(value) = slot.pool.hinted(hint, dialect)
                        && !slot.hints.contains(&value)
                    {
                        slot.hints.push(value);
                    }
                }
            }
        }
    }

    /// Whether the column is computed, so that no INSERT may name it.
    pub(super) fn is_computed(&self, at: usize) -> bool {
        self.columns[at].column.generated.is_some()
    }

    /// Whether the column is identity ALWAYS.
    pub(super) fn is_always(&self, at: usize) -> bool {
        self.columns[at].column.identity == Some(Identity::Always)
    }
}

fn reference(
    models: &[Model<'_>],
    place: &Places,
    at: usize,
    foreign_key: &ForeignKey,
    dialect: Dialect,
) -> Option<Reference> {
    let model = &models[at];
    let namespace = foreign_key.referenced_namespace.as_deref();
    let target = place
        .get(&key_of(namespace, &foreign_key.referenced_table, dialect))
        .or_else(|| {
            let own = model.table.namespace.as_deref();
            place.get(&key_of(own, &foreign_key.referenced_table, dialect))
        })
        .copied()?;
    let names = if foreign_key.referenced_columns.is_empty() {
        &models[target].table.primary_key.as_ref()?.columns
    } else {
        &foreign_key.referenced_columns
    };
    let columns: Vec<usize> = foreign_key
        .columns
        .iter()
        .map(|n| model.place(n))
        .collect::<Option<_>>()?;
    let target_columns: Vec<usize> = names.iter().map(|n| models[target].place(n)).collect::<Option<_>>()?;
    if columns.len() != target_columns.len() {
        return None;
    }
    let nullable = |at: &usize| model.columns[*at].nullable;
    let optional = if foreign_key.match_full {
        columns.iter().all(nullable)
    } else {
        columns.iter().any(nullable)
    };
    Some(Reference {
        columns,
        target,
        target_columns,
        any_null: !foreign_key.match_full,
        optional,
        is_promise: false,
        reserved: None,
    })
}
