//! What only some engines say of elements, in words for a note.

use crate::design::{ConstraintDetails, FieldDetails, IndexDetails, RelationshipDetails, TableDetails};
use crate::dialect::Dialect;
use crate::ids::FieldId;
use std::collections::BTreeMap;

/// A field's name by its id.
pub(super) type NameOf<'a> = dyn Fn(FieldId) -> Option<String> + 'a;

pub(super) fn of_table(details: &TableDetails) -> Vec<String> {
    said(&[(details.unlogged, "UNLOGGED")])
}

pub(super) fn of_field(details: &FieldDetails) -> Vec<String> {
    let sequence = details
        .sequence
        .iter()
        .map(|options| format!("its sequence: {options}"));
    sequence.chain(natives(&details.native_attributes)).collect()
}

pub(super) fn of_index(details: &IndexDetails) -> Vec<String> {
    let mut words = said(&[(details.nulls_not_distinct, "NULLS NOT DISTINCT")]);
    words.extend(natives(&details.native_options));
    words
}

pub(super) fn of_relationship(details: &RelationshipDetails, name_of: &NameOf<'_>) -> Vec<String> {
    let mut words = said(&[(details.not_valid, "NOT VALID")]);
    words.extend(listed("sets only", &details.set_fields, name_of));
    words
}

pub(super) fn of_constraint(details: &ConstraintDetails, name_of: &NameOf<'_>) -> Vec<String> {
    let mut words = said(&[
        (details.not_valid, "NOT VALID"),
        (details.no_inherit, "NO INHERIT"),
        (details.not_enforced, "NOT ENFORCED"),
    ]);
    words.extend(listed("INCLUDE", &details.included, name_of));
    words.extend(natives(&details.native_options));
    words
}

fn said(words: &[(bool, &str)]) -> Vec<String> {
    let said = words.iter().filter(|(is_said, _)| *is_said);
    said.map(|(_, word)| (*word).to_owned()).collect()
}

fn natives(words: &BTreeMap<Dialect, String>) -> impl Iterator<Item = String> {
    words.iter().map(|(dialect, sql)| format!("in {dialect}: {sql}"))
}

fn listed(what: &str, fields: &[FieldId], name_of: &NameOf<'_>) -> Option<String> {
    let names: Vec<String> = fields.iter().filter_map(|id| name_of(*id)).collect();
    (!fields.is_empty()).then(|| format!("{what} ({})", names.join(", ")))
}
