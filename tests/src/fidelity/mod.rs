//! Whether a schema that goes through Tablewright is still the same schema, as its own engine tells.
//!
//! The source is applied to its engine as it is (A), and as what import, design and compile make of it (B). Both
//! databases are read back by the engine's own dump into a [`Catalog`] and compared, item by item. Where they
//! differ, a diagnostic must have named it.

mod catalog;
mod dump;
mod inspected;
mod mysql;
mod postgres;
mod sources;
mod sqlite;
mod sqlite_text;
mod table;

pub use catalog::{Catalog, Difference, Kind, compare};
pub use dump::dump;
pub use inspected::{inspect, through_inspection};
pub use sources::{corpus_source, corpus_sources, own_sources, sources_in};
pub use table::print_table;

use crate::engine::{Engine, ScratchDatabase};
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use tablewright_compiler::design::Design;
use tablewright_compiler::diagnostic::Diagnostic;
use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::edit::{ApplyContext, apply};
use tablewright_compiler::emit::compile;
use tablewright_compiler::ids::IdSource;
use tablewright_compiler::import::import;
use tablewright_compiler::lift::lift;
use uuid::Uuid;

/// A schema to try.
#[derive(Debug, Clone)]
pub struct Source {
    /// What it is called in the table.
    pub name: String,
    /// Whose SQL it is.
    pub dialect: Dialect,
    /// The SQL.
    pub sql: String,
}

/// How faithful one way through the program is to one source.
#[derive(Debug, Clone, Default)]
pub struct Fidelity {
    /// The source's name, and the way.
    pub name: String,
    /// Of each kind of object: how many are equal, and how many there are.
    pub counts: BTreeMap<Kind, (usize, usize)>,
    /// What differs.
    pub differences: Vec<Difference>,
    /// Why there is nothing to compare: an engine refused a script.
    pub failure: Option<String>,
}

impl Fidelity {
    /// Whether everything is equal, or unequal only in what a diagnostic named.
    pub fn is_accounted_for(&self) -> bool {
        self.failure.is_none() && self.unnamed() == 0
    }

    /// How many differences no diagnostic named.
    pub fn unnamed(&self) -> usize {
        self.differences.iter().filter(|d| d.named_by.is_none()).count()
    }
}

/// SQL that the program made, and what it said about it.
#[derive(Debug)]
pub struct Rebuilt {
    /// The script.
    pub sql: String,
    /// All findings on the way.
    pub diagnostics: Vec<Diagnostic>,
}

/// The engine of a dialect.
pub fn engine(dialect: Dialect) -> Engine {
    match dialect {
        Dialect::Postgres => Engine::Postgres,
        Dialect::Mysql => Engine::Mysql,
        Dialect::Sqlite => Engine::Sqlite,
    }
}

/// What import, design and compile make of the source. The error says which edit was refused.
pub fn rebuild(source: &Source, to: Dialect) -> Result<Rebuilt, String> {
    let read = import(&source.sql, source.dialect);
    let mut diagnostics = read.diagnostics;
    let (edits, findings) = lift(&read.schema, &mut IdSource::new(Uuid::from_u128(1 << 64)));
    diagnostics.extend(findings);
    let context = ApplyContext::import(IdSource::new(Uuid::from_u128(2 << 64)));
    let applied = apply(&Design::new(), &edits, context).map_err(|issues| format!("refused: {}", issues[0]))?;
    let compiled = compile(&applied.design, to);
    diagnostics.extend(compiled.diagnostics);
    Ok(Rebuilt {
        sql: compiled.sql,
        diagnostics,
    })
}

/// A against B: the source as it is, and through import, design and compile.
pub fn through_the_design(source: &Source) -> Fidelity {
    let name = source.name.clone();
    let outcome = original(source).and_then(|a| {
        let rebuilt = rebuild(source, source.dialect)?;
        let database = ScratchDatabase::create(engine(source.dialect));
        let b = applied(&database, source.dialect, &rebuilt.sql)
            .map_err(|error| format!("what was compiled is refused: {error}"))?;
        Ok((compare(&a, &b, &rebuilt.diagnostics), a))
    });
    finished(name, outcome)
}

/// Whether another engine takes what becomes of the source there; its own words where it does not.
pub fn on_another_engine(source: &Source, to: Dialect) -> Result<(), String> {
    let rebuilt = rebuild(source, to)?;
    let database = ScratchDatabase::create(engine(to));
    database.apply(&rebuilt.sql).map(|_| ())
}

/// Every source one way through the program, two at a time, in the order of the sources.
pub fn measured(sources: &[Source], way: fn(&Source) -> Fidelity) -> Vec<Fidelity> {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some((at, source)) =
                    Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| sources.get(at).map(|source| (at, source)))
                {
                    let result = way(source);
                    results.lock().unwrap().push((at, result));
                }
            });
        }
    });
    let mut results = results.into_inner().unwrap();
    results.sort_by_key(|(at, _)| *at);
    results.into_iter().map(|(_, result)| result).collect()
}

/// A: the source as it is.
fn original(source: &Source) -> Result<Catalog, String> {
    let database = ScratchDatabase::create(engine(source.dialect));
    let sql = match source.dialect {
        Dialect::Mysql => mysql::for_any_database(&source.sql),
        Dialect::Postgres | Dialect::Sqlite => source.sql.clone(),
    };
    applied(&database, source.dialect, &sql).map_err(|error| format!("the source itself is refused: {error}"))
}

fn applied(database: &ScratchDatabase, dialect: Dialect, sql: &str) -> Result<Catalog, String> {
    database.apply(sql)?;
    dump(database, dialect)
}

fn finished(name: String, outcome: Result<(Vec<Difference>, Catalog), String>) -> Fidelity {
    match outcome {
        Ok((differences, a)) => Fidelity {
            name,
            counts: catalog::counts(&a, &differences),
            differences,
            failure: None,
        },
        Err(failure) => Fidelity {
            name,
            failure: Some(failure),
            ..Fidelity::default()
        },
    }
}
