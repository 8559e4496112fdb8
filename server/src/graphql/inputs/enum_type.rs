use async_graphql::{ID, InputObject, MaybeUndefined};
use tablewright_compiler::edit::{CreateEnum, RenamedValue, UpdateEnum};

use super::reader::{Reader, clearable};

/// Asks for a new enum type.
#[derive(InputObject)]
pub(crate) struct CreateEnumInput {
    /// Its identity, a UUID of your choice; the server chooses where it is left out.
    id: Option<ID>,
    /// The schema it is in; the engine's default one where it is left out.
    namespace: Option<String>,
    /// The identifier in the database; unique in its namespace.
    name: String,
    /// What it stands for.
    description: Option<String>,
    /// The values in order.
    values: Vec<String>,
}

impl CreateEnumInput {
    pub(super) fn read(self, reader: &mut Reader<'_>) -> CreateEnum {
        CreateEnum {
            id: reader.new_id(self.id.as_ref()),
            namespace: self.namespace.unwrap_or_default(),
            name: self.name,
            description: self.description,
            values: self.values,
            value_ids: Vec::new(),
        }
    }
}

/// Asks for changes to an enum type. What is left out stays as it is; null clears the description.
#[derive(InputObject)]
pub(crate) struct UpdateEnumInput {
    /// The enum type.
    id: ID,
    /// The schema it is in; empty for the engine's default one.
    namespace: Option<String>,
    /// The identifier in the database.
    name: Option<String>,
    /// What it stands for.
    description: MaybeUndefined<String>,
    /// The values in order, all of them. Those that were there stay what they are.
    values: Option<Vec<String>>,
    /// Values that get another name. Without `values`, the others stay as they are; with it, the new names are in it.
    renamed_values: Option<Vec<RenamedEnumValueInput>>,
}

/// Says that a value of an enum gets another name: what is stored as the one is the other from then on.
#[derive(InputObject)]
pub(crate) struct RenamedEnumValueInput {
    /// What it was called.
    from: String,
    /// What it is called now.
    to: String,
}

impl UpdateEnumInput {
    pub(super) fn read(self, reader: &mut Reader<'_>) -> UpdateEnum {
        UpdateEnum {
            id: reader.id("id", &self.id),
            namespace: self.namespace,
            name: self.name,
            description: clearable(self.description),
            values: self.values,
            renamed_values: (self.renamed_values.into_iter().flatten())
                .map(|value| RenamedValue {
                    from: value.from,
                    to: value.to,
                })
                .collect(),
            value_ids: None,
        }
    }
}
