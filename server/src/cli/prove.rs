//! `tablewright prove`: a migration tried out up and down, with rows, and what came of it.

use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use clap::Args;
use tablewright_compiler::diagnostic::{Diagnostic, Severity};
use tablewright_compiler::plan::{Plan, plan};

use super::pair::{Pair, PairOptions};
use super::report::{FINDINGS, sentence, word};
use super::{give_up, refuse};
use crate::config::ScratchOptions;
use crate::engine::prove::{Claim, Progress, Proof, ProofError, ProofLimits, Stage, prove};
use crate::engine::scratch::Scratch;

/// How often progress is shown.
const EVERY: Duration = Duration::from_millis(100);

/// What `tablewright prove` is told.
#[derive(Args)]
pub(super) struct Options {
    #[command(flatten)]
    pair: PairOptions,

    #[command(flatten)]
    scratch: ScratchOptions,

    /// Write the proof as JSON
    #[arg(long)]
    json: bool,
}

/// Proves the migration between two files: what was done and found on stdout.
pub(super) fn run(options: &Options) -> ExitCode {
    let pair = match Pair::read(&options.pair) {
        Ok(pair) => pair,
        Err(why) => return give_up(&why),
    };
    pair.report();
    let plan = plan(&pair.from, &pair.to, &pair.matching);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return refuse(format_args!("the runtime could not be started: {error}")),
    };
    let proof = match runtime.block_on(tried(&pair, &plan, options)) {
        Ok(proof) => proof,
        Err(error) => {
            eprintln!("error[{}]: {error}", error.code());
            return ExitCode::from(super::UNUSABLE);
        }
    };
    let text = if options.json {
        serde_json::to_string_pretty(&proof).expect("a proof has only string keys") + "\n"
    } else {
        transcript(&pair, &plan, &proof)
    };
    if let Err(error) = io::stdout().write_all(text.as_bytes()) {
        return refuse(format_args!("the result cannot be written: {error}"));
    }
    if proof.proven {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(FINDINGS)
    }
}

async fn tried(pair: &Pair, plan: &Plan, options: &Options) -> Result<Proof, ProofError> {
    let scratch = Scratch::new(&options.scratch.urls())?;
    let claim = Claim {
        from: &pair.from,
        to: &pair.to,
        plan,
    };
    let screen = Screen::new();
    let outcome = prove(claim, &scratch, ProofLimits::default(), &|progress| {
        screen.show(progress)
    })
    .await;
    screen.clear();
    scratch.close().await;
    outcome
}

/// One line on a terminal that says how far it is.
struct Screen {
    shown: Option<Mutex<Option<Instant>>>,
}

impl Screen {
    fn new() -> Self {
        let is_terminal = io::stderr().is_terminal();
        Self {
            shown: is_terminal.then(|| Mutex::new(None)),
        }
    }

    fn show(&self, progress: Progress) {
        let Some(shown) = &self.shown else {
            return;
        };
        let Ok(mut last) = shown.lock() else {
            return;
        };
        if last.is_some_and(|last| last.elapsed() < EVERY) {
            return;
        }
        *last = Some(Instant::now());
        eprint!("\r\x1b[K{} {}/{}", doing(progress.stage), progress.done, progress.total);
    }

    fn clear(&self) {
        if self.shown.is_some() {
            eprint!("\r\x1b[K");
        }
    }
}

fn doing(stage: Stage) -> &'static str {
    match stage {
        Stage::Create => "building the old schema",
        Stage::Seed => "filling tables",
        Stage::Up => "running up",
        Stage::CompareUp => "comparing with the new schema",
        Stage::Down => "running down",
        Stage::CompareDown => "comparing with the old schema",
    }
}

/// The most tables that are listed one by one.
const MOST_TABLES: usize = 40;

/// What a stranger reads.
fn transcript(pair: &Pair, plan: &Plan, proof: &Proof) -> String {
    let mut out = String::new();
    let names: Vec<&str> = pair.findings.iter().map(|(name, _)| name.as_str()).collect();
    let _ = writeln!(
        out,
        "{} on {} {}",
        names.join(" → "),
        proof.engine,
        proof.engine_version
    );
    let _ = writeln!(
        out,
        "  {} changes, {} steps up, {} steps down",
        plan.changes.len(),
        plan.up.len(),
        plan.down.len()
    );
    let filled = proof.tables.iter().filter(|table| table.before > 0).count();
    let run = proof.steps_run;
    let lines = [
        format!("built the old schema: {} tables", pair.from.tables.len()),
        format!("filled {filled} of them with {} rows", proof.rows),
        format!("ran {} of {} steps up", run.up, run.up_of),
        format!("ran {} of {} steps down", run.down, run.down_of),
    ];
    out.push('\n');
    for (number, line) in lines.iter().enumerate() {
        let _ = writeln!(out, "  {}. {line}", number + 1);
    }
    rows(proof, &mut out);
    listed(&mut out, "Findings", proof.findings.iter().map(finding));
    listed(
        &mut out,
        "Not proven",
        proof.unproven.iter().map(|it| format!("{}: {}", it.what, it.why)),
    );
    let _ = writeln!(out, "\nold schema  sha256 {}", proof.from_hash);
    let _ = writeln!(out, "new schema  sha256 {}", proof.to_hash);
    let _ = writeln!(out, "up          sha256 {}", proof.up_sql_hash);
    let _ = writeln!(out, "down        sha256 {}", proof.down_sql_hash);
    let _ = writeln!(out, "\n{}", verdict(proof));
    out
}

fn rows(proof: &Proof, out: &mut String) {
    if proof.tables.is_empty() {
        return;
    }
    let width = proof
        .tables
        .iter()
        .map(|t| t.table.chars().count())
        .max()
        .unwrap_or(0)
        .max(5);
    let _ = writeln!(
        out,
        "\n  {:width$}  {:>6}  {:>8}  {:>10}",
        "rows", "before", "after up", "after down"
    );
    let count = |count: Option<usize>| count.map_or_else(|| "-".to_owned(), |count| count.to_string());
    for table in proof.tables.iter().take(MOST_TABLES) {
        let (up, down) = (count(table.after_up), count(table.after_down));
        let _ = writeln!(
            out,
            "  {:width$}  {:>6}  {up:>8}  {down:>10}",
            table.table, table.before
        );
    }
    if proof.tables.len() > MOST_TABLES {
        let rest = &proof.tables[MOST_TABLES..];
        let sum = |value: fn(&crate::engine::prove::TableRows) -> usize| rest.iter().map(value).sum::<usize>();
        let _ = writeln!(
            out,
            "  {:width$}  {:>6}  {:>8}  {:>10}",
            format!("{} more", rest.len()),
            sum(|t| t.before),
            sum(|t| t.after_up.unwrap_or(0)),
            sum(|t| t.after_down.unwrap_or(0))
        );
    }
}

fn listed(out: &mut String, title: &str, items: impl Iterator<Item = String>) {
    let mut items = items.peekable();
    if items.peek().is_none() {
        return;
    }
    let _ = writeln!(out, "\n{title}:");
    for item in items {
        let _ = writeln!(out, "  {}", item.replace('\n', "\n    "));
    }
}

fn finding(finding: &Diagnostic) -> String {
    let mut text = format!("{}[{}]: {}", word(finding.severity), finding.code, sentence(finding));
    if let (Some(help), true) = (&finding.help, finding.severity == Severity::Error) {
        let _ = write!(text, "\n{help}");
    }
    text
}

fn verdict(proof: &Proof) -> String {
    let errors = proof.findings.iter().filter(|f| f.severity == Severity::Error).count();
    let taken = Duration::from_millis(proof.duration_ms);
    let (things, thing) = ("things", "thing");
    let noun = |count: usize| if count == 1 { thing } else { things };
    if proof.proven {
        format!(
            "PROVEN in {taken:.1?}: up reaches the new schema, down the old one, and no row or value is lost that \
             the migration does not name"
        )
    } else if errors > 0 {
        format!("NOT PROVEN: {errors} {} went wrong, in {taken:.1?}", noun(errors))
    } else {
        let open = proof.unproven.len();
        format!("NOT PROVEN: {open} {} could not be tried, in {taken:.1?}", noun(open))
    }
}
