//! Schemas that go through the program stay what they are, as their own engines tell.

#![allow(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it should be"
)]

use tablewright_compiler::dialect::Dialect;
use tablewright_tests::fidelity::{
    Fidelity, corpus_source, corpus_sources, on_another_engine, own_sources, print_table, through_the_design,
};

/// Nothing differs that no diagnostic named.
#[track_caller]
fn is_accounted_for(result: Fidelity) {
    if result.is_accounted_for() {
        return;
    }
    let mut printed = Vec::new();
    print_table(&mut printed, &[result], 30).unwrap();
    panic!("\n{}", String::from_utf8_lossy(&printed));
}

macro_rules! corpus {
    ($($test:ident = $name:literal;)*) => {
        /// Those that have a test.
        const CORPUS: &[&str] = &[$($name),*];
        $(
            #[test]
            fn $test() {
                is_accounted_for(through_the_design(&corpus_source($name)));
            }
        )*
    };
}

corpus! {
    chinook_pg = "chinook-pg";
    chinook_my = "chinook-my";
    chinook_lite = "chinook-lite";
    sakila_pg = "sakila-pg";
    sakila_my = "sakila-my";
    sakila_lite = "sakila-lite";
    pagila_pg = "pagila-pg";
    cratesio_pg = "cratesio-pg";
    edfi_pg = "edfi-pg";
    synth1000_pg = "synth1000-pg";
}

#[test]
fn every_schema_of_the_corpus_has_a_test() {
    for source in corpus_sources() {
        assert!(CORPUS.contains(&source.name.as_str()), "{} has no test", source.name);
    }
}

fn own(dialect: Dialect) {
    for source in own_sources().iter().filter(|source| source.dialect == dialect) {
        is_accounted_for(through_the_design(source));
    }
}

#[test]
fn own_schemas_of_postgres() {
    own(Dialect::Postgres);
}

#[test]
fn own_schemas_of_mysql() {
    own(Dialect::Mysql);
}

#[test]
fn own_schemas_of_sqlite() {
    own(Dialect::Sqlite);
}

#[test]
fn own_schemas_execute_on_the_other_engines() {
    let sources = own_sources();
    for source in &sources {
        for to in Dialect::ALL.into_iter().filter(|to| *to != source.dialect) {
            if let Err(why) = on_another_engine(source, to) {
                panic!("{} on {to}: {why}", source.name);
            }
        }
    }
}
