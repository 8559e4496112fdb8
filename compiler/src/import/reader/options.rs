//! What stands behind a table's columns.

use super::{Cursor, Read};
use crate::dialect::Dialect;
use crate::import::fold::Fold;
use crate::schema::SchemaTable;

/// The words that options of a table begin with, where ALTER TABLE sets them.
pub(super) const NAMES: [&str; 23] = [
    "engine",
    "row_format",
    "comment",
    "auto_increment",
    "default",
    "charset",
    "character",
    "collate",
    "key_block_size",
    "stats_persistent",
    "stats_auto_recalc",
    "stats_sample_pages",
    "min_rows",
    "max_rows",
    "avg_row_length",
    "pack_keys",
    "checksum",
    "delay_key_write",
    "transactional",
    "page_checksum",
    "insert_method",
    "union",
    "encrypted",
];

/// Options with more of them, which win over those before; how the table is partitioned stays last.
pub(super) fn joined(options: &str, more: &str) -> String {
    let lower = options.to_ascii_lowercase();
    match lower.find("partition by") {
        Some(at) => format!("{}{more} {}", &options[..at], &options[at..]),
        None => format!("{options} {more}"),
    }
}

/// Reads what stands behind the closing parenthesis. MySQL's comment becomes the table's, its counter is left out,
/// as it is data; the rest is kept word for word.
pub(super) fn read(fold: &mut Fold<'_>, cursor: &mut Cursor<'_>, table: &mut SchemaTable) -> Read<()> {
    let mut kept: Vec<String> = Vec::new();
    let mut from = cursor.at;
    while !cursor.is_done() && cursor.dialect == Dialect::Mysql {
        let start = cursor.at;
        let is_counter = cursor.words(&["auto_increment"]);
        let is_comment = !is_counter && cursor.words(&["comment"]);
        if !is_counter && !is_comment {
            if cursor.is_word("partition") {
                break; // Partitions have comments of their own.
            }
            cursor.at += 1;
            continue;
        }
        kept.push(cursor.text((from, start)));
        cursor.symbol('=');
        if is_comment {
            table.comment = Some(cursor.string()?).filter(|c| !c.is_empty());
        } else {
            cursor.at += 1;
            fold.report.skip(
                cursor.statement.start(),
                "AUTO_INCREMENT of a table",
                "it is data, not part of the schema",
            );
        }
        from = cursor.at;
    }
    kept.push(cursor.text((from, cursor.end)));
    cursor.at = cursor.end;
    let options: Vec<&str> = kept
        .iter()
        .map(|k| k.trim().trim_start_matches(',').trim_end_matches(',').trim())
        .filter(|k| !k.is_empty())
        .collect();
    if !options.is_empty() {
        table.options = Some(options.join(" "));
    }
    Ok(())
}
