use super::emit;
use crate::dialect::Dialect;
use crate::import::import;

#[test]
fn nothing_waits_for_what_has_no_name() {
    let source = "CREATE SCHEMA sales; CREATE TABLE sales.t (a int, b int); CREATE STATISTICS st ON a, b FROM sales.t; \
                  CREATE VIEW v AS SELECT a FROM sales.t";
    let statements = emit(&import(source, Dialect::Postgres).schema).statements;
    let heads: Vec<String> = statements
        .iter()
        .map(|s| s.sql.split_whitespace().take(2).collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(
        heads,
        ["CREATE SCHEMA", "CREATE TABLE", "CREATE VIEW", "CREATE STATISTICS"]
    );
}
