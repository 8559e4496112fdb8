use async_graphql::Union;
use tablewright_compiler::design;

use super::{DataField, DataTable, DesignObject, EnumType, TableConstraint, TableIndex, TableRelationship};
use crate::graphql::scope::Scope;

/// Anything that a design is made of.
#[derive(Union)]
pub(crate) enum Element {
    /// A table.
    DataTable(DataTable),
    /// A field.
    DataField(DataField),
    /// A relationship.
    TableRelationship(TableRelationship),
    /// An index.
    TableIndex(TableIndex),
    /// A key or check.
    TableConstraint(TableConstraint),
    /// An enum type.
    EnumType(EnumType),
    /// A statement carried verbatim.
    DesignObject(DesignObject),
}

impl Element {
    /// An element as the scope shows it.
    pub(crate) fn new(element: design::Element, scope: &Scope) -> Self {
        match element {
            design::Element::Table(table) => Self::DataTable(DataTable::new(table, scope)),
            design::Element::Field(field) => Self::DataField(DataField::new(field, scope)),
            design::Element::Relationship(it) => Self::TableRelationship(TableRelationship::new(it, scope)),
            design::Element::Index(index) => Self::TableIndex(TableIndex::new(index, scope)),
            design::Element::Constraint(it) => Self::TableConstraint(TableConstraint::new(it, scope)),
            design::Element::Enum(enum_type) => Self::EnumType(EnumType::new(enum_type)),
            design::Element::Object(object) => Self::DesignObject(DesignObject::new(object)),
        }
    }
}
