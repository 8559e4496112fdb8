//! `tablewright prove` from outside: what it says, how it ends, and that nothing stays behind.

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tablewright_tests::{TempFolder, corpus, server_binary};

const OLD: &str = "
CREATE TABLE customer (id int PRIMARY KEY, name varchar(80) NOT NULL, city varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, customer_id int NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
  total numeric(10,2) NOT NULL DEFAULT 0 CHECK (total >= 0), note varchar(200));
CREATE INDEX orders_by_customer ON orders (customer_id);
";

const NEW: &str = "
-- renamed from: customer
CREATE TABLE client (
  id int PRIMARY KEY,
  full_name varchar(80) NOT NULL, -- renamed from: name
  city varchar(60),
  joined date
);
CREATE TABLE orders (id int PRIMARY KEY, customer_id int NOT NULL REFERENCES client (id) ON DELETE CASCADE,
  total numeric(12,2) NOT NULL DEFAULT 0 CHECK (total >= 0));
CREATE INDEX orders_by_customer ON orders (customer_id);
";

fn command(folder: &Path, old: &str, new: &str, engine: &str) -> Command {
    let (from, to) = (folder.join("old.sql"), folder.join("new.sql"));
    std::fs::write(&from, old).unwrap();
    std::fs::write(&to, new).unwrap();
    let mut command = Command::new(server_binary());
    command
        .arg("prove")
        .args([from, to])
        .args(["--from", engine, "--to", engine]);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn said(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_good_migration_is_proven_on_each_engine() {
    let folder = TempFolder::create();
    for engine in ["postgres", "mysql", "sqlite"] {
        let mut shown = command(folder.path(), OLD, NEW, engine);
        let (code, transcript, errors) = said(&shown.output().unwrap());
        assert_eq!(code, Some(0), "{engine}: {transcript}{errors}");
        for words in ["filled 2 of them", "customer", "after down", "sha256", "PROVEN in"] {
            assert!(transcript.contains(words), "{engine}: no `{words}` in\n{transcript}");
        }
        let mut asked = command(folder.path(), OLD, NEW, engine);
        let (code, text, errors) = said(&asked.arg("--json").output().unwrap());
        assert_eq!(code, Some(0), "{engine}: {errors}");
        let proof: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(proof["proven"], true);
        assert_eq!(proof["unproven"], serde_json::json!([]));
        let orders = proof["tables"]
            .as_array()
            .unwrap()
            .iter()
            .find(|t| t["table"] == "orders")
            .unwrap();
        assert_eq!(
            (&orders["before"], &orders["before"]),
            (&orders["afterUp"], &orders["afterDown"])
        );
        assert_eq!(proof["fromHash"].as_str().unwrap().len(), 64);
    }
}

#[test]
fn what_cannot_be_tried_is_named_and_exits_with_1() {
    let folder = TempFolder::create();
    let refused =
        "CREATE TABLE t (id int PRIMARY KEY, code text CHECK (md5(code) = 'never'), CHECK (code IS NOT NULL));";
    let wider =
        "CREATE TABLE t (id bigint PRIMARY KEY, code text CHECK (md5(code) = 'never'), CHECK (code IS NOT NULL));";
    let (code, transcript, _) = said(&command(folder.path(), refused, wider, "postgres").output().unwrap());
    assert_eq!(code, Some(1), "{transcript}");
    assert!(
        transcript.contains("Not proven:") && transcript.contains("the rows of t"),
        "{transcript}"
    );
}

#[test]
fn unusable_input_exits_with_2() {
    let folder = TempFolder::create();
    let (code, _, errors) = said(&command(folder.path(), "", NEW, "sqlite").output().unwrap());
    assert_eq!(code, Some(2), "{errors}");
    let mut away = command(folder.path(), OLD, NEW, "postgres");
    away.args(["--scratch-url", "postgres://nobody:secret@127.0.0.1:1/none"]);
    let (code, _, errors) = said(&away.output().unwrap());
    assert_eq!(code, Some(2), "{errors}");
    assert!(
        errors.contains("error[cannot-connect]") && !errors.contains("secret"),
        "{errors}"
    );
}

/// What is in a folder, and has not gone while we looked.
fn entries(folder: &Path) -> usize {
    std::fs::read_dir(folder).map_or(0, |entries| entries.flatten().count())
}

#[test]
fn nothing_stays_behind_after_a_kill() {
    let folder = TempFolder::create();
    // Short, because the path of a socket in it must be: a longer one is passed over for /tmp.
    let temporary = std::env::temp_dir().join(format!("tw-kill-{}", std::process::id()));
    std::fs::create_dir(&temporary).unwrap();
    // The server's own user makes and removes its folder there, as in any folder for temporary files.
    #[cfg(unix)]
    std::fs::set_permissions(&temporary, std::os::unix::fs::PermissionsExt::from_mode(0o777)).unwrap();
    let schema = corpus("edfi-pg");
    let mut proof = command(folder.path(), &schema, &schema, "postgres")
        .env("TMPDIR", &temporary)
        // Nobody reads what it says, and a full pipe would hold it up.
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let until = |holds: &dyn Fn() -> bool, what: &str| {
        let start = Instant::now();
        while !holds() {
            assert!(start.elapsed() < Duration::from_secs(120), "{what}");
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    until(&|| entries(&temporary) > 0, "a scratch server has a folder");
    proof.kill().unwrap();
    proof.wait().unwrap();
    until(
        &|| entries(&temporary) == 0,
        "the scratch server and its folder are gone",
    );
    std::fs::remove_dir(&temporary).unwrap();
}
