//! From words to what they say. An element that cannot be read costs itself alone: reading goes on with the next.

use super::ast::Document;
use super::elements;
use super::lex::{Token, TokenKind, lex};
use super::report::Report;

/// Words that begin an element wherever they stand with a name and a brace behind them.
const HEADS: [&str; 6] = ["table", "enum", "ref", "project", "tablegroup", "tablepartial"];

/// How many words of settings are looked through for the brace behind them.
const LONGEST_SETTINGS: usize = 200;

/// Reads a text.
pub(super) fn parse(source: &str, report: &mut Report<'_>) -> Document {
    let tokens = lex(source);
    let mut document = Document::default();
    Words::new(source, &tokens).elements(report, &mut document, true);
    document
}

/// A run of words of a text.
#[derive(Clone, Copy)]
pub(super) struct Words<'t> {
    pub(super) source: &'t str,
    pub(super) tokens: &'t [Token],
}

impl<'t> Words<'t> {
    fn new(source: &'t str, tokens: &'t [Token]) -> Self {
        Self { source, tokens }
    }

    /// Some of them.
    pub(super) fn part(self, from: usize, to: usize) -> Self {
        let to = to.min(self.tokens.len());
        Self {
            source: self.source,
            tokens: &self.tokens[from.min(to)..to],
        }
    }

    pub(super) fn from(self, from: usize) -> Self {
        self.part(from, self.tokens.len())
    }

    pub(super) fn len(self) -> usize {
        self.tokens.len()
    }

    pub(super) fn is_empty(self) -> bool {
        self.tokens.is_empty()
    }

    /// Where the first of them stands.
    pub(super) fn at(self) -> usize {
        self.tokens.first().map_or(self.source.len(), |token| token.start)
    }

    /// Where the one with this number stands.
    pub(super) fn at_word(self, n: usize) -> usize {
        match self.tokens.get(n) {
            Some(token) => token.start,
            None => self.tokens.last().map_or(self.source.len(), |token| token.end),
        }
    }

    pub(super) fn kind(self, n: usize) -> Option<&'t TokenKind> {
        self.tokens.get(n).map(|token| &token.kind)
    }

    pub(super) fn is_mark(self, n: usize, mark: char) -> bool {
        self.kind(n) == Some(&TokenKind::Mark(mark))
    }

    /// A bare word in lower case.
    pub(super) fn keyword(self, n: usize) -> Option<String> {
        match self.kind(n) {
            Some(TokenKind::Word(word)) => Some(word.to_lowercase()),
            _ => None,
        }
    }

    /// A name, bare or quoted.
    pub(super) fn name(self, n: usize) -> Option<&'t str> {
        match self.kind(n) {
            Some(TokenKind::Word(name) | TokenKind::Quoted(name)) => Some(name),
            _ => None,
        }
    }

    /// What is written, in one line and not all of it.
    pub(super) fn shown(self) -> String {
        let (Some(first), Some(last)) = (self.tokens.first(), self.tokens.last()) else {
            return String::new();
        };
        let text = self.source[first.start..last.end]
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        if text.chars().count() <= 50 {
            return text;
        }
        text.chars().take(49).chain(std::iter::once('…')).collect()
    }

    /// The first word that satisfies the test and is in no bracket; braces do not count as such.
    pub(super) fn find(self, test: impl Fn(&TokenKind) -> bool) -> Option<usize> {
        let mut depth = 0usize;
        for (n, token) in self.tokens.iter().enumerate() {
            if depth == 0 && test(&token.kind) {
                return Some(n);
            }
            match token.kind {
                TokenKind::Mark('(' | '[') => depth += 1,
                TokenKind::Mark(')' | ']') => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        None
    }

    /// The place of the bracket that closes the one at `open`.
    pub(super) fn closing(self, open: usize) -> Option<usize> {
        let mut depth = 0usize;
        for (n, token) in self.tokens.iter().enumerate().skip(open) {
            match token.kind {
                TokenKind::Mark('(' | '[' | '{') => depth += 1,
                TokenKind::Mark(')' | ']' | '}') => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return Some(n);
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// Its lines: a line goes on while a bracket is open.
    pub(super) fn lines(self) -> Vec<Self> {
        let mut lines = Vec::new();
        let (mut from, mut depth) = (0, 0usize);
        for (n, token) in self.tokens.iter().enumerate() {
            let opens_block = token.kind == TokenKind::Mark('{');
            if n > from && depth == 0 && token.starts_line && !opens_block {
                lines.push(self.part(from, n));
                from = n;
            }
            match token.kind {
                TokenKind::Mark('(' | '[' | '{') => depth += 1,
                TokenKind::Mark(')' | ']' | '}') => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        if from < self.len() {
            lines.push(self.from(from));
        }
        lines
    }

    /// Reads elements one after the other. Those at the top of the text are counted.
    pub(super) fn elements(self, report: &mut Report<'_>, document: &mut Document, is_top: bool) {
        let mut from = 0;
        while from < self.len() {
            let rest = self.from(from);
            let length = rest.element_length();
            let outcome = elements::read(rest.part(0, length), report, document);
            if is_top {
                report.count(outcome);
            }
            from += length;
        }
    }

    /// How many words the element takes with which these begin; at least one.
    fn element_length(self) -> usize {
        let mut n = 1;
        let mut brackets = 0usize;
        if self.keyword(0).is_none() {
            // Nothing can begin so: the line is one piece, or all up to a brace's end.
            return self.stray_length();
        }
        while n < self.len() {
            let token = &self.tokens[n];
            match token.kind {
                TokenKind::Mark('{') => return self.block_length(n),
                TokenKind::Mark(':') if brackets == 0 => return self.line_length(n),
                TokenKind::Mark('(' | '[') => brackets += 1,
                TokenKind::Mark(')' | ']') => brackets = brackets.saturating_sub(1),
                _ if token.starts_line && (brackets == 0 || self.is_head(n)) => return n,
                _ => {}
            }
            n += 1;
        }
        n
    }

    fn stray_length(self) -> usize {
        (1..self.len())
            .find(|n| self.tokens[*n].starts_line)
            .unwrap_or(self.len())
    }

    /// How many words there are up to the end of the block that opens at `open`, which may lack its end.
    fn block_length(self, open: usize) -> usize {
        let nests = self.keyword(0).is_some_and(|word| word == "project");
        let mut depth = 0usize;
        for n in open..self.len() {
            match self.tokens[n].kind {
                TokenKind::Mark('{') => depth += 1,
                TokenKind::Mark('}') => {
                    depth -= 1;
                    if depth == 0 {
                        return n + 1;
                    }
                }
                _ if self.tokens[n].starts_line && !nests && n > open && self.is_head(n) => return n,
                _ => {}
            }
        }
        self.len()
    }

    /// How many words there are up to the end of the line with the colon.
    fn line_length(self, colon: usize) -> usize {
        let mut depth = 0usize;
        for n in colon + 1..self.len() {
            let token = &self.tokens[n];
            if token.starts_line && n > colon + 1 && (depth == 0 || self.is_head(n)) {
                return n;
            }
            match token.kind {
                TokenKind::Mark('(' | '[' | '{') => depth += 1,
                TokenKind::Mark(')' | ']' | '}') => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        self.len()
    }

    /// Whether an element must begin here, since nothing else looks like it: `Table name {` at a line's start.
    fn is_head(self, n: usize) -> bool {
        let Some(word) = self.keyword(n).filter(|word| HEADS.contains(&word.as_str())) else {
            return false;
        };
        for at in n + 1..self.len() {
            let token = &self.tokens[at];
            match &token.kind {
                TokenKind::Mark('{') => return at > n + 1 || word == "ref",
                TokenKind::Mark(':') => return word == "ref",
                _ if token.starts_line => return false,
                TokenKind::Word(_) | TokenKind::Quoted(_) | TokenKind::Mark('.') => {}
                TokenKind::Mark('[') => {
                    // Settings of the element, or of a column that is called like one.
                    let near = self.part(0, at + LONGEST_SETTINGS);
                    return near.closing(at).is_some_and(|end| self.is_mark(end + 1, '{'));
                }
                _ => return false,
            }
        }
        false
    }
}
