//! `tablewright lint`: all there is to say about a schema.

use std::collections::HashMap;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde_json::json;
use tablewright_compiler::diagnostic::{Diagnostic, Position, Severity};
use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::lint::lint;
use tablewright_compiler::lower::lower;
use tablewright_compiler::schema::Schema;

use super::report::{FINDINGS, line, sentence, word};
use super::source::{Content, Engine, Format, Source, Unusable};
use super::{give_up, refuse};

/// What `tablewright lint` is told.
#[derive(Args)]
pub(super) struct Options {
    /// File with SQL (.sql), DBML (.dbml) or a design (.json); - reads standard input
    file: PathBuf,

    /// What the file is written in, where its name does not say
    #[arg(long, value_name = "FORMAT")]
    from: Option<Format>,

    /// An engine that the schema is meant for; may be given several times. Unless said: SQL for its own, a design for
    /// all
    #[arg(long, value_name = "ENGINE")]
    to: Vec<Engine>,

    /// How findings are written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Style,
}

#[derive(Clone, Copy, ValueEnum)]
enum Style {
    /// As compilers say them
    Text,
    /// One JSON document
    Json,
    /// Workflow commands, which GitHub shows at the lines they are about
    Github,
}

/// Lints a file: findings on stdout. 1 where there is an error or a warning among them.
pub(super) fn run(options: &Options) -> ExitCode {
    let (name, findings) = match findings(options) {
        Ok(found) => found,
        Err(error) => return give_up(&error),
    };
    let text = match options.format {
        Style::Text => findings.iter().map(|finding| line(&name, finding) + "\n").collect(),
        Style::Json => {
            let document = json!({
                "format": "tablewright-findings",
                "version": 1,
                "file": name,
                "findings": findings,
            });
            format!("{document:#}\n")
        }
        Style::Github => findings
            .iter()
            .map(|finding| workflow_command(&name, finding))
            .collect(),
    };
    if let Err(error) = io::stdout().write_all(text.as_bytes()) {
        return refuse(format_args!("the result cannot be written: {error}"));
    }
    if findings.iter().any(|finding| finding.severity != Severity::Info) {
        return ExitCode::from(FINDINGS);
    }
    ExitCode::SUCCESS
}

fn findings(options: &Options) -> Result<(String, Vec<Diagnostic>), Unusable> {
    let source = Source::read(&options.file, options.from)?;
    let (design, lifted) = source.design()?;
    let engines: Vec<Dialect> = match (&source.content, options.to.as_slice()) {
        (Content::Sql(schema), []) => vec![schema.dialect],
        (Content::Design(_), []) => Dialect::ALL.to_vec(),
        (_, said) => said.iter().copied().map(Dialect::from).collect(),
    };
    let places = match &source.content {
        Content::Sql(schema) => places(schema),
        Content::Design(_) => HashMap::new(),
    };
    let mut found = source.diagnostics.clone();
    found.extend(lifted);
    for engine in &engines {
        for finding in lower(&design, *engine).1 {
            if !found.contains(&finding) {
                found.push(finding);
            }
        }
    }
    found.extend(lint(&design, &engines));
    for finding in &mut found {
        if finding.position.is_none() {
            finding.position = finding
                .subject
                .as_deref()
                .and_then(|subject| place_of(subject, &places));
        }
    }
    found.sort_by_key(|finding| finding.position.map_or((true, None), |at| (false, Some(at))));
    Ok((source.name.clone(), found))
}

/// Where tables and columns stand in the source.
fn places(schema: &Schema) -> HashMap<String, Position> {
    let mut places = HashMap::new();
    for table in &schema.tables {
        let name = match &table.namespace {
            Some(namespace) => format!("{namespace}.{}", table.name),
            None => table.name.clone(),
        };
        let of_table = table.origin.position;
        for column in &table.columns {
            if let Some(at) = column.origin.position.or(of_table) {
                places.insert(format!("{name}.{}", column.name), at);
            }
        }
        if let Some(at) = of_table {
            places.insert(name, at);
        }
    }
    places
}

/// Where a subject stands, or what it is in.
fn place_of(subject: &str, places: &HashMap<String, Position>) -> Option<Position> {
    let mut name = subject;
    loop {
        if let Some(at) = places.get(name) {
            return Some(*at);
        }
        name = name.rsplit_once('.')?.0;
    }
}

/// A finding as a workflow command: `::error file=…,line=…,col=…,title=…::message`.
fn workflow_command(name: &str, finding: &Diagnostic) -> String {
    let severity = match finding.severity {
        Severity::Error | Severity::Warning => word(finding.severity),
        Severity::Info => "notice",
    };
    let escape = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| escape(text).replace(':', "%3A").replace(',', "%2C");
    let place = finding
        .position
        .map_or_else(String::new, |at| format!(",line={},col={}", at.line, at.column));
    let (file, code) = (property(name), property(&finding.code));
    format!(
        "::{severity} file={file}{place},title={code}::{}\n",
        escape(&sentence(finding))
    )
}
