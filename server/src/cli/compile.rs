//! `tablewright compile`: SQL of one engine in, SQL of another out, without a server.

use std::fmt::Write as _;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use tablewright_compiler::design::{Design, DesignSnapshot};
use tablewright_compiler::diagnostic::{Diagnostic, Issue, Severity};
use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::edit::{ApplyContext, apply};
use tablewright_compiler::emit::compile;
use tablewright_compiler::ids::IdSource;
use tablewright_compiler::import::import;
use tablewright_compiler::lift::lift;
use uuid::Uuid;

use super::refuse;

/// Exit code when something could not be expressed.
const FINDINGS: u8 = 1;

/// Seeds of ids, so that the same input gives the same output; far enough apart never to meet.
const LIFT_SEED: Uuid = Uuid::from_u128(1 << 64);
const APPLY_SEED: Uuid = Uuid::from_u128(2 << 64);

/// What `tablewright compile` is told.
#[derive(Args)]
pub(super) struct Options {
    /// File with SQL; - reads standard input
    file: PathBuf,

    /// What to write
    #[arg(long, value_name = "TARGET")]
    to: Target,

    /// Whose SQL the file is
    #[arg(long, value_name = "ENGINE")]
    from: Engine,
}

#[derive(Clone, Copy, ValueEnum)]
enum Engine {
    /// PostgreSQL 14 and later
    #[value(alias = "postgresql")]
    Postgres,
    /// MySQL 8 and MariaDB 10.6 and later
    #[value(alias = "mariadb")]
    Mysql,
    /// SQLite 3.35 and later
    Sqlite,
}

#[derive(Clone, Copy, ValueEnum)]
enum Target {
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
}

impl From<Engine> for Dialect {
    fn from(engine: Engine) -> Self {
        match engine {
            Engine::Postgres => Self::Postgres,
            Engine::Mysql => Self::Mysql,
            Engine::Sqlite => Self::Sqlite,
        }
    }
}

/// Compiles a file: the result on stdout, what there is to say about it on stderr.
pub(super) fn run(options: &Options) -> ExitCode {
    let name = match options.file.to_str() {
        Some("-") => "<stdin>".to_owned(),
        _ => options.file.display().to_string(),
    };
    let source = match read(&options.file) {
        Ok(source) => source,
        Err(error) => return refuse(format_args!("{name} cannot be read: {error}")),
    };
    let imported = import(&source, options.from.into());
    if imported.tally.modelled + imported.tally.carried == 0 {
        report(&name, &imported.diagnostics);
        return refuse(format_args!("nothing in {name} could be used"));
    }

    let mut diagnostics = imported.diagnostics;
    let (edits, findings) = lift(&imported.schema, &mut IdSource::new(LIFT_SEED));
    diagnostics.extend(findings);
    let context = ApplyContext::import(IdSource::new(APPLY_SEED));
    let design = match apply(&Design::new(), &edits, context) {
        Ok(applied) => applied.design,
        Err(issues) => {
            report(&name, &diagnostics);
            return refuse(refusal(&name, &issues));
        }
    };
    let (text, findings) = write(&design, options.to);
    diagnostics.extend(findings);

    report(&name, &diagnostics);
    if let Err(error) = io::stdout().write_all(text.as_bytes()) {
        return refuse(format_args!("the result cannot be written: {error}"));
    }
    if diagnostics.iter().any(|finding| finding.severity == Severity::Error) {
        return ExitCode::from(FINDINGS);
    }
    ExitCode::SUCCESS
}

fn read(file: &Path) -> io::Result<String> {
    if file == Path::new("-") {
        let mut source = String::new();
        io::stdin().read_to_string(&mut source)?;
        return Ok(source);
    }
    std::fs::read_to_string(file)
}

fn write(design: &Design, target: Target) -> (String, Vec<Diagnostic>) {
    let dialect = match target {
        Target::Postgres => Dialect::Postgres,
        Target::Mysql => Dialect::Mysql,
        Target::Sqlite => Dialect::Sqlite,
        Target::Json => {
            let json = serde_json::to_string_pretty(&DesignSnapshot::from(design));
            return (json.expect("a design has only string keys") + "\n", Vec::new());
        }
    };
    let compilation = compile(design, dialect);
    (compilation.sql, compilation.diagnostics)
}

fn refusal(name: &str, issues: &[Issue]) -> String {
    let mut text = format!("{name} does not make a design:");
    for issue in issues {
        let _ = write!(text, "\n  {issue}");
    }
    text
}

fn report(name: &str, diagnostics: &[Diagnostic]) {
    for diagnostic in diagnostics {
        eprintln!("{}", line(name, diagnostic));
    }
}

/// A finding as compilers say it: `error[code]: message`, then where, then what to do.
fn line(name: &str, diagnostic: &Diagnostic) -> String {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    };
    let mut text = format!("{severity}[{}]: ", diagnostic.code);
    match &diagnostic.subject {
        Some(subject) if !diagnostic.message.contains(subject.as_str()) => {
            let _ = write!(text, "{subject}: ");
        }
        _ => {}
    }
    text.push_str(&diagnostic.message);
    if let Some(at) = diagnostic.position {
        let _ = write!(text, "\n  --> {name}:{}:{}", at.line, at.column);
    }
    if let Some(help) = &diagnostic.help {
        let _ = write!(text, "\n  = help: {help}");
    }
    text
}

#[cfg(test)]
mod tests {
    use tablewright_compiler::diagnostic::{Diagnostic, Position, Severity};

    use super::line;

    #[test]
    fn a_finding_says_where_it_is() {
        let position = Position { line: 3, column: 7 };
        let finding = Diagnostic::new(Severity::Warning, "type-approximated", "It is stored as text.")
            .subject("orders.total")
            .at(position)
            .help("Choose another type.");
        assert_eq!(
            line("shop.sql", &finding),
            "warning[type-approximated]: orders.total: It is stored as text.\n  \
             --> shop.sql:3:7\n  = help: Choose another type."
        );
    }
}
