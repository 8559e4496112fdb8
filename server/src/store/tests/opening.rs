//! Opening, the clock, lost connections, and what the schema itself refuses.

use std::sync::Arc;
use std::time::Duration;

use chrono::{SubsecRound, TimeDelta, Utc};
use sea_orm::ConnectionTrait;

use super::super::{Store, StoreError, StoreOptions};
use super::samples::{created, of_table, table};
use super::{on_postgres, world};

pub(super) async fn migrated_by_many_at_once(store: Store) {
    // The store is the first one; take everything back and let several find an empty database.
    use tablewright_migration::{Migrator, MigratorTrait};
    Migrator::down(&store.writing, None).await.unwrap();
    let url = url_of(&store).await;
    let starts: Vec<_> = (0..5)
        .map(|_| {
            let options = StoreOptions {
                max_connections: 2,
                ..StoreOptions::new(url.clone())
            };
            tokio::spawn(async move { Store::open(&options).await })
        })
        .collect();
    for start in starts {
        let opened = start.await.unwrap().unwrap();
        opened.ping().await.unwrap();
        assert!(!opened.has_users().await.unwrap());
        opened.close().await.unwrap();
    }
}

/// The URL that a store was opened with.
async fn url_of(store: &Store) -> String {
    use sea_orm::{DbBackend, Statement};
    let sql = match store.backend() {
        DbBackend::Postgres => "SELECT current_database()::text AS name",
        _ => "SELECT file AS name FROM pragma_database_list WHERE name = 'main'",
    };
    let row = store
        .reader()
        .query_one_raw(Statement::from_string(store.backend(), sql))
        .await
        .unwrap();
    let name: String = row.expect("a row").try_get("", "name").unwrap();
    match store.backend() {
        DbBackend::Postgres => {
            let server = std::env::var("TEST_POSTGRES_URL").expect("it was needed to get here");
            let (start, _) = server.split_once('?').unwrap_or((&server, ""));
            format!("{}/{name}", &start[..start.rfind('/').expect("a database name")])
        }
        _ => format!("sqlite://{name}"),
    }
}

pub(super) async fn the_clock_is_the_databases(store: Store) {
    let now = store.now();
    assert_eq!(now, now.trunc_subsecs(6), "to the microsecond");
    // Here both clocks are those of one machine.
    assert!((now - Utc::now()).abs() < TimeDelta::milliseconds(200), "{now}");
    store.ping().await.unwrap();
}

pub(super) async fn rows_that_make_no_sense_are_refused(store: Store) {
    let world = world(&store).await;
    let orders = table("Orders");
    store
        .commit(&world.batch(&store, 0, vec![created(of_table(&orders))]))
        .await
        .unwrap();
    let id = |id: uuid::Uuid| match store.is_shared() {
        true => format!("'{id}'"),
        false => format!("x'{}'", id.simple()),
    };
    let (new, branch, table, user) = (
        id(uuid::Uuid::now_v7()),
        id(world.branch.id),
        id(orders.id.0),
        id(world.user.id),
    );
    let lock = |state: &str, locked_at: &str, expires_at: &str| {
        format!(
            "INSERT INTO table_lock (id, branch_id, table_id, state, kind, holder_id, token, revision, seconds, asked_at, \
             locked_at, expires_at) VALUES ({new}, {branch}, {table}, '{state}', 'CRITICAL', {user}, {new}, 1, 1, \
             '{locked_at}', '{locked_at}', '{expires_at}')"
        )
    };
    let (early, late) = ("2026-01-01T00:00:00+00:00", "2026-01-01T00:00:00.5+00:00");
    let field = |sort_order: &str, data_type: &str| {
        format!(
            "INSERT INTO data_field (id, branch_id, table_id, name, field_name, data_type, config, is_required, \
             sort_order) VALUES ({new}, {branch}, {table}, 'x', 'x', '{data_type}', '{{}}', true, {sort_order})"
        )
    };
    let refused = [
        lock("ACTIVE", early, early),
        lock("ACTIVE", late, early),
        lock("HELD", early, late),
        lock("ENDED", early, late),
        field("-1", "TEXT"),
        field("0", "STRING"),
        format!("UPDATE data_table SET status = 'GONE' WHERE id = {table}"),
        format!("UPDATE data_table SET name = '' WHERE id = {table}"),
        format!("UPDATE branch SET revision = -1 WHERE id = {branch}"),
        format!("UPDATE \"user\" SET email = 'Ada@Example.com' WHERE id = {user}"),
        format!("DELETE FROM \"user\" WHERE id = {user}"),
    ];
    for sql in refused {
        assert!(store.writing.execute_unprepared(&sql).await.is_err(), "{sql}");
    }
    // The statements are right but for that.
    for sql in [lock("ACTIVE", early, late), field("0", "TEXT")] {
        store
            .writing
            .execute_unprepared(&sql)
            .await
            .unwrap_or_else(|e| panic!("{sql}: {e}"));
    }
}

#[tokio::test]
async fn sqlite_in_memory_is_refused() {
    for url in ["sqlite::memory:", "sqlite://x?mode=memory"] {
        let refused = Store::open(&StoreOptions::new(url)).await;
        assert!(
            matches!(&refused, Err(StoreError::Other(why)) if why.contains("name a file")),
            "{refused:?}"
        );
    }
    let unknown = Store::open(&StoreOptions::new("mysql://localhost/x")).await;
    assert!(matches!(unknown, Err(StoreError::Other(_))), "{unknown:?}");
}

#[tokio::test]
async fn a_database_that_is_away_is_unavailable() {
    let away = Store::open(&StoreOptions::new("postgres://nobody@127.0.0.1:9/none")).await;
    assert!(matches!(away, Err(StoreError::Unavailable(_))), "{away:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lost_connections_are_replaced() {
    on_postgres(outlive_terminated_connections).await;
}

async fn outlive_terminated_connections(store: Store) {
    let world = Arc::new(world(&store).await);
    let kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let admin = sea_orm::Database::connect(url_of(&store).await).await.unwrap();
    for held in 0..10 {
        // Fill the pool with connections that will all be dead.
        let reads: Vec<_> = (0..6)
            .map(|_| {
                let (store, world) = (store.clone(), Arc::clone(&world));
                tokio::spawn(async move { store.load_branch(world.branch.id).await })
            })
            .collect();
        for read in reads {
            read.await.unwrap().unwrap();
        }
        admin.execute_unprepared(kill).await.unwrap();
        if held % 2 == 0 {
            let branch = store.branches_by_ids(&[world.branch.id]).await.unwrap();
            assert_eq!(branch[&world.branch.id].revision, held);
        }
        let changes = vec![created(of_table(&table(&format!("T{held}"))))];
        store.commit(&world.batch(&store, held, changes)).await.unwrap();
    }
    tokio::time::timeout(Duration::from_secs(5), store.ping())
        .await
        .unwrap()
        .unwrap();
    admin.close().await.unwrap();
}
