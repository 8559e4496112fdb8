//! Expressions: whether they belong to one engine.

use crate::design::SqlExpression;
use crate::dialect::Dialect;

/// The expression, in the words of the engine unless they plainly are everyone's: a number, a plain string, TRUE,
/// FALSE, NULL, CURRENT_TIMESTAMP and its like.
pub(super) fn lifted(sql: &str, dialect: Dialect) -> SqlExpression {
    if is_neutral(sql.trim()) {
        SqlExpression::neutral(sql)
    } else {
        SqlExpression::native(sql, dialect)
    }
}

fn is_neutral(sql: &str) -> bool {
    const WORDS: [&str; 6] = [
        "true",
        "false",
        "null",
        "current_timestamp",
        "current_date",
        "current_time",
    ];
    WORDS.iter().any(|word| sql.eq_ignore_ascii_case(word)) || is_number(sql) || is_plain_string(sql)
}

fn is_number(sql: &str) -> bool {
    let digits = sql.strip_prefix('-').unwrap_or(sql);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    all_digits(whole) && all_digits(fraction)
}

/// A string in single quotes without anything that an engine reads in its own way.
fn is_plain_string(sql: &str) -> bool {
    let inner = sql.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
    inner.is_some_and(|text| !text.contains(['\'', '\\']))
}
