//! Breaks SQL into the pieces that matter for its safety and for what it mentions.

use crate::dialect::Dialect;
use std::borrow::Cow;
use std::ops::Range;

/// One piece of SQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// A bare word or a number.
    Word(&'a str),
    /// An identifier in its quotes, without them.
    Quoted(Cow<'a, str>),
    /// What a string literal says; of escapes only the quote's own is resolved.
    Text(Cow<'a, str>),
    /// A comment.
    Comment,
    /// Anything else, one character at a time.
    Symbol(char),
}

/// A piece and the bytes it stands at.
pub(crate) type Spanned<'a> = (Range<usize>, Token<'a>);

/// The pieces, or which quote or comment is not closed.
pub(crate) fn tokens(sql: &str, dialect: Dialect) -> Result<Vec<Token<'_>>, &'static str> {
    Ok(spanned(sql, dialect)?.into_iter().map(|(_, token)| token).collect())
}

/// The pieces and where they stand, or which quote or comment is not closed.
pub(crate) fn spanned(sql: &str, dialect: Dialect) -> Result<Vec<Spanned<'_>>, &'static str> {
    let mut lexer = Lexer { sql, at: 0, dialect };
    let mut out = Vec::with_capacity(sql.len() / 4);
    loop {
        let start = sql.len() - sql[lexer.at..].trim_start().len();
        let Some(token) = lexer.next_token()? else {
            return Ok(out);
        };
        out.push((start..lexer.at, token));
    }
}

struct Lexer<'a> {
    sql: &'a str,
    at: usize,
    dialect: Dialect,
}

impl<'a> Lexer<'a> {
    fn next_token(&mut self) -> Result<Option<Token<'a>>, &'static str> {
        let rest = self.sql[self.at..].trim_start();
        self.at = self.sql.len() - rest.len();
        let Some(c) = rest.chars().next() else {
            return Ok(None);
        };
        let mysql = self.dialect == Dialect::Mysql;
        let postgres = self.dialect == Dialect::Postgres;
        if rest.starts_with("--") || (mysql && c == '#') {
            self.at += rest.find('\n').unwrap_or(rest.len());
            return Ok(Some(Token::Comment));
        }
        if let Some(comment) = rest.strip_prefix("/*") {
            let end = comment.find("*/").ok_or("a comment is not closed")?;
            self.at += end + 4;
            return Ok(Some(Token::Comment));
        }
        if postgres && rest.get(..2).is_some_and(|p| p.eq_ignore_ascii_case("e'")) {
            self.at += 1;
            let mut text = self.quoted('\'', true)?;
            while self.continues() {
                text = Cow::Owned(text.into_owned() + &self.quoted('\'', true)?);
            }
            return Ok(Some(Token::Text(text)));
        }
        if postgres
            && c == '$'
            && let Some(token) = self.dollar(rest)?
        {
            return Ok(Some(token));
        }
        match c {
            '\'' => self.quoted('\'', mysql).map(|t| Some(Token::Text(t))),
            '"' if mysql => self.quoted('"', true).map(|t| Some(Token::Text(t))),
            '"' => self.quoted('"', false).map(|t| Some(Token::Quoted(t))),
            '`' if !postgres => self.quoted('`', false).map(|t| Some(Token::Quoted(t))),
            '[' if self.dialect == Dialect::Sqlite => {
                let end = rest.find(']').ok_or("a bracket is not closed")?;
                self.at += end + 1;
                Ok(Some(Token::Quoted(Cow::Borrowed(&rest[1..end]))))
            }
            c if is_word(c) => {
                let end = rest.find(|c| !is_word(c) && c != '$').unwrap_or(rest.len());
                self.at += end;
                Ok(Some(Token::Word(&rest[..end])))
            }
            c => {
                self.at += c.len_utf8();
                Ok(Some(Token::Symbol(c)))
            }
        }
    }

    /// Steps to the literal that goes on with the one before: PostgreSQL joins them over a line break, and the
    /// first one says what a backslash means in all.
    fn continues(&mut self) -> bool {
        let rest = &self.sql[self.at..];
        let next = rest.trim_start();
        let space = &rest[..rest.len() - next.len()];
        let goes_on = next.starts_with('\'') && space.contains(['\n', '\r']);
        if goes_on {
            self.at += space.len();
        }
        goes_on
    }

    fn quoted(&mut self, quote: char, backslash: bool) -> Result<Cow<'a, str>, &'static str> {
        let body = &self.sql[self.at + 1..];
        let mut text = String::new();
        let mut plain_from = 0;
        let mut chars = body.char_indices().peekable();
        while let Some((i, c)) = chars.next() {
            if c == '\\' && backslash {
                chars.next();
            } else if c == quote {
                if chars.peek().is_some_and(|(_, next)| *next == quote) {
                    chars.next();
                    text.push_str(&body[plain_from..=i]);
                    plain_from = i + 2;
                    continue;
                }
                self.at += i + 2;
                if text.is_empty() {
                    return Ok(Cow::Borrowed(&body[..i]));
                }
                text.push_str(&body[plain_from..i]);
                return Ok(Cow::Owned(text));
            }
        }
        Err("a quote is not closed")
    }

    fn dollar(&mut self, rest: &'a str) -> Result<Option<Token<'a>>, &'static str> {
        let Some(end) = rest[1..].find('$') else {
            return Ok(None);
        };
        let tag = &rest[..end + 2];
        let name = &tag[1..tag.len() - 1];
        if !name.chars().all(is_word) || name.starts_with(|c: char| c.is_ascii_digit()) {
            return Ok(None);
        }
        let body = &rest[tag.len()..];
        let close = body.find(tag).ok_or("a dollar quote is not closed")?;
        self.at += tag.len() + close + tag.len();
        Ok(Some(Token::Text(Cow::Borrowed(&body[..close]))))
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether the SQL stays where it is put: no end of statement, no comment, all brackets closed in order and no
/// comma outside of them.
pub(crate) fn stays_in_place(sql: &str, dialect: Dialect) -> Result<(), String> {
    stays(sql, dialect, false)
}

/// As [`stays_in_place`], but commas are fine.
pub(crate) fn list_stays_in_place(sql: &str, dialect: Dialect) -> Result<(), String> {
    stays(sql, dialect, true)
}

fn stays(sql: &str, dialect: Dialect, is_list: bool) -> Result<(), String> {
    if sql.contains('\0') {
        return Err("it contains a NUL character".to_owned());
    }
    let mut open = Vec::new();
    let mut any = false;
    for token in tokens(sql, dialect)? {
        any = true;
        match token {
            Token::Comment => return Err("it contains a comment".to_owned()),
            Token::Symbol(';') => return Err("it contains a semicolon".to_owned()),
            Token::Symbol(',') if open.is_empty() && !is_list => {
                return Err("it contains a comma outside of parentheses".to_owned());
            }
            Token::Symbol('(') => open.push(')'),
            Token::Symbol('[') => open.push(']'),
            Token::Symbol(c @ (')' | ']')) if open.pop() != Some(c) => return Err(format!("its `{c}` closes nothing")),
            // psql and the MySQL client take a command after a backslash.
            Token::Symbol('\\') => return Err("it contains a backslash".to_owned()),
            _ => {}
        }
    }
    match open.last() {
        Some(c) => Err(format!("its `{c}` is missing")),
        None if !any => Err("it is empty".to_owned()),
        None => Ok(()),
    }
}
