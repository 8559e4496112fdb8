//! Subscribers that drop and come back.

use serde_json::json;
use tablewright_tests::{BranchEvents, Event, Replica, Server, Session, Storage, within};

async fn describe(session: &Session, branch: &tablewright_tests::Branch, table: &str, times: usize) {
    for n in 0..times {
        let edit = json!([{ "updateTable": { "id": table, "description": format!("{n}") } }]);
        session.edit(branch, edit).await;
    }
}

#[tokio::test]
async fn sb_02_who_returns_gets_exactly_what_was_missed_on_whichever_server() {
    let storage = Storage::postgres();
    let (a, b) = tokio::join!(Server::start(&storage), Server::start(&storage));
    let ada = Session::sign_up(&a, "ada").await;
    let branch = ada.create_project("Resumed").await;
    let table = ada.create_table(&branch, "Customer").await;

    let mut first = BranchEvents::subscribe(&ada, &branch, 0).await;
    describe(&ada, &branch, &table, 3).await;
    let seen = first.until(4).await;
    drop(first);
    describe(&ada, &branch, &table, 12).await;
    let mut returned = BranchEvents::subscribe(&ada.on(b.url()), &branch, 4).await;
    describe(&ada, &branch, &table, 2).await;
    let missed = returned.until(18).await;

    assert!(seen.iter().map(Event::revision).eq(1..=4));
    assert!(missed.iter().map(Event::revision).eq(5..=18));
    let whole = BranchEvents::subscribe(&ada, &branch, 0).await.until(18).await;
    assert_eq!(
        [seen, missed].concat(),
        whole,
        "SB-03: a replay shows what the live stream showed"
    );
}

#[tokio::test]
async fn sb_03_a_replay_shows_elements_as_they_were() {
    let storage = Storage::sqlite();
    let server = Server::start(&storage).await;
    let ada = Session::sign_up(&server, "ada").await;
    let branch = ada.create_project("Replayed").await;
    let table = ada.create_table(&branch, "First").await;
    for name in ["Second", "Third"] {
        ada.edit(&branch, json!([{ "updateTable": { "id": table, "name": name } }]))
            .await;
    }
    ada.edit(&branch, json!([{ "deleteTable": { "id": table } }])).await;
    let events = BranchEvents::subscribe(&ada, &branch, 0).await.until(4).await;
    let name = |n: usize| events[n].0["changes"][0]["element"]["name"].clone();
    assert_eq!(
        (name(0), name(1), name(2)),
        (json!("First"), json!("Second"), json!("Third"))
    );
    assert_eq!(events[3].0["changes"][0]["kind"], "DELETED");
}

#[tokio::test]
async fn sb_04_rv_07_who_returns_too_late_is_told_to_load_the_branch() {
    let storage = Storage::sqlite().with("TABLEWRIGHT_RETAIN_EVENTS", 10);
    let server = Server::start(&storage).await;
    let ada = Session::sign_up(&server, "ada").await;
    let branch = ada.create_project("Trimmed").await;
    let table = ada.create_table(&branch, "Customer").await;
    describe(&ada, &branch, &table, 40).await;

    let (resync, mut events) = within("the log to be trimmed", async {
        loop {
            let mut events = BranchEvents::subscribe(&ada, &branch, 1).await;
            let first = events.next().await;
            if first.kind() == "ResyncRequired" {
                return (first, events);
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    })
    .await;
    // Load the branch, then apply what follows: nothing is missing in between.
    let mut replica = Replica::load(&ada, &branch).await;
    assert!(resync.revision() <= replica.revision);
    describe(&ada, &branch, &table, 3).await;
    for event in events.until(44).await {
        if event.revision() > replica.revision {
            replica.take(&event);
        }
    }
    assert_eq!(replica, Replica::load(&ada, &branch).await);
    // What is retained is still replayed.
    let kept = BranchEvents::subscribe(&ada, &branch, 40).await.until(44).await;
    assert!(kept.iter().map(Event::revision).eq(41..=44));
}

#[tokio::test]
async fn sb_04_a_cursor_from_the_future_is_told_to_load_the_branch() {
    let storage = Storage::sqlite();
    let server = Server::start(&storage).await;
    let ada = Session::sign_up(&server, "ada").await;
    let branch = ada.create_project("Ahead").await;
    ada.create_table(&branch, "Customer").await;
    let mut events = BranchEvents::subscribe(&ada, &branch, 1_000).await;
    let first = events.next().await;
    assert_eq!((first.kind(), first.revision()), ("ResyncRequired", 1));
    ada.create_table(&branch, "Invoice").await;
    assert_eq!(events.next().await.revision(), 2);
}
