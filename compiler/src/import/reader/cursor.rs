//! A place in a statement that moves forwards.

use super::{Read, Stuck, value};
use crate::dialect::Dialect;
use crate::import::lex::{Token, TokenKind};
use crate::import::statement::Statement;

/// A place in a statement, and where to stop.
#[derive(Clone, Copy)]
pub(crate) struct Cursor<'a> {
    pub(crate) statement: Statement<'a>,
    pub(crate) dialect: Dialect,
    pub(crate) at: usize,
    pub(crate) end: usize,
}

impl<'a> Cursor<'a> {
    /// At the start of a statement.
    pub(crate) fn new(statement: Statement<'a>, dialect: Dialect) -> Self {
        Self {
            statement,
            dialect,
            at: 0,
            end: statement.tokens.len(),
        }
    }

    /// Over a stretch of the same statement.
    pub(crate) fn within(&self, (from, to): (usize, usize)) -> Self {
        Self {
            at: from,
            end: to,
            ..*self
        }
    }

    /// The token here.
    pub(crate) fn token(&self) -> Option<Token> {
        self.statement
            .tokens
            .get(self.at)
            .copied()
            .filter(|_| self.at < self.end)
    }

    /// The text of the token here; empty at the end.
    pub(crate) fn here(&self) -> &'a str {
        self.token().map_or("", |t| t.text(self.statement.source))
    }

    /// The byte offset here.
    pub(crate) fn offset(&self) -> usize {
        let token = self.token().or_else(|| self.statement.tokens.last().copied());
        token.map_or(0, |t| t.start as usize)
    }

    /// Whether nothing is left.
    pub(crate) fn is_done(&self) -> bool {
        self.at >= self.end
    }

    /// Whether this keyword is here.
    pub(crate) fn is_word(&self, word: &str) -> bool {
        self.peek_word(0, word)
    }

    /// Whether this keyword is `ahead` tokens from here.
    pub(crate) fn peek_word(&self, ahead: usize, word: &str) -> bool {
        self.at + ahead < self.end && self.statement.is_word(self.at + ahead, word)
    }

    /// Whether this symbol is `ahead` tokens from here.
    pub(crate) fn peek_symbol(&self, ahead: usize, symbol: char) -> bool {
        self.at + ahead < self.end && self.statement.is_symbol(self.at + ahead, symbol)
    }

    /// Steps over these keywords where all are here.
    pub(crate) fn words(&mut self, words: &[&str]) -> bool {
        let all = words.iter().enumerate().all(|(i, word)| self.peek_word(i, word));
        if all {
            self.at += words.len();
        }
        all
    }

    /// Steps over a symbol or operator where it is here.
    pub(crate) fn symbol(&mut self, symbol: char) -> bool {
        let is = self
            .token()
            .is_some_and(|t| matches!(t.kind, TokenKind::Symbol | TokenKind::Operator))
            && self.here().starts_with(symbol);
        self.at += usize::from(is);
        is
    }

    /// An identifier.
    pub(crate) fn name(&mut self) -> Read<String> {
        let Some(token) = self.token() else {
            return Err(self.stuck("a name"));
        };
        let text = token.text(self.statement.source);
        let is_name = match token.kind {
            TokenKind::Word | TokenKind::QuotedName => true,
            // SQLite takes strings for names; MySQL takes names that begin with a digit.
            TokenKind::String => self.dialect == Dialect::Sqlite || text.starts_with('"'),
            TokenKind::Number => self.dialect == Dialect::Mysql && text.contains(|c: char| c.is_alphabetic()),
            _ => false,
        };
        if !is_name {
            return Err(self.stuck("a name"));
        }
        self.at += 1;
        Ok(value::unquote(text, self.dialect))
    }

    /// An identifier, with the one before it where there is a dot.
    pub(crate) fn qualified(&mut self) -> Read<(Option<String>, String)> {
        let first = self.name()?;
        if self.symbol('.') {
            return Ok((Some(first), self.name()?));
        }
        Ok((None, first))
    }

    /// A string's content.
    pub(crate) fn string(&mut self) -> Read<String> {
        match self.token() {
            Some(token) if token.kind == TokenKind::String => {
                self.at += 1;
                Ok(value::unquote(token.text(self.statement.source), self.dialect))
            }
            _ => Err(self.stuck("a string")),
        }
    }

    /// What stands in the parentheses that open here; steps over them.
    pub(crate) fn parentheses(&mut self) -> Read<(usize, usize)> {
        if !self.peek_symbol(0, '(') {
            return Err(self.stuck("an opening parenthesis"));
        }
        match self.statement.closing(self.at).filter(|close| *close < self.end) {
            Some(close) => {
                let inside = (self.at + 1, close);
                self.at = close + 1;
                Ok(inside)
            }
            None => Err(Stuck {
                offset: self.offset(),
                message: "a parenthesis opens here and is never closed".to_owned(),
            }),
        }
    }

    /// The text of a stretch, without comments.
    pub(crate) fn text(&self, (from, to): (usize, usize)) -> String {
        self.statement.text(from, to)
    }

    /// The stretches between commas.
    pub(crate) fn commas(&self, (from, to): (usize, usize)) -> Vec<(usize, usize)> {
        self.statement.comma_separated(from, to)
    }

    /// Names in parentheses.
    pub(crate) fn names(&mut self) -> Read<Vec<String>> {
        let inside = self.parentheses()?;
        self.commas(inside)
            .into_iter()
            .map(|part| self.within(part).name())
            .collect()
    }

    /// What to say where something else was expected.
    pub(crate) fn stuck(&self, expected: &str) -> Stuck {
        let found = match self.here() {
            "" => "the end".to_owned(),
            text => text.chars().take(40).collect(),
        };
        Stuck {
            offset: self.offset(),
            message: format!("{expected} is expected where {found} stands"),
        }
    }
}
