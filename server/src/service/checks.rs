//! Checks of what people type, gathered so that all that is wrong is told at once.

use tablewright_compiler::diagnostic::Issue;

use crate::error::AppError;

/// Issues found so far.
#[derive(Debug, Default)]
pub(super) struct Checks {
    issues: Vec<Issue>,
}

impl Checks {
    /// Notes what is wrong.
    pub(super) fn refuse(&mut self, path: &str, rule: &str, message: impl Into<String>) {
        self.issues.push(issue(path, rule, message));
    }

    /// Text of one line: trimmed, `1..=longest` characters, no control characters.
    pub(super) fn line(&mut self, path: &str, what: &str, text: &str, longest: usize) -> String {
        let text = text.trim();
        let length = bounded_count(text, longest);
        if length == 0 || length > longest {
            self.refuse(path, "length", format!("{what} has 1 to {longest} characters."));
        } else if text.chars().any(char::is_control) {
            self.refuse(
                path,
                "control-character",
                format!("{what} has no line breaks or control characters."),
            );
        } else {
            return text.to_owned();
        }
        String::new()
    }

    /// Text of any number of lines: trimmed, at most `longest` characters; `None` where nothing is left.
    pub(super) fn lines(&mut self, path: &str, what: &str, text: Option<&str>, longest: usize) -> Option<String> {
        let text = text.map(str::trim).filter(|text| !text.is_empty())?;
        if bounded_count(text, longest) > longest {
            self.refuse(path, "length", format!("{what} has at most {longest} characters."));
        } else if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            self.refuse(
                path,
                "control-character",
                format!("{what} has no control characters except line breaks and tabs."),
            );
        } else {
            return Some(text.to_owned());
        }
        None
    }

    /// All is well, or everything that is not.
    pub(super) fn finish(self) -> Result<(), AppError> {
        if self.issues.is_empty() {
            Ok(())
        } else {
            Err(AppError::issues(&self.issues))
        }
    }
}

/// One thing wrong, as an error.
pub(super) fn refusal(path: &str, rule: &str, message: impl Into<String>) -> AppError {
    AppError::issues(&[issue(path, rule, message)])
}

/// Counts characters, and no further than it takes to know that there are too many.
fn bounded_count(text: &str, longest: usize) -> usize {
    text.chars().take(longest + 1).count()
}

fn issue(path: &str, rule: &str, message: impl Into<String>) -> Issue {
    Issue {
        path: path.to_owned(),
        rule: rule.to_owned(),
        message: message.into(),
        element: None,
    }
}

#[cfg(test)]
mod tests {
    use super::Checks;

    fn rules(checks: Checks) -> Vec<String> {
        checks.issues.into_iter().map(|issue| issue.rule).collect()
    }

    #[test]
    fn a_line_is_trimmed_and_bounded() {
        let mut checks = Checks::default();
        assert_eq!(checks.line("input.name", "A name", "  Ada  ", 5), "Ada");
        assert_eq!(checks.line("input.name", "A name", "ééééé", 5), "ééééé");
        assert!(checks.issues.is_empty());
        for text in ["", "   ", "abcdef"] {
            checks.line("input.name", "A name", text, 5);
        }
        checks.line("input.name", "A name", "a\0b", 5);
        checks.line("input.name", "A name", "a\nb", 5);
        assert_eq!(
            rules(checks),
            ["length", "length", "length", "control-character", "control-character"]
        );
    }

    #[test]
    fn lines_may_be_absent() {
        let mut checks = Checks::default();
        assert_eq!(checks.lines("d", "A description", None, 5), None);
        assert_eq!(checks.lines("d", "A description", Some(" "), 5), None);
        assert_eq!(
            checks.lines("d", "A description", Some("a\nb"), 5).as_deref(),
            Some("a\nb")
        );
        assert!(checks.issues.is_empty());
        checks.lines("d", "A description", Some("a\u{1b}b"), 5);
        assert_eq!(rules(checks), ["control-character"]);
    }
}
