//! Locks over the API.

use serde_json::{Value, json};

use super::world::{APPLY, Designs, new_id};
use crate::store::Role;

const ACQUIRE: &str = "mutation($input: AcquireTableLockInput!) { acquireTableLock(input: $input) { id kind reason \
    lockedAt expiresAt lockToken holder { name } table { name } } }";

async fn locked_table(designs: &Designs) -> (String, Value) {
    let table = new_id();
    designs
        .edit(json!([{ "createTable": { "id": table, "name": "Order" } }]))
        .await;
    let input = json!({ "input": { "tableId": table, "kind": "PESSIMISTIC", "reason": "Rework" } });
    let data = designs.get(ACQUIRE, input).await;
    (table, data["acquireTableLock"].clone())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lk_01_a_lock_keeps_others_out_and_says_who_has_it() {
    let designs = Designs::start().await;
    let (table, lock) = locked_table(&designs).await;
    assert_eq!(
        (&lock["holder"]["name"], &lock["table"]["name"]),
        (&json!("Ada"), &json!("Order"))
    );
    assert!(
        lock["expiresAt"].as_str().unwrap().ends_with('Z') || lock["expiresAt"].as_str().unwrap().ends_with("+00:00")
    );
    let ben = designs.colleague("Ben", Role::Contributor).await;
    let edits = json!([{ "updateTable": { "id": table, "name": "Mine" } }]);
    let error = designs
        .refused(&ben, APPLY, json!({ "input": designs.batch(edits.clone()) }))
        .await;
    assert_eq!(error["extensions"]["code"], "LOCKED");
    let told = &error["extensions"]["lock"];
    assert_eq!(
        (&told["tableId"], &told["kind"]),
        (&json!(table), &json!("PESSIMISTIC"))
    );

    let mut batch = designs.batch(edits);
    batch["lockTokens"] = json!([lock["lockToken"]]);
    designs.get(APPLY, json!({ "input": batch })).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lk_06_the_token_is_shown_to_its_holder_only() {
    let designs = Designs::start().await;
    let (table, lock) = locked_table(&designs).await;
    let document = "query($branch: ID!, $table: ID!) { branch(id: $branch) { locks { lockToken } } \
        dataTable(id: $table) { lock { id lockToken } } }";
    let variables = json!({ "branch": designs.branch, "table": table });
    let own = designs.get(document, variables.clone()).await;
    assert_eq!(
        own["dataTable"]["lock"],
        json!({ "id": lock["id"], "lockToken": lock["lockToken"] })
    );
    assert_eq!(own["branch"]["locks"], json!([{ "lockToken": lock["lockToken"] }]));
    let ben = designs.colleague("Ben", Role::Admin).await;
    let others = designs.ask(&ben, document, variables).await["data"].clone();
    assert_eq!(
        others["dataTable"]["lock"],
        json!({ "id": lock["id"], "lockToken": null })
    );
    assert_eq!(others["branch"]["locks"], json!([{ "lockToken": null }]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lk_09_renewed_released_and_then_lost() {
    let designs = Designs::start().await;
    let (_, lock) = locked_table(&designs).await;
    let renew = "mutation($token: ID!) { renewTableLock(lockToken: $token, seconds: 3600) { id expiresAt } }";
    let release = "mutation($token: ID!) { releaseTableLock(lockToken: $token) }";
    let token = json!({ "token": lock["lockToken"] });
    let renewed = designs.get(renew, token.clone()).await;
    assert_eq!(renewed["renewTableLock"]["id"], lock["id"]);
    assert_ne!(renewed["renewTableLock"]["expiresAt"], lock["expiresAt"]);
    let ben = designs.colleague("Ben", Role::Contributor).await;
    assert_eq!(
        designs.refused(&ben, release, token.clone()).await["extensions"]["code"],
        "LOCK_LOST"
    );
    assert_eq!(designs.get(release, token.clone()).await["releaseTableLock"], true);
    for lost in [token, json!({ "token": "never" }), json!({ "token": new_id() })] {
        assert_eq!(
            designs.refused(&designs.owner, renew, lost.clone()).await["extensions"]["code"],
            "LOCK_LOST"
        );
        assert_eq!(
            designs.refused(&designs.owner, release, lost).await["extensions"]["code"],
            "LOCK_LOST"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lk_12_an_admin_breaks_a_lock_with_a_reason() {
    let designs = Designs::start().await;
    let (table, _) = locked_table(&designs).await;
    let document = "mutation($table: ID!, $reason: String!) { breakTableLock(tableId: $table, reason: $reason) }";
    let variables = json!({ "table": table, "reason": "Gone on holiday" });
    let ben = designs.colleague("Ben", Role::Contributor).await;
    assert_eq!(
        designs.refused(&ben, document, variables.clone()).await["extensions"]["code"],
        "FORBIDDEN"
    );
    let silent = json!({ "table": table, "reason": " " });
    assert_eq!(
        designs.refused(&designs.owner, document, silent).await["extensions"]["code"],
        "INVALID"
    );
    assert_eq!(designs.get(document, variables.clone()).await["breakTableLock"], true);
    assert_eq!(
        designs.refused(&designs.owner, document, variables).await["extensions"]["code"],
        "NOT_FOUND"
    );
}
