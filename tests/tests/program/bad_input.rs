//! What people and programs send by mistake or malice: each gives a coded error that can be acted
//! on, never a 5xx, a panic or a hang, and the server goes on.

use serde_json::{Value, json};
use tablewright_tests::{Branch, BranchEvents, Engine, ScratchDatabase, Server, Session, Storage, id, within};

const CODES: [&str; 9] = [
    "UNAUTHENTICATED",
    "FORBIDDEN",
    "NOT_FOUND",
    "INVALID",
    "CONFLICT",
    "LOCKED",
    "LOCK_LOST",
    "LIMITED",
    "UNSUPPORTED",
];

/// An answer longer than this would be an echo of what was sent.
const LONGEST_ANSWER: usize = 20_000;

struct World {
    server: Server,
    ada: Session,
    branch: Branch,
    table: String,
    _storage: Storage,
}

impl World {
    async fn on(storage: Storage) -> Self {
        let server = Server::start(&storage).await;
        let ada = Session::sign_up(&server, "ada").await;
        let branch = ada.create_project("Ordinary").await;
        let table = ada.create_table(&branch, "Customer").await;
        Self {
            server,
            ada,
            branch,
            table,
            _storage: storage,
        }
    }

    /// Sends a body and returns the code of the error it gets.
    async fn code_of(&self, session: &Session, label: &str, body: impl Into<reqwest::Body>) -> String {
        let answer = within(label, session.post(body).send()).await.unwrap();
        let status = answer.status();
        let text = within(label, answer.text()).await.unwrap();
        let shown: String = text.chars().take(400).collect();
        assert!(!status.is_server_error(), "{label}: {status} {shown}");
        assert!(
            text.len() < LONGEST_ANSWER,
            "{label}: an answer of {} bytes",
            text.len()
        );
        let answer: Value =
            serde_json::from_str(&text).unwrap_or_else(|_| panic!("{label}: {status}, not JSON: {shown}"));
        let error = &answer["errors"][0];
        assert!(
            !error["message"].as_str().unwrap_or_default().is_empty(),
            "{label}: {shown}"
        );
        let code = error["extensions"]["code"].as_str().unwrap_or("(none)");
        assert!(CODES.contains(&code), "{label}: {shown}");
        code.to_owned()
    }

    async fn run(&self, label: &str, document: &str, variables: Value) -> String {
        let body = json!({ "query": document, "variables": variables }).to_string();
        self.code_of(&self.ada, label, body).await
    }

    async fn edit(&self, label: &str, edit: Value) -> String {
        self.run(label, APPLY, self.edits(&json!([edit]))).await
    }

    fn edits(&self, edits: &Value) -> Value {
        json!({ "input": { "branchId": self.branch.id, "clientEditId": id(), "edits": edits } })
    }

    /// The same process still does its work.
    async fn goes_on(&self) {
        let edit = json!([{ "updateTable": { "id": self.table, "description": id() } }]);
        self.ada.edit(&self.branch, edit).await;
        let output = self.server.output();
        assert!(!output.contains("panicked"), "{output}");
    }
}

const APPLY: &str = "mutation($input: ApplyEditsInput!) { applyEdits(input: $input) { revision } }";

#[tokio::test]
async fn malformed_requests_are_refused_with_a_code() {
    let world = World::on(Storage::sqlite()).await;
    let bomb = |open: &str, close: &str| {
        let value = format!("{}1{}", open.repeat(2_000), close.repeat(2_000));
        json!({ "query": format!("{{ project(id: {value}) {{ id }} }}") }).to_string()
    };
    let bodies: Vec<(&str, Vec<u8>)> = vec![
        ("nothing", b"".to_vec()),
        ("half a JSON", b"{\"query\": \"{ viewer".to_vec()),
        ("not UTF-8", b"{\"query\": \"\xff\xfe\"}".to_vec()),
        ("a number", b"1".to_vec()),
        ("no query", b"{}".to_vec()),
        ("a query that is a number", b"{\"query\": 1}".to_vec()),
        ("an empty query", b"{\"query\": \"\"}".to_vec()),
        ("half a document", b"{\"query\": \"{ viewer\"}".to_vec()),
        ("no such field", b"{\"query\": \"{ nothingLikeIt }\"}".to_vec()),
        ("no such operation", b"{\"query\": \"query A { viewer { id } }\", \"operationName\": \"B\"}".to_vec()),
        ("variables in a list", b"{\"query\": \"{ viewer { id } }\", \"variables\": [1]}".to_vec()),
        ("NUL in the document", b"{\"query\": \"{ viewer\\u0000 { id } }\"}".to_vec()),
        ("nested lists", bomb("[", "]").into_bytes()),
        ("nested objects", bomb("{a:", "}").into_bytes()),
        ("nested JSON", format!("{{\"query\": \"{{ viewer {{ id }} }}\", \"variables\": {{\"a\": {}1{}}}}}", "[".repeat(5_000), "]".repeat(5_000)).into_bytes()),
        ("5 MB of document", json!({ "query": format!("{{ viewer {{ id }} }} #{}", "x".repeat(5_000_000)) }).to_string().into_bytes()),
        ("40 MB of body", vec![b' '; 40_000_000]),
        ("a thousand aliases", json!({ "query": format!("{{ {} }}", (0..1_000).map(|n| format!("a{n}: viewer {{ id }}")).collect::<String>()) }).to_string().into_bytes()),
        ("a wide tree", json!({ "query": "{ projects(first: 1000) { edges { node { mainBranch { dataTables(first: 1000) { edges { node { id } } } } } } } }" }).to_string().into_bytes()),
    ];
    for (label, body) in bodies {
        world.code_of(&world.ada, label, body).await;
    }
    world.goes_on().await;
}

#[tokio::test]
async fn ids_that_are_unknown_or_no_ids_are_refused_on_sqlite() {
    wrong_ids(&World::on(Storage::sqlite()).await).await;
}

#[tokio::test]
async fn ids_that_are_unknown_or_no_ids_are_refused_on_postgres() {
    wrong_ids(&World::on(Storage::postgres()).await).await;
}

async fn wrong_ids(world: &World) {
    let long = "a".repeat(100_000);
    for wrong in [
        id().as_str(),
        "",
        "x",
        "../../etc/passwd",
        "' OR 1=1 --",
        "\u{0}",
        long.as_str(),
    ] {
        let label = format!("{:.20?}", wrong);
        for field in ["project", "branch", "dataTable", "schemaVersion"] {
            let document = format!("query($id: ID!) {{ {field}(id: $id) {{ id }} }}");
            match world.ada.run(&document, json!({ "id": wrong })).await {
                Ok(data) => assert_eq!(data[field], Value::Null, "{field}({label})"),
                Err(refusal) => assert!(["NOT_FOUND", "INVALID"].contains(&refusal.code.as_str()), "{refusal:?}"),
            }
        }
        for document in [
            "mutation($id: ID!) { applyEdits(input: { branchId: $id, clientEditId: \"1\", edits: [] }) { revision } }",
            "mutation($id: ID!) { undo(branchId: $id) { revision } }",
            "mutation($id: ID!) { importSchema(input: { branchId: $id, format: POSTGRES, source: \"\" }) { revision } }",
            "mutation($id: ID!) { acquireTableLock(input: { tableId: $id, kind: OPTIMISTIC }) { id } }",
            "mutation($id: ID!) { renewTableLock(lockToken: $id) { id } }",
            "mutation($id: ID!) { releaseTableLock(lockToken: $id) }",
            "mutation($id: ID!) { createSchemaVersion(input: { branchId: $id, message: \"x\" }) { id } }",
            "mutation($id: ID!) { setPresence(branchId: $id, presence: {}) }",
        ] {
            let code = world.run(document, document, json!({ "id": wrong })).await;
            assert!(
                ["NOT_FOUND", "INVALID", "LOCK_LOST"].contains(&code.as_str()),
                "{document} {label}: {code}"
            );
        }
        for edit in [
            json!({ "updateTable": { "id": wrong, "name": "x" } }),
            json!({ "deleteTable": { "id": wrong } }),
            json!({ "createField": { "tableId": wrong, "name": "x", "dataType": "TEXT" } }),
            json!({ "updateField": { "id": wrong, "name": "x" } }),
            json!({ "deleteRelationship": { "id": wrong } }),
            json!({ "createRelationship": { "relationshipType": "ONE_TO_MANY", "sourceTableId": wrong, "targetTableId": world.table } }),
        ] {
            let code = world
                .edit(&edit.to_string()[..60.min(edit.to_string().len())], edit.clone())
                .await;
            assert!(
                ["NOT_FOUND", "INVALID", "CONFLICT"].contains(&code.as_str()),
                "{label}: {code}"
            );
        }
        for cursor in ["after", "before"] {
            let document = format!("query($c: String) {{ projects(first: 2, {cursor}: $c) {{ edges {{ cursor }} }} }}");
            // An unknown cursor may also be taken for a place in the list.
            if let Err(refusal) = world.ada.run(&document, json!({ "c": wrong })).await {
                assert_eq!(refusal.code, "INVALID", "{refusal:?}");
            }
        }
    }
    let mut events = BranchEvents::connect(&world.ada).await;
    events
        .start(
            "subscription($id: ID!) { branchEvents(branchId: $id, after: 0) { __typename } }",
            json!({ "id": id() }),
        )
        .await;
    let message = within("the refusal", events.message()).await.unwrap();
    assert_eq!(message["type"], "error", "{message}");
    assert_eq!(message["payload"][0]["extensions"]["code"], "NOT_FOUND", "{message}");
    world.goes_on().await;
}

#[tokio::test]
async fn names_that_cannot_be_are_refused_on_sqlite() {
    wrong_names(&World::on(Storage::sqlite()).await).await;
}

#[tokio::test]
async fn names_that_cannot_be_are_refused_on_postgres() {
    wrong_names(&World::on(Storage::postgres()).await).await;
}

async fn wrong_names(world: &World) {
    let (huge, long) = ("n".repeat(5_000_000), "n".repeat(256));
    for (label, wrong) in [
        ("5 MB", huge.as_str()),
        ("256 characters", &long),
        ("NUL", "a\u{0}b"),
        ("empty", ""),
        ("a line break", "a\nb"),
    ] {
        for edit in [
            json!({ "createTable": { "name": wrong } }),
            json!({ "createTable": { "name": "Fine", "tableName": wrong } }),
            json!({ "updateTable": { "id": world.table, "name": wrong } }),
            json!({ "createField": { "tableId": world.table, "name": wrong, "dataType": "TEXT" } }),
            json!({ "createField": { "tableId": world.table, "name": "Fine", "fieldName": wrong, "dataType": "TEXT" } }),
        ] {
            assert_eq!(world.edit(label, edit).await, "INVALID", "ED-07, {label}");
        }
    }
    for (label, wrong) in [("5 MB", huge.as_str()), ("NUL", "a\u{0}b")] {
        for (what, document) in [
            (
                "project",
                "mutation($text: String!) { createProject(input: { name: $text }) { project { id } } }",
            ),
            (
                "e-mail",
                "mutation($text: String!) { signIn(input: { email: $text, password: \"x\" }) { token } }",
            ),
            (
                "password",
                "mutation($text: String!) { signIn(input: { email: \"ada@example.org\", password: $text }) { token } }",
            ),
        ] {
            world
                .run(&format!("{what} of {label}"), document, json!({ "text": wrong }))
                .await;
        }
        let message = json!({ "input": { "branchId": world.branch.id, "message": wrong } });
        let document = "mutation($input: CreateSchemaVersionInput!) { createSchemaVersion(input: $input) { id } }";
        assert_eq!(world.run("version message", document, message).await, "INVALID");
        let reason = json!({ "input": { "tableId": world.table, "kind": "OPTIMISTIC", "reason": wrong } });
        let document = "mutation($input: AcquireTableLockInput!) { acquireTableLock(input: $input) { id } }";
        assert_eq!(world.run("lock reason", document, reason).await, "INVALID");
        let mut named = world.edits(&json!([{ "createTable": { "name": "Fine" } }]));
        named["input"]["clientEditId"] = json!(wrong);
        assert_eq!(world.run("clientEditId", APPLY, named).await, "INVALID");
        let described = json!({ "updateTable": { "id": world.table, "description": wrong } });
        assert_eq!(world.edit("description", described).await, "INVALID");
    }
    // A search is not stored: NUL or not, it finds nothing or is refused.
    for text in ["a\u{0}b", "%", "_", "\\", "'"] {
        let found = world
            .ada
            .run(
                "query($s: String) { projects(search: $s) { edges { node { id } } } }",
                json!({ "s": text }),
            )
            .await;
        match found {
            Ok(data) => assert_eq!(data["projects"]["edges"], json!([]), "{text:?}"),
            Err(refusal) => assert_eq!(refusal.code, "INVALID", "{text:?}"),
        }
    }
    world.goes_on().await;
}

#[tokio::test]
async fn values_that_make_no_sense_are_refused() {
    let world = World::on(Storage::sqlite()).await;
    let field = |data_type: &str, config: Value| json!({ "createField": { "tableId": world.table, "name": "x", "dataType": data_type, "config": config } });
    for edit in [
        json!({}),
        json!({ "createTable": { "name": "A" }, "deleteTable": { "id": world.table } }),
        json!({ "createTable": { "id": "not an id", "name": "A" } }),
        json!({ "createTable": { "id": world.table, "name": "A" } }),
        json!({ "createTable": { "name": "Customer" } }),
        json!({ "updateTable": { "id": world.table, "status": "DEPRECATED" } }),
        json!({ "updateTable": { "id": world.table, "status": "NO_SUCH" } }),
        field("TEXT", json!({ "length": -1 })),
        field("TEXT", json!({ "length": 1e300 })),
        field("TEXT", json!({ "lenght": 3 })),
        field("TEXT", json!([1, 2])),
        field("NUMBER", json!({ "precision": 3, "scale": 9_000_000_000_i64 })),
        field("ENUM", json!({})),
        field("NATIVE", json!({})),
        field("NO_SUCH", json!({})),
        json!({ "createField": { "tableId": world.table, "name": "x", "dataType": "TEXT", "sortOrder": -1 } }),
        json!({ "createField": { "tableId": world.table, "name": "x", "dataType": "TEXT", "defaultValue": "1; DROP TABLE customer" } }),
        json!({ "createField": { "tableId": world.table, "name": "x", "dataType": "TEXT", "defaultValue": "'never closed" } }),
        json!({ "createField": { "tableId": world.table, "name": "x", "dataType": "TEXT", "defaultValue": "(".repeat(20_000) } }),
        json!({ "createRelationship": { "relationshipType": "ONE_TO_MANY", "sourceTableId": world.table, "targetTableId": world.table,
            "fieldPairs": [{ "sourceFieldId": id(), "targetFieldId": id() }] } }),
    ] {
        let label: String = edit.to_string().chars().take(80).collect();
        assert_eq!(world.edit(&label, edit).await, "INVALID", "{label}");
    }
    let many: Vec<_> = (0..200_000)
        .map(|n| json!({ "createTable": { "name": format!("T{n}") } }))
        .collect();
    let code = world.run("200,000 edits", APPLY, world.edits(&json!(many))).await;
    assert!(["LIMITED", "INVALID"].contains(&code.as_str()), "{code}");
    for seconds in [0, -1, 10_000_000, i32::MAX] {
        let input = json!({ "input": { "tableId": world.table, "kind": "OPTIMISTIC", "seconds": seconds } });
        let document = "mutation($input: AcquireTableLockInput!) { acquireTableLock(input: $input) { id } }";
        assert_eq!(world.run("LK-04", document, input).await, "INVALID", "{seconds} s");
    }
    for page in [-1, 0, 1_000_000] {
        let document = "query($n: Int) { projects(first: $n) { edges { cursor } } }";
        if let Err(refusal) = world.ada.run(document, json!({ "n": page })).await {
            assert!(["INVALID", "LIMITED"].contains(&refusal.code.as_str()), "{refusal:?}");
        }
    }
    world.goes_on().await;
}

#[tokio::test]
async fn ed_02_every_issue_is_listed_with_its_path() {
    let world = World::on(Storage::sqlite()).await;
    let edits = json!([
        { "createTable": { "name": "" } },
        { "createTable": { "name": "Fine" } },
        { "createField": { "tableId": world.table, "name": "Id", "dataType": "TEXT" } },
    ]);
    let refusal = world.ada.apply(&world.branch, edits).await.unwrap_err();
    let issues = refusal.extensions["issues"].as_array().unwrap();
    let path = |n: usize| issues[n]["path"].as_str().unwrap();
    assert_eq!(issues.len(), 2, "{issues:?}");
    assert!(path(0).starts_with("edits[0].createTable"), "{issues:?}");
    assert!(path(1).starts_with("edits[2].createField"), "{issues:?}");
    assert_eq!(world.ada.revision(&world.branch).await, 1, "ED-01");
}

#[tokio::test]
async fn ed_07_quotes_keywords_and_any_script_are_names_like_others() {
    let world = World::on(Storage::sqlite()).await;
    for name in [
        "select",
        "User",
        "order by",
        "a\"b",
        "a'b",
        "a`b",
        "a]b",
        "a\\b",
        "$1",
        "--",
        "/*",
        "; DROP TABLE \"user\"; --",
        "naïve",
        "表",
        "😀",
        "%s",
        "?",
    ] {
        let table = id();
        let edits = json!([
            { "createTable": { "id": table, "name": name, "tableName": name, "description": name } },
            { "createField": { "tableId": table, "name": "Id", "dataType": "NUMBER", "isPrimaryKey": true, "isRequired": true } },
            { "createField": { "tableId": table, "name": name, "fieldName": name, "dataType": "TEXT", "config": { "length": 20 } } },
        ]);
        world.ada.edit(&world.branch, edits).await;
    }
    for engine in Engine::ALL {
        let compiled = world.ada.compile(&world.branch, engine.target()).await;
        let scratch = ScratchDatabase::create(engine);
        scratch.apply(compiled["sql"].as_str().unwrap()).unwrap();
        assert_eq!(scratch.table_count(), 18, "{engine:?}");
    }
}

#[tokio::test]
async fn ed_13_a_cycle_no_row_could_enter_is_refused() {
    let world = World::on(Storage::sqlite()).await;
    let mut tables = Vec::new();
    for name in ["A", "B", "C"] {
        let (table, key, reference) = (id(), id(), id());
        let number = |field: &str, name: &str, primary: bool| json!({ "createField": { "id": field, "tableId": table, "name": name, "dataType": "NUMBER", "isRequired": true, "isPrimaryKey": primary } });
        let edits = json!([
            { "createTable": { "id": table, "name": name } },
            number(&key, "Id", true),
            number(&reference, "Other", false),
        ]);
        world.ada.edit(&world.branch, edits).await;
        tables.push((table, key, reference));
    }
    let link = |from: usize, to: usize| {
        json!([{ "createRelationship": {
            "relationshipType": "ONE_TO_MANY",
            "sourceTableId": tables[from].0, "targetTableId": tables[to].0,
            "fieldPairs": [{ "sourceFieldId": tables[from].1, "targetFieldId": tables[to].2 }],
        } }])
    };
    world.ada.edit(&world.branch, link(0, 1)).await;
    world.ada.edit(&world.branch, link(1, 2)).await;
    let refusal = world.ada.apply(&world.branch, link(2, 0)).await.unwrap_err();
    assert_eq!(refusal.code, "INVALID", "{refusal:?}");
    let own_reference = id();
    let edits = json!([
        { "createField": { "id": own_reference, "tableId": world.table, "name": "Parent", "dataType": "NUMBER", "isRequired": true } },
        { "createRelationship": { "relationshipType": "ONE_TO_MANY", "sourceTableId": world.table, "targetTableId": world.table } },
    ]);
    world.ada.edit(&world.branch, edits).await;
}

#[tokio::test]
async fn others_ids_and_missing_rights_are_refused() {
    let world = World::on(Storage::sqlite()).await;
    let viewer = world.ada.invite(&world.server, "vera", "VIEWER").await;
    let nobody = Session::anonymous(&world.server);
    let lock = world.ada.lock(&world.table, "PESSIMISTIC", 60).await.unwrap();
    let edit = json!({ "query": APPLY, "variables": world.edits(&json!([{ "createTable": { "name": "Mine" } }])) })
        .to_string();
    let lock_it = json!({
        "query": "mutation($t: ID!) { acquireTableLock(input: { tableId: $t, kind: OPTIMISTIC }) { id } }",
        "variables": { "t": world.table },
    })
    .to_string();
    for body in [edit, lock_it] {
        assert_eq!(world.code_of(&viewer, "a viewer", body.clone()).await, "FORBIDDEN");
        assert_eq!(world.code_of(&nobody, "nobody", body).await, "UNAUTHENTICATED");
    }
    let tokens = viewer
        .run(
            "query($b: ID!) { branch(id: $b) { locks { lockToken holder { id } } } }",
            json!({ "b": world.branch.id }),
        )
        .await
        .unwrap();
    assert_eq!(tokens["branch"]["locks"][0]["lockToken"], Value::Null, "LK-06");
    for mutation in [
        "releaseTableLock(lockToken: $t)",
        "renewTableLock(lockToken: $t) { id }",
    ] {
        // Even with the token: it is not theirs.
        let document = format!("mutation($t: ID!) {{ {mutation} }}");
        let refusal = viewer.refused(&document, json!({ "t": lock["lockToken"] })).await;
        assert!(
            ["FORBIDDEN", "LOCK_LOST"].contains(&refusal.code.as_str()),
            "{refusal:?}"
        );
    }
    let forged = world.ada.signed_in_as("no-such-token");
    let refusal = forged
        .refused(
            "mutation { createProject(input: { name: \"x\" }) { project { id } } }",
            json!({}),
        )
        .await;
    assert_eq!(refusal.code, "UNAUTHENTICATED");
    world.goes_on().await;
}

#[tokio::test]
async fn ed_19_broken_sql_is_named_with_its_place_and_nothing_else_is_lost() {
    let world = World::on(Storage::postgres()).await;
    for (format, source) in [
        (
            "POSTGRES",
            "CREATE TABLE good (id int PRIMARY KEY);\nCREATE TABL bad (\n  id int\n);\nCREATE TABLE also_good (id int);",
        ),
        (
            "MYSQL",
            "CREATE TABLE good (id int PRIMARY KEY);\nCREATE TABL bad (\n  id int\n);\nCREATE TABLE also_good (id int);",
        ),
        (
            "SQLITE",
            "CREATE TABLE good (id int PRIMARY KEY);\nCREATE TABL bad (\n  id int\n);\nCREATE TABLE also_good (id int);",
        ),
    ] {
        let branch = world.ada.create_project(&format!("Broken {format}")).await;
        let imported = world.ada.import(&branch, format, source).await.unwrap();
        assert_eq!(imported["tableCount"], 2, "{format}: {imported}");
        let told = imported["diagnostics"].to_string();
        assert!(
            told.contains("bad") || told.contains("TABL") || told.contains(":2") || told.contains("line 2"),
            "{format}: {told}"
        );
    }
    for (label, source) in [
        ("nothing", String::new()),
        ("noise", "\u{1}\u{2}\u{3} ''' \"\" $$ ((((".to_owned()),
        ("NUL", "CREATE TABLE a\u{0}b (id int);".to_owned()),
        (
            "nesting",
            format!(
                "CREATE TABLE t (a int DEFAULT {}1{});",
                "(".repeat(30_000),
                ")".repeat(30_000)
            ),
        ),
        ("not closed", "CREATE TABLE t (a text DEFAULT 'x".to_owned()),
        ("a long line", format!("-- {}", "x".repeat(2_000_000))),
    ] {
        for format in ["POSTGRES", "MYSQL", "SQLITE"] {
            let branch = world.ada.create_project(&id()).await;
            match within(label, world.ada.import(&branch, format, &source)).await {
                Ok(imported) => assert!(imported["diagnostics"].is_array(), "{label}"),
                Err(refusal) => assert!(
                    ["INVALID", "LIMITED", "UNSUPPORTED"].contains(&refusal.code.as_str()),
                    "{label}, {format}: {refusal:?}"
                ),
            }
        }
    }
    world.goes_on().await;
}

/// A dump with its data, as people paste it, while others go on working.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ed_19_a_20_mb_import_is_answered_and_keeps_nobody_waiting() {
    let world = World::on(Storage::sqlite()).await;
    let row = format!("INSERT INTO big VALUES (1, '{}');\n", "x".repeat(2_000));
    let source = format!(
        "CREATE TABLE big (id int PRIMARY KEY, body text);\n{}",
        row.repeat(20_000_000 / row.len())
    );
    let branch = world.ada.create_project("Big").await;
    let (session, target) = (world.ada.clone(), branch.clone());
    let import = tokio::spawn(async move { session.import(&target, "POSTGRES", &source).await });
    while !import.is_finished() {
        world.goes_on().await;
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    match import.await.unwrap() {
        Ok(imported) => assert_eq!(imported["tableCount"], 1, "{imported}"),
        Err(refusal) => assert_eq!(refusal.code, "LIMITED", "{refusal:?}"),
    }
}
