//! Values before and after a change of type, as text.

use serde_json::Value;

/// The text of a value, without what a type adds of its own: trailing zeros, blanks, midnight, the case of hexadecimal
/// digits, spaces of a document.
pub(super) fn plain(text: &str) -> String {
    let text = text.trim_end();
    match text {
        "t" | "true" => return "1".to_owned(),
        "f" | "false" => return "0".to_owned(),
        _ => {}
    }
    let text = unquoted(text);
    if let Some(number) = number(&text) {
        return number;
    }
    if text.starts_with(['{', '['])
        && let Ok(document) = serde_json::from_str::<Value>(&text)
    {
        return sorted(document).to_string();
    }
    moment(&text).unwrap_or(text)
}

/// SQLite's `quote()` tells apart what is a number and what is text; a change of type may make one of the other.
fn unquoted(text: &str) -> String {
    match text.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        Some(inner) => inner.replace("''", "'"),
        None => text.to_owned(),
    }
}

fn number(text: &str) -> Option<String> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if digits.chars().all(|c| c.is_ascii_digit() || c == '.') && digits.matches('.').count() <= 1 {
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let whole = whole.trim_start_matches('0');
        let part = part.trim_end_matches('0');
        let mut out = String::new();
        if text.starts_with('-') && !(whole.is_empty() && part.is_empty()) {
            out.push('-');
        }
        out.push_str(if whole.is_empty() { "0" } else { whole });
        if !part.is_empty() {
            out.push('.');
            out.push_str(part);
        }
        return Some(out);
    }
    let float: f64 = text.parse().ok()?;
    float.is_finite().then(|| format!("{float:e}"))
}

/// A day at midnight is the day; a moment without a zone is one in UTC.
fn moment(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let is_day = bytes.len() >= 10 && bytes[4] == b'-' && bytes[7] == b'-' && bytes[..4].iter().all(u8::is_ascii_digit);
    if !is_day {
        return None;
    }
    let text = text.replacen('T', " ", 1);
    let text = text.strip_suffix("+00").unwrap_or(&text);
    let text = if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        text
    };
    Some(text.strip_suffix(" 00:00:00").unwrap_or(text).to_owned())
}

fn sorted(document: Value) -> Value {
    match document {
        Value::Object(members) => {
            let mut members: Vec<(String, Value)> = members.into_iter().map(|(k, v)| (k, sorted(v))).collect();
            members.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Object(members.into_iter().collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn a_change_of_type_alone_makes_no_difference() {
        for (one, other) in [
            ("12.50", "12.5"),
            ("007", "7"),
            ("t", "1"),
            ("2024-01-02", "2024-01-02 00:00:00"),
            ("2024-01-02 03:04:05+00", "2024-01-02 03:04:05"),
            ("ab  ", "ab"),
            ("{\"b\": 1, \"a\":2}", "{\"a\":2,\"b\":1}"),
            ("'12'", "12"),
        ] {
            assert_eq!(plain(one), plain(other), "{one} and {other}");
        }
        assert_ne!(plain("12.5"), plain("12.6"));
        assert_ne!(plain("a"), plain("A"));
    }
}
