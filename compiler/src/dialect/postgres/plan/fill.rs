//! Values for rows whose own are gone, where a column cannot be empty.

use super::casts::Shape;
use crate::dialect::Dialect::Postgres;
use crate::dialect::postgres::identifiers::{identifier, literal};
use crate::emit::qualified;
use crate::expression::lex::{Token, tokens};
use crate::import::says;
use crate::schema::{Column, Schema, SchemaPartTarget, SchemaTable};

/// Where the row stands, as one number.
pub(super) const PLACE: &str = "(split_part(trim(both '()' from ctid::text), ',', 1)::bigint * 1000 \
                                + split_part(trim(both '()' from ctid::text), ',', 2)::bigint)";

/// An expression that the column's constraints are likely to accept; `None` where none is known.
pub(super) fn value(schema: &Schema, table: &SchemaTable, column: &Column) -> Option<String> {
    if let Some(value) = referenced(schema, table, column) {
        return Some(value);
    }
    let shape = Shape::of(&column.native_type);
    if shape.is_array {
        return Some("'{}'".to_owned());
    }
    if let Some(made) = schema.enums.iter().find(|e| is_of(&column.native_type, &e.name)) {
        return made.values.first().map(|value| literal(value));
    }
    if let Some(value) = checked(table, column) {
        return Some(value);
    }
    let unique = is_unique(table, column);
    let place = PLACE;
    let text = |limit: Option<&i64>| match limit {
        Some(limit) => format!("left(md5({place}::text), {limit})"),
        None => format!("md5({place}::text)"),
    };
    Some(match shape.base.as_str() {
        "smallint" | "integer" | "bigint" | "numeric" | "real" | "double precision" | "money" => {
            if unique {
                place.to_owned()
            } else {
                "1".to_owned()
            }
        }
        "text" | "character varying" | "character" | "citext" => {
            if unique {
                text(shape.arguments.first())
            } else {
                "''".to_owned()
            }
        }
        "boolean" => "false".to_owned(),
        "uuid" => "gen_random_uuid()".to_owned(),
        "json" | "jsonb" => "'{}'".to_owned(),
        "date" | "timestamp with time zone" | "timestamp without time zone" => {
            if unique {
                format!("to_timestamp({place})")
            } else {
                "now()".to_owned()
            }
        }
        "time without time zone" | "time with time zone" => "'00:00'".to_owned(),
        "interval" => "'0'".to_owned(),
        "bytea" | "tsvector" | "tsquery" | "xml" | "hstore" => "''".to_owned(),
        "inet" => "'0.0.0.0'".to_owned(),
        "cidr" => "'0.0.0.0/32'".to_owned(),
        "macaddr" => "'00:00:00:00:00:00'".to_owned(),
        "point" => "'(0,0)'".to_owned(),
        "bit" => format!("repeat('0', {})::bit({})", bits(&shape), bits(&shape)),
        "bit varying" => "''".to_owned(),
        range if range.ends_with("range") => "'empty'".to_owned(),
        _ => return None,
    })
}

fn bits(shape: &Shape) -> i64 {
    shape.arguments.first().copied().unwrap_or(1)
}

fn is_of(native: &str, name: &str) -> bool {
    let last = native.rsplit('.').next().unwrap_or(native);
    last == identifier(name)
}

/// A row that the foreign key over this column alone may refer to.
fn referenced(schema: &Schema, table: &SchemaTable, column: &Column) -> Option<String> {
    let key = table.foreign_keys.iter().find(|k| k.columns == [column.name.clone()])?;
    let other = schema
        .tables
        .iter()
        .find(|t| t.namespace == key.referenced_namespace && t.name == key.referenced_table)?;
    let target = match key.referenced_columns.first() {
        Some(name) => name,
        None => other.primary_key.as_ref()?.columns.first()?,
    };
    let name = qualified(Postgres, other.namespace.as_deref(), &other.name);
    let target_sql = identifier(target);
    // Not every type has a least value.
    Some(if has_least(other, target) {
        format!("(SELECT min({target_sql}) FROM {name})")
    } else {
        format!("(SELECT {target_sql} FROM {name} LIMIT 1)")
    })
}

fn has_least(table: &SchemaTable, column: &str) -> bool {
    let native = table
        .columns
        .iter()
        .find(|c| c.name == column)
        .map(|c| c.native_type.as_str());
    native.is_some_and(|native| !matches!(Shape::of(native).base.as_str(), "uuid" | "boolean" | "json" | "jsonb"))
}

/// The first string in a check on the column: one of a list, most likely.
fn checked(table: &SchemaTable, column: &Column) -> Option<String> {
    let check = table.checks.iter().find(|c| says(&c.expression, &column.name))?;
    let found = tokens(&check.expression, Postgres).ok()?;
    let text = found.iter().find_map(|token| match token {
        Token::Text(text) => Some(text.to_string()),
        _ => None,
    })?;
    let shape = Shape::of(&column.native_type);
    let is_text = matches!(
        shape.base.as_str(),
        "text" | "character varying" | "character" | "citext"
    );
    let is_pattern = text.contains(['%', '^', '$', '\\']);
    (is_text && !is_pattern).then(|| literal(&text))
}

fn is_unique(table: &SchemaTable, column: &Column) -> bool {
    let alone = |columns: &[String]| columns == [column.name.clone()];
    table
        .primary_key
        .iter()
        .chain(&table.unique_keys)
        .any(|k| alone(&k.columns)) || table.indexes.iter().any(|index| {
        index.is_unique
            && matches!(index.parts.as_slice(), [part] if part.target == SchemaPartTarget::Column(column.name.clone()))
    })
}
