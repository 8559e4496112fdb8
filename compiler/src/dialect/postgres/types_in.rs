//! PostgreSQL's types as types of a design.

use crate::design::{
    ArrayConfig, BinaryConfig, DateConfig, DateKind, FieldType, JsonConfig, NumberConfig, NumberKind, TextConfig,
    TypeFamily,
};

/// The family nearest to a type as PostgreSQL prints it. The type itself is not kept: see
/// [`crate::lift`].
pub(crate) fn from_native(native: &str) -> FieldType {
    let native = native.trim();
    if let Some(element) = native.strip_suffix("[]") {
        let mut dimensions = 1u8;
        let mut element = element;
        while let Some(inner) = element.strip_suffix("[]") {
            element = inner;
            dimensions = dimensions.saturating_add(1);
        }
        return FieldType::new(TypeFamily::Array(ArrayConfig {
            element: Box::new(from_native(element)),
            dimensions: dimensions.min(6),
        }));
    }
    FieldType::new(family(native))
}

fn family(native: &str) -> TypeFamily {
    let (name, arguments, rest) = crate::lift::parts(native);
    let first = arguments.first().and_then(|a| a.parse::<u32>().ok());
    let zoned = rest == "with time zone";
    let date = |kind: DateKind| {
        TypeFamily::Date(DateConfig {
            kind: Some(kind),
            with_time_zone: zoned || matches!(name.as_str(), "timestamptz" | "timetz"),
            precision: first.and_then(|p| u8::try_from(p).ok()),
        })
    };
    let integer = |width: u8| {
        TypeFamily::Number(NumberConfig {
            kind: Some(NumberKind::Integer),
            width: Some(width),
            ..NumberConfig::default()
        })
    };
    let float = |width: u8| {
        TypeFamily::Number(NumberConfig {
            kind: Some(NumberKind::Float),
            width: Some(width),
            ..NumberConfig::default()
        })
    };
    let text = |length: Option<u32>, fixed: bool, case_insensitive: bool| {
        TypeFamily::Text(TextConfig {
            length,
            fixed,
            case_insensitive,
        })
    };
    match name.as_str() {
        "text" => text(None, false, false),
        "character varying" | "varchar" => text(first, false, false),
        "character" | "char" => text(Some(first.unwrap_or(1)), true, false),
        "bpchar" | "name" | "xml" => text(None, false, false),
        "citext" | "public.citext" => text(None, false, true),
        "smallint" | "int2" => integer(16),
        "integer" | "int" | "int4" => integer(32),
        "bigint" | "int8" => integer(64),
        "real" | "float4" => float(32),
        "double precision" | "float8" => float(64),
        "money" => decimal(Some(19), Some(2)),
        "numeric" | "decimal" => decimal(
            first.and_then(|p| u16::try_from(p).ok()),
            arguments.get(1).and_then(|s| s.parse().ok()),
        ),
        "date" => date(DateKind::Date),
        "time" | "timetz" => date(DateKind::Time),
        "timestamp" | "timestamptz" => date(DateKind::Timestamp),
        "interval" => date(DateKind::Interval),
        "boolean" | "bool" => TypeFamily::Boolean,
        "uuid" => TypeFamily::Uuid,
        "json" => TypeFamily::Json(JsonConfig { as_text: true }),
        "jsonb" => TypeFamily::Json(JsonConfig::default()),
        "bytea" => TypeFamily::Binary(BinaryConfig::default()),
        _ => TypeFamily::Native,
    }
}

fn decimal(precision: Option<u16>, scale: Option<i16>) -> TypeFamily {
    TypeFamily::Number(NumberConfig {
        kind: Some(NumberKind::Decimal),
        precision,
        scale,
        ..NumberConfig::default()
    })
}
