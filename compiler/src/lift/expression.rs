//! Expressions: whether they belong to one engine.

use crate::design::{FieldType, SqlExpression, TypeFamily};
use crate::dialect::Dialect;

/// A default, in the words of the engine unless it plainly is everyone's: a number for a number, a plain string for
/// text, TRUE, FALSE, NULL, CURRENT_TIMESTAMP and its like.
pub(crate) fn default(sql: &str, field_type: &FieldType, dialect: Dialect) -> SqlExpression {
    let (said, family) = (sql.trim(), &field_type.family);
    // PostgreSQL's own types have values of their own: '<a/>' of xml, 12.34 of money.
    let own_type = dialect == Dialect::Postgres && field_type.native.contains_key(&dialect);
    let is_one_of = |words: &[&str]| words.iter().any(|word| said.eq_ignore_ascii_case(word));
    let is_neutral = match family {
        TypeFamily::Text(_) | TypeFamily::Enum(_) => is_plain_string(said),
        TypeFamily::Number(_) => is_number(said),
        TypeFamily::Boolean => is_one_of(&["true", "false"]),
        // PostgreSQL keeps the moment with its zone where the field has none.
        TypeFamily::Date(config) if dialect == Dialect::Postgres => {
            is_one_of(&["current_date"]) || config.with_time_zone && is_one_of(&["current_timestamp"])
        }
        TypeFamily::Date(_) => is_one_of(&["current_timestamp", "current_date", "current_time"]),
        _ => false,
    };
    if is_neutral && !own_type || is_one_of(&["null"]) {
        SqlExpression::neutral(said)
    } else {
        SqlExpression::native(sql, dialect)
    }
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
