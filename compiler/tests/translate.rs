//! From one engine to all of them: SQL in, and what is made of it for each engine beneath.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use tablewright_compiler::design::Design;
use tablewright_compiler::diagnostic::Diagnostic;
use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::edit::{ApplyContext, apply};
use tablewright_compiler::emit::compile;
use tablewright_compiler::ids::IdSource;
use tablewright_compiler::import::import;
use tablewright_compiler::lift::lift;
use uuid::Uuid;

/// Each file under `testdata/translate/<engine>` is SQL of that engine and, after lines of dashes, what reading it says,
/// and the SQL and the diagnostics for each engine. UPDATE_EXPECT=1 rewrites them.
#[test]
fn cases_give_the_sql_they_expect() {
    let mut cases = 0;
    for (folder, dialect) in [
        ("postgres", Dialect::Postgres),
        ("mysql", Dialect::Mysql),
        ("sqlite", Dialect::Sqlite),
    ] {
        for file in files(folder) {
            cases += 1;
            let text = std::fs::read_to_string(&file).expect("a case can be read");
            let source = text.split("\n---- ").next().expect("a case has a source");
            let found = translated(source.trim_end(), dialect);
            if std::env::var_os("UPDATE_EXPECT").is_some() {
                std::fs::write(&file, &found).expect("a case can be written");
            }
            let expected = std::fs::read_to_string(&file).expect("a case can be read");
            assert!(
                found == expected,
                "{} differs; UPDATE_EXPECT=1 rewrites it. Found:\n{found}",
                file.display()
            );
        }
    }
    assert!(cases >= 4, "only {cases} cases were found");
}

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("testdata/translate")
        .join(folder);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the folder of cases is there")
        .map(|entry| entry.expect("the folder can be listed").path())
        .collect();
    files.sort();
    files
}

fn translated(source: &str, from: Dialect) -> String {
    let imported = import(source, from);
    let mut ids = IdSource::new(Uuid::from_u128(1 << 96));
    let (edits, lifted) = lift(&imported.schema, &mut ids);
    let applied = apply(&Design::new(), &edits, ApplyContext::import(ids)).expect("the case makes a design");
    let mut out = format!("{source}\n\n---- read\n");
    say(&mut out, &imported.diagnostics);
    say(&mut out, &lifted);
    for to in Dialect::ALL {
        let compiled = compile(&applied.design, to);
        let _ = write!(out, "\n---- {to}\n{}", compiled.sql);
        say(&mut out, &compiled.diagnostics);
    }
    out
}

fn say(out: &mut String, diagnostics: &[Diagnostic]) {
    for found in diagnostics {
        let _ = writeln!(out, "-- {:?} [{}] {}", found.severity, found.code, found.message);
    }
}
