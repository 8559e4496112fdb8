//! MySQL's statements.

use super::identifiers::{identifier, literal};
use crate::design::{ReferentialAction, SortDirection};
use crate::dialect::Dialect::Mysql;
use crate::dialect::postgres::emit::actions;
use crate::emit::order::{Draft, Mentions, Phase};
use crate::emit::{Statement, is_simple_default, listed, readable};
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
    let mut lines: Vec<String> = table.columns.iter().map(|c| column_in(c, table)).collect();
    lines.extend(table.primary_key.iter().map(primary_key));
    lines.extend(table.unique_keys.iter().map(unique_key));
    lines.extend(table.indexes.iter().map(index));
    lines.extend(table.checks.iter().filter(|c| !stands_in_column(c, table)).map(check));
    let mut sql = format!(
        "CREATE TABLE {} (\n    {}\n)",
        identifier(&table.name),
        lines.join(",\n    ")
    );
    let comment = table.comment.as_ref().map(|text| format!("COMMENT={}", literal(text)));
    let options = table.options.as_deref().unwrap_or_default();
    // Partitions end a table's options.
    let (before, partitions) = options.split_at(partition_clause(options).unwrap_or(options.len()));
    for part in [Some(before.trim()), comment.as_deref(), Some(partitions)]
        .into_iter()
        .flatten()
    {
        if !part.is_empty() {
            sql.push(' ');
            sql.push_str(part);
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
pub(crate) fn partition_clause(options: &str) -> Option<usize> {
    options.to_ascii_lowercase().find("partition by")
}

/// Whether the check stands in the definition of a column of the table.
pub(crate) fn stands_in_column(check: &Check, table: &SchemaTable) -> bool {
    let column = check.column.as_deref().filter(|_| check.name.is_none());
    column.is_some_and(|name| table.columns.iter().any(|c| c.name == name))
}

fn check_clause(check: &Check) -> String {
    let enforced = if check.not_enforced { " NOT ENFORCED" } else { "" };
    format!("CHECK ({}){enforced}", check.expression)
}

/// The column's definition, with the checks that stand in it.
pub(crate) fn column_in(column: &Column, table: &SchemaTable) -> String {
    let mut sql = self::column(column);
    for check in table.checks.iter().filter(|c| stands_in_column(c, table)) {
        if check.column.as_deref() == Some(column.name.as_str()) {
            sql.push(' ');
            sql.push_str(&check_clause(check));
        }
    }
    sql
}

/// A column's definition without the checks that stand in it.
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
    let attributes = column.attributes.as_deref().unwrap_or_default();
    // Where a computed column says more, it does so behind how it is computed.
    if column.generated.is_none() && !attributes.is_empty() {
        sql.push_str(&format!(" {attributes}"));
    }
    if let Some(generated) = &column.generated {
        let kept = if generated.stored { "STORED" } else { "VIRTUAL" };
        sql.push_str(&format!(" GENERATED ALWAYS AS ({}) {kept}", generated.expression));
        if !attributes.is_empty() {
            sql.push_str(&format!(" {attributes}"));
        }
    }
    if column.not_null && column.generated.is_none() {
        sql.push_str(" NOT NULL");
    } else if lower.starts_with("timestamp") && column.generated.is_none() && !attributes.contains(" AS ROW ") {
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
    format!("PRIMARY KEY {}", key_parts(key))
}

/// A check, as it stands in CREATE TABLE and behind ADD.
pub(crate) fn check(check: &Check) -> String {
    let name = check
        .name
        .as_deref()
        .map(|n| format!("CONSTRAINT {} ", identifier(n)))
        .unwrap_or_default();
    format!("{name}{}", check_clause(check))
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
    let own = [
        "b'",
        "x'",
        "_utf8",
        "_latin1",
        "0x",
        "now(",
        "localtime",
        "next value for",
        "nextval(",
    ]
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
    format!("UNIQUE KEY {name}{}", key_parts(key))
}

/// The columns of a key in parentheses, and what is said of its index.
fn key_parts(key: &Key) -> String {
    match key.options.as_deref() {
        Some(options) if options.starts_with('(') => options.to_owned(),
        Some(options) => format!("({}) {options}", listed(Mysql, &key.columns)),
        None => format!("({})", listed(Mysql, &key.columns)),
    }
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
    if let Some(options) = &index.options {
        sql.push_str(&format!(" {options}"));
    }
    if let Some(comment) = &index.comment {
        sql.push_str(&format!(" COMMENT {}", literal(comment)));
    }
    sql
}

/// The actions. RESTRICT goes without saying on MariaDB, which keeps NO ACTION apart.
fn said_actions(on_delete: ReferentialAction, on_update: ReferentialAction) -> String {
    let unsaid = |action| {
        if action == ReferentialAction::Restrict {
            ReferentialAction::NoAction
        } else {
            action
        }
    };
    let mut sql = String::new();
    for (event, action) in [("DELETE", on_delete), ("UPDATE", on_update)] {
        match action {
            ReferentialAction::NoAction => sql.push_str(&format!(" ON {event} NO ACTION")),
            _ if event == "DELETE" => sql.push_str(&actions(unsaid(action), ReferentialAction::NoAction)),
            _ => sql.push_str(&actions(ReferentialAction::NoAction, unsaid(action))),
        }
    }
    sql
}

/// What goes before a routine that is read in another mode than the server's own: [`with_modes`] sets it.
pub(crate) fn mode_comment(mode: &str) -> String {
    let plain: String = mode
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || "_, ".contains(*c))
        .collect();
    format!("/* sql_mode: {plain} */ ")
}

/// The statements, with the mode set around those that say theirs.
pub(crate) fn with_modes(statements: Vec<Statement>) -> Vec<Statement> {
    let mut out = Vec::with_capacity(statements.len());
    for statement in statements {
        let mode = statement
            .sql
            .strip_prefix("/* sql_mode: ")
            .and_then(|rest| rest.split_once(" */ "))
            .map(|(mode, rest)| (mode.to_owned(), rest.to_owned()));
        let Some((mode, sql)) = mode else {
            out.push(statement);
            continue;
        };
        let set = |sql: String, comment: &str| Statement {
            sql,
            comment: comment.to_owned(),
            subject: statement.subject,
        };
        let saved = "SET @tablewright_mode = @@sql_mode";
        out.push(set(saved.to_owned(), "remember the mode"));
        out.push(set(
            format!("SET sql_mode = {}", literal(&mode)),
            "the mode it is read in",
        ));
        out.push(Statement {
            sql,
            ..statement.clone()
        });
        out.push(set("SET sql_mode = @tablewright_mode".to_owned(), "the mode as it was"));
    }
    out
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
        said_actions(foreign_key.on_delete, foreign_key.on_update),
    )
}
