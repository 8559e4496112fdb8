//! Rows for any PostgreSQL schema: row `n` of a table refers to row `n` of another.

use std::fmt::Write as _;
use tablewright_compiler::dialect::Dialect::Postgres;
use tablewright_compiler::schema::{Column, Schema, SchemaTable};

const ROWS: usize = 3;

/// A script that fills the schema. What a check refuses is left out, and so is what would refer to it.
pub(crate) fn rows(schema: &Schema) -> String {
    let mut out = "SET session_replication_role = replica;\n".to_owned();
    for table in &schema.tables {
        let columns: Vec<&Column> = table.columns.iter().filter(|c| c.generated.is_none()).collect();
        let names: Vec<String> = columns.iter().map(|c| Postgres.identifier(&c.name)).collect();
        for n in 1..=ROWS {
            let values: Vec<String> = columns.iter().map(|c| value(schema, c, n)).collect();
            let insert = if columns.is_empty() {
                format!("INSERT INTO {} DEFAULT VALUES", name(table))
            } else {
                format!(
                    "INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE VALUES ({})",
                    name(table),
                    names.join(", "),
                    values.join(", ")
                )
            };
            let _ = writeln!(
                out,
                "DO $do$ BEGIN {insert}; EXCEPTION WHEN OTHERS THEN NULL; END $do$;"
            );
        }
    }
    // What is deleted may have been referred to in its turn.
    for table in std::iter::repeat_n(&schema.tables, 4).flatten() {
        for key in &table.foreign_keys {
            let target = match &key.referenced_namespace {
                Some(space) => format!(
                    "{}.{}",
                    Postgres.identifier(space),
                    Postgres.identifier(&key.referenced_table)
                ),
                None => Postgres.identifier(&key.referenced_table),
            };
            let other = schema
                .tables
                .iter()
                .find(|t| t.name == key.referenced_table && t.namespace == key.referenced_namespace);
            let columns = if key.referenced_columns.is_empty() {
                other
                    .and_then(|t| t.primary_key.as_ref())
                    .map(|k| k.columns.clone())
                    .unwrap_or_default()
            } else {
                key.referenced_columns.clone()
            };
            let same: Vec<String> = key
                .columns
                .iter()
                .zip(&columns)
                .map(|(a, b)| format!("o.{} = t.{}", Postgres.identifier(b), Postgres.identifier(a)))
                .collect();
            let given: Vec<String> = key
                .columns
                .iter()
                .map(|c| format!("t.{} IS NOT NULL", Postgres.identifier(c)))
                .collect();
            if !same.is_empty() {
                let _ = writeln!(
                    out,
                    "DELETE FROM {} t WHERE {} AND NOT EXISTS (SELECT FROM {target} o WHERE {});",
                    name(table),
                    given.join(" AND "),
                    same.join(" AND ")
                );
            }
        }
    }
    out.push_str("SET session_replication_role = origin;\n");
    out
}

fn name(table: &SchemaTable) -> String {
    match &table.namespace {
        Some(space) => format!("{}.{}", Postgres.identifier(space), Postgres.identifier(&table.name)),
        None => Postgres.identifier(&table.name),
    }
}

fn value(schema: &Schema, column: &Column, n: usize) -> String {
    let native = column.native_type.as_str();
    if native.ends_with("[]") {
        return "'{}'".to_owned();
    }
    if !column.not_null && n == 3 && column.default.is_none() {
        return "NULL".to_owned();
    }
    let base = native.split('(').next().unwrap_or(native).trim();
    let limit: Option<usize> = native
        .split('(')
        .nth(1)
        .and_then(|rest| rest.trim_end_matches(')').parse().ok());
    let last = base.rsplit('.').next().unwrap_or(base).trim_matches('"');
    if let Some(made) = schema.enums.iter().find(|e| e.name == last) {
        return made
            .values
            .get(n % made.values.len().max(1))
            .map_or("NULL".to_owned(), |v| Postgres.literal(v));
    }
    match base {
        "smallint" | "integer" | "bigint" | "numeric" | "real" | "double precision" => n.to_string(),
        "boolean" => n.is_multiple_of(2).to_string(),
        "date" => format!("'2020-01-0{n}'"),
        "uuid" => format!("'00000000-0000-0000-0000-00000000000{n}'"),
        "json" | "jsonb" => format!("'{{\"n\": {n}}}'"),
        "bytea" => format!("'\\x0{n}'"),
        "inet" | "cidr" => format!("'10.0.0.{n}'"),
        "interval" => format!("'{n} days'"),
        other if other.starts_with("timestamp") => format!("'2020-01-0{n} 00:00:00'"),
        other if other.starts_with("time") => format!("'0{n}:00'"),
        other if other.starts_with("character") || other == "text" => {
            let text = ["'1'", "'it''s 2'", "'☃ 3'"][n - 1];
            match limit {
                Some(limit) if limit < 6 => format!("'{n}'"),
                _ => text.to_owned(),
            }
        }
        _ => format!("'{n}'"),
    }
}
