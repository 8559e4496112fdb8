//! What a MariaDB or MySQL database has: by its own SHOW CREATE.

use super::ReadBack;
use tablewright_tests::{Engine, ScratchDatabase};

pub(crate) struct Mysql;

impl ReadBack for Mysql {
    fn engine(&self) -> Engine {
        Engine::Mysql
    }

    fn fingerprint(&self, database: &ScratchDatabase) -> String {
        let names = |sql: &str| -> Vec<(String, String)> {
            let split = |line: &str| {
                let (name, kind) = line.split_once('\t').unwrap_or((line, ""));
                (unescaped(name), kind.to_owned())
            };
            database.apply(sql).unwrap().lines().map(split).collect()
        };
        let mut script = String::new();
        let tables = names(
            "SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = database() ORDER BY 1",
        );
        for (name, kind) in tables {
            let what = match kind.as_str() {
                "VIEW" => "VIEW",
                "SEQUENCE" => "SEQUENCE",
                _ => "TABLE",
            };
            script.push_str(&format!("SHOW CREATE {what} `{}`;\n", name.replace('`', "``")));
        }
        let routines = "SELECT routine_name, routine_type FROM information_schema.routines WHERE routine_schema = database() ORDER BY 1";
        for (name, kind) in names(routines) {
            script.push_str(&format!("SHOW CREATE {kind} `{name}`;\n"));
        }
        script.push_str(
            "SELECT event_object_table, action_timing, event_manipulation, action_order, trigger_name, definer, \
             action_statement FROM information_schema.triggers WHERE trigger_schema = database() ORDER BY 1, 2, 3, 4;\n\
             SELECT event_name, event_definition, interval_value, interval_field, definer FROM information_schema.events \
             WHERE event_schema = database() ORDER BY 1;\n",
        );
        let shown = database.apply(&script).unwrap();
        let database_name = database.apply("SELECT database()").unwrap();
        let shown = shown.replace(&format!("`{}`.", database_name.trim()), "");
        shown.lines().map(sorted).collect::<Vec<_>>().join("\n")
    }

    fn script(&self, sql: &str) -> String {
        sql.to_owned()
    }
}

/// A name as it is, where the client in its batch mode writes it in one line.
fn unescaped(name: &str) -> String {
    let mut out = String::new();
    let mut chars = name.chars();
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, true) => match chars.next() {
                Some('n') => out.push('\n'),
                Some('t') => out.push('\t'),
                Some(other) => out.push(other),
                None => {}
            },
            (c, false) => out.push(c),
        }
    }
    out
}

/// A table's keys and constraints in the order of their words, and without the number that comes next.
fn sorted(shown: &str) -> String {
    let mut lines: Vec<String> = shown
        .split("\\n")
        .map(|line| line.trim_end_matches(',').to_owned())
        .collect();
    let is_part = |line: &String| {
        let words = [
            "  KEY",
            "  UNIQUE",
            "  PRIMARY",
            "  CONSTRAINT",
            "  FULLTEXT",
            "  SPATIAL",
        ];
        words.iter().any(|word| line.starts_with(word))
    };
    if let Some(first) = lines.iter().position(is_part) {
        let last = lines.iter().rposition(is_part).unwrap();
        lines[first..=last].sort_unstable();
    }
    for line in &mut lines {
        if let Some(at) = line.find(" AUTO_INCREMENT=") {
            let rest = line[at + 16..]
                .trim_start_matches(|c: char| c.is_ascii_digit())
                .to_owned();
            line.truncate(at);
            line.push_str(&rest);
        }
    }
    lines.join("\n")
}
