//! Findings on stderr, as compilers say them.

use std::fmt::Write as _;
use std::process::ExitCode;

use tablewright_compiler::diagnostic::{Diagnostic, Severity};

/// Exit code when there are findings: something could not be expressed, or is not proven.
pub(super) const FINDINGS: u8 = 1;

/// Says the findings about a source on stderr.
pub(super) fn report(name: &str, diagnostics: &[Diagnostic]) {
    for diagnostic in diagnostics {
        eprintln!("{}", line(name, diagnostic));
    }
}

/// 1 where one of them says that something is missing, else 0.
pub(super) fn exit_code<'a>(diagnostics: impl IntoIterator<Item = &'a Diagnostic>) -> ExitCode {
    let mut all = diagnostics.into_iter();
    if all.any(|finding| finding.severity == Severity::Error) {
        return ExitCode::from(FINDINGS);
    }
    ExitCode::SUCCESS
}

/// The severity as a word.
pub(super) fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}

/// A finding as compilers say it: `error[code]: message`, then where, then what to do.
pub(super) fn line(name: &str, diagnostic: &Diagnostic) -> String {
    let mut text = format!("{}[{}]: ", word(diagnostic.severity), diagnostic.code);
    text.push_str(&sentence(diagnostic));
    if let Some(at) = diagnostic.position {
        let _ = write!(text, "\n  --> {name}:{}:{}", at.line, at.column);
    }
    if let Some(help) = &diagnostic.help {
        let _ = write!(text, "\n  = help: {help}");
    }
    text
}

/// The message, with what it is about where it does not say so itself.
pub(super) fn sentence(diagnostic: &Diagnostic) -> String {
    match &diagnostic.subject {
        Some(subject) if !diagnostic.message.contains(subject.as_str()) => {
            format!("{subject}: {}", diagnostic.message)
        }
        _ => diagnostic.message.clone(),
    }
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
