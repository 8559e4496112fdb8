//! Subscriptions over the API.

use futures_util::StreamExt;
use serde_json::{Value, json};

use super::world::{APPLY, Designs, new_id};
use crate::store::Role;

const EVENTS: &str = "subscription($branch: ID!, $after: Int!) { branchEvents(branchId: $branch, after: $after) { \
    __typename \
    ... on DesignEdited { revision actor { name } clientEditId at undoes \
      changes { kind elementType elementId fields element { ... on DataTable { name fields { name isPrimaryKey } } } } } \
    ... on TableLocked { revision lock { kind lockToken holder { name } table { name } } } \
    ... on TableUnlocked { revision tableId holder { name } reason } \
    ... on VersionCreated { revision version { versionNumber } } \
    ... on ResyncRequired { revision } } }";

async fn next(stream: &mut (impl futures_util::Stream<Item = Value> + Unpin)) -> Value {
    let answer = stream.next().await.expect("another event");
    assert!(answer["errors"].is_null(), "{answer:#}");
    answer["data"]["branchEvents"].clone()
}

/// A history with every sort of event: 1 table, 2 lock, 3 renamed, 4 unlocked, 5 version, 6 undone.
async fn history(designs: &Designs) -> String {
    let table = new_id();
    designs
        .edit(json!([
            { "createTable": { "id": table, "name": "Order" } },
            { "createField": { "tableId": table, "name": "id", "dataType": "NUMBER", "isPrimaryKey": true } },
        ]))
        .await;
    let lock = "mutation($id: ID!) { acquireTableLock(input: { tableId: $id, kind: OPTIMISTIC }) { lockToken } }";
    let token = designs.get(lock, json!({ "id": table })).await["acquireTableLock"]["lockToken"].clone();
    designs
        .edit(json!([{ "updateTable": { "id": table, "name": "Purchase" } }]))
        .await;
    designs
        .get(
            "mutation($t: ID!) { releaseTableLock(lockToken: $t) }",
            json!({ "t": token }),
        )
        .await;
    let version = "mutation($b: ID!) { createSchemaVersion(input: { branchId: $b, message: \"One\" }) { id } }";
    designs.get(version, json!({ "b": designs.branch })).await;
    designs
        .get(
            "mutation($b: ID!) { undo(branchId: $b) { revision } }",
            json!({ "b": designs.branch }),
        )
        .await;
    table
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sb_01_sb_03_live_and_replayed_are_the_same_and_show_their_revision() {
    let designs = Designs::start().await;
    let from_start = json!({ "branch": designs.branch, "after": 0 });
    let mut live = designs.follow(&designs.owner, EVENTS, from_start.clone());
    let first = tokio::spawn(async move {
        let mut seen = Vec::new();
        while seen.len() < 6 {
            seen.push(next(&mut live).await);
        }
        seen
    });
    let table = history(&designs).await;
    let seen = first.await.unwrap();

    let mut replay = designs.follow(&designs.owner, EVENTS, from_start);
    for event in &seen {
        assert_eq!(&next(&mut replay).await, event);
    }
    let revisions: Vec<&Value> = seen.iter().map(|event| &event["revision"]).collect();
    assert_eq!(revisions, [1, 2, 3, 4, 5, 6]);
    let table_of = |event: &Value| {
        let changes = event["changes"].as_array().unwrap().clone();
        changes
            .into_iter()
            .find(|change| change["elementType"] == "DataTable")
            .unwrap()
    };
    assert_eq!(
        table_of(&seen[0])["element"],
        json!({ "name": "Order", "fields": [{ "name": "id", "isPrimaryKey": true }] })
    );
    assert_eq!(seen[1]["__typename"], "TableLocked");
    assert_eq!(
        (&seen[1]["lock"]["table"]["name"], &seen[1]["lock"]["holder"]["name"]),
        (&json!("Order"), &json!("Ada"))
    );
    assert_eq!(
        (&table_of(&seen[2])["fields"], &table_of(&seen[2])["element"]["name"]),
        (&json!(["name"]), &json!("Purchase"))
    );
    let unlocked = json!({ "__typename": "TableUnlocked", "revision": 4, "tableId": table,
        "holder": { "name": "Ada" }, "reason": "RELEASED" });
    assert_eq!(seen[3], unlocked);
    assert_eq!(seen[4]["version"]["versionNumber"], 1);
    assert_eq!(
        (&seen[5]["undoes"], &table_of(&seen[5])["element"]["name"]),
        (&json!(3), &json!("Order"))
    );

    let mut rest = designs.follow(&designs.owner, EVENTS, json!({ "branch": designs.branch, "after": 4 }));
    assert_eq!(next(&mut rest).await, seen[4]);
    assert_eq!(next(&mut rest).await, seen[5]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lk_06_others_see_no_token_in_events() {
    let designs = Designs::start().await;
    let ben = designs.colleague("Ben", Role::Contributor).await;
    history(&designs).await;
    let after_one = json!({ "branch": designs.branch, "after": 1 });
    let mut own = designs.follow(&designs.owner, EVENTS, after_one.clone());
    assert!(next(&mut own).await["lock"]["lockToken"].is_string());
    let mut others = designs.follow(&ben, EVENTS, after_one);
    assert!(next(&mut others).await["lock"]["lockToken"].is_null());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sb_04_a_branch_that_is_not_so_far_says_resync() {
    let designs = Designs::start().await;
    let mut ahead = designs.follow(&designs.owner, EVENTS, json!({ "branch": designs.branch, "after": 9 }));
    assert_eq!(
        next(&mut ahead).await,
        json!({ "__typename": "ResyncRequired", "revision": 0 })
    );
    designs.edit(json!([{ "createTable": { "name": "Order" } }])).await;
    assert_eq!(next(&mut ahead).await["revision"], 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_not_follow_gets_one_error_and_the_end() {
    let designs = Designs::start().await;
    let stranger = designs.stranger().await;
    for (viewer, after, code) in [(&stranger, 0, "NOT_FOUND"), (&designs.owner, -1, "INVALID")] {
        let mut stream = designs.follow(viewer, EVENTS, json!({ "branch": designs.branch, "after": after }));
        let answer = stream.next().await.unwrap();
        assert_eq!(answer["errors"][0]["extensions"]["code"], code, "{answer:#}");
        assert!(stream.next().await.is_none());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sb_07_presence_is_told_and_ends_with_the_subscription() {
    let designs = Designs::start().await;
    let ben = designs.colleague("Ben", Role::Viewer).await;
    let document =
        "subscription($id: ID!) { presence(branchId: $id) { user { name } cursorX cursorY selection editing left } }";
    let set = "mutation($id: ID!, $at: PresenceInput!) { setPresence(branchId: $id, presence: $at) }";
    let id = json!({ "id": designs.branch });
    let table = new_id();
    let at = json!({ "id": designs.branch, "at": { "cursorX": 1.5, "selection": [table], "editing": table } });
    assert_eq!(designs.ask(&ben, set, at).await["data"]["setPresence"], true);
    let bens = designs.follow(&ben, document, id.clone());
    let mut adas = designs.follow(&designs.owner, document, id);
    let there = json!({ "user": { "name": "Ben" }, "cursorX": 1.5, "cursorY": null, "selection": [table],
        "editing": table, "left": false });
    assert_eq!(adas.next().await.unwrap()["data"]["presence"], there);
    let mut bens = bens;
    assert_eq!(bens.next().await.unwrap()["data"]["presence"], there);
    drop(bens);
    let gone = adas.next().await.unwrap()["data"]["presence"].clone();
    assert_eq!((&gone["user"]["name"], &gone["left"]), (&json!("Ben"), &json!(true)));
    let bad = json!({ "id": designs.branch, "at": { "selection": ["x"] } });
    assert_eq!(designs.refused(&ben, set, bad).await["extensions"]["code"], "INVALID");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_edit_that_changes_nothing_is_an_event_all_the_same() {
    let designs = Designs::start().await;
    let table = new_id();
    designs
        .edit(json!([{ "createTable": { "id": table, "name": "Order" } }]))
        .await;
    let input = json!({ "input": designs.batch(json!([{ "updateTable": { "id": table, "name": "Order" } }])) });
    let payload = designs.get(APPLY, input).await["applyEdits"].clone();
    assert_eq!((&payload["revision"], &payload["changes"]), (&json!(2), &json!([])));
}
