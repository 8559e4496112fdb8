//! What a PostgreSQL database has: by its own dump, whose tables' columns are in the order of their names, since the
//! order in which they stand cannot be changed.

use super::ReadBack;
use tablewright_tests::{Engine, ScratchDatabase};

pub(crate) struct Postgres;

impl ReadBack for Postgres {
    fn engine(&self) -> Engine {
        Engine::Postgres
    }

    fn fingerprint(&self, database: &ScratchDatabase) -> String {
        let dump = database.dump().unwrap();
        let mut things: Vec<(String, Vec<String>)> = Vec::new();
        for line in dump.lines() {
            if line.starts_with("-- Name: ") {
                things.push((line.to_owned(), Vec::new()));
            } else if let Some((_, body)) = things.last_mut()
                && !line.is_empty()
                && !line.starts_with("--")
                && !line.starts_with('\\')
                && !line.starts_with("SET default_t")
            {
                body.push(line.to_owned());
            }
        }
        for (head, body) in &mut things {
            if head.contains("; Type: TABLE;") {
                for line in body.iter_mut() {
                    *line = line.trim_end_matches(',').to_owned();
                }
                body.sort_unstable();
            }
        }
        things.sort_unstable();
        let text = |(head, body): (String, Vec<String>)| format!("{head}\n{}", body.join("\n"));
        things.into_iter().map(text).collect::<Vec<_>>().join("\n")
    }

    fn script(&self, sql: &str) -> String {
        sql.to_owned()
    }
}
