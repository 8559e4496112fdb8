//! The words of a statement, with the code inside its strings.

use crate::dialect::Dialect;
use crate::import::lex::{Lexer, TokenKind};

/// What a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name or keyword without quotes.
    Bare,
    /// A name in quotes.
    Quoted,
    /// A string literal.
    Text,
    /// A number or a parameter.
    Number,
    /// Anything else, one character.
    Symbol(u8),
}

/// One word.
#[derive(Debug, Clone)]
pub(super) struct Word {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
    /// A name as the engine compares it, or what a literal says.
    pub(super) name: String,
}

impl Word {
    pub(super) fn is_name(&self) -> bool {
        matches!(self.kind, Kind::Bare | Kind::Quoted)
    }

    pub(super) fn is(&self, keyword: &str) -> bool {
        self.kind == Kind::Bare && self.name.eq_ignore_ascii_case(keyword)
    }

    pub(super) fn is_symbol(&self, symbol: u8) -> bool {
        self.kind == Kind::Symbol(symbol)
    }
}

/// A name as the engine compares it.
pub(super) fn folded(name: &str, dialect: Dialect) -> String {
    match dialect {
        Dialect::Postgres => name.to_owned(),
        Dialect::Mysql | Dialect::Sqlite => name.to_lowercase(),
    }
}

/// The words of some SQL; `base` is added to every offset.
pub(super) fn words(sql: &str, base: usize, dialect: Dialect) -> Vec<Word> {
    let mut lexer = Lexer::new(sql, dialect);
    let mut out = Vec::with_capacity(sql.len() / 5);
    while let Some(token) = lexer.next_token() {
        let text = token.text(sql);
        let (kind, name) = match token.kind {
            TokenKind::Blank | TokenKind::Mark => continue,
            TokenKind::Word => (Kind::Bare, text.to_lowercase()),
            TokenKind::QuotedName => (Kind::Quoted, folded(&unquoted(text), dialect)),
            TokenKind::String => (Kind::Text, content(text)),
            TokenKind::Number => (Kind::Number, String::new()),
            TokenKind::Symbol | TokenKind::Operator => {
                let first = text.as_bytes().first().copied().unwrap_or(b' ');
                (Kind::Symbol(first), String::new())
            }
        };
        out.push(Word {
            kind,
            start: base + token.start as usize,
            end: base + token.end as usize,
            name,
        });
    }
    out
}

fn unquoted(text: &str) -> String {
    let inner = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
    match text.as_bytes().first() {
        Some(b'"') => inner.replace("\"\"", "\""),
        Some(b'`') => inner.replace("``", "`"),
        _ => inner.to_owned(),
    }
}

/// What a literal says; escapes with a backslash stay.
fn content(text: &str) -> String {
    if let Some(range) = inner(text) {
        return text[range].to_owned();
    }
    let start = text.find(['\'', '"']).map_or(0, |at| at + 1);
    let quote = text[..start].chars().last().unwrap_or('\'');
    let doubled = format!("{quote}{quote}");
    text.get(start..text.len().saturating_sub(1))
        .unwrap_or_default()
        .replace(&doubled, &quote.to_string())
}

/// Where in the literal its content stands, where it stands there as it is.
pub(super) fn inner(text: &str) -> Option<std::ops::Range<usize>> {
    if let Some(rest) = text.strip_prefix('$') {
        let tag = rest.find('$')? + 2;
        return (text.len() >= 2 * tag).then(|| tag..text.len() - tag);
    }
    let body = text.strip_prefix('\'')?.strip_suffix('\'')?;
    (!body.contains(['\'', '\\'])).then(|| 1..text.len() - 1)
}
