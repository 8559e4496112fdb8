//! Refused: what fields, statuses, keys and indexes may not be.

use crate::shop::{
    Case, c, constraint, f, field_with, index, neutral, new_field, new_table, number, primary, relate, status, table,
    text, unique,
};
use tablewright_compiler::design::{ConstraintKind, Generated, Identity, IndexPart, TableStatus};
use tablewright_compiler::edit::{Edit, Rule, UpdateConstraint};

pub(super) fn fields() -> Vec<Case> {
    let generated = || {
        Some(Generated {
            expression: neutral("1"),
            stored: true,
        })
    };
    let order = "edits[0].createField.sortOrder";
    vec![
        (
            field_with(|edit| {
                edit.generated = generated();
                edit.default_value = Some(neutral("1"));
            }),
            Rule::GeneratedConflict,
            "edits[0].createField.generated",
            "“Fresh” is generated",
        ),
        (
            field_with(|edit| {
                edit.field_type = number();
                edit.identity = Some(Identity::Always);
                edit.default_value = Some(neutral("1"));
            }),
            Rule::IdentityInvalid,
            "edits[0].createField.identity",
            "no defaultValue",
        ),
        (
            field_with(|edit| edit.identity = Some(Identity::Always)),
            Rule::IdentityInvalid,
            "edits[0].createField.identity",
            "only as a NUMBER",
        ),
        (
            field_with(|edit| edit.sort_order = Some(1 << 31)),
            Rule::SortOrderRange,
            order,
            "2147483647",
        ),
    ]
}

pub(super) fn statuses() -> Vec<Case> {
    use TableStatus::{Active, Deleted, Deprecated};
    let path = "edits[0].updateTable.status";
    let gone = || vec![status(3, Active), status(3, Deprecated), status(3, Deleted)];
    let after = |edit: Edit| [gone(), vec![edit]].concat();
    let deleted = Rule::TableDeleted;
    vec![
        (
            vec![status(1, Deprecated)],
            Rule::StatusStep,
            path,
            "; ACTIVE is accepted",
        ),
        (vec![status(1, Deleted)], Rule::StatusStep, path, "ACTIVE is accepted"),
        (
            vec![status(1, Active), status(1, Deleted)],
            Rule::StatusStep,
            "edits[1].updateTable.status",
            "DRAFT or DEPR",
        ),
        (after(status(3, Active)), deleted, "edits[3].updateTable.id", "DRAFT"),
        (
            after(table(3, |u| u.name = Some("L".into()))),
            deleted,
            "edits[3].updateTable.id",
            "“Log” is deleted",
        ),
        (
            after(Edit::CreateField(new_field(9, 3, "New", text()))),
            deleted,
            "edits[3].createField.tableId",
            "",
        ),
        (after(Edit::DeleteField(f(31))), deleted, "edits[3].deleteField", ""),
        (
            after(Edit::CreateRelationship(relate(9, 1, 3, &[]))),
            deleted,
            "edits[3].createRelationship.targetTableId",
            "",
        ),
        (
            after(new_table(9, "Log")),
            Rule::NameTaken,
            "edits[3].createTable.name",
            "softly deleted",
        ),
    ]
}

pub(super) fn keys() -> Vec<Case> {
    let fields = "edits[0].createConstraint.fields";
    let parts = "edits[0].createIndex.parts";
    let part = |n| IndexPart::field(f(n));
    let into_check = Edit::UpdateConstraint(UpdateConstraint {
        id: c(9),
        kind: Some(ConstraintKind::Check {
            expression: neutral("true"),
        }),
        ..UpdateConstraint::default()
    });
    vec![
        (constraint(unique(&[])), Rule::KeyFieldsInvalid, fields, "at least one"),
        (
            constraint(unique(&[11, 11])),
            Rule::KeyFieldsInvalid,
            fields,
            "“Email” twice",
        ),
        (
            constraint(unique(&[11, 21])),
            Rule::KeyFieldsInvalid,
            fields,
            "not in the table “Customers”",
        ),
        (constraint(unique(&[99])), Rule::UnknownElement, fields, "no field"),
        (
            constraint(primary(&[11])),
            Rule::PrimaryKeyTaken,
            "edits[0].createConstraint",
            "“Customers”",
        ),
        (
            [constraint(unique(&[11])), vec![into_check]].concat(),
            Rule::KindFixed,
            "edits[1].updateConstraint.kind",
            "unique key cannot become a check",
        ),
        (
            index(|edit| edit.parts.clear()),
            Rule::IndexPartsInvalid,
            parts,
            "at least one",
        ),
        (
            index(|edit| edit.parts = vec![part(11), part(11)]),
            Rule::IndexPartsInvalid,
            parts,
            "twice",
        ),
        (
            index(|edit| edit.parts = vec![part(21)]),
            Rule::IndexPartsInvalid,
            parts,
            "not in the table",
        ),
        (
            index(|edit| edit.included = vec![f(21)]),
            Rule::IndexPartsInvalid,
            "edits[0].createIndex.included",
            "not in the table",
        ),
        (
            index(|edit| edit.parts[0].prefix_length = Some(0)),
            Rule::IndexPartsInvalid,
            parts,
            "at least 1",
        ),
    ]
}
