//! Refused: relationships, hard cycles, and enums in use.

use crate::shop::{Case, e, field, many, new_field, number, pair, r, relate, related, t};
use tablewright_compiler::design::{Deferrable, RelationshipType};
use tablewright_compiler::edit::{CreateRelationship, Edit, Rule, UpdateEnum, UpdateRelationship};

pub(super) fn relationships() -> Vec<Case> {
    let create = "edits[0].createRelationship";
    let becomes_many = Edit::UpdateRelationship(UpdateRelationship {
        id: r(1),
        relationship_type: Some(RelationshipType::ManyToMany),
        ..UpdateRelationship::default()
    });
    let without_pairs = Edit::UpdateRelationship(UpdateRelationship {
        id: r(1),
        field_pairs: Some(vec![]),
        ..UpdateRelationship::default()
    });
    let with_junction = Edit::CreateRelationship(CreateRelationship {
        junction_table_id: Some(t(3)),
        ..relate(9, 1, 2, &[])
    });
    let pairs = Rule::FieldPairsInvalid;
    let source = "edits[0].createRelationship.fieldPairs[0].sourceFieldId";
    vec![
        (
            related(9, 2, &[]),
            Rule::UnknownElement,
            "edits[0].createRelationship.sourceTableId",
            "no table",
        ),
        (
            related(3, 1, &[]),
            Rule::SourceHasNoPrimaryKey,
            "edits[0].createRelationship.sourceTableId",
            "fieldPairs",
        ),
        (
            related(1, 2, &[pair(2, 21)]),
            pairs,
            source,
            "not in the source table “Customers”",
        ),
        (
            related(1, 2, &[pair(1, 11)]),
            pairs,
            "edits[0].createRelationship.fieldPairs[0].targetFieldId",
            "“Orders”",
        ),
        (
            related(1, 2, &[pair(1, 21), pair(11, 21)]),
            pairs,
            "edits[0].createRelationship.fieldPairs[1].targetFieldId",
            "two pairs",
        ),
        (
            related(1, 2, &[pair(1, 21), pair(1, 22)]),
            pairs,
            "edits[0].createRelationship.fieldPairs[1].sourceFieldId",
            "two pairs",
        ),
        (related(1, 2, &[pair(99, 21)]), Rule::UnknownElement, source, "no field"),
        (
            vec![without_pairs],
            pairs,
            "edits[0].updateRelationship.fieldPairs",
            "at least one pair",
        ),
        (
            vec![becomes_many],
            Rule::RelationshipTypeFixed,
            "edits[0].updateRelationship.relationshipType",
            "MANY_TO_MANY",
        ),
        (
            many(1, 2, |edit| edit.field_pairs = vec![pair(1, 21)]),
            pairs,
            "edits[0].createRelationship.fieldPairs",
            "junction",
        ),
        (
            many(1, 3, |_| ()),
            Rule::TargetHasNoPrimaryKey,
            "edits[0].createRelationship.targetTableId",
            "“Log” has no primary key",
        ),
        (
            many(3, 1, |_| ()),
            Rule::SourceHasNoPrimaryKey,
            "edits[0].createRelationship.sourceTableId",
            "“Log”",
        ),
        (
            many(1, 2, |edit| edit.junction_table_id = Some(t(1))),
            Rule::JunctionInvalid,
            "edits[0].createRelationship.junctionTableId",
            "an end",
        ),
        (
            many(1, 2, |edit| edit.junction_table_id = Some(t(3))),
            Rule::JunctionInvalid,
            "edits[0].createRelationship.junctionTableId",
            "no foreign keys to both",
        ),
        (
            vec![with_junction],
            Rule::JunctionInvalid,
            "edits[0].createRelationship.junctionTableId",
            "only a MANY",
        ),
        (
            hard(&[]),
            Rule::HardCycle,
            "edits[1].createRelationship",
            "“Customers” → “Orders” → “Customers”",
        ),
        (
            hard(&[Soft::Pairs]),
            Rule::HardCycle,
            "edits[2].updateField",
            "optional",
        ),
    ]
    .into_iter()
    .inspect(|(_, _, path, _)| assert!(path.starts_with(create) || path.contains("update") || path.contains("[1]")))
    .collect()
}

/// Which part of a hard cycle is left out, or put in later.
#[derive(PartialEq)]
pub(super) enum Soft {
    /// The field becomes required only at the end.
    Pairs,
    /// One foreign key is deferrable.
    Deferrable,
    /// One field stays optional.
    Optional,
}

/// Orders need a customer; makes customers need an order as well.
pub(super) fn hard(soft: &[Soft]) -> Vec<Edit> {
    let mut favourite = new_field(90, 1, "Favourite", number());
    favourite.is_required = soft.is_empty() || soft.contains(&Soft::Deferrable);
    let mut back = relate(9, 2, 1, &[pair(2, 90)]);
    if soft.contains(&Soft::Deferrable) {
        back.deferrable = Deferrable::InitiallyDeferred;
    }
    let mut edits = vec![Edit::CreateField(favourite), Edit::CreateRelationship(back)];
    if soft.contains(&Soft::Pairs) {
        edits.push(field(90, |edit| edit.is_required = Some(true)));
    }
    edits
}

pub(super) fn wholes() -> Vec<Case> {
    vec![
        (
            vec![Edit::DeleteEnum(e(1))],
            Rule::EnumInUse,
            "edits[0].deleteEnum",
            "“Orders.Placed”",
        ),
        (
            vec![Edit::UpdateEnum(UpdateEnum {
                id: e(9),
                ..UpdateEnum::default()
            })],
            Rule::UnknownElement,
            "edits[0].updateEnum.id",
            "no enum",
        ),
    ]
}
