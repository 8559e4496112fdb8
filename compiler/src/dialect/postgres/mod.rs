//! PostgreSQL.

pub(crate) mod emit;
pub(crate) mod identifiers;
pub(crate) mod implied_names;
pub(crate) mod import;
pub(crate) mod plan;
pub(crate) mod seed;
pub(crate) mod types_in;
pub(crate) mod types_out;

use super::{Capabilities, IdentifierLimit, NameScope};

/// PostgreSQL 14 and later.
pub const CAPABILITIES: Capabilities = Capabilities {
    identifier_limit: IdentifierLimit::Bytes(63),
    case_sensitive_names: true,
    namespaces: true,
    enum_types: true,
    empty_tables: true,
    columns_per_table: 1600,
    index_names: NameScope::Schema,
    constraint_names: NameScope::Table,
    deferrable_keys: true,
    deferrable_foreign_keys: true,
    match_full: true,
    set_default: true,
    set_null_on_required: true,
    nulls_not_distinct: true,
    partial_indexes: true,
    expression_indexes: true,
    included_columns: true,
    nulls_order: true,
    prefix_lengths: false,
    index_methods: &["btree", "hash", "gist", "spgist", "gin", "brin"],
    stored_generated: true,
    virtual_generated: false,
    comments: true,
};
