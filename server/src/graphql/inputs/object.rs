use async_graphql::{ID, InputObject};
use tablewright_compiler::design::DesignObject;
use tablewright_compiler::edit::UpdateObject;

use super::reader::Reader;
use crate::graphql::types::{ObjectKind, Target};

/// Asks for a statement to be carried verbatim.
#[derive(InputObject)]
pub(crate) struct CreateObjectInput {
    /// Its identity, a UUID of your choice; the server chooses where it is left out.
    id: Option<ID>,
    /// What it makes or alters.
    kind: ObjectKind,
    /// The name of what it makes or alters.
    name: String,
    /// The engine whose SQL it is.
    target: Target,
    /// The statement, without its final delimiter.
    sql: String,
    /// Its place among the objects; after the last where it is left out.
    sort_order: Option<i32>,
}

impl CreateObjectInput {
    pub(super) fn read(self, reader: &mut Reader<'_>) -> DesignObject {
        let sort_order = match self.sort_order {
            Some(given) => reader.count("sortOrder", Some(given)).unwrap_or_default(),
            None => reader.next_object_place(),
        };
        DesignObject {
            id: reader.new_id(self.id.as_ref()),
            kind: self.kind.into(),
            name: self.name,
            dialect: self.target.into(),
            sql: self.sql,
            sort_order,
        }
    }
}

/// Asks for changes to a statement that is carried verbatim. What is left out stays as it is.
#[derive(InputObject)]
pub(crate) struct UpdateObjectInput {
    /// The object.
    id: ID,
    /// The name of what it makes or alters.
    name: Option<String>,
    /// The statement, without its final delimiter.
    sql: Option<String>,
    /// Its place among the objects.
    sort_order: Option<i32>,
}

impl UpdateObjectInput {
    pub(super) fn read(self, reader: &mut Reader<'_>) -> UpdateObject {
        UpdateObject {
            id: reader.id("id", &self.id),
            name: self.name,
            sql: self.sql,
            sort_order: reader.count("sortOrder", self.sort_order),
        }
    }
}
