//! Schemas read back, compared with what they should be.

use std::collections::BTreeSet;

use tablewright_compiler::diagnostic::{Diagnostic, Severity};
use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::diff::{Matching, SchemaChange, diff};
use tablewright_compiler::schema::{ForeignKey, Schema, SchemaTable};

use super::describe::describe;
use super::{Direction, Trial};
use crate::engine::{Connection, EngineError};

/// Names everything in which a database is not what it should be. The order of columns is not changed by any
/// migration on PostgreSQL, and only noted there.
pub(super) fn compare_schemas(found: &Schema, expected: &Schema, direction: Direction) -> Vec<Diagnostic> {
    let difference = diff(found, expected, &Matching::ByName(Vec::new()));
    let mut findings = Vec::new();
    let mut reordered = BTreeSet::new();
    for change in &difference.changes {
        match change {
            SchemaChange::ReorderColumns { table, .. } if found.dialect == Dialect::Postgres => {
                reordered.insert(table.from.name.clone());
            }
            _ => {
                let message = format!("after {}, {}", direction.word(), describe(change));
                findings.push(Diagnostic::new(Severity::Error, "schema-differs", message).subject(change.subject()));
            }
        }
    }
    if !reordered.is_empty() {
        let names: Vec<String> = reordered.into_iter().collect();
        let message = format!(
            "after {}, columns stand in another order in {}: PostgreSQL adds columns at the end, and only there",
            direction.word(),
            names.join(", ")
        );
        findings.push(Diagnostic::new(Severity::Info, "column-order", message));
    }
    findings
}

impl Trial<'_> {
    /// Looks for rows that refer to nothing, where the engine lets a migration leave some.
    pub(super) async fn check_references(
        &mut self,
        connection: &mut Connection,
        schema: &Schema,
        direction: Direction,
    ) -> Result<(), EngineError> {
        match self.claim.plan.dialect {
            // Its foreign keys were checked when they were made, and cannot be switched off by a plan.
            Dialect::Postgres => {}
            Dialect::Sqlite => {
                let rows = connection.rows("PRAGMA foreign_key_check").await?;
                let tables: BTreeSet<String> = rows.iter().filter_map(|row| row.first().cloned().flatten()).collect();
                for table in tables {
                    let message = format!(
                        "after {}, rows of {table} refer to rows that are not there",
                        direction.word()
                    );
                    self.fail("references-broken", &table, message);
                }
                let on = connection.rows("PRAGMA foreign_keys").await?;
                if on.concat() != [Some("1".to_owned())] {
                    let message = format!("after {}, foreign keys are not enforced any more", direction.word());
                    self.fail("references-off", "PRAGMA foreign_keys", message);
                }
            }
            Dialect::Mysql => {
                for table in &schema.tables {
                    for foreign_key in &table.foreign_keys {
                        self.check_reference(connection, schema, table, foreign_key, direction)
                            .await?;
                    }
                }
            }
        }
        Ok(())
    }

    async fn check_reference(
        &mut self,
        connection: &mut Connection,
        schema: &Schema,
        table: &SchemaTable,
        foreign_key: &ForeignKey,
        direction: Direction,
    ) -> Result<(), EngineError> {
        let name = |name: &str| schema.dialect.identifier(name);
        let target = schema
            .tables
            .iter()
            .find(|t| t.name.eq_ignore_ascii_case(&foreign_key.referenced_table));
        let keys = match (
            foreign_key.referenced_columns.is_empty(),
            target.and_then(|t| t.primary_key.as_ref()),
        ) {
            (false, _) => &foreign_key.referenced_columns,
            (true, Some(key)) => &key.columns,
            (true, None) => return Ok(()),
        };
        let pairs = foreign_key.columns.iter().zip(keys);
        let equal: Vec<String> = pairs.map(|(a, b)| format!("p.{} = c.{}", name(b), name(a))).collect();
        let filled: Vec<String> = foreign_key
            .columns
            .iter()
            .map(|a| format!("c.{} IS NOT NULL", name(a)))
            .collect();
        let sql = format!(
            "SELECT count(*) FROM {} c WHERE {} AND NOT EXISTS (SELECT 1 FROM {} p WHERE {})",
            name(&table.name),
            filled.join(" AND "),
            name(&foreign_key.referenced_table),
            equal.join(" AND ")
        );
        // What cannot be asked is no table of the schema; comparing the schemas has named it.
        let Ok(rows) = connection.rows(&sql).await else {
            return Ok(());
        };
        if rows.concat() != [Some("0".to_owned())] {
            let message = format!(
                "after {}, rows of {} refer to rows of {} that are not there",
                direction.word(),
                table.name,
                foreign_key.referenced_table
            );
            self.fail("references-broken", &table.name, message);
        }
        Ok(())
    }
}
