//! Several server processes on one PostgreSQL and one Redis.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::{Value, json};
use tablewright_tests::{Branch, BranchEvents, Event, Proxy, Replica, Rng, Server, Session, Storage, id, within};

const EDITS_A_WRITER: usize = 60;

/// Writes edits by way of a proxy that drops its connections now and then. Every edit is sent
/// until it is answered, always with the same `clientEditId`. Returns the revision of each.
async fn write(
    session: Session,
    proxy: Proxy,
    branch: Branch,
    tables: Vec<String>,
    seed: u64,
) -> BTreeMap<String, i64> {
    let mut rng = Rng::new(seed);
    let mut revisions = BTreeMap::new();
    let mut mine: Vec<String> = Vec::new();
    for n in 0..EDITS_A_WRITER {
        let edit = next_edit(&mut rng, &mut mine, &tables, &format!("w{seed} {n}"));
        let client_edit_id = id();
        if rng.chance(40) {
            let (drops, pause) = (proxy.clone(), Duration::from_micros(rng.number() % 8_000));
            tokio::spawn(async move {
                tokio::time::sleep(pause).await;
                drops.drop_connections();
            });
        }
        let revision = within("an answer to an edit", async {
            loop {
                match session.try_apply(&branch, &client_edit_id, &json!([edit]), &[]).await {
                    Ok(Ok(applied)) => return applied.revision,
                    Ok(Err(refusal)) => assert_eq!(refusal.code, "UNAVAILABLE", "{refusal:?}"),
                    Err(_killed) => {}
                }
            }
        })
        .await;
        revisions.insert(client_edit_id, revision);
    }
    revisions
}

/// Fields of their own, and properties that all writers fight for.
fn next_edit(rng: &mut Rng, mine: &mut Vec<String>, tables: &[String], name: &str) -> Value {
    let table = rng.pick(tables).unwrap();
    match (rng.below(4), rng.pick(mine).cloned()) {
        (0, _) => json!({ "updateTable": { "id": table, "description": name } }),
        (1, Some(field)) => json!({ "updateField": { "id": field, "name": name } }),
        (2, Some(field)) if rng.chance(50) => {
            mine.retain(|kept| *kept != field);
            json!({ "deleteField": { "id": field } })
        }
        _ => {
            let field = id();
            mine.push(field.clone());
            json!({ "createField": { "id": field, "tableId": table, "name": name, "dataType": "TEXT" } })
        }
    }
}

async fn follow(session: Session, branch: Branch, last: String) -> Vec<Event> {
    let mut events = BranchEvents::subscribe(&session, &branch, 0).await;
    let mut seen = Vec::new();
    loop {
        let event = events.next().await;
        let ended = event.0["clientEditId"] == *last;
        seen.push(event);
        if ended {
            return seen;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rv_01_rv_03_ed_17_sb_01_four_writers_on_two_servers_make_one_gapless_log() {
    let storage = Storage::postgres();
    let (a, b) = tokio::join!(Server::start(&storage), Server::start(&storage));
    let ada = Session::sign_up(&a, "ada").await;
    let branch = ada.create_project("Hammered").await;
    let mut tables = Vec::new();
    for name in ["Customer", "Invoice", "Line"] {
        tables.push(ada.create_table(&branch, name).await);
    }

    let last = id();
    let mut followers = Vec::new();
    for server in [&a, &a, &b, &b] {
        followers.push(tokio::spawn(follow(ada.on(server.url()), branch.clone(), last.clone())));
    }
    let mut writers = Vec::new();
    for (seed, server) in [(1, &a), (2, &b), (3, &a), (4, &b)] {
        let proxy = Proxy::start(server.address()).await;
        let session = ada.on(format!("http://{}", proxy.address()));
        writers.push(tokio::spawn(write(
            session,
            proxy,
            branch.clone(),
            tables.clone(),
            seed,
        )));
    }
    // The database drops everybody once, too, while they write.
    tokio::time::sleep(Duration::from_millis(100)).await;
    storage.database().kill_connections();

    let mut answered = BTreeMap::new();
    for writer in writers {
        answered.extend(writer.await.unwrap());
    }
    let closing = json!([{ "updateTable": { "id": tables[0], "description": "the end" } }]);
    let end = within("the last edit", async {
        loop {
            if let Ok(Ok(applied)) = ada.try_apply(&branch, &last, &closing, &[]).await {
                return applied.revision;
            }
        }
    })
    .await;

    let mut sequences = Vec::new();
    for follower in followers {
        sequences.push(follower.await.unwrap());
    }
    sequences.push(follow(ada.on(b.url()), branch.clone(), last.clone()).await);
    let log = &sequences[0];
    for (n, sequence) in sequences.iter().enumerate() {
        assert_eq!(sequence, log, "subscriber {n} saw something else than subscriber 0");
    }
    assert!(log.iter().map(Event::revision).eq(1..=end), "the revisions have gaps");

    // Each edit is in the log once, at the revision that was answered.
    let mut logged = BTreeMap::new();
    for event in log {
        let client_edit_id = event.0["clientEditId"].as_str().unwrap().to_owned();
        let doubled = logged.insert(client_edit_id, event.revision());
        assert_eq!(doubled, None, "an edit was applied twice: {event:?}");
    }
    assert_eq!(answered.len(), 4 * EDITS_A_WRITER);
    for (client_edit_id, revision) in &answered {
        assert_eq!(logged.get(client_edit_id), Some(revision), "{client_edit_id}");
    }
    assert_eq!(end as usize, tables.len() + answered.len() + 1);

    let mut replica = Replica::default();
    for event in log {
        replica.take(event);
    }
    for server in [&a, &b] {
        assert_eq!(Replica::load(&ada.on(server.url()), &branch).await, replica);
    }
    assert_eq!(rows(&storage, &branch), names(&replica));
}

/// The elements of a replica, as `(id, name, identifier)`.
fn names(replica: &Replica) -> BTreeSet<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let elements = replica.elements.iter();
    elements
        .map(|(id, element)| match element["__typename"].as_str().unwrap() {
            "DataTable" => (id.clone(), text(&element["name"]), text(&element["tableName"])),
            _ => (id.clone(), text(&element["name"]), text(&element["fieldName"])),
        })
        .collect()
}

/// The same, from the rows of the database.
fn rows(storage: &Storage, branch: &Branch) -> BTreeSet<(String, String, String)> {
    let query = format!(
        "SELECT id, name, table_name AS identifier FROM data_table WHERE branch_id = '{0}' \
         UNION ALL SELECT id, name, field_name FROM data_field WHERE branch_id = '{0}'",
        branch.id
    );
    let text = |row: &Value, column: &str| row[column].as_str().unwrap().to_owned();
    let rows = storage.database().rows(&query);
    rows.iter()
        .map(|row| (text(row, "id"), text(row, "name"), text(row, "identifier")))
        .collect()
}
