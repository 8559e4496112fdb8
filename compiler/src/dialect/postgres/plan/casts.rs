//! How the values of a column get another type.

use crate::dialect::postgres::identifiers::identifier;

/// What happens to values that get another type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cast {
    /// USING, where the engine does not do it by itself.
    pub(super) using: Option<String>,
    /// Whether every row is written again.
    pub(super) rewrites: bool,
    /// On which values it stops, as the end of "fails where".
    pub(super) fails: Option<String>,
    /// What is lost, as the end of "loses".
    pub(super) loses: Option<String>,
}

/// A type taken apart: `character varying(20)[]` is `character varying`, 20, and an array.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) base: String,
    pub(super) arguments: Vec<i64>,
    pub(super) is_array: bool,
}

impl Shape {
    pub(super) fn of(native: &str) -> Self {
        let native = native.trim();
        let bare = native.trim_end_matches("[]");
        let (head, rest) = bare.split_once('(').unwrap_or((bare, ""));
        let (inside, tail) = rest.split_once(')').unwrap_or((rest, ""));
        let base = format!("{}{}", head.trim_end(), tail);
        Self {
            base: synonym(&base).to_owned(),
            arguments: inside.split(',').filter_map(|n| n.trim().parse().ok()).collect(),
            is_array: bare.len() < native.len(),
        }
    }
}

fn synonym(base: &str) -> &str {
    match base {
        "int" | "int4" => "integer",
        "int2" => "smallint",
        "int8" => "bigint",
        "bool" => "boolean",
        "varchar" => "character varying",
        "char" | "bpchar" => "character",
        "decimal" => "numeric",
        "float4" => "real",
        "float8" | "float" => "double precision",
        "timestamptz" => "timestamp with time zone",
        "timestamp" => "timestamp without time zone",
        "timetz" => "time with time zone",
        "time" => "time without time zone",
        "varbit" => "bit varying",
        other => other,
    }
}

const TEXTS: [&str; 4] = ["text", "character varying", "character", "citext"];
const INTEGERS: [&str; 3] = ["smallint", "integer", "bigint"];
const NUMBERS: [&str; 6] = ["smallint", "integer", "bigint", "numeric", "real", "double precision"];
const MOMENTS: [&str; 3] = ["date", "timestamp without time zone", "timestamp with time zone"];
/// Types of the engine that texts are turned into value by value.
const BUILT_IN: [&str; 25] = [
    "boolean",
    "date",
    "uuid",
    "json",
    "jsonb",
    "bytea",
    "inet",
    "cidr",
    "macaddr",
    "interval",
    "money",
    "xml",
    "bit",
    "bit varying",
    "tsvector",
    "point",
    "time without time zone",
    "time with time zone",
    "smallint",
    "integer",
    "bigint",
    "numeric",
    "real",
    "double precision",
    "timestamp without time zone",
];

/// How the column's values get from the one type to the other. `opaque` says of the new type that it is none of the
/// engine's own: an enum, a domain, or another that is made by the schema.
pub(super) fn cast(column: &str, subject: &str, from: &str, to: &str) -> Cast {
    let (old, new) = (Shape::of(from), Shape::of(to));
    let name = identifier(column);
    let mut cast = Cast {
        using: None,
        rewrites: !keeps_bytes(&old, &new),
        fails: None,
        loses: None,
    };
    match (old.is_array, new.is_array) {
        (false, true) => {
            let inner = Shape {
                is_array: false,
                ..new.clone()
            };
            let element = to.trim().trim_end_matches("[]");
            let value = value(&name, &old, &inner, element).unwrap_or_else(|| name.clone());
            cast.using = Some(format!(
                "CASE WHEN {name} IS NULL THEN NULL ELSE ARRAY[{value}]::{to} END"
            ));
        }
        (true, false) => {
            let first = format!("({name})[1]");
            cast.using = Some(value(&first, &old, &new, to).unwrap_or(format!("{first}::{to}")));
            cast.loses = Some(format!("all but the first element of {subject}"));
        }
        (true, true) => {
            if old.base != new.base {
                let own = |base: &str| NUMBERS.contains(&base) || TEXTS.contains(&base);
                cast.using = Some(if own(&old.base) && own(&new.base) {
                    format!("{name}::{to}")
                } else {
                    format!("{name}::text[]::{to}")
                });
                risks(&mut cast, subject, &old, &new);
            }
        }
        (false, false) => {
            cast.using = value(&name, &old, &new, to);
            risks(&mut cast, subject, &old, &new);
        }
    }
    cast
}

/// The expression that turns one value into one of the other type; `None` where an assignment does.
fn value(name: &str, old: &Shape, new: &Shape, to: &str) -> Option<String> {
    let (a, b) = (old.base.as_str(), new.base.as_str());
    let is = |list: &[&str], base: &str| list.contains(&base);
    if a == b || is(&NUMBERS, a) && is(&NUMBERS, b) || is(&MOMENTS, a) && is(&MOMENTS, b) {
        return None;
    }
    Some(match (a, b) {
        ("bytea", text) if is(&TEXTS, text) => format!("convert_from({name}, 'UTF8')"),
        (text, "bytea") if is(&TEXTS, text) => format!("convert_to({name}, 'UTF8')"),
        (_, text) if is(&TEXTS, text) => return None,
        (number, "boolean") if is(&NUMBERS, number) => format!("{name} <> 0"),
        ("boolean", "integer") => format!("{name}::integer"),
        ("boolean", number) if is(&NUMBERS, number) => format!("{name}::integer::{to}"),
        (number, "timestamp with time zone") if is(&NUMBERS, number) => format!("to_timestamp({name})"),
        (number, moment) if is(&NUMBERS, number) && is(&MOMENTS, moment) => {
            format!("(to_timestamp({name}) AT TIME ZONE 'UTC')::{to}")
        }
        (moment, number) if is(&MOMENTS, moment) && is(&NUMBERS, number) => format!("extract(epoch FROM {name})::{to}"),
        (text, _) if is(&TEXTS, text) => format!("{name}::{to}"),
        ("json", "jsonb") | ("jsonb", "json") | ("inet", "cidr") | ("cidr", "inet") => format!("{name}::{to}"),
        (moment, time) if is(&MOMENTS, moment) && time.starts_with("time ") => format!("{name}::{to}"),
        _ => format!("{name}::text::{to}"),
    })
}

/// Whether what is stored stays as it is.
fn keeps_bytes(old: &Shape, new: &Shape) -> bool {
    if old.is_array != new.is_array {
        return false;
    }
    let (a, b) = (old.base.as_str(), new.base.as_str());
    let at_least = |place: usize| match (old.arguments.get(place), new.arguments.get(place)) {
        (_, None) => true,
        (Some(old), Some(new)) => new >= old,
        (None, Some(_)) => false,
    };
    match (a, b) {
        ("character varying", "text") | ("text", "character varying") | ("cidr", "inet") => new.arguments.is_empty(),
        ("numeric", "numeric") => {
            new.arguments.is_empty()
                || at_least(0) && old.arguments.get(1).unwrap_or(&0) == new.arguments.get(1).unwrap_or(&0)
        }
        (a, b) if a == b && a != "character" => at_least(0),
        _ => false,
    }
}

fn risks(cast: &mut Cast, subject: &str, old: &Shape, new: &Shape) {
    let (a, b) = (old.base.as_str(), new.base.as_str());
    let size = |base: &str| INTEGERS.iter().position(|i| *i == base);
    if let (Some(a), Some(b)) = (size(a), size(b)) {
        if b < a {
            cast.fails = Some(format!("{subject} is out of the range of {}", new.base));
        }
        return;
    }
    if TEXTS.contains(&b) {
        if let Some(limit) = new.arguments.first() {
            let longer = !TEXTS.contains(&a) || old.arguments.first().is_none_or(|old| old > limit);
            if longer {
                cast.fails = Some(format!("{subject} is longer than {limit} characters"));
            }
        }
        return;
    }
    if NUMBERS.contains(&a) && NUMBERS.contains(&b) {
        let has_fraction = |shape: &Shape| !INTEGERS.contains(&shape.base.as_str());
        if has_fraction(old) && !has_fraction(new) {
            cast.loses = Some(format!("the fractions of {subject}"));
            cast.fails = Some(format!("{subject} is out of the range of {}", new.base));
        } else if b == "numeric" && !new.arguments.is_empty() {
            let scale = |shape: &Shape| shape.arguments.get(1).copied().unwrap_or(0);
            let room = |shape: &Shape| shape.arguments.first().map(|p| p - scale(shape));
            let digits = match a {
                "smallint" => Some(5),
                "integer" => Some(10),
                "bigint" => Some(19),
                _ => room(old),
            };
            if digits.is_none_or(|digits| room(new).is_some_and(|room| room < digits)) {
                cast.fails = Some(format!("{subject} has more digits than {} holds", new.base));
            }
            let unbounded = a != "numeric" || old.arguments.is_empty();
            if has_fraction(old) && (unbounded || scale(new) < scale(old)) {
                cast.loses = Some(format!("digits of {subject} after the point"));
            }
        } else if a != b && matches!(b, "real" | "double precision") && a != "real" {
            cast.loses = Some(format!("the last digits of long numbers in {subject}"));
        }
        return;
    }
    if MOMENTS.contains(&a) && b == "date" && a != "date" {
        cast.loses = Some(format!("the time of day in {subject}"));
        return;
    }
    if a != b && !(MOMENTS.contains(&a) && MOMENTS.contains(&b)) {
        let harmless = matches!((a, b), ("json", "jsonb") | ("cidr", "inet") | ("boolean", _));
        if !harmless && (TEXTS.contains(&a) || !BUILT_IN.contains(&b) || BUILT_IN.contains(&a)) {
            cast.fails = Some(format!("{subject} is no {}", new.base));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::cast;

    #[test]
    fn casts_what_an_assignment_does_not() {
        for (from, to, using, rewrites) in [
            ("character varying(10)", "character varying(20)", None, false),
            ("character varying(20)", "character varying(10)", None, true),
            ("character varying(20)", "text", None, false),
            ("integer", "bigint", None, true),
            ("text", "integer", Some("c::integer"), true),
            ("integer", "boolean", Some("c <> 0"), true),
            ("mood", "text", None, true),
            ("text", "mood", Some("c::mood"), true),
            ("old_mood", "mood", Some("c::text::mood"), true),
            ("old_mood[]", "mood[]", Some("c::text[]::mood[]"), true),
            (
                "text",
                "text[]",
                Some("CASE WHEN c IS NULL THEN NULL ELSE ARRAY[c]::text[] END"),
                true,
            ),
            ("numeric(10,2)", "numeric(12,2)", None, false),
            ("timestamp with time zone", "date", None, true),
        ] {
            let found = cast("c", "t.c", from, to);
            assert_eq!(found.using.as_deref(), using, "{from} to {to}");
            assert_eq!(found.rewrites, rewrites, "{from} to {to}");
        }
    }
}
