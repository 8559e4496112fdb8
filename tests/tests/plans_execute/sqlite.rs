//! What a SQLite database has: by its own pragmas, and by what our import reads of its schema.

use super::ReadBack;
use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::import::import;
use tablewright_compiler::schema::Schema;
use tablewright_tests::{Engine, ScratchDatabase};

pub(crate) struct Sqlite;

const PRAGMAS: &str = "\
SELECT 'column', m.name, x.* FROM sqlite_schema m, pragma_table_xinfo(m.name) x WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%';
SELECT 'foreign key', m.name, x.\"table\", x.seq, x.\"from\", x.\"to\", x.on_update, x.on_delete FROM sqlite_schema m, pragma_foreign_key_list(m.name) x WHERE m.type = 'table';
SELECT 'index', m.name, CASE x.origin WHEN 'c' THEN x.name ELSE '' END, x.\"unique\", x.origin, x.partial, (SELECT group_concat(coalesce(y.name, y.cid) || y.\"desc\" || y.coll || y.key) FROM pragma_index_xinfo(x.name) y) FROM sqlite_schema m, pragma_index_list(m.name) x WHERE m.type = 'table';
SELECT 'table', x.name, x.wr, x.strict FROM pragma_table_list x WHERE x.schema = 'main' AND x.name NOT LIKE 'sqlite_%';
SELECT 'object', type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%';
";

impl ReadBack for Sqlite {
    fn engine(&self) -> Engine {
        Engine::Sqlite
    }

    fn fingerprint(&self, database: &ScratchDatabase) -> String {
        let pragmas = database.apply(PRAGMAS).unwrap();
        let mut lines: Vec<&str> = pragmas.lines().collect();
        lines.sort_unstable();
        let statements = database
            .apply("SELECT sql || char(10) || ';' FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid")
            .unwrap();
        format!("{}\n{}", lines.join("\n"), read(&statements))
    }

    fn script(&self, sql: &str) -> String {
        format!("PRAGMA foreign_keys = ON;\n{sql}")
    }
}

/// What our import reads, one thing a line; whose order means nothing is in the order of its words.
fn read(sql: &str) -> String {
    let imported = import(sql, Dialect::Sqlite);
    let Schema { tables, objects, .. } = imported.schema;
    let mut out = Vec::new();
    for mut table in tables {
        table.origin = Default::default();
        for column in &mut table.columns {
            column.origin = Default::default();
            out.push(format!("{} {column:?}", table.name));
        }
        for mut key in table.primary_key.into_iter().chain(table.unique_keys) {
            key.origin = Default::default();
            out.push(format!("{} {key:?}", table.name));
        }
        for mut key in table.foreign_keys {
            key.origin = Default::default();
            out.push(format!("{} {key:?}", table.name));
        }
        for mut check in table.checks {
            check.origin = Default::default();
            out.push(format!("{} {check:?}", table.name));
        }
        for mut index in table.indexes {
            index.origin = Default::default();
            out.push(format!("{} {index:?}", table.name));
        }
        out.push(format!("{} {:?}", table.name, table.options));
    }
    out.extend(objects.iter().map(|o| format!("{:?} {} {}", o.kind, o.name, o.sql)));
    out.sort_unstable();
    out.join("\n")
}
