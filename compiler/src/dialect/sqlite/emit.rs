//! SQLite's statements.

use super::identifiers::identifier;
use crate::design::{Identity, SortDirection};
use crate::dialect::Dialect::Sqlite;
use crate::dialect::postgres::emit::{actions, deferrable};
use crate::emit::order::{Draft, Mentions, Phase};
use crate::emit::{is_simple_default, listed, readable};
use crate::schema::{Column, ForeignKey, Key, Schema, SchemaIndex, SchemaPartTarget, SchemaTable};

/// The statements that make the schema's tables and indexes.
pub(crate) fn drafts(schema: &Schema, out: &mut Vec<Draft>) {
    for table in &schema.tables {
        out.push(create_table(table));
        for index in &table.indexes {
            out.push(create_index(table, index));
        }
    }
}

/// The statement that makes a table.
pub(crate) fn create_table(table: &SchemaTable) -> Draft {
    let mut lines: Vec<String> = table.columns.iter().map(|c| column(c, table)).collect();
    lines.extend(
        table
            .primary_key
            .iter()
            .filter(|_| !table.columns.iter().any(|c| holds_key(c, table)))
            .map(|key| format!("{}PRIMARY KEY {}", constraint(key.name.as_deref()), key_parts(key))),
    );
    lines.extend(
        table
            .unique_keys
            .iter()
            .map(|key| format!("{}UNIQUE {}", constraint(key.name.as_deref()), key_parts(key))),
    );
    lines.extend(
        table
            .checks
            .iter()
            .map(|check| format!("{}CHECK ({})", constraint(check.name.as_deref()), check.expression)),
    );
    lines.extend(
        table
            .foreign_keys
            .iter()
            .map(|fk| foreign_key(fk, &format!("FOREIGN KEY ({}) ", listed(Sqlite, &fk.columns)))),
    );
    let mut sql = comment_lines(table.comment.as_deref(), "");
    sql.push_str(&format!("CREATE TABLE {} (\n", identifier(&table.name)));
    for (i, line) in lines.iter().enumerate() {
        if let Some(column) = table.columns.get(i) {
            sql.push_str(&comment_lines(column.comment.as_deref(), "    "));
        }
        let end = if i + 1 < lines.len() { ",\n" } else { "\n" };
        sql.push_str(&format!("    {line}{end}"));
    }
    sql.push(')');
    if let Some(options) = &table.options {
        sql.push(' ');
        sql.push_str(options);
    }
    Draft {
        phase: Phase::Table,
        sql,
        comment: format!("table {}", readable(table)),
        subject: table.origin.element,
        defines: Some(table.name.to_lowercase()),
        mentions: Mentions::None,
        after: Vec::new(),
    }
}

/// The foreign key, as it stands behind its only column.
pub(crate) fn references(foreign_key: &ForeignKey) -> String {
    self::foreign_key(foreign_key, "")
}

fn foreign_key(fk: &ForeignKey, of: &str) -> String {
    let columns = match fk.referenced_columns.as_slice() {
        [] => String::new(),
        columns => format!(" ({})", listed(Sqlite, columns)),
    };
    format!(
        "{}{of}REFERENCES {}{columns}{}{}",
        constraint(fk.name.as_deref()),
        identifier(&fk.referenced_table),
        actions(fk.on_delete, fk.on_update),
        deferrable(fk.deferrable),
    )
}

/// The text as comments of the script, each line one.
fn comment_lines(text: Option<&str>, indent: &str) -> String {
    let mut out = String::new();
    for line in text.unwrap_or_default().split(['\n', '\r']) {
        let line: String = line.chars().filter(|c| !c.is_control()).collect();
        if !line.trim().is_empty() {
            out.push_str(&format!("{indent}-- {}\n", line.trim_end()));
        }
    }
    out
}

/// Whether the column's definition says that it is the primary key: where the engine numbers it, and where DESC
/// keeps it from being the row's number.
fn holds_key(column: &Column, table: &SchemaTable) -> bool {
    let descends = |key: &Key| {
        key.options
            .as_deref()
            .is_some_and(|options| options.starts_with("DESC"))
    };
    let key = table.primary_key.as_ref();
    column.identity.is_some() || key.is_some_and(|key| descends(key) && key.columns == [column.name.clone()])
}

/// The columns of a key in parentheses, and what is said of it.
fn key_parts(key: &Key) -> String {
    match key.options.as_deref() {
        Some(options) if options.starts_with('(') => options.to_owned(),
        Some(options) => format!("({}) {options}", listed(Sqlite, &key.columns)),
        None => format!("({})", listed(Sqlite, &key.columns)),
    }
}

/// A column's definition.
pub(crate) fn column(column: &Column, table: &SchemaTable) -> String {
    let mut sql = identifier(&column.name);
    if !column.native_type.is_empty() {
        sql.push(' ');
        sql.push_str(&column.native_type);
    }
    if holds_key(column, table) {
        let key = table.primary_key.as_ref();
        sql.push_str(&format!(
            " {}PRIMARY KEY",
            constraint(key.and_then(|key| key.name.as_deref()))
        ));
        // By the definition of one column, the order of its key says nothing.
        let options = key.and_then(|key| key.options.as_deref()).unwrap_or_default();
        let options = match options.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
            Some((_, rest)) => rest.trim(),
            None => options,
        };
        if !options.is_empty() {
            sql.push_str(&format!(" {options}"));
        }
        if column.identity.is_some_and(|identity| identity != Identity::Serial) {
            sql.push_str(" AUTOINCREMENT");
        }
    }
    if column.not_null {
        sql.push_str(" NOT NULL");
        if let Some(conflict) = column.attributes.as_deref().filter(|a| a.starts_with("ON CONFLICT")) {
            sql.push_str(&format!(" {conflict}"));
        }
    }
    if let Some(collation) = &column.collation {
        sql.push_str(&format!(" COLLATE {}", identifier(collation)));
    }
    if let Some(generated) = &column.generated {
        let kept = if generated.stored { "STORED" } else { "VIRTUAL" };
        sql.push_str(&format!(" GENERATED ALWAYS AS ({}) {kept}", generated.expression));
    } else if let Some(default) = &column.default {
        let wrapped = default.starts_with('(') && crate::expression::closes_at_end(default);
        if is_simple_default(default) || wrapped {
            sql.push_str(&format!(" DEFAULT {default}"));
        } else {
            sql.push_str(&format!(" DEFAULT ({default})"));
        }
    }
    sql
}

/// Whether the expression is one call of a function, which an index takes without parentheses around it.
fn is_call(expression: &str) -> bool {
    let open = expression.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    let starts = expression.starts_with(|c: char| c.is_ascii_alphabetic());
    open.is_some_and(|open| {
        starts && expression[open..].starts_with('(') && crate::expression::closes_at_end(&expression[open..])
    })
}

fn constraint(name: Option<&str>) -> String {
    name.map(|name| format!("CONSTRAINT {} ", identifier(name)))
        .unwrap_or_default()
}

/// The statement that makes an index.
pub(crate) fn create_index(table: &SchemaTable, index: &SchemaIndex) -> Draft {
    let unique = if index.is_unique { "UNIQUE " } else { "" };
    let parts: Vec<String> = index
        .parts
        .iter()
        .map(|part| {
            let mut sql = match &part.target {
                SchemaPartTarget::Column(name) => identifier(name),
                SchemaPartTarget::Expression(expression) if is_call(expression) => expression.clone(),
                SchemaPartTarget::Expression(expression) => format!("({expression})"),
            };
            if let Some(collation) = &part.collation {
                sql.push_str(&format!(" COLLATE {}", identifier(collation)));
            }
            if part.direction == SortDirection::Desc {
                sql.push_str(" DESC");
            }
            sql
        })
        .collect();
    let name = index.name.clone().unwrap_or_else(|| format!("{}_idx", table.name));
    let mut sql = comment_lines(index.comment.as_deref(), "");
    sql.push_str(&format!(
        "CREATE {unique}INDEX {} ON {} ({})",
        identifier(&name),
        identifier(&table.name),
        parts.join(", ")
    ));
    if let Some(predicate) = &index.predicate {
        sql.push_str(&format!(" WHERE {predicate}"));
    }
    let mut draft =
        Draft::plain(Phase::Index, sql, format!("index {name} on {}", readable(table))).of(index.origin.element);
    draft.defines = Some(name.to_lowercase());
    draft
}
