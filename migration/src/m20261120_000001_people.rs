//! People and organizations: user, session, organization, organization_member, invitation.

use sea_orm_migration::prelude::DeriveMigrationName;
use sea_orm_migration::sea_orm::DbErr;
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

use crate::dialect::{drop_tables, run};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &[&str] = &[
    // Addresses are stored in lower case, so the plain unique constraint is the case-insensitive one.
    r#"CREATE TABLE "user" (
        id {id} PRIMARY KEY NOT NULL,
        email {name} NOT NULL UNIQUE CHECK (email = lower(email) AND length(email) BETWEEN 3 AND 320),
        name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
        password_hash text NOT NULL,
        is_active {bool} NOT NULL DEFAULT true,
        created_at {time} NOT NULL,
        updated_at {time} NOT NULL
    )"#,
    r#"CREATE TABLE session (
        id {id} PRIMARY KEY NOT NULL,
        user_id {id} NOT NULL REFERENCES "user" (id) ON DELETE CASCADE,
        token_hash {bytes} NOT NULL UNIQUE CHECK (length(token_hash) = 32),
        created_at {time} NOT NULL,
        last_seen_at {time} NOT NULL,
        expires_at {time} NOT NULL,
        CHECK (expires_at > created_at)
    )"#,
    "CREATE INDEX idx_session_user ON session (user_id)",
    "CREATE INDEX idx_session_expiry ON session (expires_at)",
    r#"CREATE TABLE organization (
        id {id} PRIMARY KEY NOT NULL,
        name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
        created_at {time} NOT NULL,
        updated_at {time} NOT NULL
    )"#,
    r#"CREATE TABLE organization_member (
        organization_id {id} NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
        user_id {id} NOT NULL REFERENCES "user" (id) ON DELETE CASCADE,
        role text NOT NULL CHECK (role IN ('OWNER', 'ADMIN', 'CONTRIBUTOR', 'VIEWER')),
        created_at {time} NOT NULL,
        PRIMARY KEY (organization_id, user_id)
    )"#,
    "CREATE INDEX idx_organization_member_user ON organization_member (user_id)",
    r#"CREATE TABLE invitation (
        id {id} PRIMARY KEY NOT NULL,
        organization_id {id} NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
        email {name} CHECK (email = lower(email) AND length(email) BETWEEN 3 AND 320),
        role text NOT NULL CHECK (role IN ('OWNER', 'ADMIN', 'CONTRIBUTOR', 'VIEWER')),
        token_hash {bytes} NOT NULL UNIQUE CHECK (length(token_hash) = 32),
        invited_by {id} NOT NULL REFERENCES "user" (id) ON DELETE CASCADE,
        created_at {time} NOT NULL,
        expires_at {time} NOT NULL,
        used_at {time},
        CHECK (expires_at > created_at)
    )"#,
    "CREATE INDEX idx_invitation_organization ON invitation (organization_id, created_at, id)",
    "CREATE INDEX idx_invitation_email ON invitation (email)",
    "CREATE INDEX idx_invitation_invited_by ON invitation (invited_by)",
];

const TABLES: &[&str] = &["invitation", "organization_member", "organization", "session", "user"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, TABLES).await
    }
}
