//! Edits over the API: what each input means, and how refusals look.

use serde_json::{Value, json};

use super::world::{APPLY, Designs, new_id, sorted};
use crate::store::Role;

fn change<'a>(payload: &'a Value, element_type: &str) -> &'a Value {
    let changes = payload["changes"].as_array().unwrap();
    changes
        .iter()
        .find(|change| change["elementType"] == element_type)
        .expect(element_type)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ed_01_a_batch_makes_one_revision_and_tells_its_changes() {
    let designs = Designs::start().await;
    let (table, field) = (new_id(), new_id());
    let payload = designs
        .edit(json!([
            { "createTable": { "id": table, "name": "Order Item" } },
            { "createField": { "id": field, "tableId": table, "name": "Unit Price", "dataType": "NUMBER",
                "config": { "precision": 12, "scale": 2 }, "isRequired": true, "defaultValue": "0" } },
        ]))
        .await;
    assert_eq!(
        (&payload["revision"], &payload["branch"]["revision"]),
        (&json!(1), &json!(1))
    );
    let made = change(&payload, "DataTable");
    assert_eq!((&made["kind"], &made["elementId"]), (&json!("CREATED"), &json!(table)));
    assert_eq!(made["element"]["tableName"], "order_item");
    assert_eq!(made["element"]["fields"], json!([{ "name": "Unit Price" }]));
    let made = change(&payload, "DataField");
    assert_eq!(made["element"]["config"], json!({ "precision": 12, "scale": 2 }));
    assert_eq!(made["element"]["table"]["name"], "Order Item");

    let payload = designs
        .edit(json!([{ "updateField": { "id": field, "name": "Price", "config": { "precision": 9 } } }]))
        .await;
    assert_eq!(payload["revision"], 2);
    let updated = change(&payload, "DataField");
    assert_eq!(updated["kind"], "UPDATED");
    assert_eq!(updated["fields"], json!(["name", "config"]));
    assert_eq!(
        updated["element"]["config"],
        json!({ "precision": 9 }),
        "of the family that the field has"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_sort_of_element_is_made_changed_and_removed() {
    let designs = Designs::start().await;
    let ids: Vec<String> = (0..8).map(|_| new_id()).collect();
    let [a, b, key, text, relationship, index, check, object] = ids.as_slice() else {
        unreachable!()
    };
    let state = new_id();
    designs
        .edit(json!([
            { "createTable": { "id": a, "name": "Customer", "namespace": "sales",
                "nativeOptions": { "mysql": "ENGINE=InnoDB" } } },
            { "createTable": { "id": b, "name": "Order" } },
            { "createField": { "id": key, "tableId": a, "name": "id", "dataType": "NUMBER", "isPrimaryKey": true,
                "identity": "BY_DEFAULT" } },
            { "createField": { "id": text, "tableId": a, "name": "mail", "dataType": "TEXT", "description": "Where" } },
            { "createEnum": { "id": state, "name": "state", "values": ["new", "paid"] } },
            { "createField": { "tableId": b, "name": "state", "dataType": "ENUM", "config": { "enumId": state } } },
            { "createRelationship": { "id": relationship, "relationshipType": "ONE_TO_MANY", "sourceTableId": a,
                "targetTableId": b, "onDelete": "CASCADE", "deferrable": "INITIALLY_DEFERRED" } },
            { "createIndex": { "id": index, "tableId": a, "name": "by_mail", "parts": [
                { "fieldId": text, "direction": "DESC", "nulls": "LAST" },
                { "expression": { "sql": "lower(mail)", "target": "POSTGRES" } } ] } },
            { "createConstraint": { "id": check, "tableId": a, "kind": "CHECK", "name": "has_at",
                "expression": { "sql": "mail <> ''" } } },
            { "createConstraint": { "tableId": a, "kind": "UNIQUE", "fields": [text], "nullsNotDistinct": true } },
            { "createObject": { "id": object, "kind": "VIEW", "name": "v", "target": "POSTGRES",
                "sql": "CREATE VIEW v AS SELECT 1" } },
        ]))
        .await;
    let document = "query($a: ID!, $branch: ID!) { dataTable(id: $a) { namespace nativeOptions \
        fields { name identity description isUnique } uniqueKeys { nullsNotDistinct fields { name } } \
        checks { name expression { sql target } } indexes { name parts { field { name } expression { sql target } \
        direction nulls } } relationships { onDelete onUpdate deferrable targetTable { fields { name \
        enumType { values } } } } } branch(id: $branch) { enumTypes { name } designObjects { totalCount \
        nodes { name kind target sortOrder } } } }";
    let data = designs.get(document, json!({ "a": a, "branch": designs.branch })).await;
    insta::assert_snapshot!("elements", format!("{:#}", sorted(&data)));

    designs
        .edit(json!([
            { "updateTable": { "id": a, "namespace": "", "nativeOptions": {}, "description": null } },
            { "updateField": { "id": text, "description": null, "isPrimaryKey": false, "collation": "C" } },
            { "updateEnum": { "id": state, "values": ["new", "paid", "sent"] } },
            { "updateRelationship": { "id": relationship, "relationshipName": "orders", "onDelete": "NO_ACTION" } },
            { "updateIndex": { "id": index, "isUnique": true, "parts": [{ "fieldId": text }] } },
            { "updateConstraint": { "id": check, "name": null, "expression": { "sql": "mail <> 'x'" } } },
            { "updateObject": { "id": object, "sql": "CREATE VIEW v AS SELECT 2" } },
        ]))
        .await;
    let data = designs.get(document, json!({ "a": a, "branch": designs.branch })).await;
    insta::assert_snapshot!("elements_changed", format!("{:#}", sorted(&data)));

    let payload = designs
        .edit(json!([
            { "deleteObject": { "id": object } },
            { "deleteConstraint": { "id": check } },
            { "deleteIndex": { "id": index } },
            { "deleteRelationship": { "id": relationship } },
            { "deleteField": { "id": text } },
            { "deleteTable": { "id": b } },
            { "deleteTable": { "id": a } },
            { "deleteEnum": { "id": state } },
        ]))
        .await;
    let gone = change(&payload, "TableRelationship");
    assert_eq!(gone["kind"], "DELETED");
    assert_eq!(gone["element"]["relationshipName"], "orders");
    assert_eq!(
        gone["element"]["sourceTable"]["name"], "Customer",
        "as it last was, with what went with it"
    );
    assert_eq!(gone["element"]["fieldPairs"][0]["source"]["name"], "id");
    let data = designs
        .get(
            "query($id: ID!) { branch(id: $id) { dataTables { totalCount } enumTypes { name } \
        designObjects { totalCount } relationships { totalCount } } }",
            json!({ "id": designs.branch }),
        )
        .await;
    assert_eq!(
        data["branch"],
        json!({ "dataTables": { "totalCount": 0 }, "enumTypes": [],
        "designObjects": { "totalCount": 0 }, "relationships": { "totalCount": 0 } })
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ed_02_a_refusal_lists_every_issue_with_its_path() {
    let designs = Designs::start().await;
    let table = new_id();
    designs
        .edit(json!([{ "createTable": { "id": table, "name": "Order" } }]))
        .await;
    let edits = json!([
        { "createField": { "id": "seven", "tableId": "eight", "name": "a", "dataType": "TEXT", "sortOrder": -1,
            "config": { "lenght": 8 } } },
        { "createIndex": { "tableId": table, "parts": [{}] } },
        { "createConstraint": { "tableId": table, "kind": "CHECK", "fields": [] } },
        { "deleteTable": { "id": "" } },
    ]);
    let error = designs
        .refused(&designs.owner, APPLY, json!({ "input": designs.batch(edits) }))
        .await;
    assert_eq!(error["extensions"]["code"], "INVALID");
    let issues = error["extensions"]["issues"].as_array().unwrap();
    let paths: Vec<&str> = issues.iter().filter_map(|issue| issue["path"].as_str()).collect();
    assert_eq!(
        paths,
        [
            "edits[0].createField.id",
            "edits[0].createField.tableId",
            "edits[0].createField.config",
            "edits[0].createField.sortOrder",
            "edits[1].createIndex.parts[0]",
            "edits[2].createConstraint.expression",
            "edits[2].createConstraint.fields",
            "edits[3].deleteTable.id",
        ]
    );

    let edits = json!([{ "createTable": { "name": "Order" } }, { "createTable": { "name": "" } }]);
    let error = designs
        .refused(&designs.owner, APPLY, json!({ "input": designs.batch(edits) }))
        .await;
    let issues = error["extensions"]["issues"].as_array().unwrap();
    assert!(
        issues.iter().any(|issue| issue["path"] == "edits[0].createTable.name"),
        "{issues:?}"
    );
    assert!(
        issues.iter().any(|issue| issue["path"] == "edits[1].createTable.name"),
        "{issues:?}"
    );
    assert!(
        issues
            .iter()
            .all(|issue| issue["rule"].is_string() && issue["message"].is_string()),
        "{issues:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ed_17_the_same_client_edit_id_gives_the_first_result() {
    let designs = Designs::start().await;
    let input = json!({ "input": designs.batch(json!([{ "createTable": { "name": "Order" } }])) });
    let first = designs.get(APPLY, input.clone()).await;
    designs.edit(json!([{ "createTable": { "name": "Other" } }])).await;
    let mut again = designs.get(APPLY, input).await;
    assert_eq!(again["applyEdits"]["branch"]["revision"], 2);
    again["applyEdits"]["branch"]["revision"] = json!(1);
    assert_eq!(again, first);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn exactly_one_member_of_an_edit_is_set() {
    let designs = Designs::start().await;
    for edit in [
        json!({}),
        json!({ "deleteTable": { "id": "1" }, "deleteField": { "id": "1" } }),
        json!({ "deleteTable": null }),
    ] {
        let input = json!({ "input": designs.batch(json!([edit])) });
        let error = designs.refused(&designs.owner, APPLY, input).await;
        assert_eq!(error["extensions"]["code"], "INVALID", "{edit}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn un_01_undo_and_redo_go_back_and_forth() {
    let designs = Designs::start().await;
    let field = "{ revision changes { kind element { ... on DataTable { name } } } }";
    designs.edit(json!([{ "createTable": { "name": "Order" } }])).await;
    let undo = format!("mutation($id: ID!) {{ undo(branchId: $id) {field} }}");
    let data = designs.get(&undo, json!({ "id": designs.branch })).await;
    let expected = json!({ "revision": 2, "changes": [{ "kind": "DELETED", "element": { "name": "Order" } }] });
    assert_eq!(data["undo"], expected);
    let redo = format!("mutation($id: ID!) {{ redo(branchId: $id) {field} }}");
    let data = designs.get(&redo, json!({ "id": designs.branch })).await;
    assert_eq!(data["redo"]["changes"][0]["kind"], "CREATED");
    let error = designs
        .refused(&designs.owner, &redo, json!({ "id": designs.branch }))
        .await;
    assert_eq!(error["extensions"]["code"], "CONFLICT");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_not_edit_is_told_so() {
    let designs = Designs::start().await;
    let input = json!({ "input": designs.batch(json!([{ "createTable": { "name": "Order" } }])) });
    let reader = designs.colleague("Vera", Role::Viewer).await;
    let stranger = designs.stranger().await;
    assert_eq!(
        designs.refused(&reader, APPLY, input.clone()).await["extensions"]["code"],
        "FORBIDDEN"
    );
    assert_eq!(
        designs.refused(&stranger, APPLY, input.clone()).await["extensions"]["code"],
        "NOT_FOUND"
    );
    let mut elsewhere = input;
    elsewhere["input"]["branchId"] = json!("nowhere");
    assert_eq!(
        designs.refused(&designs.owner, APPLY, elsewhere).await["extensions"]["code"],
        "NOT_FOUND"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn layout_is_kept_beside_the_design() {
    let designs = Designs::start().await;
    let (table, other) = (new_id(), new_id());
    designs
        .edit(json!([{ "createTable": { "id": table, "name": "Order" } }]))
        .await;
    let document = "mutation($id: ID!, $items: [LayoutItemInput!]!) { updateLayout(branchId: $id, items: $items) { \
        revision layout } }";
    let items = json!([{ "elementId": table, "data": { "x": 1 } }, { "elementId": other, "data": 7 }]);
    let data = designs
        .get(document, json!({ "id": designs.branch, "items": items }))
        .await;
    assert_eq!(
        data["updateLayout"],
        json!({ "revision": 1, "layout": { (table.clone()): { "x": 1 }, (other.clone()): 7 } })
    );
    let items = json!([{ "elementId": other }]);
    let data = designs
        .get(document, json!({ "id": designs.branch, "items": items }))
        .await;
    assert_eq!(data["updateLayout"]["layout"], json!({ (table): { "x": 1 } }));
}
