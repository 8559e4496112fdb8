//! Types of a design as MySQL's.

use crate::design::{BinaryConfig, DateConfig, DateKind, JsonConfig, NumberConfig, NumberKind, TextConfig, TypeFamily};
use crate::dialect::NativeType;

/// Characters of four bytes that a row of 65,535 bytes can hold.
pub(crate) const LONGEST_VARCHAR: u32 = 16_383;
const LONGEST_VARBINARY: u32 = 65_532;

/// The type nearest to the family. Enums are put together by the caller, which knows their values.
pub(crate) fn native_type(family: &TypeFamily) -> NativeType {
    match family {
        TypeFamily::Text(config) => text(config),
        TypeFamily::Number(config) => number(config),
        TypeFamily::Date(config) => date(config),
        TypeFamily::Boolean => NativeType::exact("tinyint(1)"),
        TypeFamily::Uuid => {
            NativeType::exact("char(36)").info("uuid-as-text", "holds its UUIDs as text of 36 characters")
        }
        TypeFamily::Json(JsonConfig { as_text: true }) => {
            NativeType::exact("json").info("json-not-verbatim", "may come back with other white space or key order")
        }
        TypeFamily::Json(_) => NativeType::exact("json"),
        TypeFamily::Binary(config) => binary(config),
        TypeFamily::Array(_) => {
            NativeType::exact("json").warn("array-as-json", "holds its list as a JSON array; MySQL has no arrays")
        }
        TypeFamily::Enum(_) | TypeFamily::Native => NativeType::exact("longtext"),
    }
}

fn text(config: &TextConfig) -> NativeType {
    let sql = match (config.length, config.fixed) {
        (None, true) => "char(1)".to_owned(),
        (Some(n), true) if n <= 255 => format!("char({})", n.max(1)),
        (Some(n), _) if n <= LONGEST_VARCHAR => format!("varchar({})", n.max(1)),
        (_, _) => "longtext".to_owned(),
    };
    let mut native = NativeType::exact(sql);
    if config.case_insensitive {
        native.collation = Some("utf8mb4_general_ci");
    }
    match config.length {
        Some(n) if n > LONGEST_VARCHAR => native.warn("length-not-kept", format!("may be longer than {n} characters")),
        Some(n) if config.fixed && n > 255 => {
            native.warn("padding-not-kept", format!("is not padded to {n} characters"))
        }
        _ => native,
    }
}

fn number(config: &NumberConfig) -> NativeType {
    let unsigned = if config.unsigned { " unsigned" } else { "" };
    match config.effective_kind() {
        NumberKind::Integer => {
            let name = match config.width.unwrap_or(32) {
                0..=8 => "tinyint",
                9..=16 => "smallint",
                17..=24 => "mediumint",
                25..=32 => "int",
                _ => "bigint",
            };
            NativeType::exact(format!("{name}{unsigned}"))
        }
        NumberKind::Decimal => decimal(config.precision, config.scale, unsigned),
        NumberKind::Float if config.width == Some(32) => NativeType::exact(format!("float{unsigned}")),
        NumberKind::Float => NativeType::exact(format!("double{unsigned}")),
    }
}

fn decimal(precision: Option<u16>, scale: Option<i16>, unsigned: &str) -> NativeType {
    let (p, s) = match (precision, scale) {
        (None, None) => {
            return NativeType::exact(format!("decimal(65,30){unsigned}")).warn(
                "decimal-bounded",
                "holds 35 digits before and 30 after the point; MySQL has no unbounded decimals",
            );
        }
        (Some(p), s) => (i32::from(p), i32::from(s.unwrap_or(0))),
        (None, Some(s)) => (38.max(i32::from(s)), i32::from(s)),
    };
    let digits = p.clamp(1, 65);
    let kept = s.clamp(0, 30).min(digits);
    let native = NativeType::exact(format!("decimal({digits},{kept}){unsigned}"));
    if (digits, kept) == (p, s) {
        native
    } else {
        native.warn(
            "decimal-bounded",
            format!("became decimal({digits},{kept}): MySQL has at most 65 digits, 30 of them after the point"),
        )
    }
}

fn date(config: &DateConfig) -> NativeType {
    // Elsewhere a time without a stated precision keeps microseconds; here it would keep seconds.
    let precision = config.precision.unwrap_or(6).min(6);
    let digits = if precision == 0 {
        String::new()
    } else {
        format!("({precision})")
    };
    let zone_lost = |native: NativeType| {
        if config.with_time_zone {
            native.warn("time-zone-not-kept", "keeps no time zone: write and read it in UTC")
        } else {
            native
        }
    };
    match config.effective_kind() {
        DateKind::Date => NativeType::exact("date"),
        DateKind::Time => zone_lost(NativeType::exact(format!("time{digits}"))),
        DateKind::Timestamp => zone_lost(NativeType::exact(format!("datetime{digits}"))),
        DateKind::Interval => NativeType::exact("varchar(64)").warn(
            "type-approximated",
            "holds its spans of time as text; MySQL has no intervals",
        ),
        DateKind::Year => NativeType::exact("year"),
    }
}

fn binary(config: &BinaryConfig) -> NativeType {
    match (config.length, config.fixed) {
        (Some(n), true) if n <= 255 => NativeType::exact(format!("binary({})", n.max(1))),
        (Some(n), fixed) if n <= LONGEST_VARBINARY => {
            let native = NativeType::exact(format!("varbinary({})", n.max(1)));
            if fixed {
                native.warn("padding-not-kept", format!("may be shorter than {n} bytes"))
            } else {
                native
            }
        }
        (None, true) => NativeType::exact("binary(1)"),
        (None, false) => NativeType::exact("longblob"),
        (Some(n), _) => NativeType::exact("longblob").warn("length-not-kept", format!("may be longer than {n} bytes")),
    }
}
