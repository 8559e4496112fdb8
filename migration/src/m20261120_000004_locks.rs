//! The rows behind table locks. A row waits, holds and ends; it is never reused.

use sea_orm_migration::prelude::DeriveMigrationName;
use sea_orm_migration::sea_orm::DbErr;
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

use crate::dialect::{drop_tables, run};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &[&str] = &[
    // A lock is part of the branch's log, so it outlives the table it was on: no foreign key to data_table.
    r#"CREATE TABLE table_lock (
        id {id} PRIMARY KEY NOT NULL,
        branch_id {id} NOT NULL REFERENCES branch (id) ON DELETE CASCADE,
        table_id {id} NOT NULL,
        state text NOT NULL CHECK (state IN ('WAITING', 'ACTIVE', 'ENDED')),
        kind text NOT NULL CHECK (kind IN ('OPTIMISTIC', 'PESSIMISTIC', 'CRITICAL')),
        holder_id {id} NOT NULL REFERENCES "user" (id),
        reason text,
        token {id} NOT NULL UNIQUE,
        revision bigint CHECK (revision > 0),
        seconds integer NOT NULL CHECK (seconds > 0),
        asked_at {time} NOT NULL,
        wait_until {time},
        locked_at {time},
        expires_at {time},
        ended_at {time},
        end_reason text CHECK (end_reason IN ('RELEASED', 'EXPIRED', 'BROKEN', 'GAVE_UP')),
        CHECK (expires_at > locked_at),
        CHECK ((locked_at IS NULL) = (expires_at IS NULL)),
        CHECK ((locked_at IS NULL) = (revision IS NULL)),
        CHECK (state <> 'WAITING' OR (locked_at IS NULL AND wait_until IS NOT NULL)),
        CHECK (state <> 'ACTIVE' OR locked_at IS NOT NULL),
        CHECK ((state = 'ENDED') = (ended_at IS NOT NULL)),
        CHECK ((state = 'ENDED') = (end_reason IS NOT NULL))
    )"#,
    "CREATE UNIQUE INDEX uq_table_lock_active ON table_lock (table_id) WHERE state = 'ACTIVE'",
    "CREATE INDEX idx_table_lock_live ON table_lock (branch_id, table_id, asked_at, id) WHERE state <> 'ENDED'",
    "CREATE INDEX idx_table_lock_branch ON table_lock (branch_id)",
    "CREATE INDEX idx_table_lock_table ON table_lock (table_id)",
    "CREATE INDEX idx_table_lock_holder ON table_lock (holder_id)",
    "CREATE INDEX idx_table_lock_expiry ON table_lock (expires_at) WHERE state = 'ACTIVE'",
    "CREATE INDEX idx_table_lock_waiting ON table_lock (wait_until) WHERE state = 'WAITING'",
];

const TABLES: &[&str] = &["table_lock"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, TABLES).await
    }
}
