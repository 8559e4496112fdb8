//! The other way through the program: applied to its engine, read back by `tablewright inspect`, applied again.

use super::{Fidelity, Rebuilt, Source, applied, compare, dump, engine, finished, mysql};
use crate::engine::ScratchDatabase;
use crate::server::binary;
use std::process::{Command, Output};
use tablewright_compiler::diagnostic::{Diagnostic, Severity};
use tablewright_compiler::dialect::Dialect;

/// Runs `tablewright inspect` with these arguments.
pub fn inspect(arguments: &[&str]) -> Output {
    Command::new(binary()).arg("inspect").args(arguments).output().unwrap()
}

/// A against B: the source as it is, and what `tablewright inspect` writes of a database made from it.
pub fn through_inspection(source: &Source) -> Fidelity {
    let name = format!("{} (inspect)", source.name);
    let outcome = made(source).and_then(|database| {
        let a = dump(&database, source.dialect)?;
        let read = read(&database.url())?;
        let other = ScratchDatabase::create(engine(source.dialect));
        let b = applied(&other, source.dialect, &read.sql)
            .map_err(|error| format!("what was inspected is refused: {error}"))?;
        Ok((compare(&a, &b, &read.diagnostics), a))
    });
    finished(name, outcome)
}

fn made(source: &Source) -> Result<ScratchDatabase, String> {
    let database = ScratchDatabase::create(engine(source.dialect));
    let sql = match source.dialect {
        Dialect::Mysql => mysql::for_any_database(&source.sql),
        Dialect::Postgres | Dialect::Sqlite => source.sql.clone(),
    };
    database
        .apply(&sql)
        .map_err(|error| format!("the source itself is refused: {error}"))?;
    Ok(database)
}

fn read(url: &str) -> Result<Rebuilt, String> {
    let output = inspect(&[url]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    // 1 says that something is missing, which the findings have to name.
    if !matches!(output.status.code(), Some(0 | 1)) {
        return Err(format!("inspect: {said}"));
    }
    Ok(Rebuilt {
        sql: String::from_utf8(output.stdout).map_err(|error| error.to_string())?,
        diagnostics: said.lines().filter_map(finding).collect(),
    })
}

/// `warning[clause-ignored]: message`.
fn finding(line: &str) -> Option<Diagnostic> {
    let (head, message) = line.split_once("]: ")?;
    let (severity, code) = head.split_once('[')?;
    let severity = match severity {
        "error" => Severity::Error,
        "warning" => Severity::Warning,
        "info" => Severity::Info,
        _ => return None,
    };
    Some(Diagnostic::new(severity, code, message))
}
