//! How long the stages of the compiler take.

#![allow(missing_docs, reason = "criterion's macros make public items")]

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::import::import;

fn small(c: &mut Criterion) {
    c.bench_function("import of one table", |b| {
        b.iter(|| import(black_box("CREATE TABLE a (id integer PRIMARY KEY)"), Dialect::Postgres));
    });
}

criterion_group!(benches, small);
criterion_main!(benches);
