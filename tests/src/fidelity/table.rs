//! The printed table.

use super::{Fidelity, Kind};
use std::io::Write;

/// Prints one row a schema, and under it what differs; at most `most` differences each.
pub fn print_table(out: &mut impl Write, results: &[Fidelity], most: usize) -> std::io::Result<()> {
    let width = results.iter().map(|r| r.name.chars().count()).max().unwrap_or(0).max(6);
    write!(out, "{:width$}", "schema")?;
    for kind in Kind::ALL {
        write!(out, "  {:>12}", kind.title())?;
    }
    writeln!(out, "  {:>8}  {:>8}  {:>8}", "differ", "lines", "named")?;
    for result in results {
        row(out, result, width)?;
    }
    for result in results {
        details(out, result, most)?;
    }
    let wrong = results.iter().filter(|r| !r.is_accounted_for()).count();
    let equal = results
        .iter()
        .filter(|r| r.failure.is_none() && r.differences.is_empty())
        .count();
    writeln!(
        out,
        "\n{} ways: {equal} equal, {} differ only in what a diagnostic named, {wrong} not accounted for",
        results.len(),
        results.len() - equal - wrong
    )
}

fn row(out: &mut impl Write, result: &Fidelity, width: usize) -> std::io::Result<()> {
    write!(out, "{:width$}", result.name)?;
    if result.failure.is_some() {
        return writeln!(out, "  FAILED");
    }
    for kind in Kind::ALL {
        let cell = match result.counts.get(&kind) {
            Some((equal, total)) => format!("{equal}/{total}"),
            None => "-".to_owned(),
        };
        write!(out, "  {cell:>12}")?;
    }
    let lines: usize = result.differences.iter().map(super::Difference::lines).sum();
    let named = result.differences.iter().filter(|d| d.named_by.is_some()).count();
    writeln!(out, "  {:>8}  {lines:>8}  {named:>8}", result.differences.len())
}

fn details(out: &mut impl Write, result: &Fidelity, most: usize) -> std::io::Result<()> {
    if let Some(failure) = &result.failure {
        let start: String = failure.chars().take(2_000).collect();
        writeln!(out, "\n{}: {start}", result.name)?;
    }
    // What nobody named comes first.
    let mut differences: Vec<_> = result.differences.iter().collect();
    differences.sort_by_key(|d| d.named_by.is_some());
    for difference in differences.iter().take(most) {
        let named = match &difference.named_by {
            Some(by) => format!("named by {by}"),
            None => "NOT NAMED".to_owned(),
        };
        writeln!(
            out,
            "\n{}: {} {}: {named}",
            result.name,
            difference.kind.title(),
            difference.name
        )?;
        let side = |text: &Option<String>| text.clone().unwrap_or_else(|| "(nothing)".to_owned());
        let (before, after) = (side(&difference.before), side(&difference.after));
        for line in before.lines().filter(|l| !after.lines().any(|o| o == *l)) {
            writeln!(out, "  - {line}")?;
        }
        for line in after.lines().filter(|l| !before.lines().any(|o| o == *l)) {
            writeln!(out, "  + {line}")?;
        }
    }
    if differences.len() > most {
        writeln!(out, "\n{}: {} more differ", result.name, differences.len() - most)?;
    }
    Ok(())
}
