//! `compile`, `diff` and `lint` as a person runs them: what goes in, what comes out, and with which exit code.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;
use tablewright_tests::{Engine, ScratchDatabase, server_binary};

/// A folder of files for one test, removed at its end.
struct Files(PathBuf);

impl Files {
    fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let folder = std::env::temp_dir().join(format!("tablewright-cli-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        for (file, text) in files {
            std::fs::write(folder.join(file), text).unwrap();
        }
        Self(folder)
    }

    /// Runs the program in the folder: exit code, stdout, stderr.
    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        let output = Command::new(server_binary())
            .current_dir(&self.0)
            .args(arguments)
            .stdin(std::process::Stdio::null())
            .output()
            .unwrap();
        (
            output.status.code().unwrap(),
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

const OLD: &str = "CREATE TABLE a (id integer PRIMARY KEY, total integer NOT NULL);\n";
const NEW: &str =
    "CREATE TABLE a (id integer PRIMARY KEY,\n  -- renamed from: total\n  amount integer NOT NULL,\n  note text);\n";
const DBML: &str = "Table a {\n  id int [pk]\n  tags text [not null, note: 'it\\'s']\n}\n";

#[test]
fn every_format_compiles_to_every_other() {
    let files = Files::new("formats", &[("a.sql", OLD), ("a.dbml", DBML)]);
    for (file, from) in [("a.sql", &["--from", "sqlite"][..]), ("a.dbml", &[])] {
        for target in ["postgres", "mysql", "sqlite", "json", "dbml", "mermaid"] {
            let arguments = [&["compile", file, "--to", target], from].concat();
            let (code, text, said) = files.run(&arguments);
            assert_eq!(code, 0, "{file} to {target}: {said}");
            assert!(text.contains('a'), "{text}");
            std::fs::write(files.0.join(format!("out.{target}")), text).unwrap();
        }
        if file == "a.sql" {
            // Of SQLite's numbering, DBML can say that there is one.
            continue;
        }
        let (code, again, said) = files.run(&["compile", "out.json", "--to", "dbml"]);
        assert_eq!((code, said.as_str()), (0, ""));
        assert_eq!(again, std::fs::read_to_string(files.0.join("out.dbml")).unwrap());
        let (code, again, _) = files.run(&["compile", "out.dbml", "--to", "sqlite"]);
        assert_eq!(code, 0);
        assert_eq!(again, std::fs::read_to_string(files.0.join("out.sqlite")).unwrap());
    }
}

#[test]
fn a_migration_keeps_the_rows_of_what_is_renamed() {
    let files = Files::new("diff", &[("old.sql", OLD), ("new.sql", NEW)]);
    let (code, up, said) = files.run(&["diff", "old.sql", "new.sql", "--to", "sqlite"]);
    assert_eq!(code, 0, "{said}");
    let (_, down, _) = files.run(&["diff", "old.sql", "new.sql", "--to", "sqlite", "--down"]);
    let database = ScratchDatabase::create(Engine::Sqlite);
    database.apply(&format!("{OLD}INSERT INTO a VALUES (1, 7);\n")).unwrap();
    database.apply(&up).unwrap();
    // A check that fails where the row is not as it was.
    let holds = |condition: &str| {
        format!("CREATE TEMP TABLE t (ok CHECK (ok = 1)); INSERT INTO t SELECT count(*) FROM a WHERE {condition};\n")
    };
    database
        .apply(&holds("id = 1 AND amount = 7 AND note IS NULL"))
        .unwrap();
    database.apply(&down).unwrap();
    database.apply(&holds("id = 1 AND total = 7")).unwrap();
}

#[test]
fn what_diff_finds_comes_as_json_too() {
    let plain = NEW.replace("-- renamed from: total", "");
    let files = Files::new("json", &[("old.sql", OLD), ("new.sql", &plain)]);
    let arguments = ["diff", "old.sql", "new.sql", "--to", "sqlite", "--json"];
    let (code, text, said) = files.run(&arguments);
    assert_eq!(code, 0, "{said}");
    let found: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(found["suggestions"][0]["rename"], "a.total=amount");
    assert!(said.contains("--rename 'a.total=amount'"), "{said}");
    assert!(found["steps"].as_array().unwrap().iter().any(|step| {
        let hazards = step["hazards"].as_array().unwrap();
        hazards.iter().any(|hazard| hazard["kind"] == "dataLoss")
    }));
    let renamed = [&arguments[..], &["--rename", "a.total=amount"]].concat();
    let (_, text, _) = files.run(&renamed);
    let found: Value = serde_json::from_str(&text).unwrap();
    let kinds: Vec<&str> = found["changes"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|it| it["kind"].as_str())
        .collect();
    assert_eq!(kinds, ["renameColumn", "addColumn"]);
}

#[test]
fn versions_of_one_design_are_matched_by_id() {
    let table = "\"tables\": [{ \"id\": \"00000000-0000-7000-8000-000000000001\", \"name\": \"NAME\", \"tableName\": \"NAME\" }], \
        \"fields\": [{ \"id\": \"00000000-0000-7000-8000-000000000002\", \"tableId\": \"00000000-0000-7000-8000-000000000001\", \
        \"name\": \"x\", \"fieldName\": \"x\", \"dataType\": \"TEXT\", \"sortOrder\": 0 }]";
    let document = |name: &str| {
        format!(
            "{{\"format\": \"tablewright-design\", \"version\": 1, \"design\": {{{}}}}}",
            table.replace("NAME", name)
        )
    };
    let files = Files::new(
        "ids",
        &[("old.json", &document("orders")), ("new.json", &document("sales"))],
    );
    let (code, text, said) = files.run(&["diff", "old.json", "new.json", "--to", "mysql"]);
    assert_eq!(code, 0, "{said}");
    assert!(text.contains("RENAME") && !text.contains("DROP"), "{text}");
}

#[test]
fn lint_says_where_and_how_bad() {
    let files = Files::new(
        "lint",
        &[("a.sql", "CREATE TABLE a (\n  x integer\n);\n"), ("b.dbml", DBML)],
    );
    let (code, text, _) = files.run(&["lint", "a.sql", "--from", "postgres"]);
    assert_eq!(code, 1);
    assert!(
        text.contains("warning[no-primary-key]") && text.contains("--> a.sql:1:1"),
        "{text}"
    );
    let (_, text, _) = files.run(&["lint", "a.sql", "--from", "postgres", "--format", "github"]);
    assert!(
        text.starts_with("::warning file=a.sql,line=1,col=1,title=no-primary-key::"),
        "{text}"
    );
    let (_, text, _) = files.run(&["lint", "a.sql", "--from", "postgres", "--format", "json"]);
    let found: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(found["findings"][0]["code"], "no-primary-key");
    let (code, text, _) = files.run(&["lint", "b.dbml", "--to", "postgres"]);
    assert_eq!((code, text.as_str()), (0, ""));
}

#[test]
fn what_cannot_be_used_is_named_with_a_code() {
    let files = Files::new(
        "unusable",
        &[
            ("empty.sql", " \n"),
            ("a.sql", OLD),
            ("a.txt", OLD),
            ("bad.json", "{"),
            ("bad.dbml", "what"),
        ],
    );
    std::fs::write(files.0.join("latin1.sql"), b"CREATE TABLE a (\n  x\xe9 int)").unwrap();
    std::fs::write(files.0.join("a.db"), b"SQLite format 3\0").unwrap();
    for (file, from, code) in [
        ("empty.sql", "postgres", "empty-source"),
        ("none.sql", "postgres", "file-not-found"),
        (".", "postgres", "file-is-directory"),
        ("latin1.sql", "postgres", "not-utf-8"),
        ("a.db", "sqlite", "not-text"),
        ("a.sql", "", "engine-unknown"),
        ("a.txt", "", "format-unknown"),
        ("bad.json", "", "not-a-design"),
        ("bad.dbml", "", "nothing-usable"),
    ] {
        let from = if from.is_empty() { vec![] } else { vec!["--from", from] };
        let (exit, text, said) = files.run(&[&["compile", file, "--to", "sqlite"][..], &from].concat());
        assert_eq!((exit, text.as_str()), (2, ""), "{file}: {said}");
        assert!(
            said.contains(&format!("error[{code}]: ")) && said.contains(file),
            "{file}: {said}"
        );
    }
    let (_, _, said) = files.run(&["compile", "latin1.sql", "--from", "mysql", "--to", "sqlite"]);
    assert!(said.contains("--> latin1.sql:2:4"), "{said}");
    let (exit, _, said) = files.run(&["diff", "-", "-", "--to", "sqlite"]);
    assert_eq!(exit, 2);
    assert!(said.contains("error[stdin-twice]"), "{said}");
    let (exit, _, said) = files.run(&["diff", "a.sql", "a.sql", "--to", "sqlite", "--rename", "nonsense"]);
    assert_eq!(exit, 2, "{said}");
}
