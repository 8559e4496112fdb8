//! PostgreSQL's identifiers and literals.

/// Words that cannot stand bare everywhere: all that PostgreSQL lists other than as unreserved.
const KEYWORDS: &str = " all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean \
both case cast char character check coalesce collate collation column concurrently constraint create cross \
current_catalog current_date current_role current_schema current_time current_timestamp current_user dec \
decimal default deferrable desc distinct do else end except exists extract false fetch float for foreign \
freeze from full grant greatest group grouping having ilike in initially inner inout int integer intersect \
interval into is isnull join json json_array json_arrayagg json_exists json_object json_objectagg json_query \
json_scalar json_serialize json_table json_value lateral leading least left like limit localtime localtimestamp \
merge_action national natural nchar none normalize not notnull null nullif numeric offset on only or order out \
outer overlaps overlay placing position precision primary real references returning right row select \
session_user setof similar smallint some substring symmetric system_user table tablesample then time timestamp \
to trailing treat trim true union unique user using values varchar variadic verbose when where window with \
xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable ";

/// Columns that every table already has.
pub(crate) const SYSTEM_COLUMNS: [&str; 6] = ["ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"];

/// The identifier as it stands in SQL.
pub(crate) fn identifier(name: &str) -> String {
    let mut bytes = name.bytes();
    let plain = bytes.next().is_some_and(|b| b.is_ascii_lowercase() || b == b'_')
        && bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        && !is_keyword(name);
    if plain {
        name.to_owned()
    } else {
        format!("\"{}\"", name.replace('"', "\"\""))
    }
}

/// The text as a string literal. Backslashes stand for themselves.
pub(crate) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''").replace('\0', ""))
}

fn is_keyword(name: &str) -> bool {
    super::super::lists_word(KEYWORDS, name)
}

#[cfg(test)]
mod tests {
    use super::{identifier, literal};

    #[test]
    fn quotes_what_would_be_read_otherwise() {
        for (name, expected) in [
            ("orders", "orders"),
            ("Orders", "\"Orders\""),
            ("order", "\"order\""),
            ("2nd", "\"2nd\""),
            ("a\"; drop table x", "\"a\"\"; drop table x\""),
            ("größe", "\"größe\""),
            ("", "\"\""),
        ] {
            assert_eq!(identifier(name), expected);
        }
        assert_eq!(literal("it's \\ here"), "'it''s \\ here'");
    }
}
