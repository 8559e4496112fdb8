//! What sets two schemas apart: nothing where they are the same, and the same list backwards as forwards.

#[path = "support/random_design.rs"]
mod random_design;

use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::diff::{Matching, Rename, SchemaChange, diff, renames_in};
use tablewright_compiler::emit::emit;
use tablewright_compiler::import::import;
use tablewright_compiler::lower::lower;
use tablewright_compiler::plan::plan;
use tablewright_compiler::schema::Schema;

fn read(sql: &str, dialect: Dialect) -> Schema {
    import(sql, dialect).schema
}

fn by_name(renames: &[&str]) -> Matching {
    let parse = |text: &&str| Rename::parse(text).expect("a rename is well formed");
    Matching::ByName(renames.iter().map(parse).collect())
}

#[test]
fn a_schema_does_not_differ_from_itself() {
    for seed in 0..150 {
        let design = random_design::random_design(seed);
        for dialect in Dialect::ALL {
            let schema = lower(&design, dialect).0;
            for matching in [Matching::ByElement, by_name(&[])] {
                let found = diff(&schema, &schema.clone(), &matching);
                assert_eq!(found.changes, [], "seed {seed}, {dialect}");
                assert_eq!(plan(&schema, &schema, &matching).up, []);
            }
        }
        let schema = lower(&design, Dialect::Postgres).0;
        let read_back = read(&emit(&schema).to_sql(), Dialect::Postgres);
        let again = read(&emit(&read_back).to_sql(), Dialect::Postgres);
        let found = diff(&read_back, &again, &by_name(&[]));
        assert_eq!(found.changes, [], "seed {seed}, after an import");
    }
}

#[test]
fn the_way_back_has_as_many_changes() {
    for seed in 0..60 {
        for dialect in Dialect::ALL {
            let a = lower(&random_design::random_design(seed), dialect).0;
            let b = lower(&random_design::random_design(seed + 1000), dialect).0;
            // What is added comes last, so only one way may have to be put in order.
            let count = |from: &Schema, to: &Schema| {
                let changes = diff(from, to, &by_name(&[])).changes;
                let counts = |c: &&SchemaChange| !matches!(c, SchemaChange::ReorderColumns { .. });
                changes.iter().filter(counts).count()
            };
            assert_eq!(count(&a, &b), count(&b, &a), "seed {seed}, {dialect}");
        }
    }
}

#[test]
fn renames_are_told_found_and_offered() {
    let old = read(
        "CREATE TABLE orders (id int PRIMARY KEY, total int CHECK (total > 0), note text);
         CREATE TABLE items (order_id int REFERENCES orders (id));",
        Dialect::Postgres,
    );
    let source = "CREATE TABLE sales ( -- renamed from: orders
            id int PRIMARY KEY,
            -- renamed from: total
            amount int CHECK (amount > 0),
            note text
         );
         CREATE TABLE items (order_id int REFERENCES sales (id));";
    let new = read(source, Dialect::Postgres);
    let told = renames_in(source, &new);
    let told: Vec<String> = told.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["orders=sales", "orders.total=amount"]);
    let told: Vec<&str> = told.iter().map(String::as_str).collect();
    let found = diff(&old, &new, &by_name(&told));
    assert!(found.diagnostics.is_empty(), "{:?}", found.diagnostics);
    let kinds: Vec<String> = found.changes.iter().map(word).collect();
    assert_eq!(
        kinds,
        ["RenameTable", "RenameColumn", "RenameConstraint", "RenameConstraint"]
    );
    let offered: Vec<String> = diff(&old, &new, &by_name(&[]))
        .suggestions
        .iter()
        .map(|s| s.rename.to_string())
        .collect();
    assert_eq!(offered, ["orders=sales"]);
    let wrong = diff(&old, &new, &by_name(&["nothing=something"]));
    assert_eq!(wrong.diagnostics[0].code, "rename-unmatched");
}

fn word(change: &SchemaChange) -> String {
    let text = format!("{change:?}");
    text.split(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap_or_default()
        .to_owned()
}
