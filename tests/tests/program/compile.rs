//! Real schemas in, DDL out, and the engines take it: by the API and on the command line.

use std::process::{Command, Stdio};

use tablewright_tests::{Engine, ScratchDatabase, Server, Session, Storage, corpus, server_binary};

/// Corpus folders of schemas that a person would import first, with their engine, and how many tables
/// they have there and on other engines, where partitions are not tables.
const SCHEMAS: [(&str, Engine, usize, usize); 7] = [
    ("chinook-pg", Engine::Postgres, 11, 11),
    ("chinook-my", Engine::Mysql, 11, 11),
    ("chinook-lite", Engine::Sqlite, 11, 11),
    ("pagila-pg", Engine::Postgres, 70, 15),
    ("sakila-pg", Engine::Postgres, 21, 15),
    ("sakila-my", Engine::Mysql, 16, 16),
    ("sakila-lite", Engine::Sqlite, 16, 16),
];

/// Applies compiled SQL and returns how many tables there are then.
fn tables_of(name: &str, target: Engine, sql: &str) -> usize {
    // Its views, which are carried word for word, name their database.
    let scratch = match (name, target) {
        ("sakila-my", Engine::Mysql) => ScratchDatabase::named(target, "sakila".to_owned()),
        _ => ScratchDatabase::create(target),
    };
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
    for (name, format, there, elsewhere) in SCHEMAS.into_iter().take(4) {
        let branch = ada.create_project(name).await;
        ada.import(&branch, format.target(), &corpus(name)).await.unwrap();
        for target in Engine::ALL {
            let compiled = ada.compile(&branch, target.target()).await;
            let sql = compiled["sql"].as_str().unwrap();
            let expected = if target == format { there } else { elsewhere };
            assert_eq!(tables_of(name, target, sql), expected, "{name} for {target:?}");
        }
    }
}

#[test]
fn the_command_line_compiles_what_every_engine_takes() {
    for (name, from, there, elsewhere) in SCHEMAS {
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
            let writer = std::thread::spawn(move || std::io::Write::write_all(&mut stdin, corpus(name).as_bytes()));
            let output = child.wait_with_output().unwrap();
            writer.join().unwrap().unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            // 1 is for findings, which a change of engine has.
            assert!(
                matches!(output.status.code(), Some(0 | 1)),
                "{name} for {target:?}: {said}"
            );
            let sql = String::from_utf8(output.stdout).unwrap();
            let expected = if target == from { there } else { elsewhere };
            assert_eq!(tables_of(name, target, &sql), expected, "{name} for {target:?}");
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
        &["compile", "-", "--from", "postgres", "--to", "sqlite"],
        &["no-such-command"],
    ] {
        let (code, said) = run(arguments);
        assert_eq!(code, Some(2), "{arguments:?}: {said}");
        assert!(!said.is_empty() && !said.contains("panicked"), "{arguments:?}: {said}");
    }
}
