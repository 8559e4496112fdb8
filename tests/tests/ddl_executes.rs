//! What the compiler emits, given to the engines themselves: not one statement may be refused.

#![allow(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it should be"
)]

#[path = "../../compiler/tests/support/random_design.rs"]
mod random_design;

use std::path::Path;
use tablewright_compiler::design::Design;
use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::edit::{ApplyContext, Edit, RenamedValue, UpdateEnum, UpdateField, UpdateTable, apply};
use tablewright_compiler::emit::compile;
use tablewright_compiler::ids::IdSource;
use tablewright_compiler::import::import;
use tablewright_compiler::lift::lift;
use tablewright_tests::{Engine, Rng, ScratchDatabase, corpus};
use uuid::Uuid;

/// How many random designs an engine is given. Each is a database of its own.
const RANDOM_DESIGNS: u64 = 25;

fn engine(dialect: Dialect) -> Engine {
    match dialect {
        Dialect::Postgres => Engine::Postgres,
        Dialect::Mysql => Engine::Mysql,
        Dialect::Sqlite => Engine::Sqlite,
    }
}

fn executes(what: &str, dialect: Dialect, sql: &str) {
    let database = ScratchDatabase::create(engine(dialect));
    if let Err(error) = database.apply(sql) {
        panic!("{what}: {dialect} refuses its DDL: {error}\n{sql}");
    }
}

/// The SQL that the compiler's own cases expect.
fn expected_sql(dialect: Dialect) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../compiler/testdata/compile");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
        .iter()
        .map(|file| {
            let text = std::fs::read_to_string(file).unwrap();
            let start = format!("\n---- {dialect}\n");
            let (_, rest) = text.split_once(&start).unwrap();
            (
                file.display().to_string(),
                rest.split("\n---- ").next().unwrap().to_owned(),
            )
        })
        .collect()
}

fn random_designs_execute(dialect: Dialect) {
    for seed in 0..RANDOM_DESIGNS {
        let compiled = compile(&random_design::random_design(seed), dialect);
        executes(&format!("random design {seed}"), dialect, &compiled.sql);
    }
}

/// The design that an import of a corpus schema makes.
fn imported(name: &str, from: Dialect) -> Design {
    let read = import(&corpus(name), from);
    let (edits, _) = lift(&read.schema, &mut IdSource::new(Uuid::from_u128(1 << 64)));
    let context = ApplyContext::import(IdSource::new(Uuid::from_u128(2 << 64)));
    apply(&Design::new(), &edits, context)
        .unwrap_or_else(|issues| panic!("{name} is refused: {}", issues[0]))
        .design
}

fn corpus_executes(name: &str, from: Dialect, to: Dialect) {
    let compiled = compile(&imported(name, from), to);
    let stale = compiled
        .diagnostics
        .iter()
        .find(|d| d.code == "object-mentions-old-name");
    assert_eq!(stale, None, "nothing of {name} was renamed");
    executes(&format!("{name} on {to}"), to, &compiled.sql);
}

/// The design with about half of its tables and a third of its fields under other names, and its enums too.
fn with_other_names(design: &Design, seed: u64) -> Design {
    let mut rng = Rng::new(seed);
    let mut other = |name: &str, odds: usize| match rng.below(odds) {
        0 => Some(format!("{name}_{}", rng.below(90))),
        1 if odds > 3 => Some(format!("New {}", name.replace('_', " "))),
        _ => None,
    };
    let mut edits = Vec::new();
    for table in design.tables() {
        edits.extend(other(&table.table_name, 2).map(|name| {
            Edit::UpdateTable(UpdateTable {
                id: table.id,
                table_name: Some(name),
                ..UpdateTable::default()
            })
        }));
        for field in design.fields_of(table.id) {
            edits.extend(other(&field.field_name, 5).map(|name| {
                Edit::UpdateField(UpdateField {
                    id: field.id,
                    field_name: Some(name),
                    ..UpdateField::default()
                })
            }));
        }
    }
    for made in design.enums() {
        let value = made.values.first().cloned().unwrap_or_default();
        edits.push(Edit::UpdateEnum(UpdateEnum {
            id: made.id,
            name: Some(format!("{}_{seed}", made.name)),
            renamed_values: vec![RenamedValue {
                to: format!("{value}'s"),
                from: value,
            }],
            ..UpdateEnum::default()
        }));
    }
    let context = ApplyContext::interactive(IdSource::new(Uuid::from_u128(3 << 64)));
    let applied = apply(design, &edits, context).unwrap_or_else(|issues| panic!("seed {seed}: {}", issues[0]));
    let back = apply(&applied.design, &applied.inverse, ApplyContext::restore()).unwrap();
    assert_eq!(back.design, *design, "seed {seed} is not undone");
    applied.design
}

#[test]
fn imported_schemas_execute_under_other_names() {
    for (name, dialect) in [
        ("sakila-lite", Dialect::Sqlite),
        ("sakila-my", Dialect::Mysql),
        ("sakila-pg", Dialect::Postgres),
        ("pagila-pg", Dialect::Postgres),
    ] {
        let design = imported(name, dialect);
        for seed in 0..4 {
            let compiled = compile(&with_other_names(&design, seed), dialect);
            executes(&format!("{name} renamed by {seed}"), dialect, &compiled.sql);
        }
    }
}

#[test]
fn expected_sql_executes() {
    for dialect in Dialect::ALL {
        for (file, sql) in expected_sql(dialect) {
            executes(&file, dialect, &sql);
        }
    }
}

#[test]
fn random_designs_execute_on_postgres() {
    random_designs_execute(Dialect::Postgres);
}

#[test]
fn random_designs_execute_on_mysql() {
    random_designs_execute(Dialect::Mysql);
}

#[test]
fn random_designs_execute_on_sqlite() {
    random_designs_execute(Dialect::Sqlite);
}

#[test]
fn imported_schemas_execute_on_their_own_engine() {
    for (name, dialect) in [
        ("chinook-pg", Dialect::Postgres),
        ("chinook-my", Dialect::Mysql),
        ("chinook-lite", Dialect::Sqlite),
        ("sakila-pg", Dialect::Postgres),
        ("sakila-my", Dialect::Mysql),
        ("sakila-lite", Dialect::Sqlite),
        ("pagila-pg", Dialect::Postgres),
        ("cratesio-pg", Dialect::Postgres),
    ] {
        corpus_executes(name, dialect, dialect);
    }
}

#[test]
fn imported_schemas_execute_on_the_other_engines() {
    for to in Dialect::ALL {
        corpus_executes("chinook-pg", Dialect::Postgres, to);
        corpus_executes("pagila-pg", Dialect::Postgres, to);
        corpus_executes("sakila-my", Dialect::Mysql, to);
        corpus_executes("sakila-lite", Dialect::Sqlite, to);
    }
}
