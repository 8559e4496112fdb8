//! Loading a branch: pages, children, and how many statements that takes.

use serde_json::{Value, json};

use super::world::{Designs, new_id};

const EVERYTHING: &str = "query($id: ID!) { branch(id: $id) { revision project { name } locks { id } \
    dataTables(first: 1000) { totalCount pageInfo { hasNextPage } nodes { name status lock { id } branch { name } \
      fields { name dataType config isPrimaryKey isUnique enumType { name } table { name } } \
      primaryKey { fields { name } } uniqueKeys { id } checks { id } indexes { name } \
      relationships { relationshipName } } } \
    relationships(first: 1000) { totalCount nodes { sourceTable { name fields { name } } targetTable { name } \
      fieldPairs { source { name } target { name } } } } } }";

/// Tables with a key and a reference to the table before.
fn tables(count: usize) -> Vec<Value> {
    let ids: Vec<(String, String)> = (0..count).map(|_| (new_id(), new_id())).collect();
    let mut edits = Vec::new();
    for (number, (table, key)) in ids.iter().enumerate() {
        edits.push(json!({ "createTable": { "id": table, "name": format!("Table {number:04}") } }));
        edits.push(
            json!({ "createField": { "id": key, "tableId": table, "name": "id", "dataType": "NUMBER",
            "isPrimaryKey": true } }),
        );
        edits.push(
            json!({ "createField": { "tableId": table, "name": "note", "dataType": "TEXT",
            "config": { "length": 80 }, "isUnique": true } }),
        );
    }
    for pair in ids.windows(2) {
        edits.push(
            json!({ "createRelationship": { "relationshipType": "ONE_TO_MANY", "sourceTableId": pair[0].0,
            "targetTableId": pair[1].0 } }),
        );
    }
    edits
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_branch_with_1000_tables_is_a_handful_of_statements() {
    let designs = Designs::start().await;
    designs.edit(tables(1_000).into()).await;
    let before = designs.store.queries();
    let data = designs.get(EVERYTHING, json!({ "id": designs.branch })).await;
    let statements = designs.store.queries() - before;
    let branch = &data["branch"];
    assert_eq!(branch["dataTables"]["totalCount"], 1_000);
    assert_eq!(branch["dataTables"]["nodes"].as_array().unwrap().len(), 1_000);
    assert_eq!(branch["relationships"]["totalCount"], 999);
    let last = &branch["dataTables"]["nodes"][999];
    assert_eq!(last["name"], "Table 0999");
    assert_eq!(last["primaryKey"]["fields"], json!([{ "name": "id" }]));
    assert_eq!(last["fields"][0]["isPrimaryKey"], true);
    assert_eq!(last["fields"][1]["config"], json!({ "length": 80 }));
    assert_eq!(last["relationships"].as_array().unwrap().len(), 1);
    assert_eq!(
        branch["relationships"]["nodes"][0]["fieldPairs"][0]["source"]["name"],
        "id"
    );
    assert!(statements <= 30, "{statements} statements");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_join_up_in_both_directions() {
    let designs = Designs::start().await;
    designs.edit(tables(7).into()).await;
    let document = "query($id: ID!, $first: Int, $after: String, $last: Int, $before: String) { branch(id: $id) { \
        dataTables(first: $first, after: $after, last: $last, before: $before) { totalCount edges { cursor \
        node { name } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }";
    let mut forwards = Vec::new();
    let mut after = Value::Null;
    loop {
        let variables = json!({ "id": designs.branch, "first": 3, "after": after });
        let page = designs.get(document, variables).await["branch"]["dataTables"].clone();
        assert_eq!(page["totalCount"], 7);
        assert_eq!(page["pageInfo"]["startCursor"], page["edges"][0]["cursor"]);
        forwards.extend(
            page["edges"]
                .as_array()
                .unwrap()
                .iter()
                .map(|edge| edge["node"]["name"].clone()),
        );
        after = page["pageInfo"]["endCursor"].clone();
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
    }
    let named: Vec<Value> = (0..7).map(|number| format!("Table {number:04}").into()).collect();
    assert_eq!(forwards, named);

    let variables = json!({ "id": designs.branch, "last": 2, "before": after });
    let page = designs.get(document, variables).await["branch"]["dataTables"].clone();
    let names: Vec<&Value> = page["edges"]
        .as_array()
        .unwrap()
        .iter()
        .map(|edge| &edge["node"]["name"])
        .collect();
    assert_eq!(names, ["Table 0004", "Table 0005"]);
    assert_eq!(page["pageInfo"]["hasPreviousPage"], true);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tables_are_searched_and_filtered() {
    let designs = Designs::start().await;
    designs
        .edit(json!([
            { "createTable": { "name": "Customer", "description": "Who buys 50% of it" } },
            { "createTable": { "name": "Order", "tableName": "customer_order", "status": "ACTIVE" } },
            { "createTable": { "name": "Stock" } },
        ]))
        .await;
    let document = "query($id: ID!, $search: String, $status: TableStatus) { branch(id: $id) { \
        dataTables(search: $search, status: $status) { totalCount nodes { name } } } }";
    for (search, status, found) in [
        (json!("CUSTOMER"), Value::Null, vec!["Customer", "Order"]),
        (json!("50%"), Value::Null, vec!["Customer"]),
        (json!("50_"), Value::Null, vec![]),
        (json!("customer"), json!("ACTIVE"), vec!["Order"]),
        (Value::Null, json!("DRAFT"), vec!["Customer", "Stock"]),
    ] {
        let variables = json!({ "id": designs.branch, "search": search, "status": status });
        let page = designs.get(document, variables).await["branch"]["dataTables"].clone();
        let names: Vec<&str> = page["nodes"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|n| n["name"].as_str())
            .collect();
        assert_eq!(names, found, "{search} {status}");
        assert_eq!(page["totalCount"], found.len(), "{search} {status}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_there_or_not_ones_own_is_null() {
    let designs = Designs::start().await;
    let table = new_id();
    designs
        .edit(json!([{ "createTable": { "id": table, "name": "Order" } }]))
        .await;
    let document = "query($branch: ID!, $table: ID!) { branch(id: $branch) { name } dataTable(id: $table) { name } \
        schemaVersion(id: $table) { message } }";
    let nothing = json!({ "branch": null, "dataTable": null, "schemaVersion": null });
    for id in ["", "nonsense", "\0", &new_id(), &"9".repeat(5_000)] {
        assert_eq!(
            designs.get(document, json!({ "branch": id, "table": id })).await,
            nothing,
            "{id}"
        );
    }
    let stranger = designs.stranger().await;
    let own = json!({ "branch": designs.branch, "table": table });
    assert_eq!(designs.ask(&stranger, document, own.clone()).await["data"], nothing);
    let anonymous = crate::access::Viewer::Anonymous;
    let error = designs.refused(&anonymous, document, own).await;
    assert_eq!(error["extensions"]["code"], "UNAUTHENTICATED");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn page_arguments_that_make_no_sense_are_refused() {
    let designs = Designs::start().await;
    let document = |arguments: &str| {
        format!("query($id: ID!) {{ branch(id: $id) {{ dataTables({arguments}) {{ totalCount }} }} }}")
    };
    for (arguments, code) in [
        ("first: -1", "INVALID"),
        ("first: 1, last: 1", "INVALID"),
        ("after: \"x\"", "INVALID"),
        ("first: 5001", "LIMITED"),
        ("first: 3000000000", "INVALID"),
    ] {
        let error = designs
            .refused(&designs.owner, &document(arguments), json!({ "id": designs.branch }))
            .await;
        assert_eq!(error["extensions"]["code"], code, "{arguments}");
    }
}
