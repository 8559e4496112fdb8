//! What is read from a database, made again, is read as the same.

use tablewright_compiler::dialect::Dialect;

use super::{Read, inspect, postgres, script};
use crate::engine::scratch::{Scratch, ScratchDatabase};

#[tokio::test]
async fn sqlite_is_read_as_it_was_written() {
    let database = Scratch::default().database(Dialect::Sqlite).await.unwrap();
    let mut connection = database.connect().await.unwrap();
    for sql in [
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT DEFAULT 'x;y')",
        "CREATE INDEX i ON t (a)",
        "CREATE TRIGGER tr AFTER INSERT ON t BEGIN UPDATE t SET a = 1; END",
        "CREATE VIRTUAL TABLE f USING fts5(a)",
        "CREATE VIEW v AS SELECT a FROM t",
        "ANALYZE",
    ] {
        connection.execute(sql).await.unwrap();
    }
    let read = inspect(&mut connection, &[], &|_| {}).await.unwrap();
    assert_eq!(
        read.ddl,
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT DEFAULT 'x;y');\n\
         CREATE VIRTUAL TABLE f USING fts5(a);\n\
         CREATE INDEX i ON t (a);\n\
         CREATE VIEW v AS SELECT a FROM t;\n\
         CREATE TRIGGER tr AFTER INSERT ON t BEGIN UPDATE t SET a = 1; END;\n"
    );
    assert_eq!(read.schema.tables.len(), 1);
}

async fn read_postgres(database: &ScratchDatabase) -> Read {
    let mut connection = database.connect().await.unwrap();
    let read = postgres::read(&mut connection, &[], &|_| {}).await.unwrap();
    connection.close().await;
    read
}

/// Runs the statements in whatever order the engine takes them.
async fn make(database: &ScratchDatabase, statements: &[String]) {
    let mut connection = database.connect().await.unwrap();
    connection.execute("SET check_function_bodies = off").await.unwrap();
    let mut waiting: Vec<&String> = statements.iter().collect();
    while !waiting.is_empty() {
        let mut refused = Vec::new();
        let mut reason = String::new();
        for sql in &waiting {
            if let Err(error) = connection.execute(sql).await {
                reason = error.to_string();
                refused.push(*sql);
            }
        }
        assert!(refused.len() < waiting.len(), "{reason}");
        waiting = refused;
    }
    connection.close().await;
}

#[tokio::test]
async fn every_kind_of_postgres_is_read_whole() {
    let scratch = Scratch::default();
    let first = scratch.database(Dialect::Postgres).await.unwrap();
    let mut connection = first.connect().await.unwrap();
    let source = include_str!("../../../../tests/testdata/inspect/postgres.sql");
    connection.execute(source).await.unwrap();
    connection.close().await;
    let read = read_postgres(&first).await;
    assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
    assert!(read.statements.len() > 200, "{}", read.statements.len());

    let second = scratch.database(Dialect::Postgres).await.unwrap();
    // Privileges of what is made later would come on top of it.
    let (last, before): (Vec<String>, Vec<String>) = read
        .statements
        .iter()
        .cloned()
        .partition(|sql| sql.starts_with("ALTER DEFAULT PRIVILEGES"));
    make(&second, &before).await;
    make(&second, &last).await;
    let mut again = read_postgres(&second).await.statements;
    let mut statements = read.statements;
    // What stands in the order in which it was made may have been made in another.
    statements.sort();
    again.sort();
    assert_eq!(statements.join(";\n"), again.join(";\n"));
    scratch.close().await;
}

#[test]
fn a_script_keeps_bodies_whole() {
    let body = "CREATE PROCEDURE p() BEGIN SELECT 1; END".to_owned();
    let script = script(std::slice::from_ref(&body), Dialect::Mysql);
    assert_eq!(script, format!("DELIMITER $$tablewright$$\n{body}\n$$tablewright$$\n"));
}
