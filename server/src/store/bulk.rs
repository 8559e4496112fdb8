//! Many rows in one statement.
//!
//! All rows travel as one JSON value, which the database turns into a table again. So a statement has the same text
//! whatever the number of rows: it is prepared once a connection, and no limit on bound values is in the way.

use sea_orm::sea_query::ColumnType;
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, IdenStatic, Iterable, Statement, Value};
use serde::Serialize;
use uuid::Uuid;

use super::StoreError;

/// That a row is in the branch `$2`, said so that neither planner takes the index on `branch_id` for it: the rows are
/// found by their ids, and walking a whole branch to write one row costs milliseconds.
fn in_branch(table: &str) -> String {
    format!("(\"{table}\".\"branch_id\" = $2) IS TRUE")
}

/// Inserts `rows`, which must all be new.
pub(super) async fn insert<E>(db: &impl ConnectionTrait, rows: &[E::Model]) -> Result<(), StoreError>
where
    E: EntityTrait,
    E::Model: Serialize,
{
    if rows.is_empty() {
        return Ok(());
    }
    let backend = db.get_database_backend();
    let columns: Vec<String> = E::Column::iter().map(quoted).collect();
    let sql = format!(
        "INSERT INTO \"{}\" ({}) {}",
        E::default().table_name(),
        columns.join(", "),
        source::<E>(backend)
    );
    let inserted = execute(db, sql, [json(rows)?]).await?;
    expect_all(E::default().table_name(), rows.len(), inserted)
}

/// Replaces the rows of a branch by those of the same id. `fixed` columns keep what they are.
pub(super) async fn update<E>(
    db: &impl ConnectionTrait,
    branch: Uuid,
    rows: &[E::Model],
    fixed: &[&str],
) -> Result<(), StoreError>
where
    E: EntityTrait,
    E::Model: Serialize,
{
    if rows.is_empty() {
        return Ok(());
    }
    let table = E::default();
    let sets: Vec<String> = E::Column::iter()
        .filter(|column| !fixed.contains(&column.as_str()))
        .map(|column| format!("{0} = r.{0}", quoted(column)))
        .collect();
    let sql = format!(
        "UPDATE \"{table}\" SET {} FROM ({}) AS r WHERE \"{table}\".\"id\" = r.\"id\" AND {}",
        sets.join(", "),
        source::<E>(db.get_database_backend()),
        in_branch(table.table_name()),
        table = table.table_name(),
    );
    let updated = execute(db, sql, [json(rows)?, branch.into()]).await?;
    expect_all(table.table_name(), rows.len(), updated)
}

/// Gives rows of a branch names that nobody has, so that names can then be exchanged among them: both engines check
/// uniqueness row by row, in the middle of a statement.
pub(super) async fn set_aside<E: EntityTrait>(
    db: &impl ConnectionTrait,
    branch: Uuid,
    ids: &[Uuid],
    names: &[&str],
) -> Result<(), StoreError> {
    let unique = match db.get_database_backend() {
        DbBackend::Postgres => "\"id\"::text",
        _ => "hex(\"id\")",
    };
    let sets: Vec<String> = names
        .iter()
        .map(|name| format!("\"{name}\" = '\u{1a}' || {unique}"))
        .collect();
    let sql = format!(
        "UPDATE \"{}\" SET {} WHERE {} AND \"id\" IN ({})",
        E::default().table_name(),
        sets.join(", "),
        in_branch(E::default().table_name()),
        ids_source(db.get_database_backend()),
    );
    execute(db, sql, [json(ids)?, branch.into()]).await?;
    Ok(())
}

/// Deletes the rows of a branch whose `column`, which must have an index, is one of `ids`; returns how many there were.
pub(super) async fn delete<E: EntityTrait>(
    db: &impl ConnectionTrait,
    branch: Uuid,
    column: E::Column,
    ids: &[Uuid],
) -> Result<u64, StoreError> {
    if ids.is_empty() {
        return Ok(0);
    }
    let sql = format!(
        "DELETE FROM \"{}\" WHERE {} AND {} IN ({})",
        E::default().table_name(),
        in_branch(E::default().table_name()),
        quoted(column),
        ids_source(db.get_database_backend()),
    );
    execute(db, sql, [json(ids)?, branch.into()]).await
}

/// Fails where a statement touched fewer or more rows than it was given.
pub(super) fn expect_all(table: &str, expected: usize, touched: u64) -> Result<(), StoreError> {
    if usize::try_from(touched) == Ok(expected) {
        return Ok(());
    }
    Err(StoreError::Other(format!(
        "{expected} rows of {table} were to be written, and {touched} were"
    )))
}

/// Runs one statement; returns how many rows it touched.
pub(super) async fn execute(
    db: &impl ConnectionTrait,
    sql: impl Into<String>,
    values: impl IntoIterator<Item = Value>,
) -> Result<u64, StoreError> {
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    Ok(db
        .execute_raw(statement)
        .await
        .map_err(StoreError::from)?
        .rows_affected())
}

fn json(rows: &(impl Serialize + ?Sized)) -> Result<Value, StoreError> {
    let text = serde_json::to_string(rows).map_err(|e| DbErr::Json(e.to_string()))?;
    Ok(text.into())
}

fn quoted(column: impl IdenStatic) -> String {
    format!("\"{}\"", column.as_str())
}

/// A SELECT of all columns of `E` from the JSON array `$1`.
fn source<E: EntityTrait>(backend: DbBackend) -> String {
    let columns: Vec<String> = E::Column::iter()
        .map(|column| match backend {
            DbBackend::Postgres => format!("r.{}", quoted(column)),
            _ => format!("{} AS {}", from_json(column), quoted(column)),
        })
        .collect();
    let from = match backend {
        DbBackend::Postgres => {
            format!(
                "json_populate_recordset(NULL::\"{}\", $1::json) AS r",
                E::default().table_name()
            )
        }
        _ => "json_each($1) AS e".to_owned(),
    };
    format!("SELECT {} FROM {from}", columns.join(", "))
}

/// SQLite's way from a member of a JSON object to the form in which SeaORM stores the column.
fn from_json(column: impl ColumnTrait) -> String {
    let name = column.as_str().to_owned();
    match column.def().get_column_type() {
        ColumnType::Uuid => format!("unhex(replace(e.value->>'{name}', '-', ''))"),
        ColumnType::Json | ColumnType::JsonBinary => format!("nullif(e.value->'{name}', 'null')"),
        ColumnType::TimestampWithTimeZone => format!("replace(e.value->>'{name}', 'Z', '+00:00')"),
        _ => format!("e.value->>'{name}'"),
    }
}

fn ids_source(backend: DbBackend) -> &'static str {
    match backend {
        DbBackend::Postgres => "SELECT value::uuid FROM json_array_elements_text($1::json)",
        _ => "SELECT unhex(replace(value, '-', '')) FROM json_each($1)",
    }
}
