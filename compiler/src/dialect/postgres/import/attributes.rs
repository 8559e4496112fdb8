//! What PostgreSQL keeps of a column beside its type: storage, compression, statistics, options.

use super::options;
use crate::dialect::postgres::emit::split_attributes;
use crate::schema::Column;

/// Which one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Attribute {
    /// STORAGE.
    Storage,
    /// COMPRESSION.
    Compression,
    /// STATISTICS.
    Statistics,
    /// The options in parentheses.
    Options,
}

/// Sets an attribute; one that says what goes without saying goes.
pub(super) fn set(column: &mut Column, attribute: Attribute, value: &str) {
    let said = column.attributes.take().unwrap_or_default();
    let kind_of = |text: &str| match text.split(' ').next() {
        Some("STORAGE") => Attribute::Storage,
        Some("COMPRESSION") => Attribute::Compression,
        Some("STATISTICS") => Attribute::Statistics,
        _ => Attribute::Options,
    };
    let mut all: Vec<(Attribute, String)> = split_attributes(&said)
        .into_iter()
        .map(|text| (kind_of(text), text.to_owned()))
        .filter(|(kind, _)| *kind != attribute)
        .collect();
    let text = match attribute {
        Attribute::Storage => {
            let value = value.to_uppercase();
            let usual = value == "DEFAULT" || Some(value.as_str()) == usual_storage(&column.native_type);
            (!usual).then(|| format!("STORAGE {value}"))
        }
        Attribute::Compression => {
            (!value.eq_ignore_ascii_case("default")).then(|| format!("COMPRESSION {}", value.to_lowercase()))
        }
        Attribute::Statistics => (value != "-1").then(|| format!("STATISTICS {value}")),
        Attribute::Options => Some(value.to_owned()).filter(|value| !value.is_empty()),
    };
    all.extend(text.map(|text| (attribute, text)));
    all.sort();
    let all: Vec<String> = all.into_iter().map(|(_, text)| text).collect();
    column.attributes = (!all.is_empty()).then(|| all.join(" "));
}

/// Sets options of the column, or takes them away where `resets`.
pub(super) fn set_options(column: &mut Column, said: Vec<(String, String)>, resets: bool) {
    let known = column.attributes.as_deref().unwrap_or_default();
    let known = split_attributes(known).into_iter().find(|text| text.starts_with('('));
    let mut parameters = known.map(options::of_list).unwrap_or_default();
    options::change(&mut parameters, said, resets);
    let list = options::list(&parameters).unwrap_or_default();
    set(column, Attribute::Options, &list);
}

/// How PostgreSQL stores values of the type unless told.
fn usual_storage(native: &str) -> Option<&'static str> {
    if native.ends_with("[]") {
        return Some("EXTENDED");
    }
    let name = native.split('(').next().unwrap_or_default();
    match name {
        "text" | "character varying" | "character" | "bpchar" | "bytea" | "json" | "jsonb" | "xml" | "tsvector"
        | "bit" | "bit varying" | "path" | "polygon" => Some("EXTENDED"),
        "numeric" | "inet" | "cidr" => Some("MAIN"),
        "smallint" | "integer" | "bigint" | "real" | "double precision" | "boolean" | "uuid" | "date" => Some("PLAIN"),
        _ => None,
    }
}
