//! One statement of a source, and how to cut pieces out of it.

use super::lex::{Token, TokenKind};

/// A statement: its tokens without blanks, and the source they point into.
#[derive(Clone, Copy)]
pub(crate) struct Statement<'a> {
    /// The whole source.
    pub(crate) source: &'a str,
    /// Its tokens, without blanks and without the delimiter.
    pub(crate) tokens: &'a [Token],
    /// Where the marks of conditional comments stand.
    pub(crate) marks: &'a [(usize, usize)],
}

impl<'a> Statement<'a> {
    /// Where it begins.
    pub(crate) fn start(&self) -> usize {
        self.tokens.first().map_or(0, |t| t.start as usize)
    }

    /// The whole statement, word for word except for marks of conditional comments.
    pub(crate) fn whole(&self) -> String {
        let end = self.tokens.last().map_or(0, |t| t.end as usize);
        let mut text = String::with_capacity(end.saturating_sub(self.start()));
        let mut at = self.start();
        for (from, to) in self
            .marks
            .iter()
            .filter(|(from, to)| *from >= self.start() && *to <= end)
        {
            text.push_str(self.source.get(at..*from).unwrap_or_default());
            at = *to;
        }
        text.push_str(self.source.get(at..end.max(at)).unwrap_or_default());
        text.trim().to_owned()
    }

    /// The text of the tokens from `from` up to and without `to`, without comments.
    pub(crate) fn text(&self, from: usize, to: usize) -> String {
        let tokens = self.tokens.get(from..to.min(self.tokens.len())).unwrap_or_default();
        let mut text = String::new();
        let mut end = None;
        for token in tokens {
            if let Some(end) = end {
                let gap = self.source.get(end..token.start as usize).unwrap_or_default();
                let is_plain = gap.chars().all(char::is_whitespace);
                text.push_str(if is_plain { gap } else { " " });
            }
            text.push_str(token.text(self.source));
            end = Some(token.end as usize);
        }
        text
    }

    /// Whether the token is this keyword.
    pub(crate) fn is_word(&self, at: usize, word: &str) -> bool {
        self.tokens.get(at).is_some_and(|t| t.is_word(self.source, word))
    }

    /// Whether the token is this symbol.
    pub(crate) fn is_symbol(&self, at: usize, symbol: char) -> bool {
        self.tokens.get(at).is_some_and(|t| t.is_symbol(self.source, symbol))
    }

    /// The index of the first token that begins at or after the byte offset.
    pub(crate) fn token_at(&self, offset: usize) -> usize {
        self.tokens.partition_point(|t| (t.start as usize) < offset)
    }

    /// The index of the parenthesis that closes the one at `open`.
    pub(crate) fn closing(&self, open: usize) -> Option<usize> {
        let mut depth = 0usize;
        for (i, token) in self.tokens.iter().enumerate().skip(open) {
            if token.kind != TokenKind::Symbol {
                continue;
            }
            match token.text(self.source) {
                "(" | "[" => depth += 1,
                ")" | "]" => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return Some(i);
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// The stretches between the commas that are in no parentheses, from `from` up to and without `to`.
    pub(crate) fn comma_separated(&self, from: usize, to: usize) -> Vec<(usize, usize)> {
        let mut parts = Vec::new();
        let mut depth = 0usize;
        let mut start = from;
        for i in from..to.min(self.tokens.len()) {
            if self.tokens[i].kind != TokenKind::Symbol {
                continue;
            }
            match self.tokens[i].text(self.source) {
                "(" | "[" => depth += 1,
                ")" | "]" => depth = depth.saturating_sub(1),
                "," if depth == 0 => {
                    parts.push((start, i));
                    start = i + 1;
                }
                _ => {}
            }
        }
        if start < to {
            parts.push((start, to));
        }
        parts
    }

    /// The first `count` words, in capitals, separated by spaces.
    pub(crate) fn head(&self, count: usize) -> String {
        let words: Vec<String> = self
            .tokens
            .iter()
            .take_while(|t| t.kind == TokenKind::Word)
            .take(count)
            .map(|t| t.text(self.source).to_ascii_uppercase())
            .collect();
        words.join(" ")
    }

    /// A bound on how deeply a parser has to nest to read it: in every open parenthesis, the tokens since the
    /// last comma or semicolon.
    pub(crate) fn nesting_bound(&self) -> usize {
        let mut open = vec![0usize];
        let mut sum = 0usize;
        let mut deepest = 0usize;
        for token in self.tokens {
            let symbol = (token.kind == TokenKind::Symbol).then(|| token.text(self.source));
            match symbol {
                Some("(" | "[") => {
                    open.push(0);
                    sum += 1;
                }
                Some(")" | "]") => {
                    if open.len() > 1 {
                        sum -= open.pop().unwrap_or(0) + 1;
                    }
                }
                Some("," | ";") => {
                    if let Some(top) = open.last_mut() {
                        sum -= std::mem::take(top);
                    }
                }
                _ => {
                    if let Some(top) = open.last_mut() {
                        *top += 1;
                    }
                    sum += 1;
                }
            }
            deepest = deepest.max(sum);
        }
        deepest
    }
}
