//! Refused: ids that are taken or unknown, names and identifiers.

use crate::shop::{Case, c, e, f, field, field_with, index, new_enum, new_table, o, r, relate, t, table, x};
use tablewright_compiler::design::IndexPart;
use tablewright_compiler::edit::{CreateIndex, CreateRelationship, CreateTable, Edit, Rule, UpdateObject};
use tablewright_compiler::ids::TableId;

pub(super) fn ids() -> Vec<Case> {
    let nil = Edit::CreateTable(CreateTable::named(TableId::default(), "New"));
    let other_kind = Edit::CreateTable(CreateTable::named(TableId(f(1).0), "New"));
    let reused = vec![Edit::DeleteTable(t(3)), new_table(3, "Log")];
    vec![
        (vec![nil], Rule::IdInvalid, "edits[0].createTable.id", "nil UUID"),
        (
            vec![new_table(1, "New")],
            Rule::IdTaken,
            "edits[0].createTable.id",
            "is taken",
        ),
        (vec![other_kind], Rule::IdTaken, "edits[0].createTable.id", "is taken"),
        (reused, Rule::IdTaken, "edits[1].createTable.id", "is taken"),
        (
            vec![Edit::DeleteTable(t(9))],
            Rule::UnknownElement,
            "edits[0].deleteTable.id",
            "no table",
        ),
        (
            vec![Edit::DeleteTable(t(3)), table(3, |u| u.name = Some("Logs".into()))],
            Rule::UnknownElement,
            "edits[1].updateTable.id",
            "deletes the table “Log” before",
        ),
        (
            vec![Edit::DeleteField(f(9))],
            Rule::UnknownElement,
            "edits[0].deleteField.id",
            "no field",
        ),
        (
            vec![Edit::DeleteIndex(x(9))],
            Rule::UnknownElement,
            "edits[0].deleteIndex.id",
            "no index",
        ),
        (
            vec![Edit::DeleteConstraint(c(8))],
            Rule::UnknownElement,
            "edits[0].deleteConstraint.id",
            "no constraint",
        ),
        (
            vec![Edit::DeleteRelationship(r(8))],
            Rule::UnknownElement,
            "edits[0].deleteRelationship.id",
            "no relation",
        ),
        (
            vec![Edit::DeleteEnum(e(8))],
            Rule::UnknownElement,
            "edits[0].deleteEnum.id",
            "no enum",
        ),
        (
            vec![Edit::DeleteObject(o(8))],
            Rule::UnknownElement,
            "edits[0].deleteObject.id",
            "no object",
        ),
        (
            vec![Edit::UpdateObject(UpdateObject {
                id: o(8),
                ..UpdateObject::default()
            })],
            Rule::UnknownElement,
            "edits[0].updateObject.id",
            "no object",
        ),
        (
            field_with(|edit| edit.table_id = t(9)),
            Rule::UnknownElement,
            "edits[0].createField.tableId",
            "no table",
        ),
    ]
}

pub(super) fn names() -> Vec<Case> {
    let named = |name: &str| vec![new_table(9, name)];
    let identified = |name: &str| {
        let mut edit = CreateTable::named(t(9), "New");
        edit.table_name = Some(name.to_owned());
        vec![Edit::CreateTable(edit)]
    };
    let described = |text: String| {
        let mut edit = CreateTable::named(t(9), "New");
        edit.description = Some(text);
        vec![Edit::CreateTable(edit)]
    };
    let huge = "n".repeat(5_000_000);
    vec![
        (named(""), Rule::NameInvalid, "edits[0].createTable.name", "empty"),
        (named(" \t "), Rule::NameInvalid, "edits[0].createTable.name", "empty"),
        (
            named("a\0b"),
            Rule::NameInvalid,
            "edits[0].createTable.name",
            "control character",
        ),
        (
            named("a\nb"),
            Rule::NameInvalid,
            "edits[0].createTable.name",
            "control character",
        ),
        (
            named(&huge),
            Rule::NameInvalid,
            "edits[0].createTable.name",
            "longer than 255",
        ),
        (
            named("!!"),
            Rule::IdentifierNeeded,
            "edits[0].createTable.tableName",
            "give tableName",
        ),
        (
            identified(""),
            Rule::IdentifierInvalid,
            "edits[0].createTable.tableName",
            "empty",
        ),
        (
            identified(&"i".repeat(65)),
            Rule::IdentifierInvalid,
            "edits[0].createTable.tableName",
            "longer than 64",
        ),
        (
            identified("a\0"),
            Rule::IdentifierInvalid,
            "edits[0].createTable.tableName",
            "control character",
        ),
        (
            identified("a "),
            Rule::IdentifierInvalid,
            "edits[0].createTable.tableName",
            "white space",
        ),
        (
            described("d".repeat(10_001)),
            Rule::DescriptionInvalid,
            "edits[0].createTable.description",
            "10000",
        ),
        (
            described("a\0".into()),
            Rule::DescriptionInvalid,
            "edits[0].createTable.description",
            "NUL",
        ),
        (
            named("Orders"),
            Rule::NameTaken,
            "edits[0].createTable.name",
            "another table",
        ),
        (
            named(" Orders "),
            Rule::NameTaken,
            "edits[0].createTable.name",
            "another table",
        ),
        (
            named("orders"),
            Rule::IdentifierTaken,
            "edits[0].createTable.tableName",
            "the table “Orders”",
        ),
        (
            vec![new_table(9, "New"), new_table(8, "New")],
            Rule::NameTaken,
            "edits[1].createTable.name",
            "another table",
        ),
        (
            field_with(|edit| edit.name = "Email".into()),
            Rule::NameTaken,
            "edits[0].createField.name",
            "another field in the table “Customers”",
        ),
        (
            field_with(|edit| edit.field_name = Some("email".into())),
            Rule::IdentifierTaken,
            "edits[0].createField.fieldName",
            "the field “Email”",
        ),
        (
            vec![field(22, |edit| edit.name = Some("Customer".into()))],
            Rule::NameTaken,
            "edits[0].updateField.name",
            "another field",
        ),
        (
            vec![new_enum(9, "status", &["a"])],
            Rule::IdentifierTaken,
            "edits[0].createEnum.name",
            "another enum",
        ),
        (
            vec![Edit::CreateRelationship(CreateRelationship {
                name: Some("orders_customer_fkey".into()),
                ..relate(9, 1, 2, &[])
            })],
            Rule::NameTaken,
            "edits[0].createRelationship.relationshipName",
            "in the table “Orders”",
        ),
        (
            [
                index(|edit| edit.name = Some("i".into())),
                vec![Edit::CreateIndex(CreateIndex {
                    id: x(8),
                    table_id: t(1),
                    name: Some("i".into()),
                    is_unique: false,
                    parts: vec![IndexPart::field(f(1))],
                    method: None,
                    included: vec![],
                    predicate: None,
                    description: None,
                    details: Default::default(),
                })],
            ]
            .concat(),
            Rule::IdentifierTaken,
            "edits[1].createIndex.name",
            "another index",
        ),
    ]
}
