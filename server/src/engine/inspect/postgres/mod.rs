//! Reads PostgreSQL 14 and later: each query answers with statements, deparsed by the engine's own functions.

use super::{Read, left_out};
use crate::engine::{Connection, EngineError};
use tablewright_compiler::dialect::Dialect;

/// What is read, in the order in which a database could be built from it, and by which query.
const QUERIES: [(&str, &str); 20] = [
    ("schemas", include_str!("schemas.sql")),
    ("extensions", include_str!("extensions.sql")),
    ("collations", include_str!("collations.sql")),
    ("types", include_str!("types.sql")),
    ("sequences", include_str!("sequences.sql")),
    ("routines", include_str!("routines.sql")),
    ("operators", include_str!("operators.sql")),
    ("text search", include_str!("text_search.sql")),
    ("tables", include_str!("tables.sql")),
    ("foreign tables", include_str!("foreign.sql")),
    ("columns", include_str!("columns.sql")),
    ("views", include_str!("views.sql")),
    ("keys", include_str!("keys.sql")),
    ("indexes", include_str!("indexes.sql")),
    ("foreign keys", include_str!("foreign_keys.sql")),
    ("triggers", include_str!("behaviour.sql")),
    ("event triggers", include_str!("event_triggers.sql")),
    ("comments", include_str!("comments.sql")),
    ("grants", include_str!("grants.sql")),
    ("default privileges", include_str!("default_privileges.sql")),
];

const LEFT_OUT: &str = include_str!("left_out.sql");

/// What the engine's functions say depends on these. Compiling plans would take longer than they run.
const SETTINGS: [&str; 7] = [
    "SET LOCAL search_path = ''",
    "SET LOCAL jit = off",
    "SET LOCAL quote_all_identifiers = off",
    "SET LOCAL standard_conforming_strings = on",
    "SET LOCAL DateStyle = 'ISO'",
    "SET LOCAL IntervalStyle = 'postgres'",
    "SET LOCAL extra_float_digits = 1",
];

/// Reads the database as it is at one moment.
pub(super) async fn read(
    connection: &mut Connection,
    schemas: &[String],
    progress: &(dyn Fn(&str) + Sync),
) -> Result<Read, EngineError> {
    connection
        .execute("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        .await?;
    let outcome = catalogs(connection, schemas, progress).await;
    // Nothing was changed; where this fails, the connection is of no more use anyway.
    let ended = connection.execute("ROLLBACK").await;
    let read = outcome?;
    ended?;
    Ok(read)
}

async fn catalogs(
    connection: &mut Connection,
    schemas: &[String],
    progress: &(dyn Fn(&str) + Sync),
) -> Result<Read, EngineError> {
    for setting in SETTINGS {
        connection.execute(setting).await?;
    }
    let whole = if schemas.is_empty() { "true" } else { "false" };
    let spaces = spaces(schemas);
    let about = |query: &str| query.replace("{spaces}", &spaces).replace("{whole}", whole);
    let mut read = Read::default();
    for (what, query) in QUERIES {
        progress(what);
        let rows = connection.rows(&about(query)).await?;
        read.statements.extend(rows.into_iter().flatten().flatten());
    }
    for row in connection.rows(&about(LEFT_OUT)).await? {
        if let [Some(what), Some(name)] = row.as_slice() {
            read.diagnostics.push(left_out(what, name));
        }
    }
    Ok(read)
}

/// The namespaces that are read, as a table to select from.
fn spaces(schemas: &[String]) -> String {
    let wanted = if schemas.is_empty() {
        // What begins with pg_ is the engine's own; nobody else can make such a schema.
        "n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'".to_owned()
    } else {
        let names: Vec<String> = schemas.iter().map(|name| Dialect::Postgres.literal(name)).collect();
        format!("n.nspname IN ({})", names.join(", "))
    };
    format!(
        "(SELECT n.oid, n.nspname, n.nspacl, n.nspowner, pg_catalog.quote_ident(n.nspname) AS name \
         FROM pg_catalog.pg_namespace n WHERE {wanted})"
    )
}
