//! Batches as large as an import's.

use crate::shop::{f, number, relate, t, text};
use std::time::{Duration, Instant};
use tablewright_compiler::design::Design;
use tablewright_compiler::edit::{Applied, ApplyContext, CreateField, CreateTable, Edit, apply};
use tablewright_compiler::ids::IdSource;
use uuid::Uuid;

/// `tables` tables of 18 fields, the first of them the primary key, each but the first tied to the one before.
fn schema(tables: u128) -> Vec<Edit> {
    let mut edits = Vec::new();
    for n in 0..tables {
        edits.push(Edit::CreateTable(CreateTable::named(t(n), format!("Table {n}"))));
        for m in 0..18 {
            let field_type = if m % 2 == 0 { number() } else { text() };
            let id = f(100_000 + n * 18 + m);
            let mut field = CreateField::named(id, t(n), format!("Field {m}"), field_type);
            field.is_primary_key = m == 0;
            field.is_required = m < 4;
            edits.push(Edit::CreateField(field));
        }
        if n > 0 {
            edits.push(Edit::CreateRelationship(relate(n, n - 1, n, &[])));
        }
    }
    edits
}

fn applied(edits: &[Edit]) -> (Applied, Duration) {
    let context = ApplyContext::interactive(IdSource::new(Uuid::from_u128(1 << 100)));
    let start = Instant::now();
    let applied = apply(&Design::new(), edits, context).expect("the schema stands");
    (applied, start.elapsed())
}

/// Ten times the edits may take ten times as long, and half again as much for deeper trees and noise; a quadratic
/// step would take a hundred times as long.
#[test]
fn ed_a_batch_of_twenty_thousand_edits_takes_time_in_proportion() {
    let large = schema(1_000);
    assert!(large.len() >= 19_999, "{} edits", large.len());
    let small = schema(100);
    let fastest = |edits: &[Edit]| (0..3).map(|_| applied(edits).1).min().expect("three runs");
    let few = fastest(&small);
    let (made, many) = applied(&large);
    assert!(
        many < few * 40,
        "{} edits: {few:?}; {} edits: {many:?}",
        small.len(),
        large.len()
    );
    eprintln!("{} edits: {few:?}; {} edits: {many:?}", small.len(), large.len());
    assert_eq!(made.design.tables().count(), 1_000);
    let back = apply(&made.design, &made.inverse, ApplyContext::restore()).expect("the inverse stands");
    assert!(back.design.is_empty());
}
