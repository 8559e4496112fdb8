//! PostgreSQL's statements.

mod constraint;
mod sequence;

pub(crate) use constraint::{actions, deferrable};

use crate::design::{Identity, NullsOrder, SortDirection};
use crate::dialect::Dialect::Postgres;
use crate::emit::order::{Draft, Mentions, Phase, words};
use crate::emit::{is_simple_default, listed, qualified, readable};
use crate::schema::{Column, Schema, SchemaEnum, SchemaIndex, SchemaPartTarget, SchemaTable};
use sequence::Sequence;

use super::identifiers::{identifier, literal};

/// The statements that make the schema's enums and tables.
pub(crate) fn drafts(schema: &Schema, out: &mut Vec<Draft>) {
    for enum_type in &schema.enums {
        create_enum(enum_type, out);
    }
    let shared = sequence::mentioned(schema);
    for table in &schema.tables {
        let made = sequence::of_table(table, &shared);
        out.push(create_table(table, &made));
        sequence::drafts(table, &made, out);
        constraint::drafts(table, out);
        attributes(table, out);
        for index in &table.indexes {
            out.push(create_index(table, index));
        }
        for foreign_key in &table.foreign_keys {
            out.push(constraint::add_foreign_key(table, foreign_key));
        }
        comments(table, out);
    }
}

fn create_enum(enum_type: &SchemaEnum, out: &mut Vec<Draft>) {
    let name = qualified(Postgres, enum_type.namespace.as_deref(), &enum_type.name);
    let values: Vec<String> = enum_type.values.iter().map(|v| literal(v)).collect();
    let subject = enum_type.origin.element;
    let sql = format!("CREATE TYPE {name} AS ENUM ({})", values.join(", "));
    out.push(Draft::plain(Phase::Enum, sql, format!("enum {}", enum_type.name)).of(subject));
    if let Some(comment) = &enum_type.comment {
        let sql = format!("COMMENT ON TYPE {name} IS {}", literal(comment));
        out.push(Draft::plain(Phase::Comment, sql, format!("comment on enum {}", enum_type.name)).of(subject));
    }
}

fn create_table(table: &SchemaTable, made: &[Option<Sequence>]) -> Draft {
    let mut lines: Vec<String> = table
        .columns
        .iter()
        .zip(made)
        .map(|(c, s)| column(c, s.as_ref()))
        .collect();
    lines.extend(constraint::of_table(table));
    let name = qualified(Postgres, table.namespace.as_deref(), &table.name);
    let kind = if table.unlogged { "UNLOGGED TABLE" } else { "TABLE" };
    let mut sql = if lines.is_empty() {
        format!("CREATE {kind} {name} ()")
    } else {
        format!("CREATE {kind} {name} (\n    {}\n)", lines.join(",\n    "))
    };
    let mut after: Vec<String> = made.iter().flatten().map(Sequence::word).collect();
    if let Some(options) = &table.options {
        sql.push(' ');
        sql.push_str(options);
        after.extend(words(options, Postgres));
        after.sort_unstable();
    }
    Draft {
        phase: Phase::Table,
        sql,
        comment: format!("table {}", readable(table)),
        subject: table.origin.element,
        defines: Some(table.name.to_lowercase()),
        mentions: Mentions::Types,
        after,
    }
}

/// The column as it stands in CREATE TABLE; `own` is the sequence that numbers it and has its own statement.
fn column(column: &Column, own: Option<&Sequence>) -> String {
    let native = match (column.identity, column.native_type.as_str()) {
        _ if own.is_some() => &column.native_type,
        (Some(Identity::Serial), "smallint" | "int2") => "smallserial",
        (Some(Identity::Serial), "bigint" | "int8") => "bigserial",
        (Some(Identity::Serial), _) => "serial",
        (_, native) => native,
    };
    let mut sql = format!("{} {native}", identifier(&column.name));
    let attributes = column.attributes.as_deref().unwrap_or_default();
    // Only this one can be said here; and here those who inherit the column get it too.
    for attribute in split_attributes(attributes)
        .iter()
        .filter(|a| a.starts_with("COMPRESSION "))
    {
        sql.push_str(&format!(" {attribute}"));
    }
    if let Some(collation) = &column.collation {
        sql.push_str(&format!(" COLLATE {}", collation_name(collation)));
    }
    let generated = match column.identity {
        Some(Identity::Always) => Some("ALWAYS"),
        Some(Identity::ByDefault) => Some("BY DEFAULT"),
        Some(Identity::Serial) | None => None,
    };
    if let Some(when) = generated {
        sql.push_str(&format!(" GENERATED {when} AS IDENTITY"));
        if let Some(options) = &column.sequence {
            sql.push_str(&format!(" ({options})"));
        }
    }
    if let Some(generated) = &column.generated {
        sql.push_str(&format!(" GENERATED ALWAYS AS ({}) STORED", generated.expression));
    } else if let Some(own) = own {
        sql.push_str(&format!(" DEFAULT {}", own.next_value()));
    } else if let Some(default) = &column.default {
        sql.push_str(&format!(" DEFAULT {}", default_clause(default)));
    }
    if column.not_null {
        sql.push_str(" NOT NULL");
    }
    sql
}

/// Each of a column's attributes, as it stands behind `ALTER COLUMN … SET`.
pub(crate) fn split_attributes(attributes: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = attributes.trim();
    while !rest.is_empty() {
        let end = if rest.starts_with('(') {
            rest.find(')').map_or(rest.len(), |at| at + 1)
        } else {
            let value = rest.find(' ').map_or(rest.len(), |at| at + 1);
            rest[value..].find(' ').map_or(rest.len(), |at| value + at)
        };
        found.push(&rest[..end]);
        rest = rest[end..].trim_start();
    }
    found
}

/// What a column's definition has no place for. Right behind the table: those who inherit the column get it too.
fn attributes(table: &SchemaTable, out: &mut Vec<Draft>) {
    for column in &table.columns {
        let attributes = column.attributes.as_deref().unwrap_or_default();
        for attribute in split_attributes(attributes)
            .iter()
            .filter(|a| !a.starts_with("COMPRESSION "))
        {
            let sql = format!(
                "ALTER TABLE ONLY {} ALTER COLUMN {} SET {attribute}",
                qualified(Postgres, table.namespace.as_deref(), &table.name),
                identifier(&column.name),
            );
            let comment = format!("{} of {}.{}", attribute.to_lowercase(), readable(table), column.name);
            let mut draft = Draft::plain(Phase::Table, sql, comment).of(column.origin.element);
            draft.after = vec![table.name.to_lowercase()];
            out.push(draft);
        }
    }
}

/// A default may stand bare where it is one term; operators could be read as what follows it.
fn default_clause(default: &str) -> String {
    let mut depth = 0u32;
    let mut quoted = false;
    let mut previous = ' ';
    let operators = default.chars().any(|c| {
        match c {
            '\'' => quoted = !quoted,
            '(' | '[' if !quoted => depth += 1,
            ')' | ']' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        let found = !quoted && depth == 0 && c.is_whitespace() && previous != ':';
        previous = c;
        found
    });
    let cast = default
        .rsplit("::")
        .next()
        .is_some_and(|name| default.contains("::") && name.contains(' '));
    if operators && !cast && !is_simple_default(default) {
        format!("({default})")
    } else {
        default.to_owned()
    }
}

fn collation_name(name: &str) -> String {
    if name.contains(['"', '.']) {
        name.to_owned()
    } else {
        format!("\"{name}\"")
    }
}

fn create_index(table: &SchemaTable, index: &SchemaIndex) -> Draft {
    let mut sql = "CREATE ".to_owned();
    if index.is_unique {
        sql.push_str("UNIQUE ");
    }
    sql.push_str("INDEX ");
    if let Some(name) = &index.name {
        sql.push_str(&identifier(name));
        sql.push(' ');
    }
    sql.push_str(&format!(
        "ON {}",
        qualified(Postgres, table.namespace.as_deref(), &table.name)
    ));
    if let Some(method) = &index.method {
        sql.push_str(&format!(" USING {}", identifier(method)));
    }
    let parts: Vec<String> = index
        .parts
        .iter()
        .map(|part| {
            let mut sql = match &part.target {
                SchemaPartTarget::Column(name) => identifier(name),
                SchemaPartTarget::Expression(expression) => format!("({expression})"),
            };
            if let Some(collation) = &part.collation {
                sql.push_str(&format!(" COLLATE {}", collation_name(collation)));
            }
            if let Some(class) = &part.operator_class {
                sql.push_str(&format!(" {class}"));
            }
            if part.direction == SortDirection::Desc {
                sql.push_str(" DESC");
            }
            match part.nulls {
                Some(NullsOrder::First) => sql.push_str(" NULLS FIRST"),
                Some(NullsOrder::Last) => sql.push_str(" NULLS LAST"),
                None => {}
            }
            sql
        })
        .collect();
    sql.push_str(&format!(" ({})", parts.join(", ")));
    if !index.included.is_empty() {
        sql.push_str(&format!(" INCLUDE ({})", listed(Postgres, &index.included)));
    }
    if index.nulls_not_distinct {
        sql.push_str(" NULLS NOT DISTINCT");
    }
    if let Some(options) = &index.options {
        sql.push_str(&format!(" {options}"));
    }
    if let Some(predicate) = &index.predicate {
        sql.push_str(&format!(" WHERE {predicate}"));
    }
    let partitioned = table
        .options
        .as_deref()
        .is_some_and(|o| o.to_ascii_lowercase().contains("partition by"));
    let plain = index.predicate.is_none()
        && index
            .parts
            .iter()
            .all(|p| matches!(p.target, SchemaPartTarget::Column(_)) && p.operator_class.is_none());
    Draft {
        phase: if partitioned { Phase::LateIndex } else { Phase::Index },
        sql,
        comment: format!(
            "index {} on {}",
            index.name.as_deref().unwrap_or_default(),
            readable(table)
        ),
        subject: index.origin.element,
        defines: index.name.as_ref().map(|name| name.to_lowercase()),
        mentions: if plain { Mentions::None } else { Mentions::Types },
        after: vec![table.name.to_lowercase()],
    }
}

fn comments(table: &SchemaTable, out: &mut Vec<Draft>) {
    let name = qualified(Postgres, table.namespace.as_deref(), &table.name);
    let mut comment = |on: String, text: &str, subject| {
        let sql = format!("COMMENT ON {on} IS {}", literal(text));
        out.push(Draft::plain(Phase::Comment, sql, format!("comment in {}", readable(table))).of(subject));
    };
    if let Some(text) = &table.comment {
        comment(format!("TABLE {name}"), text, table.origin.element);
    }
    for column in &table.columns {
        if let Some(text) = &column.comment {
            comment(
                format!("COLUMN {name}.{}", identifier(&column.name)),
                text,
                column.origin.element,
            );
        }
    }
    for index in &table.indexes {
        if let (Some(text), Some(index_name)) = (&index.comment, &index.name) {
            comment(
                format!("INDEX {}", qualified(Postgres, table.namespace.as_deref(), index_name)),
                text,
                index.origin.element,
            );
        }
    }
    let keys = table
        .primary_key
        .iter()
        .chain(&table.unique_keys)
        .map(|k| (&k.name, &k.comment, k.origin));
    let checks = table.checks.iter().map(|c| (&c.name, &c.comment, c.origin));
    let foreign_keys = table.foreign_keys.iter().map(|f| (&f.name, &f.comment, f.origin));
    let exclusions = table.exclusions.iter().map(|e| (&e.name, &e.comment, e.origin));
    for (constraint_name, text, origin) in keys.chain(checks).chain(foreign_keys).chain(exclusions) {
        if let (Some(constraint_name), Some(text)) = (constraint_name, text) {
            comment(
                format!("CONSTRAINT {} ON {name}", identifier(constraint_name)),
                text,
                origin.element,
            );
        }
    }
}
