//! The elements of a branch's design, and their layout.

use sea_orm_migration::prelude::DeriveMigrationName;
use sea_orm_migration::sea_orm::DbErr;
use sea_orm_migration::{MigrationTrait, SchemaManager, async_trait};

use crate::dialect::{drop_tables, run};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &[&str] = &[
    // Names are compared as they are: the rules of editing and these constraints agree on what is equal.
    r#"CREATE TABLE data_table (
        id {id} PRIMARY KEY NOT NULL,
        branch_id {id} NOT NULL REFERENCES branch (id) ON DELETE CASCADE,
        origin_id {id},
        namespace {name} NOT NULL DEFAULT '',
        name {name} NOT NULL CHECK (length(name) > 0),
        table_name {name} NOT NULL CHECK (length(table_name) > 0),
        description text,
        status text NOT NULL CHECK (status IN ('DRAFT', 'ACTIVE', 'DEPRECATED', 'DELETED')),
        native_options {json} NOT NULL,
        CONSTRAINT uq_data_table_name UNIQUE (branch_id, name),
        CONSTRAINT uq_data_table_identifier UNIQUE (branch_id, namespace, table_name)
    )"#,
    "CREATE INDEX idx_data_table_status ON data_table (branch_id, status, name)",
    r#"CREATE TABLE data_field (
        id {id} PRIMARY KEY NOT NULL,
        branch_id {id} NOT NULL REFERENCES branch (id) ON DELETE CASCADE,
        table_id {id} NOT NULL REFERENCES data_table (id) ON DELETE CASCADE,
        origin_id {id},
        name {name} NOT NULL CHECK (length(name) > 0),
        field_name {name} NOT NULL CHECK (length(field_name) > 0),
        description text,
        data_type text NOT NULL CHECK (data_type IN ('TEXT', 'NUMBER', 'DATE', 'BOOLEAN', 'UUID', 'JSON', 'BINARY', 'ENUM', 'ARRAY', 'NATIVE')),
        config {json} NOT NULL,
        is_required {bool} NOT NULL,
        default_value {json},
        identity text CHECK (identity IN ('BY_DEFAULT', 'ALWAYS', 'SERIAL')),
        "generated" {json},
        on_update {json},
        "collation" text,
        sort_order bigint NOT NULL CHECK (sort_order >= 0),
        CONSTRAINT uq_data_field_name UNIQUE (table_id, name),
        CONSTRAINT uq_data_field_identifier UNIQUE (table_id, field_name)
    )"#,
    "CREATE INDEX idx_data_field_branch ON data_field (branch_id)",
    "CREATE INDEX idx_data_field_listing ON data_field (table_id, sort_order, id)",
    r#"CREATE TABLE table_relationship (
        id {id} PRIMARY KEY NOT NULL,
        branch_id {id} NOT NULL REFERENCES branch (id) ON DELETE CASCADE,
        origin_id {id},
        name {name} NOT NULL CHECK (length(name) > 0),
        relationship_type text NOT NULL CHECK (relationship_type IN ('ONE_TO_ONE', 'ONE_TO_MANY', 'MANY_TO_MANY')),
        source_table_id {id} NOT NULL REFERENCES data_table (id) ON DELETE CASCADE,
        target_table_id {id} NOT NULL REFERENCES data_table (id) ON DELETE CASCADE,
        junction_table_id {id} REFERENCES data_table (id) ON DELETE SET NULL,
        on_delete text NOT NULL CHECK (on_delete IN ('NO_ACTION', 'RESTRICT', 'CASCADE', 'SET_NULL', 'SET_DEFAULT')),
        on_update text NOT NULL CHECK (on_update IN ('NO_ACTION', 'RESTRICT', 'CASCADE', 'SET_NULL', 'SET_DEFAULT')),
        "deferrable" text NOT NULL CHECK ("deferrable" IN ('NO', 'INITIALLY_IMMEDIATE', 'INITIALLY_DEFERRED')),
        match_full {bool} NOT NULL,
        CONSTRAINT uq_table_relationship_name UNIQUE (target_table_id, name)
    )"#,
    "CREATE INDEX idx_table_relationship_listing ON table_relationship (branch_id, name, id)",
    "CREATE INDEX idx_table_relationship_source ON table_relationship (source_table_id)",
    "CREATE INDEX idx_table_relationship_junction ON table_relationship (junction_table_id)",
    r#"CREATE TABLE relationship_field_pair (
        relationship_id {id} NOT NULL REFERENCES table_relationship (id) ON DELETE CASCADE,
        position integer NOT NULL CHECK (position >= 0),
        branch_id {id} NOT NULL REFERENCES branch (id) ON DELETE CASCADE,
        source_field_id {id} NOT NULL REFERENCES data_field (id) ON DELETE CASCADE,
        target_field_id {id} NOT NULL REFERENCES data_field (id) ON DELETE CASCADE,
        PRIMARY KEY (relationship_id, position)
    )"#,
    "CREATE INDEX idx_relationship_field_pair_branch ON relationship_field_pair (branch_id)",
    "CREATE INDEX idx_relationship_field_pair_source ON relationship_field_pair (source_field_id)",
    "CREATE INDEX idx_relationship_field_pair_target ON relationship_field_pair (target_field_id)",
    r#"CREATE TABLE table_index (
        id {id} PRIMARY KEY NOT NULL,
        branch_id {id} NOT NULL REFERENCES branch (id) ON DELETE CASCADE,
        table_id {id} NOT NULL REFERENCES data_table (id) ON DELETE CASCADE,
        origin_id {id},
        name {name} NOT NULL CHECK (length(name) > 0),
        is_unique {bool} NOT NULL,
        parts {json} NOT NULL,
        method text,
        included {json} NOT NULL,
        predicate {json},
        description text,
        CONSTRAINT uq_table_index_name UNIQUE (table_id, name)
    )"#,
    "CREATE INDEX idx_table_index_branch ON table_index (branch_id)",
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
    "CREATE INDEX idx_table_constraint_branch ON table_constraint (branch_id)",
    "CREATE UNIQUE INDEX uq_table_constraint_primary_key ON table_constraint (table_id) WHERE kind = 'PRIMARY_KEY'",
    r#"CREATE TABLE enum_type (
        id {id} PRIMARY KEY NOT NULL,
        branch_id {id} NOT NULL REFERENCES branch (id) ON DELETE CASCADE,
        origin_id {id},
        namespace {name} NOT NULL DEFAULT '',
        name {name} NOT NULL CHECK (length(name) > 0),
        description text,
        enum_values {json} NOT NULL,
        CONSTRAINT uq_enum_type_identifier UNIQUE (branch_id, namespace, name)
    )"#,
    // No list of kinds here: it grows with what imports learn to tell apart.
    r#"CREATE TABLE design_object (
        id {id} PRIMARY KEY NOT NULL,
        branch_id {id} NOT NULL REFERENCES branch (id) ON DELETE CASCADE,
        origin_id {id},
        kind text NOT NULL CHECK (length(kind) > 0),
        name {name} NOT NULL,
        dialect text NOT NULL CHECK (dialect IN ('postgres', 'mysql', 'sqlite')),
        sql text NOT NULL,
        sort_order bigint NOT NULL CHECK (sort_order >= 0)
    )"#,
    "CREATE INDEX idx_design_object_listing ON design_object (branch_id, sort_order, id)",
    // An element of any kind, or an area that is no element: element_id has no foreign key.
    r#"CREATE TABLE layout (
        branch_id {id} NOT NULL REFERENCES branch (id) ON DELETE CASCADE,
        element_id {id} NOT NULL,
        data {json} NOT NULL,
        updated_at {time} NOT NULL,
        PRIMARY KEY (branch_id, element_id)
    )"#,
];

const TABLES: &[&str] = &[
    "layout",
    "design_object",
    "enum_type",
    "table_constraint",
    "table_index",
    "relationship_field_pair",
    "table_relationship",
    "data_field",
    "data_table",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, TABLES).await
    }
}
