//! How much memory the compiler takes for a schema: `compiler_memory [TABLES]`, 10,000 unless said.

use tablewright_bench::{Version, made};
use tablewright_compiler::design::Design;
use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::edit::{ApplyContext, apply};
use tablewright_compiler::emit::compile;
use tablewright_compiler::ids::IdSource;
use tablewright_compiler::import::import;
use tablewright_compiler::lift::lift;
use uuid::Uuid;

#[allow(clippy::print_stdout, reason = "printing is what it is for")]
fn main() {
    let tables = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(10_000);
    let source = made(tables, Version::Old);
    let schema = import(&source, Dialect::Postgres).schema;
    let (edits, _) = lift(&schema, &mut IdSource::new(Uuid::from_u128(1 << 64)));
    drop(schema);
    let context = ApplyContext::import(IdSource::new(Uuid::from_u128(2 << 64)));
    let design = match apply(&Design::new(), &edits, context) {
        Ok(applied) => applied.design,
        Err(issues) => panic!("the schema is refused: {}", issues[0]),
    };
    drop(edits);
    let compiled = compile(&design, Dialect::Postgres);
    // As proc(5) has it: the most that was resident at any time.
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .map_or("unknown on this system", str::trim);
    println!(
        "{tables} tables, {} MB of SQL in, {} statements out: peak memory {peak}",
        source.len() / 1_000_000,
        compiled.statements.len()
    );
}
