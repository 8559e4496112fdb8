//! Whether a text is one statement and nothing else.

use super::lex::{Lexer, TokenKind};
use super::split::{PieceKind, Splitter};
use crate::dialect::Dialect;

/// What is wrong with a text that should be one statement of the dialect, which may end in a semicolon.
pub(crate) fn not_one_statement(sql: &str, dialect: Dialect) -> Option<&'static str> {
    if sql.len() > super::LONGEST_SOURCE {
        return Some("it is too long");
    }
    let mut lexer = Lexer::new(sql, dialect);
    while let Some(token) = lexer.next_token() {
        if !token.closed {
            return Some("a quote or comment in it is not closed");
        }
        // psql and the MySQL client take a command after a backslash.
        if token.kind == TokenKind::Operator && token.text(sql).contains('\\') {
            return Some("it contains a backslash outside of quotes");
        }
    }
    let mut splitter = Splitter::new(sql, dialect);
    let mut tokens = Vec::new();
    let mut statements = 0;
    while let Some(piece) = splitter.next_piece(&mut tokens) {
        match piece.kind {
            PieceKind::Statement if piece.unclosed.is_some() => return Some("a block in it is not closed"),
            PieceKind::Statement => statements += 1,
            PieceKind::Blank => {}
            PieceKind::Command => return Some("it contains a command to a client program"),
            PieceKind::Data => return Some("it carries rows"),
        }
    }
    match statements {
        0 => Some("it holds no statement"),
        1 => None,
        _ => Some("it is more than one statement; make an object of each"),
    }
}
