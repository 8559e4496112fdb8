//! Migrations, given to the engines themselves: the case's first schema is applied and filled, the plan's way there
//! must lead to what the second schema gives when it is applied directly, the way back to the first, and no row may
//! be gone that the plan did not call lost.

#![allow(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it should be"
)]

#[allow(dead_code, reason = "only the test that compares texts writes expectations")]
#[path = "../../../compiler/tests/support/plan_case.rs"]
mod plan_case;
#[path = "../../../compiler/tests/support/random_design.rs"]
mod random_design;

mod edits;
mod mysql;
mod postgres;
mod postgres_edits;
mod postgres_rows;
mod rows;
mod seed;
mod sqlite;

use plan_case::{PlanCase, cases};
use tablewright_compiler::design::{Design, EnumConfig, FieldType, TypeFamily};
use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::diff::Matching;
use tablewright_compiler::edit::{
    ApplyContext, CreateEnum, CreateField, CreateTable, Edit, RenamedValue, UpdateEnum, apply,
};
use tablewright_compiler::emit::emit;
use tablewright_compiler::ids::{EnumId, IdSource, TableId};
use tablewright_compiler::import::import;
use tablewright_compiler::lift::lift;
use tablewright_compiler::lower::lower;
use tablewright_compiler::plan::{Plan, plan};
use tablewright_compiler::schema::Schema;
use tablewright_tests::{Engine, ScratchDatabase, corpus};
use uuid::Uuid;

/// What an engine needs to be read back.
trait ReadBack: Sync {
    fn engine(&self) -> Engine;
    /// Everything the database has, as text that is equal where the schemas are.
    fn fingerprint(&self, database: &ScratchDatabase) -> String;
    /// A script as a connection would run it that holds rows to their references.
    fn script(&self, sql: &str) -> String;
}

/// A migration with the SQL that makes both its ends.
struct Migration<'a> {
    what: String,
    from_sql: &'a str,
    to_sql: &'a str,
    rows: &'a str,
    from: &'a Schema,
    to: &'a Schema,
    plan: &'a Plan,
}

/// Runs the migration there and back; an error says what is not as it should be.
fn executed(migration: &Migration<'_>, engine: &dyn ReadBack) -> Result<(), String> {
    let Migration { what, plan, .. } = migration;
    let (up, down) = (plan.up_sql(), plan.down_sql());
    let fresh = |sql: &str| {
        let database = ScratchDatabase::create(engine.engine());
        match database.apply(sql) {
            Ok(_) => Ok(database),
            Err(error) => Err(format!("{what}: the schema itself is refused: {error}\n{sql}")),
        }
    };
    let target = engine.fingerprint(&fresh(migration.to_sql)?);
    let database = fresh(migration.from_sql)?;
    let origin = engine.fingerprint(&database);
    let run = |way: &str, sql: &str| {
        database
            .apply(&engine.script(sql))
            .map_err(|error| format!("{what}: {way} is refused: {error}\n{sql}"))
    };
    run("what fills it", migration.rows)?;
    let queries = rows::queries(migration.from, migration.to, plan);
    let before = rows::read(&database, &queries, rows::When::Before);
    run("up", &up)?;
    compare(
        &format!("{what}: after up"),
        &target,
        &engine.fingerprint(&database),
        &up,
    )?;
    let after = rows::read(&database, &queries, rows::When::After);
    compare(&format!("{what}: rows after up"), &before, &after, &up)?;
    run("down", &down)?;
    compare(
        &format!("{what}: after down"),
        &origin,
        &engine.fingerprint(&database),
        &down,
    )?;
    let back = rows::read(&database, &queries, rows::When::Before);
    compare(&format!("{what}: rows after down"), &before, &back, &down)
}

fn compare(what: &str, expected: &str, found: &str, sql: &str) -> Result<(), String> {
    if expected == found {
        return Ok(());
    }
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let (a, b) = (lines(expected), lines(found));
    let only = |a: &[String], b: &[String], sign: &str| -> String {
        let mut rest = b.to_vec();
        let mut out = String::new();
        for line in a {
            match rest.iter().position(|other| other == line) {
                Some(at) => {
                    rest.remove(at);
                }
                None => out.push_str(&format!("{sign} {line}\n")),
            }
        }
        out
    };
    let difference = only(&a, &b, "-") + &only(&b, &a, "+");
    let difference = if difference.is_empty() {
        format!("in another order:\n{found}\n")
    } else {
        difference
    };
    Err(format!("{what}:\n{difference}{sql}"))
}

fn case_executes(case: &PlanCase, engine: &dyn ReadBack) -> Result<(), String> {
    let (from, to, plan) = case.planned();
    executed(
        &Migration {
            what: format!("{} {}", case.dialect, case.name),
            from_sql: &case.from,
            to_sql: &case.to,
            rows: &case.rows,
            from: &from,
            to: &to,
            plan: &plan,
        },
        engine,
    )
}

fn wrong_of(cases: &[&PlanCase], engine: &dyn ReadBack) -> Vec<String> {
    let executed = |case: &&PlanCase| case_executes(case, engine).err();
    cases.iter().filter_map(executed).collect()
}

/// All cases of an engine; `PLAN_CASE` picks those whose names have it in them.
fn cases_execute(dialect: Dialect, engine: &dyn ReadBack) {
    let wanted = std::env::var("PLAN_CASE").unwrap_or_default();
    let cases = cases(dialect);
    assert!(cases.len() >= 40, "cases are missing");
    let wanted: Vec<&PlanCase> = cases.iter().filter(|case| case.name.contains(&wanted)).collect();
    // Most of a case is waiting for the engine and its client.
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let part = |cases| scope.spawn(move || -> Vec<String> { wrong_of(cases, engine) });
        let parts: Vec<_> = wanted.chunks(wanted.len().div_ceil(3).max(1)).map(part).collect();
        parts.into_iter().flat_map(|part| part.join().unwrap()).collect()
    });
    all_right(wrong.into_iter());
}

#[test]
fn sqlite_cases_execute() {
    cases_execute(Dialect::Sqlite, &sqlite::Sqlite);
}

#[test]
fn mysql_cases_execute() {
    cases_execute(Dialect::Mysql, &mysql::Mysql);
}

#[test]
fn postgres_cases_execute() {
    cases_execute(Dialect::Postgres, &postgres::Postgres);
}

/// A value of a design's enum gets another name, and the rows that have it follow, there and back.
fn enum_values_take_their_rows_along(dialect: Dialect, engine: &dyn ReadBack) {
    let mut ids = IdSource::new(Uuid::from_u128(9 << 64));
    let made = |design: &Design, edits: &[Edit]| {
        let context =
            ApplyContext::interactive(IdSource::new(Uuid::from_u128(8 << 64 | design.enums().count() as u128)));
        apply(design, edits, context)
            .unwrap_or_else(|issues| panic!("{}", issues[0]))
            .design
    };
    let (enum_id, table): (EnumId, TableId) = (ids.next_id(), ids.next_id());
    let of_enum = FieldType::new(TypeFamily::Enum(EnumConfig {
        enum_id: Some(enum_id),
        values: None,
    }));
    let mut id = CreateField::named(
        ids.next_id(),
        table,
        "Id",
        FieldType::new(TypeFamily::Number(Default::default())),
    );
    id.is_primary_key = true;
    let mut status = CreateField::named(ids.next_id(), table, "Status", of_enum);
    status.is_required = true;
    let before = made(
        &Design::new(),
        &[
            Edit::CreateEnum(CreateEnum {
                id: enum_id,
                namespace: String::new(),
                name: "status".to_owned(),
                description: None,
                values: vec!["open".to_owned(), "shut".to_owned()],
                value_ids: Default::default(),
            }),
            Edit::CreateTable(CreateTable::named(table, "orders")),
            Edit::CreateField(id),
            Edit::CreateField(status),
        ],
    );
    let renamed = |from: &str, to: &str| RenamedValue {
        from: from.to_owned(),
        to: to.to_owned(),
    };
    let after = made(
        &before,
        &[Edit::UpdateEnum(UpdateEnum {
            id: enum_id,
            renamed_values: vec![renamed("open", "it's on"), renamed("shut", "open")],
            ..UpdateEnum::default()
        })],
    );
    let ((from, _), (to, _)) = (lower(&before, dialect), lower(&after, dialect));
    let plan = plan(&from, &to, &Matching::ByElement);
    let database = ScratchDatabase::create(engine.engine());
    let run = |sql: &str| database.apply(sql).unwrap_or_else(|error| panic!("{error}\n{sql}"));
    let read = || run("SELECT status FROM orders ORDER BY id");
    run(&emit(&from).to_sql());
    run("INSERT INTO orders (id, status) VALUES (1, 'open'), (2, 'shut')");
    run(&plan.up_sql());
    assert_eq!(read(), "it's on\nopen\n");
    run(&plan.down_sql());
    assert_eq!(read(), "open\nshut\n");
}

#[test]
fn enum_values_take_their_rows_along_on_sqlite() {
    enum_values_take_their_rows_along(Dialect::Sqlite, &sqlite::Sqlite);
}

#[test]
fn enum_values_take_their_rows_along_on_mysql() {
    enum_values_take_their_rows_along(Dialect::Mysql, &mysql::Mysql);
}

#[test]
fn enum_values_take_their_rows_along_on_postgres() {
    enum_values_take_their_rows_along(Dialect::Postgres, &postgres::Postgres);
}

/// The design that an import of a corpus schema makes.
fn imported(name: &str, dialect: Dialect) -> Design {
    let read = import(&corpus(name), dialect);
    let (edits, _) = lift(&read.schema, &mut IdSource::new(Uuid::from_u128(1 << 64)));
    let context = ApplyContext::import(IdSource::new(Uuid::from_u128(2 << 64)));
    apply(&Design::new(), &edits, context)
        .unwrap_or_else(|issues| panic!("{name} is refused: {}", issues[0]))
        .design
}

/// How many versions of each schema are migrated to; `PLAN_SEEDS=3..9` picks others.
fn seeds(usual: u64) -> std::ops::Range<u64> {
    let Ok(wanted) = std::env::var("PLAN_SEEDS") else {
        return 0..usual;
    };
    let (from, to) = wanted.split_once("..").unwrap();
    from.parse().unwrap()..to.parse().unwrap()
}

/// Versions of the schema as people would make them, migrated to and back.
fn edits_execute(name: &str, dialect: Dialect, engine: &dyn ReadBack, usual: u64) {
    let origin = imported(name, dialect);
    all_right(seeds(usual).filter_map(|seed| version_executes(name, &origin, dialect, engine, seed).err()));
}

/// The same of designs made by chance.
fn random_designs_execute(dialect: Dialect, engine: &dyn ReadBack, usual: u64) {
    all_right(seeds(usual).filter_map(|seed| {
        let origin = random_design::random_design(seed);
        version_executes("random design", &origin, dialect, engine, seed).err()
    }));
}

fn all_right(wrong: impl Iterator<Item = String>) {
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n\n"));
}

fn version_executes(
    name: &str,
    origin: &Design,
    dialect: Dialect,
    engine: &dyn ReadBack,
    seed: u64,
) -> Result<(), String> {
    let (next, made) = edits::edited(origin, seed, 10);
    let (from, _) = lower(origin, dialect);
    let (to, _) = lower(&next, dialect);
    let migration = Migration {
        what: format!("{name}, seed {seed}"),
        from_sql: &emit(&from).to_sql(),
        to_sql: &emit(&to).to_sql(),
        rows: &seed::rows(&from),
        from: &from,
        to: &to,
        plan: &plan(&from, &to, &Matching::ByElement),
    };
    executed(&migration, engine).map_err(|error| format!("{error}\n{made:?}"))
}

#[test]
fn edits_of_chinook_execute_on_sqlite() {
    edits_execute("chinook-lite", Dialect::Sqlite, &sqlite::Sqlite, 20);
}

#[test]
fn edits_of_sakila_execute_on_sqlite() {
    edits_execute("sakila-lite", Dialect::Sqlite, &sqlite::Sqlite, 20);
}

#[test]
fn edits_of_chinook_execute_on_mysql() {
    edits_execute("chinook-my", Dialect::Mysql, &mysql::Mysql, 8);
}

#[test]
fn edits_of_sakila_execute_on_mysql() {
    edits_execute("sakila-my", Dialect::Mysql, &mysql::Mysql, 8);
}

#[test]
fn edits_of_random_designs_execute_on_sqlite() {
    random_designs_execute(Dialect::Sqlite, &sqlite::Sqlite, 25);
}

#[test]
fn edits_of_random_designs_execute_on_mysql() {
    random_designs_execute(Dialect::Mysql, &mysql::Mysql, 10);
}

/// Versions of a PostgreSQL schema, migrated to by name, with renames told.
fn versions_execute(name: &str, usual: u64, edits: usize) {
    let from = import(&corpus(name), Dialect::Postgres).schema;
    all_right(seeds(usual).filter_map(|seed| {
        let (to, renames) = postgres_edits::edited(&from, seed, edits);
        let migration = Migration {
            what: format!("{name}, seed {seed}"),
            from_sql: &emit(&from).to_sql(),
            to_sql: &emit(&to).to_sql(),
            rows: &postgres_rows::rows(&from),
            from: &from,
            to: &to,
            plan: &plan(&from, &to, &Matching::ByName(renames)),
        };
        executed(&migration, &postgres::Postgres).err()
    }));
}

#[test]
fn edits_of_chinook_execute_on_postgres() {
    versions_execute("chinook-pg", 3, 20);
}

#[test]
fn edits_of_sakila_execute_on_postgres() {
    versions_execute("sakila-pg", 2, 25);
}

#[test]
fn edits_of_crates_io_execute_on_postgres() {
    versions_execute("cratesio-pg", 2, 30);
}

#[test]
fn edits_of_pagila_execute_on_postgres() {
    versions_execute("pagila-pg", 2, 25);
}
