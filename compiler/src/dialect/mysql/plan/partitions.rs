//! Partitions: as little as possible is written anew, and rows are kept wherever they still have a place.

use super::super::identifiers::identifier;
use crate::dialect::Dialect::Mysql;
use crate::diff::SchemaChange;
use crate::expression::lex::{Token, spanned};
use crate::plan::LockMode;
use crate::plan::by_table::TablePair;
use crate::plan::script::Script;

/// The options, and the clause that says how the table is parted.
pub(super) fn apart(options: &str) -> (&str, Option<&str>) {
    let tokens = spanned(options, Mysql).unwrap_or_default();
    for pair in tokens.windows(2) {
        let word = |token: &Token<'_>, wanted: &str| matches!(token, Token::Word(w) if w.eq_ignore_ascii_case(wanted));
        if word(&pair[0].1, "partition") && word(&pair[1].1, "by") {
            let (before, clause) = options.split_at(pair[0].0.start);
            return (before.trim_end(), Some(clause.trim()));
        }
    }
    (options, None)
}

/// How a table is parted, and into what.
struct Parted<'a> {
    how: String,
    is_range: bool,
    /// Whether rows go where a value is listed or a range holds it, so that partitions come and go one by one.
    one_by_one: bool,
    parts: Vec<Part<'a>>,
}

struct Part<'a> {
    name: String,
    sql: &'a str,
    /// Without space and case, to compare with.
    plain: String,
}

fn plain(sql: &str) -> String {
    let mut out = String::new();
    for (span, token) in spanned(sql, Mysql).unwrap_or_default() {
        match token {
            Token::Comment => {}
            Token::Word(word) => out.push_str(&format!("{} ", word.to_lowercase())),
            Token::Quoted(name) => out.push_str(&format!("{} ", name.to_lowercase())),
            Token::Text(_) | Token::Symbol(_) => out.push_str(&format!("{} ", &sql[span])),
        }
    }
    out.replace("engine = innodb ", "")
}

fn parsed(clause: &str) -> Parted<'_> {
    let tokens = spanned(clause, Mysql).unwrap_or_default();
    let mut depth = 0usize;
    let mut list: Option<(usize, usize)> = None;
    for (i, (span, token)) in tokens.iter().enumerate() {
        match token {
            Token::Symbol('(') => {
                let next = tokens.get(i + 1).map(|(_, t)| t);
                if depth == 0 && matches!(next, Some(Token::Word(w)) if w.eq_ignore_ascii_case("partition")) {
                    list = Some((span.start, clause.rfind(')').unwrap_or(clause.len())));
                    break;
                }
                depth += 1;
            }
            Token::Symbol(')') => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    let (how, inside) = match list {
        Some((start, end)) => (&clause[..start], &clause[start + 1..end]),
        None => (clause, ""),
    };
    let how = plain(how);
    Parted {
        is_range: how.contains("by range "),
        one_by_one: !how.contains("subpartition") && (how.contains("by range ") || how.contains("by list ")),
        how,
        parts: split(inside),
    }
}

fn split(inside: &str) -> Vec<Part<'_>> {
    let mut out = Vec::new();
    let (mut depth, mut start) = (0usize, 0);
    let tokens = spanned(inside, Mysql).unwrap_or_default();
    let push = |ranges: &mut Vec<(usize, usize)>, from: usize, to: usize| {
        if !inside[from..to].trim().is_empty() {
            ranges.push((from, to));
        }
    };
    let mut ranges = Vec::new();
    for (span, token) in &tokens {
        match token {
            Token::Symbol('(') => depth += 1,
            Token::Symbol(')') => depth = depth.saturating_sub(1),
            Token::Symbol(',') if depth == 0 => {
                push(&mut ranges, start, span.start);
                start = span.end;
            }
            _ => {}
        }
    }
    push(&mut ranges, start, inside.len());
    for (from, to) in ranges {
        let sql = inside[from..to].trim();
        let name = spanned(sql, Mysql)
            .unwrap_or_default()
            .get(1)
            .map(|(_, token)| match token {
                Token::Word(word) => (*word).to_owned(),
                Token::Quoted(name) => name.to_string(),
                Token::Text(_) | Token::Comment | Token::Symbol(_) => String::new(),
            });
        out.push(Part {
            name: name.unwrap_or_default(),
            sql,
            plain: plain(sql),
        });
    }
    out
}

/// The clauses of both sides, where they differ.
pub(super) fn changed<'p>(pair: &'p TablePair<'_>) -> Option<(Option<&'p str>, Option<&'p str>)> {
    let clause = |options: &'p Option<String>| apart(options.as_deref().unwrap_or_default()).1;
    let (from, to) = (clause(&pair.from.options), clause(&pair.to.options));
    (from.map(plain) != to.map(plain)).then_some((from, to))
}

/// Undoes the parting before the table changes, where it has to go.
pub(super) fn before(pair: &TablePair<'_>, script: &mut Script) {
    if let Some((Some(_), None)) = changed(pair) {
        let name = &pair.to.name;
        let sql = format!("ALTER TABLE {} REMOVE PARTITIONING", identifier(name));
        script
            .step(place(pair), sql, format!("put all rows of {name} into one"))
            .about(pair.to.origin.element)
            .locks(LockMode::Writes, name)
            .rewrites(name);
    }
}

fn place(pair: &TablePair<'_>) -> Option<usize> {
    pair.place(|c| matches!(c, SchemaChange::AlterTable { .. }))
        .or(pair.first())
}

/// Parts the table as wanted.
pub(super) fn after(pair: &TablePair<'_>, script: &mut Script) {
    let Some((from, Some(to))) = changed(pair) else {
        return;
    };
    let name = &pair.to.name;
    let table = identifier(name);
    let subject = pair.to.origin.element;
    let new = parsed(to);
    let old = from.map(parsed);
    let Some(old) = old.filter(|old| old.how == new.how && old.one_by_one && !new.parts.is_empty()) else {
        script
            .step(place(pair), format!("ALTER TABLE {table} {to}"), format!("part {name}"))
            .about(subject)
            .locks(LockMode::Writes, name)
            .rewrites(name)
            .fails_where(format!("a row of {name} belongs to no partition"));
        return;
    };
    let same = |a: &Part<'_>, b: &Part<'_>| a.plain == b.plain;
    let first = old.parts.iter().zip(&new.parts).take_while(|(a, b)| same(a, b)).count();
    let (old_rest, new_rest) = (&old.parts[first..], &new.parts[first..]);
    let last = old_rest
        .iter()
        .rev()
        .zip(new_rest.iter().rev())
        .take_while(|(a, b)| same(a, b))
        .count();
    let mut gone: Vec<&Part<'_>> = old_rest[..old_rest.len() - last].iter().collect();
    let mut made: Vec<&Part<'_>> = new_rest[..new_rest.len() - last].iter().collect();
    // A range that goes leaves its rows to the next one, and one that comes takes them from there.
    let follower = new_rest.get(new_rest.len() - last);
    if old.is_range
        && (gone.is_empty() || made.is_empty())
        && let Some(follower) = follower
    {
        gone.push(follower);
        made.push(follower);
    }
    let definitions = |parts: &[&Part<'_>]| parts.iter().map(|p| p.sql).collect::<Vec<_>>().join(",\n    ");
    let names = |parts: &[&Part<'_>]| parts.iter().map(|p| identifier(&p.name)).collect::<Vec<_>>().join(", ");
    match (gone.is_empty(), made.is_empty()) {
        (true, true) => {}
        (true, false) => {
            let sql = format!("ALTER TABLE {table} ADD PARTITION (\n    {}\n)", definitions(&made));
            script
                .step(place(pair), sql, format!("partition {} of {name}", names(&made)))
                .about(subject)
                .locks(LockMode::Schema, name);
        }
        (false, true) => {
            let sql = format!("ALTER TABLE {table} DROP PARTITION {}", names(&gone));
            script
                .step(place(pair), sql, format!("drop partition {} of {name}", names(&gone)))
                .about(subject)
                .locks(LockMode::All, name)
                .loses(format!("the rows in partition {} of {name}", names(&gone)));
        }
        (false, false) => {
            let sql = format!(
                "ALTER TABLE {table} REORGANIZE PARTITION {} INTO (\n    {}\n)",
                names(&gone),
                definitions(&made)
            );
            script
                .step(
                    place(pair),
                    sql,
                    format!("part {name} anew, from {} to {}", names(&gone), names(&made)),
                )
                .about(subject)
                .locks(LockMode::Writes, name)
                .rewrites(name)
                .fails_where(format!("a row of {name} belongs to no partition any more"));
        }
    }
}
