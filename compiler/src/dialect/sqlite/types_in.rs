//! SQLite's types as types of a design. SQLite takes any words for a type; what people write is read as what they
//! mean by it, and otherwise by SQLite's own rules of affinity.

use crate::design::{
    BinaryConfig, DateConfig, DateKind, FieldType, JsonConfig, NumberConfig, NumberKind, TextConfig, TypeFamily,
};

/// The family nearest to a type as it was declared. The type itself is not kept: see [`crate::lift`].
pub(crate) fn from_native(native: &str) -> FieldType {
    FieldType::new(family(native.trim()))
}

fn family(native: &str) -> TypeFamily {
    let (name, arguments, rest) = crate::lift::parts(native);
    let unsigned = name.contains("unsigned") || rest.contains("unsigned");
    let first = arguments.first().and_then(|a| a.parse::<u32>().ok());
    let number = |kind: NumberKind, width: Option<u8>| {
        TypeFamily::Number(NumberConfig {
            kind: Some(kind),
            width,
            unsigned,
            ..NumberConfig::default()
        })
    };
    let text = |length: Option<u32>, fixed: bool| {
        TypeFamily::Text(TextConfig {
            length,
            fixed,
            case_insensitive: false,
        })
    };
    let date = |kind: DateKind, with_time_zone: bool| {
        TypeFamily::Date(DateConfig {
            kind: Some(kind),
            with_time_zone,
            precision: None,
        })
    };
    let bare = name.trim_end_matches(" unsigned").trim_start_matches("unsigned ");
    match bare {
        "integer" | "int" | "int4" | "int2" | "int8" | "bigint" | "big int" => number(
            NumberKind::Integer,
            Some(match bare {
                "int2" => 16,
                "int" | "integer" | "int4" => 32,
                _ => 64,
            }),
        ),
        "tinyint" => number(NumberKind::Integer, Some(8)),
        "smallint" => number(NumberKind::Integer, Some(16)),
        "mediumint" => number(NumberKind::Integer, Some(24)),
        "boolean" | "bool" => TypeFamily::Boolean,
        "text" | "clob" | "" if !bare.is_empty() => text(None, false),
        "char" | "character" | "nchar" | "native character" => text(Some(first.unwrap_or(1)), true),
        "varchar" | "character varying" | "nvarchar" | "varying character" | "varchar2" => text(first, false),
        "real" => number(NumberKind::Float, Some(32)),
        "double" | "double precision" | "float" => number(NumberKind::Float, Some(64)),
        "numeric" | "decimal" | "number" | "money" => TypeFamily::Number(NumberConfig {
            kind: Some(NumberKind::Decimal),
            unsigned,
            precision: first.and_then(|p| u16::try_from(p).ok()),
            scale: arguments.get(1).and_then(|s| s.parse().ok()),
            ..NumberConfig::default()
        }),
        "date" => date(DateKind::Date, false),
        "time" => date(DateKind::Time, false),
        "datetime" | "timestamp" => date(DateKind::Timestamp, false),
        "timestamptz" => date(DateKind::Timestamp, true),
        "uuid" | "guid" => TypeFamily::Uuid,
        "json" | "jsonb" => TypeFamily::Json(JsonConfig::default()),
        "blob" => TypeFamily::Binary(BinaryConfig::default()),
        "varbinary" | "binary" => TypeFamily::Binary(BinaryConfig {
            length: first,
            fixed: bare == "binary" && first.is_some(),
        }),
        _ if bare.is_empty() => TypeFamily::Native,
        _ if bare.contains("int") => number(NumberKind::Integer, Some(64)),
        _ if bare.contains("char") || bare.contains("text") || bare.contains("clob") => text(first, false),
        _ if bare.contains("blob") => TypeFamily::Binary(BinaryConfig::default()),
        _ if bare.contains("real") || bare.contains("floa") || bare.contains("doub") => {
            number(NumberKind::Float, Some(64))
        }
        _ => TypeFamily::Native,
    }
}
