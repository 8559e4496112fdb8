//! Cuts a source into statements and what lies between them. The pieces, put together, are the source again.

use super::lex::{Lexer, Token, TokenKind};
use crate::dialect::Dialect;

/// What a piece of a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PieceKind {
    /// A statement with its delimiter and what stands before it.
    Statement,
    /// White space and comments, or a delimiter alone.
    Blank,
    /// A command to a client program, such as `\connect` or `DELIMITER`.
    Command,
    /// Rows for the COPY before it.
    Data,
}

/// A piece of a source. Offsets are bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    /// What it is.
    pub(crate) kind: PieceKind,
    /// Its first byte.
    pub(crate) start: usize,
    /// The byte after its last.
    pub(crate) end: usize,
    /// Where its text begins, after white space and comments.
    pub(crate) body_start: usize,
    /// Where its text ends, before the delimiter.
    pub(crate) body_end: usize,
    /// Where a quote or comment begins that is never closed, or a block.
    pub(crate) unclosed: Option<usize>,
    /// Where the marks of conditional comments stand in the text.
    pub(crate) marks: Vec<(usize, usize)>,
}

/// How many tokens of a statement that only carries rows are kept.
const TOKENS_OF_ROWS: usize = 32;

/// Gives the pieces of a source, one by one.
pub(crate) struct Splitter<'s> {
    source: &'s str,
    dialect: Dialect,
    lexer: Lexer<'s>,
    delimiter: String,
    copy_data: bool,
}

/// What the splitter has to know of the statement it is in.
#[derive(Default)]
struct Shape {
    words: Vec<String>,
    created: Option<Created>,
    blocks: usize,
    after_end: bool,
    after_begin: bool,
    after_dot: bool,
    parentheses: usize,
    block_start: Option<usize>,
}

/// What a CREATE makes, where that decides how it ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Created {
    Routine,
    Trigger,
    Rule,
    Other,
}

impl<'s> Splitter<'s> {
    /// A splitter at the start of `source`, which must be shorter than 4 GiB.
    pub(crate) fn new(source: &'s str, dialect: Dialect) -> Self {
        Self {
            source,
            dialect,
            lexer: Lexer::new(source, dialect),
            delimiter: ";".to_owned(),
            copy_data: false,
        }
    }

    /// The next piece, and in `tokens` what it consists of except blanks and the delimiter. `None` at the end.
    pub(crate) fn next_piece(&mut self, tokens: &mut Vec<Token>) -> Option<Piece> {
        tokens.clear();
        let start = self.lexer.at;
        if start >= self.source.len() {
            return None;
        }
        if std::mem::take(&mut self.copy_data) {
            return Some(self.rows(start));
        }
        let mut shape = Shape::default();
        let mut body_start = None;
        let mut body_end = start;
        let mut unclosed = None;
        let mut marks = Vec::new();
        loop {
            let at = self.lexer.at;
            let delimited = self.source[at..].starts_with(self.delimiter.as_str());
            if delimited && (self.delimiter != ";" || shape.ends_at_semicolon()) {
                self.lexer.at = at + self.delimiter.len();
                break;
            }
            if body_start.is_none() && self.is_command(at) {
                self.lexer.at = self.lexer.line_end(at);
                return Some(self.command(start, at));
            }
            if self.dialect == Dialect::Postgres && body_start.is_some() && self.source[at..].starts_with('\\') {
                break; // `\gexec` and its like end a statement as a delimiter does.
            }
            let Some(mut token) = self.lexer.next_token() else {
                break;
            };
            if self.delimiter != ";"
                && matches!(token.kind, TokenKind::Word | TokenKind::Number)
                && let Some(cut) = token.text(self.source).find(self.delimiter.as_str())
            {
                // `END$$`: a dollar may be part of a word, but the delimiter goes first.
                self.lexer.at = at + cut;
                token.end = self.lexer.at as u32;
            }
            if !token.closed {
                unclosed = Some(token.start as usize);
            }
            if token.kind == TokenKind::Mark {
                marks.push((token.start as usize, token.end as usize));
            }
            if matches!(token.kind, TokenKind::Blank | TokenKind::Mark) {
                continue;
            }
            body_start.get_or_insert(at);
            body_end = token.end as usize;
            shape.take(token, self.source, self.dialect);
            if !(shape.carries_rows() && tokens.len() >= TOKENS_OF_ROWS) {
                tokens.push(token);
            }
        }
        while self.delimiter != ";" && tokens.len() > 1 && tokens.last().is_some_and(|t| t.is_symbol(self.source, ';'))
        {
            tokens.pop();
            body_end = tokens.last().map_or(body_end, |t| t.end as usize);
        }
        let end = self.lexer.at;
        if let Some(block) = shape
            .block_start
            .filter(|_| shape.blocks > 0 && end >= self.source.len())
        {
            unclosed = unclosed.or(Some(block));
        }
        self.copy_data = self.dialect == Dialect::Postgres && shape.copies_from_stdin(tokens, self.source);
        Some(Piece {
            kind: if body_start.is_some() {
                PieceKind::Statement
            } else {
                PieceKind::Blank
            },
            start,
            end,
            body_start: body_start.unwrap_or(start),
            body_end: body_end.max(body_start.unwrap_or(start)),
            unclosed,
            marks,
        })
    }

    fn is_command(&self, at: usize) -> bool {
        let rest = &self.source[at..];
        match self.dialect {
            Dialect::Postgres => rest.starts_with('\\'),
            Dialect::Sqlite => {
                rest.starts_with('.')
                    && rest[1..].starts_with(|c: char| c.is_ascii_alphabetic())
                    && (at == 0 || self.source[..at].ends_with('\n'))
            }
            Dialect::Mysql => {
                let word = rest.get(..9).unwrap_or_default();
                word.eq_ignore_ascii_case("delimiter") && rest[9..].starts_with([' ', '\t'])
            }
        }
    }

    fn command(&mut self, start: usize, at: usize) -> Piece {
        let line = self.source[at..self.lexer.at].trim_end();
        if self.dialect == Dialect::Mysql
            && let Some(delimiter) = line.split_whitespace().nth(1)
        {
            self.delimiter = delimiter.to_owned();
        }
        Piece {
            kind: PieceKind::Command,
            start,
            end: self.lexer.at,
            body_start: at,
            body_end: at + line.len(),
            unclosed: None,
            marks: Vec::new(),
        }
    }

    /// The rows after `COPY … FROM stdin;`, up to and with the line `\.`.
    fn rows(&mut self, start: usize) -> Piece {
        let rest = &self.source[start..];
        let mut end = self.source.len();
        let mut unclosed = Some(start);
        let mut line_start = rest.find('\n').map_or(rest.len(), |i| i + 1);
        while line_start < rest.len() {
            let line_end = rest[line_start..].find('\n').map_or(rest.len(), |i| line_start + i);
            if rest[line_start..line_end].trim_end_matches('\r') == "\\." {
                end = start + line_end;
                unclosed = None;
                break;
            }
            line_start = line_end + 1;
        }
        self.lexer.at = end;
        Piece {
            kind: PieceKind::Data,
            start,
            end,
            body_start: start,
            body_end: end,
            unclosed,
            marks: Vec::new(),
        }
    }
}

impl Shape {
    fn take(&mut self, token: Token, source: &str, dialect: Dialect) {
        if token.kind == TokenKind::Symbol {
            match token.text(source) {
                "(" => self.parentheses += 1,
                ")" => self.parentheses = self.parentheses.saturating_sub(1),
                _ => {}
            }
        }
        let after_dot = std::mem::replace(&mut self.after_dot, token.is_symbol(source, '.'));
        let after_end = std::mem::take(&mut self.after_end);
        let after_begin = std::mem::take(&mut self.after_begin);
        if token.kind != TokenKind::Word || after_dot {
            return;
        }
        let text = token.text(source);
        if self.words.len() < 12 {
            self.words.push(text.to_ascii_uppercase());
        }
        if self.created.is_none() && self.words[0] == "CREATE" {
            self.created = created(&text.to_ascii_uppercase());
        }
        let Some(created) = self.created else { return };
        let is = |word: &str| text.eq_ignore_ascii_case(word);
        match (dialect, created) {
            (Dialect::Postgres, Created::Routine) => {
                if after_begin && is("atomic") && self.blocks == 0 {
                    self.open(token);
                } else if self.blocks > 0 && is("case") {
                    self.blocks += 1;
                } else if self.blocks > 0 && is("end") {
                    self.blocks -= 1;
                }
                self.after_begin = is("begin");
            }
            (Dialect::Mysql, Created::Routine | Created::Trigger) | (Dialect::Sqlite, Created::Trigger) => {
                if after_end && ["if", "loop", "while", "repeat"].iter().any(|w| is(w)) {
                    self.blocks += 1;
                } else if is("begin") {
                    self.open(token);
                } else if self.blocks > 0 && is("case") && !after_end {
                    self.blocks += 1;
                } else if self.blocks > 0 && is("end") {
                    self.blocks -= 1;
                    self.after_end = dialect == Dialect::Mysql;
                }
            }
            _ => {}
        }
    }

    fn open(&mut self, token: Token) {
        self.blocks += 1;
        self.block_start.get_or_insert(token.start as usize);
    }

    fn ends_at_semicolon(&self) -> bool {
        self.blocks == 0 && !(self.created == Some(Created::Rule) && self.parentheses > 0)
    }

    fn carries_rows(&self) -> bool {
        self.words.first().is_some_and(|w| w == "INSERT" || w == "REPLACE")
    }

    fn copies_from_stdin(&self, tokens: &[Token], source: &str) -> bool {
        self.words.first().is_some_and(|w| w == "COPY")
            && tokens
                .windows(2)
                .any(|pair| pair[0].is_word(source, "from") && pair[1].is_word(source, "stdin"))
    }
}

fn created(word: &str) -> Option<Created> {
    match word {
        "FUNCTION" | "PROCEDURE" | "EVENT" => Some(Created::Routine),
        "TRIGGER" => Some(Created::Trigger),
        "RULE" => Some(Created::Rule),
        "TABLE" | "VIEW" | "INDEX" | "TYPE" | "SCHEMA" | "DATABASE" | "SEQUENCE" | "DOMAIN" | "AGGREGATE" => {
            Some(Created::Other)
        }
        _ => None,
    }
}
