//! SQLite.

pub(crate) mod emit;
pub(crate) mod identifiers;
pub(crate) mod implied_names;
pub(crate) mod import;
pub(crate) mod plan;
pub(crate) mod seed;
pub(crate) mod types_in;
pub(crate) mod types_out;

use super::{Capabilities, IdentifierLimit, NameScope};

/// SQLite 3.35 and later.
pub const CAPABILITIES: Capabilities = Capabilities {
    identifier_limit: IdentifierLimit::Unlimited,
    case_sensitive_names: false,
    namespaces: false,
    enum_types: false,
    empty_tables: false,
    columns_per_table: 2000,
    index_names: NameScope::Schema,
    constraint_names: NameScope::None,
    deferrable_keys: false,
    deferrable_foreign_keys: true,
    match_full: false,
    set_default: true,
    set_null_on_required: true,
    nulls_not_distinct: false,
    partial_indexes: true,
    expression_indexes: true,
    included_columns: false,
    nulls_order: false,
    prefix_lengths: false,
    index_methods: &["btree"],
    stored_generated: true,
    virtual_generated: true,
    comments: false,
};
