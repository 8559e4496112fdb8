//! Types of a design as PostgreSQL's.

use crate::design::{BinaryConfig, DateConfig, DateKind, JsonConfig, NumberConfig, NumberKind, TextConfig, TypeFamily};
use crate::dialect::NativeType;

const LONGEST_VARCHAR: u32 = 10_485_760;
const MOST_DIGITS: u16 = 1_000;

/// The type nearest to the family. Enums and arrays are put together by the caller, which knows their names.
pub(crate) fn native_type(family: &TypeFamily) -> NativeType {
    match family {
        TypeFamily::Text(config) => text(config),
        TypeFamily::Number(config) => number(config),
        TypeFamily::Date(config) => date(config),
        TypeFamily::Boolean => NativeType::exact("boolean"),
        TypeFamily::Uuid => NativeType::exact("uuid"),
        TypeFamily::Json(JsonConfig { as_text: true }) => NativeType::exact("json"),
        TypeFamily::Json(_) => NativeType::exact("jsonb"),
        TypeFamily::Binary(config) => binary(config),
        TypeFamily::Enum(_) | TypeFamily::Array(_) | TypeFamily::Native => NativeType::exact("text"),
    }
}

fn text(config: &TextConfig) -> NativeType {
    let native = match (config.length, config.fixed) {
        (None, true) => NativeType::exact("character(1)"),
        (None, false) => NativeType::exact("text"),
        (Some(n), _) if n > LONGEST_VARCHAR => NativeType::exact("text").warn(
            "length-not-kept",
            format!("may be longer than {n} characters, since PostgreSQL's limit is {LONGEST_VARCHAR}"),
        ),
        (Some(n), true) => NativeType::exact(format!("character({})", n.max(1))),
        (Some(n), false) => NativeType::exact(format!("character varying({})", n.max(1))),
    };
    if config.case_insensitive {
        native.warn(
            "case-sensitive",
            "is compared with regard to case; give it the native type citext, with its extension, to keep this",
        )
    } else {
        native
    }
}

fn number(config: &NumberConfig) -> NativeType {
    let native = match config.effective_kind() {
        NumberKind::Integer => return integer(config.width.unwrap_or(32), config.unsigned),
        NumberKind::Decimal => decimal(config.precision, config.scale),
        NumberKind::Float if config.width == Some(32) => NativeType::exact("real"),
        NumberKind::Float => NativeType::exact("double precision"),
    };
    if config.unsigned {
        native.info(
            "unsigned-widened",
            "may hold negative numbers; PostgreSQL has no unsigned types",
        )
    } else {
        native
    }
}

fn integer(width: u8, unsigned: bool) -> NativeType {
    let sql = match (width, unsigned) {
        (0..=8, true) | (0..=16, false) => "smallint",
        (9..=24, true) | (17..=32, false) => "integer",
        (25..=32, true) | (_, false) => "bigint",
        (_, true) => "numeric(20,0)",
    };
    let native = NativeType::exact(sql);
    if unsigned {
        native.info(
            "unsigned-widened",
            format!("became {sql}, which holds all its values and negative ones; PostgreSQL has no unsigned types"),
        )
    } else {
        native
    }
}

fn decimal(precision: Option<u16>, scale: Option<i16>) -> NativeType {
    let digits = match (precision, scale) {
        (None, None) => return NativeType::exact("numeric"),
        (Some(p), _) => p.clamp(1, MOST_DIGITS),
        (None, Some(s)) => 38.max(s.unsigned_abs()).min(MOST_DIGITS),
    };
    // A scale outside 0..=precision is known to PostgreSQL 15 and later only.
    match scale {
        None | Some(0) => NativeType::exact(format!("numeric({digits})")),
        Some(s) if s > 0 && s.unsigned_abs() <= digits => NativeType::exact(format!("numeric({digits},{s})")),
        Some(s) => NativeType::exact("numeric").warn(
            "scale-not-kept",
            format!("is not rounded to a scale of {s}, which PostgreSQL 14 does not have"),
        ),
    }
}

fn date(config: &DateConfig) -> NativeType {
    let precision = match config.precision {
        Some(p) => format!("({})", p.min(6)),
        None => String::new(),
    };
    let zone = if config.with_time_zone { "with" } else { "without" };
    match config.effective_kind() {
        DateKind::Date => NativeType::exact("date"),
        DateKind::Time => NativeType::exact(format!("time{precision} {zone} time zone")),
        DateKind::Timestamp => NativeType::exact(format!("timestamp{precision} {zone} time zone")),
        DateKind::Interval => NativeType::exact(format!("interval{precision}")),
        DateKind::Year => {
            NativeType::exact("smallint").info("type-approximated", "is a smallint; PostgreSQL has no type for years")
        }
    }
}

fn binary(config: &BinaryConfig) -> NativeType {
    match config.length {
        None => NativeType::exact("bytea"),
        Some(n) => NativeType::exact("bytea").warn(
            "length-not-kept",
            format!("may be longer than {n} bytes; bytea has no limit"),
        ),
    }
}
