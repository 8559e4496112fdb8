//! Redis carries hints: it may be away for a while, and nothing is lost.

use reqwest::Url;
use serde_json::json;
use tablewright_tests::{BranchEvents, Event, PostgresDatabase, Proxy, Server, Session, Storage, redis_url};

async fn storage_behind_proxy() -> (Storage, Proxy) {
    let redis = Url::parse(&redis_url()).unwrap();
    let proxy = Proxy::start(format!(
        "{}:{}",
        redis.host_str().unwrap(),
        redis.port().unwrap_or(6379)
    ))
    .await;
    let database = PostgresDatabase::create();
    let database_url = database.url().to_owned();
    let mut through = redis.clone();
    through.set_host(Some("127.0.0.1")).unwrap();
    through.set_port(Some(proxy.address().port())).unwrap();
    (Storage::of(database, database_url, through.into()), proxy)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sb_05_redis_going_away_and_coming_back_loses_nothing() {
    let (storage, redis) = storage_behind_proxy().await;
    let (a, b) = tokio::join!(Server::start(&storage), Server::start(&storage));
    let ada = Session::sign_up(&a, "ada").await;
    let branch = ada.create_project("Without Redis").await;
    let table = ada.create_table(&branch, "Customer").await;
    let mut on_b = BranchEvents::subscribe(&ada.on(b.url()), &branch, 0).await;

    let describe = async |session: &Session, text: &str| {
        let edit = json!([{ "updateTable": { "id": table, "description": text } }]);
        session.edit(&branch, edit).await.revision
    };
    describe(&ada, "there").await;
    let mut seen = on_b.until(2).await;
    redis.cut();
    for n in 0..10 {
        describe(&ada, &format!("away {n}")).await;
    }
    seen.extend(on_b.until(12).await);
    redis.mend();
    // Both servers write while they find their way back.
    let on_server_b = ada.on(b.url());
    for n in 0..10 {
        describe(if n % 2 == 0 { &ada } else { &on_server_b }, &format!("back {n}")).await;
    }
    seen.extend(on_b.until(22).await);
    assert!(seen.iter().map(Event::revision).eq(1..=22));
    let replayed = BranchEvents::subscribe(&ada, &branch, 0).await.until(22).await;
    assert_eq!(seen, replayed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sb_05_servers_start_and_agree_while_redis_is_away() {
    let (storage, redis) = storage_behind_proxy().await;
    redis.cut();
    let (a, b) = tokio::join!(Server::start(&storage), Server::start(&storage));
    let ada = Session::sign_up(&a, "ada").await;
    let branch = ada.create_project("Never Redis").await;
    let mut on_b = BranchEvents::subscribe(&ada.on(b.url()), &branch, 0).await;
    for name in ["Customer", "Invoice", "Line"] {
        ada.create_table(&branch, name).await;
    }
    assert!(on_b.until(3).await.iter().map(Event::revision).eq(1..=3));
}
