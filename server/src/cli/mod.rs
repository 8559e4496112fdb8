//! The command line: one file a command.

mod compile;
mod diff;
mod inspect;
mod lint;
mod pair;
mod prove;
mod report;
mod serve;
mod source;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use self::source::Unusable;
use crate::config::Config;

/// Exit code for unusable input or arguments.
const UNUSABLE: u8 = 2;

/// The stack of commands that read schemas.
const STACK: usize = 256 * 1024 * 1024;

/// Tablewright: where a team designs a database together.
#[derive(Parser)]
#[command(name = "tablewright", version, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the server. Without any option it keeps everything in one SQLite file in the current folder
    Serve(Box<Config>),
    /// Read SQL or a design and write it for an engine: the result on stdout, findings on stderr.
    /// Exit code 1 says that something could not be expressed, 2 that nothing could be used
    Compile(compile::Options),
    /// Compare two schemas and write the migration from one to the other: SQL on stdout, findings and suggested
    /// renames on stderr
    Diff(diff::Options),
    /// Say all there is to say about a schema. Exit code 1 says that there are errors or warnings
    Lint(lint::Options),
    /// Read what a live database holds and write it as SQL or a design. Nothing is written to the database
    Inspect(inspect::Options),
    /// Try the migration between two versions on a scratch engine: up and down, with rows in the tables, and compare
    /// schema and rows each time. Exit code 1 says that something did not hold or could not be tried, 2 that nothing
    /// could be used
    Prove(Box<prove::Options>),
}

/// Reads the arguments, does what they say, and answers with the exit code:
/// 0 done, 1 findings, 2 unusable input or arguments.
pub(crate) fn run() -> ExitCode {
    match Cli::parse().command {
        Command::Serve(config) => serve::run(*config),
        Command::Inspect(options) => with_room(move || inspect::run(&options)),
        Command::Compile(options) => with_room(move || compile::run(&options)),
        Command::Diff(options) => with_room(move || diff::run(&options)),
        Command::Lint(options) => with_room(move || lint::run(&options)),
        Command::Prove(options) => with_room(move || prove::run(&options)),
    }
}

/// Runs a command with room on the stack: parsers descend once per nesting level of what they read.
fn with_room(command: impl FnOnce() -> ExitCode + Send + 'static) -> ExitCode {
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(command);
    match thread.map(std::thread::JoinHandle::join) {
        Ok(Ok(code)) => code,
        Ok(Err(_)) => refuse("this is a mistake of the program; please report it with the input"),
        Err(error) => refuse(format_args!("no thread can be started: {error}")),
    }
}

/// Says on stderr why nothing can be done, and answers with the exit code for it.
fn refuse(message: impl std::fmt::Display) -> ExitCode {
    eprintln!("error: {message}");
    ExitCode::from(UNUSABLE)
}

/// Says why a source cannot be used, and answers with the exit code for it.
fn give_up(why: &Unusable) -> ExitCode {
    eprintln!("{why}");
    ExitCode::from(UNUSABLE)
}
