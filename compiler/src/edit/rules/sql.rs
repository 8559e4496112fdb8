//! Pieces of SQL that a person typed: that each stays in its place.
//!
//! An expression, a native type or a table option is written into a statement as it is. It must therefore be one
//! piece: its parentheses and quotes close, and nothing in it ends the statement, starts a comment or begins the
//! next column. A piece of one engine's is judged by that engine's lexical rules; an expression must be one to a
//! parser as well. How each is read is [`crate::expression`]'s to know.

use super::names::exceeds;
use super::{Rule, quoted};
use crate::design::{FieldDetails, SqlExpression};
use crate::dialect::Dialect;
use crate::edit::batch::Batch;
use crate::expression::{check, check_exclusion, check_native, check_native_expression, check_native_list};
use crate::import::not_one_statement;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The most characters of an expression, an option, or a native type.
const SQL_LENGTH: usize = 10_000;
/// The most characters of a word such as a collation's name.
const WORD_LENGTH: usize = 255;

/// Judges an expression: one value or condition.
pub(in crate::edit) fn expression(batch: &mut Batch<'_>, property: &str, element: Uuid, expression: &SqlExpression) {
    judge(batch, property, element, "expression", &expression.sql, |sql| {
        match expression.dialect {
            Some(dialect) => check_native_expression(sql, dialect),
            None => check(sql),
        }
        .err()
    });
}

/// Judges what stands behind a table's columns, per engine: a list is fine there.
pub(in crate::edit) fn native_options(batch: &mut Batch<'_>, element: Uuid, options: &BTreeMap<Dialect, String>) {
    for (dialect, sql) in options {
        judge(batch, "nativeOptions", element, "table option", sql, |sql| {
            check_native_list(sql, *dialect).err()
        });
    }
}

/// Judges what stands behind EXCLUDE.
pub(in crate::edit) fn exclusion(batch: &mut Batch<'_>, property: &str, element: Uuid, definition: &SqlExpression) {
    judge(
        batch,
        property,
        element,
        "exclusion constraint",
        &definition.sql,
        |sql| {
            check_native_list(sql, Dialect::Postgres)
                .and_then(|()| check_exclusion(sql))
                .err()
        },
    );
}

/// Judges what stands behind the columns of an index, per engine.
pub(in crate::edit) fn index_options(batch: &mut Batch<'_>, element: Uuid, options: &BTreeMap<Dialect, String>) {
    for (dialect, sql) in options {
        judge(
            batch,
            "details.nativeOptions",
            element,
            "option of an index",
            sql,
            |sql| check_native(sql, *dialect).err(),
        );
    }
}

/// Judges what only some engines say of a field.
pub(in crate::edit) fn field_details(batch: &mut Batch<'_>, element: Uuid, details: &FieldDetails) {
    if let Some(sequence) = &details.sequence {
        judge(
            batch,
            "details.sequence",
            element,
            "option of a sequence",
            sequence,
            |sql| check_native(sql, Dialect::Postgres).err(),
        );
    }
    for (dialect, sql) in &details.native_attributes {
        judge(
            batch,
            "details.nativeAttributes",
            element,
            "attribute of a field",
            sql,
            |sql| check_native(sql, *dialect).err(),
        );
    }
}

/// Judges the statement of an object: exactly one, and nothing that a client program would take for a command.
pub(in crate::edit) fn statement(batch: &mut Batch<'_>, element: Uuid, sql: &str, dialect: Dialect) {
    let found = if sql.trim().is_empty() {
        "an object carried verbatim needs its statement".to_owned()
    } else if sql.contains('\0') {
        "the statement has a NUL character".to_owned()
    } else if !batch.is_interactive() {
        return;
    } else if let Some(problem) = not_one_statement(sql, dialect) {
        format!("the statement {} is refused: {problem}", quoted(sql))
    } else {
        return;
    };
    batch.refuse(Rule::SqlInvalid, "sql", Some(element), found);
}

/// Judges a word of an engine's own: a collation's name, as written.
pub(in crate::edit) fn collation(batch: &mut Batch<'_>, property: &str, element: Uuid, name: &str) {
    judge(batch, property, element, "collation", name, |name| {
        let quotes = name.matches('"').count();
        let unclosed = (quotes % 2 == 1).then(|| "a quote is not closed".to_owned());
        unclosed.or_else(|| word_problem(&name.replace('"', ""), ".-@"))
    });
}

/// Judges a word of an engine's own: letters, digits and underscores.
pub(in crate::edit) fn word(batch: &mut Batch<'_>, property: &str, element: Uuid, noun: &str, word: &str) {
    judge(batch, property, element, noun, word, |word| word_problem(word, ""));
}

/// Judges an operator class as PostgreSQL writes it: `public.gist_trgm_ops(siglen=32)`.
pub(in crate::edit) fn operator_class(batch: &mut Batch<'_>, property: &str, element: Uuid, class: &str) {
    judge(batch, property, element, "operator class", class, |class| {
        check_native(class, Dialect::Postgres).err()
    });
}

/// What is wrong with a type in an engine's words, if anything.
pub(super) fn native_type_problem(sql: &str, dialect: Dialect) -> Option<String> {
    if exceeds(sql, SQL_LENGTH) {
        return Some(format!("a native type is longer than {SQL_LENGTH} characters"));
    }
    let problem = check_native(sql, dialect).err()?;
    Some(format!("the native type {} is refused: {problem}", quoted(sql)))
}

fn judge(
    batch: &mut Batch<'_>,
    property: &str,
    element: Uuid,
    noun: &str,
    sql: &str,
    problem: impl Fn(&str) -> Option<String>,
) {
    let found = if sql.contains('\0') {
        Some("it contains a NUL character".to_owned())
    } else if !batch.is_interactive() {
        None
    } else if sql.trim().is_empty() {
        Some("it is empty".to_owned())
    } else if exceeds(sql, SQL_LENGTH) {
        Some(format!("it is longer than {SQL_LENGTH} characters"))
    } else {
        problem(sql)
    };
    if let Some(found) = found {
        let message = format!("the {noun} {} is refused: {found}", quoted(sql));
        batch.refuse(Rule::SqlInvalid, property, Some(element), message);
    }
}

fn word_problem(word: &str, besides: &str) -> Option<String> {
    if word.is_empty() {
        Some("it is empty".to_owned())
    } else if exceeds(word, WORD_LENGTH) {
        Some(format!("it is longer than {WORD_LENGTH} characters"))
    } else if word
        .chars()
        .all(|c| c.is_alphanumeric() || c == '_' || besides.contains(c))
    {
        None
    } else {
        Some("it is not a name; letters, digits and underscores are accepted".to_owned())
    }
}
