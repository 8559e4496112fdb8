//! What comes out of the compiler: cases with the SQL they must give, and the promise that nothing gets lost.

#[path = "support/notation.rs"]
mod notation;
#[path = "support/random_design.rs"]
mod random_design;

use std::collections::HashSet;
use std::fmt::Write;
use std::path::Path;
use tablewright_compiler::design::{Design, RelationshipType, TableStatus};
use tablewright_compiler::diagnostic::Diagnostic;
use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::emit::compile;
use tablewright_compiler::lower::lower;
use tablewright_compiler::schema::Schema;
use uuid::Uuid;

/// Each file under testdata/compile is a design in the notation of `support/notation.rs` and, after a line of
/// dashes and the engine's name, the SQL and the diagnostics for each engine. UPDATE_EXPECT=1 rewrites them.
#[test]
fn cases_give_the_sql_they_expect() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/compile");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("testdata/compile is there")
        .map(|entry| entry.expect("it can be read").path())
        .collect();
    files.sort();
    assert!(files.len() >= 5, "cases are missing");
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a case can be read");
        let source = text.split("\n---- ").next().expect("a case has a design");
        let design = notation::design(source);
        let mut found = format!("{}\n", source.trim_end());
        for dialect in Dialect::ALL {
            let compiled = compile(&design, dialect);
            write!(found, "\n---- {dialect}\n{}", compiled.sql).expect("writing to a string cannot fail");
            for diagnostic in &compiled.diagnostics {
                writeln!(
                    found,
                    "-- {:?} [{}] {}",
                    diagnostic.severity, diagnostic.code, diagnostic.message
                )
                .expect("writing to a string cannot fail");
            }
        }
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

/// "Every element is expressed in the output or named in a diagnostic."
#[test]
fn every_element_is_expressed_or_named() {
    for seed in 0..400 {
        let design = random_design::random_design(seed);
        for dialect in Dialect::ALL {
            let (schema, diagnostics) = lower(&design, dialect);
            let accounted = accounted_for(&design, &schema, &diagnostics);
            for element in design.elements() {
                assert!(
                    accounted.contains(&element.id()),
                    "seed {seed}, {dialect}: the {} {:?} is neither expressed nor named",
                    element.kind().noun(),
                    element.name(),
                );
            }
        }
    }
}

#[test]
fn the_same_design_gives_the_same_bytes() {
    for seed in 0..50 {
        for dialect in Dialect::ALL {
            let once = compile(&random_design::random_design(seed), dialect);
            let again = compile(&random_design::random_design(seed), dialect);
            assert_eq!(once, again, "seed {seed}, {dialect}");
        }
    }
}

fn accounted_for(design: &Design, schema: &Schema, diagnostics: &[Diagnostic]) -> HashSet<Uuid> {
    let mut ids: HashSet<Uuid> = diagnostics.iter().filter_map(|d| d.element).collect();
    let mut add = |id: Option<Uuid>| {
        ids.extend(id);
    };
    for enum_type in &schema.enums {
        add(enum_type.origin.element);
    }
    for object in &schema.objects {
        add(object.origin.element);
    }
    for table in &schema.tables {
        add(table.origin.element);
        table.columns.iter().for_each(|e| add(e.origin.element));
        table
            .primary_key
            .iter()
            .chain(&table.unique_keys)
            .for_each(|e| add(e.origin.element));
        table.foreign_keys.iter().for_each(|e| add(e.origin.element));
        table.checks.iter().for_each(|e| add(e.origin.element));
        table.indexes.iter().for_each(|e| add(e.origin.element));
    }
    // A table that is left out says so for all that is in it.
    let expressed: HashSet<Uuid> = schema.tables.iter().filter_map(|t| t.origin.element).collect();
    for table in design.tables().filter(|t| !expressed.contains(&t.id.0)) {
        if !ids.contains(&table.id.0) {
            continue;
        }
        assert!(table.status == TableStatus::Deleted || diagnostics.iter().any(|d| d.element == Some(table.id.0)));
        ids.extend(design.fields_of(table.id).map(|f| f.id.0));
        ids.extend(design.constraints_of(table.id).map(|c| c.id.0));
        ids.extend(design.indexes_of(table.id).map(|i| i.id.0));
    }
    // Where the engine has no enum types, the fields say their values.
    ids.extend(
        design
            .enums()
            .filter(|_| schema.dialect != Dialect::Postgres)
            .map(|e| e.id.0),
    );
    // A junction's own foreign keys say what the relationship through it does.
    let through = design
        .relationships()
        .filter(|r| r.relationship_type == RelationshipType::ManyToMany);
    ids.extend(
        through
            .filter(|r| r.junction_table_id.is_some_and(|j| expressed.contains(&j.0)))
            .map(|r| r.id.0),
    );
    ids
}
