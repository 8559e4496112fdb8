//! The invariants of a design: what an edit is refused for.
//!
//! The files here judge one value (a name, a type, a piece of SQL) or one property of the whole design (each name
//! once, no hard cycle). Which values an edit sets, and what it does besides, is in the file of its element.

mod cycles;
mod names;
mod sql;
mod types;
mod whole;

pub(super) use names::{described, display_name, first_free, identifier, identifier_or_default, namespace, shortened};
pub(super) use sql::{collation, expression, native_options, operator_class, word};
pub(super) use types::{enum_of, enum_values, field_type, identity_fits};
pub(super) use whole::judge_result;

/// The rules that an edit can break. The code is stable: programs may match on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rule {
    /// An id is not one at all (the nil UUID).
    IdInvalid,
    /// The id of a new element is another's.
    IdTaken,
    /// The element that is named does not exist.
    UnknownElement,
    /// A name is empty, too long, or has characters that cannot be shown.
    NameInvalid,
    /// An identifier is empty, too long, or has characters that no engine takes.
    IdentifierInvalid,
    /// A name has nothing to make an identifier of.
    IdentifierNeeded,
    /// Another element of the same parent has the name.
    NameTaken,
    /// Another element of the same parent has the identifier.
    IdentifierTaken,
    /// A description is too long or has a NUL.
    DescriptionInvalid,
    /// A type's config is out of range or contradicts itself.
    TypeInvalid,
    /// The values of an enum are empty, too long, or there twice.
    EnumValuesInvalid,
    /// Fields still use the enum.
    EnumInUse,
    /// A piece of SQL is empty, too long, or could reach beyond its place in a statement.
    SqlInvalid,
    /// A generated field has a default or an identity as well.
    GeneratedConflict,
    /// An identity on something that is not a whole number, or beside a default.
    IdentityInvalid,
    /// A status that cannot follow the present one.
    StatusStep,
    /// A place in an order that is out of range.
    SortOrderRange,
    /// The table is softly deleted.
    TableDeleted,
    /// A key without fields, with one twice, or with another table's.
    KeyFieldsInvalid,
    /// A second primary key.
    PrimaryKeyTaken,
    /// A constraint cannot become one of another kind.
    KindFixed,
    /// An index without parts, with a field twice, or with another table's.
    IndexPartsInvalid,
    /// The field pairs of a relationship are missing, doubled, or of the wrong tables.
    FieldPairsInvalid,
    /// The source has no key that the target could refer to.
    SourceHasNoPrimaryKey,
    /// The target has no key that a junction table could refer to.
    TargetHasNoPrimaryKey,
    /// The table cannot be the junction.
    JunctionInvalid,
    /// A relationship cannot become, or stop being, many-to-many.
    RelationshipTypeFixed,
    /// Every row of several tables would need another first.
    HardCycle,
    /// Something else still refers to the element.
    StillUsed,
}

impl Rule {
    /// The rule's name in an [`crate::diagnostic::Issue`].
    pub fn code(self) -> &'static str {
        match self {
            Self::IdInvalid => "id-invalid",
            Self::IdTaken => "id-taken",
            Self::UnknownElement => "unknown-element",
            Self::NameInvalid => "name-invalid",
            Self::IdentifierInvalid => "identifier-invalid",
            Self::IdentifierNeeded => "identifier-needed",
            Self::NameTaken => "name-taken",
            Self::IdentifierTaken => "identifier-taken",
            Self::DescriptionInvalid => "description-invalid",
            Self::TypeInvalid => "type-invalid",
            Self::EnumValuesInvalid => "enum-values-invalid",
            Self::EnumInUse => "enum-in-use",
            Self::SqlInvalid => "sql-invalid",
            Self::GeneratedConflict => "generated-conflict",
            Self::IdentityInvalid => "identity-invalid",
            Self::StatusStep => "status-step",
            Self::SortOrderRange => "sort-order-range",
            Self::TableDeleted => "table-deleted",
            Self::KeyFieldsInvalid => "key-fields-invalid",
            Self::PrimaryKeyTaken => "primary-key-taken",
            Self::KindFixed => "kind-fixed",
            Self::IndexPartsInvalid => "index-parts-invalid",
            Self::FieldPairsInvalid => "field-pairs-invalid",
            Self::SourceHasNoPrimaryKey => "source-has-no-primary-key",
            Self::TargetHasNoPrimaryKey => "target-has-no-primary-key",
            Self::JunctionInvalid => "junction-invalid",
            Self::RelationshipTypeFixed => "relationship-type-fixed",
            Self::HardCycle => "hard-cycle",
            Self::StillUsed => "still-used",
        }
    }
}

/// A name as it stands in a message: in quotes, on one line, and not longer than a message can bear.
pub(super) fn quoted(name: &str) -> String {
    const SHOWN: usize = 64;
    let shown: String = name
        .chars()
        .take(SHOWN)
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect();
    let rest = if name.chars().nth(SHOWN).is_some() { "…" } else { "" };
    format!("“{shown}{rest}”")
}

/// The words as a person would list them: `a, b or c`.
pub(super) fn listed(words: &[&str], last: &str) -> String {
    match words {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [init @ .., end] => format!("{} {last} {end}", init.join(", ")),
    }
}
