//! What another type means for the values that are there.

/// A type, taken apart.
struct Native<'a> {
    /// `varchar`, `int`, in lower case.
    word: &'a str,
    /// What stands in its parentheses.
    arguments: Vec<&'a str>,
    unsigned: bool,
}

fn parse(native: &str) -> Native<'_> {
    let (head, rest) = native.split_once('(').unwrap_or((native, ""));
    let mut words = head.split_whitespace();
    let word = words.next().unwrap_or_default();
    let inside = rest.rsplit_once(')').map_or("", |(inside, _)| inside);
    let arguments = if inside.is_empty() {
        Vec::new()
    } else {
        split_values(inside)
    };
    Native {
        word,
        arguments,
        unsigned: native.contains("unsigned"),
    }
}

/// The list at its commas, of which those in quotes are none.
pub(super) fn split_values(inside: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let (mut start, mut quoted) = (0, false);
    let mut escaped = false;
    for (at, c) in inside.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '\'' => quoted = !quoted,
            ',' if !quoted => {
                out.push(inside[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    out.push(inside[start..].trim());
    out
}

/// The type without the values that have other names now.
pub(super) fn without(native: &str, renamed: &[(String, String)]) -> Option<String> {
    let (start, end) = (native.find('(')? + 1, native.rfind(')')?);
    let is_new = |value: &str| renamed.iter().any(|(_, new)| new == value);
    let left: Vec<&str> = split_values(&native[start..end])
        .into_iter()
        .filter(|value| is_new(value) || !renamed.iter().any(|(old, _)| old == value))
        .collect();
    Some(format!("{}{}{}", &native[..start], left.join(","), &native[end..]))
}

/// How the engine goes about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Effort {
    /// Only the table's description changes.
    Description,
    /// Rows are written anew beside the writes of others.
    InPlace,
    /// Rows are copied while nobody writes.
    Copy,
}

/// What becomes of values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) effort: Effort,
    /// The values for which it stops, as `{} …`.
    pub(super) fails_where: Option<String>,
    /// What gets lost without an error.
    pub(super) loses: Option<&'static str>,
}

/// From the one type to the other, of a column that people call `what`.
pub(super) fn verdict(from: &str, to: &str, what: &str) -> Verdict {
    let (from_lower, to_lower) = (bare_case(from), bare_case(to));
    let (old, new) = (parse(&from_lower), parse(&to_lower));
    let copy = |fails_where: Option<String>, loses| Verdict {
        effort: Effort::Copy,
        fails_where,
        loses,
    };
    let light = |effort| Verdict {
        effort,
        fails_where: None,
        loses: None,
    };
    if from_lower == to_lower {
        return light(Effort::Description);
    }
    if matches!(new.word, "enum" | "set") && old.word == new.word {
        return values(&old, &new, what);
    }
    if let (Some(a), Some(b)) = (whole(&old), whole(&new)) {
        let fits = b.0 <= a.0 && a.1 <= b.1;
        if a == b {
            return light(Effort::Description); // The width to show numbers with.
        }
        return copy((!fits).then(|| format!("{what} is out of the range of {to}")), None);
    }
    if let (Some(a), Some(b)) = (text_length(&old), text_length(&new)) {
        let longer = b >= a;
        let same_kind = old.word == new.word && old.word.starts_with("var");
        let fails = (!longer).then(|| format!("{what} is longer than {to}"));
        if same_kind && longer && length_bytes(a) == length_bytes(b) {
            return light(Effort::Description);
        }
        return copy(fails, None);
    }
    match (class(old.word), class(new.word)) {
        (Class::Decimal, Class::Decimal) => decimals(&old, &new, what, to),
        (Class::Whole, Class::Decimal) => copy(Some(format!("{what} is out of the range of {to}")), None),
        (Class::Decimal | Class::Floating, Class::Whole | Class::Decimal) => copy(
            Some(format!("{what} is out of the range of {to}")),
            Some("digits after the point"),
        ),
        (Class::Whole | Class::Decimal, Class::Floating) => copy(None, Some("digits beyond what a float has")),
        (Class::Moment, Class::Moment) => copy(
            Some(format!("{what} is no {to}")),
            Some("the part of the date or time that the new type does not have"),
        ),
        (_, Class::Text) => copy(None, None),
        _ => copy(Some(format!("{what} is no {to}")), None),
    }
}

/// In lower case but for what stands in quotes.
fn bare_case(native: &str) -> String {
    let mut quoted = false;
    native
        .chars()
        .map(|c| {
            quoted ^= c == '\'';
            if quoted { c } else { c.to_ascii_lowercase() }
        })
        .collect()
}

fn values(old: &Native<'_>, new: &Native<'_>, what: &str) -> Verdict {
    let gone: Vec<&str> = old
        .arguments
        .iter()
        .filter(|value| !new.arguments.contains(value))
        .copied()
        .collect();
    // What is stored is a value's place, in a byte or more.
    let bytes = |n: &Native<'_>| {
        let count = n.arguments.len();
        if n.word == "set" {
            count.div_ceil(8)
        } else {
            1 + usize::from(count > 255)
        }
    };
    let appended = new.arguments.starts_with(&old.arguments) && bytes(old) == bytes(new);
    Verdict {
        effort: if appended { Effort::Description } else { Effort::Copy },
        fails_where: (!gone.is_empty()).then(|| format!("{what} is {}", gone.join(" or "))),
        loses: None,
    }
}

fn decimals(old: &Native<'_>, new: &Native<'_>, what: &str, to: &str) -> Verdict {
    let parts = |n: &Native<'_>| -> (u32, u32) {
        let number = |at: usize, otherwise: u32| n.arguments.get(at).and_then(|a| a.parse().ok()).unwrap_or(otherwise);
        (number(0, 10), number(1, 0))
    };
    let ((p, s), (q, t)) = (parts(old), parts(new));
    let fails = q.saturating_sub(t) < p.saturating_sub(s) || (new.unsigned && !old.unsigned);
    Verdict {
        effort: Effort::Copy,
        fails_where: fails.then(|| format!("{what} is out of the range of {to}")),
        loses: (t < s).then_some("digits after the point"),
    }
}

/// From where to where a whole number's type goes.
fn whole(native: &Native<'_>) -> Option<(i128, i128)> {
    let bits = match native.word {
        "tinyint" | "bool" | "boolean" => 8,
        "smallint" => 16,
        "mediumint" => 24,
        "int" | "integer" => 32,
        "bigint" => 64,
        _ => return None,
    };
    Some(if native.unsigned {
        (0, (1i128 << bits) - 1)
    } else {
        (-(1i128 << (bits - 1)), (1i128 << (bits - 1)) - 1)
    })
}

/// How much a text's or byte string's type holds.
fn text_length(native: &Native<'_>) -> Option<u64> {
    let said = || native.arguments.first().and_then(|a| a.parse().ok());
    Some(match native.word {
        "char" | "nchar" | "binary" => said().unwrap_or(1),
        "varchar" | "nvarchar" | "varbinary" => said()?,
        "tinytext" | "tinyblob" => 255,
        "text" | "blob" => 65_535,
        "mediumtext" | "mediumblob" => 16_777_215,
        "longtext" | "longblob" | "json" => 4_294_967_295,
        _ => return None,
    })
}

/// How many bytes the length of a text takes, of which a character may take up to four.
fn length_bytes(length: u64) -> u8 {
    if length * 4 > 255 { 2 } else { 1 }
}

#[derive(PartialEq, Eq)]
enum Class {
    Whole,
    Decimal,
    Floating,
    Moment,
    Text,
    Other,
}

fn class(word: &str) -> Class {
    match word {
        "tinyint" | "smallint" | "mediumint" | "int" | "integer" | "bigint" | "bool" | "boolean" | "bit" | "year" => {
            Class::Whole
        }
        "decimal" | "numeric" | "dec" | "fixed" => Class::Decimal,
        "float" | "double" | "real" => Class::Floating,
        "date" | "datetime" | "timestamp" | "time" => Class::Moment,
        "varchar" | "char" | "text" | "tinytext" | "mediumtext" | "longtext" | "nvarchar" | "nchar" => Class::Text,
        _ => Class::Other,
    }
}

/// A value that stands for nothing, as a default, for a type whose own the engine would refuse or get wrong.
pub(super) fn neutral(native: &str) -> Option<&'static str> {
    let lower = native.to_ascii_lowercase();
    let native = parse(&lower);
    Some(match native.word {
        "date" => "'1970-01-01'",
        "datetime" => "'1970-01-01 00:00:00'",
        "timestamp" => "'1971-01-01 00:00:00'",
        "json" => "('{}')",
        "uuid" => "'00000000-0000-0000-0000-000000000000'",
        "inet4" => "'0.0.0.0'",
        "inet6" => "'::'",
        "point" | "geometry" => "(POINT(0, 0))",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Effort, verdict};

    #[test]
    fn knows_what_values_make_of_another_type() {
        for (from, to, effort, fails, loses) in [
            ("varchar(20)", "varchar(60)", Effort::Description, false, false),
            ("varchar(20)", "varchar(80)", Effort::Copy, false, false),
            ("varchar(80)", "varchar(20)", Effort::Copy, true, false),
            ("int", "int(11)", Effort::Description, false, false),
            ("int", "bigint", Effort::Copy, false, false),
            ("int", "int unsigned", Effort::Copy, true, false),
            ("bigint", "int", Effort::Copy, true, false),
            ("decimal(10,2)", "decimal(12,4)", Effort::Copy, false, false),
            ("decimal(10,2)", "decimal(10,1)", Effort::Copy, false, true),
            ("datetime", "date", Effort::Copy, true, true),
            (
                "enum('a','b')",
                "enum('a','b','c,d')",
                Effort::Description,
                false,
                false,
            ),
            ("enum('a','b')", "enum('b','a')", Effort::Copy, false, false),
            ("enum('a','b')", "enum('a')", Effort::Copy, true, false),
            ("text", "longtext", Effort::Copy, false, false),
            ("varchar(9)", "int", Effort::Copy, true, false),
            ("int", "varchar(20)", Effort::Copy, false, false),
        ] {
            let found = verdict(from, to, "t.c");
            let seen = (found.effort, found.fails_where.is_some(), found.loses.is_some());
            assert_eq!(seen, (effort, fails, loses), "{from} to {to}");
        }
    }
}
