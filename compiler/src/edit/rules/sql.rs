//! Pieces of SQL that a person typed: that each stays in its place.
//!
//! An expression, a native type or a table option is written into a statement as it is. It must therefore be one
//! piece: its parentheses and quotes close, and nothing in it ends the statement, starts a comment or begins the
//! next column. This is judged by the engines' lexical rules alone, by those of every engine where the piece
//! belongs to none. Whether it *means* something is asked elsewhere; here it is only made harmless.

use super::names::exceeds;
use super::{Rule, quoted};
use crate::design::SqlExpression;
use crate::dialect::Dialect;
use crate::edit::batch::Batch;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The most characters of an expression, an option, or a native type.
const SQL_LENGTH: usize = 10_000;
/// The most characters of a word such as a collation's name.
const WORD_LENGTH: usize = 255;

/// Judges an expression: one value or condition.
pub(in crate::edit) fn expression(batch: &mut Batch<'_>, property: &str, element: Uuid, expression: &SqlExpression) {
    let conventions = match &expression.dialect {
        Some(dialect) => std::slice::from_ref(dialect),
        None => &Dialect::ALL,
    };
    judge(batch, property, element, "expression", &expression.sql, |sql| {
        piece_problem(sql, conventions, Commas::Refused)
    });
}

/// Judges what stands behind a table's columns, per engine.
pub(in crate::edit) fn native_options(batch: &mut Batch<'_>, element: Uuid, options: &BTreeMap<Dialect, String>) {
    for (dialect, sql) in options {
        judge(batch, "nativeOptions", element, "table option", sql, |sql| {
            piece_problem(sql, &[*dialect], Commas::Accepted)
        });
    }
}

/// Judges a word of an engine's own: a collation's name, as written.
pub(in crate::edit) fn collation(batch: &mut Batch<'_>, property: &str, element: Uuid, name: &str) {
    judge(batch, property, element, "collation", name, |name| {
        let bare = name.replace('"', "");
        word_problem(&bare, ".-@").or_else(|| piece_problem(name, &Dialect::ALL, Commas::Refused))
    });
}

/// Judges a word of an engine's own: letters, digits and underscores.
pub(in crate::edit) fn word(batch: &mut Batch<'_>, property: &str, element: Uuid, noun: &str, word: &str) {
    judge(batch, property, element, noun, word, |word| word_problem(word, ""));
}

/// Judges an operator class as PostgreSQL writes it: `public.gist_trgm_ops(siglen=32)`.
pub(in crate::edit) fn operator_class(batch: &mut Batch<'_>, property: &str, element: Uuid, class: &str) {
    judge(batch, property, element, "operator class", class, |class| {
        piece_problem(class, &[Dialect::Postgres], Commas::Refused)
    });
}

/// What is wrong with a native type, if anything.
pub(super) fn native_type_problem(sql: &str) -> Option<String> {
    if exceeds(sql, SQL_LENGTH) {
        return Some(format!("a native type is longer than {SQL_LENGTH} characters"));
    }
    piece_problem(sql, &Dialect::ALL, Commas::Refused)
        .map(|problem| format!("the native type {} {problem}", quoted(sql)))
}

fn judge(
    batch: &mut Batch<'_>,
    property: &str,
    element: Uuid,
    noun: &str,
    sql: &str,
    problem: impl Fn(&str) -> Option<String>,
) {
    let found = if sql.contains('\0') {
        Some("has a NUL character".to_owned())
    } else if !batch.is_interactive() {
        None
    } else if exceeds(sql, SQL_LENGTH) {
        Some(format!("is longer than {SQL_LENGTH} characters"))
    } else {
        problem(sql)
    };
    if let Some(found) = found {
        let message = format!("the {noun} {} {found}", quoted(sql));
        batch.refuse(Rule::SqlInvalid, property, Some(element), message);
    }
}

fn word_problem(word: &str, besides: &str) -> Option<String> {
    if word.is_empty() {
        Some("is empty".to_owned())
    } else if exceeds(word, WORD_LENGTH) {
        Some(format!("is longer than {WORD_LENGTH} characters"))
    } else if word
        .chars()
        .all(|c| c.is_alphanumeric() || c == '_' || besides.contains(c))
    {
        None
    } else {
        Some("is not a name; letters, digits and underscores are accepted".to_owned())
    }
}

/// Whether a piece may have several parts at its top level.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Commas {
    /// A list is fine.
    Accepted,
    /// It is one thing.
    Refused,
}

/// What makes the piece reach beyond its place on any of the engines, as the end of a sentence about it.
fn piece_problem(sql: &str, engines: &[Dialect], commas: Commas) -> Option<String> {
    if sql.trim().is_empty() {
        return Some("is empty".to_owned());
    }
    let chars: Vec<char> = sql.chars().collect();
    engines
        .iter()
        .find_map(|engine| Scanner::new(&chars, *engine, commas).problem())
}

/// Walks over a piece of SQL as one engine's lexer would.
struct Scanner<'a> {
    chars: &'a [char],
    at: usize,
    engine: Dialect,
    commas: Commas,
    /// The closing brackets that are owed, innermost last.
    owed: Vec<char>,
}

impl<'a> Scanner<'a> {
    fn new(chars: &'a [char], engine: Dialect, commas: Commas) -> Self {
        Self {
            chars,
            at: 0,
            engine,
            commas,
            owed: Vec::new(),
        }
    }

    fn problem(mut self) -> Option<String> {
        while let Some(&c) = self.chars.get(self.at) {
            let problem = self.step(c);
            if problem.is_some() {
                return problem;
            }
        }
        self.owed.last().map(|bracket| format!("lacks a closing {bracket}"))
    }

    fn step(&mut self, c: char) -> Option<String> {
        let next = self.chars.get(self.at + 1).copied();
        match (c, self.engine) {
            ('\'', _) => return self.quoted('\'', self.backslash_escapes()),
            ('"', _) => return self.quoted('"', self.engine == Dialect::Mysql),
            ('`', Dialect::Mysql | Dialect::Sqlite) => return self.quoted('`', false),
            ('[', Dialect::Sqlite) => return self.quoted(']', false),
            ('$', Dialect::Postgres) => {
                if let Some(length) = self.dollar_tag() {
                    return self.dollar_quoted(length);
                }
            }
            (';', _) => return Some("has a semicolon; give one expression, not a statement".to_owned()),
            ('-', _) if next == Some('-') => return comment("--"),
            ('/', _) if next == Some('*') => return comment("/*"),
            ('*', _) if next == Some('/') => return comment("*/"),
            ('#', Dialect::Mysql) => return comment("#"),
            ('(', _) => self.owed.push(')'),
            ('[', _) => self.owed.push(']'),
            (')' | ']', _) if self.owed.pop() != Some(c) => {
                return Some(format!("has a {c} that closes nothing"));
            }
            (',', _) if self.owed.is_empty() && self.commas == Commas::Refused => {
                return Some("has a comma outside parentheses; give one expression".to_owned());
            }
            _ => {}
        }
        self.at += 1;
        None
    }

    /// Whether a backslash in the string that starts here hides the character after it.
    fn backslash_escapes(&self) -> bool {
        match self.engine {
            Dialect::Mysql => true,
            Dialect::Sqlite => false,
            Dialect::Postgres => {
                let letter = |back: usize| self.at.checked_sub(back).map(|i| self.chars[i]);
                matches!(letter(1), Some('e' | 'E')) && !letter(2).is_some_and(is_word)
            }
        }
    }

    /// Steps over a quoted stretch that starts here.
    fn quoted(&mut self, close: char, escapes: bool) -> Option<String> {
        let open = self.chars[self.at];
        let mut at = self.at + 1;
        while let Some(&c) = self.chars.get(at) {
            let is_doubled = c == close && close != ']' && self.chars.get(at + 1) == Some(&close);
            if is_doubled || escapes && c == '\\' {
                at += 2;
            } else if c == close {
                match self.continued(at + 1).filter(|_| escapes) {
                    Some(reopened) => at = reopened,
                    None => {
                        self.at = at + 1;
                        return None;
                    }
                }
            } else {
                at += 1;
            }
        }
        Some(format!("has a {open} that is not closed"))
    }

    /// Where a string that ended before `at` goes on: PostgreSQL joins literals with a line break between them,
    /// and the first one says what a backslash means in all.
    fn continued(&self, at: usize) -> Option<usize> {
        let space = self.chars[at..].iter().take_while(|c| c.is_whitespace());
        let (count, breaks) = space.fold((0, false), |(n, b), c| (n + 1, b || matches!(c, '\n' | '\r')));
        let goes_on = self.engine == Dialect::Postgres && breaks && self.chars.get(at + count) == Some(&'\'');
        goes_on.then_some(at + count + 1)
    }

    /// The length of the dollar-quote tag that starts here, with both its dollars.
    fn dollar_tag(&self) -> Option<usize> {
        if self.at > 0 && is_word(self.chars[self.at - 1]) {
            return None;
        }
        let tag = self.chars[self.at + 1..].iter().take_while(|c| is_word(**c)).count();
        (self.chars.get(self.at + 1 + tag) == Some(&'$')).then_some(tag + 2)
    }

    /// Steps over a dollar-quoted stretch that starts here.
    fn dollar_quoted(&mut self, tag: usize) -> Option<String> {
        let opening = &self.chars[self.at..self.at + tag];
        let body = &self.chars[self.at + tag..];
        match body.windows(tag).position(|window| window == opening) {
            Some(end) => {
                self.at += tag + end + tag;
                None
            }
            None => Some("has a dollar quote that is not closed".to_owned()),
        }
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn comment(mark: &str) -> Option<String> {
    Some(format!("has a comment ({mark}); put comments into the description"))
}
