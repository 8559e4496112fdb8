//! What only some engines say of an element, comments on relationships, and exclusion constraints.

use sea_orm_migration::prelude::DeriveMigrationName;
use sea_orm_migration::sea_orm::DbErr;
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

use crate::dialect::run;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

// SQLite cannot change a CHECK: the table of constraints is made anew on both engines.
const UP: &[&str] = &[
    "ALTER TABLE data_table ADD COLUMN details {json} NOT NULL DEFAULT '{}'",
    "ALTER TABLE data_field ADD COLUMN details {json} NOT NULL DEFAULT '{}'",
    "ALTER TABLE table_relationship ADD COLUMN description text",
    "ALTER TABLE table_relationship ADD COLUMN details {json} NOT NULL DEFAULT '{}'",
    "ALTER TABLE table_index ADD COLUMN details {json} NOT NULL DEFAULT '{}'",
    "CREATE TABLE table_constraint_before AS SELECT * FROM table_constraint",
    "DROP TABLE table_constraint",
    r#"CREATE TABLE table_constraint (
        id {id} PRIMARY KEY NOT NULL,
        branch_id {id} NOT NULL REFERENCES branch (id) ON DELETE CASCADE,
        table_id {id} NOT NULL REFERENCES data_table (id) ON DELETE CASCADE,
        origin_id {id},
        name {name} CHECK (length(name) > 0),
        kind text NOT NULL CHECK (kind IN ('PRIMARY_KEY', 'UNIQUE', 'CHECK', 'EXCLUSION')),
        fields {json} NOT NULL,
        nulls_not_distinct {bool} NOT NULL,
        expression {json},
        "deferrable" text NOT NULL CHECK ("deferrable" IN ('NO', 'INITIALLY_IMMEDIATE', 'INITIALLY_DEFERRED')),
        description text,
        details {json} NOT NULL DEFAULT '{}',
        CONSTRAINT uq_table_constraint_name UNIQUE (table_id, name),
        CHECK ((kind IN ('CHECK', 'EXCLUSION')) = (expression IS NOT NULL))
    )"#,
    r#"INSERT INTO table_constraint (id, branch_id, table_id, origin_id, name, kind, fields, nulls_not_distinct, expression, "deferrable", description)
        SELECT id, branch_id, table_id, origin_id, name, kind, fields, nulls_not_distinct, expression, "deferrable", description
        FROM table_constraint_before"#,
    "DROP TABLE table_constraint_before",
    "CREATE INDEX idx_table_constraint_branch ON table_constraint (branch_id)",
    "CREATE UNIQUE INDEX uq_table_constraint_primary_key ON table_constraint (table_id) WHERE kind = 'PRIMARY_KEY'",
];

// What the older form has no place for is lost on the way back.
const DOWN: &[&str] = &[
    "CREATE TABLE table_constraint_before AS SELECT * FROM table_constraint WHERE kind <> 'EXCLUSION'",
    "DROP TABLE table_constraint",
    r#"CREATE TABLE table_constraint (
        id {id} PRIMARY KEY NOT NULL,
        branch_id {id} NOT NULL REFERENCES branch (id) ON DELETE CASCADE,
        table_id {id} NOT NULL REFERENCES data_table (id) ON DELETE CASCADE,
        origin_id {id},
        name {name} CHECK (length(name) > 0),
        kind text NOT NULL CHECK (kind IN ('PRIMARY_KEY', 'UNIQUE', 'CHECK')),
        fields {json} NOT NULL,
        nulls_not_distinct {bool} NOT NULL,
        expression {json},
        "deferrable" text NOT NULL CHECK ("deferrable" IN ('NO', 'INITIALLY_IMMEDIATE', 'INITIALLY_DEFERRED')),
        description text,
        CONSTRAINT uq_table_constraint_name UNIQUE (table_id, name),
        CHECK ((kind = 'CHECK') = (expression IS NOT NULL))
    )"#,
    r#"INSERT INTO table_constraint (id, branch_id, table_id, origin_id, name, kind, fields, nulls_not_distinct, expression, "deferrable", description)
        SELECT id, branch_id, table_id, origin_id, name, kind, fields, nulls_not_distinct, expression, "deferrable", description
        FROM table_constraint_before"#,
    "DROP TABLE table_constraint_before",
    "CREATE INDEX idx_table_constraint_branch ON table_constraint (branch_id)",
    "CREATE UNIQUE INDEX uq_table_constraint_primary_key ON table_constraint (table_id) WHERE kind = 'PRIMARY_KEY'",
    "ALTER TABLE table_index DROP COLUMN details",
    "ALTER TABLE table_relationship DROP COLUMN details",
    "ALTER TABLE table_relationship DROP COLUMN description",
    "ALTER TABLE data_field DROP COLUMN details",
    "ALTER TABLE data_table DROP COLUMN details",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await
    }
}
