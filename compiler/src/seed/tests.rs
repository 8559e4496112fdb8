//! What rows a schema gets.

use super::{SeedOptions, Seeder, seed};
use crate::dialect::Dialect;
use crate::import::import;

fn statements(sql: &str, dialect: Dialect) -> Vec<String> {
    let schema = import(sql, dialect).schema;
    let seeded = seed(&schema, SeedOptions::default());
    assert_eq!(seeded, seed(&schema, SeedOptions::default()), "the same every time");
    assert_eq!(seeded.unseeded, [], "{sql}");
    seeded.statements.into_iter().map(|statement| statement.sql).collect()
}

#[test]
fn types_come_with_their_ends() {
    let rows = statements(
        "CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n smallint, p numeric(4,2), s varchar(4) DEFAULT 'x', b boolean, a int[])",
        Dialect::Postgres,
    )
    .join("\n");
    for value in [
        "-32768",
        "32767",
        "-99.99",
        "'xxxx'",
        "''",
        "NULL",
        "true",
        "false",
        "'{}'",
        "OVERRIDING SYSTEM VALUE",
        "é🚀",
    ] {
        assert!(rows.contains(value), "{value} in\n{rows}");
    }
}

#[test]
fn checks_that_can_be_read_are_satisfied() {
    let rows = statements(
        "CREATE TABLE t (a int NOT NULL CHECK (a BETWEEN 5 AND 9), b int CHECK (b > a), s text NOT NULL CHECK (length(s) = 3),
         k text NOT NULL CHECK (k IN ('one', 'two')), e text NOT NULL CHECK (e ~ '^[a-z]+@[a-z]+[.]com$'),
         u text, v text, CHECK (num_nonnulls(u, v) = 1))",
        Dialect::Postgres,
    );
    let first = &rows[0];
    assert!(
        first.contains("'aaa'") && first.contains("'one'") && first.contains("@"),
        "{first}"
    );
    assert!(rows.len() > 4, "{rows:#?}");
}

#[test]
fn references_point_at_rows_that_are_there() {
    let rows = statements(
        "CREATE TABLE a (id int PRIMARY KEY, boss int REFERENCES a (id));
         CREATE TABLE b (x int NOT NULL REFERENCES a (id), y int NOT NULL REFERENCES a (id), PRIMARY KEY (x, y));",
        Dialect::Sqlite,
    );
    assert!(
        rows.iter().filter(|row| row.starts_with("INSERT INTO b")).count() > 2,
        "{rows:#?}"
    );
    assert!(
        rows.iter()
            .any(|row| row.starts_with("INSERT INTO a (id, boss) VALUES (") && !row.contains("NULL"))
    );
}

#[test]
fn tables_that_need_each_other_get_a_row_each() {
    let sql = "CREATE TABLE store (id int PRIMARY KEY, manager int NOT NULL UNIQUE);
         CREATE TABLE staff (id int PRIMARY KEY, store int NOT NULL REFERENCES store (id));
         ALTER TABLE store ADD FOREIGN KEY (manager) REFERENCES staff (id);";
    let schema = import(sql, Dialect::Postgres).schema;
    let seeded = seed(&schema, SeedOptions::default());
    assert_eq!(seeded.unseeded, []);
    assert!(seeded.statements[0].unchecked, "{:?}", seeded.statements[0]);
    assert!(
        seeded.statements.iter().any(|s| s.table == "staff") && seeded.statements.iter().any(|s| s.table == "store")
    );
}

#[test]
fn a_table_that_the_engine_refuses_is_named() {
    let schema = import("CREATE TABLE t (a int CHECK (opaque(a)))", Dialect::Postgres).schema;
    let mut seeder = Seeder::new(&schema, SeedOptions::default());
    let mut tried = 0;
    while seeder.next_statement().is_some() {
        seeder.refused("new row violates check constraint");
        tried += 1;
    }
    assert!(tried > 10, "{tried}");
    let unseeded = seeder.unseeded();
    assert_eq!(unseeded[0].code, "not-seeded");
    assert!(
        unseeded[0].message.contains("violates check"),
        "{}",
        unseeded[0].message
    );
}
