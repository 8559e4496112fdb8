//! PARTITION BY, from the list of partitions.

use tablewright_compiler::diagnostic::Diagnostic;

use super::{left_out, literal, quoted, text, value};
use crate::engine::connection::TextRow;

/// The partitions of all tables.
pub(super) const QUERY: &str = "\
SELECT TABLE_NAME, PARTITION_NAME, SUBPARTITION_NAME, PARTITION_METHOD, SUBPARTITION_METHOD, PARTITION_EXPRESSION,
  SUBPARTITION_EXPRESSION, PARTITION_DESCRIPTION, PARTITION_COMMENT
FROM information_schema.PARTITIONS WHERE TABLE_SCHEMA = {database} AND PARTITION_NAME IS NOT NULL
ORDER BY TABLE_NAME, PARTITION_ORDINAL_POSITION, SUBPARTITION_ORDINAL_POSITION";

/// The clause for a table, with what cannot be said of it.
pub(super) fn clause(table: &str, rows: Option<&Vec<TextRow>>) -> (String, Option<Diagnostic>) {
    let Some(rows) = rows else {
        return (String::new(), None);
    };
    let Some(first) = rows.first() else {
        return (String::new(), None);
    };
    let method = text(first, 3);
    if method == "SYSTEM_TIME" {
        return (String::new(), Some(left_out("partitioning by system time of", table)));
    }
    let mut sql = format!("\n PARTITION BY {method} ({})", text(first, 5));
    let partitions: Vec<&[TextRow]> = rows.chunk_by(|a, b| text(a, 1) == text(b, 1)).collect();
    let mut finding = None;
    if let Some(sub) = value(first, 4) {
        let count = partitions.first().map_or(0, |partition| partition.len());
        sql += &format!("\nSUBPARTITION BY {sub} ({})\nSUBPARTITIONS {count}", text(first, 6));
        let all_numbered = partitions.iter().all(|partition| {
            partition
                .iter()
                .enumerate()
                .all(|(i, row)| text(row, 2) == format!("{}sp{i}", text(row, 1)))
        });
        if !all_numbered {
            finding = Some(left_out("names of subpartitions of", table));
        }
    }
    let is_plain = |(i, partition): (usize, &&[TextRow])| {
        partition
            .first()
            .is_some_and(|row| text(row, 1) == format!("p{i}") && text(row, 8).is_empty())
    };
    let is_spread = matches!(method, "HASH" | "LINEAR HASH" | "KEY" | "LINEAR KEY");
    if is_spread && partitions.iter().enumerate().all(is_plain) {
        return (format!("{sql}\nPARTITIONS {}", partitions.len()), finding);
    }
    let listed: Vec<String> = partitions
        .iter()
        .filter_map(|partition| partition.first())
        .map(|row| partition(row, method))
        .collect();
    (format!("{sql}\n({})", listed.join(",\n ")), finding)
}

fn partition(row: &TextRow, method: &str) -> String {
    let mut sql = format!("PARTITION {}", quoted(text(row, 1)));
    let description = text(row, 7);
    match method {
        "RANGE" if description == "MAXVALUE" => sql += " VALUES LESS THAN MAXVALUE",
        "RANGE" | "RANGE COLUMNS" => sql += &format!(" VALUES LESS THAN ({description})"),
        "LIST" | "LIST COLUMNS" if description == "DEFAULT" => sql += " DEFAULT",
        "LIST" | "LIST COLUMNS" => sql += &format!(" VALUES IN ({description})"),
        _ => {}
    }
    let comment = text(row, 8);
    if !comment.is_empty() {
        sql += &format!(" COMMENT = {}", literal(comment));
    }
    sql
}
