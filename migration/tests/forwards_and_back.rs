//! Every migration runs forwards, back, and forwards again on both engines, and leaves nothing behind.

use sea_orm_migration::sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};
use tablewright_migration::{Migrator, MigratorTrait};
use uuid::Uuid;

/// Names of all tables and indexes, sorted.
async fn relations(db: &DatabaseConnection) -> Vec<String> {
    let sql = match db.get_database_backend() {
        sea_orm_migration::sea_orm::DbBackend::Postgres => {
            "SELECT c.relname::text AS name FROM pg_class c \
             WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'i')"
        }
        _ => "SELECT name FROM sqlite_master WHERE type IN ('table', 'index') AND name NOT LIKE 'sqlite_%'",
    };
    let rows = db
        .query_all_raw(Statement::from_string(db.get_database_backend(), sql))
        .await
        .expect("the database does as it is told");
    let mut names: Vec<String> = rows
        .iter()
        .map(|row| row.try_get("", "name").expect("the database does as it is told"))
        .collect();
    names.retain(|name| !name.starts_with("seaql_migrations"));
    names.sort();
    names
}

async fn up_down_up(db: &DatabaseConnection) {
    Migrator::up(db, None).await.expect("the database does as it is told");
    let first = relations(db).await;
    assert!(first.iter().any(|name| name == "design_event"), "{first:?}");

    Migrator::down(db, None).await.expect("the database does as it is told");
    assert_eq!(relations(db).await, Vec::<String>::new());

    Migrator::up(db, None).await.expect("the database does as it is told");
    assert_eq!(relations(db).await, first);

    // Each one alone, too: a release may be taken back by one step.
    for _ in Migrator::migrations() {
        Migrator::down(db, Some(1))
            .await
            .expect("the database does as it is told");
    }
    assert_eq!(relations(db).await, Vec::<String>::new());
}

#[tokio::test]
async fn sqlite() {
    let file = std::env::temp_dir().join(format!("tablewright-migration-{}.db", Uuid::new_v4()));
    let db = Database::connect(format!("sqlite://{}?mode=rwc", file.display()))
        .await
        .expect("the database does as it is told");
    up_down_up(&db).await;
    db.close().await.expect("the database does as it is told");
    std::fs::remove_file(file).expect("the database does as it is told");
}

#[tokio::test]
async fn postgres() {
    let url = std::env::var("TEST_POSTGRES_URL")
        .expect("set TEST_POSTGRES_URL to a PostgreSQL in which databases may be created, or run `make test`");
    let admin = Database::connect(&url).await.expect("the database does as it is told");
    let name = format!("tw_migration_{}", Uuid::new_v4().simple());
    admin
        .execute_unprepared(&format!("CREATE DATABASE {name}"))
        .await
        .expect("the database does as it is told");
    let (server, _) = url.split_at(url.rfind('/').expect("a URL with a database name"));
    let db = Database::connect(format!("{server}/{name}"))
        .await
        .expect("the database does as it is told");
    Migrator::up(&db, None).await.expect("the database does as it is told");
    every_foreign_key_has_an_index(&db).await;
    Migrator::down(&db, None)
        .await
        .expect("the database does as it is told");
    up_down_up(&db).await;
    db.close().await.expect("the database does as it is told");
    admin
        .execute_unprepared(&format!("DROP DATABASE {name}"))
        .await
        .expect("the database does as it is told");
}

/// Foreign keys whose columns do not lead an index: deleting what they refer to would read the whole table.
const FOREIGN_KEYS_WITHOUT_INDEX: &str = "SELECT c.conrelid::regclass::text || ' ' || c.conname AS name \
    FROM pg_constraint c WHERE c.contype = 'f' AND NOT EXISTS ( \
        SELECT 1 FROM pg_index i WHERE i.indrelid = c.conrelid AND i.indpred IS NULL \
        AND (i.indkey::int2[])[0:cardinality(c.conkey) - 1] = c.conkey)";

async fn every_foreign_key_has_an_index(db: &DatabaseConnection) {
    let query = Statement::from_string(db.get_database_backend(), FOREIGN_KEYS_WITHOUT_INDEX);
    let rows = db.query_all_raw(query).await.expect("the catalog can be read");
    let names: Vec<String> = rows
        .iter()
        .map(|row| row.try_get("", "name").expect("a name"))
        .collect();
    assert_eq!(names, Vec::<String>::new());
}
