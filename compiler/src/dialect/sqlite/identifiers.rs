//! SQLite's identifiers and literals.

const KEYWORDS: &str = " abort action add after all alter always analyze and as asc attach autoincrement before begin \
between by cascade case cast check collate column commit conflict constraint create cross current current_date \
current_time current_timestamp database default deferrable deferred delete desc detach distinct do drop each else \
end escape except exclude exclusive exists explain fail filter first following for foreign from full generated glob \
group groups having if ignore immediate in index indexed initially inner insert instead intersect into is isnull \
join key last left like limit match materialized natural no not nothing notnull null nulls of offset on or order \
others outer over partition plan pragma preceding primary query raise range recursive references regexp reindex \
release rename replace restrict returning right rollback row rows savepoint select set table temp temporary then \
ties to transaction trigger true false unbounded union unique update using vacuum values view virtual when where \
window with without rowid ";

/// The identifier as it stands in SQL.
pub(crate) fn identifier(name: &str) -> String {
    let mut bytes = name.bytes();
    let plain = bytes.next().is_some_and(|b| b.is_ascii_alphabetic() || b == b'_')
        && bytes.all(|b| b.is_ascii_alphanumeric() || b == b'_')
        && !super::super::lists_word(KEYWORDS, &name.to_ascii_lowercase());
    if plain {
        name.to_owned()
    } else {
        format!("\"{}\"", name.replace('"', "\"\""))
    }
}

/// The text as a string literal.
pub(crate) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''").replace('\0', ""))
}

#[cfg(test)]
mod tests {
    use super::identifier;

    #[test]
    fn quotes_what_would_be_read_otherwise() {
        for (name, expected) in [
            ("Orders", "Orders"),
            ("Order", "\"Order\""),
            ("a\"b", "\"a\"\"b\""),
            ("a b", "\"a b\""),
        ] {
            assert_eq!(identifier(name), expected);
        }
    }
}
