//! Projects and their branches: project, project_member, branch.

use sea_orm_migration::prelude::DeriveMigrationName;
use sea_orm_migration::sea_orm::DbErr;
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

use crate::dialect::{drop_tables, run};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &[&str] = &[
    r#"CREATE TABLE project (
        id {id} PRIMARY KEY NOT NULL,
        organization_id {id} NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
        owner_id {id} NOT NULL REFERENCES "user" (id),
        name {name} NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
        description text,
        is_active {bool} NOT NULL DEFAULT true,
        created_at {time} NOT NULL,
        updated_at {time} NOT NULL
    )"#,
    // An archived project gives its name free.
    "CREATE UNIQUE INDEX uq_project_active_name ON project (organization_id, name) WHERE is_active",
    "CREATE INDEX idx_project_listing ON project (organization_id, name, id)",
    "CREATE INDEX idx_project_owner ON project (owner_id)",
    r#"CREATE TABLE project_member (
        project_id {id} NOT NULL REFERENCES project (id) ON DELETE CASCADE,
        user_id {id} NOT NULL REFERENCES "user" (id) ON DELETE CASCADE,
        role text NOT NULL CHECK (role IN ('OWNER', 'ADMIN', 'CONTRIBUTOR', 'VIEWER')),
        created_at {time} NOT NULL,
        PRIMARY KEY (project_id, user_id)
    )"#,
    "CREATE INDEX idx_project_member_user ON project_member (user_id)",
    r#"CREATE TABLE branch (
        id {id} PRIMARY KEY NOT NULL,
        project_id {id} NOT NULL REFERENCES project (id) ON DELETE CASCADE,
        name {name} NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
        revision bigint NOT NULL DEFAULT 0 CHECK (revision >= 0),
        created_at {time} NOT NULL,
        UNIQUE (project_id, name)
    )"#,
];

const TABLES: &[&str] = &["branch", "project_member", "project"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, TABLES).await
    }
}
