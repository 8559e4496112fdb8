//! What `pg_dump --schema-only` says, taken apart by its own headings.

use super::{Catalog, Kind};

/// The objects in a dump.
pub(super) fn catalog(dump: &str) -> Catalog {
    let mut catalog = Catalog::default();
    let mut heading: Option<(String, String)> = None;
    let mut body = String::new();
    for line in dump.lines() {
        if let Some(found) = parse_heading(line) {
            flush(&mut catalog, heading.take(), &body);
            heading = Some(found);
            body.clear();
        } else if !line.starts_with(['-', '\\']) && !line.is_empty() && !line.starts_with("SET default_t") {
            body.push_str(line);
            body.push('\n');
        }
    }
    flush(&mut catalog, heading, &body);
    catalog
}

/// `-- Name: film; Type: TABLE; Schema: public; Owner: -`, as type and name with schema.
fn parse_heading(line: &str) -> Option<(String, String)> {
    let rest = line.strip_prefix("-- Name: ")?;
    let (name, rest) = rest.split_once("; Type: ")?;
    let (kind, rest) = rest.split_once("; Schema: ")?;
    let (schema, _) = rest.split_once("; Owner")?;
    let name = match schema {
        "-" | "public" => name.to_owned(),
        schema => format!("{schema}.{name}"),
    };
    Some((kind.to_owned(), name))
}

fn flush(catalog: &mut Catalog, heading: Option<(String, String)>, body: &str) {
    // Of what every database has, the dump has only a heading and a comment.
    let Some((kind, name)) = heading.filter(|_| !body.is_empty()) else {
        return;
    };
    if kind == "TABLE" {
        return table(catalog, &name, body);
    }
    let sort = match kind.as_str() {
        "CONSTRAINT" => Kind::Key,
        "FK CONSTRAINT" => Kind::ForeignKey,
        "CHECK CONSTRAINT" => Kind::Check,
        "INDEX" | "INDEX ATTACH" => Kind::Index,
        "TYPE" | "DOMAIN" | "SHELL TYPE" => Kind::Type,
        "VIEW" | "MATERIALIZED VIEW" => Kind::View,
        "FUNCTION" | "PROCEDURE" | "AGGREGATE" => Kind::Routine,
        "TRIGGER" | "RULE" | "EVENT TRIGGER" => Kind::Trigger,
        "COMMENT" => Kind::Comment,
        "DEFAULT" => Kind::Column,
        "TABLE ATTACH" => Kind::Table,
        _ => Kind::Other,
    };
    // A table's name stands before that of what is in it, with a blank.
    let in_table = matches!(sort, Kind::Key | Kind::ForeignKey | Kind::Check | Kind::Trigger);
    let named = if in_table { name.replacen(' ', ".", 1) } else { name };
    let named = match kind.as_str() {
        "DEFAULT" => format!("{} (default)", named.replacen(' ', ".", 1)),
        "TABLE ATTACH" | "INDEX ATTACH" => format!("{named} (attached)"),
        _ => named,
    };
    catalog.add(sort, named, body);
}

/// `CREATE TABLE name (` with a line each for columns and checks, and what stands behind.
fn table(catalog: &mut Catalog, name: &str, body: &str) {
    let mut shape = String::new();
    for line in body.lines() {
        let Some(inner) = line.strip_prefix("    ").filter(|inner| !inner.starts_with(' ')) else {
            shape.push_str(line);
            shape.push('\n');
            continue;
        };
        let inner = inner.trim_end_matches(',');
        if let Some(check) = inner.strip_prefix("CONSTRAINT ") {
            let own = first_word(check);
            catalog.add(Kind::Check, format!("{name}.{own}"), inner);
            continue;
        }
        let own = first_word(inner);
        shape.push_str(&format!("  {own}\n"));
        catalog.add(Kind::Column, format!("{name}.{own}"), inner);
    }
    catalog.add(Kind::Table, name, shape);
}

/// The identifier at the start, quoted or not.
fn first_word(text: &str) -> &str {
    match text.strip_prefix('"') {
        Some(rest) => rest.split('"').next().unwrap_or_default(),
        None => text.split_whitespace().next().unwrap_or_default(),
    }
}
