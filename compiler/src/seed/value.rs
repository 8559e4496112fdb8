//! A value as it stands in an INSERT, and what is known of it.

use crate::dialect::Dialect;

/// What is known of a value, for telling values apart and for reading checks.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Plain {
    /// NULL.
    Null,
    /// A number.
    Number(f64),
    /// Text, or what the engine reads from text: a date, say.
    Text(String),
    /// True or false.
    Boolean(bool),
    /// Bytes; only how many.
    Bytes(usize),
    /// Only the engine knows.
    Opaque,
}

/// A value of a column.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Value {
    /// As it stands among VALUES; empty where the column is left out of the INSERT.
    pub(crate) sql: String,
    /// What is known of it.
    pub(crate) plain: Plain,
}

impl Value {
    /// NULL.
    pub(crate) fn null() -> Self {
        Self {
            sql: "NULL".to_owned(),
            plain: Plain::Null,
        }
    }

    /// What the engine puts in by itself; `plain` where the schema says what that is.
    pub(crate) fn left_out(plain: Plain) -> Self {
        Self {
            sql: String::new(),
            plain,
        }
    }

    /// A number, by its digits.
    pub(crate) fn number(digits: impl Into<String>) -> Self {
        let sql: String = digits.into();
        let plain = sql.parse().map_or(Plain::Opaque, Plain::Number);
        Self { sql, plain }
    }

    /// Text in quotes.
    pub(crate) fn text(dialect: Dialect, text: impl Into<String>) -> Self {
        let text: String = text.into();
        Self {
            sql: dialect.literal(&text),
            plain: Plain::Text(text),
        }
    }

    /// True or false.
    pub(crate) fn boolean(value: bool) -> Self {
        Self {
            sql: if value { "true" } else { "false" }.to_owned(),
            plain: Plain::Boolean(value),
        }
    }

    /// Bytes, in the engine's way to write them.
    pub(crate) fn bytes(dialect: Dialect, bytes: &[u8]) -> Self {
        let mut hex = String::with_capacity(bytes.len() * 2);
        for byte in bytes {
            hex.push_str(&format!("{byte:02x}"));
        }
        Self {
            sql: match dialect {
                Dialect::Postgres => format!("'\\x{hex}'"),
                Dialect::Mysql | Dialect::Sqlite => format!("x'{hex}'"),
            },
            plain: Plain::Bytes(bytes.len()),
        }
    }

    /// Any other SQL.
    pub(crate) fn raw(sql: impl Into<String>) -> Self {
        Self {
            sql: sql.into(),
            plain: Plain::Opaque,
        }
    }

    /// Whether the column is left out of the INSERT.
    pub(crate) fn is_left_out(&self) -> bool {
        self.sql.is_empty()
    }

    /// Whether it is NULL.
    pub(crate) fn is_null(&self) -> bool {
        self.plain == Plain::Null
    }

    /// Whether a row that refers to this one could say the same value.
    pub(crate) fn is_known(&self) -> bool {
        !self.is_left_out() && !self.is_null()
    }

    /// What two values have in common that a key may take for equal, however it compares text.
    pub(crate) fn key(&self) -> String {
        match &self.plain {
            Plain::Number(number) if self.is_left_out() => number.to_string(),
            Plain::Boolean(value) if self.is_left_out() => value.to_string(),
            Plain::Text(text) => text
                .trim_end()
                .chars()
                .map(|c| if c == 'é' { 'e' } else { c })
                .flat_map(char::to_lowercase)
                .collect(),
            Plain::Number(number) if *number == 0.0 => "0".to_owned(),
            Plain::Number(_) | Plain::Boolean(_) | Plain::Bytes(_) | Plain::Opaque | Plain::Null => self.sql.clone(),
        }
    }
}
