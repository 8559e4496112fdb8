//! Any element of a design, where its kind does not matter.

use super::{Constraint, DesignObject, EnumType, Field, Index, Relationship, Table};
use serde::{Deserialize, Serialize, Serializer};
use std::sync::Arc;
use uuid::Uuid;

/// What sort of element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ElementKind {
    /// A [`Table`].
    Table,
    /// A [`Field`].
    Field,
    /// A [`Relationship`].
    Relationship,
    /// An [`Index`].
    Index,
    /// A [`Constraint`].
    Constraint,
    /// An [`EnumType`].
    Enum,
    /// A [`DesignObject`].
    Object,
}

impl ElementKind {
    /// The kind's name in the API: that of its GraphQL type.
    pub fn type_name(self) -> &'static str {
        match self {
            Self::Table => "DataTable",
            Self::Field => "DataField",
            Self::Relationship => "TableRelationship",
            Self::Index => "TableIndex",
            Self::Constraint => "TableConstraint",
            Self::Enum => "EnumType",
            Self::Object => "DesignObject",
        }
    }

    /// The kind as a word in a sentence.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Field => "field",
            Self::Relationship => "relationship",
            Self::Index => "index",
            Self::Constraint => "constraint",
            Self::Enum => "enum",
            Self::Object => "object",
        }
    }
}

/// Which element: its kind and id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ElementRef {
    /// What sort of element.
    pub kind: ElementKind,
    /// Its id.
    pub id: Uuid,
}

/// An element of a design. Sharing is cheap; elements are never changed in place.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(from = "Stored")]
pub enum Element {
    /// A table, without what is in it.
    Table(Arc<Table>),
    /// A field of a table.
    Field(Arc<Field>),
    /// A relationship of two tables.
    Relationship(Arc<Relationship>),
    /// An index on a table.
    Index(Arc<Index>),
    /// A key or check of a table.
    Constraint(Arc<Constraint>),
    /// An enum type.
    Enum(Arc<EnumType>),
    /// An object carried verbatim.
    Object(Arc<DesignObject>),
}

impl Element {
    /// Its id.
    pub fn id(&self) -> Uuid {
        match self {
            Self::Table(e) => e.id.0,
            Self::Field(e) => e.id.0,
            Self::Relationship(e) => e.id.0,
            Self::Index(e) => e.id.0,
            Self::Constraint(e) => e.id.0,
            Self::Enum(e) => e.id.0,
            Self::Object(e) => e.id.0,
        }
    }

    /// Its kind.
    pub fn kind(&self) -> ElementKind {
        match self {
            Self::Table(_) => ElementKind::Table,
            Self::Field(_) => ElementKind::Field,
            Self::Relationship(_) => ElementKind::Relationship,
            Self::Index(_) => ElementKind::Index,
            Self::Constraint(_) => ElementKind::Constraint,
            Self::Enum(_) => ElementKind::Enum,
            Self::Object(_) => ElementKind::Object,
        }
    }

    /// Its kind and id.
    pub fn reference(&self) -> ElementRef {
        ElementRef {
            kind: self.kind(),
            id: self.id(),
        }
    }

    /// Its name as people read it.
    pub fn name(&self) -> &str {
        match self {
            Self::Table(e) => &e.name,
            Self::Field(e) => &e.name,
            Self::Relationship(e) => &e.name,
            Self::Index(e) => &e.name,
            Self::Constraint(e) => e.name.as_deref().unwrap_or(e.kind.noun()),
            Self::Enum(e) => &e.name,
            Self::Object(e) => &e.name,
        }
    }
}

/// An element in JSON: `{ "kind": "table", "element": { … } }`.
#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", content = "element", rename_all = "camelCase")]
enum Stored<T = Table, F = Field, R = Relationship, I = Index, C = Constraint, E = EnumType, O = DesignObject> {
    Table(T),
    Field(F),
    Relationship(R),
    Index(I),
    Constraint(C),
    Enum(E),
    Object(O),
}

impl From<Stored> for Element {
    fn from(stored: Stored) -> Self {
        match stored {
            Stored::Table(e) => Self::Table(Arc::new(e)),
            Stored::Field(e) => Self::Field(Arc::new(e)),
            Stored::Relationship(e) => Self::Relationship(Arc::new(e)),
            Stored::Index(e) => Self::Index(Arc::new(e)),
            Stored::Constraint(e) => Self::Constraint(Arc::new(e)),
            Stored::Enum(e) => Self::Enum(Arc::new(e)),
            Stored::Object(e) => Self::Object(Arc::new(e)),
        }
    }
}

impl Serialize for Element {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        type Borrowed<'a> =
            Stored<&'a Table, &'a Field, &'a Relationship, &'a Index, &'a Constraint, &'a EnumType, &'a DesignObject>;
        let borrowed: Borrowed<'_> = match self {
            Self::Table(e) => Stored::Table(e),
            Self::Field(e) => Stored::Field(e),
            Self::Relationship(e) => Stored::Relationship(e),
            Self::Index(e) => Stored::Index(e),
            Self::Constraint(e) => Stored::Constraint(e),
            Self::Enum(e) => Stored::Enum(e),
            Self::Object(e) => Stored::Object(e),
        };
        borrowed.serialize(serializer)
    }
}
