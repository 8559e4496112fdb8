//! What happened: schema_version, design_event, audit_log.

use sea_orm_migration::prelude::DeriveMigrationName;
use sea_orm_migration::sea_orm::DbErr;
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

use crate::dialect::{drop_tables, run};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &[&str] = &[
    r#"CREATE TABLE schema_version (
        id {id} PRIMARY KEY NOT NULL,
        project_id {id} NOT NULL REFERENCES project (id) ON DELETE CASCADE,
        branch_id {id} NOT NULL REFERENCES branch (id) ON DELETE CASCADE,
        version_number integer NOT NULL CHECK (version_number > 0),
        schema_hash text NOT NULL CHECK (length(schema_hash) > 0),
        message text NOT NULL,
        created_by {id} NOT NULL REFERENCES "user" (id),
        revision bigint NOT NULL CHECK (revision >= 0),
        snapshot {bytes} NOT NULL,
        created_at {time} NOT NULL,
        UNIQUE (project_id, version_number)
    )"#,
    "CREATE INDEX idx_schema_version_listing ON schema_version (branch_id, version_number)",
    "CREATE INDEX idx_schema_version_created_by ON schema_version (created_by)",
    // The log is written thousands of times a second and names people who are never removed: actor_id has no foreign
    // key, because checking it would lock the person's row at every edit.
    r#"CREATE TABLE design_event (
        branch_id {id} NOT NULL REFERENCES branch (id) ON DELETE CASCADE,
        revision bigint NOT NULL CHECK (revision > 0),
        kind text NOT NULL CHECK (kind IN ('DESIGN_EDITED', 'TABLE_LOCKED', 'TABLE_UNLOCKED', 'VERSION_CREATED')),
        actor_id {id} NOT NULL,
        client_edit_id text CHECK (length(client_edit_id) BETWEEN 1 AND 200),
        payload text NOT NULL,
        undoes bigint,
        redoes bigint,
        created_at {time} NOT NULL,
        PRIMARY KEY (branch_id, revision),
        CHECK (undoes < revision),
        CHECK (redoes < revision),
        CHECK (undoes IS NULL OR redoes IS NULL)
    )"#,
    "CREATE UNIQUE INDEX uq_design_event_client_edit ON design_event (branch_id, actor_id, client_edit_id) WHERE client_edit_id IS NOT NULL",
    "CREATE INDEX idx_design_event_actor ON design_event (branch_id, actor_id, revision)",
    // No foreign keys: the record of who did what outlives what it was done to.
    r#"CREATE TABLE audit_log (
        id {id} PRIMARY KEY NOT NULL,
        project_id {id},
        user_id {id},
        address text,
        entity_type text NOT NULL CHECK (length(entity_type) > 0),
        entity_id {id} NOT NULL,
        operation text NOT NULL CHECK (length(operation) > 0),
        changes {json},
        reason text,
        at {time} NOT NULL
    )"#,
    "CREATE INDEX idx_audit_log_project ON audit_log (project_id, id)",
    "CREATE INDEX idx_audit_log_entity ON audit_log (entity_id, at)",
    "CREATE INDEX idx_audit_log_user ON audit_log (user_id, at)",
];

const TABLES: &[&str] = &["audit_log", "design_event", "schema_version"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, TABLES).await
    }
}
