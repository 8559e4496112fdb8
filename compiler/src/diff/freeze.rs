//! Names for what has none, as the engine would give them.

use crate::dialect::{Dialect, mysql, postgres, sqlite};
use crate::schema::{Schema, SchemaTable};

/// The schema with a name for every key, check and index that the engine names.
pub(crate) fn named(schema: &Schema) -> Schema {
    let mut schema = schema.clone();
    let freeze = match schema.dialect {
        Dialect::Postgres => postgres::implied_names::freeze,
        Dialect::Mysql => mysql::implied_names::freeze,
        Dialect::Sqlite => sqlite::implied_names::freeze,
    };
    schema.tables.iter_mut().filter(|t| is_unnamed(t)).for_each(freeze);
    schema
}

fn is_unnamed(table: &SchemaTable) -> bool {
    let keys = table.primary_key.iter().chain(&table.unique_keys);
    keys.map(|k| &k.name)
        .chain(table.foreign_keys.iter().map(|k| &k.name))
        .chain(table.checks.iter().map(|c| &c.name))
        .chain(table.exclusions.iter().map(|e| &e.name))
        .chain(table.indexes.iter().map(|i| &i.name))
        .any(Option::is_none)
}
