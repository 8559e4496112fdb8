//! The words of a DBML text.

/// A word and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    /// What it is.
    pub(super) kind: TokenKind,
    /// Where it begins, in bytes.
    pub(super) start: usize,
    /// Where it ends, in bytes.
    pub(super) end: usize,
    /// Whether it is the first of its line.
    pub(super) starts_line: bool,
    /// Whether nothing stands between it and the word before.
    pub(super) is_joined: bool,
}

/// What a word is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum TokenKind {
    /// A bare word: a name, a keyword, a number.
    Word(String),
    /// A name in double quotes.
    Quoted(String),
    /// A text in single or triple quotes.
    Text(String),
    /// An expression in backticks.
    Expression(String),
    /// `#` and what follows it.
    Color(String),
    /// Anything else, one character each.
    Mark(char),
    /// A quote or comment that is never closed.
    Unclosed(&'static str),
}

/// Splits a text into words.
pub(super) fn lex(source: &str) -> Vec<Token> {
    let mut lexer = Lexer {
        source,
        at: 0,
        starts_line: true,
        tokens: Vec::new(),
    };
    while lexer.at < source.len() {
        lexer.next();
    }
    lexer.tokens
}

struct Lexer<'a> {
    source: &'a str,
    at: usize,
    starts_line: bool,
    tokens: Vec<Token>,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        &self.source[self.at..]
    }

    fn next(&mut self) {
        let Some(first) = self.rest().chars().next() else {
            return;
        };
        match first {
            '\n' => {
                self.at += 1;
                self.starts_line = true;
            }
            c if c.is_whitespace() || c == '\u{feff}' => self.at += c.len_utf8(),
            '/' if self.rest().starts_with("//") => self.at += self.rest().find('\n').unwrap_or(self.rest().len()),
            '/' if self.rest().starts_with("/*") => self.comment(),
            '\'' if self.rest().starts_with("'''") => self.block_text(),
            '\'' => self.quoted('\'', TokenKind::Text),
            '"' => self.quoted('"', TokenKind::Quoted),
            '`' => self.expression(),
            '#' => {
                let length = self.rest()[1..]
                    .find(|c: char| !c.is_alphanumeric())
                    .map_or(self.rest().len(), |n| n + 1);
                let color = self.rest()[..length].to_owned();
                self.push(TokenKind::Color(color), length);
            }
            c if is_word(c) => self.word(),
            c => self.push(TokenKind::Mark(c), c.len_utf8()),
        }
    }

    fn word(&mut self) {
        let rest = self.rest();
        let mut length = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
        let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        let fraction = rest[length..].strip_prefix('.').unwrap_or_default();
        let digits = fraction.find(|c: char| !is_word(c)).unwrap_or(fraction.len());
        // 1.5 is one word; a.b is three.
        if is_number(&rest[..length]) && digits > 0 && is_number(&fraction[..digits]) {
            length += 1 + digits;
        }
        let word = rest[..length].to_owned();
        self.push(TokenKind::Word(word), length);
    }

    fn comment(&mut self) {
        match self.rest().find("*/") {
            Some(end) => {
                if self.rest()[..end].contains('\n') {
                    self.starts_line = true;
                }
                self.at += end + 2;
            }
            None => self.push(TokenKind::Unclosed("a comment"), self.rest().len()),
        }
    }

    /// A text or name on one line.
    fn quoted(&mut self, quote: char, kind: fn(String) -> TokenKind) {
        let mut text = String::new();
        let mut rest = self.rest()[1..].char_indices();
        while let Some((at, c)) = rest.next() {
            match c {
                '\n' => {
                    self.push(TokenKind::Unclosed("a quote"), at + 1);
                    return;
                }
                '\\' => match rest.next() {
                    Some((_, escaped)) => unescape(escaped, &mut rest, &mut text),
                    None => break,
                },
                c if c == quote => {
                    self.push(kind(text), at + 2);
                    return;
                }
                c => text.push(c),
            }
        }
        self.push(TokenKind::Unclosed("a quote"), self.rest().len());
    }

    /// A text over several lines.
    fn block_text(&mut self) {
        let mut text = String::new();
        let mut rest = self.rest()[3..].char_indices();
        while let Some((at, c)) = rest.next() {
            match c {
                '\\' => match rest.next() {
                    // The line goes on.
                    Some((_, '\n')) => {}
                    Some((_, '\r')) => {
                        rest.next();
                    }
                    Some((_, escaped)) => unescape(escaped, &mut rest, &mut text),
                    None => break,
                },
                '\'' if self.rest()[3 + at..].starts_with("'''") => {
                    self.push(TokenKind::Text(without_indent(&text)), at + 6);
                    return;
                }
                c => text.push(c),
            }
        }
        self.push(TokenKind::Unclosed("a text"), self.rest().len());
    }

    fn expression(&mut self) {
        match self.rest()[1..].find('`') {
            Some(end) => {
                let text = self.rest()[1..=end].to_owned();
                self.push(TokenKind::Expression(text), end + 2);
            }
            None => self.push(TokenKind::Unclosed("an expression"), self.rest().len()),
        }
    }

    fn push(&mut self, kind: TokenKind, length: usize) {
        let is_joined = self.tokens.last().is_some_and(|last| last.end == self.at);
        self.tokens.push(Token {
            kind,
            start: self.at,
            end: self.at + length,
            starts_line: self.starts_line,
            is_joined,
        });
        self.starts_line = false;
        self.at += length;
    }
}

/// Whether a character belongs to bare words.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// What a backslash and a character stand for.
fn unescape(escaped: char, rest: &mut std::str::CharIndices<'_>, text: &mut String) {
    match escaped {
        'n' => text.push('\n'),
        't' => text.push('\t'),
        'r' => text.push('\r'),
        'u' => {
            let digits: String = rest.as_str().chars().take(4).collect();
            let code = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32);
            match code.filter(|_| digits.len() == 4) {
                Some(c) => {
                    text.push(c);
                    rest.nth(3);
                }
                None => text.push('u'),
            }
        }
        c => text.push(c),
    }
}

/// A block of text without what all of its lines are indented by, and without blank lines around it.
fn without_indent(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let is_blank = |line: &&str| line.trim().is_empty();
    let mut lines: Vec<&str> = text.split('\n').collect();
    let blank_before = lines.iter().take_while(|line| is_blank(line)).count();
    lines.drain(..blank_before);
    if lines.len() > 1 && lines.last().is_some_and(is_blank) {
        lines.pop();
    }
    let indent = |line: &&str| line.chars().take_while(|c| *c == ' ' || *c == '\t').count();
    let least = lines
        .iter()
        .filter(|line| !is_blank(line))
        .map(indent)
        .min()
        .unwrap_or(0);
    let cut: Vec<&str> = lines.iter().map(|line| line.get(least..).unwrap_or_default()).collect();
    cut.join("\n")
}

#[cfg(test)]
mod tests {
    use super::{TokenKind, lex};

    fn kinds(source: &str) -> Vec<TokenKind> {
        lex(source).into_iter().map(|token| token.kind).collect()
    }

    #[test]
    fn texts_lose_their_indent_and_their_escapes() {
        assert_eq!(kinds("'it\\'s'"), [TokenKind::Text("it's".to_owned())]);
        assert_eq!(
            kinds("'''\n    a\n      b\\'\\'\\'\n\n    c\n  '''"),
            [TokenKind::Text("a\n  b'''\n\nc".to_owned())]
        );
        assert_eq!(kinds("'''a \\\nb'''"), [TokenKind::Text("a b".to_owned())]);
    }

    #[test]
    fn what_is_never_closed_is_one_word() {
        assert_eq!(
            kinds("'a\nb"),
            [TokenKind::Unclosed("a quote"), TokenKind::Word("b".to_owned())]
        );
        assert_eq!(kinds("/* a"), [TokenKind::Unclosed("a comment")]);
        assert_eq!(kinds("`a"), [TokenKind::Unclosed("an expression")]);
    }
}
