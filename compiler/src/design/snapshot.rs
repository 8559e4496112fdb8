//! A design as one document: what a version keeps and hashes.

use super::{Constraint, Design, DesignObject, Element, EnumType, Field, Index, Relationship, Table};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::sync::Arc;

/// A whole design, each kind of element in the order of its ids.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct DesignSnapshot {
    /// Tables.
    pub tables: Vec<Table>,
    /// Fields of all tables.
    pub fields: Vec<Field>,
    /// Relationships.
    pub relationships: Vec<Relationship>,
    /// Indexes.
    pub indexes: Vec<Index>,
    /// Keys and checks.
    pub constraints: Vec<Constraint>,
    /// Enum types.
    pub enums: Vec<EnumType>,
    /// Objects carried verbatim.
    pub objects: Vec<DesignObject>,
}

impl From<&Design> for DesignSnapshot {
    fn from(design: &Design) -> Self {
        fn all<'a, T: Clone + 'a>(items: impl Iterator<Item = &'a Arc<T>>) -> Vec<T> {
            items.map(|item| T::clone(item)).collect()
        }
        Self {
            tables: all(design.tables()),
            fields: all(design.fields()),
            relationships: all(design.relationships()),
            indexes: all(design.indexes()),
            constraints: all(design.constraints()),
            enums: all(design.enums()),
            objects: all(design.objects()),
        }
    }
}

impl From<DesignSnapshot> for Design {
    fn from(snapshot: DesignSnapshot) -> Self {
        let mut design = Self::new();
        let mut put_all = |elements: &mut dyn Iterator<Item = Element>| elements.for_each(|e| design.put(e));
        put_all(&mut snapshot.tables.into_iter().map(|e| Element::Table(Arc::new(e))));
        put_all(&mut snapshot.fields.into_iter().map(|e| Element::Field(Arc::new(e))));
        put_all(
            &mut snapshot
                .relationships
                .into_iter()
                .map(|e| Element::Relationship(Arc::new(e))),
        );
        put_all(&mut snapshot.indexes.into_iter().map(|e| Element::Index(Arc::new(e))));
        put_all(
            &mut snapshot
                .constraints
                .into_iter()
                .map(|e| Element::Constraint(Arc::new(e))),
        );
        put_all(&mut snapshot.enums.into_iter().map(|e| Element::Enum(Arc::new(e))));
        put_all(&mut snapshot.objects.into_iter().map(|e| Element::Object(Arc::new(e))));
        design
    }
}

/// The SHA-256, in hexadecimal, of the design's canonical JSON (its [`DesignSnapshot`]). Equal designs have
/// equal hashes; layout is not part of a design.
pub fn schema_hash(design: &Design) -> String {
    let json = serde_json::to_vec(&DesignSnapshot::from(design)).expect("a design has only string keys");
    Sha256::digest(&json)
        .iter()
        .fold(String::with_capacity(64), |mut hex, byte| {
            write!(hex, "{byte:02x}").expect("writing to a string cannot fail");
            hex
        })
}
