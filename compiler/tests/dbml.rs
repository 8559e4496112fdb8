//! DBML in and out: cases with what they must give, and the promise that writing and reading is the identity.

#[path = "support/model.rs"]
mod model;
use std::fmt::Write;
use std::path::Path;
use tablewright_compiler::dbml;
use tablewright_compiler::design::Design;
use tablewright_compiler::diagnostic::{Diagnostic, Severity};
use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::edit::{ApplyContext, apply};
use tablewright_compiler::emit::compile;
use tablewright_compiler::ids::IdSource;
use uuid::Uuid;

fn read(source: &str) -> (Design, dbml::Read) {
    let read = dbml::read(source, &mut IdSource::new(Uuid::from_u128(1 << 64)));
    let context = ApplyContext::import(IdSource::new(Uuid::from_u128(2 << 64)));
    let applied = apply(&Design::new(), &read.edits, context).expect("what is read is accepted");
    (applied.design, read)
}

fn line(diagnostic: &Diagnostic) -> String {
    let at = diagnostic
        .position
        .map_or_else(String::new, |at| format!("{}:{} ", at.line, at.column));
    format!(
        "{at}{:?} [{}] {}",
        diagnostic.severity, diagnostic.code, diagnostic.message
    )
}

/// Each file under testdata/dbml is DBML and, after lines of dashes, what reading says, the DBML that is written of it,
/// and its SQL for an engine. UPDATE_EXPECT=1 rewrites them.
#[test]
fn cases_give_what_they_expect() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/dbml");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("testdata/dbml is there")
        .map(|entry| entry.expect("it can be read").path())
        .collect();
    files.sort();
    assert!(files.len() >= 5, "cases are missing");
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a case can be read");
        let source = text.split("\n---- ").next().expect("a case has a source").trim_end();
        let (design, read_once) = read(source);
        let mut found = format!("{source}\n\n---- read: {:?}\n", read_once.tally);
        for diagnostic in &read_once.diagnostics {
            writeln!(found, "{}", line(diagnostic)).expect("writing to a string cannot fail");
        }
        let (written, diagnostics) = dbml::write(&design);
        write!(found, "\n---- DBML\n{}", written.trim_end()).expect("writing to a string cannot fail");
        for diagnostic in &diagnostics {
            write!(found, "\n// {}", line(diagnostic)).expect("writing to a string cannot fail");
        }
        let (again, read_again) = read(&written);
        assert_eq!(model::of(&again), model::of(&design), "{}: {written}", file.display());
        assert_eq!(read_again.diagnostics, Vec::new(), "{}: {written}", file.display());
        let sql = compile(&design, Dialect::Postgres).sql;
        write!(found, "\n\n---- PostgreSQL\n{sql}").expect("writing to a string cannot fail");
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

/// Cases cut, doubled and shuffled: reading neither panics nor loses an element, and what is read is accepted.
#[test]
fn damaged_texts_are_read_as_far_as_they_go() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/dbml");
    let mut sources: Vec<String> = Vec::new();
    for entry in std::fs::read_dir(folder).expect("testdata/dbml is there") {
        let text = std::fs::read_to_string(entry.expect("it can be read").path()).expect("a case can be read");
        sources.push(text.split("\n---- ").next().expect("a case has a source").to_owned());
    }
    sources.sort();
    let mut state = 42u64;
    let mut random = |most: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).expect("it is small") % most.max(1)
    };
    const PIECES: [&str; 20] = [
        "{", "}", "[", "]", "(", ")", "'", "\"", "`", "'''", ":", ",", ".", "\n", "//", "/*", "Table", "Ref: ", "~",
        "<>",
    ];
    let mut compared = 0;
    for round in 0..400 {
        let mut text: Vec<char> = sources[round % sources.len()].chars().collect();
        for _ in 0..=random(6) {
            let at = random(text.len());
            match random(3) {
                0 => {
                    let end = (at + random(40)).min(text.len());
                    text.drain(at..end);
                }
                1 => {
                    let piece = PIECES[random(PIECES.len())];
                    text.splice(at..at, piece.chars());
                }
                _ => {
                    let end = (at + random(60)).min(text.len());
                    let copy: Vec<char> = text[at..end].to_vec();
                    let to = random(text.len());
                    text.splice(to..to, copy);
                }
            }
        }
        let text: String = text.into_iter().collect();
        let (design, read_once) = read(&text);
        let tally = read_once.tally;
        let said = read_once.diagnostics.len();
        assert!(
            said >= tally.skipped + tally.failed,
            "{tally:?} with {said} findings: {text}"
        );
        let (written, unsaid) = dbml::write(&design);
        let (again, _) = read(&written);
        if unsaid.iter().any(|finding| finding.severity != Severity::Info) {
            continue;
        }
        compared += 1;
        assert_eq!(model::of(&again), model::of(&design), "{text}\n----\n{written}");
    }
    assert!(compared > 200, "only {compared} texts were compared");
}
