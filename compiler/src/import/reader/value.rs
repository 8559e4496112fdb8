//! Strings, quoted names and default values.

use super::{Cursor, Read};
use crate::dialect::Dialect;
use crate::import::lex::TokenKind;

/// The content of a string or quoted name; other text as it is.
pub(crate) fn unquote(text: &str, dialect: Dialect) -> String {
    let mut characters = text.chars();
    let close = match characters.next() {
        Some('[') if dialect == Dialect::Sqlite => ']',
        Some(quote @ ('\'' | '"' | '`')) => quote,
        _ => return text.to_owned(),
    };
    let escapes = dialect == Dialect::Mysql && close != '`';
    let mut content = String::with_capacity(text.len());
    while let Some(c) = characters.next() {
        if escapes && c == '\\' {
            match characters.next() {
                Some('n') => content.push('\n'),
                Some('t') => content.push('\t'),
                Some('r') => content.push('\r'),
                Some('b') => content.push('\u{8}'),
                Some('Z') => content.push('\u{1a}'),
                Some('0') => content.push('\u{fffd}'),
                Some(other) => content.push(other),
                None => {}
            }
        } else if c == close {
            if characters.next().is_none() {
                break;
            }
            content.push(close);
        } else {
            content.push(c);
        }
    }
    content
}

/// Whether SQLite takes a name that stands for a value as a string.
fn is_text_to_sqlite(kind: TokenKind, text: &str) -> bool {
    let words = [
        "null",
        "true",
        "false",
        "current_timestamp",
        "current_date",
        "current_time",
    ];
    match kind {
        TokenKind::QuotedName => true,
        TokenKind::Word => !words.iter().any(|word| text.eq_ignore_ascii_case(word)) && !text.eq_ignore_ascii_case("x"),
        _ => false,
    }
}

/// The content of a text that is one string; `None` for any other.
pub(crate) fn unquote_string(text: &str, dialect: Dialect) -> Option<String> {
    text.starts_with(['\'', '"']).then(|| unquote(text, dialect))
}

impl Cursor<'_> {
    /// A default value: a constant with its sign and introducer, a call, or an expression in parentheses; as it
    /// stands.
    pub(crate) fn default_value(&mut self) -> Read<String> {
        let start = self.at;
        if self.peek_symbol(0, '(') {
            self.parentheses()?;
            return Ok(self.text((start, self.at)));
        }
        while self.symbol('-') || self.symbol('+') {}
        let Some(token) = self.token() else {
            return Err(self.stuck("a value"));
        };
        if matches!(token.kind, TokenKind::Symbol | TokenKind::Operator) {
            return Err(self.stuck("a value"));
        }
        self.at += 1;
        if self.dialect == Dialect::Sqlite && is_text_to_sqlite(token.kind, token.text(self.statement.source)) {
            let text = unquote(token.text(self.statement.source), self.dialect);
            return Ok(self.dialect.literal(&text));
        }
        let next = self.token().map(|t| t.kind);
        if token.kind == TokenKind::Word && next == Some(TokenKind::String) {
            self.at += 1; // _utf8mb4'text', b'01', DATE '2000-01-01'
        } else if token.kind == TokenKind::Word {
            while self.symbol('.') {
                self.name()?;
            }
            if self.peek_symbol(0, '(') {
                self.parentheses()?;
            }
        }
        Ok(self.text((start, self.at)))
    }
}
