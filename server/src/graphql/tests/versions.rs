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
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_migration_leads_from_one_version_to_another_and_back() {
    let designs = Designs::start().await;
    let (table, field) = (new_id(), new_id());
    designs
        .edit(json!([
            { "createTable": { "id": table, "name": "Order" } },
            { "createField": { "tableId": table, "name": "id", "dataType": "NUMBER", "isPrimaryKey": true } },
            { "createField": { "id": field, "tableId": table, "name": "total", "dataType": "NUMBER" } },
        ]))
        .await;
    let create = "mutation($input: CreateSchemaVersionInput!) { createSchemaVersion(input: $input) { id revision } }";
    let input = json!({ "input": { "branchId": designs.branch, "message": "First" } });
    let first = designs.get(create, input.clone()).await["createSchemaVersion"].clone();
    designs
        .edit(json!([
            { "updateField": { "id": field, "name": "amount", "fieldName": "amount" } },
            { "createField": { "tableId": table, "name": "note", "dataType": "TEXT" } },
        ]))
        .await;
    let second = designs.get(create, input).await["createSchemaVersion"].clone();

    let document = "query($from: ID!, $to: ID!) { schemaVersion(id: $from) { migrationTo(version: $to, target: MYSQL) { \
        target upScript downScript changes { kind subject elementId } suggestions { rename reason } \
        up { sql comment change elementId hazards { kind message table } } down { sql } \
        diagnostics { code subject elementId } } } }";
    let both = json!({ "from": first["id"], "to": second["id"] });
    let migration = designs.get(document, both.clone()).await["schemaVersion"]["migrationTo"].clone();
    let kinds: Vec<_> = migration["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["kind"])
        .collect();
    assert_eq!(kinds, [&json!("renameColumn"), &json!("addColumn")], "{migration:#}");
    let up = migration["upScript"].as_str().unwrap();
    assert!(up.contains("amount") && !up.contains("DROP COLUMN"), "{up}");
    let down = migration["downScript"].as_str().unwrap();
    assert!(down.contains("DROP COLUMN"), "{down}");
    assert_eq!(migration["suggestions"], json!([]));

    let states = "query($from: ID!, $branch: ID!, $revision: Int) { compare(from: { branch: { id: $branch, \
        revision: $revision } }, to: { version: $from }) { added { elementId } changed { elementId name fields \
        before { ... on DataField { name } } after { ... on DataField { name } } } removed { name } } }";
    let asked = json!({ "from": second["id"], "branch": designs.branch, "revision": first["revision"] });
    let compared = designs.get(states, asked).await["compare"].clone();
    assert_eq!(compared["added"].as_array().unwrap().len(), 1);
    assert_eq!(
        compared["changed"],
        json!([{ "elementId": field, "name": "amount", "fields": ["name", "fieldName"],
            "before": { "name": "total" }, "after": { "name": "amount" } }])
    );
    assert_eq!(compared["removed"], json!([]));

    let stranger = new_id();
    let error = designs
        .refused(&designs.owner, document, json!({ "from": first["id"], "to": stranger }))
        .await;
    assert_eq!(error["extensions"]["code"], "NOT_FOUND");
    let asked = json!({ "from": second["id"], "branch": designs.branch, "revision": 99 });
    let error = designs.refused(&designs.owner, states, asked).await;
    assert_eq!(error["extensions"]["code"], "INVALID");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn designs_come_in_and_go_out_as_dbml_and_json() {
    let import = "mutation($input: ImportSchemaInput!) { importSchema(input: $input) { tableCount \
        diagnostics { code severity line column } } }";
    let export = "query($id: ID!) { branch(id: $id) { dbml: export(format: DBML) { text diagnostics { code } } \
        json: export(format: JSON) { text } mermaid: export(format: MERMAID) { text } } }";
    let designs = Designs::start().await;
    let source = "Table a {\n  id int [pk]\n}\nTable b {\n  id int [pk]\n  a_id int [ref: > a.id]\n  nonsense [\n}\n";
    let input = json!({ "branchId": designs.branch, "format": "DBML", "source": source });
    let data = designs.get(import, json!({ "input": input })).await["importSchema"].clone();
    assert_eq!(data["tableCount"], 2);
    assert!(
        data["diagnostics"]
            .as_array()
            .unwrap()
            .iter()
            .any(|found| found["severity"] == "ERROR"),
        "{data:#}"
    );
    let texts = designs.get(export, json!({ "id": designs.branch })).await["branch"].clone();
    assert!(
        texts["dbml"]["text"].as_str().unwrap().contains("b.a_id > a.id"),
        "{texts:#}"
    );
    assert!(
        texts["mermaid"]["text"].as_str().unwrap().starts_with("erDiagram"),
        "{texts:#}"
    );

    // The same server has these ids already: elements of an import get new ones.
    let other = Designs::start().await;
    let json_text = texts["json"]["text"].clone();
    let input = json!({ "branchId": other.branch, "format": "JSON", "source": json_text });
    let data = other.get(import, json!({ "input": input })).await["importSchema"].clone();
    assert_eq!((&data["tableCount"], &data["diagnostics"]), (&json!(2), &json!([])));
    let again = other.get(export, json!({ "id": other.branch })).await["branch"].clone();
    assert_eq!(again["dbml"]["text"], texts["dbml"]["text"]);

    for (text, path) in [
        ("{}", "$.format"),
        (r#"{"format": "tablewright-design", "version": 9}"#, "$.version"),
        (
            r#"{"format": "tablewright-design", "version": 1, "design": {"tables": [{}]}}"#,
            "$.design.tables[0]",
        ),
    ] {
        let input = json!({ "branchId": other.branch, "format": "JSON", "source": text });
        let error = other.refused(&other.owner, import, json!({ "input": input })).await;
        assert_eq!(error["extensions"]["code"], "INVALID", "{error:#}");
        assert_eq!(error["extensions"]["issues"][0]["path"], path, "{error:#}");
    }
}
