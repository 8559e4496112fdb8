//! Types of a design as SQLite's: words that give the affinity, and say to people what is meant.

use crate::design::{DateKind, NumberConfig, NumberKind, TextConfig, TypeFamily};
use crate::dialect::NativeType;

/// The type nearest to the family.
pub(crate) fn native_type(family: &TypeFamily) -> NativeType {
    match family {
        TypeFamily::Text(config) => text(config),
        TypeFamily::Number(config) => number(config),
        TypeFamily::Date(config) => {
            let native = match config.effective_kind() {
                DateKind::Date => NativeType::exact("date"),
                DateKind::Time => NativeType::exact("time"),
                DateKind::Timestamp => NativeType::exact("datetime"),
                DateKind::Year => NativeType::exact("integer"),
                DateKind::Interval => NativeType::exact("text").warn(
                    "type-approximated",
                    "holds its spans of time as text; SQLite has no intervals",
                ),
            };
            if config.with_time_zone {
                native.warn("time-zone-not-kept", "keeps no time zone: write and read it in UTC")
            } else {
                native
            }
        }
        TypeFamily::Boolean => NativeType::exact("boolean"),
        TypeFamily::Uuid => NativeType::exact("text").info("uuid-as-text", "holds its UUIDs as text"),
        TypeFamily::Json(_) => NativeType::exact("text").info(
            "json-as-text",
            "holds its JSON as text; SQLite's JSON functions read it",
        ),
        TypeFamily::Binary(_) => NativeType::exact("blob"),
        TypeFamily::Array(_) => {
            NativeType::exact("text").warn("array-as-json", "holds its list as a JSON array; SQLite has no arrays")
        }
        TypeFamily::Enum(_) | TypeFamily::Native => NativeType::exact("text"),
    }
}

fn text(config: &TextConfig) -> NativeType {
    let mut native = match (config.length, config.fixed) {
        (Some(n), true) => NativeType::exact(format!("char({n})")),
        (None, true) => NativeType::exact("char(1)"),
        (Some(n), false) => NativeType::exact(format!("varchar({n})")),
        (None, false) => NativeType::exact("text"),
    };
    if config.case_insensitive {
        native.collation = Some("NOCASE");
    }
    native
}

fn number(config: &NumberConfig) -> NativeType {
    match config.effective_kind() {
        NumberKind::Integer => NativeType::exact(match config.width.unwrap_or(32) {
            0..=8 => "tinyint",
            9..=16 => "smallint",
            17..=32 => "integer",
            _ => "bigint",
        }),
        NumberKind::Decimal => {
            let sql = match (config.precision, config.scale) {
                (Some(p), Some(s)) => format!("numeric({p},{s})"),
                (Some(p), None) => format!("numeric({p})"),
                (None, _) => "numeric".to_owned(),
            };
            NativeType::exact(sql).warn(
                "decimal-as-float",
                "is rounded to a floating-point number where it has a fraction; SQLite has no decimals",
            )
        }
        NumberKind::Float if config.width == Some(32) => NativeType::exact("real"),
        NumberKind::Float => NativeType::exact("double"),
    }
}
