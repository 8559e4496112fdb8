//! Tokens of SQL, for splitting and for cutting pieces out of a source.
//!
//! The lexer knows the quoting rules of the three engines and nothing of their grammars. It never fails: a quote
//! that is not closed runs to the end of the source and says so.

use crate::dialect::Dialect;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// White space or a comment.
    Blank,
    /// The start or the end of a MySQL conditional comment whose content counts.
    Mark,
    /// An identifier or keyword without quotes.
    Word,
    /// An identifier in quotes.
    QuotedName,
    /// A string in quotes of any sort.
    String,
    /// A number or a parameter.
    Number,
    /// One of `( ) , ; . [ ]`, alone.
    Symbol,
    /// Anything else.
    Operator,
}

/// A stretch of the source. Offsets are bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    /// What it is.
    pub(crate) kind: TokenKind,
    /// Whether its quote or comment is closed.
    pub(crate) closed: bool,
    /// Its first byte.
    pub(crate) start: u32,
    /// The byte after its last.
    pub(crate) end: u32,
}

impl Token {
    /// Its text.
    pub(crate) fn text(self, source: &str) -> &str {
        source.get(self.start as usize..self.end as usize).unwrap_or_default()
    }

    /// Whether it is this keyword, in any case.
    pub(crate) fn is_word(self, source: &str, word: &str) -> bool {
        self.kind == TokenKind::Word && self.text(source).eq_ignore_ascii_case(word)
    }

    /// Whether it is this symbol.
    pub(crate) fn is_symbol(self, source: &str, symbol: char) -> bool {
        self.kind == TokenKind::Symbol && self.text(source).starts_with(symbol)
    }
}

/// Cuts a source into tokens, from any position on.
pub(crate) struct Lexer<'s> {
    bytes: &'s [u8],
    dialect: Dialect,
    /// Where the next token begins.
    pub(crate) at: usize,
    /// Inside a conditional comment whose content counts.
    conditional: bool,
}

impl<'s> Lexer<'s> {
    /// A lexer at the start of `source`, which must be shorter than 4 GiB.
    pub(crate) fn new(source: &'s str, dialect: Dialect) -> Self {
        Self {
            bytes: source.as_bytes(),
            dialect,
            at: 0,
            conditional: false,
        }
    }

    /// The next token; `None` at the end.
    pub(crate) fn next_token(&mut self) -> Option<Token> {
        let start = self.at;
        let first = *self.bytes.get(start)?;
        let (kind, end, closed) = self.scan(start, first);
        self.at = end.max(start + 1).min(self.bytes.len());
        Some(Token {
            kind,
            closed,
            start: start as u32,
            end: self.at as u32,
        })
    }

    fn scan(&mut self, at: usize, first: u8) -> (TokenKind, usize, bool) {
        use TokenKind::{Blank, Mark, Number, Operator, QuotedName, String, Symbol, Word};
        let second = self.peek(at + 1);
        let mysql = self.dialect == Dialect::Mysql;
        let postgres = self.dialect == Dialect::Postgres;
        match first {
            b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => (Blank, self.run(at, is_space), true),
            0xef if at == 0 && self.bytes.starts_with(b"\xef\xbb\xbf") => (Blank, 3, true),
            b'-' if second == b'-'
                && (!mysql || self.peek(at + 2).is_ascii_whitespace() || at + 2 >= self.bytes.len()) =>
            {
                (Blank, self.line_end(at), true)
            }
            b'#' if mysql => (Blank, self.line_end(at), true),
            b'/' if second == b'*' => self.comment(at),
            b'*' if second == b'/' && self.conditional => {
                self.conditional = false;
                (Mark, at + 2, true)
            }
            b'\'' => self.quoted(at, b'\'', mysql, String),
            b'"' if mysql => self.quoted(at, b'"', true, String),
            b'"' => self.quoted(at, b'"', false, QuotedName),
            b'`' if !postgres => self.quoted(at, b'`', false, QuotedName),
            b'[' if self.dialect == Dialect::Sqlite => match self.find(at, b"]") {
                Some(end) => (QuotedName, end + 1, true),
                None => (QuotedName, self.bytes.len(), false),
            },
            b'$' if postgres => self.dollar(at),
            b'e' | b'E' if postgres && second == b'\'' => self.quoted(at + 1, b'\'', true, String),
            b'0'..=b'9' => (Number, self.number(at), true),
            b'.' if second.is_ascii_digit() => (Number, self.number(at), true),
            b'(' | b')' | b',' | b';' | b'.' | b'[' | b']' => (Symbol, at + 1, true),
            _ if is_word_start(first) => (Word, self.run(at, is_word_part), true),
            _ => (Operator, at + 1, true),
        }
    }

    fn peek(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    fn run(&self, at: usize, holds: fn(u8) -> bool) -> usize {
        let rest = &self.bytes[at..];
        at + rest.iter().position(|b| !holds(*b)).unwrap_or(rest.len())
    }

    fn find(&self, at: usize, what: &[u8]) -> Option<usize> {
        let rest = self.bytes.get(at..)?;
        rest.windows(what.len()).position(|w| w == what).map(|i| at + i)
    }

    /// The end of the line, before its line break.
    pub(crate) fn line_end(&self, at: usize) -> usize {
        self.run(at, |b| b != b'\n')
    }

    /// `/* … */`, nested in PostgreSQL. In MySQL `/*!40101` and its `*/` are marks around text that counts, unless
    /// the version is one that no server has.
    fn comment(&mut self, at: usize) -> (TokenKind, usize, bool) {
        if self.dialect == Dialect::Mysql {
            let bang = match (self.peek(at + 2), self.peek(at + 3)) {
                (b'!', _) => Some(at + 3),
                (b'M', b'!') => Some(at + 4),
                _ => None,
            };
            if let Some(version) = bang {
                let end = self.run(version, |b| b.is_ascii_digit());
                if !self.bytes[version..end].starts_with(b"9999") {
                    self.conditional = true;
                    return (TokenKind::Mark, end, true);
                }
            }
        }
        let mut depth = 1usize;
        let mut i = at + 2;
        while i < self.bytes.len() {
            if self.bytes[i..].starts_with(b"*/") {
                i += 2;
                depth -= 1;
                if depth == 0 {
                    return (TokenKind::Blank, i, true);
                }
            } else if self.dialect == Dialect::Postgres && self.bytes[i..].starts_with(b"/*") {
                i += 2;
                depth += 1;
            } else {
                i += 1;
            }
        }
        (TokenKind::Blank, self.bytes.len(), false)
    }

    fn quoted(&self, at: usize, quote: u8, backslash: bool, kind: TokenKind) -> (TokenKind, usize, bool) {
        let mut i = at + 1;
        while i < self.bytes.len() {
            let byte = self.bytes[i];
            if backslash && byte == b'\\' {
                i += 2;
            } else if byte == quote {
                if self.peek(i + 1) != quote {
                    return (kind, i + 1, true);
                }
                i += 2;
            } else {
                i += 1;
            }
        }
        (kind, self.bytes.len(), false)
    }

    /// `$1`, or `$tag$ … $tag$`.
    fn dollar(&self, at: usize) -> (TokenKind, usize, bool) {
        if self.peek(at + 1).is_ascii_digit() {
            return (TokenKind::Number, self.run(at + 1, |b| b.is_ascii_digit()), true);
        }
        let tag_end = self.run(at + 1, |b| is_word_part(b) && b != b'$');
        if self.peek(tag_end) != b'$' {
            return (TokenKind::Operator, at + 1, true);
        }
        let tag = &self.bytes[at..=tag_end];
        match self.find(tag_end + 1, tag) {
            Some(close) => (TokenKind::String, close + tag.len(), true),
            None => (TokenKind::String, self.bytes.len(), false),
        }
    }

    fn number(&self, at: usize) -> usize {
        let mut i = at;
        loop {
            i = self.run(i, |b| b.is_ascii_alphanumeric() || b == b'.' || b == b'_' || b >= 0x80);
            let exponent = matches!(self.peek(i.saturating_sub(1)), b'e' | b'E')
                && matches!(self.peek(i), b'+' | b'-')
                && self.peek(i + 1).is_ascii_digit()
                && self.bytes[at..i - 1].iter().all(|b| b.is_ascii_digit() || *b == b'.');
            if !exponent {
                return i;
            }
            i += 1;
        }
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)
}

fn is_word_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn is_word_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 0x80
}
