//! Names, texts, types and expressions as DBML writes them.

use super::ast::{Default, TypeName};
use super::lex::is_word;
use super::types::Types;
use crate::design::{
    ConstraintKind, DateKind, Design, Field, FieldType, Identity, NumberKind, PartTarget, SqlExpression, TypeFamily,
};
use crate::dialect::Dialect;
use crate::ids::EnumId;
use crate::lift::native_type;
use std::collections::BTreeMap;

/// Names that would be taken for something else where columns stand.
const RESERVED: [&str; 5] = ["note", "indexes", "checks", "records", "metadata"];

/// A name, in quotes where it must be.
pub(super) fn name(name: &str) -> String {
    let is_plain = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii() && is_word(c))
        && !RESERVED.contains(&name.to_lowercase().as_str());
    if is_plain {
        return name.to_owned();
    }
    format!("\"{}\"", escaped(name, '"'))
}

/// A name in its schema.
pub(super) fn path(namespace: &str, identifier: &str) -> String {
    if namespace.is_empty() {
        return name(identifier);
    }
    format!("{}.{}", name(namespace), name(identifier))
}

/// A text, over several lines where it has them.
pub(super) fn text(text: &str, indent: usize) -> String {
    let lines: Vec<&str> = text.split('\n').collect();
    let is_blank = |line: &&str| line.trim().is_empty();
    let fits_block = lines.len() > 1
        && !lines.first().is_some_and(is_blank)
        && !lines.last().is_some_and(is_blank)
        && lines
            .iter()
            .any(|line| !is_blank(line) && !line.starts_with([' ', '\t']))
        && !text.contains(|c: char| c.is_control() && c != '\n' && c != '\t');
    if !fits_block {
        return format!("'{}'", escaped(text, '\''));
    }
    let margin = " ".repeat(indent);
    let mut block = String::from("'''\n");
    for line in lines {
        if !line.is_empty() {
            block.push_str(&margin);
            block.push_str(&line.replace('\\', "\\\\").replace('\'', "\\'"));
        }
        block.push('\n');
    }
    block + &margin + "'''"
}

fn escaped(text: &str, quote: char) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

/// An expression in backticks; `None` where it has some itself.
pub(super) fn expression(sql: &str) -> Option<String> {
    if !sql.contains('`') {
        return Some(format!("`{sql}`"));
    }
    // MySQL's quotes around a name that needs none.
    let mut plain = String::with_capacity(sql.len());
    for (n, part) in sql.split('`').enumerate() {
        let is_name = n % 2 == 1;
        if is_name && (part.is_empty() || !part.chars().all(is_word)) {
            return None;
        }
        plain.push_str(part);
    }
    (sql.matches('`').count().is_multiple_of(2) && !sql.contains('\'')).then(|| format!("`{plain}`"))
}

/// The engine whose words a design uses most, if it uses any. Where expressions are in the words of all, the types of
/// one engine do not make them its own.
pub(super) fn home(design: &Design) -> Option<Dialect> {
    let mut uses: BTreeMap<Dialect, usize> = BTreeMap::new();
    for dialect in design.objects().map(|object| object.dialect) {
        *uses.entry(dialect).or_default() += 1;
    }
    for dialect in design.tables().flat_map(|table| table.native_options.keys()) {
        *uses.entry(*dialect).or_default() += 1;
    }
    let mut neutral = 0usize;
    for (sql, default_of) in expressions(design) {
        match (sql.dialect, default_of) {
            (Some(dialect), _) => *uses.entry(dialect).or_default() += 1,
            (None, Some(field_type)) => {
                // A plain value is everyone's however it is read.
                neutral += usize::from(crate::lift::default_of(&sql.sql, field_type, Dialect::Postgres) != *sql);
            }
            (None, None) => neutral += 1,
        }
    }
    if neutral > 0 && uses.is_empty() {
        return None;
    }
    for field_type in design.fields().map(|field| &field.field_type) {
        let element = match &field_type.family {
            TypeFamily::Array(array) => Some(&array.element.native),
            _ => None,
        };
        for dialect in element.into_iter().chain([&field_type.native]).flat_map(BTreeMap::keys) {
            *uses.entry(*dialect).or_default() += 1;
        }
    }
    let most = uses.values().max().copied()?;
    uses.into_iter().find(|(_, n)| *n == most).map(|(dialect, _)| dialect)
}

/// All expressions of a design; a default comes with the type of its field.
fn expressions(design: &Design) -> Vec<(&SqlExpression, Option<&FieldType>)> {
    let mut found = Vec::new();
    for field in design.fields() {
        found.extend(field.default_value.iter().map(|sql| (sql, Some(&field.field_type))));
        let generated = field.generated.as_ref().map(|generated| &generated.expression);
        found.extend(generated.into_iter().chain(&field.on_update).map(|sql| (sql, None)));
    }
    for constraint in design.constraints() {
        if let ConstraintKind::Check { expression } = &constraint.kind {
            found.push((expression, None));
        }
    }
    for index in design.indexes() {
        let parts = index.parts.iter().filter_map(|part| match &part.target {
            PartTarget::Expression(sql) => Some(sql),
            PartTarget::Field(_) => None,
        });
        found.extend(parts.chain(&index.predicate).map(|sql| (sql, None)));
    }
    found
}

/// A type as it is written, and whether reading it gives the same one.
pub(super) struct Spelled {
    pub(super) text: String,
    pub(super) is_exact: bool,
}

/// The type of a field that is of no enum of the design.
pub(super) fn type_name(types: &mut Types, field: &Field) -> Spelled {
    // Without an engine, a word that only one has is read as that one's.
    let wanted = match types.dialect {
        Some(dialect) => only(&field.field_type, dialect),
        None => field.field_type.clone(),
    };
    let mut candidates = Vec::new();
    if field.identity == Some(Identity::Serial) && types.dialect.is_none_or(|d| d == Dialect::Postgres) {
        candidates.extend(serial(&field.field_type.family));
    }
    // The engine's own word, unless that needs quotes and everyone's does not.
    let own = types.dialect.map(|dialect| native(&field.field_type, dialect));
    let (first, last): (Vec<String>, Vec<String>) = own.into_iter().partition(|word| !word.contains(' '));
    candidates.extend(first);
    if types.dialect.is_none() {
        candidates.extend(field.field_type.native.values().cloned());
        if let TypeFamily::Array(array) = &field.field_type.family {
            let brackets = "[]".repeat(usize::from(array.dimensions));
            candidates.extend(array.element.native.values().map(|word| format!("{word}{brackets}")));
        }
    }
    candidates.extend(neutral(&field.field_type));
    candidates.extend(last);
    // SQLite's columns may have no type.
    candidates.retain(|candidate| !candidate.is_empty());
    for candidate in &candidates {
        let dimensions = candidate.matches("[]").count();
        let read = TypeName {
            schema: None,
            name: candidate.trim_end_matches("[]").to_owned(),
            dimensions: u8::try_from(dimensions).unwrap_or(u8::MAX),
        };
        if types.read(&read).field_type == wanted {
            return Spelled {
                text: typed(candidate),
                is_exact: true,
            };
        }
    }
    Spelled {
        text: typed(candidates.first().map_or("text", String::as_str)),
        is_exact: false,
    }
}

/// The type with no other engine's words than this one's.
fn only(field_type: &FieldType, dialect: Dialect) -> FieldType {
    let mut kept = field_type.clone();
    kept.native.retain(|of, _| *of == dialect);
    if let TypeFamily::Array(array) = &mut kept.family {
        *array.element = only(&array.element, dialect);
    }
    kept
}

fn typed(candidate: &str) -> String {
    let stem = candidate.trim_end_matches("[]");
    let word_end = stem.find('(').unwrap_or(stem.len());
    let (word, arguments) = stem.split_at(word_end);
    let is_plain = word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && word.chars().all(|c| c.is_ascii() && is_word(c))
        && (arguments.is_empty()
            || arguments.ends_with(')')
                && arguments[1..arguments.len() - 1]
                    .chars()
                    .all(|c| c.is_ascii_digit() || c == ','));
    if is_plain {
        return candidate.to_owned();
    }
    format!("\"{}\"", escaped(candidate, '"'))
}

fn serial(family: &TypeFamily) -> Option<String> {
    let TypeFamily::Number(number) = family else {
        return None;
    };
    let word = match number.width {
        Some(16) => "smallserial",
        Some(32) | None => "serial",
        Some(64) => "bigserial",
        _ => return None,
    };
    Some(word.to_owned())
}

fn native(field_type: &FieldType, dialect: Dialect) -> String {
    match (field_type.native.get(&dialect), &field_type.family) {
        (Some(native), _) => native.clone(),
        (None, TypeFamily::Array(array)) => {
            let brackets = "[]".repeat(usize::from(array.dimensions));
            native(&array.element, dialect) + &brackets
        }
        (None, TypeFamily::Enum(config)) => inline_enum(config.values.as_deref().unwrap_or_default()),
        (None, family) => native_type(family, dialect),
    }
}

fn inline_enum(values: &[String]) -> String {
    let values: Vec<String> = values
        .iter()
        .map(|value| format!("'{}'", value.replace('\'', "''")))
        .collect();
    format!("enum({})", values.join(","))
}

/// How everyone would write the type.
fn neutral(field_type: &FieldType) -> Vec<String> {
    let sized = |word: &str, size: Option<u32>| match size {
        Some(size) => format!("{word}({size})"),
        None => word.to_owned(),
    };
    let one = match &field_type.family {
        TypeFamily::Text(config) if config.case_insensitive => sized("citext", config.length),
        TypeFamily::Text(config) if config.fixed => sized("char", config.length),
        TypeFamily::Text(config) if config.length.is_some() => sized("varchar", config.length),
        TypeFamily::Text(_) => "text".to_owned(),
        TypeFamily::Number(config) => {
            let word = match (config.effective_kind(), config.width, config.precision, config.scale) {
                (NumberKind::Integer, Some(8), ..) => "tinyint".to_owned(),
                (NumberKind::Integer, Some(16), ..) => "smallint".to_owned(),
                (NumberKind::Integer, Some(24), ..) => "mediumint".to_owned(),
                (NumberKind::Integer, Some(64), ..) => "bigint".to_owned(),
                (NumberKind::Integer, ..) => "int".to_owned(),
                (NumberKind::Decimal, _, Some(precision), Some(scale)) => format!("decimal({precision},{scale})"),
                (NumberKind::Decimal, _, Some(precision), None) => format!("decimal({precision})"),
                (NumberKind::Decimal, ..) => "decimal".to_owned(),
                (NumberKind::Float, Some(32), ..) => "real".to_owned(),
                (NumberKind::Float, ..) => "double precision".to_owned(),
            };
            if config.unsigned {
                format!("{word} unsigned")
            } else {
                word
            }
        }
        TypeFamily::Date(config) => {
            let word = match (config.effective_kind(), config.with_time_zone) {
                (DateKind::Date, _) => "date",
                (DateKind::Time, false) => "time",
                (DateKind::Time, true) => "timetz",
                (DateKind::Timestamp, false) => "timestamp",
                (DateKind::Timestamp, true) => "timestamptz",
                (DateKind::Interval, _) => "interval",
                (DateKind::Year, _) => "year",
            };
            sized(word, config.precision.map(u32::from))
        }
        TypeFamily::Boolean => "boolean".to_owned(),
        TypeFamily::Uuid => "uuid".to_owned(),
        TypeFamily::Json(_) => "json".to_owned(),
        TypeFamily::Binary(config) if config.fixed => sized("binary", config.length),
        TypeFamily::Binary(config) if config.length.is_some() => sized("varbinary", config.length),
        TypeFamily::Binary(_) => "blob".to_owned(),
        TypeFamily::Enum(config) => inline_enum(config.values.as_deref().unwrap_or_default()),
        TypeFamily::Array(array) => {
            let brackets = "[]".repeat(usize::from(array.dimensions));
            return neutral(&array.element)
                .into_iter()
                .map(|element| element + &brackets)
                .collect();
        }
        TypeFamily::Native => return field_type.native.values().cloned().collect(),
    };
    vec![one]
}

/// A list of an enum of the design, as it is written.
pub(super) fn brackets(field_type: &FieldType) -> String {
    match &field_type.family {
        TypeFamily::Array(array) => "[]".repeat(usize::from(array.dimensions)),
        _ => String::new(),
    }
}

/// The enum of the design that a type is of, or is a list of.
pub(super) fn enum_of(field_type: &FieldType) -> Option<EnumId> {
    match &field_type.family {
        TypeFamily::Enum(config) => config.enum_id,
        TypeFamily::Array(array) => enum_of(&array.element),
        _ => None,
    }
}

/// A default as DBML writes it: plainly where that is read as the same, else as an expression. `None` where neither
/// can be written.
pub(super) fn default(types: &Types, sql: &SqlExpression, field_type: &FieldType) -> Option<String> {
    let said = sql.sql.trim();
    let is_number = |text: &str| {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        all_digits(whole) && all_digits(fraction)
    };
    let plain = if is_number(said)
        || ["true", "false", "null"]
            .iter()
            .any(|word| said.eq_ignore_ascii_case(word))
    {
        let read = types.default(&Default::Word(said.to_owned()), field_type);
        (read == *sql).then(|| said.to_owned())
    } else {
        let inner = said.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
        inner.map(|inner| inner.replace("''", "'")).and_then(|value| {
            let read = types.default(&Default::Text(value.clone()), field_type);
            (read == *sql).then(|| format!("'{}'", escaped(&value, '\'')))
        })
    };
    plain.or_else(|| expression(&sql.sql))
}
