//! What `mariadb-dump --no-data` (or `mysqldump`) says, taken apart line by line.

use super::{Catalog, Kind};

/// The script without what names a database of its own, so that it can be applied to any.
pub(super) fn for_any_database(sql: &str) -> String {
    let lower = |line: &str| line.trim_start().to_ascii_lowercase();
    let about_databases = |line: &str| {
        [
            "use ",
            "create database",
            "create schema",
            "drop database",
            "drop schema",
        ]
        .iter()
        .any(|start| lower(line).starts_with(start))
    };
    let own = sql
        .lines()
        .find(|line| lower(line).starts_with("use "))
        .and_then(|line| line.trim().get(4..))
        .map(|name| name.trim_end_matches(';').trim().trim_matches('`').to_owned());
    let mut kept: String = sql
        .lines()
        .filter(|line| !about_databases(line))
        .map(|line| format!("{line}\n"))
        .collect();
    if let Some(own) = own {
        kept = kept.replace(&format!("`{own}`."), "").replace(&format!(" {own}."), " ");
    }
    kept
}

/// The objects in a dump of the database `own`.
pub(super) fn catalog(dump: &str, own: &str) -> Catalog {
    let dump = dump.replace(own, "own");
    let mut catalog = Catalog::default();
    let mut lines = dump.lines();
    let mut mode = String::new();
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix("CREATE TABLE `") {
            let mut inside = Vec::new();
            for line in lines.by_ref() {
                inside.push(line);
                if line.ends_with(';') {
                    break;
                }
            }
            table(&mut catalog, unquoted(name), &inside);
            continue;
        }
        if let Some(said) = line.strip_prefix("/*!50003 SET sql_mode              = '") {
            mode = said.split('\'').next().unwrap_or_default().to_owned();
            continue;
        }
        let is_routine = line.starts_with("/*!50003 CREATE*/")
            || line.starts_with("/*!50106 CREATE*/")
            || line.starts_with("CREATE DEFINER=")
            || line.starts_with("/*!50003 CREATE DEFINER");
        if is_routine {
            let mut text = line.to_owned();
            for line in lines.by_ref() {
                if line == ";;" || line == "DELIMITER ;" {
                    break;
                }
                text.push('\n');
                text.push_str(line);
            }
            routine(&mut catalog, &text, &mode);
        } else if line.starts_with("/*!50001 CREATE ALGORITHM") {
            let mut text = line.to_owned();
            for line in lines.by_ref() {
                text.push('\n');
                text.push_str(line);
                if line.ends_with(';') {
                    break;
                }
            }
            let name = text.split("VIEW `").nth(1).map(unquoted).unwrap_or_default();
            catalog.add(Kind::View, name, &text);
        } else if line.starts_with("CREATE SEQUENCE ") || line.starts_with("GRANT ") {
            catalog.add(Kind::Other, unquoted(line.split('`').nth(1).unwrap_or(line)), line);
        }
    }
    catalog
}

/// The name up to its closing backtick.
fn unquoted(text: &str) -> &str {
    text.split('`').next().unwrap_or_default()
}

fn routine(catalog: &mut Catalog, text: &str, mode: &str) {
    let head = text.split('(').next().unwrap_or(text);
    let kinds = [
        ("TRIGGER", Kind::Trigger),
        ("EVENT", Kind::Routine),
        ("PROCEDURE", Kind::Routine),
        ("FUNCTION", Kind::Routine),
    ];
    for (word, kind) in kinds {
        let Some((_, rest)) = head
            .split_once(&format!(" {word} "))
            .or(text.split_once(&format!(" {word} ")))
        else {
            continue;
        };
        let name = rest.trim_start().split(['`', ' ', '(', '\n']).find(|p| !p.is_empty());
        // The dump has triggers as they were written, the catalog does not: whether names were quoted is nowhere else.
        let text = if kind == Kind::Trigger {
            text.replace('`', "")
        } else {
            text.to_owned()
        };
        catalog.add(kind, name.unwrap_or_default(), format!("{text}\nsql_mode {mode}"));
        return;
    }
    catalog.add(Kind::Other, text.lines().next().unwrap_or_default(), text);
}

/// The lines behind `CREATE TABLE name (`.
fn table(catalog: &mut Catalog, name: &str, lines: &[&str]) {
    let mut shape = String::new();
    for line in lines {
        let Some(inner) = line.strip_prefix("  ") else {
            let (text, comment) = without_comment(line, " COMMENT=");
            if let Some(comment) = comment {
                catalog.add(Kind::Comment, name, comment);
            }
            shape.push_str(&format!("{}\n", without_counter(&text)));
            continue;
        };
        let inner = inner.trim_end_matches(',');
        let own = inner.split('`').nth(1).unwrap_or_default();
        let full = format!("{name}.{own}");
        if inner.starts_with('`') {
            let (text, comment) = without_comment(inner, " COMMENT ");
            if let Some(comment) = comment {
                catalog.add(Kind::Comment, &full, comment);
            }
            shape.push_str(&format!("  {own}\n"));
            if let Some((_, check)) = text.split_once(" CHECK (") {
                catalog.add(Kind::Check, &full, check);
            }
            catalog.add(Kind::Column, full, text.split(" CHECK (").next().unwrap_or_default());
        } else if inner.starts_with("PRIMARY KEY") {
            catalog.add(Kind::Key, format!("{name}.primary"), inner);
        } else if inner.starts_with("UNIQUE KEY") {
            catalog.add(Kind::Key, full, inner);
        } else if inner.starts_with("CONSTRAINT") && inner.contains(" FOREIGN KEY ") {
            catalog.add(Kind::ForeignKey, full, inner);
        } else if inner.starts_with("CONSTRAINT") {
            catalog.add(Kind::Check, full, inner);
        } else if inner.contains("KEY ") {
            catalog.add(Kind::Index, full, inner);
        } else {
            shape.push_str(&format!("  {inner}\n"));
        }
    }
    catalog.add(Kind::Table, name, shape);
}

/// A line without its comment, and the comment.
fn without_comment<'a>(line: &'a str, mark: &str) -> (String, Option<&'a str>) {
    let Some((before, rest)) = line.split_once(&format!("{mark}'")) else {
        return (line.to_owned(), None);
    };
    let bytes = rest.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'\'' if bytes.get(at + 1) == Some(&b'\'') => at += 1,
            b'\'' => return (format!("{before}{}", &rest[at + 1..]), Some(&rest[..at])),
            _ => {}
        }
        at += 1;
    }
    (before.to_owned(), Some(rest))
}

/// The options without the counter, which is data.
fn without_counter(options: &str) -> String {
    let Some((before, rest)) = options.split_once(" AUTO_INCREMENT=") else {
        return options.to_owned();
    };
    format!("{before}{}", rest.trim_start_matches(|c: char| c.is_ascii_digit()))
}
