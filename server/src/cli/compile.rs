//! `tablewright compile`: a schema in one language in, in another out, without a server.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use tablewright_compiler::dbml;
use tablewright_compiler::design::Design;
use tablewright_compiler::diagnostic::Diagnostic;
use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::document;
use tablewright_compiler::emit::compile;
use tablewright_compiler::mermaid;

use super::report::{exit_code, report};
use super::source::{Format, Source, Unusable};
use super::{give_up, refuse};

/// What `tablewright compile` is told.
#[derive(Args)]
pub(super) struct Options {
    /// File with SQL (.sql), DBML (.dbml) or a design (.json); - reads standard input
    file: PathBuf,

    /// What to write
    #[arg(long, value_name = "TARGET")]
    to: Target,

    /// What the file is written in, where its name does not say
    #[arg(long, value_name = "FORMAT")]
    from: Option<Format>,
}

/// What may be written.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Target {
    /// SQL for PostgreSQL
    #[value(alias = "postgresql")]
    Postgres,
    /// SQL for MySQL and MariaDB
    #[value(alias = "mariadb")]
    Mysql,
    /// SQL for SQLite
    Sqlite,
    /// The design as a JSON document
    Json,
    /// DBML
    Dbml,
    /// A Mermaid erDiagram
    Mermaid,
}

impl Target {
    /// The engine whose SQL it is.
    pub(super) fn dialect(self) -> Option<Dialect> {
        match self {
            Self::Postgres => Some(Dialect::Postgres),
            Self::Mysql => Some(Dialect::Mysql),
            Self::Sqlite => Some(Dialect::Sqlite),
            Self::Json | Self::Dbml | Self::Mermaid => None,
        }
    }
}

/// Compiles a file: the result on stdout, what there is to say about it on stderr.
pub(super) fn run(options: &Options) -> ExitCode {
    let (source, text, findings) = match compiled(options) {
        Ok(done) => done,
        Err(error) => return give_up(&error),
    };
    report(&source.name, &source.diagnostics);
    report(&source.name, &findings);
    if let Err(error) = io::stdout().write_all(text.as_bytes()) {
        return refuse(format_args!("the result cannot be written: {error}"));
    }
    exit_code(source.diagnostics.iter().chain(&findings))
}

fn compiled(options: &Options) -> Result<(Source, String, Vec<Diagnostic>), Unusable> {
    let source = Source::read(&options.file, options.from)?;
    let (design, mut findings) = source.design()?;
    let (text, written) = write(&design, options.to);
    findings.extend(written);
    Ok((source, text, findings))
}

/// The design in what was asked for, with what could not be said.
pub(super) fn write(design: &Design, target: Target) -> (String, Vec<Diagnostic>) {
    let dialect = match target {
        Target::Postgres => Dialect::Postgres,
        Target::Mysql => Dialect::Mysql,
        Target::Sqlite => Dialect::Sqlite,
        Target::Dbml => return dbml::write(design),
        Target::Mermaid => return mermaid::write(design),
        Target::Json => return (document::write(design), Vec::new()),
    };
    let compilation = compile(design, dialect);
    (compilation.sql, compilation.diagnostics)
}
