//! Reads SQLite, which keeps its DDL as it was written.

use super::Read;
use crate::engine::{Connection, EngineError};

/// Everything but what SQLite and its virtual tables make for themselves.
const STATEMENTS: &str = "\
SELECT sql FROM sqlite_schema
WHERE sql IS NOT NULL
  AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
  AND tbl_name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow' AND schema = 'main')
ORDER BY CASE type WHEN 'table' THEN 0 WHEN 'index' THEN 1 WHEN 'view' THEN 2 ELSE 3 END, rowid";

/// Reads the main database of the connection.
pub(super) async fn read(connection: &mut Connection) -> Result<Read, EngineError> {
    let rows = connection.rows(STATEMENTS).await?;
    Ok(Read {
        statements: rows.into_iter().flatten().flatten().collect(),
        diagnostics: Vec::new(),
    })
}
