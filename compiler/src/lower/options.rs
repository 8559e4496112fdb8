//! What stands after a table's closing parenthesis.

use super::Lowering;
use crate::dialect::Dialect;
use crate::expression::{check_native, check_native_list};

/// The options of all tables.
pub(super) fn lower(lowering: &mut Lowering<'_>) {
    for (at, table) in lowering.expressed() {
        let wanted = table
            .native_options
            .get(&lowering.dialect)
            .map(|o| o.trim())
            .filter(|o| !o.is_empty());
        let options = match wanted {
            Some(options) => match usable(lowering, options, at) {
                Ok(kept) => {
                    if kept != options {
                        let message = format!(
                            "{} takes a collation that both MySQL and MariaDB have: {kept}",
                            table.table_name
                        );
                        lowering.warn("collation-replaced", &table.table_name, table.id, message);
                    }
                    Some(kept)
                }
                Err(why) => {
                    let message = format!("the options of {} are left out: {why}", table.table_name);
                    lowering.error("options-left-out", &table.table_name, table.id, message);
                    None
                }
            },
            None => None,
        };
        let options = match (options, lowering.dialect) {
            // What was read from MySQL keeps to its server's own; what was not must hold any text.
            (None, Dialect::Mysql) if !lowering.is_from_mysql || needs_unicode(lowering, at) => {
                Some("ENGINE=InnoDB DEFAULT CHARSET=utf8mb4".to_owned())
            }
            (options, _) => options,
        };
        lowering.schema.tables[at].options = options;
        for (dialect, options) in &table.native_options {
            if *dialect != lowering.dialect {
                let shown: String = options.chars().take(60).collect();
                let message = format!("{}'s {dialect} options are left out: {shown}", table.table_name);
                let partitioned = options.to_ascii_lowercase().contains("partition");
                if partitioned {
                    lowering.warn("options-left-out", &table.table_name, table.id, message);
                } else {
                    lowering.info("options-left-out", &table.table_name, table.id, message);
                }
            }
        }
    }
}

/// Whether a check has text that the server's own character set may not have.
fn needs_unicode(lowering: &Lowering<'_>, at: usize) -> bool {
    let table = lowering.table(at);
    table.checks.iter().any(|check| !check.expression.is_ascii())
}

fn usable(lowering: &Lowering<'_>, options: &str, at: usize) -> Result<String, String> {
    let dialect = lowering.dialect;
    let table = lowering.table(at);
    let lowered = options.to_ascii_lowercase();
    match dialect {
        // Options may stand in a list.
        Dialect::Sqlite | Dialect::Mysql => check_native_list(options, dialect)?,
        Dialect::Postgres => check_native(options, dialect)?,
    }
    if dialect == Dialect::Mysql {
        return Ok(shared_collations(options));
    }
    if dialect == Dialect::Sqlite {
        if lowered.contains("without") && table.primary_key.is_none() {
            return Err("WITHOUT ROWID wants a primary key".to_owned());
        }
        if lowered.contains("without") && table.columns.iter().any(|c| c.identity.is_some()) {
            return Err("WITHOUT ROWID does not go with rows that SQLite numbers".to_owned());
        }
        let strict = |native: &str| {
            ["int", "integer", "real", "text", "blob", "any"].contains(&native.to_ascii_lowercase().as_str())
        };
        if lowered.contains("strict") && !table.columns.iter().all(|c| strict(&c.native_type)) {
            return Err("STRICT does not know all of its types".to_owned());
        }
    }
    Ok(options.to_owned())
}

/// A collation that both MySQL 8 and MariaDB have.
pub(super) fn shared_collation(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    match lower.split_once('_') {
        Some((charset, rest)) if rest.starts_with("0900") || rest.starts_with("uca1400") => {
            let end = if rest.ends_with("_bin") {
                "bin"
            } else {
                "unicode_520_ci"
            };
            format!("{charset}_{end}")
        }
        _ => name.to_owned(),
    }
}

fn shared_collations(options: &str) -> String {
    options
        .split_inclusive(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .map(|piece| {
            let word = piece.trim_end_matches(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
            format!("{}{}", shared_collation(word), &piece[word.len()..])
        })
        .collect()
}

/// The character set that the options name, in lower case.
pub(super) fn charset(options: &str) -> Option<String> {
    let lower = options.to_ascii_lowercase();
    let at = lower
        .find("charset")
        .map(|at| at + 7)
        .or_else(|| lower.find("character set").map(|at| at + 13))?;
    let rest = lower[at..].trim_start_matches([' ', '=']);
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
    (end > 0).then(|| rest[..end].to_owned())
}

/// The collation that the options name, in lower case, as it will be said.
pub(super) fn collation_in(options: &str) -> Option<String> {
    let lower = options.to_ascii_lowercase();
    let rest = lower[lower.find("collate")? + 7..].trim_start_matches([' ', '=']);
    let end = rest
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .unwrap_or(rest.len());
    (end > 0).then(|| shared_collation(&rest[..end]))
}
