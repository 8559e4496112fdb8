//! Diagrams and lints: cases of DBML with what they must give. UPDATE_EXPECT=1 rewrites them.

use std::fmt::Write;
use std::path::Path;
use tablewright_compiler::design::Design;
use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::edit::{ApplyContext, apply};
use tablewright_compiler::ids::IdSource;
use tablewright_compiler::{dbml, lint, mermaid};
use uuid::Uuid;

fn design(source: &str) -> Design {
    let read = dbml::read(source, &mut IdSource::new(Uuid::from_u128(1 << 64)));
    assert_eq!(read.diagnostics, Vec::new(), "{source}");
    let context = ApplyContext::import(IdSource::new(Uuid::from_u128(2 << 64)));
    apply(&Design::new(), &read.edits, context)
        .expect("it is accepted")
        .design
}

fn check(stage: &str, text_of: impl Fn(&Design) -> String) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(stage);
    let mut cases = 0;
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let file = entry.expect("it can be read").path();
        let text = std::fs::read_to_string(&file).expect("a case can be read");
        let source = text.split("\n---- ").next().expect("a case has a source").trim_end();
        let found = format!("{source}\n\n---- {stage}\n{}", text_of(&design(source)));
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            std::fs::write(&file, &found).expect("a case can be written");
        }
        let expected = std::fs::read_to_string(&file).expect("a case can be read");
        assert!(
            found == expected,
            "{} differs; UPDATE_EXPECT=1 rewrites it. Found:\n{found}",
            file.display()
        );
        cases += 1;
    }
    assert!(cases > 0, "cases are missing");
}

#[test]
fn diagrams_are_as_expected() {
    check("mermaid", |design| mermaid::write(design).0);
}

#[test]
fn lints_are_as_expected() {
    check("lint", |design| {
        let mut text = String::new();
        for finding in lint::lint(design, &Dialect::ALL) {
            writeln!(text, "{:?} [{}] {}", finding.severity, finding.code, finding.message)
                .expect("writing to a string cannot fail");
        }
        text
    });
}
