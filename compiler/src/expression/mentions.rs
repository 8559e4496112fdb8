//! Where an expression mentions a column, and the expression with another name there.

use super::lex::{Spanned, Token, spanned};
use super::parse;
use crate::design::SqlExpression;
use crate::dialect::Dialect;
use sqlparser::ast::{Expr, Ident, Visit, Visitor};
use std::collections::HashSet;
use std::ops::ControlFlow;

/// A column as the expressions over its table may mention it.
#[derive(Clone, Copy)]
pub(crate) struct Column<'a> {
    /// Its name.
    pub(crate) name: &'a str,
    /// Whether another column of the table has exactly this name: such a word means that one.
    pub(crate) is_other: &'a dyn Fn(&str) -> bool,
}

/// The expression with `instead` written, as it is, wherever it mentions the column. `None` where it does not.
///
/// Bare words and quoted names count, never words inside literals, functions, types or tables that qualify a
/// name. Where the parser can read the expression, it says which words are columns; where it cannot, the words
/// around them must do.
pub(crate) fn replaced(expression: &SqlExpression, column: Column<'_>, instead: &str) -> Option<SqlExpression> {
    let sql = expression.sql.as_str();
    let grammar = expression.dialect.unwrap_or(Dialect::Postgres);
    let tokens = spanned(sql, grammar).ok()?;
    let means = |token: &Token<'_>| column.is_meant(token, expression.dialect);
    if !tokens.iter().any(|(_, token)| means(token)) {
        return None;
    }
    let known = match parse(sql, grammar) {
        Ok(tree) => Some(places(&tree, sql)),
        // What people type in no engine's words goes nowhere unless it can be read.
        Err(_) if expression.dialect.is_none() => return None,
        Err(_) => None,
    };
    let mut out = String::with_capacity(sql.len() + instead.len());
    let mut copied = 0;
    for (i, (span, token)) in tokens.iter().enumerate() {
        let is_column = known.as_ref().is_none_or(|places| places.contains(&span.start));
        if is_column && means(token) && can_be_column(&tokens, i) {
            out.push_str(&sql[copied..span.start]);
            out.push_str(instead);
            copied = span.end;
        }
    }
    if copied == 0 {
        return None;
    }
    out.push_str(&sql[copied..]);
    Some(SqlExpression {
        sql: out,
        dialect: expression.dialect,
    })
}

impl Column<'_> {
    fn is_meant(&self, token: &Token<'_>, dialect: Option<Dialect>) -> bool {
        let postgres = dialect == Some(Dialect::Postgres);
        let (said, any_case) = match token {
            Token::Word(word) if postgres => (word.to_lowercase(), true),
            Token::Word(word) => ((*word).to_owned(), true),
            Token::Quoted(name) => (name.to_string(), !postgres),
            _ => return false,
        };
        said == self.name || any_case && said.to_lowercase() == self.name.to_lowercase() && !(self.is_other)(&said)
    }
}

/// Whether the words around a word allow that it is a column.
fn can_be_column(tokens: &[Spanned<'_>], at: usize) -> bool {
    let token = |i: usize| tokens.get(i).map(|(_, token)| token);
    let before = |n: usize| at.checked_sub(n).and_then(token);
    match token(at + 1) {
        // A function, a table, or the type of the literal.
        Some(Token::Symbol('(' | '.')) => return false,
        Some(Token::Text(_)) if matches!(token(at), Some(Token::Word(_))) => return false,
        _ => {}
    }
    match before(1) {
        Some(Token::Symbol(':')) => !matches!(before(2), Some(Token::Symbol(':'))),
        // Part of a composite value.
        Some(Token::Symbol('.')) => !matches!(before(2), Some(Token::Symbol(')' | ']'))),
        Some(Token::Word(word)) => !["as", "collate"].iter().any(|w| word.eq_ignore_ascii_case(w)),
        _ => true,
    }
}

/// Where the names begin that the parser takes for columns.
fn places(tree: &Expr, sql: &str) -> HashSet<usize> {
    struct Idents(Vec<Ident>);
    impl Visitor for Idents {
        type Break = ();

        fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
            match expr {
                Expr::Identifier(ident) => self.0.push(ident.clone()),
                Expr::CompoundIdentifier(parts) => self.0.extend(parts.last().cloned()),
                _ => {}
            }
            ControlFlow::Continue(())
        }
    }
    let mut idents = Idents(Vec::new());
    let _ = tree.visit(&mut idents);
    let starts: HashSet<(u64, u64)> = idents
        .0
        .iter()
        .map(|ident| (ident.span.start.line, ident.span.start.column))
        .collect();
    let (mut line, mut column) = (1, 1);
    let mut places = HashSet::with_capacity(starts.len());
    for (at, c) in sql.char_indices() {
        if starts.contains(&(line, column)) {
            places.insert(at);
        }
        if c == '\n' {
            (line, column) = (line + 1, 1);
        } else {
            column += 1;
        }
    }
    places
}
