//! What the columns of a table that is built anew are filled with.

use super::rebuild::{conversion, is_strict, is_without_rowid};
use super::words;
use crate::diagnostic::{Diagnostic, Severity};
use crate::dialect::Dialect::Sqlite;
use crate::dialect::sqlite::identifiers::{identifier, literal};
use crate::emit::is_simple_default;
use crate::expression::lex::{Token, tokens};
use crate::plan::Hazard;
use crate::plan::by_table::{ColumnPair, TablePair};
use crate::schema::{Column, SchemaPartTarget, SchemaTable};

/// What SQLite makes of values that are written to a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Affinity {
    Integer,
    Text,
    Blob,
    Real,
    Numeric,
}

impl Affinity {
    /// By the rules that SQLite reads types with.
    pub(super) fn of(native: &str) -> Self {
        let upper = native.to_ascii_uppercase();
        let has = |words: &[&str]| words.iter().any(|word| upper.contains(word));
        if has(&["INT"]) {
            Self::Integer
        } else if has(&["CHAR", "CLOB", "TEXT"]) {
            Self::Text
        } else if upper.is_empty() || has(&["BLOB"]) {
            Self::Blob
        } else if has(&["REAL", "FLOA", "DOUB"]) {
            Self::Real
        } else {
            Self::Numeric
        }
    }
}

/// The value of a column that both tables have. The new column's affinity converts what it can without loss; only a
/// STRICT table needs to be told that bytes are a text, or a text bytes.
pub(super) fn kept(column: &ColumnPair<'_>, pair: &TablePair<'_>, hazards: &mut Vec<Hazard>) -> String {
    let what = format!("{}.{}", pair.to.name, column.to.name);
    let mut value = identifier(&column.to.name);
    let (from, to) = (
        Affinity::of(&column.from.native_type),
        Affinity::of(&column.to.native_type),
    );
    let strict = is_strict(pair.to) && !column.to.native_type.eq_ignore_ascii_case("any");
    let same_type = column.from.native_type.eq_ignore_ascii_case(&column.to.native_type);
    if from != to {
        conversion(from, to, &what, hazards);
        match to {
            Affinity::Blob if strict => value = format!("CAST({value} AS BLOB)"),
            Affinity::Text if strict && from == Affinity::Blob => value = format!("CAST({value} AS TEXT)"),
            _ => {}
        }
    }
    if strict && (!same_type || !is_strict(pair.from)) {
        hazards.push(Hazard::MayFail {
            r#where: format!("{what} has a value that is no {}", column.to.native_type.to_uppercase()),
        });
    }
    let renamed = column.renamed_values();
    if !renamed.is_empty() {
        let each: Vec<String> = renamed
            .iter()
            .map(|(old, new)| format!("WHEN {} THEN {}", literal(old), literal(new)))
            .collect();
        value = format!("CASE {value} {} ELSE {value} END", each.join(" "));
    }
    if column.to.not_null && !column.from.not_null && column.from.identity.is_none() {
        match &column.to.default {
            Some(default) if !default.eq_ignore_ascii_case("null") => {
                let default = if is_simple_default(default) {
                    default.clone()
                } else {
                    format!("({default})")
                };
                value = format!("coalesce({value}, {default})");
            }
            _ => hazards.push(Hazard::MayFail {
                r#where: format!("{what} is null"),
            }),
        }
    }
    value
}

/// A value for a column that needs one and says none: a number or text that stands for nothing, or the row's number
/// where each must have its own. There is none for what refers to other rows.
pub(super) fn neutral(column: &Column, pair: &TablePair<'_>, rowid: Option<&str>) -> Option<String> {
    let is_it = |name: &String| name.eq_ignore_ascii_case(&column.name);
    if pair.to.foreign_keys.iter().any(|fk| fk.columns.iter().any(is_it)) {
        return None;
    }
    let rowid = rowid.filter(|_| !is_without_rowid(pair.from));
    let affinity = Affinity::of(&column.native_type);
    if is_unique(column, pair.to) {
        let rowid = rowid?;
        return match affinity {
            Affinity::Text => Some(format!("CAST({rowid} AS TEXT)")),
            Affinity::Blob if is_strict(pair.to) => Some(format!("CAST({rowid} AS BLOB)")),
            Affinity::Integer | Affinity::Real | Affinity::Numeric | Affinity::Blob => Some(rowid.to_owned()),
        };
    }
    if let Some(value) = first_allowed(column, pair.to) {
        return Some(value);
    }
    Some(
        match affinity {
            Affinity::Integer | Affinity::Real | Affinity::Numeric => "0",
            Affinity::Text => "''",
            Affinity::Blob => "x''",
        }
        .to_owned(),
    )
}

fn is_unique(column: &Column, table: &SchemaTable) -> bool {
    let alone = |columns: &[String]| columns.len() == 1 && columns[0].eq_ignore_ascii_case(&column.name);
    let index = |index: &crate::schema::SchemaIndex| {
        let is_it = |target: &SchemaPartTarget| matches!(target, SchemaPartTarget::Column(n) if n.eq_ignore_ascii_case(&column.name));
        index.is_unique && index.parts.len() == 1 && is_it(&index.parts[0].target)
    };
    table
        .primary_key
        .iter()
        .chain(&table.unique_keys)
        .any(|key| alone(&key.columns))
        || table.indexes.iter().any(index)
}

/// The first value that a check `column IN (…)` lists.
fn first_allowed(column: &Column, table: &SchemaTable) -> Option<String> {
    let lower = column.name.to_lowercase();
    for check in &table.checks {
        if !words(&check.expression).contains(&lower) {
            continue;
        }
        let tokens = tokens(&check.expression, Sqlite).ok()?;
        for window in tokens.windows(4) {
            let name = match &window[0] {
                Token::Word(word) => (*word).to_owned(),
                Token::Quoted(name) => name.to_string(),
                Token::Text(_) | Token::Comment | Token::Symbol(_) => continue,
            };
            let is_in = matches!(window[1], Token::Word(word) if word.eq_ignore_ascii_case("in"));
            if !name.eq_ignore_ascii_case(&column.name) || !is_in || window[2] != Token::Symbol('(') {
                continue;
            }
            return match &window[3] {
                Token::Text(text) => Some(literal(text)),
                Token::Word(word) if word.bytes().all(|b| b.is_ascii_digit()) => Some((*word).to_owned()),
                Token::Word(_) | Token::Quoted(_) | Token::Comment | Token::Symbol(_) => None,
            };
        }
    }
    None
}

/// The finding that rows get a value that nobody said.
pub(super) fn filled(message: String, column: &Column, pair: &TablePair<'_>) -> Diagnostic {
    let finding = Diagnostic::new(Severity::Warning, "value-made-up", message)
        .subject(format!("{}.{}", pair.to.name, column.name))
        .help("give the field a default, or fill it before");
    match column.origin.element {
        Some(element) => finding.element(element),
        None => finding,
    }
}
