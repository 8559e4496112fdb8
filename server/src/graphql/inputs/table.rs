use std::collections::BTreeMap;

use async_graphql::{ID, InputObject, MaybeUndefined};
use serde_json::Value;
use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::edit::{CreateTable, UpdateTable};

use super::reader::{Reader, clearable};
use crate::graphql::types::TableStatus;

/// Asks for a new table, without fields.
#[derive(InputObject)]
pub(crate) struct CreateTableInput {
    /// Its identity, a UUID of your choice; the server chooses where it is left out.
    id: Option<ID>,
    /// What people read; unique in the branch.
    name: String,
    /// The identifier in the database; the name in snake_case where it is left out.
    table_name: Option<String>,
    /// What it is for.
    description: Option<String>,
    /// The schema it is in; the engine's default one where it is left out.
    namespace: Option<String>,
    /// Where in its life it is; DRAFT where it is left out.
    status: Option<TableStatus>,
    /// What stands after the closing parenthesis of its CREATE TABLE, by engine: `{ "mysql": "ENGINE=InnoDB" }`.
    native_options: Option<Value>,
    /// What only some engines say of it, by name: `{ "unlogged": true }`.
    details: Option<Value>,
}

impl CreateTableInput {
    pub(super) fn read(self, reader: &mut Reader<'_>) -> CreateTable {
        CreateTable {
            id: reader.new_id(self.id.as_ref()),
            name: self.name,
            namespace: self.namespace.unwrap_or_default(),
            table_name: self.table_name,
            description: self.description,
            status: self.status.map(Into::into).unwrap_or_default(),
            native_options: self
                .native_options
                .map(|options| native(reader, options))
                .unwrap_or_default(),
            details: self.details.map(|given| reader.details(given)).unwrap_or_default(),
        }
    }
}

/// Asks for changes to a table. What is left out stays as it is; null clears the description.
#[derive(InputObject)]
pub(crate) struct UpdateTableInput {
    /// The table.
    id: ID,
    /// What people read. The identifier stays.
    name: Option<String>,
    /// The identifier in the database.
    table_name: Option<String>,
    /// What it is for.
    description: MaybeUndefined<String>,
    /// Where in its life it is: one step on, or back to DRAFT.
    status: Option<TableStatus>,
    /// The schema it is in; empty for the engine's default one.
    namespace: Option<String>,
    /// What stands after the closing parenthesis of its CREATE TABLE, for all engines.
    native_options: Option<Value>,
    /// What only some engines say of it, all of it.
    details: Option<Value>,
}

impl UpdateTableInput {
    pub(super) fn read(self, reader: &mut Reader<'_>) -> UpdateTable {
        UpdateTable {
            id: reader.id("id", &self.id),
            name: self.name,
            namespace: self.namespace,
            table_name: self.table_name,
            description: clearable(self.description),
            status: self.status.map(Into::into),
            native_options: self.native_options.map(|options| native(reader, options)),
            details: self.details.map(|given| reader.details(given)),
        }
    }
}

fn native(reader: &mut Reader<'_>, options: Value) -> BTreeMap<Dialect, String> {
    match serde_json::from_value(options) {
        Ok(options) => options,
        Err(why) => {
            let message = format!("this must be an object from postgres, mysql or sqlite to a clause: {why}");
            reader.refuse("nativeOptions", "native-options-invalid", message);
            BTreeMap::new()
        }
    }
}
