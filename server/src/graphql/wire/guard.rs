//! The lexical guard before the parser.
//!
//! The parser is recursive and has no limits of its own: some 1,600 nested brackets, 3.2 KB of text, overflow its
//! stack and end the process. So bytes, tokens and nesting are counted here first, in one pass over the text.

use crate::config::Limits;
use crate::error::AppError;

/// How deep `{`, `[` and `(` may be nested in a document.
const MAX_NESTING: usize = 64;

/// Refuses a document that is too long, has too many tokens, or is nested too deep.
pub(super) fn check(document: &str, limits: &Limits) -> Result<(), AppError> {
    if document.len() > limits.max_query_bytes {
        return Err(AppError::limited(
            "queryBytes",
            format!(
                "The document has {} bytes, {} are accepted. Put large values into variables.",
                document.len(),
                limits.max_query_bytes
            ),
        ));
    }

    let text = document.as_bytes();
    let (mut at, mut tokens, mut nesting) = (0, 0_usize, 0_usize);
    while let Some(&byte) = text.get(at) {
        at = match byte {
            b' ' | b'\t' | b'\r' | b'\n' | b',' => {
                at += 1;
                continue;
            }
            b'#' => {
                at = end_of_line(text, at);
                continue;
            }
            b'"' => end_of_string(text, at)?,
            b'{' | b'[' | b'(' => {
                nesting += 1;
                at + 1
            }
            b'}' | b']' | b')' => {
                nesting = nesting.saturating_sub(1);
                at + 1
            }
            byte if is_word(byte) => text[at..]
                .iter()
                .position(|&byte| !is_word(byte))
                .map_or(text.len(), |length| at + length),
            _ => at + 1,
        };
        tokens += 1;
        if nesting > MAX_NESTING {
            return Err(AppError::limited(
                "nesting",
                format!("The document is nested deeper than {MAX_NESTING} brackets."),
            ));
        }
        if tokens > limits.max_query_tokens {
            return Err(AppError::limited(
                "queryTokens",
                format!(
                    "The document has more than {} tokens. Put large values into variables.",
                    limits.max_query_tokens
                ),
            ));
        }
    }
    Ok(())
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

fn end_of_line(text: &[u8], from: usize) -> usize {
    text[from..]
        .iter()
        .position(|byte| matches!(byte, b'\r' | b'\n'))
        .map_or(text.len(), |length| from + length)
}

/// The position behind the string that starts at `from`. A string without an end is refused here: what the parser
/// would make of the text behind it must not matter.
fn end_of_string(text: &[u8], from: usize) -> Result<usize, AppError> {
    let rest = &text[from..];
    let end = if rest.starts_with(b"\"\"\"") {
        end_of_block(&rest[3..]).map(|length| from + 3 + length)
    } else {
        end_of_quoted(&rest[1..]).map(|length| from + 1 + length)
    };
    end.ok_or_else(|| {
        let line = 1 + text[..from].iter().filter(|byte| **byte == b'\n').count();
        AppError::invalid(format!("The string that starts in line {line} has no end."))
    })
}

fn end_of_block(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with(b"\\\"\"\"") {
            at += 4;
        } else if rest.starts_with(b"\"\"\"") {
            return Some(at + 3);
        } else {
            at += 1;
        }
    }
    None
}

fn end_of_quoted(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            b'\r' | b'\n' => return None,
            _ => at += 1,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::error::{AppError, ErrorCode};
    use crate::graphql::wire::testing::limits;

    fn refused(document: &str) -> (ErrorCode, Option<String>) {
        let error: AppError = check(document, &limits()).unwrap_err();
        let limit = error.extensions.get("limit").and_then(|name| name.as_str());
        (error.code, limit.map(str::to_owned))
    }

    #[test]
    fn ordinary_documents_pass() {
        for document in [
            "",
            "{ a }",
            "query($x: [Int!]! = [1, 2]) { a(x: $x) @include(if: true) { ...F } } fragment F on T { b }",
            r#"{ a(text: "((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((") }"#,
            r#"{ a(text: """ [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[ \""" [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[ """) }"#,
            r#"{ a(text: "\\", other: "\"[") }"#,
            "# [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\n{ a }",
        ] {
            assert_eq!(check(document, &limits()), Ok(()), "{document}");
        }
    }

    #[test]
    fn nesting_is_bounded_for_every_bracket() {
        for (open, close) in [("[", "]"), ("{a:", "}"), ("(", ")"), ("{a", "}")] {
            let at = |depth: usize| format!("{}{}", open.repeat(depth), close.repeat(depth));
            assert_eq!(check(&at(64), &limits()), Ok(()));
            let expected = (ErrorCode::Limited, Some("nesting".to_owned()));
            assert_eq!(refused(&at(65)), expected);
            assert_eq!(refused(&open.repeat(1_600)), expected);
        }
    }

    #[test]
    fn a_string_cannot_hide_brackets() {
        let deep = "[".repeat(65);
        for text in [
            format!("\"\" {deep}"),
            format!("\"\"\"\"\"\" {deep}"),
            format!("\"\"\" \\\\\"\"\"\"\"\" {deep}"),
            format!("\"\\\\\" {deep}"),
            format!("# \"\n{deep}"),
            format!("# \"\r{deep}"),
        ] {
            assert_eq!(
                refused(&text),
                (ErrorCode::Limited, Some("nesting".to_owned())),
                "{text}"
            );
        }
    }

    #[test]
    fn a_string_without_an_end_is_refused() {
        for text in ["{ a(b: \"", "\"a\n\"", "\"\"\" \"\"", "\"\\", "\"\"\"\\\"\"\""] {
            assert_eq!(refused(text), (ErrorCode::Invalid, None), "{text}");
        }
    }

    #[test]
    fn bytes_and_tokens_are_bounded() {
        let limits = limits();
        let long = format!("# {}", "x".repeat(limits.max_query_bytes));
        assert_eq!(refused(&long).1.as_deref(), Some("queryBytes"));
        let exact = "a ".repeat(limits.max_query_tokens);
        assert_eq!(check(&exact, &limits), Ok(()));
        let many = format!("{exact} b");
        assert_eq!(refused(&many).1.as_deref(), Some("queryTokens"));
        let aliases = "a:b ".repeat(limits.max_query_tokens / 3 + 1);
        assert_eq!(refused(&aliases).1.as_deref(), Some("queryTokens"));
    }
}
