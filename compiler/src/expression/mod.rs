//! SQL expressions: whether they are harmless, and what they are in the words of another engine.
//!
//! Defaults, checks, computed columns and predicates are kept as they were written. On the engine they were
//! written for they go out word for word; elsewhere they are parsed and printed anew, as far as both engines
//! mean the same. What cannot be translated is said, never guessed.

mod columns;
mod functions;
mod kind;
pub(crate) mod lex;
pub(crate) mod mentions;
mod native;
mod print;

pub(crate) use kind::Kind;
pub use native::{check_exclusion, check_native_expression};
pub(crate) use print::closes_at_end;

use crate::design::SqlExpression;
use crate::dialect::Dialect;
use sqlparser::ast::Expr;
use sqlparser::dialect::{Dialect as Grammar, MySqlDialect, PostgreSqlDialect, SQLiteDialect};
use sqlparser::parser::Parser;
use sqlparser::tokenizer::Token;

/// Longer ones are not parsed: their trees could be too deep to walk.
const MOST_TOKENS: usize = 2_000;

/// Where an expression stands, which decides what it may mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// DEFAULT: no columns.
    Default,
    /// CHECK.
    Check,
    /// GENERATED ALWAYS AS: the same for the same row, always.
    Generated,
    /// An index part or an index's WHERE: the same for the same row, always.
    Index,
}

/// A column that an expression mentions.
#[derive(Debug, Clone)]
pub(crate) struct ColumnRef {
    /// Its name in the target.
    pub(crate) name: String,
    /// What it holds.
    pub(crate) kind: Kind,
}

/// Finds the column of a name.
pub(crate) type FindColumn<'a> = dyn Fn(&str) -> Option<ColumnRef> + 'a;

/// What an expression may mention and must be.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    /// Where it stands.
    pub(crate) place: Place,
    /// The column of this name; `None` where there is none. Left out, any name is taken for a column.
    pub(crate) column: Option<&'a FindColumn<'a>>,
    /// What it must give.
    pub(crate) expects: &'a Kind,
}

/// An expression in the words of an engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Translated {
    /// It can be said.
    Sql {
        /// The expression.
        sql: String,
        /// What it means differently there, as a clause.
        note: Option<String>,
        /// The columns it mentions, by their names in the target, each once.
        columns: Vec<String>,
    },
    /// It cannot; why, as a clause.
    Impossible(String),
}

/// Whether the text is exactly one expression in what the engines share, which cannot escape from where it is
/// put. The error says what is wrong with it.
pub fn check(sql: &str) -> Result<(), String> {
    lex::stays_in_place(sql, Dialect::Postgres)?;
    lex::stays_in_place(sql, Dialect::Mysql)?;
    native::only_values(sql, Dialect::Postgres, None)?;
    let all = [Dialect::Postgres, Dialect::Mysql, Dialect::Sqlite];
    if all.iter().any(|dialect| parse(sql, *dialect).is_ok()) {
        return Ok(());
    }
    parse(sql, Dialect::Postgres).map(|_| ())
}

/// Whether the text, a piece of SQL of this engine's, cannot escape from where it is put. The error says why. That
/// it is an expression is [`check_native_expression`]'s to say.
pub fn check_native(sql: &str, dialect: Dialect) -> Result<(), String> {
    lex::stays_in_place(sql, dialect)
}

/// As [`check_native`], for what may be a list, such as a table's options.
pub fn check_native_list(sql: &str, dialect: Dialect) -> Result<(), String> {
    lex::list_stays_in_place(sql, dialect)
}

/// The expression in the words of `to`, whatever columns it mentions.
pub fn translate(expression: &SqlExpression, to: Dialect) -> Translated {
    translate_in(
        expression,
        to,
        Scope {
            place: Place::Check,
            column: None,
            expects: &Kind::Unknown,
        },
    )
}

/// The expression in the words of `to`, mentioning only what the scope allows.
pub(crate) fn translate_in(expression: &SqlExpression, to: Dialect, scope: Scope<'_>) -> Translated {
    let from = expression.dialect;
    if let Err(why) = lex::stays_in_place(&expression.sql, from.unwrap_or(Dialect::Postgres)) {
        return Translated::Impossible(why);
    }
    if from == Some(to)
        && let Some(kept) = columns::verbatim(&expression.sql, to, scope)
    {
        return kept;
    }
    let grammar = from.unwrap_or(Dialect::Postgres);
    match parse(&expression.sql, grammar) {
        Ok(tree) => print::print(&tree, grammar, from.is_none(), to, scope),
        Err(why) => Translated::Impossible(why),
    }
}

/// The tree of one expression, or what is wrong with the text.
pub(crate) fn parse(sql: &str, dialect: Dialect) -> Result<Expr, String> {
    let grammar: &dyn Grammar = match dialect {
        Dialect::Postgres => &PostgreSqlDialect {},
        Dialect::Mysql => &MySqlDialect {},
        Dialect::Sqlite => &SQLiteDialect {},
    };
    let mut parser = Parser::new(grammar)
        .try_with_sql(sql)
        .map_err(|e| format!("it is not an SQL expression: {}", reason(&e)))?;
    if sql.len() > MOST_TOKENS {
        let count = lex::tokens(sql, dialect)?.len();
        if count > MOST_TOKENS {
            return Err(format!("it has {count} words and signs; the limit is {MOST_TOKENS}"));
        }
    }
    let tree = parser
        .parse_expr()
        .map_err(|e| format!("it is not an SQL expression: {}", reason(&e)))?;
    match parser.next_token().token {
        Token::EOF => Ok(tree),
        other => Err(format!("it is not one SQL expression: `{other}` follows it")),
    }
}

fn reason(error: &sqlparser::parser::ParserError) -> String {
    let text = error.to_string();
    text.strip_prefix("sql parser error: ").unwrap_or(&text).to_owned()
}

#[cfg(test)]
mod tests;
