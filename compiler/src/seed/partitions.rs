//! What the partitions of a table take.

use crate::design::ObjectKind;
use crate::dialect::Dialect;
use crate::expression::lex::{Token, tokens};
use crate::schema::Schema;

/// The bounds of a partitioned table (PostgreSQL).
#[derive(Debug, Clone, Default)]
pub(super) struct Partitions {
    /// The table.
    pub(super) table: String,
    /// The columns that a row is placed by.
    pub(super) columns: Vec<String>,
    /// For each partition a value of each column, as it stands in the bounds, without quotes.
    pub(super) bounds: Vec<Vec<Option<String>>>,
}

/// The bounds of every partitioned table of a schema.
pub(super) fn of(schema: &Schema) -> Vec<Partitions> {
    if schema.dialect != Dialect::Postgres {
        return Vec::new();
    }
    let mut found: Vec<Partitions> = schema
        .tables
        .iter()
        .filter_map(|table| {
            let columns = key_columns(table.options.as_deref()?)?;
            Some(Partitions {
                table: table.name.clone(),
                columns,
                bounds: Vec::new(),
            })
        })
        .collect();
    if found.is_empty() {
        return found;
    }
    for object in schema
        .objects
        .iter()
        .filter(|o| matches!(o.kind, ObjectKind::Table | ObjectKind::Other))
    {
        let Some((parent, bounds)) = read(&object.sql) else {
            continue;
        };
        if let Some(table) = found.iter_mut().find(|p| p.table == parent) {
            table.bounds.extend(bounds);
        }
    }
    found
}

/// The columns of `PARTITION BY … (a, b)`; expressions are none.
fn key_columns(options: &str) -> Option<Vec<String>> {
    let tokens = tokens(options, Dialect::Postgres).ok()?;
    let is = |at: usize, word: &str| matches!(tokens.get(at), Some(Token::Word(w)) if w.eq_ignore_ascii_case(word));
    let at = (0..tokens.len()).find(|at| is(*at, "partition") && is(at + 1, "by"))? + 4;
    let mut columns = Vec::new();
    let mut depth = 1;
    for token in &tokens[at.min(tokens.len())..] {
        match token {
            Token::Symbol('(') => depth += 1,
            Token::Symbol(')') => {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            }
            Token::Word(word) if depth == 1 => columns.push((*word).to_lowercase()),
            Token::Quoted(name) if depth == 1 => columns.push(name.to_string()),
            _ => {}
        }
    }
    Some(columns)
}

/// The parent's name and values that the partition takes.
fn read(sql: &str) -> Option<(String, Vec<Vec<Option<String>>>)> {
    let tokens = tokens(sql, Dialect::Postgres).ok()?;
    let is = |at: usize, word: &str| matches!(tokens.get(at), Some(Token::Word(w)) if w.eq_ignore_ascii_case(word));
    let named =
        (0..tokens.len()).find(|at| is(*at, "partition") && (is(at + 1, "of") || is(at.wrapping_sub(1), "attach")))?;
    let parent = if is(named + 1, "of") {
        last_name(&tokens, named + 2)?
    } else {
        let table = (0..named).find(|at| is(*at, "table"))?;
        last_name(&tokens, table + 1 + usize::from(is(table + 1, "only")))?
    };
    let values = (named..tokens.len()).find(|at| is(*at, "for") && is(at + 1, "values"))? + 2;
    if is(values, "in") {
        let list = list(&tokens, values + 1)?;
        return Some((parent, list.into_iter().map(|value| vec![value]).collect()));
    }
    is(values, "from").then(|| list(&tokens, values + 1).map(|bounds| (parent, vec![bounds])))?
}

/// The last part of the name that begins at a place.
fn last_name(tokens: &[Token<'_>], mut at: usize) -> Option<String> {
    loop {
        let name = match tokens.get(at)? {
            Token::Word(word) => (*word).to_lowercase(),
            Token::Quoted(name) => name.to_string(),
            _ => return None,
        };
        if tokens.get(at + 1) != Some(&Token::Symbol('.')) {
            return Some(name);
        }
        at += 2;
    }
}

/// What stands between parentheses; `None` for what is no literal.
fn list(tokens: &[Token<'_>], open: usize) -> Option<Vec<Option<String>>> {
    if tokens.get(open) != Some(&Token::Symbol('(')) {
        return None;
    }
    let mut out = vec![None];
    let mut depth = 0;
    let mut negative = false;
    for token in &tokens[open..] {
        match token {
            Token::Symbol('(') => depth += 1,
            Token::Symbol(')') => {
                depth -= 1;
                if depth == 0 {
                    return Some(out);
                }
            }
            Token::Symbol(',') if depth == 1 => {
                out.push(None);
                negative = false;
            }
            Token::Symbol('-') => negative = true,
            Token::Text(text) => {
                if let Some(last @ None) = out.last_mut() {
                    *last = Some(text.to_string());
                }
            }
            Token::Word(word) if word.starts_with(|c: char| c.is_ascii_digit()) => {
                if let Some(last @ None) = out.last_mut() {
                    *last = Some(format!("{}{word}", if negative { "-" } else { "" }));
                }
            }
            _ => {}
        }
    }
    None
}
