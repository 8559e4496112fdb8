//! Rows as SQL.

use super::SeedStatement;
use super::model::{Model, Reference};
use super::value::Value;
use crate::dialect::Dialect;
use crate::emit::{qualified, readable};

/// The INSERT of a row.
pub(super) fn insert(model: &Model<'_>, row: &[Value], dialect: Dialect) -> String {
    let table = qualified(dialect, model.table.namespace.as_deref(), &model.table.name);
    let said: Vec<usize> = (0..row.len()).filter(|place| !row[*place].is_left_out()).collect();
    if said.is_empty() {
        return match dialect {
            Dialect::Postgres | Dialect::Sqlite => format!("INSERT INTO {table} DEFAULT VALUES"),
            Dialect::Mysql => format!("INSERT INTO {table} () VALUES ()"),
        };
    }
    let names: Vec<String> = said
        .iter()
        .map(|p| dialect.identifier(&model.columns[*p].column.name))
        .collect();
    let values: Vec<&str> = said.iter().map(|place| row[*place].sql.as_str()).collect();
    let overriding = if dialect == Dialect::Postgres && said.iter().any(|place| model.is_always(*place)) {
        " OVERRIDING SYSTEM VALUE"
    } else {
        ""
    };
    format!(
        "INSERT INTO {table} ({}){overriding} VALUES ({})",
        names.join(", "),
        values.join(", ")
    )
}

/// What points rows at rows that came after them.
pub(super) fn links(models: &[Model<'_>], order: &[usize], dialect: Dialect) -> Vec<SeedStatement> {
    let mut place = vec![0; models.len()];
    for (when, at) in order.iter().enumerate() {
        place[*at] = when;
    }
    let mut out = Vec::new();
    for &at in order {
        let model = &models[at];
        for reference in model
            .foreign_keys
            .iter()
            .filter(|r| r.target != at && place[r.target] > place[at])
        {
            out.extend(link(models, model, reference, dialect));
        }
    }
    out
}

/// Points one row at another, where the row can be told by its primary key and nothing but the reference changes.
fn link(models: &[Model<'_>], model: &Model<'_>, reference: &Reference, dialect: Dialect) -> Option<SeedStatement> {
    let key = &model.table.primary_key.as_ref()?.columns;
    let key: Vec<usize> = key.iter().map(|name| model.place(name)).collect::<Option<_>>()?;
    let shared = |place: &usize| {
        key.contains(place) || model.foreign_keys.iter().filter(|r| r.columns.contains(place)).count() > 1
    };
    if reference.columns.iter().any(shared) {
        return None;
    }
    let row = model
        .rows
        .iter()
        .find(|row| key.iter().all(|place| row[*place].is_known()))?;
    let parents = &models[reference.target].rows;
    let parent = parents
        .iter()
        .find(|row| reference.target_columns.iter().all(|p| row[*p].is_known()))?;
    let pair = |place: &usize, value: &Value| {
        format!(
            "{} = {}",
            dialect.identifier(&model.columns[*place].column.name),
            value.sql
        )
    };
    let set: Vec<String> = reference
        .columns
        .iter()
        .zip(&reference.target_columns)
        .map(|(place, target)| pair(place, &parent[*target]))
        .collect();
    let whose: Vec<String> = key.iter().map(|place| pair(place, &row[*place])).collect();
    let table = qualified(dialect, model.table.namespace.as_deref(), &model.table.name);
    Some(SeedStatement {
        table: readable(model.table),
        sql: format!("UPDATE {table} SET {} WHERE {}", set.join(", "), whose.join(" AND ")),
        rows: 0,
        unchecked: false,
    })
}
