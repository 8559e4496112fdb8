//! Rows for any schema: row `n` of a table refers to row `n` of another.

use std::fmt::Write as _;
use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::schema::{Column, Schema, SchemaTable};

const ROWS: usize = 3;

/// Rows for all tables, as a script. What the engine refuses is left out by it.
pub(crate) fn rows(schema: &Schema) -> String {
    let dialect = schema.dialect;
    let mut out = String::new();
    if dialect == Dialect::Mysql {
        // What a check refuses is left out.
        out.push_str(
            "SET FOREIGN_KEY_CHECKS = 0;\nSET SESSION sql_mode = '';\nDELIMITER $$\nBEGIN NOT ATOMIC\n\
             DECLARE CONTINUE HANDLER FOR SQLEXCEPTION BEGIN END;\n",
        );
    } else {
        out.push_str("PRAGMA foreign_keys = OFF;\n");
    }
    for table in &schema.tables {
        let columns: Vec<&Column> = table.columns.iter().filter(|c| c.generated.is_none()).collect();
        if columns.is_empty() {
            continue;
        }
        let names: Vec<String> = columns.iter().map(|c| dialect.identifier(&c.name)).collect();
        for n in 1..=ROWS {
            let values: Vec<String> = columns.iter().map(|c| value(schema, table, c, n, 0)).collect();
            let or_ignore = if dialect == Dialect::Mysql {
                "INSERT IGNORE"
            } else {
                "INSERT OR IGNORE"
            };
            let _ = writeln!(
                out,
                "{or_ignore} INTO {} ({}) VALUES ({});",
                dialect.identifier(&table.name),
                names.join(", "),
                values.join(", ")
            );
        }
    }
    if dialect == Dialect::Mysql {
        for _ in 0..3 {
            for table in &schema.tables {
                orphans(table, &mut out);
            }
        }
        out.push_str("END$$\nDELIMITER ;\nSET FOREIGN_KEY_CHECKS = 1;\n");
        return out;
    }
    // What refers to rows that a check refused goes too.
    for table in [&schema.tables, &schema.tables, &schema.tables].into_iter().flatten() {
        let without = table
            .options
            .as_ref()
            .is_some_and(|o| o.to_lowercase().contains("without"));
        let has = |word: &&str| !table.columns.iter().any(|c| c.name.eq_ignore_ascii_case(word));
        let rowid = ["rowid", "_rowid_", "oid"].into_iter().find(has).unwrap_or("rowid");
        if !table.foreign_keys.is_empty() {
            let (name, text) = (dialect.identifier(&table.name), dialect.literal(&table.name));
            let which = if without {
                format!("EXISTS (SELECT 1 FROM pragma_foreign_key_check({text}))")
            } else {
                format!("{rowid} IN (SELECT rowid FROM pragma_foreign_key_check({text}))")
            };
            let _ = writeln!(out, "DELETE FROM {name} WHERE {which};");
        }
    }
    out
}

/// Takes rows away that refer to nothing (MySQL).
fn orphans(table: &SchemaTable, out: &mut String) {
    let name = |name: &str| Dialect::Mysql.identifier(name);
    for key in &table.foreign_keys {
        let pairs = || key.columns.iter().zip(&key.referenced_columns);
        let on: Vec<String> = pairs().map(|(a, b)| format!("p.{} = c.{}", name(b), name(a))).collect();
        let set: Vec<String> = pairs().map(|(a, _)| format!("c.{} IS NOT NULL", name(a))).collect();
        let _ = writeln!(
            out,
            "DELETE c FROM {} c WHERE {} AND NOT EXISTS (SELECT 1 FROM (SELECT * FROM {}) p WHERE {});",
            name(&table.name),
            set.join(" AND "),
            name(&key.referenced_table),
            on.join(" AND ")
        );
    }
}

fn value(schema: &Schema, table: &SchemaTable, column: &Column, n: usize, depth: usize) -> String {
    let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
    for key in &table.foreign_keys {
        let Some(at) = key.columns.iter().position(|c| same(c, &column.name)) else {
            continue;
        };
        if depth > 6 {
            return if column.not_null {
                n.to_string()
            } else {
                "NULL".to_owned()
            };
        }
        let Some(target) = schema.tables.iter().find(|t| same(&t.name, &key.referenced_table)) else {
            continue;
        };
        let referred = key
            .referenced_columns
            .get(at)
            .or_else(|| target.primary_key.as_ref().and_then(|k| k.columns.get(at)));
        let own = same(&target.name, &table.name) && referred.is_some_and(|c| same(c, &column.name));
        if let Some(other) = target
            .columns
            .iter()
            .find(|c| referred.is_some_and(|r| same(r, &c.name)))
            && !own
        {
            return value(schema, target, other, n, depth + 1);
        }
    }
    let in_key = table
        .primary_key
        .iter()
        .any(|k| k.columns.iter().any(|c| same(c, &column.name)));
    if n == ROWS && !column.not_null && !in_key && depth == 0 {
        return "NULL".to_owned();
    }
    literal(&column.native_type, n)
}

fn literal(native: &str, n: usize) -> String {
    let lower = native.to_ascii_lowercase();
    let word = lower
        .split(|c: char| !c.is_ascii_alphanumeric())
        .next()
        .unwrap_or_default();
    match word {
        "enum" | "set" => {
            let values: Vec<&str> = native.split('\'').skip(1).step_by(2).collect();
            format!("'{}'", values.get(n % values.len().max(1)).copied().unwrap_or_default())
        }
        "date" => format!("'2020-02-0{n}'"),
        "datetime" | "timestamp" => format!("'2020-02-0{n} 10:11:12'"),
        "time" => format!("'10:00:0{n}'"),
        "year" => format!("200{n}"),
        "geometry" | "point" => format!("POINT({n}, {n})"),
        "json" => format!("'{{\"n\": {n}}}'"),
        "blob" | "longblob" | "mediumblob" | "binary" | "varbinary" => format!("x'0{n}ff'"),
        "boolean" | "bool" | "bit" => (n % 2).to_string(),
        "char" | "varchar" | "text" | "tinytext" | "mediumtext" | "longtext" | "nvarchar" => {
            let short = lower.contains("(1)") || lower.contains("(2)");
            if short { format!("'{n}'") } else { format!("'v{n}'") }
        }
        _ => n.to_string(),
    }
}
