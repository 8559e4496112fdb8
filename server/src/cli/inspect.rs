//! `tablewright inspect`: what a live database holds, as SQL or as a design.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use clap::Args;
use tablewright_compiler::diagnostic::Diagnostic;
use tablewright_compiler::emit::emit;

use super::compile::{Target, write};
use super::report::{exit_code, report};
use super::source::{Content, Source};
use super::{give_up, refuse};
use crate::config::without_password;
use crate::engine::inspect::{Inspected, inspect};
use crate::engine::{Connection, EngineError};

/// What `tablewright inspect` is told.
#[derive(Args)]
pub(super) struct Options {
    /// The database: postgres://USER:PASSWORD@HOST/DATABASE, mysql://…, mariadb://… or sqlite://FILE
    #[arg(value_name = "DATABASE_URL")]
    url: String,

    /// What to write; without it SQL for the database's own engine
    #[arg(long, value_name = "TARGET")]
    to: Option<Target>,

    /// Read only this schema of a PostgreSQL database; may be repeated
    #[arg(long = "schema", value_name = "SCHEMA")]
    schemas: Vec<String>,
}

/// Inspects a database: the result on stdout, what there is to say about it on stderr.
pub(super) fn run(options: &Options) -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return refuse(format_args!("the runtime could not be started: {error}")),
    };
    let inspected = match runtime.block_on(read(options)) {
        Ok(inspected) => inspected,
        Err(error) => {
            eprintln!("error[{}]: {error}", error.code());
            return ExitCode::from(super::UNUSABLE);
        }
    };
    let source = Source::of_database(
        without_password(&options.url),
        inspected.ddl,
        inspected.schema,
        inspected.diagnostics,
    );
    let (text, findings) = match written(&source, options.to) {
        Ok(written) => written,
        Err(error) => return give_up(&error),
    };
    report(&source.name, &source.diagnostics);
    report(&source.name, &findings);
    if let Err(error) = io::stdout().write_all(text.as_bytes()) {
        return refuse(format_args!("the result cannot be written: {error}"));
    }
    exit_code(source.diagnostics.iter().chain(&findings))
}

async fn read(options: &Options) -> Result<Inspected, EngineError> {
    let mut connection = Connection::connect_read_only(&options.url).await?;
    let is_watched = io::stderr().is_terminal();
    let outcome = inspect(&mut connection, &options.schemas, &|what| {
        if is_watched {
            eprint!("\r\x1b[Kreading {what}");
        }
    })
    .await;
    if is_watched {
        eprint!("\r\x1b[K");
    }
    connection.close().await;
    outcome
}

/// In the words of the database's own engine nothing is translated; all else goes by way of a design.
fn written(source: &Source, to: Option<Target>) -> Result<(String, Vec<Diagnostic>), super::Unusable> {
    if let Content::Sql(schema) = &source.content
        && to.is_none_or(|to| to.dialect() == Some(schema.dialect))
    {
        return Ok((emit(schema).to_sql(), Vec::new()));
    }
    let (design, mut findings) = source.design()?;
    let (text, written) = write(&design, to.unwrap_or(Target::Json));
    findings.extend(written);
    Ok((text, findings))
}
