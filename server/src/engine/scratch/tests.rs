//! Scratch databases on servers of our own and on those of URLs.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tablewright_compiler::dialect::Dialect;

use super::{PREFIX, Scratch, with_database};

async fn is_fresh_and_gone_afterwards(scratch: &Scratch, dialect: Dialect, list: &str) {
    let database = scratch.database(dialect).await.unwrap();
    let name = database.name().to_owned();
    assert!(name.starts_with(PREFIX));
    let mut connection = database.connect().await.unwrap();
    connection.execute("CREATE TABLE t (a int)").await.unwrap();
    connection.execute("BEGIN").await.unwrap();
    connection.execute("INSERT INTO t VALUES (1), (2)").await.unwrap();
    connection.execute("COMMIT").await.unwrap();
    let mut other = database.connect().await.unwrap();
    assert_eq!(
        other.rows("SELECT count(*) FROM t").await.unwrap()[0],
        [Some("2".to_owned())]
    );
    other.close().await;

    let second = scratch.database(dialect).await.unwrap();
    let mut watcher = second.connect().await.unwrap();
    if !list.is_empty() {
        assert!(watcher.rows(list).await.unwrap().concat().contains(&Some(name.clone())));
        drop(database);
        assert!(!watcher.rows(list).await.unwrap().concat().contains(&Some(name)));
    }
    watcher.execute("CREATE TABLE t (a int)").await.unwrap();
    watcher.close().await;
    second.close().await.unwrap();
}

#[tokio::test]
async fn sqlite_is_in_memory() {
    is_fresh_and_gone_afterwards(&Scratch::default(), Dialect::Sqlite, "").await;
}

#[tokio::test]
async fn postgres_of_our_own_is_reused_and_stopped() {
    let scratch = Scratch::default();
    is_fresh_and_gone_afterwards(&scratch, Dialect::Postgres, "SELECT datname FROM pg_database").await;
    let server = scratch.shared.postgres.lock().await.clone().unwrap();
    let database = scratch.database(Dialect::Postgres).await.unwrap();
    assert!(std::ptr::eq(
        &*server,
        &**scratch.shared.postgres.lock().await.as_ref().unwrap()
    ));
    assert!(database.is_on_own_server());
    assert!(
        database
            .provide_roles(&["app".to_owned(), "postgres".to_owned()])
            .await
            .unwrap()
            .is_empty()
    );
    let mut connection = database.connect().await.unwrap();
    connection.execute("CREATE TABLE t (a int)").await.unwrap();
    connection.execute("GRANT SELECT ON t TO app").await.unwrap();
    let refusal = connection
        .execute("GRANT SELECT ON t TO nobody_knows")
        .await
        .unwrap_err();
    assert_eq!(refusal.missing_role(), Some("nobody_knows"));
    connection.close().await;
    database.close().await.unwrap();
    assert!(server.is_running());
    scratch.close().await;
    assert!(!server.is_running());
}

#[tokio::test]
async fn mariadb_of_our_own_is_stopped() {
    let scratch = Scratch::default();
    is_fresh_and_gone_afterwards(&scratch, Dialect::Mysql, "SHOW DATABASES").await;
    let database = scratch.database(Dialect::Mysql).await.unwrap();
    let mut connection = database.connect().await.unwrap();
    connection
        .execute("CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END")
        .await
        .unwrap();
    connection.close().await;
    scratch.close().await;
}

#[tokio::test]
async fn a_url_names_the_server() {
    let required = |name: &str| std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set"));
    let urls = [required("TEST_POSTGRES_URL"), required("TEST_MYSQL_URL")];
    let scratch = Scratch::new(&urls).unwrap();
    is_fresh_and_gone_afterwards(&scratch, Dialect::Postgres, "SELECT datname FROM pg_database").await;
    is_fresh_and_gone_afterwards(&scratch, Dialect::Mysql, "SHOW DATABASES").await;
    let database = scratch.database(Dialect::Postgres).await.unwrap();
    let missing = database.provide_roles(&["nobody_knows".to_owned()]).await.unwrap();
    assert_eq!(missing, ["nobody_knows"]);
}

/// Tells this test, started again as a process of its own, that it is the one to be killed.
const VICTIM: &str = "TABLEWRIGHT_TEST_VICTIM";

/// Starts both servers, says where they are, and never ends by itself.
async fn hold_servers() {
    let scratch = Scratch::default();
    for dialect in [Dialect::Postgres, Dialect::Mysql] {
        let _database = std::mem::ManuallyDrop::new(scratch.database(dialect).await.unwrap());
    }
    for slot in [&scratch.shared.postgres, &scratch.shared.mysql] {
        let server = slot.lock().await;
        eprintln!("folder {}", server.as_ref().unwrap().folder().display());
    }
    std::future::pending::<()>().await;
}

#[tokio::test]
async fn servers_and_folders_are_gone_after_sigkill() {
    if std::env::var_os(VICTIM).is_some() {
        hold_servers().await;
    }
    let test = "engine::scratch::tests::servers_and_folders_are_gone_after_sigkill";
    let mut victim = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(VICTIM, "1")
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(victim.stderr.take().unwrap()).lines();
    let folders: Vec<PathBuf> = lines
        .filter_map(|line| Some(PathBuf::from(line.unwrap().strip_prefix("folder ")?)))
        .take(2)
        .collect();
    assert_eq!(folders.len(), 2);
    for folder in &folders {
        assert!(folder.join("log").exists(), "{}", folder.display());
        assert!(uses(folder), "{} has a server", folder.display());
    }
    victim.kill().unwrap();
    victim.wait().unwrap();
    let started = Instant::now();
    for folder in &folders {
        while folder.exists() || uses(folder) {
            assert!(
                started.elapsed() < Duration::from_secs(30),
                "{} stays",
                folder.display()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// Whether a process has the folder in its command line.
fn uses(folder: &Path) -> bool {
    let output = Command::new("ps").args(["-eo", "args"]).output().unwrap();
    String::from_utf8_lossy(&output.stdout).contains(&folder.display().to_string())
}

#[test]
fn only_the_database_of_a_url_is_replaced() {
    let url = "postgres://ada:p@db:5432/shop?sslmode=require";
    assert_eq!(with_database(url, "x"), "postgres://ada:p@db:5432/x?sslmode=require");
    assert_eq!(with_database("mysql://root@db", "x"), "mysql://root@db/x");
    assert!(Scratch::new(&["sqlite://a.db".to_owned()]).is_err());
}
