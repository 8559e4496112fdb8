//! Native types as types of a design.

use super::Lift;
use crate::design::{EnumConfig, FieldType, TextConfig, TypeFamily};
use crate::dialect::{Dialect, mysql, postgres, sqlite};
use crate::ids::EnumId;

/// Words that only ever follow a type's name.
const FOLLOWING: [&str; 10] = [
    "unsigned", "signed", "zerofill", "with", "without", "charset", "collate", "binary", "ascii", "unicode",
];

impl Lift<'_> {
    /// The type of a column: its family, and the exact type wherever the family would give another one.
    pub(super) fn field_type(&self, native: &str) -> FieldType {
        field_type(native, self.dialect, &|name| self.enums.get(name).copied())
    }
}

/// How an enum is found by what a column's type says.
type FindEnum<'a> = dyn Fn(&str) -> Option<EnumId> + 'a;

/// A type of the engine: its family, and the exact type wherever the family would give another one.
pub(crate) fn field_type(native: &str, dialect: Dialect, find: &FindEnum<'_>) -> FieldType {
    if native.is_empty() {
        // SQLite's columns without a type: whatever is put in, kept as it is.
        let mut untyped = FieldType::new(TypeFamily::Text(TextConfig::default()));
        untyped.native.insert(dialect, String::new());
        return untyped;
    }
    let mut lifted = family(native, dialect, find);
    if !gives_back(&lifted, native, dialect) {
        lifted.native.insert(dialect, native.to_owned());
    }
    lifted
}

fn family(native: &str, dialect: Dialect, find: &FindEnum<'_>) -> FieldType {
    if let Some(id) = find(native) {
        return FieldType::new(TypeFamily::Enum(EnumConfig {
            enum_id: Some(id),
            values: None,
        }));
    }
    match dialect {
        Dialect::Postgres => {
            let mut lifted = postgres::types_in::from_native(native);
            if let TypeFamily::Array(array) = &mut lifted.family {
                *array.element = field_type(native.trim_end_matches("[]"), dialect, find);
            }
            lifted
        }
        Dialect::Mysql => mysql::types_in::from_native(native),
        Dialect::Sqlite => sqlite::types_in::from_native(native),
    }
}

/// Whether lowering the type gives the native one again.
fn gives_back(lifted: &FieldType, native: &str, dialect: Dialect) -> bool {
    match &lifted.family {
        TypeFamily::Native => false,
        TypeFamily::Enum(config) => config.enum_id.is_some(),
        TypeFamily::Array(array) => {
            let brackets = "[]".repeat(usize::from(array.dimensions));
            native.strip_suffix(&brackets).is_some_and(|element| {
                array.element.native.get(&dialect).is_some_and(|n| n == element)
                    || gives_back(&array.element, element, dialect)
            })
        }
        family => native_type(family, dialect) == native,
    }
}

/// What lowering writes for a family that has a type of its own.
pub(crate) fn native_type(family: &TypeFamily, dialect: Dialect) -> String {
    let lowered = match dialect {
        Dialect::Postgres => postgres::types_out::native_type(family),
        Dialect::Mysql => mysql::types_out::native_type(family),
        Dialect::Sqlite => sqlite::types_out::native_type(family),
    };
    lowered.sql
}

/// A type's name in lower case, what stands in its parentheses, and the words that follow:
/// `timestamp(3) with time zone`, `int(10) unsigned`.
pub(crate) fn parts(native: &str) -> (String, Vec<String>, String) {
    let (name, arguments, rest) = match (native.find('('), native.rfind(')')) {
        (Some(open), Some(close)) if open < close => (&native[..open], &native[open + 1..close], &native[close + 1..]),
        _ => (native, "", ""),
    };
    let mut words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
    let names_characters =
        |at: usize, words: &[String]| words[at] == "character" && words.get(at + 1).is_some_and(|w| w == "set");
    let cut = (1..words.len())
        .find(|at| FOLLOWING.contains(&words[*at].as_str()) || names_characters(*at, &words))
        .unwrap_or(words.len());
    let mut after = words.split_off(cut);
    after.extend(rest.split_whitespace().map(str::to_lowercase));
    let arguments = arguments
        .split(',')
        .map(|a| a.trim().to_owned())
        .filter(|a| !a.is_empty())
        .collect();
    (words.join(" "), arguments, after.join(" "))
}
