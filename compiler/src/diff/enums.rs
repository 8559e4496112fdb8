//! Enum types, and what differs in those that both schemas have.

use super::change::{CommentOn, Named, SchemaChange};
use super::tables::Pairing;
use crate::schema::SchemaEnum;

/// What differs in enum types.
pub(super) fn differences(pairing: &Pairing<'_>, out: &mut Vec<SchemaChange>) {
    let (from, to) = (&pairing.from.enums, &pairing.to.enums);
    for &at in &pairing.enums.gone {
        out.push(SchemaChange::DropEnum(from[at].clone()));
    }
    for &at in &pairing.enums.new {
        out.push(SchemaChange::CreateEnum(to[at].clone()));
    }
    for &(a, b) in &pairing.enums.both {
        let (old, new) = (&from[a], &to[b]);
        let (was, will_be) = (enum_name(old), enum_name(new));
        if was != will_be {
            out.push(SchemaChange::RenameEnum {
                from: was,
                to: will_be.clone(),
            });
        }
        if old.values != new.values {
            out.push(SchemaChange::AlterEnum {
                from: old.clone(),
                to: new.clone(),
                renamed: renamed_values(pairing, a, old, new),
            });
        }
        if old.comment != new.comment {
            out.push(SchemaChange::SetComment {
                table: None,
                on: CommentOn::Enum(will_be),
                from: old.comment.clone(),
                to: new.comment.clone(),
            });
        }
    }
}

/// The enum's name.
pub(crate) fn enum_name(made: &SchemaEnum) -> Named {
    Named {
        namespace: made.namespace.clone(),
        name: made.name.clone(),
    }
}

/// The values that go on under another name: old, new.
pub(super) fn renamed_values(
    pairing: &Pairing<'_>,
    at: usize,
    old: &SchemaEnum,
    new: &SchemaEnum,
) -> Vec<(String, String)> {
    if pairing.by_element {
        return by_identity(old, new);
    }
    let told = old.values.iter().filter_map(|value| {
        let now = pairing.resolved.values.get(&(at, value.clone()))?;
        (now != value && new.values.contains(now)).then(|| (value.clone(), now.clone()))
    });
    told.collect()
}

/// The same of values that have identities.
fn by_identity(old: &SchemaEnum, new: &SchemaEnum) -> Vec<(String, String)> {
    let known = |made: &SchemaEnum| made.value_ids.len() == made.values.len();
    if !(known(old) && known(new)) {
        return Vec::new();
    }
    let now = |id: &u32| {
        let at = new.value_ids.iter().position(|other| other == id)?;
        new.values.get(at)
    };
    let pairs = old.value_ids.iter().zip(&old.values);
    pairs
        .filter_map(|(id, value)| Some((value.clone(), now(id).filter(|now| *now != value)?.clone())))
        .collect()
}
