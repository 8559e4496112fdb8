//! `tablewright serve` with no configuration: one SQLite file, one process.

use serde_json::json;
use tablewright_tests::{BranchEvents, Replica, Server, Session, Storage};

#[tokio::test]
async fn rv_04_answered_edits_survive_sigkill() {
    let storage = Storage::sqlite();
    let server = Server::start(&storage).await;
    let ada = Session::sign_up(&server, "ada").await;
    let branch = ada.create_project("Kept").await;
    let table = ada.create_table(&branch, "Customer").await;
    for n in 0..20 {
        ada.edit(
            &branch,
            json!([{ "updateTable": { "id": table, "description": format!("{n}") } }]),
        )
        .await;
    }
    let before = Replica::load(&ada, &branch).await;
    server.kill();

    let server = Server::start(&storage).await;
    let ada = ada.on(server.url());
    assert_eq!(Replica::load(&ada, &branch).await, before);
    let mut replayed = Replica::default();
    for event in BranchEvents::subscribe(&ada, &branch, 0)
        .await
        .until(before.revision)
        .await
    {
        replayed.take(&event);
    }
    assert_eq!(replayed, before);
}

#[tokio::test]
async fn sigterm_stops_it_with_subscribers_attached() {
    let storage = Storage::sqlite();
    let server = Server::start(&storage).await;
    let ada = Session::sign_up(&server, "ada").await;
    let branch = ada.create_project("Stopped").await;
    let mut events = BranchEvents::subscribe(&ada, &branch, 0).await;
    ada.create_table(&branch, "Customer").await;
    assert_eq!(events.next().await.revision(), 1);
    let status = server.terminate().await;
    assert!(status.success(), "{status}");
    assert_eq!(events.next_or_end().await, None);
}

#[tokio::test]
async fn the_first_account_owns_the_server_and_nobody_else_walks_in() {
    let storage = Storage::sqlite();
    let server = Server::start(&storage).await;
    Session::sign_up(&server, "ada").await;
    let stranger = Session::anonymous(&server);
    let refusal = stranger
        .refused(
            "mutation { signUp(input: { email: \"eve@example.org\", password: \"correct horse battery staple\", name: \"Eve\" }) { token } }",
            json!({}),
        )
        .await;
    assert_eq!(refusal.code, "FORBIDDEN", "{refusal:?}");
    let refusal = stranger
        .refused(
            "mutation { createProject(input: { name: \"X\" }) { project { id } } }",
            json!({}),
        )
        .await;
    assert_eq!(refusal.code, "UNAUTHENTICATED", "{refusal:?}");
}
