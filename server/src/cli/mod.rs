//! The command line: one file a command.

mod compile;
mod serve;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::Config;

/// Exit code for unusable input or arguments.
const UNUSABLE: u8 = 2;

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
    /// Read SQL of one engine and write it for another: the result on stdout, findings on stderr.
    /// Exit code 1 says that something could not be expressed, 2 that nothing could be used
    Compile(compile::Options),
}

/// Reads the arguments, does what they say, and answers with the exit code:
/// 0 done, 1 findings, 2 unusable input or arguments.
pub(crate) fn run() -> ExitCode {
    match Cli::parse().command {
        Command::Serve(config) => serve::run(*config),
        Command::Compile(options) => compile::run(&options),
    }
}

/// Says on stderr why nothing can be done, and answers with the exit code for it.
fn refuse(message: impl std::fmt::Display) -> ExitCode {
    eprintln!("error: {message}");
    ExitCode::from(UNUSABLE)
}
