//! The real schemas of the corpus, read whole: what comes out must be what its page says is in them.

use std::path::PathBuf;
use tablewright_compiler::design::{Design, ObjectKind};
use tablewright_compiler::diagnostic::Severity;
use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::edit::{ApplyContext, apply};
use tablewright_compiler::ids::IdSource;
use tablewright_compiler::import::{Imported, import};
use tablewright_compiler::lift::lift;
use tablewright_compiler::schema::SchemaTable;
use uuid::Uuid;

/// What a schema must have.
#[derive(Debug, Default, PartialEq)]
struct Counts {
    tables: usize,
    columns: usize,
    foreign_keys: usize,
    indexes: usize,
    checks: usize,
    enums: usize,
    comments: usize,
    views: usize,
    functions: usize,
    triggers: usize,
}

fn read(name: &str) -> Imported {
    let dialect = match name.rsplit('-').next() {
        Some("pg") => Dialect::Postgres,
        Some("my") => Dialect::Mysql,
        _ => Dialect::Sqlite,
    };
    let folder = std::env::var_os("TABLEWRIGHT_CORPUS").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus"),
        PathBuf::from,
    );
    let path = folder.join(name).join("schema.sql");
    let source = std::fs::read_to_string(&path).unwrap_or_else(|error| {
        panic!(
            "{} cannot be read ({error}): put the corpus beside the repository, or set TABLEWRIGHT_CORPUS",
            path.display()
        )
    });
    import(&source, dialect)
}

fn counts(imported: &Imported) -> Counts {
    let schema = &imported.schema;
    let sum = |count: fn(&SchemaTable) -> usize| schema.tables.iter().map(count).sum::<usize>();
    let objects = |kinds: &[ObjectKind]| schema.objects.iter().filter(|o| kinds.contains(&o.kind)).count();
    Counts {
        tables: schema.tables.len(),
        columns: sum(|t| t.columns.len()),
        foreign_keys: sum(|t| t.foreign_keys.len()),
        indexes: sum(|t| t.indexes.len()),
        checks: sum(|t| t.checks.len()),
        enums: schema.enums.len(),
        comments: sum(comments),
        views: objects(&[ObjectKind::View]),
        functions: objects(&[ObjectKind::Function, ObjectKind::Procedure]),
        triggers: objects(&[ObjectKind::Trigger]),
    }
}

fn comments(table: &SchemaTable) -> usize {
    let keys = table.primary_key.iter().chain(&table.unique_keys);
    table.comment.iter().count()
        + table.columns.iter().filter(|c| c.comment.is_some()).count()
        + table.indexes.iter().filter(|i| i.comment.is_some()).count()
        + table.foreign_keys.iter().filter(|k| k.comment.is_some()).count()
        + table.checks.iter().filter(|c| c.comment.is_some()).count()
        + keys.filter(|k| k.comment.is_some()).count()
}

/// Every statement is accounted for, none failed, each one that is not modelled is named, and the whole can be
/// applied as one batch.
#[track_caller]
fn check(name: &str, expected: Counts) {
    let imported = read(name);
    assert_eq!(counts(&imported), expected, "{name}");
    let t = imported.tally;
    assert_eq!(t.failed, 0, "{name}: {:?}", errors(&imported));
    assert_eq!(t.statements, t.modelled + t.carried + t.skipped, "{name}: {t:?}");
    let with_position = imported.diagnostics.iter().filter(|d| d.position.is_some()).count();
    assert_eq!(with_position, imported.diagnostics.len(), "{name}");
    if t.carried + t.skipped > 0 {
        assert!(!imported.diagnostics.is_empty(), "{name}");
    }
    let mut ids = IdSource::new(Uuid::from_u128(1 << 96));
    let (edits, findings) = lift(&imported.schema, &mut ids);
    assert_eq!(findings, vec![], "{name}");
    let applied = apply(&Design::new(), &edits, ApplyContext::import(ids)).expect("an import applies");
    let design = applied.design;
    assert_eq!(design.tables().count(), expected.tables, "{name}");
    assert_eq!(design.fields().count(), expected.columns, "{name}");
    assert_eq!(design.relationships().count(), expected.foreign_keys, "{name}");
    assert_eq!(design.indexes().count(), expected.indexes, "{name}");
}

fn errors(imported: &Imported) -> Vec<&str> {
    let errors = imported.diagnostics.iter().filter(|d| d.severity == Severity::Error);
    errors.map(|d| d.message.as_str()).collect()
}

#[test]
fn chinook_is_the_same_model_on_three_engines() {
    for name in ["chinook-pg", "chinook-my", "chinook-lite"] {
        check(
            name,
            Counts {
                tables: 11,
                columns: 64,
                foreign_keys: 11,
                indexes: 11,
                ..Counts::default()
            },
        );
    }
}

#[test]
fn sakila_is_read_whole_on_three_engines() {
    // The six children of payment inherit its columns: their keys and indexes are carried.
    check(
        "sakila-pg",
        Counts {
            tables: 21,
            columns: 87,
            foreign_keys: 22,
            indexes: 17,
            enums: 1,
            views: 7,
            functions: 10,
            triggers: 15,
            ..Counts::default()
        },
    );
    check(
        "sakila-my",
        Counts {
            tables: 16,
            columns: 89,
            foreign_keys: 22,
            indexes: 21,
            views: 7,
            functions: 6,
            triggers: 3,
            ..Counts::default()
        },
    );
    check(
        "sakila-lite",
        Counts {
            tables: 16,
            columns: 89,
            foreign_keys: 22,
            indexes: 24,
            checks: 2,
            views: 5,
            triggers: 30,
            ..Counts::default()
        },
    );
}

#[test]
fn pagila_has_its_partitions_carried() {
    check(
        "pagila-pg",
        Counts {
            tables: 15,
            columns: 87,
            foreign_keys: 18,
            indexes: 15,
            enums: 1,
            views: 7,
            functions: 10,
            triggers: 15,
            ..Counts::default()
        },
    );
    let imported = read("pagila-pg");
    let carried = |word: &str| imported.schema.objects.iter().filter(|o| o.sql.contains(word)).count();
    assert_eq!(carried("PARTITION OF payment FOR VALUES"), 55, "attached or made so");
    assert_eq!(carried("ATTACH PARTITION"), 0);
    assert_eq!(
        carried("FOREIGN KEY"),
        18,
        "18 of its 36 foreign keys are those of partitions"
    );
}

#[test]
fn eight_years_of_migrations_fold_into_one_schema() {
    check(
        "cratesio-pg",
        Counts {
            tables: 35,
            columns: 206,
            foreign_keys: 35,
            indexes: 40, // And two on the materialized view, which are carried.
            checks: 5,
            comments: 101,
            functions: 31,
            triggers: 25,
            ..Counts::default()
        },
    );
}

#[test]
fn edfi_keeps_every_column_key_and_comment() {
    check(
        "edfi-pg",
        Counts {
            tables: 619,
            columns: 3_937,
            foreign_keys: 1_214,
            indexes: 1_013,
            comments: 3_532,
            views: 5,
            functions: 26,
            triggers: 23,
            ..Counts::default()
        },
    );
}

#[test]
fn a_thousand_tables_are_read_whole() {
    check(
        "synth1000-pg",
        Counts {
            tables: 1_000,
            columns: 12_451,
            foreign_keys: 1_451,
            indexes: 2_106,
            checks: 393,
            enums: 50,
            comments: 894,
            views: 40,
            ..Counts::default()
        },
    );
}
