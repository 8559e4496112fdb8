//! MySQL and MariaDB.

pub(crate) mod emit;
pub(crate) mod identifiers;
pub(crate) mod implied_names;
pub(crate) mod import;
pub(crate) mod plan;
pub(crate) mod seed;
pub(crate) mod types_in;
pub(crate) mod types_out;

use super::{Capabilities, IdentifierLimit, NameScope};

/// MySQL 8 and MariaDB 10.6 and later, with InnoDB; what only one of the two has is left out.
pub const CAPABILITIES: Capabilities = Capabilities {
    identifier_limit: IdentifierLimit::Characters(64),
    case_sensitive_names: false,
    namespaces: false,
    enum_types: false,
    empty_tables: false,
    columns_per_table: 1017,
    index_names: NameScope::Table,
    constraint_names: NameScope::Database,
    deferrable_keys: false,
    deferrable_foreign_keys: false,
    match_full: false,
    set_default: false,
    set_null_on_required: false,
    nulls_not_distinct: false,
    partial_indexes: false,
    expression_indexes: false,
    included_columns: false,
    nulls_order: false,
    prefix_lengths: true,
    index_methods: &["btree", "fulltext", "spatial"],
    stored_generated: true,
    virtual_generated: true,
    comments: true,
};
