//! Prints how faithful imports and compilations are: `make fidelity`, with further folders of schemas as arguments.

#![expect(clippy::print_stdout, reason = "printing is what it is for")]

use std::path::PathBuf;
use std::process::ExitCode;
use tablewright_compiler::dialect::Dialect;
use tablewright_tests::fidelity::{
    Source, corpus_sources, measured, on_another_engine, own_sources, print_table, sources_in, through_inspection,
    through_the_design,
};

fn main() -> ExitCode {
    let mut sources = corpus_sources();
    sources.extend(own_sources());
    for folder in std::env::args_os().skip(1).map(PathBuf::from) {
        let found = sources_in(&folder);
        if found.is_empty() {
            println!("no schemas in {}", folder.display());
            return ExitCode::from(2);
        }
        sources.extend(found);
    }
    // While working on one of them.
    if let Ok(only) = std::env::var("FIDELITY_ONLY") {
        sources.retain(|source| source.name.contains(&only));
    }
    if std::env::var_os("FIDELITY_ACROSS").is_some() {
        return across(&sources);
    }
    let mut results = measured(&sources, through_the_design);
    results.extend(measured(&sources, through_inspection));
    if let Err(error) = print_table(&mut std::io::stdout().lock(), &results, 20) {
        println!("{error}");
        return ExitCode::from(2);
    }
    ExitCode::from(u8::from(!results.iter().all(|r| r.is_accounted_for())))
}

/// Every source on the engines that are not its own.
fn across(sources: &[Source]) -> ExitCode {
    let mut refused = 0;
    for source in sources {
        for to in Dialect::ALL.into_iter().filter(|to| *to != source.dialect) {
            if let Err(why) = on_another_engine(source, to) {
                println!("{} on {to}: {why}", source.name);
                refused += 1;
            }
        }
    }
    println!("{refused} scripts refused");
    ExitCode::from(u8::from(refused > 0))
}
