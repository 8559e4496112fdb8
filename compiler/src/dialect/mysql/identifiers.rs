//! MySQL's identifiers and literals.

/// The identifier as it stands in SQL: always quoted, because MySQL and MariaDB reserve different words, and
/// more of them with every version.
pub(crate) fn identifier(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

/// The text as a string literal. A backslash would begin an escape, so it is doubled.
pub(crate) fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('\'');
    for c in text.chars() {
        match c {
            '\'' => out.push_str("''"),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\0' => {}
            c => out.push(c),
        }
    }
    out.push('\'');
    out
}

#[cfg(test)]
mod tests {
    use super::{identifier, literal};

    #[test]
    fn nothing_gets_out_of_its_quotes() {
        assert_eq!(identifier("a`; drop table x"), "`a``; drop table x`");
        assert_eq!(literal("\\'; drop table x; -- "), "'\\\\''; drop table x; -- '");
        assert_eq!(literal("two\nlines"), "'two\\nlines'");
    }
}
