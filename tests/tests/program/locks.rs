//! Locks, with the servers that granted them dying or standing still.

use std::process::Command;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use tablewright_tests::{Branch, BranchEvents, Event, Server, Session, Storage, id, millis, within};

/// LK-08 promises 250 ms after `expiresAt`. The rest is for a machine that is busy with other
/// tests: a subscriber's process may be scheduled this much later.
const ON_TIME: Duration = Duration::from_millis(250 + 250);

fn describe(table: &str, text: &str) -> Value {
    json!([{ "updateTable": { "id": table, "description": text } }])
}

fn token(lock: &Value) -> String {
    lock["lockToken"].as_str().unwrap().to_owned()
}

fn now() -> i128 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as i128
}

fn signal(server: &Server, name: &str) {
    let sent = Command::new("kill").args([name, &server.id().to_string()]).status();
    assert!(sent.unwrap().success());
}

async fn unlocked(events: &mut BranchEvents) -> Event {
    loop {
        let event = events.next().await;
        if event.kind() == "TableUnlocked" {
            return event;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lk_08_a_lock_of_a_killed_server_expires_on_the_other_on_time_and_once() {
    let storage = Storage::postgres();
    let (a, b) = tokio::join!(Server::start(&storage), Server::start(&storage));
    let ada = Session::sign_up(&a, "ada").await;
    let branch = ada.create_project("Orphaned").await;
    let table = ada.create_table(&branch, "Customer").await;
    let on_b = ada.on(b.url());
    let mut first = BranchEvents::subscribe(&on_b, &branch, 1).await;
    let mut second = BranchEvents::subscribe(&on_b, &branch, 1).await;

    let lock = ada.lock(&table, "OPTIMISTIC", 2).await.unwrap();
    assert_eq!(first.next().await.kind(), "TableLocked");
    assert_eq!(second.next().await.kind(), "TableLocked");
    a.kill();
    for events in [&mut first, &mut second] {
        let event = events.next().await;
        let late = now() - millis(&lock["expiresAt"]);
        assert_eq!(event.kind(), "TableUnlocked", "{event:?}");
        assert_eq!(event.0["reason"], "EXPIRED");
        assert_eq!((&event.0["tableId"], event.revision()), (&json!(table), 3));
        assert!(late >= 0, "{} ms before its end", -late);
        assert!(late <= ON_TIME.as_millis() as i128, "{late} ms after its end");
    }
    // Once: what comes next is the next edit, for those who were there and in the log.
    on_b.edit(&branch, describe(&table, "after")).await;
    assert_eq!(first.next().await.kind(), "DesignEdited");
    let log = BranchEvents::subscribe(&on_b, &branch, 0).await.until(4).await;
    let kinds: Vec<_> = log.iter().map(Event::kind).collect();
    assert_eq!(kinds, ["DesignEdited", "TableLocked", "TableUnlocked", "DesignEdited"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lk_06_a_token_that_expired_and_was_taken_over_is_refused() {
    let storage = Storage::postgres();
    let (a, b) = tokio::join!(Server::start(&storage), Server::start(&storage));
    let ada = Session::sign_up(&a, "ada").await;
    let bob = ada.invite(&b, "bob", "CONTRIBUTOR").await;
    let branch = ada.create_project("Taken over").await;
    let table = ada.create_table(&branch, "Customer").await;
    let mut events = BranchEvents::subscribe(&ada, &branch, 1).await;

    let old = token(&ada.lock(&table, "OPTIMISTIC", 1).await.unwrap());
    let refusal = bob.apply(&branch, describe(&table, "bob's")).await.unwrap_err();
    assert_eq!(refusal.code, "LOCKED", "{refusal:?}");
    assert_eq!(refusal.extensions["lock"]["tableId"], json!(table));
    assert_eq!(refusal.extensions["lock"]["kind"], "OPTIMISTIC");
    unlocked(&mut events).await;
    let lock = bob.lock(&table, "PESSIMISTIC", 60).await.unwrap();

    let refusal = apply_with(&ada, &branch, &table, std::slice::from_ref(&old)).await;
    assert_eq!(refusal.unwrap_err(), "LOCK_LOST");
    assert_eq!(apply_with(&ada, &branch, &table, &[]).await.unwrap_err(), "LOCKED");
    assert_eq!(apply_with(&bob, &branch, &table, &[token(&lock)]).await, Ok(()));
    // LK-09
    for document in [
        "mutation($t: ID!) { releaseTableLock(lockToken: $t) }",
        "mutation($t: ID!) { renewTableLock(lockToken: $t) { id } }",
    ] {
        assert_eq!(ada.refused(document, json!({ "t": old })).await.code, "LOCK_LOST");
    }
}

/// Its time went by while no server ran. The first request for it must not find it alive because no timer has fired.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lk_09_a_lock_that_ended_while_no_server_ran_is_not_renewed() {
    let storage = Storage::sqlite();
    let server = Server::start(&storage).await;
    let ada = Session::sign_up(&server, "ada").await;
    let branch = ada.create_project("Stopped").await;
    let table = ada.create_table(&branch, "Customer").await;
    let lock = ada.lock(&table, "OPTIMISTIC", 1).await.unwrap();
    server.kill();
    while now() <= millis(&lock["expiresAt"]) {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let server = Server::start(&storage).await;
    let ada = ada.on(server.url());
    let renew = "mutation($t: ID!) { renewTableLock(lockToken: $t, seconds: 60) { id } }";
    assert_eq!(ada.refused(renew, json!({ "t": token(&lock) })).await.code, "LOCK_LOST");
    let ended = unlocked(&mut BranchEvents::subscribe(&ada, &branch, 2).await).await;
    assert_eq!((&ended.0["reason"], ended.revision()), (&json!("EXPIRED"), 3));
}

async fn apply_with(session: &Session, branch: &Branch, table: &str, tokens: &[String]) -> Result<(), String> {
    let edits = describe(table, &id());
    let answer = session.try_apply(branch, &id(), &edits, tokens).await.unwrap();
    answer.map(drop).map_err(|refusal| refusal.code)
}

/// The server that granted the lock stands still (SIGSTOP) with an edit in its socket while the
/// lock expires and is taken over on the other server. When it goes on it still believes in the
/// old lock, and must not write.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lk_06_a_server_that_stood_still_does_not_write_under_a_lock_that_moved_on() {
    let storage = Storage::postgres();
    let (a, b) = tokio::join!(Server::start(&storage), Server::start(&storage));
    let ada = Session::sign_up(&a, "ada").await;
    let bob = ada.invite(&b, "bob", "CONTRIBUTOR").await;
    let branch = ada.create_project("Fenced").await;
    let table = ada.create_table(&branch, "Customer").await;
    let mut events = BranchEvents::subscribe(&bob, &branch, 1).await;
    let old = token(&ada.lock(&table, "OPTIMISTIC", 1).await.unwrap());

    signal(&a, "-STOP");
    let late = tokio::spawn({
        let (ada, branch, table) = (ada.clone(), branch.clone(), table.clone());
        async move { apply_with(&ada, &branch, &table, &[old]).await }
    });
    unlocked(&mut events).await;
    bob.lock(&table, "PESSIMISTIC", 60).await.unwrap();
    signal(&a, "-CONT");
    assert_eq!(within("the late edit", late).await.unwrap().unwrap_err(), "LOCK_LOST");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lk_11_waiters_get_their_turn_in_order_across_servers() {
    let storage = Storage::postgres();
    let (a, b) = tokio::join!(Server::start(&storage), Server::start(&storage));
    let ada = Session::sign_up(&a, "ada").await;
    let bob = ada.invite(&b, "bob", "CONTRIBUTOR").await;
    let cyd = ada.invite(&a, "cyd", "CONTRIBUTOR").await;
    let branch = ada.create_project("Queue").await;
    let table = ada.create_table(&branch, "Customer").await;
    let held = token(&ada.lock(&table, "OPTIMISTIC", 60).await.unwrap());

    let mut waiters = Vec::new();
    for (place, person) in [&bob, &cyd].into_iter().enumerate() {
        let (person, table) = (person.clone(), table.clone());
        waiters.push(tokio::spawn(
            async move { person.wait_for_lock(&table, 25).await.unwrap() },
        ));
        within("the line to grow", async {
            while waiting(&storage, &branch) < place + 1 {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        })
        .await;
    }
    let mut turns = Vec::new();
    let mut held = held;
    for (waiter, session) in waiters.into_iter().zip([&ada, &bob]) {
        assert!(!waiter.is_finished());
        session.release(&held).await;
        let lock = within("a turn", waiter).await.unwrap();
        turns.push(lock["holder"]["id"].clone());
        held = token(&lock);
    }
    assert_eq!(turns, [json!(bob.user_id()), json!(cyd.user_id())]);
}

fn waiting(storage: &Storage, branch: &Branch) -> usize {
    let query = format!(
        "SELECT id FROM table_lock WHERE branch_id = '{}' AND state = 'WAITING'",
        branch.id
    );
    storage.database().rows(&query).len()
}

/// Two clients ask for the same table at the same moment on two servers, again and again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lk_01_two_servers_never_grant_one_table_twice() {
    let storage = Storage::postgres();
    let (a, b) = tokio::join!(Server::start(&storage), Server::start(&storage));
    let ada = Session::sign_up(&a, "ada").await;
    let bob = ada.invite(&b, "bob", "CONTRIBUTOR").await;
    let branch = ada.create_project("Raced").await;
    for n in 0..10 {
        let table = ada.create_table(&branch, &format!("Table {n}")).await;
        let (first, second) = tokio::join!(ada.lock(&table, "OPTIMISTIC", 60), bob.lock(&table, "OPTIMISTIC", 60));
        let refused = match (first, second) {
            (Ok(_), Err(refusal)) | (Err(refusal), Ok(_)) => refusal,
            both => panic!("one of the two must hold it: {both:?}"),
        };
        assert_eq!(refused.code, "LOCKED", "{refused:?}");
    }
}
