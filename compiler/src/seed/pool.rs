//! The values a column can have.

use super::value::{Plain, Value};
use crate::dialect::Dialect;

/// What a column can hold.
#[derive(Debug, Clone)]
pub(crate) struct Pool {
    /// As many different values as are needed.
    pub(crate) series: Series,
    /// The lowest, the highest, and what is odd.
    pub(crate) extremes: Vec<Value>,
}

/// Different values, one after the other.
#[derive(Debug, Clone)]
pub(crate) enum Series {
    /// Whole numbers from the first to the last.
    Integer {
        /// The first.
        first: i128,
        /// The last.
        last: i128,
    },
    /// Numbers with digits after the point.
    Decimal {
        /// Digits before the point.
        whole: usize,
        /// Digits after it.
        scale: usize,
    },
    /// Numbers that are not exact, however large.
    Float,
    /// Words no longer than this.
    Text {
        /// In characters.
        longest: usize,
    },
    /// These and no others.
    Listed(Vec<Value>),
    /// Text that the engine reads as something else, made from a number.
    Read(fn(u64) -> String),
    /// SQL made from a number.
    Raw(fn(u64) -> String),
    /// Bytes of at most this many.
    Bytes {
        /// At most.
        longest: usize,
        /// Whether it is always that many.
        fixed: bool,
    },
    /// Bits of this many.
    Bits {
        /// Exactly.
        count: usize,
        /// Whether the literal is `b'…'` of a bit string, not text.
        literal: bool,
    },
    /// Arrays of one or two elements.
    ArrayOf(Box<Pool>),
    /// Rows of these.
    RowOf(Vec<Pool>),
}

impl Pool {
    /// A pool of these values and extremes.
    pub(crate) fn new(series: Series, extremes: Vec<Value>) -> Self {
        Self { series, extremes }
    }

    /// Whole numbers of a width.
    pub(crate) fn integer(first: i128, last: i128) -> Self {
        let mut extremes = vec![Value::number(first.to_string()), Value::number(last.to_string())];
        if first < 0 {
            extremes.push(Value::number("0"));
        }
        Self::new(Series::Integer { first, last }, extremes)
    }

    /// Exact numbers of so many digits, of which some stand after the point.
    pub(crate) fn decimal(precision: usize, scale: usize) -> Self {
        let scale_digits = scale.min(precision);
        let whole = precision - scale_digits;
        let mut most = "9".repeat(whole.max(usize::from(scale_digits == 0)));
        if most.is_empty() {
            most.push('0');
        }
        if scale_digits > 0 {
            most.push('.');
            most.push_str(&"9".repeat(scale_digits));
        }
        Self::new(
            Series::Decimal {
                whole,
                scale: scale_digits,
            },
            vec![
                Value::number(format!("-{most}")),
                Value::number(most),
                Value::number("0"),
            ],
        )
    }

    /// Text of at most so many characters, in a character set that may lack the wider ones.
    pub(crate) fn text(dialect: Dialect, longest: Option<usize>, unicode: bool) -> Self {
        let most = longest.unwrap_or(300);
        let text = |text: &str| Value::text(dialect, text.chars().take(most).collect::<String>());
        let mut extremes = vec![text(""), text(&"x".repeat(most.min(2000)))];
        extremes.push(text("O'Brien \\ \"quoted\" 100%\nsecond line"));
        extremes.push(text("naïve é"));
        if unicode {
            extremes.push(text("é🚀 ok"));
        }
        Self::new(Series::Text { longest: most }, extremes)
    }

    /// What the engine reads from text, with these as extremes.
    pub(crate) fn read(dialect: Dialect, make: fn(u64) -> String, extremes: &[&str]) -> Self {
        Self::new(
            Series::Read(make),
            extremes.iter().map(|text| Value::text(dialect, *text)).collect(),
        )
    }

    /// SQL that gives a value, with these as extremes.
    pub(crate) fn raw(make: fn(u64) -> String, extremes: &[&str]) -> Self {
        Self::new(Series::Raw(make), extremes.iter().map(|sql| Value::raw(*sql)).collect())
    }

    /// These values and no others.
    pub(crate) fn listed(values: Vec<Value>) -> Self {
        Self::new(Series::Listed(values), Vec::new())
    }

    /// True and false.
    pub(crate) fn boolean() -> Self {
        Self::listed(vec![Value::boolean(true), Value::boolean(false)])
    }

    /// Bytes.
    pub(crate) fn bytes(dialect: Dialect, longest: usize, fixed: bool) -> Self {
        let extremes = if fixed {
            vec![
                Value::bytes(dialect, &vec![0; longest]),
                Value::bytes(dialect, &vec![255; longest]),
            ]
        } else {
            let most = longest.min(64);
            vec![
                Value::bytes(dialect, &[]),
                Value::bytes(dialect, &vec![255; most]),
                Value::bytes(dialect, &[0x00, 0x27, 0x5c, 0x0a][..most.min(4)]),
            ]
        };
        Self::new(Series::Bytes { longest, fixed }, extremes)
    }

    /// The n-th of its different values.
    pub(crate) fn nth(&self, dialect: Dialect, n: u64) -> Value {
        match &self.series {
            Series::Integer { first, last } => {
                let low = (*first).max(1.min(*last));
                let span = (last - low + 1).max(1);
                Value::number((low + i128::from(n) % span).to_string())
            }
            Series::Decimal { whole, scale } => Value::number(decimal(*whole, *scale, n)),
            Series::Float => Value::number(decimal(6, 2, n)),
            Series::Text { longest } => Value::text(dialect, word(*longest, n)),
            Series::Listed(values) => values
                .get((n % values.len().max(1) as u64) as usize)
                .cloned()
                .unwrap_or_else(Value::null),
            Series::Read(make) => Value::text(dialect, make(n)),
            Series::Raw(make) => Value::raw(make(n)),
            Series::Bytes { longest, fixed } => {
                let mut bytes = (n + 1).to_be_bytes().to_vec();
                let size = if *fixed { *longest } else { (*longest).min(8) };
                if bytes.len() > size {
                    bytes.drain(..8 - size);
                }
                while bytes.len() < size {
                    bytes.insert(0, 0x41);
                }
                Value::bytes(dialect, &bytes)
            }
            Series::Bits { count, literal } => {
                let shown = (*count).min(63);
                let bits = format!("{:0>width$b}", (n + 1) % (1 << shown), width = *count);
                if *literal {
                    Value {
                        sql: format!("b'{bits}'"),
                        plain: Plain::Text(bits),
                    }
                } else {
                    Value::text(dialect, bits)
                }
            }
            Series::ArrayOf(element) => {
                let elements = [element.nth(dialect, n), element.nth(dialect, n + 1)];
                Value::text(dialect, array(&elements))
            }
            Series::RowOf(fields) => {
                let values: Vec<Value> = fields.iter().map(|pool| pool.nth(dialect, n)).collect();
                Value::text(dialect, composite(&values))
            }
        }
    }

    /// The n-th text of a form that some function or trigger may ask for; `None` where the column holds no text.
    pub(crate) fn formed(&self, dialect: Dialect, form: usize, n: u64) -> Option<Value> {
        let Series::Text { longest } = &self.series else {
            return None;
        };
        let text = match form {
            0 => format!("1.0.{n}"),
            1 => format!("ada{n}@example.com"),
            2 => format!("https://example.com/{n}"),
            3 => format!("{}", n + 1),
            4 => day(n),
            5 => format!("{{\"n\": {n}}}"),
            _ => format!("A{n}"),
        };
        Some(Value::text(dialect, text.chars().take(*longest).collect::<String>()))
    }

    /// How many different values there are, where there are few.
    pub(crate) fn few(&self) -> Option<usize> {
        match &self.series {
            Series::Listed(values) => Some(values.len()),
            Series::Integer { first, last } if last - first < 1000 => Some((last - first + 1) as usize),
            _ => None,
        }
    }

    /// The pool of what both accept.
    pub(crate) fn within(&self, other: &Self, dialect: Dialect) -> Self {
        let series = match (&self.series, &other.series) {
            (Series::Integer { first: a, last: b }, Series::Integer { first: c, last: d }) => Series::Integer {
                first: *a.max(c),
                last: *b.min(d),
            },
            (Series::Decimal { whole: a, scale: b }, Series::Decimal { whole: c, scale: d }) => Series::Decimal {
                whole: *a.min(c),
                scale: *b.min(d),
            },
            (Series::Float, Series::Integer { .. } | Series::Decimal { .. }) => other.series.clone(),
            (Series::Decimal { whole, .. }, Series::Integer { first, last }) => {
                let most = 10_i128.pow((*whole).clamp(1, 30) as u32) - 1;
                Series::Integer {
                    first: *first.max(&-most),
                    last: *last.min(&most),
                }
            }
            (Series::Text { longest: a }, Series::Text { longest: b }) => Series::Text { longest: *a.min(b) },
            (Series::Listed(a), Series::Listed(b)) => Series::Listed(
                a.iter()
                    .filter(|value| b.iter().any(|other| other.key() == value.key()))
                    .cloned()
                    .collect(),
            ),
            (Series::Text { longest }, other_series) => {
                let fits = other.nth(dialect, 0).sql.chars().count() <= longest + 2;
                if fits {
                    other_series.clone()
                } else {
                    self.series.clone()
                }
            }
            (mine, _) => mine.clone(),
        };
        let narrowed = Self::new(series, Vec::new());
        let extremes = self
            .extremes
            .iter()
            .filter(|value| narrowed.takes(value) && other.takes(value))
            .cloned()
            .collect();
        Self { extremes, ..narrowed }
    }

    /// Whether the value is surely one that the column can hold.
    pub(crate) fn takes(&self, value: &Value) -> bool {
        match (&self.series, &value.plain) {
            (Series::Integer { first, last }, Plain::Number(_)) => value
                .sql
                .parse::<i128>()
                .is_ok_and(|number| number >= *first && number <= *last),
            (Series::Decimal { whole, scale }, Plain::Number(number)) => {
                let digits = value.sql.split_once('.').map_or(0, |(_, after)| after.len());
                digits <= *scale && number.abs() < 10_f64.powi((*whole).min(300) as i32)
            }
            (Series::Float, Plain::Number(_)) => true,
            (Series::Text { longest }, Plain::Text(text)) => text.chars().count() <= *longest,
            (Series::Listed(values), _) => values.iter().any(|other| other.key() == value.key()),
            (Series::Bytes { longest, fixed }, Plain::Bytes(length)) => {
                length == longest || (!fixed && length < longest)
            }
            (Series::Read(_), Plain::Text(_)) => true,
            (Series::Bits { count, .. }, Plain::Text(bits)) => bits.len() == *count,
            (Series::ArrayOf(_) | Series::RowOf(_), Plain::Text(_)) => true,
            (Series::Raw(_), Plain::Opaque | Plain::Text(_) | Plain::Number(_)) => true,
            _ => false,
        }
    }
}

fn decimal(whole: usize, scale: usize, n: u64) -> String {
    let number = n + 1;
    if whole == 0 {
        let digits = format!("{:0>scale$}", number % 10_u64.pow(scale.min(18) as u32));
        return format!("0.{digits}");
    }
    let number = number % 10_u64.pow(whole.min(18) as u32);
    match scale {
        0 => number.to_string(),
        1 => format!("{number}.5"),
        _ => format!("{number}.25"),
    }
}

const WORDS: [&str; 8] = ["amber", "birch", "cedar", "delta", "ember", "flint", "grove", "heron"];

fn word(longest: usize, n: u64) -> String {
    if longest >= 14 {
        return format!("{}{n}", WORDS[(n % 8) as usize]);
    }
    let mut left = n;
    let mut out = Vec::new();
    for _ in 0..longest.max(1) {
        out.push(b"abcdefghijklmnopqrstuvwxyz0123456789"[(left % 36) as usize]);
        left /= 36;
        if left == 0 {
            break;
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// An array literal of PostgreSQL.
fn array(elements: &[Value]) -> String {
    let items: Vec<String> = elements.iter().map(|value| item(value, "NULL")).collect();
    format!("{{{}}}", items.join(","))
}

/// A row literal of PostgreSQL.
fn composite(values: &[Value]) -> String {
    let items: Vec<String> = values.iter().map(|value| item(value, "")).collect();
    format!("({})", items.join(","))
}

fn item(value: &Value, null: &str) -> String {
    match &value.plain {
        Plain::Null => null.to_owned(),
        Plain::Text(text) => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
        Plain::Number(_) | Plain::Boolean(_) => value.sql.clone(),
        Plain::Bytes(_) | Plain::Opaque => {
            let text = value.sql.trim_matches('\'');
            format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
        }
    }
}

/// The pool of arrays of what a pool has (PostgreSQL).
pub(crate) fn arrays(element: Pool, dialect: Dialect) -> Pool {
    let mut extremes = vec![Value::text(dialect, "{}")];
    extremes.push(Value::text(dialect, array(&[element.nth(dialect, 0), Value::null()])));
    if !element.extremes.is_empty() {
        extremes.push(Value::text(dialect, array(&element.extremes)));
    }
    Pool::new(Series::ArrayOf(Box::new(element)), extremes)
}

/// The pool of rows (PostgreSQL).
pub(crate) fn rows(fields: Vec<Pool>, dialect: Dialect) -> Pool {
    let nothing: Vec<Value> = fields.iter().map(|_| Value::null()).collect();
    let extremes = vec![Value::text(dialect, composite(&nothing))];
    Pool::new(Series::RowOf(fields), extremes)
}

/// Days from 2024 on, one after the other.
pub(crate) fn day(n: u64) -> String {
    const LENGTHS: [u64; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let year = 2024 + n / 365;
    let mut left = n % 365;
    for (month, length) in LENGTHS.iter().enumerate() {
        if left < *length {
            return format!("{year:04}-{:02}-{:02}", month + 1, left + 1);
        }
        left -= length;
    }
    format!("{year:04}-12-31")
}

impl Pool {
    /// A value that a check speaks of, as one of this column: a number may be the length of a text.
    pub(crate) fn hinted(&self, hint: &Plain, dialect: Dialect) -> Option<Value> {
        let value = match (&self.series, hint) {
            (Series::Integer { .. }, Plain::Number(number)) if number.fract() == 0.0 && number.abs() < 1e18 => {
                Value::number(format!("{}", *number as i128))
            }
            (Series::Integer { .. } | Series::Decimal { .. } | Series::Float, Plain::Text(text)) => {
                text.trim().parse::<f64>().ok()?;
                Value::number(text.trim())
            }
            (Series::Decimal { .. } | Series::Float, Plain::Number(number)) => Value::number(format!("{number}")),
            (Series::Text { longest }, Plain::Number(length)) => {
                if !(0.0..=2000.0).contains(length) || *length as usize > *longest {
                    return None;
                }
                Value::text(dialect, "a".repeat(*length as usize))
            }
            (Series::Bytes { .. }, Plain::Number(length)) if (0.0..=1000.0).contains(length) => {
                Value::bytes(dialect, &vec![0x61; *length as usize])
            }
            (Series::ArrayOf(element), Plain::Number(length)) if (0.0..=50.0).contains(length) => {
                let elements: Vec<Value> = (0..*length as u64).map(|n| element.nth(dialect, n)).collect();
                Value::text(dialect, array(&elements))
            }
            (Series::Listed(values), Plain::Boolean(_)) => values.iter().find(|v| v.plain == *hint)?.clone(),
            (Series::Text { .. } | Series::Read(_) | Series::Listed(_), Plain::Text(text)) => {
                Value::text(dialect, text.as_str())
            }
            _ => return None,
        };
        let fits = matches!(
            self.series,
            Series::Float | Series::Read(_) | Series::ArrayOf(_) | Series::Bytes { .. }
        ) || self.takes(&value);
        fits.then_some(value)
    }
}
