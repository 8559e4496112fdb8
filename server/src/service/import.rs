//! Imports: a schema in another language becomes edits of a branch.

use tablewright_compiler::dbml;
use tablewright_compiler::design::Design;
use tablewright_compiler::diagnostic::{Diagnostic, Issue, Severity};
use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::document;
use tablewright_compiler::edit::{ApplyContext, Edit, apply};
use tablewright_compiler::ids::IdSource;
use tablewright_compiler::import::import;
use tablewright_compiler::lift::lift;
use uuid::Uuid;

use super::edit::{apply_import, client_edit_id};
use super::work;
use crate::access::Editor;
use crate::app::App;
use crate::collab::LiveEvent;
use crate::error::AppError;

/// The largest source, in bytes.
const LARGEST_SOURCE: usize = 32 * 1024 * 1024;

/// What a source is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SourceFormat {
    /// SQL of an engine.
    Sql(Dialect),
    /// DBML.
    Dbml,
    /// A design as JSON.
    Json,
}

/// An import that is in the log.
#[derive(Debug, Clone)]
pub(crate) struct Imported {
    /// The event.
    pub(crate) live: LiveEvent,
    /// Tables in the source.
    pub(crate) table_count: usize,
    /// What was kept verbatim, skipped, or not understood.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// What a source comes to.
struct Read {
    edits: Vec<Edit>,
    diagnostics: Vec<Diagnostic>,
}

/// Reads a source and adds what it has to the branch, in one event.
pub(crate) async fn import_schema(
    app: &App,
    editor: Editor,
    format: SourceFormat,
    source: String,
    name: Option<String>,
) -> Result<Imported, AppError> {
    let name = client_edit_id(name.unwrap_or_else(|| Uuid::now_v7().to_string()))?;
    if source.len() > LARGEST_SOURCE {
        let message = format!(
            "A source has at most {} MiB; this one has {} bytes. Leave data (INSERT, COPY) out.",
            LARGEST_SOURCE / (1024 * 1024),
            source.len()
        );
        return Err(AppError::limited("source", message));
    }
    let read = match format {
        SourceFormat::Sql(dialect) => work::run("importTime", move || read_sql(&source, dialect)).await?,
        SourceFormat::Dbml => work::run("importTime", move || read_dbml(&source)).await?,
        SourceFormat::Json => work::run("importTime", move || read_json(&source)).await??,
    };
    if read.edits.is_empty() {
        return Err(nothing_usable(&read.diagnostics));
    }
    let table_count = read
        .edits
        .iter()
        .filter(|edit| matches!(edit, Edit::CreateTable(_)))
        .count();
    let accepted = apply_import(app, &editor, read.edits, name).await?;
    Ok(Imported {
        live: accepted.0,
        table_count,
        diagnostics: read.diagnostics,
    })
}

fn read_sql(source: &str, dialect: Dialect) -> Read {
    let imported = import(source, dialect);
    let (edits, lifted) = lift(&imported.schema, &mut IdSource::new(Uuid::now_v7()));
    let mut diagnostics = imported.diagnostics;
    diagnostics.extend(lifted);
    Read { edits, diagnostics }
}

fn read_dbml(source: &str) -> Read {
    let read = dbml::read(source, &mut IdSource::new(Uuid::now_v7()));
    Read {
        edits: read.edits,
        diagnostics: read.diagnostics,
    }
}

/// A document is taken whole or not at all: its paths lead to what is wrong with it.
fn read_json(source: &str) -> Result<Read, AppError> {
    let read = document::read(source, Some(&mut IdSource::new(Uuid::now_v7())));
    if !read.diagnostics.is_empty() {
        let issues = read.diagnostics.iter().map(|finding| Issue {
            path: finding.subject.clone().unwrap_or_else(|| "$".to_owned()),
            rule: finding.code.clone(),
            message: finding.message.clone(),
            element: None,
        });
        return Err(AppError::issues(&issues.collect::<Vec<_>>()));
    }
    let context = ApplyContext::import(IdSource::new(Uuid::now_v7()));
    if let Err(issues) = apply(&Design::new(), &read.edits, context) {
        let issues: Vec<Issue> = issues.into_iter().map(|issue| read.located(issue)).collect();
        return Err(AppError::issues(&issues));
    }
    Ok(Read {
        edits: read.edits,
        diagnostics: Vec::new(),
    })
}

fn nothing_usable(diagnostics: &[Diagnostic]) -> AppError {
    let worst = diagnostics
        .iter()
        .find(|finding| finding.severity == Severity::Error)
        .or(diagnostics.first());
    let why = worst.map_or_else(String::new, |finding| match finding.position {
        Some(at) => format!(" Line {}, column {}: {}", at.line, at.column, finding.message),
        None => format!(" {}", finding.message),
    });
    AppError::invalid(format!("Nothing in this source could be used.{why}")).with("diagnostics", diagnostics)
}
