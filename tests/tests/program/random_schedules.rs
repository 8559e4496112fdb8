//! Random schedules of several clients on two servers: edits, undo, redo, clients that drop and
//! return, servers that die. At rest all replicas are equal.
//!
//! A schedule is its seed. A seed that failed once stays here as a test with a name.

use serde_json::{Value, json};
use tablewright_tests::{Branch, BranchEvents, Replica, Rng, Server, Session, Storage, id};

const STEPS: usize = 120;
const CLIENTS: usize = 3;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sb_01_rv_03_replicas_agree_after_schedule_1() {
    run_schedule(1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sb_01_rv_03_replicas_agree_after_schedule_2() {
    run_schedule(2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sb_01_rv_03_replicas_agree_after_schedule_3() {
    run_schedule(3).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sb_01_rv_03_replicas_agree_after_schedule_4() {
    run_schedule(4).await;
}

/// A client: a session with one of the servers, and a copy of the branch fed by events alone.
struct Client {
    session: Session,
    events: Option<BranchEvents>,
    replica: Replica,
}

impl Client {
    async fn attach(&mut self, branch: &Branch) {
        self.events = Some(BranchEvents::subscribe(&self.session, branch, self.replica.revision).await);
    }

    /// Brings the replica to a revision, subscribing again when the stream has gone.
    async fn follow(&mut self, branch: &Branch, revision: i64) {
        while self.replica.revision < revision {
            let Some(events) = &mut self.events else {
                self.attach(branch).await;
                continue;
            };
            match events.next_or_end().await {
                Some(event) => self.replica.take(&event),
                None => self.events = None,
            }
        }
    }
}

/// What really happened, so that a schedule of refusals does not pass for a test.
#[derive(Debug, Default)]
struct Tally {
    accepted: usize,
    refused: usize,
    undone: usize,
}

async fn run_schedule(seed: u64) {
    let mut rng = Rng::new(seed);
    let storage = Storage::postgres();
    let mut servers = [Server::start(&storage).await, Server::start(&storage).await];
    let owner = Session::sign_up(&servers[0], "ada").await;
    let second = owner.invite(&servers[0], "bob", "CONTRIBUTOR").await;
    let branch = owner.create_project("Random").await;
    let mut clients = Vec::new();
    for n in 0..CLIENTS {
        let person = if n % 2 == 0 { &owner } else { &second };
        clients.push(Client {
            session: person.on(servers[n % servers.len()].url()),
            events: None,
            replica: Replica::default(),
        });
    }

    let mut tally = Tally::default();
    for step in 0..STEPS {
        let place = rng.below(CLIENTS);
        match rng.below(100) {
            0..4 => clients[place].events = None,
            4..24 => {
                let known = clients[place].replica.revision + rng.below(20) as i64;
                let head = owner.on(clients[place].session.url()).revision(&branch).await;
                clients[place].follow(&branch, known.min(head)).await;
            }
            24..26 => {
                let dies = rng.below(servers.len());
                let replacement = Server::start(&storage).await;
                let old = std::mem::replace(&mut servers[dies], replacement);
                for client in &mut clients {
                    if client.session.url() == old.url() {
                        client.session = client.session.on(servers[dies].url());
                        client.events = None;
                    }
                }
                old.kill();
            }
            26..36 => {
                let mutation = if rng.chance(60) { "undo" } else { "redo" };
                let document = format!("mutation($id: ID!) {{ {mutation}(branchId: $id) {{ revision }} }}");
                match clients[place].session.run(&document, json!({ "id": branch.id })).await {
                    Ok(_) => tally.undone += 1,
                    Err(refusal) => assert!(
                        ["CONFLICT", "INVALID"].contains(&refusal.code.as_str()),
                        "seed {seed}, step {step}: {refusal:?}"
                    ),
                }
            }
            _ => {
                let edits = random_edits(&mut rng, &clients[place].replica, step);
                match clients[place].session.apply(&branch, edits.clone()).await {
                    Ok(_) => tally.accepted += 1,
                    // The replica it was made from may be old: others may have taken what it names.
                    Err(refusal) => {
                        tally.refused += 1;
                        assert!(
                            ["CONFLICT", "INVALID"].contains(&refusal.code.as_str()),
                            "seed {seed}, step {step}: {edits} {refusal:?}"
                        );
                    }
                }
            }
        }
    }

    let session = owner.on(servers[0].url());
    let truth = Replica::load(&session, &branch).await;
    for client in &mut clients {
        client.session = client.session.on(servers[1].url());
        client.events = None;
        client.follow(&branch, truth.revision).await;
        assert_eq!(client.replica, truth, "seed {seed}");
    }
    assert!(
        tally.accepted >= STEPS / 4 && tally.undone >= 1,
        "seed {seed} did no real work: {tally:?}"
    );
}

fn random_edits(rng: &mut Rng, known: &Replica, step: usize) -> Value {
    let batch: Vec<_> = (0..1 + rng.below(3))
        .map(|n| random_edit(rng, known, &format!("n{step} {n}")))
        .collect();
    json!(batch)
}

fn random_edit(rng: &mut Rng, known: &Replica, name: &str) -> Value {
    let of = |kind: &str| -> Vec<String> {
        let elements = known
            .elements
            .iter()
            .filter(|(_, element)| element["__typename"] == kind);
        elements.map(|(id, _)| id.clone()).collect()
    };
    let (tables, fields, relationships) = (of("DataTable"), of("DataField"), of("TableRelationship"));
    // Short names now and then, so that people clash.
    let name = if rng.chance(10) {
        "same".to_owned()
    } else {
        name.to_owned()
    };
    match (
        rng.below(20),
        rng.pick(&tables),
        rng.pick(&fields),
        rng.pick(&relationships),
    ) {
        (0..3, Some(table), ..) => json!({ "updateTable": { "id": table, "name": name } }),
        (3..5, Some(table), ..) => json!({ "updateTable": { "id": table, "description": name } }),
        (5, Some(table), ..) => json!({ "deleteTable": { "id": table } }),
        (6..9, _, Some(field), _) => {
            json!({ "updateField": { "id": field, "name": name, "isRequired": rng.chance(50) } })
        }
        (9, _, Some(field), _) => {
            json!({ "updateField": { "id": field, "dataType": "TEXT", "config": { "length": 1 + rng.below(200) } } })
        }
        (10, _, Some(field), _) => json!({ "deleteField": { "id": field } }),
        (11..13, Some(source), ..) => {
            let target = rng.pick(&tables).unwrap();
            let kind = *rng.pick(&["ONE_TO_ONE", "ONE_TO_MANY", "MANY_TO_MANY"]).unwrap();
            json!({ "createRelationship": {
                "id": id(), "relationshipName": name, "relationshipType": kind,
                "sourceTableId": source, "targetTableId": target,
            } })
        }
        (13, _, _, Some(relationship)) => json!({ "deleteRelationship": { "id": relationship } }),
        (14..18, Some(table), ..) => json!({ "createField": {
            "id": id(), "tableId": table, "name": name, "dataType": "NUMBER",
            "isPrimaryKey": rng.chance(20), "isRequired": rng.chance(50),
        } }),
        _ => json!({ "createTable": { "id": id(), "name": name } }),
    }
}
