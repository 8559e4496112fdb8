//! What an expression gives, as far as engines care when they compare.

use crate::design::{DateKind, TypeFamily};
use crate::dialect::Dialect;

/// What an expression gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Text.
    Text,
    /// A number.
    Number,
    /// True or false.
    Boolean,
    /// A day, a time, or both.
    Date(DateKind),
    /// A UUID.
    Uuid,
    /// A JSON document.
    Json,
    /// A list, kept as JSON where the engine has no lists.
    Array,
    /// Bytes.
    Binary,
    /// One of these values.
    Enum(Vec<String>),
    /// Something that only the engine understands.
    Native,
    /// Not known: a null, or a literal that takes the type of what is beside it.
    Unknown,
}

impl Kind {
    /// Of a family; `values` resolves its enum.
    pub(crate) fn of(family: &TypeFamily, values: impl FnOnce() -> Vec<String>) -> Self {
        match family {
            TypeFamily::Text(_) => Self::Text,
            TypeFamily::Number(_) => Self::Number,
            TypeFamily::Date(config) => Self::Date(config.effective_kind()),
            TypeFamily::Boolean => Self::Boolean,
            TypeFamily::Uuid => Self::Uuid,
            TypeFamily::Json(_) => Self::Json,
            TypeFamily::Binary(_) => Self::Binary,
            TypeFamily::Enum(_) => Self::Enum(values()),
            TypeFamily::Array(_) => Self::Array,
            TypeFamily::Native => Self::Native,
        }
    }

    /// Whether the engine accepts the two beside each other, and a value of one where the other is due.
    pub(crate) fn goes_with(&self, other: &Self) -> bool {
        matches!(self, Self::Unknown)
            || matches!(other, Self::Unknown)
            || match (self, other) {
                (Self::Date(a), Self::Date(b)) => {
                    a == b
                        || matches!(
                            (a, b),
                            (DateKind::Date, DateKind::Timestamp) | (DateKind::Timestamp, DateKind::Date)
                        )
                }
                (Self::Enum(_), Self::Enum(_)) => self == other,
                _ => std::mem::discriminant(self) == std::mem::discriminant(other),
            }
    }

    /// Whether a literal with this text is one of these.
    pub(crate) fn takes_literal(&self, text: &str, to: Dialect) -> bool {
        if to == Dialect::Sqlite {
            return match self {
                Self::Enum(values) => values.iter().any(|v| v == text),
                _ => true,
            };
        }
        match self {
            Self::Text | Self::Unknown => true,
            Self::Number => text.trim().parse::<f64>().is_ok_and(f64::is_finite),
            Self::Boolean => ["t", "f", "true", "false", "yes", "no", "on", "off", "0", "1"]
                .contains(&text.trim().to_ascii_lowercase().as_str()),
            Self::Date(kind) => is_date(text.trim(), *kind) || to == Dialect::Postgres && is_moment(text.trim(), *kind),
            Self::Uuid => uuid::Uuid::parse_str(text).is_ok(),
            Self::Json => serde_json::from_str::<serde_json::Value>(text).is_ok(),
            Self::Array => is_array(text, to),
            Self::Binary => !text.contains('\\'),
            Self::Enum(values) => values.iter().any(|v| v == text),
            Self::Native => false,
        }
    }

    /// Whether a literal number may stand where one of these is due.
    pub(crate) fn takes_number(&self) -> bool {
        matches!(self, Self::Number | Self::Unknown)
    }
}

fn is_array(text: &str, to: Dialect) -> bool {
    let text = text.trim();
    match to {
        // Only what cannot have an element of the wrong type.
        Dialect::Postgres => text == "{}",
        Dialect::Mysql | Dialect::Sqlite => serde_json::from_str::<serde_json::Value>(text).is_ok_and(|v| v.is_array()),
    }
}

/// Whether it is one of PostgreSQL's words for a moment.
fn is_moment(text: &str, kind: DateKind) -> bool {
    matches!(kind, DateKind::Date | DateKind::Timestamp) && ["epoch", "infinity", "-infinity"].contains(&text)
}

/// Whether it is written year first, in digits, as every engine reads it.
fn is_date(text: &str, kind: DateKind) -> bool {
    match kind {
        DateKind::Year => text.parse::<u16>().is_ok_and(|y| (1901..=2155).contains(&y)),
        DateKind::Interval => false,
        DateKind::Date => is_day(text),
        DateKind::Time => is_time(text),
        DateKind::Timestamp => match text.split_once([' ', 'T']) {
            Some((day, time)) => is_day(day) && is_time(time),
            None => is_day(text),
        },
    }
}

fn is_day(text: &str) -> bool {
    let mut parts = text.split('-');
    let mut next = |digits: usize| -> Option<u16> {
        let part = parts.next()?;
        (part.len() == digits && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse().ok())?
    };
    let (Some(year), Some(month), Some(day)) = (next(4), next(2), next(2)) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let longest = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    };
    year >= 1 && (1..=longest).contains(&day) && parts.next().is_none()
}

fn is_time(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let mut parts = whole.split(':');
    let mut next = |most: u8| {
        parts.next().is_some_and(|p| {
            p.len() == 2 && p.bytes().all(|b| b.is_ascii_digit()) && p.parse::<u8>().is_ok_and(|n| n <= most)
        })
    };
    next(23)
        && next(59)
        && (whole.len() == 5 || next(59))
        && parts.next().is_none()
        && (1..=6).contains(&fraction.len())
        && fraction.bytes().all(|b| b.is_ascii_digit())
}
