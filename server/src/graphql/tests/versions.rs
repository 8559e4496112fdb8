//! Imports, versions and DDL over the API.

use serde_json::json;

use super::world::{Designs, new_id};

const COMPILED: &str = "sql statements { sql comment } diagnostics { code severity message subject }";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rv_06_a_version_keeps_the_design_it_was_made_of() {
    let designs = Designs::start().await;
    let table = new_id();
    designs
        .edit(json!([
            { "createTable": { "id": table, "name": "Order" } },
            { "createField": { "tableId": table, "name": "id", "dataType": "NUMBER", "isPrimaryKey": true } },
        ]))
        .await;
    let create = "mutation($input: CreateSchemaVersionInput!) { createSchemaVersion(input: $input) { id versionNumber \
        schemaHash message revision createdBy { name } branch { name } } }";
    let input = json!({ "input": { "branchId": designs.branch, "message": "First" } });
    let made = designs.get(create, input).await["createSchemaVersion"].clone();
    assert_eq!((&made["versionNumber"], &made["revision"]), (&json!(1), &json!(1)));
    assert_eq!(made["schemaHash"].as_str().unwrap().len(), 64);
    assert_eq!(
        (&made["createdBy"]["name"], &made["branch"]["name"]),
        (&json!("Ada"), &json!("main"))
    );

    designs.edit(json!([{ "deleteTable": { "id": table } }])).await;
    let document = format!(
        "query($version: ID!, $branch: ID!) {{ schemaVersion(id: $version) {{ compile(target: POSTGRES) {{ {COMPILED} }} }} \
         branch(id: $branch) {{ compile(target: POSTGRES) {{ {COMPILED} }} \
         schemaVersions {{ totalCount nodes {{ message }} }} }} }}"
    );
    let data = designs
        .get(&document, json!({ "version": made["id"], "branch": designs.branch }))
        .await;
    let kept = data["schemaVersion"]["compile"]["sql"].as_str().unwrap();
    assert!(kept.contains("CREATE TABLE"), "{kept}");
    let now = data["branch"]["compile"]["sql"].as_str().unwrap();
    assert!(!now.contains("CREATE TABLE"), "{now}");
    assert_eq!(
        data["branch"]["schemaVersions"],
        json!({ "totalCount": 1, "nodes": [{ "message": "First" }] })
    );

    let document =
        "query($id: ID!) { schemaVersion(id: $id) { migrationTo(version: $id, target: SQLITE) { up { sql } } } }";
    let error = designs
        .refused(&designs.owner, document, json!({ "id": made["id"] }))
        .await;
    assert_eq!(error["extensions"]["code"], "UNSUPPORTED");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ed_19_an_import_is_one_event_and_comes_out_as_ddl() {
    let designs = Designs::start().await;
    let source = "CREATE TABLE customer (id integer PRIMARY KEY, mail varchar(80) NOT NULL UNIQUE);\n\
        CREATE TABLE orders (id integer PRIMARY KEY, customer_id integer NOT NULL REFERENCES customer (id));\n\
        CREATE VIEW v AS SELECT 1;\n\
        this is not SQL;\n";
    let import = "mutation($input: ImportSchemaInput!) { importSchema(input: $input) { revision tableCount \
        diagnostics { code severity message line column } } }";
    let input = json!({ "branchId": designs.branch, "format": "POSTGRES", "source": source, "clientEditId": "once" });
    let data = designs.get(import, json!({ "input": input })).await["importSchema"].clone();
    assert_eq!((&data["revision"], &data["tableCount"]), (&json!(1), &json!(2)));
    assert!(
        data["diagnostics"]
            .as_array()
            .unwrap()
            .iter()
            .any(|found| found["line"] == 4),
        "{data:#}"
    );
    let again = designs.get(import, json!({ "input": input })).await["importSchema"].clone();
    assert_eq!((&again["revision"], &again["tableCount"]), (&json!(1), &json!(2)));

    for (target, quoted) in [
        ("POSTGRES", "customer"),
        ("MYSQL", "`customer`"),
        ("SQLITE", "customer"),
    ] {
        let document =
            format!("query($id: ID!) {{ branch(id: $id) {{ compile(target: {target}) {{ {COMPILED} }} }} }}");
        let data = designs.get(&document, json!({ "id": designs.branch })).await;
        let compiled = &data["branch"]["compile"];
        assert!(compiled["sql"].as_str().unwrap().contains(quoted), "{compiled:#}");
        assert!(compiled["statements"].as_array().unwrap().len() >= 2, "{compiled:#}");
    }
    let refused = designs.refused(
        &designs.owner,
        import,
        json!({ "input": { "branchId": designs.branch, "format": "DBML", "source": "Table a {}" } }),
    );
    assert_eq!(refused.await["extensions"]["code"], "UNSUPPORTED");
}
