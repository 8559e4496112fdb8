//! Real schemas in, DDL out, and the engines take it: by the API and on the command line.

use std::process::{Command, Stdio};

use tablewright_tests::{Engine, ScratchDatabase, Server, Session, Storage, corpus, server_binary};

/// Corpus folders of schemas that a person would import first, with their engine.
const SCHEMAS: [(&str, Engine); 7] = [
    ("chinook-pg", Engine::Postgres),
    ("chinook-my", Engine::Mysql),
    ("chinook-lite", Engine::Sqlite),
    ("sakila-pg", Engine::Postgres),
    ("sakila-my", Engine::Mysql),
    ("sakila-lite", Engine::Sqlite),
    ("pagila-pg", Engine::Postgres),
];

fn applies(name: &str, target: Engine, sql: &str) -> usize {
    let scratch = ScratchDatabase::create(target);
    if let Err(error) = scratch.apply(sql) {
        panic!("{name} compiled for {target:?} is refused:\n{error}");
    }
    scratch.table_count()
}

#[tokio::test]
async fn imported_schemas_compile_to_sql_that_every_engine_takes() {
    let storage = Storage::sqlite();
    let server = Server::start(&storage).await;
    let ada = Session::sign_up(&server, "ada").await;
    for (name, format) in SCHEMAS {
        let branch = ada.create_project(name).await;
        let source = corpus(name);
        let imported = ada.import(&branch, format.target(), &source).await.unwrap();
        let original = ScratchDatabase::create(format);
        original.apply(&source).unwrap();
        for target in Engine::ALL {
            let compiled = ada.compile(&branch, target.target()).await;
            let tables = applies(name, target, compiled["sql"].as_str().unwrap());
            if target == format {
                assert_eq!(tables, original.table_count(), "{name}, back to its own engine");
            } else {
                assert!(tables > 0, "{name} for {target:?}");
            }
        }
        assert!(imported["tableCount"].as_i64().unwrap() > 0, "{name}: {imported}");
    }
}

#[test]
fn the_command_line_compiles_what_every_engine_takes() {
    for (name, from) in SCHEMAS {
        for target in Engine::ALL {
            let mut child = Command::new(server_binary())
                .args(["compile", "-", "--from", &from.target().to_lowercase()])
                .args(["--to", &target.target().to_lowercase()])
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            let mut stdin = child.stdin.take().unwrap();
            std::thread::spawn(move || std::io::Write::write_all(&mut stdin, corpus(name).as_bytes()));
            let output = child.wait_with_output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            // 1 is for findings, which a change of engine has.
            assert!(
                matches!(output.status.code(), Some(0 | 1)),
                "{name} for {target:?}: {said}"
            );
            assert!(applies(name, target, &String::from_utf8(output.stdout).unwrap()) > 0);
        }
    }
}

#[test]
fn unusable_input_on_the_command_line_exits_with_2() {
    let run = |arguments: &[&str]| {
        let output = Command::new(server_binary())
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        (
            output.status.code(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    };
    for arguments in [
        &["compile", "/does/not/exist.sql", "--to", "postgres"][..],
        &["compile", "-", "--to", "no-such-engine"],
        &["no-such-command"],
    ] {
        let (code, said) = run(arguments);
        assert_eq!(code, Some(2), "{arguments:?}: {said}");
        assert!(!said.is_empty() && !said.contains("panicked"), "{arguments:?}: {said}");
    }
}
