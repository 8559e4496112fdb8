//! MySQL's statements.

use super::identifiers::{identifier, literal};
use crate::design::SortDirection;
use crate::dialect::Dialect::Mysql;
use crate::dialect::postgres::emit::actions;
use crate::emit::order::{Draft, Mentions, Phase};
use crate::emit::{is_simple_default, listed, readable};
use crate::schema::{Check, Column, ForeignKey, Key, Schema, SchemaIndex, SchemaPartTarget, SchemaTable};

/// The statements that make the schema's tables.
pub(crate) fn drafts(schema: &Schema, out: &mut Vec<Draft>) {
    let start = out.len();
    for table in &schema.tables {
        out.push(create_table(table));
        for foreign_key in &table.foreign_keys {
            out.push(add_foreign_key(table, foreign_key));
        }
    }
    let foreign = |sql: &str| !sql.is_ascii();
    if out[start..].iter().any(|d| foreign(&d.sql)) || schema.objects.iter().any(|o| foreign(&o.sql)) {
        let comment = "say that this script is in UTF-8".to_owned();
        out.push(Draft::plain(Phase::Prologue, "SET NAMES utf8mb4".to_owned(), comment));
    }
}

/// The statement that makes a table, without its foreign keys.
pub(crate) fn create_table(table: &SchemaTable) -> Draft {
    let mut lines: Vec<String> = table.columns.iter().map(column).collect();
    lines.extend(table.primary_key.iter().map(primary_key));
    lines.extend(table.unique_keys.iter().map(unique_key));
    lines.extend(table.indexes.iter().map(index));
    lines.extend(table.checks.iter().map(check));
    let mut sql = format!(
        "CREATE TABLE {} (\n    {}\n)",
        identifier(&table.name),
        lines.join(",\n    ")
    );
    if let Some(options) = &table.options {
        sql.push(' ');
        sql.push_str(options);
    }
    if let Some(comment) = &table.comment {
        let clause = format!(" COMMENT={}", literal(comment));
        // Partitions end a table's options.
        match sql.rfind(')').and_then(|_| partition_clause(&sql)) {
            Some(at) => sql.insert_str(at, &format!("{} ", clause.trim_start())),
            None => sql.push_str(&clause),
        }
    }
    Draft {
        phase: Phase::Table,
        sql,
        comment: format!("table {}", readable(table)),
        subject: table.origin.element,
        defines: Some(table.name.to_lowercase()),
        mentions: Mentions::Types,
        after: Vec::new(),
    }
}

/// Where the options begin to say partitions.
fn partition_clause(sql: &str) -> Option<usize> {
    let options = sql.rfind("\n)")?;
    let lower = sql[options..].to_ascii_lowercase();
    lower.find("partition by").map(|at| options + at)
}

/// A column's definition.
pub(crate) fn column(column: &Column) -> String {
    let mut sql = format!("{} {}", identifier(&column.name), column.native_type);
    let lower = column.native_type.to_ascii_lowercase();
    if let Some(collation) = &column.collation {
        let charset = collation.split('_').next().unwrap_or_default();
        let said = lower.contains("character set") || lower.contains("charset") || lower.starts_with("national");
        if !said {
            sql.push_str(&format!(" CHARACTER SET {charset}"));
        }
        if !collation.eq_ignore_ascii_case("binary") && !lower.contains("collate") {
            sql.push_str(&format!(" COLLATE {collation}"));
        }
    }
    if let Some(generated) = &column.generated {
        let kept = if generated.stored { "STORED" } else { "VIRTUAL" };
        sql.push_str(&format!(" GENERATED ALWAYS AS ({}) {kept}", generated.expression));
    }
    if column.not_null && column.generated.is_none() {
        sql.push_str(" NOT NULL");
    } else if lower.starts_with("timestamp") && column.generated.is_none() {
        // Left unsaid, old settings would make it NOT NULL.
        sql.push_str(" NULL");
    }
    if let (Some(default), None) = (&column.default, &column.generated) {
        sql.push_str(&format!(" DEFAULT {}", default_clause(default, &lower)));
    }
    if let Some(on_update) = &column.on_update {
        sql.push_str(&format!(" ON UPDATE {on_update}"));
    }
    if column.identity.is_some() {
        sql.push_str(" AUTO_INCREMENT");
    }
    if let Some(comment) = &column.comment {
        sql.push_str(&format!(" COMMENT {}", literal(comment)));
    }
    sql
}

/// The column's default, as it stands behind DEFAULT.
pub(crate) fn default_of(column: &Column) -> Option<String> {
    let native = column.native_type.to_ascii_lowercase();
    column.default.as_ref().map(|default| default_clause(default, &native))
}

/// A primary key, as it stands in CREATE TABLE and behind ADD.
pub(crate) fn primary_key(key: &Key) -> String {
    format!("PRIMARY KEY ({})", listed(Mysql, &key.columns))
}

/// A check, as it stands in CREATE TABLE and behind ADD.
pub(crate) fn check(check: &Check) -> String {
    let name = check
        .name
        .as_deref()
        .map(|n| format!("CONSTRAINT {} ", identifier(n)))
        .unwrap_or_default();
    format!("{name}CHECK ({})", check.expression)
}

/// A literal stands bare, but not where the type takes expressions only.
fn default_clause(default: &str, native: &str) -> String {
    let word = native
        .split(|c: char| !c.is_ascii_alphanumeric())
        .next()
        .unwrap_or_default();
    let by_expression = word.ends_with("text") || word.ends_with("blob") || word == "json" || word.contains("geom");
    let moment = default.to_ascii_lowercase().starts_with("current_timestamp");
    let special = default.to_ascii_lowercase();
    let bare = is_simple_default(default)
        && !special.starts_with("current_date")
        && !special.starts_with("current_time(")
        && special != "current_time";
    // Words of MySQL's own that came from it: b'0', x'ff', now().
    let own = ["b'", "x'", "_utf8", "_latin1", "0x", "now(", "localtime"]
        .iter()
        .any(|p| special.starts_with(p));
    if special == "null" || ((bare || own) && (!by_expression || moment)) {
        return default.to_owned();
    }
    if default.starts_with('(') && crate::expression::closes_at_end(default) {
        return default.to_owned();
    }
    format!("({default})")
}

/// A unique key, as it stands in CREATE TABLE and behind ADD.
pub(crate) fn unique_key(key: &Key) -> String {
    let name = key
        .name
        .as_deref()
        .map(|n| format!("{} ", identifier(n)))
        .unwrap_or_default();
    format!("UNIQUE KEY {name}({})", listed(Mysql, &key.columns))
}

/// An index, as it stands in CREATE TABLE and behind ADD.
pub(crate) fn index(index: &SchemaIndex) -> String {
    let special = index.method.as_deref().filter(|m| matches!(*m, "fulltext" | "spatial"));
    let mut sql = match (special, index.is_unique) {
        (Some(method), _) => format!("{} KEY ", method.to_ascii_uppercase()),
        (None, true) => "UNIQUE KEY ".to_owned(),
        (None, false) => "KEY ".to_owned(),
    };
    if let Some(name) = &index.name {
        sql.push_str(&format!("{} ", identifier(name)));
    }
    let parts: Vec<String> = index
        .parts
        .iter()
        .map(|part| {
            let mut sql = match &part.target {
                SchemaPartTarget::Column(name) => identifier(name),
                SchemaPartTarget::Expression(expression) => format!("({expression})"),
            };
            if let Some(length) = part.prefix_length {
                sql.push_str(&format!("({length})"));
            }
            if part.direction == SortDirection::Desc {
                sql.push_str(" DESC");
            }
            sql
        })
        .collect();
    sql.push_str(&format!("({})", parts.join(", ")));
    if let (Some(method), None) = (&index.method, special) {
        sql.push_str(&format!(" USING {}", method.to_ascii_uppercase()));
    }
    if let Some(comment) = &index.comment {
        sql.push_str(&format!(" COMMENT {}", literal(comment)));
    }
    sql
}

fn add_foreign_key(table: &SchemaTable, key: &ForeignKey) -> Draft {
    let sql = format!("ALTER TABLE {} ADD {}", identifier(&table.name), foreign_key(key));
    let comment = format!(
        "foreign key {} of {}",
        key.name.as_deref().unwrap_or_default(),
        readable(table)
    );
    Draft::plain(Phase::ForeignKey, sql, comment).of(key.origin.element)
}

/// A foreign key, as it stands behind ADD.
pub(crate) fn foreign_key(foreign_key: &ForeignKey) -> String {
    let name = foreign_key
        .name
        .as_deref()
        .map(|n| format!("CONSTRAINT {} ", identifier(n)))
        .unwrap_or_default();
    format!(
        "{name}FOREIGN KEY ({}) REFERENCES {} ({}){}",
        listed(Mysql, &foreign_key.columns),
        identifier(&foreign_key.referenced_table),
        listed(Mysql, &foreign_key.referenced_columns),
        actions(foreign_key.on_delete, foreign_key.on_update),
    )
}
