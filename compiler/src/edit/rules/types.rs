//! What a field can hold: that a type's config is in range and says one thing.

use super::names::exceeds;
use super::sql::native_type_problem;
use super::{Rule, listed, quoted};
use crate::design::{
    DataType, DateConfig, DateKind, EnumConfig, Field, FieldType, NumberConfig, NumberKind, TextConfig, TypeFamily,
};
use crate::edit::batch::Batch;
use crate::ids::EnumId;
use std::collections::HashSet;
use uuid::Uuid;

/// The most characters of an enum's value.
const VALUE_LENGTH: usize = 255;

/// Judges a type. An import's may have sizes that only its own engine knows; what kind of type it is must be
/// clear all the same.
pub(in crate::edit) fn field_type(batch: &mut Batch<'_>, property: &str, element: Uuid, field_type: &FieldType) {
    structure(batch, property, element, field_type);
    if !batch.is_interactive() {
        return;
    }
    let sizes = match &field_type.family {
        TypeFamily::Text(config) => text_problem(config),
        TypeFamily::Number(config) => number_problem(config),
        TypeFamily::Date(config) => date_problem(config),
        TypeFamily::Binary(config) => length_problem(config.length),
        TypeFamily::Array(config) => (!(1..=6).contains(&config.dimensions))
            .then(|| format!("dimensions must be 1 to 6, not {}", config.dimensions)),
        TypeFamily::Boolean | TypeFamily::Uuid | TypeFamily::Json(_) | TypeFamily::Enum(_) | TypeFamily::Native => None,
    };
    let native = field_type
        .native
        .iter()
        .find_map(|(dialect, sql)| native_type_problem(sql, *dialect));
    if let Some(message) = sizes.or(native) {
        let message = format!("{} config: {message}", field_type.data_type().as_str());
        batch.refuse(Rule::TypeInvalid, property, Some(element), message);
    }
    if let TypeFamily::Array(config) = &field_type.family {
        self::field_type(batch, property, element, &config.element);
    }
}

/// What every type must have, wherever it comes from.
fn structure(batch: &mut Batch<'_>, property: &str, element: Uuid, field_type: &FieldType) {
    if field_type.native.values().any(|sql| sql.contains('\0')) {
        batch.refuse(
            Rule::TypeInvalid,
            property,
            Some(element),
            "a native type has a NUL character",
        );
    }
    match &field_type.family {
        TypeFamily::Native if field_type.native.is_empty() => batch.refuse(
            Rule::TypeInvalid,
            property,
            Some(element),
            "NATIVE needs a type in config.native, such as { \"native\": { \"postgres\": \"tsvector\" } }",
        ),
        TypeFamily::Array(config) if config.element.data_type() == DataType::Array => batch.refuse(
            Rule::TypeInvalid,
            property,
            Some(element),
            "the element of an ARRAY cannot be an ARRAY; set dimensions instead",
        ),
        TypeFamily::Enum(config) => enum_structure(batch, property, element, config),
        _ => {}
    }
}

fn enum_structure(batch: &mut Batch<'_>, property: &str, element: Uuid, config: &EnumConfig) {
    match (config.enum_id, &config.values) {
        (Some(id), None) => {
            if batch.design.enum_type(id).is_none() {
                // A failed creation has been complained about; either way the edit cannot stand.
                let _ = batch.unknown::<()>(crate::design::ElementKind::Enum, property, id.0);
            }
        }
        (None, Some(values)) => enum_values(batch, property, element, values),
        _ => batch.refuse(
            Rule::TypeInvalid,
            property,
            Some(element),
            "ENUM config needs either enumId or values, and not both",
        ),
    }
}

/// Judges an enum's values: there are some, each is short enough and there once.
pub(in crate::edit) fn enum_values(batch: &mut Batch<'_>, property: &str, element: Uuid, values: &[String]) {
    let mut seen = HashSet::with_capacity(values.len());
    let problem = if values.is_empty() && batch.is_interactive() {
        Some("an enum needs at least one value".to_owned())
    } else {
        values.iter().find_map(|value| {
            if value.contains('\0') {
                Some(format!("the value {} has a NUL character", quoted(value)))
            } else if !seen.insert(value) {
                Some(format!("the value {} is there twice", quoted(value)))
            } else if value.is_empty() && batch.is_interactive() {
                Some("a value of an enum cannot be empty".to_owned())
            } else if exceeds(value, VALUE_LENGTH) && batch.is_interactive() {
                Some(format!(
                    "the value {} is longer than {VALUE_LENGTH} characters",
                    quoted(value)
                ))
            } else {
                None
            }
        })
    };
    if let Some(message) = problem {
        batch.refuse(Rule::EnumValuesInvalid, property, Some(element), message);
    }
}

/// Whether an engine can number the field: it is a whole number.
pub(in crate::edit) fn identity_fits(field: &Field) -> bool {
    match &field.field_type.family {
        TypeFamily::Number(config) => match config.effective_kind() {
            NumberKind::Integer => true,
            NumberKind::Decimal => config.scale.unwrap_or(0) == 0,
            NumberKind::Float => false,
        },
        _ => false,
    }
}

/// The enum of the branch that a type uses, itself or in its elements.
pub(crate) fn enum_of(field_type: &FieldType) -> Option<EnumId> {
    match &field_type.family {
        TypeFamily::Enum(config) => config.enum_id,
        TypeFamily::Array(config) => enum_of(&config.element),
        _ => None,
    }
}

fn text_problem(config: &TextConfig) -> Option<String> {
    length_problem(config.length)
}

fn length_problem(length: Option<u32>) -> Option<String> {
    (length == Some(0)).then(|| "length must be at least 1".to_owned())
}

fn number_problem(config: &NumberConfig) -> Option<String> {
    let kind = config.effective_kind();
    let (noun, widths): (_, &[u8]) = match kind {
        NumberKind::Integer => ("an integer", &[8, 16, 24, 32, 64]),
        NumberKind::Float => ("a float", &[32, 64]),
        NumberKind::Decimal => ("a decimal", &[]),
    };
    if let Some(width) = config.width
        && !widths.contains(&width)
    {
        let accepted: Vec<String> = widths.iter().map(u8::to_string).collect();
        let accepted: Vec<&str> = accepted.iter().map(String::as_str).collect();
        return Some(match kind {
            NumberKind::Decimal => "a decimal has a precision and scale, not a width".to_owned(),
            _ => format!("the width of {noun} must be {}, not {width}", listed(&accepted, "or")),
        });
    }
    if kind != NumberKind::Decimal && (config.precision.is_some() || config.scale.is_some()) {
        return Some(format!(
            "{noun} has no precision or scale; leave kind out for a decimal"
        ));
    }
    match (config.precision, config.scale) {
        (Some(precision), _) if !(1..=1000).contains(&precision) => {
            Some(format!("precision must be 1 to 1000, not {precision}"))
        }
        (None, Some(_)) => Some("scale needs a precision".to_owned()),
        (Some(precision), Some(scale)) if scale < 0 || scale.unsigned_abs() > precision => {
            Some(format!("scale must be 0 to the precision, {precision}, not {scale}"))
        }
        _ => None,
    }
}

fn date_problem(config: &DateConfig) -> Option<String> {
    let kind = config.effective_kind();
    if let Some(precision) = config.precision {
        if precision > 6 {
            return Some(format!("precision must be 0 to 6, not {precision}"));
        }
        if matches!(kind, DateKind::Date | DateKind::Year) {
            return Some("a date or year has no precision; times, timestamps and intervals have".to_owned());
        }
    }
    if config.with_time_zone && !matches!(kind, DateKind::Time | DateKind::Timestamp) {
        return Some("only a time or timestamp has a time zone".to_owned());
    }
    None
}
