//! Tables and sequences.

use std::collections::HashMap;

use super::{Read, Source, left_out, literal, partitions, quoted, text, value};
use crate::engine::EngineError;
use crate::engine::connection::TextRow;

const TABLES: &str = "\
SELECT TABLE_NAME, TABLE_TYPE, ENGINE, TABLE_COLLATION, CREATE_OPTIONS, TABLE_COMMENT
FROM information_schema.TABLES WHERE TABLE_SCHEMA = {database} AND TABLE_TYPE <> 'VIEW' ORDER BY TABLE_NAME";

const COLUMNS: &str = "\
SELECT TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE, COLUMN_DEFAULT, EXTRA, CHARACTER_SET_NAME, COLLATION_NAME,
  GENERATION_EXPRESSION, COLUMN_COMMENT, DATA_TYPE, {srs}
FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = {database} ORDER BY TABLE_NAME, ORDINAL_POSITION";

/// Without an order of its own: the server answers in the order of the table's definition.
const INDEXES: &str = "\
SELECT TABLE_NAME, INDEX_NAME, NON_UNIQUE, COLUMN_NAME, COLLATION, SUB_PART, INDEX_TYPE, INDEX_COMMENT, {hidden}, {expression}
FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = {database}";

const FOREIGN_KEYS: &str = "\
SELECT k.TABLE_NAME, k.CONSTRAINT_NAME, k.COLUMN_NAME, k.REFERENCED_TABLE_SCHEMA, k.REFERENCED_TABLE_NAME,
  k.REFERENCED_COLUMN_NAME, r.DELETE_RULE, r.UPDATE_RULE
FROM information_schema.KEY_COLUMN_USAGE k
JOIN information_schema.REFERENTIAL_CONSTRAINTS r
  ON r.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA AND r.CONSTRAINT_NAME = k.CONSTRAINT_NAME AND r.TABLE_NAME = k.TABLE_NAME
WHERE k.TABLE_SCHEMA = {database} AND r.CONSTRAINT_SCHEMA = {database} AND k.REFERENCED_TABLE_NAME IS NOT NULL
ORDER BY k.TABLE_NAME, k.CONSTRAINT_NAME, k.ORDINAL_POSITION";

const CHECKS_OF_MARIADB: &str = "\
SELECT TABLE_NAME, CONSTRAINT_NAME, CHECK_CLAUSE, LEVEL, 'YES'
FROM information_schema.CHECK_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = {database} ORDER BY TABLE_NAME, CONSTRAINT_NAME";

const CHECKS_OF_MYSQL: &str = "\
SELECT t.TABLE_NAME, c.CONSTRAINT_NAME, c.CHECK_CLAUSE, 'Table', t.ENFORCED
FROM information_schema.CHECK_CONSTRAINTS c
JOIN information_schema.TABLE_CONSTRAINTS t
  ON t.CONSTRAINT_SCHEMA = c.CONSTRAINT_SCHEMA AND t.CONSTRAINT_NAME = c.CONSTRAINT_NAME AND t.CONSTRAINT_TYPE = 'CHECK'
WHERE c.CONSTRAINT_SCHEMA = {database} ORDER BY t.TABLE_NAME, c.CONSTRAINT_NAME";

/// Rows by the table in their first column, in the order in which they came.
pub(super) type ByTable = HashMap<String, Vec<TextRow>>;

pub(super) fn by_table(rows: Vec<TextRow>) -> ByTable {
    let mut tables = ByTable::new();
    for row in rows {
        tables.entry(text(&row, 0).to_owned()).or_default().push(row);
    }
    tables
}

/// What the catalog says of all tables.
struct Catalog {
    is_mariadb: bool,
    database: String,
    columns: ByTable,
    indexes: ByTable,
    foreign_keys: ByTable,
    checks: ByTable,
    partitions: ByTable,
}

/// Reads all tables and sequences.
pub(super) async fn read(source: &mut Source<'_>, read: &mut Read) -> Result<(), EngineError> {
    let (srs, hidden, expression, checks) = if source.is_mariadb {
        ("NULL", "IGNORED", "NULL", CHECKS_OF_MARIADB)
    } else {
        (
            "SRS_ID",
            "IF(IS_VISIBLE = 'NO', 'YES', 'NO')",
            "EXPRESSION",
            CHECKS_OF_MYSQL,
        )
    };
    let tables = source.rows(TABLES).await?;
    let indexes = INDEXES.replace("{hidden}", hidden).replace("{expression}", expression);
    let catalog = Catalog {
        is_mariadb: source.is_mariadb,
        database: source.database.clone(),
        columns: by_table(source.rows(&COLUMNS.replace("{srs}", srs)).await?),
        indexes: by_table(source.rows(&indexes).await?),
        foreign_keys: by_table(source.rows(FOREIGN_KEYS).await?),
        checks: by_table(source.rows(checks).await?),
        partitions: by_table(source.rows(partitions::QUERY).await?),
    };
    let mut sequences = Vec::new();
    for table in &tables {
        let name = text(table, 0);
        match text(table, 1) {
            "BASE TABLE" | "SYSTEM VERSIONED" => {
                let (partitioned, finding) = partitions::clause(name, catalog.partitions.get(name));
                read.diagnostics.extend(finding);
                read.statements.push(create(table, &catalog) + &partitioned);
            }
            "SEQUENCE" => sequences.push(name.to_owned()),
            other => read.diagnostics.push(left_out(&other.to_lowercase(), name)),
        }
    }
    read_sequences(source, &sequences, read).await
}

fn create(table: &TextRow, catalog: &Catalog) -> String {
    let name = text(table, 0);
    let rows = |tables: &ByTable| -> Vec<TextRow> { tables.get(name).cloned().unwrap_or_default() };
    let checks = rows(&catalog.checks);
    let mut lines: Vec<String> = Vec::new();
    for row in rows(&catalog.columns) {
        lines.push(column(&row, text(table, 3), &checks, catalog.is_mariadb));
    }
    lines.extend(indexes(&rows(&catalog.indexes), text(table, 2)));
    lines.extend(foreign_keys(&rows(&catalog.foreign_keys), &catalog.database));
    for check in checks.iter().filter(|check| text(check, 3) != "Column") {
        let enforced = if text(check, 4) == "NO" {
            " /*!80016 NOT ENFORCED */"
        } else {
            ""
        };
        let clause = unescaped(text(check, 2), catalog.is_mariadb);
        lines.push(format!(
            "CONSTRAINT {} CHECK ({clause}){enforced}",
            quoted(text(check, 1))
        ));
    }
    format!(
        "CREATE TABLE {} (\n  {}\n){}",
        quoted(name),
        lines.join(",\n  "),
        options(table)
    )
}

fn column(row: &TextRow, table_collation: &str, checks: &[TextRow], is_mariadb: bool) -> String {
    let (name, native, extra) = (text(row, 1), text(row, 2), text(row, 5));
    let is_nullable = text(row, 3) == "YES";
    let lower = extra.to_ascii_lowercase();
    let mut sql = format!("{} {native}", quoted(name));
    if let (Some(charset), Some(collation)) = (value(row, 6), value(row, 7))
        && collation != table_collation
    {
        sql += &format!(" CHARACTER SET {charset} COLLATE {collation}");
    }
    let generated = value(row, 8).filter(|expression| !expression.is_empty());
    if let Some(expression) = generated {
        let kind = if lower.contains("stored generated") {
            "STORED"
        } else {
            "VIRTUAL"
        };
        sql += &format!(" GENERATED ALWAYS AS ({}) {kind}", unescaped(expression, is_mariadb));
    }
    if !is_nullable {
        sql += " NOT NULL";
    } else if text(row, 10) == "timestamp" && generated.is_none() {
        sql += " NULL";
    }
    if let Some(srs) = value(row, 11) {
        sql += &format!(" /*!80003 SRID {srs} */");
    }
    if lower.contains("invisible") {
        sql += if is_mariadb {
            " INVISIBLE"
        } else {
            " /*!80023 INVISIBLE */"
        };
    }
    if generated.is_none() {
        sql += &default(row, &lower, is_nullable, is_mariadb);
    }
    if let Some((_, moment)) = lower.split_once("on update ") {
        sql += &format!(" ON UPDATE {}", moment.split(' ').next().unwrap_or(moment));
    }
    if lower.contains("auto_increment") {
        sql += " AUTO_INCREMENT";
    }
    if lower.contains("without system versioning") {
        sql += " WITHOUT SYSTEM VERSIONING";
    }
    let comment = text(row, 9);
    if !comment.is_empty() {
        sql += &format!(" COMMENT {}", literal(comment));
    }
    // MariaDB keeps a column's own check under the column's name.
    let own = checks
        .iter()
        .filter(|check| text(check, 3) == "Column" && text(check, 1) == name);
    for check in own {
        sql += &format!(" CHECK ({})", text(check, 2));
    }
    sql
}

fn default(row: &TextRow, extra: &str, is_nullable: bool, is_mariadb: bool) -> String {
    let native = text(row, 10);
    match value(row, 4) {
        // MariaDB says the expression itself, and NULL as a word where it is the default.
        Some(said) if is_mariadb => format!(" DEFAULT {said}"),
        Some(said) if extra.contains("default_generated") => {
            let simple = said.to_ascii_uppercase().starts_with("CURRENT_TIMESTAMP");
            if simple {
                format!(" DEFAULT {said}")
            } else {
                format!(" DEFAULT ({})", unescaped(said, false))
            }
        }
        Some(said) if said.starts_with("b'") || said.starts_with("0x") => format!(" DEFAULT {said}"),
        Some(said) => format!(" DEFAULT {}", literal(said)),
        None if is_nullable && !is_mariadb => {
            let has_none =
                native.ends_with("text") || native.ends_with("blob") || matches!(native, "json" | "geometry");
            if has_none {
                String::new()
            } else {
                " DEFAULT NULL".to_owned()
            }
        }
        None => String::new(),
    }
}

/// MySQL writes the quotes in its expressions with a backslash before them; MariaDB does not.
fn unescaped(expression: &str, is_mariadb: bool) -> String {
    if is_mariadb {
        return expression.to_owned();
    }
    expression.replace("\\'", "'")
}

fn indexes(rows: &[TextRow], engine: &str) -> Vec<String> {
    let mut order: Vec<(&str, Vec<&TextRow>)> = Vec::new();
    for row in rows {
        let name = text(row, 1);
        match order.iter_mut().find(|(known, _)| *known == name) {
            Some((_, parts)) => parts.push(row),
            None => order.push((name, vec![row])),
        }
    }
    order
        .into_iter()
        .filter_map(|(name, parts)| index(name, &parts, engine))
        .collect()
}

fn index(name: &str, parts: &[&TextRow], engine: &str) -> Option<String> {
    let first = parts.first()?;
    let kind = text(first, 6);
    let listed: Vec<String> = parts
        .iter()
        .map(|part| {
            let mut sql = match value(part, 3) {
                Some(column) => quoted(column),
                None => format!("({})", unescaped(text(part, 9), false)),
            };
            // What a spatial index keeps of a column is not for us to say.
            if let Some(length) = value(part, 5).filter(|_| kind != "SPATIAL") {
                sql += &format!("({length})");
            }
            if text(part, 4) == "D" {
                sql += " DESC";
            }
            sql
        })
        .collect();
    let head = match (name, kind, text(first, 2)) {
        ("PRIMARY", _, _) => "PRIMARY KEY".to_owned(),
        (_, "FULLTEXT", _) => format!("FULLTEXT KEY {}", quoted(name)),
        (_, "SPATIAL", _) => format!("SPATIAL KEY {}", quoted(name)),
        (_, _, "0") => format!("UNIQUE KEY {}", quoted(name)),
        _ => format!("KEY {}", quoted(name)),
    };
    let mut sql = format!("{head} ({})", listed.join(","));
    let usual = if engine.eq_ignore_ascii_case("MEMORY") {
        "HASH"
    } else {
        "BTREE"
    };
    if matches!(kind, "BTREE" | "HASH") && kind != usual {
        sql += &format!(" USING {kind}");
    }
    let comment = text(first, 7);
    if !comment.is_empty() {
        sql += &format!(" COMMENT {}", literal(comment));
    }
    if text(first, 8) == "YES" {
        sql += if value(first, 9).is_none() && !engine.is_empty() {
            " IGNORED"
        } else {
            " INVISIBLE"
        };
    }
    Some(sql)
}

fn foreign_keys(rows: &[TextRow], database: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for key in rows.chunk_by(|a, b| text(a, 1) == text(b, 1)) {
        let Some(first) = key.first() else { continue };
        let list = |column: usize| -> String {
            let names: Vec<String> = key.iter().map(|row| quoted(text(row, column))).collect();
            names.join(", ")
        };
        let table = match text(first, 3) {
            space if space == database => quoted(text(first, 4)),
            space => format!("{}.{}", quoted(space), quoted(text(first, 4))),
        };
        let mut sql = format!(
            "CONSTRAINT {} FOREIGN KEY ({}) REFERENCES {table} ({})",
            quoted(text(first, 1)),
            list(2),
            list(5)
        );
        for (event, rule) in [("DELETE", text(first, 6)), ("UPDATE", text(first, 7))] {
            if !matches!(rule, "RESTRICT" | "NO ACTION") {
                sql += &format!(" ON {event} {rule}");
            } else if rule == "NO ACTION" {
                sql += &format!(" ON {event} NO ACTION");
            }
        }
        lines.push(sql);
    }
    lines
}

/// What stands behind the closing parenthesis.
fn options(table: &TextRow) -> String {
    let mut sql = String::new();
    if let Some(engine) = value(table, 2) {
        sql += &format!(" ENGINE={engine}");
    }
    if let Some(collation) = value(table, 3) {
        let charset = collation.split('_').next().unwrap_or(collation);
        sql += &format!(" DEFAULT CHARSET={charset} COLLATE={collation}");
    }
    for option in words(text(table, 4)) {
        // Without a value stands `partitioned`, which its own clause says.
        if let Some((key, value)) = option.split_once('=') {
            sql += &format!(" {}={value}", key.to_uppercase());
        }
    }
    let comment = text(table, 5);
    if !comment.is_empty() {
        sql += &format!(" COMMENT={}", literal(comment));
    }
    if text(table, 1) == "SYSTEM VERSIONED" {
        sql += " WITH SYSTEM VERSIONING";
    }
    sql
}

/// The text taken apart at blanks outside quotes.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for c in text.chars() {
        match quote {
            None if c == ' ' => {
                words.push(String::new());
                continue;
            }
            None if matches!(c, '\'' | '"' | '`') => quote = Some(c),
            Some(open) if open == c => quote = None,
            _ => {}
        }
        if let Some(word) = words.last_mut() {
            word.push(c);
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// All sequences by one query: what they are told is in themselves.
async fn read_sequences(source: &mut Source<'_>, names: &[String], read: &mut Read) -> Result<(), EngineError> {
    if names.is_empty() {
        return Ok(());
    }
    let parts: Vec<String> = names
        .iter()
        .map(|name| {
            format!(
                "SELECT {}, start_value, minimum_value, maximum_value, increment, cache_size, cycle_option FROM {}",
                literal(name),
                quoted(name)
            )
        })
        .collect();
    let rows = match source.rows(&parts.join(" UNION ALL ")).await {
        Ok(rows) => rows,
        // A role may see that they are there and not what they hold.
        Err(EngineError::Refused { .. }) => {
            read.diagnostics
                .extend(names.iter().map(|name| left_out("sequence", name)));
            return Ok(());
        }
        Err(error) => return Err(error),
    };
    for row in rows {
        read.statements.push(format!(
            "CREATE SEQUENCE {} START WITH {} MINVALUE {} MAXVALUE {} INCREMENT BY {} {} {} ENGINE=InnoDB",
            quoted(text(&row, 0)),
            text(&row, 1),
            text(&row, 2),
            text(&row, 3),
            text(&row, 4),
            match text(&row, 5) {
                "0" => "NOCACHE".to_owned(),
                size => format!("CACHE {size}"),
            },
            if text(&row, 6) == "0" { "NOCYCLE" } else { "CYCLE" },
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn options_are_taken_apart_outside_quotes() {
        assert_eq!(
            words("max_rows=1 `a`='x y' partitioned"),
            ["max_rows=1", "`a`='x y'", "partitioned"]
        );
    }
}
