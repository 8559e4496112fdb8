//! How much of real schemas gets rows.

use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::emit::emit;
use tablewright_compiler::import::import;
use tablewright_compiler::seed::{SeedOptions, Seeder};

use super::{has_rows, run};
use crate::engine::scratch::Scratch;

/// A schema of the corpus, which is beside the repository, or where a variable says.
fn corpus(name: &str) -> String {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus");
    let folder = std::env::var("TABLEWRIGHT_CORPUS").unwrap_or_else(|_| beside.to_owned());
    let file = format!("{folder}/{name}/schema.sql");
    std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}; set TABLEWRIGHT_CORPUS"))
}

async fn seeds(names: &[&str], dialect: Dialect) {
    let scratch = Scratch::default();
    let mut short = Vec::new();
    for name in names {
        let schema = import(&corpus(name), dialect).schema;
        let database = scratch.database(dialect).await.unwrap();
        let mut connection = database.connect().await.unwrap();
        let mut left_out = 0;
        for statement in emit(&schema).statements {
            // What names roles, or the database it came from, is not what is tried here.
            left_out += usize::from(connection.execute(&statement.sql).await.is_err());
        }
        let started = std::time::Instant::now();
        let mut seeder = Seeder::new(&schema, SeedOptions::default());
        let rows = run(&mut connection, &mut seeder, |_, _| {}).await.unwrap();
        let mut unseeded = Vec::new();
        for finding in seeder.unseeded() {
            let table = finding.subject.clone().unwrap();
            if !has_rows(&mut connection, &schema, &table).await {
                unseeded.push(finding);
            }
        }
        let (_, total) = seeder.progress();
        let filled = total - unseeded.len();
        #[expect(clippy::print_stdout, reason = "how much is filled is worth seeing")]
        {
            println!(
                "{name}: {filled} of {total} tables have rows ({:.1} %), {rows} rows in {:?}; {left_out} statements left out",
                filled as f64 * 100.0 / total as f64,
                started.elapsed()
            );
            for finding in &unseeded {
                println!("  {}", finding.message);
            }
        }
        short.extend((filled * 100 < total * 95).then_some(*name));
        connection.close().await;
        database.close().await.unwrap();
    }
    scratch.close().await;
    assert!(short.is_empty(), "fewer than 95 % of the tables of {short:?} have rows");
}

#[tokio::test]
async fn nearly_all_tables_of_postgres_schemas_get_rows() {
    let names = [
        "chinook-pg",
        "sakila-pg",
        "pagila-pg",
        "cratesio-pg",
        "edfi-pg",
        "synth1000-pg",
    ];
    seeds(&names, Dialect::Postgres).await;
}

#[tokio::test]
async fn nearly_all_tables_of_mysql_schemas_get_rows() {
    seeds(&["chinook-my", "sakila-my"], Dialect::Mysql).await;
}

#[tokio::test]
async fn nearly_all_tables_of_sqlite_schemas_get_rows() {
    seeds(&["chinook-lite", "sakila-lite"], Dialect::Sqlite).await;
}
