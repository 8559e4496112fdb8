//! `tablewright inspect`, the built program, on live databases.

#![allow(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it should be"
)]

use std::path::Path;
use std::process::Output;

use tablewright_compiler::dialect::Dialect;
use tablewright_tests::fidelity::{Fidelity, Source, corpus_source, inspect, print_table, through_inspection};
use tablewright_tests::{Engine, ScratchDatabase};

/// At most so many differences that no finding named.
#[track_caller]
fn differs_at_most(result: Fidelity, most: usize) {
    if result.failure.is_none() && result.unnamed() <= most {
        return;
    }
    let mut printed = Vec::new();
    print_table(&mut printed, &[result], 30).unwrap();
    panic!("\n{}", String::from_utf8_lossy(&printed));
}

// The numbers are the lines that differ and that no finding names: on MariaDB what its catalogs do not keep, such as
// the character set that stands before a text of a view; for pagila-pg a heading that pg_dump prints for an owner.
macro_rules! corpus {
    ($($test:ident = $name:literal, $most:literal;)*) => {$(
        #[test]
        fn $test() {
            differs_at_most(through_inspection(&corpus_source($name)), $most);
        }
    )*};
}

corpus! {
    chinook_pg = "chinook-pg", 0;
    chinook_my = "chinook-my", 0;
    chinook_lite = "chinook-lite", 0;
    sakila_pg = "sakila-pg", 0;
    sakila_my = "sakila-my", 5;
    sakila_lite = "sakila-lite", 0;
    pagila_pg = "pagila-pg", 1;
    cratesio_pg = "cratesio-pg", 0;
    edfi_pg = "edfi-pg", 0;
    synth1000_pg = "synth1000-pg", 0;
}

fn every_kind(dialect: Dialect, name: &str) -> Source {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("testdata/inspect/{name}.sql"));
    Source {
        name: name.to_owned(),
        dialect,
        sql: std::fs::read_to_string(file).unwrap(),
    }
}

#[test]
fn every_kind_of_mariadb() {
    differs_at_most(through_inspection(&every_kind(Dialect::Mysql, "mysql")), 6);
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn refused(output: &Output, code: &str) {
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.starts_with(&format!("error[{code}]: ")), "{said}");
    assert!(!said.contains("s3cret"), "{said}");
    assert!(output.stdout.is_empty());
}

#[test]
fn what_cannot_be_reached_is_said_without_its_password() {
    refused(&inspect(&["postgres://ada:s3cret@127.0.0.1:1/shop"]), "cannot-connect");
    refused(&inspect(&["mysql://ada:s3cret@127.0.0.1:1/shop"]), "cannot-connect");
    refused(&inspect(&["sqlite:///nowhere/to/be/found.db"]), "cannot-connect");
    refused(&inspect(&["oracle://ada:s3cret@db/shop"]), "database-url");
    refused(&inspect(&[&std::env::var("TEST_MYSQL_URL").unwrap()]), "database-url");
}

#[test]
fn a_role_that_may_only_connect_is_enough() {
    let database = ScratchDatabase::create(Engine::Postgres);
    let role = format!("reader_{}", uuid::Uuid::new_v4().simple());
    database
        .apply(&format!(
            "CREATE TABLE t (id serial PRIMARY KEY, a text DEFAULT 'x'); CREATE VIEW v AS SELECT a FROM t; \
             REVOKE ALL ON t FROM PUBLIC; CREATE ROLE {role} LOGIN"
        ))
        .unwrap();
    let mut url = reqwest::Url::parse(&database.url()).unwrap();
    url.set_username(&role).unwrap();
    let output = inspect(&[url.as_str()]);
    database.apply(&format!("DROP ROLE {role}")).unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(
        text(&output.stdout).contains("CREATE TABLE t ("),
        "{}",
        text(&output.stdout)
    );
    assert!(text(&output.stdout).contains("CREATE VIEW"), "{}", text(&output.stdout));
}

#[test]
fn only_the_schemas_that_are_asked_for() {
    let database = ScratchDatabase::create(Engine::Postgres);
    database
        .apply("CREATE SCHEMA one; CREATE TABLE one.a (id int); CREATE SCHEMA two; CREATE TABLE two.b (id int)")
        .unwrap();
    let sql = text(&inspect(&[&database.url(), "--schema", "two"]).stdout);
    assert!(sql.contains("two.b") && !sql.contains("one"), "{sql}");
}

#[test]
fn a_design_can_be_written() {
    let database = ScratchDatabase::create(Engine::Sqlite);
    database
        .apply("CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT NOT NULL)")
        .unwrap();
    let output = inspect(&[&database.url(), "--to", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let design: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(design["design"]["tables"][0]["name"], "customer");
    let sql = text(&inspect(&[&database.url(), "--to", "postgres"]).stdout);
    assert!(sql.contains("CREATE TABLE customer"), "{sql}");
}

#[test]
fn what_is_not_read_is_named() {
    let database = ScratchDatabase::create(Engine::Postgres);
    database
        .apply(
            "CREATE TABLE t (id int); CREATE PUBLICATION p FOR TABLE t; CREATE FOREIGN DATA WRAPPER w; \
             CREATE SERVER s FOREIGN DATA WRAPPER w; CREATE USER MAPPING FOR PUBLIC SERVER s OPTIONS (password 's3cret'); \
             CREATE OPERATOR FAMILY f USING btree",
        )
        .unwrap();
    let output = inspect(&[&database.url()]);
    let (sql, said) = (text(&output.stdout), text(&output.stderr));
    for name in [
        "publication p",
        "user mapping for public on s",
        "operator family public.f",
    ] {
        let named = format!("warning[not-inspected]: the {name} is not read");
        assert!(said.contains(&named), "{said}");
    }
    assert!(!said.contains("s3cret") && !sql.contains("s3cret"), "{sql}");
}
