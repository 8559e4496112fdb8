//! `tablewright diff`: the migration from one schema to another, without a server.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Args;
use serde_json::{Value, json};
use tablewright_compiler::diff::Suggestion;
use tablewright_compiler::plan::{Direction, plan};

use super::pair::{Pair, PairOptions};
use super::report::{exit_code, report};
use super::{give_up, refuse};

/// What `tablewright diff` is told.
#[derive(Args)]
pub(super) struct Options {
    #[command(flatten)]
    pair: PairOptions,

    /// Write the way back, from NEW to OLD
    #[arg(long)]
    down: bool,

    /// Write changes, steps, hazards and suggestions as JSON instead of SQL
    #[arg(long)]
    json: bool,
}

/// Compares: the migration on stdout, what there is to say about it on stderr.
pub(super) fn run(options: &Options) -> ExitCode {
    let pair = match Pair::read(&options.pair) {
        Ok(pair) => pair,
        Err(error) => return give_up(&error),
    };
    let found = plan(&pair.from, &pair.to, &pair.matching);
    let direction = if options.down { Direction::Down } else { Direction::Up };
    let text = if options.json {
        let mut migration = found.to_json(direction);
        migration["sources"] = sources(&pair);
        format!("{migration:#}\n")
    } else {
        found.to_sql(direction)
    };
    pair.report();
    report("migration", &found.diagnostics);
    found.suggestions.iter().for_each(suggest);
    if let Err(error) = io::stdout().write_all(text.as_bytes()) {
        return refuse(format_args!("the result cannot be written: {error}"));
    }
    exit_code(pair.diagnostics().chain(&found.diagnostics))
}

fn suggest(suggestion: &Suggestion) {
    eprintln!(
        "suggestion: {}; if it is a rename, say --rename '{}'",
        suggestion.why, suggestion.rename
    );
}

/// What was found in the sources, as JSON.
fn sources(pair: &Pair) -> Value {
    pair.findings
        .iter()
        .map(|(name, diagnostics)| json!({ "name": name, "diagnostics": diagnostics }))
        .collect()
}
