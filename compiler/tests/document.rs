//! Designs as JSON documents: the published schema, and what is refused.

#[path = "support/notation.rs"]
mod notation;
#[path = "support/random_design.rs"]
mod random_design;

use std::path::Path;
use tablewright_compiler::design::{Design, schema_hash};
use tablewright_compiler::document::{self, read, write};
use tablewright_compiler::edit::{ApplyContext, apply};
use tablewright_compiler::ids::IdSource;
use uuid::Uuid;

fn shop() -> Design {
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/compile/shop.txt");
    let text = std::fs::read_to_string(case).expect("the case is there");
    notation::design(text.split("\n---- ").next().expect("a case has a design"))
}

#[test]
fn the_published_schema_is_that_of_the_types() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/design.schema.json");
    let found = format!("{:#}\n", document::schema());
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&file, &found).expect("the schema can be written");
    }
    let published = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        published == found,
        "docs/design.schema.json is not that of the types; UPDATE_EXPECT=1 rewrites it"
    );
}

#[test]
fn what_is_written_is_valid_and_reads_as_the_same_design() {
    let validator = jsonschema::validator_for(&document::schema()).expect("it is a JSON Schema");
    let designs = (0..60).map(random_design::random_design).chain([shop(), Design::new()]);
    for (n, design) in designs.enumerate() {
        let text = write(&design);
        let json: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
        let errors: Vec<String> = validator
            .iter_errors(&json)
            .map(|error| format!("{error} at {}", error.instance_path()))
            .collect();
        assert_eq!(errors, Vec::<String>::new(), "design {n}");
        let read = read(&text, None);
        assert_eq!(read.diagnostics, Vec::new(), "design {n}");
        if let Ok(applied) = apply(&Design::new(), &read.edits, ApplyContext::restore()) {
            assert_eq!(schema_hash(&applied.design), schema_hash(&design), "design {n}");
        } else {
            assert!(n < 60, "the shop is refused");
        }
    }
}

#[test]
fn new_ids_make_the_same_design_under_other_ids() {
    let design = shop();
    let text = write(&design);
    let seed = Uuid::from_u128(7 << 64);
    let read = read(&text, Some(&mut IdSource::new(seed)));
    let context = ApplyContext::import(IdSource::new(Uuid::from_u128(8 << 64)));
    let applied = apply(&Design::new(), &read.edits, context).expect("it is accepted");
    assert_eq!(applied.design.len(), design.len());
    for element in applied.design.elements() {
        assert!(!design.holds(element.id()), "{element:?}");
    }
}

#[test]
fn mistakes_are_named_with_their_paths() {
    let said = |text: &str| -> Vec<String> {
        let read = read(text, None);
        assert!(read.edits.is_empty(), "{text}");
        read.diagnostics
            .iter()
            .map(|finding| format!("{} {}", finding.code, finding.subject.clone().unwrap_or_default()))
            .collect()
    };
    assert_eq!(said("{"), ["not-json "]);
    assert_eq!(said("[]"), ["not-a-design $"]);
    assert_eq!(said("{}"), ["not-a-design $.format"]);
    assert_eq!(said(r#"{"format": "other"}"#), ["not-a-design $.format"]);
    let with = |rest: &str| said(&format!("{{\"format\": \"tablewright-design\", {rest}}}"));
    assert_eq!(with(r#""version": 2, "design": {}"#), ["unknown-version $.version"]);
    assert_eq!(with(r#""design": {}"#), ["unknown-version $.version"]);
    assert_eq!(with(r#""version": 1"#), ["invalid-document $.design"]);
    assert_eq!(
        with(r#""version": 1, "design": { "tables": {}, "x": 1 }, "y": 2"#),
        [
            "unknown-property $",
            "invalid-document $.design.tables",
            "unknown-property $.design"
        ]
    );
    let table = r#"{ "id": "00000000-0000-0000-0000-000000000001", "name": "a", "tableName": "a" }"#;
    assert_eq!(
        with(&format!(
            r#""version": 1, "design": {{ "tables": [{table}, {table}, {{ "id": "x" }}, {{ "nam": 1 }}] }}"#
        )),
        [
            "id-taken $.design.tables[1].id",
            "invalid-document $.design.tables[2]",
            "unknown-property $.design.tables[3]",
            "invalid-document $.design.tables[3]"
        ]
    );
}

#[test]
fn refused_designs_are_refused_at_the_place_in_the_document() {
    let text = r#"{ "format": "tablewright-design", "version": 1, "design": {
        "tables": [{ "id": "00000000-0000-0000-0000-000000000001", "name": "a", "tableName": "a" }],
        "fields": [{ "id": "00000000-0000-0000-0000-000000000002", "tableId": "00000000-0000-0000-0000-000000000009",
            "name": "x", "fieldName": "x", "dataType": "TEXT", "sortOrder": 0 }] } }"#;
    let read = read(text, None);
    assert_eq!(read.diagnostics, Vec::new());
    let issues = apply(&Design::new(), &read.edits, ApplyContext::restore()).expect_err("it is refused");
    let paths: Vec<String> = issues.into_iter().map(|issue| read.located(issue).path).collect();
    assert_eq!(paths, ["$.design.fields[0].tableId"]);
}
