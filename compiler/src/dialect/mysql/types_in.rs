//! MySQL's types as types of a design.

use crate::design::{
    BinaryConfig, DateConfig, DateKind, EnumConfig, FieldType, JsonConfig, NumberConfig, NumberKind, TextConfig,
    TypeFamily,
};

/// The family nearest to a type as MySQL writes it. The type itself is not kept: see [`crate::lift`].
pub(crate) fn from_native(native: &str) -> FieldType {
    FieldType::new(family(native.trim()))
}

fn family(native: &str) -> TypeFamily {
    let (name, arguments, rest) = crate::lift::parts(native);
    let unsigned = rest
        .split_whitespace()
        .any(|word| word == "unsigned" || word == "zerofill");
    let first = arguments.first().and_then(|a| a.parse::<u32>().ok());
    let integer = |width: u8| {
        TypeFamily::Number(NumberConfig {
            kind: Some(NumberKind::Integer),
            width: Some(width),
            unsigned,
            ..NumberConfig::default()
        })
    };
    let float = |width: u8| {
        TypeFamily::Number(NumberConfig {
            kind: Some(NumberKind::Float),
            width: Some(width),
            unsigned,
            ..NumberConfig::default()
        })
    };
    let date = |kind: DateKind, with_time_zone: bool| {
        TypeFamily::Date(DateConfig {
            kind: Some(kind),
            with_time_zone,
            precision: matches!(kind, DateKind::Time | DateKind::Timestamp)
                .then(|| first.and_then(|p| u8::try_from(p).ok()).unwrap_or(0)),
        })
    };
    let text = |length: Option<u32>, fixed: bool| {
        TypeFamily::Text(TextConfig {
            length,
            fixed,
            case_insensitive: false,
        })
    };
    let binary = |length: Option<u32>, fixed: bool| TypeFamily::Binary(BinaryConfig { length, fixed });
    match name.as_str() {
        "bool" | "boolean" => TypeFamily::Boolean,
        "tinyint" | "int1" if first == Some(1) && !unsigned => TypeFamily::Boolean,
        "tinyint" | "int1" => integer(8),
        "smallint" | "int2" => integer(16),
        "mediumint" | "int3" | "middleint" => integer(24),
        "int" | "integer" | "int4" => integer(32),
        "bigint" | "int8" => integer(64),
        "float" if first.is_some_and(|bits| bits > 24 && arguments.len() == 1) => float(64),
        "float" | "float4" => float(32),
        "double" | "double precision" | "real" | "float8" => float(64),
        "decimal" | "numeric" | "dec" | "fixed" => TypeFamily::Number(NumberConfig {
            kind: Some(NumberKind::Decimal),
            unsigned,
            precision: Some(first.and_then(|p| u16::try_from(p).ok()).unwrap_or(10)),
            scale: Some(arguments.get(1).and_then(|s| s.parse().ok()).unwrap_or(0)),
            ..NumberConfig::default()
        }),
        "char" | "character" | "nchar" | "national char" => text(Some(first.unwrap_or(1)), true),
        "varchar" | "character varying" | "nvarchar" | "national varchar" => text(first, false),
        "tinytext" => text(Some(255), false),
        "text" | "mediumtext" | "longtext" | "long" | "long varchar" => text(None, false),
        "binary" => binary(Some(first.unwrap_or(1)), true),
        "varbinary" => binary(first, false),
        "tinyblob" => binary(Some(255), false),
        "blob" | "mediumblob" | "longblob" => binary(None, false),
        "date" => date(DateKind::Date, false),
        "time" => date(DateKind::Time, false),
        "datetime" => date(DateKind::Timestamp, false),
        "timestamp" => date(DateKind::Timestamp, true),
        "year" => date(DateKind::Year, false),
        "json" => TypeFamily::Json(JsonConfig::default()),
        "uuid" => TypeFamily::Uuid,
        "enum" => match values(native) {
            Some(values) => TypeFamily::Enum(EnumConfig {
                enum_id: None,
                values: Some(values),
            }),
            None => TypeFamily::Native,
        },
        _ => TypeFamily::Native,
    }
}

/// The values of an inline enum; `None` where they are not plain strings, each there once.
fn values(native: &str) -> Option<Vec<String>> {
    let open = native.find('(')?;
    let close = native.rfind(')')?;
    let mut rest = native.get(open + 1..close)?.trim();
    let mut found: Vec<String> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    loop {
        let quote = rest.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
        let mut value = String::new();
        let mut characters = rest.char_indices().skip(1).peekable();
        let mut end = None;
        while let Some((at, c)) = characters.next() {
            if c == '\\' {
                value.push(characters.next()?.1);
            } else if c == quote {
                if characters.peek().is_none_or(|(_, next)| *next != quote) {
                    end = Some(at + 1);
                    break;
                }
                characters.next();
                value.push(quote);
            } else {
                value.push(c);
            }
        }
        // MySQL takes the spaces at the end of a value away.
        let value = value.trim_end_matches(' ').to_owned();
        if !seen.insert(value.clone()) {
            return None;
        }
        found.push(value);
        rest = rest.get(end?..)?.trim_start();
        match rest.strip_prefix(',') {
            Some(more) => rest = more.trim_start(),
            None => return rest.is_empty().then_some(found),
        }
    }
}
