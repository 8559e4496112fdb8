//! SQLite's statements.

use super::identifiers::identifier;
use crate::design::{Identity, SortDirection};
use crate::dialect::Dialect::Sqlite;
use crate::dialect::postgres::emit::{actions, deferrable};
use crate::emit::order::{Draft, Mentions, Phase};
use crate::emit::{is_simple_default, listed, readable};
use crate::schema::{Column, ForeignKey, Schema, SchemaIndex, SchemaPartTarget, SchemaTable};

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
    let numbered = table.columns.iter().any(|c| c.identity.is_some());
    let mut lines: Vec<String> = table.columns.iter().map(|c| column(c, table)).collect();
    lines.extend(table.primary_key.iter().filter(|_| !numbered).map(|key| {
        format!(
            "{}PRIMARY KEY ({})",
            constraint(key.name.as_deref()),
            listed(Sqlite, &key.columns)
        )
    }));
    lines.extend(table.unique_keys.iter().map(|key| {
        format!(
            "{}UNIQUE ({})",
            constraint(key.name.as_deref()),
            listed(Sqlite, &key.columns)
        )
    }));
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

/// A column's definition.
pub(crate) fn column(column: &Column, table: &SchemaTable) -> String {
    let mut sql = identifier(&column.name);
    if !column.native_type.is_empty() {
        sql.push(' ');
        sql.push_str(&column.native_type);
    }
    if let Some(identity) = column.identity {
        let name = table.primary_key.as_ref().and_then(|key| key.name.as_deref());
        sql.push_str(&format!(" {}PRIMARY KEY", constraint(name)));
        if identity != Identity::Serial {
            sql.push_str(" AUTOINCREMENT");
        }
    }
    // The row's number is never null.
    if column.not_null && column.identity != Some(Identity::Serial) {
        sql.push_str(" NOT NULL");
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
