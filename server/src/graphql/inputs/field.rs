use async_graphql::{ID, InputObject, MaybeUndefined};
use serde_json::Value;
use tablewright_compiler::design::{self, Generated, SqlExpression};
use tablewright_compiler::edit::{CreateField, UpdateField};
use uuid::Uuid;

use super::reader::{Reader, clearable};
use crate::graphql::types::{DataType, Identity, Target};

/// An SQL expression.
#[derive(InputObject)]
pub(crate) struct SqlExpressionInput {
    /// One expression, without anything that ends it or opens another.
    sql: String,
    /// The engine whose words it uses; left out where it uses what all engines share.
    target: Option<Target>,
}

impl From<SqlExpressionInput> for SqlExpression {
    fn from(input: SqlExpressionInput) -> Self {
        expression(input.sql, input.target)
    }
}

/// How a field is computed from other fields of its row.
#[derive(InputObject)]
pub(crate) struct GeneratedInput {
    /// What it is computed by.
    expression: SqlExpressionInput,
    /// Written to the table (STORED), or computed when it is read (VIRTUAL).
    #[graphql(default = true)]
    stored: bool,
}

impl From<GeneratedInput> for Generated {
    fn from(input: GeneratedInput) -> Self {
        Self {
            expression: input.expression.into(),
            stored: input.stored,
        }
    }
}

/// Asks for a new field.
#[derive(InputObject)]
pub(crate) struct CreateFieldInput {
    /// Its identity, a UUID of your choice; the server chooses where it is left out.
    id: Option<ID>,
    /// The table it goes into.
    table_id: ID,
    /// What people read; unique in the table.
    name: String,
    /// The identifier in the database; the name in snake_case where it is left out.
    field_name: Option<String>,
    /// The family of its type.
    data_type: DataType,
    /// What refines the type; see `DataType`.
    config: Option<Value>,
    /// Whether every row must have a value.
    is_required: Option<bool>,
    /// Adds it to the table's primary key, which is made where there is none.
    is_primary_key: Option<bool>,
    /// The value of rows that bring none: an SQL expression.
    default_value: Option<String>,
    /// Its place among the table's fields; after the last where it is left out.
    sort_order: Option<i32>,
    /// What it holds.
    description: Option<String>,
    /// Adds a unique key over it alone.
    is_unique: Option<bool>,
    /// The engine whose words `defaultValue` uses; left out where it uses what all engines share.
    default_value_target: Option<Target>,
    /// How the engine numbers it.
    identity: Option<Identity>,
    /// How it is computed from other fields.
    generated: Option<GeneratedInput>,
    /// What an update of the row sets it to (MySQL's ON UPDATE).
    on_update: Option<SqlExpressionInput>,
    /// The engine's name of its collation.
    collation: Option<String>,
    /// What only some engines say of it, by name: `{ "sequence": "START WITH 100" }`.
    details: Option<Value>,
}

impl CreateFieldInput {
    pub(super) fn read(self, reader: &mut Reader<'_>) -> CreateField {
        let id = reader.new_id(self.id.as_ref());
        CreateField {
            id,
            table_id: reader.id("tableId", &self.table_id),
            name: self.name,
            field_name: self.field_name,
            description: self.description,
            field_type: reader.field_type(id, self.data_type.into(), self.config.as_ref()),
            is_required: self.is_required.unwrap_or_default(),
            is_primary_key: self.is_primary_key.unwrap_or_default(),
            is_unique: self.is_unique.unwrap_or_default(),
            default_value: self.default_value.map(|sql| expression(sql, self.default_value_target)),
            identity: self.identity.map(Into::into),
            generated: self.generated.map(Into::into),
            on_update: self.on_update.map(Into::into),
            collation: self.collation,
            sort_order: reader.count("sortOrder", self.sort_order),
            details: self.details.map(|given| reader.details(given)).unwrap_or_default(),
        }
    }
}

/// Asks for changes to a field. What is left out stays as it is; null clears what may be absent.
#[derive(InputObject)]
pub(crate) struct UpdateFieldInput {
    /// The field.
    id: ID,
    /// What people read. The identifier stays.
    name: Option<String>,
    /// The identifier in the database.
    field_name: Option<String>,
    /// The family of its type. Without a `config` the type is then the plain one of that family.
    data_type: Option<DataType>,
    /// What refines the type, all of it.
    config: Option<Value>,
    /// Whether every row must have a value.
    is_required: Option<bool>,
    /// The value of rows that bring none: an SQL expression.
    default_value: MaybeUndefined<String>,
    /// Its place among the table's fields.
    sort_order: Option<i32>,
    /// Puts it into the table's primary key, at the end, or takes it out.
    is_primary_key: Option<bool>,
    /// What it holds.
    description: MaybeUndefined<String>,
    /// The engine whose words `defaultValue` uses; left out where it uses what all engines share.
    default_value_target: Option<Target>,
    /// How the engine numbers it.
    identity: MaybeUndefined<Identity>,
    /// How it is computed from other fields.
    generated: MaybeUndefined<GeneratedInput>,
    /// What an update of the row sets it to (MySQL's ON UPDATE).
    on_update: MaybeUndefined<SqlExpressionInput>,
    /// The engine's name of its collation.
    collation: MaybeUndefined<String>,
    /// What only some engines say of it, all of it.
    details: Option<Value>,
}

impl UpdateFieldInput {
    /// The field whose family says how the config is read, where the input does not.
    pub(super) fn leans_on(&self) -> Option<Uuid> {
        let leans = self.config.is_some() && self.data_type.is_none();
        leans.then(|| Uuid::try_parse(&self.id).ok())?
    }

    pub(super) fn read(self, reader: &mut Reader<'_>) -> UpdateField {
        let id = reader.id("id", &self.id);
        let family: Option<design::DataType> = self.data_type.map(Into::into);
        UpdateField {
            id,
            name: self.name,
            field_name: self.field_name,
            description: clearable(self.description),
            field_type: reader.new_field_type(id, family, self.config.as_ref()),
            is_required: self.is_required,
            is_primary_key: self.is_primary_key,
            default_value: clearable(self.default_value)
                .map(|given| given.map(|sql| expression(sql, self.default_value_target))),
            identity: clearable(self.identity).map(|given| given.map(Into::into)),
            generated: clearable(self.generated).map(|given| given.map(Into::into)),
            on_update: clearable(self.on_update).map(|given| given.map(Into::into)),
            collation: clearable(self.collation),
            sort_order: reader.count("sortOrder", self.sort_order),
            details: self.details.map(|given| reader.details(given)),
        }
    }
}

fn expression(sql: String, target: Option<Target>) -> SqlExpression {
    SqlExpression {
        sql,
        dialect: target.map(Into::into),
    }
}
