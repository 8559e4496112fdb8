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
pub(super) use sql::{
    collation, exclusion, expression, field_details, index_options, native_options, operator_class, statement, word,
};
pub(crate) use types::enum_of;
pub(super) use types::{enum_values, field_type, identity_fits};
pub(super) use whole::judge_result;

macro_rules! rules {
    ($($(#[$doc:meta])* $rule:ident = $code:literal,)+) => {
        /// The rules that an edit can break. The code is stable: programs may match on it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Rule {
            $($(#[$doc])* $rule,)+
        }

        impl Rule {
            /// Every rule.
            pub const ALL: &[Self] = &[$(Self::$rule),+];

            /// The rule's name in an [`crate::diagnostic::Issue`].
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$rule => $code,)+
                }
            }
        }
    };
}

rules! {
    /// An id is not one at all (the nil UUID).
    IdInvalid = "id-invalid",
    /// The id of a new element is another's.
    IdTaken = "id-taken",
    /// The element that is named does not exist.
    UnknownElement = "unknown-element",
    /// A name is empty, too long, or has characters that cannot be shown.
    NameInvalid = "name-invalid",
    /// An identifier is empty, too long, or has characters that no engine takes.
    IdentifierInvalid = "identifier-invalid",
    /// A name has nothing to make an identifier of.
    IdentifierNeeded = "identifier-needed",
    /// Another element of the same parent has the name.
    NameTaken = "name-taken",
    /// Another element of the same parent has the identifier.
    IdentifierTaken = "identifier-taken",
    /// A description is too long or has a NUL.
    DescriptionInvalid = "description-invalid",
    /// A type's config is out of range or contradicts itself.
    TypeInvalid = "type-invalid",
    /// The values of an enum are empty, too long, or there twice.
    EnumValuesInvalid = "enum-values-invalid",
    /// Fields still use the enum.
    EnumInUse = "enum-in-use",
    /// A piece of SQL is empty, too long, or could reach beyond its place in a statement.
    SqlInvalid = "sql-invalid",
    /// A generated field has a default or an identity as well.
    GeneratedConflict = "generated-conflict",
    /// An identity on something that is not a whole number, or beside a default.
    IdentityInvalid = "identity-invalid",
    /// A status that cannot follow the present one.
    StatusStep = "status-step",
    /// A place in an order that is out of range.
    SortOrderRange = "sort-order-range",
    /// The table is softly deleted.
    TableDeleted = "table-deleted",
    /// A key without fields, with one twice, or with another table's.
    KeyFieldsInvalid = "key-fields-invalid",
    /// A second primary key.
    PrimaryKeyTaken = "primary-key-taken",
    /// A constraint cannot become one of another kind.
    KindFixed = "kind-fixed",
    /// An index without parts, with a field twice, or with another table's.
    IndexPartsInvalid = "index-parts-invalid",
    /// The field pairs of a relationship are missing, doubled, or of the wrong tables.
    FieldPairsInvalid = "field-pairs-invalid",
    /// The source has no key that the target could refer to.
    SourceHasNoPrimaryKey = "source-has-no-primary-key",
    /// The target has no key that a junction table could refer to.
    TargetHasNoPrimaryKey = "target-has-no-primary-key",
    /// The table cannot be the junction.
    JunctionInvalid = "junction-invalid",
    /// A relationship cannot become, or stop being, many-to-many.
    RelationshipTypeFixed = "relationship-type-fixed",
    /// Every row of several tables would need another first.
    HardCycle = "hard-cycle",
    /// Something else still refers to the element.
    StillUsed = "still-used",
    /// What an undo would remove was changed since it was created.
    ChangedSince = "changed-since",
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
