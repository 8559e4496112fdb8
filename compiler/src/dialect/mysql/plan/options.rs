//! A table's options, one by one.

use super::partitions;
use crate::dialect::Dialect::Mysql;
use crate::expression::lex::{Token, spanned};
use crate::plan::by_table::TablePair;
use std::collections::HashSet;

/// One option: its name in capitals without DEFAULT, and its value as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TableOption {
    pub(super) name: String,
    pub(super) value: String,
}

/// The options before the partitions.
pub(super) fn parsed(options: Option<&str>) -> Vec<TableOption> {
    let (options, _) = partitions::apart(options.unwrap_or_default());
    let mut words: Vec<String> = Vec::new();
    for (span, token) in spanned(options, Mysql).unwrap_or_default() {
        match token {
            Token::Comment | Token::Symbol('=' | ',') => {}
            Token::Symbol('(' | ')') => {
                if let Some(last) = words.last_mut() {
                    last.push_str(&options[span]);
                }
            }
            Token::Word(_) | Token::Quoted(_) | Token::Text(_) | Token::Symbol(_) => {
                words.push(options[span].to_owned());
            }
        }
    }
    let mut out = Vec::new();
    let mut rest = words.into_iter().peekable();
    while let Some(word) = rest.next() {
        let mut name = word.to_ascii_uppercase();
        if name == "DEFAULT" {
            continue;
        }
        if name == "WITH" || name == "WITHOUT" {
            let what: Vec<String> = rest.by_ref().take(2).collect();
            out.push(TableOption {
                name: "SYSTEM VERSIONING".to_owned(),
                value: format!("{name} {}", what.join(" ").to_ascii_uppercase()),
            });
            continue;
        }
        if matches!(name.as_str(), "CHARACTER" | "DATA" | "INDEX")
            && let Some(second) = rest.next()
        {
            name = format!("{name} {}", second.to_ascii_uppercase());
        }
        if name == "CHARACTER SET" {
            name = "CHARSET".to_owned();
        }
        let value = rest.next().unwrap_or_default();
        out.retain(|option: &TableOption| option.name != name);
        out.push(TableOption { name, value });
    }
    out
}

fn value<'o>(options: &'o [TableOption], name: &str) -> Option<&'o str> {
    options
        .iter()
        .find(|option| option.name == name)
        .map(|option| option.value.as_str())
}

/// Whether the rows go to another engine.
pub(super) fn is_other_engine(from: Option<&str>, to: Option<&str>) -> bool {
    let engine = |options: Option<&str>| {
        let options = parsed(options);
        value(&options, "ENGINE").unwrap_or("InnoDB").to_ascii_lowercase()
    };
    engine(from) != engine(to)
}

/// The character set and collation that columns have which say none.
fn text_defaults(options: &[TableOption]) -> (Option<String>, Option<String>) {
    let lower = |name: &str| value(options, name).map(str::to_ascii_lowercase);
    (lower("CHARSET"), lower("COLLATE"))
}

/// The columns that say neither character set nor collation, where the table's own change.
pub(super) fn recoded<'a>(pair: &TablePair<'a>) -> HashSet<&'a str> {
    let (from, to) = (parsed(pair.from.options.as_deref()), parsed(pair.to.options.as_deref()));
    if text_defaults(&from) == text_defaults(&to) {
        return HashSet::new();
    }
    pair.to
        .columns
        .iter()
        .filter(|column| column.collation.is_none() && is_text(&column.native_type))
        .map(|column| column.name.as_str())
        .collect()
}

fn is_text(native: &str) -> bool {
    let lower = native.to_ascii_lowercase();
    let texts = [
        "char",
        "varchar",
        "tinytext",
        "text",
        "mediumtext",
        "longtext",
        "enum",
        "set",
    ];
    texts.iter().any(|word| lower.starts_with(word)) && !lower.contains("character set")
}

/// What the options need so that they are as wanted, as parts of ALTER TABLE; what cannot be taken back comes second.
pub(super) fn altered(from: Option<&str>, to: Option<&str>) -> (Vec<String>, Vec<String>) {
    let (from, to) = (parsed(from), parsed(to));
    let (mut parts, mut kept) = (Vec::new(), Vec::new());
    let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
    let defaults = text_defaults(&from) != text_defaults(&to);
    for option in &to {
        if value(&from, &option.name).is_some_and(|old| same(old, &option.value)) {
            continue;
        }
        match option.name.as_str() {
            "CHARSET" | "COLLATE" => {}
            "SYSTEM VERSIONING" => parts.push(format!("ADD {}", option.value.trim_start_matches("WITH "))),
            name => parts.push(format!("{name}={}", option.value)),
        }
    }
    if defaults {
        match text_defaults(&to) {
            (Some(charset), Some(collation)) => {
                parts.push(format!("DEFAULT CHARACTER SET {charset} COLLATE {collation}"));
            }
            (Some(charset), None) => parts.push(format!("DEFAULT CHARACTER SET {charset}")),
            (None, Some(collation)) => parts.push(format!("DEFAULT COLLATE {collation}")),
            (None, None) => kept.push("its character set".to_owned()),
        }
    }
    for option in &from {
        if value(&to, &option.name).is_some() {
            continue;
        }
        match option.name.as_str() {
            "CHARSET" | "COLLATE" => {}
            "ENGINE" if same(&option.value, "InnoDB") => {}
            "ENGINE" => parts.push("ENGINE=InnoDB".to_owned()),
            "ROW_FORMAT" | "STATS_PERSISTENT" | "STATS_AUTO_RECALC" | "STATS_SAMPLE_PAGES" | "PACK_KEYS" => {
                parts.push(format!("{}=DEFAULT", option.name));
            }
            "KEY_BLOCK_SIZE" | "CHECKSUM" | "AVG_ROW_LENGTH" | "MIN_ROWS" | "MAX_ROWS" | "DELAY_KEY_WRITE" => {
                parts.push(format!("{}=0", option.name));
            }
            "SYSTEM VERSIONING" => parts.push("DROP SYSTEM VERSIONING".to_owned()),
            name => kept.push(name.to_owned()),
        }
    }
    (parts, kept)
}

#[cfg(test)]
mod tests {
    use super::altered;

    #[test]
    fn says_only_what_is_different() {
        for (from, to, expected) in [
            ("ENGINE=InnoDB", "ENGINE=InnoDB", ""),
            (
                "ENGINE=InnoDB ROW_FORMAT=COMPRESSED",
                "engine = innodb",
                "ROW_FORMAT=DEFAULT",
            ),
            ("", "ROW_FORMAT=DYNAMIC", "ROW_FORMAT=DYNAMIC"),
            (
                "DEFAULT CHARSET=latin1",
                "DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
                "DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
            ),
            ("ENGINE=InnoDB PARTITION BY HASH (id)", "ENGINE=InnoDB", ""),
            (
                "STATS_PERSISTENT=0, CHECKSUM=1",
                "CHECKSUM=1",
                "STATS_PERSISTENT=DEFAULT",
            ),
        ] {
            assert_eq!(altered(Some(from), Some(to)).0.join(", "), expected, "{from} to {to}");
        }
    }
}
