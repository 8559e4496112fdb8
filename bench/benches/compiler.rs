//! How long the stages of the compiler take.

#![allow(missing_docs, reason = "criterion's macros make public items")]

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use tablewright_bench::{Version, corpus, made};
use tablewright_compiler::design::Design;
use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::diff::Matching;
use tablewright_compiler::edit::{ApplyContext, apply};
use tablewright_compiler::emit::compile;
use tablewright_compiler::ids::IdSource;
use tablewright_compiler::import::import;
use tablewright_compiler::lift::lift;
use tablewright_compiler::plan::plan;
use tablewright_compiler::schema::Schema;
use uuid::Uuid;

fn read(sql: &str) -> Schema {
    import(sql, Dialect::Postgres).schema
}

fn design(schema: &Schema) -> Design {
    let (edits, _) = lift(schema, &mut IdSource::new(Uuid::from_u128(1 << 64)));
    let context = ApplyContext::import(IdSource::new(Uuid::from_u128(2 << 64)));
    match apply(&Design::new(), &edits, context) {
        Ok(applied) => applied.design,
        Err(issues) => panic!("the schema is refused: {}", issues[0]),
    }
}

fn import_and_compile(c: &mut Criterion) {
    let mut group = c.benchmark_group("import + compile");
    group.sample_size(10);
    let mut sources = vec![
        ("1000 tables".to_owned(), made(1_000, Version::Old), 1_000),
        ("10000 tables".to_owned(), made(10_000, Version::Old), 10_000),
    ];
    match corpus("synth1000-pg") {
        Some(source) => sources.push(("synth1000".to_owned(), source, 1_000)),
        None => eprintln!("the corpus is missing at ../shared/corpus: synth1000 is left out"),
    }
    for (name, source, tables) in &sources {
        group.throughput(Throughput::Elements(*tables));
        group.bench_with_input(BenchmarkId::from_parameter(name), source, |b, source| {
            b.iter(|| compile(&design(&read(black_box(source))), Dialect::Postgres));
        });
    }
    group.finish();
    let mut group = c.benchmark_group("stages, 1000 tables");
    group.sample_size(10);
    let source = &sources[0].1;
    let schema = read(source);
    let whole = design(&schema);
    group.bench_function("import", |b| b.iter(|| read(black_box(source))));
    group.bench_function("lift and apply", |b| b.iter(|| design(black_box(&schema))));
    group.bench_function("lower and emit", |b| {
        b.iter(|| compile(black_box(&whole), Dialect::Postgres));
    });
    group.finish();
}

fn diff_and_plan(c: &mut Criterion) {
    let mut group = c.benchmark_group("diff + plan, 30 changes");
    group.sample_size(10);
    for tables in [1_000, 10_000] {
        let old = read(&made(tables, Version::Old));
        let new = read(&made(tables, Version::New));
        group.throughput(Throughput::Elements(tables as u64));
        group.bench_function(BenchmarkId::from_parameter(format!("{tables} tables")), |b| {
            b.iter(|| plan(black_box(&old), black_box(&new), &Matching::ByName(Vec::new())));
        });
    }
    group.finish();
}

criterion_group!(benches, import_and_compile, diff_and_plan);
criterion_main!(benches);
