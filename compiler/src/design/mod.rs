//! The Design: the editable document of a branch, as values.
//!
//! A [`Design`] is a set of [`Element`]s in persistent maps: a clone costs nothing and shares everything, so
//! the state before an edit, after it, and at any revision of the log can be held side by side.

mod constraint;
mod element;
mod enum_type;
mod field;
mod field_type;
mod index;
mod names;
mod object;
mod relationship;
mod snapshot;
mod table;

pub use constraint::{Constraint, ConstraintDetails, ConstraintKind};
pub use element::{Element, ElementKind, ElementRef};
pub use enum_type::EnumType;
pub use field::{Field, FieldDetails, Generated, Identity, SqlExpression};
pub use field_type::{
    ArrayConfig, BinaryConfig, DataType, DateConfig, DateKind, EnumConfig, FieldType, JsonConfig, NumberConfig,
    NumberKind, TextConfig, TypeFamily,
};
pub use index::{Index, IndexDetails, IndexPart, NullsOrder, PartTarget, SortDirection};
pub use names::snake_case;
pub use object::{DesignObject, ObjectKind};
pub use relationship::{Deferrable, FieldPair, ReferentialAction, Relationship, RelationshipDetails, RelationshipType};
pub use snapshot::{DesignSnapshot, schema_hash};
pub use table::{Table, TableDetails, TableStatus};

use crate::ids::{ConstraintId, EnumId, FieldId, IndexId, ObjectId, RelationshipId, TableId};
use imbl::{HashMap, OrdMap, OrdSet};
use std::sync::Arc;

/// A data model: tables, fields, relationships, keys, indexes, checks, enums and objects carried verbatim.
#[derive(Debug, Clone, Default)]
pub struct Design {
    tables: OrdMap<TableId, Arc<Table>>,
    fields: OrdMap<FieldId, Arc<Field>>,
    relationships: OrdMap<RelationshipId, Arc<Relationship>>,
    indexes: OrdMap<IndexId, Arc<Index>>,
    constraints: OrdMap<ConstraintId, Arc<Constraint>>,
    enums: OrdMap<EnumId, Arc<EnumType>>,
    objects: OrdMap<ObjectId, Arc<DesignObject>>,

    // Derived. Only `put` and `remove` write them.
    fields_of: HashMap<TableId, OrdSet<(u32, FieldId)>>,
    relationships_of: HashMap<TableId, OrdSet<RelationshipId>>,
    indexes_of: HashMap<TableId, OrdSet<IndexId>>,
    constraints_of: HashMap<TableId, OrdSet<ConstraintId>>,
    names: HashMap<NameKey, OrdSet<uuid::Uuid>>,
}

/// A name that must be unique in its parent, and which parent that is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum NameKey {
    /// What people read, unique in the branch.
    TableName(String),
    /// The identifier, unique in its namespace.
    TableIdentifier(String, String),
    /// What people read, unique in the table.
    FieldName(TableId, String),
    /// The identifier, unique in the table.
    FieldIdentifier(TableId, String),
    /// An enum's identifier, unique in its namespace.
    EnumIdentifier(String, String),
    /// A relationship's name, unique among those whose foreign key is in one table.
    RelationshipName(TableId, String),
    /// A key's or check's name, unique in its table.
    ConstraintName(TableId, String),
    /// An index's name, unique in its table.
    IndexName(TableId, String),
}

impl Design {
    /// A design without elements.
    pub fn new() -> Self {
        Self::default()
    }

    /// All tables, by id.
    pub fn tables(&self) -> impl DoubleEndedIterator<Item = &Arc<Table>> {
        self.tables.values()
    }

    /// All fields, by id.
    pub fn fields(&self) -> impl DoubleEndedIterator<Item = &Arc<Field>> {
        self.fields.values()
    }

    /// All relationships, by id.
    pub fn relationships(&self) -> impl DoubleEndedIterator<Item = &Arc<Relationship>> {
        self.relationships.values()
    }

    /// All indexes, by id.
    pub fn indexes(&self) -> impl DoubleEndedIterator<Item = &Arc<Index>> {
        self.indexes.values()
    }

    /// All keys and checks, by id.
    pub fn constraints(&self) -> impl DoubleEndedIterator<Item = &Arc<Constraint>> {
        self.constraints.values()
    }

    /// All enum types, by id.
    pub fn enums(&self) -> impl DoubleEndedIterator<Item = &Arc<EnumType>> {
        self.enums.values()
    }

    /// All objects carried verbatim, by id.
    pub fn objects(&self) -> impl DoubleEndedIterator<Item = &Arc<DesignObject>> {
        self.objects.values()
    }

    /// How many elements there are, of all kinds.
    pub fn len(&self) -> usize {
        self.tables.len()
            + self.fields.len()
            + self.relationships.len()
            + self.indexes.len()
            + self.constraints.len()
            + self.enums.len()
            + self.objects.len()
    }

    /// Whether there is no element at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The table with this id.
    pub fn table(&self, id: TableId) -> Option<&Arc<Table>> {
        self.tables.get(&id)
    }

    /// The field with this id.
    pub fn field(&self, id: FieldId) -> Option<&Arc<Field>> {
        self.fields.get(&id)
    }

    /// The relationship with this id.
    pub fn relationship(&self, id: RelationshipId) -> Option<&Arc<Relationship>> {
        self.relationships.get(&id)
    }

    /// The index with this id.
    pub fn index(&self, id: IndexId) -> Option<&Arc<Index>> {
        self.indexes.get(&id)
    }

    /// The key or check with this id.
    pub fn constraint(&self, id: ConstraintId) -> Option<&Arc<Constraint>> {
        self.constraints.get(&id)
    }

    /// The enum type with this id.
    pub fn enum_type(&self, id: EnumId) -> Option<&Arc<EnumType>> {
        self.enums.get(&id)
    }

    /// The verbatim object with this id.
    pub fn object(&self, id: ObjectId) -> Option<&Arc<DesignObject>> {
        self.objects.get(&id)
    }

    /// The table's fields in their order: by `sort_order`, then by id.
    pub fn fields_of(&self, table: TableId) -> impl DoubleEndedIterator<Item = &Arc<Field>> {
        self.fields_of
            .get(&table)
            .into_iter()
            .flat_map(|ids| ids.iter())
            .filter_map(|(_, id)| self.fields.get(id))
    }

    /// Every relationship that has the table at either end or as its junction, by id.
    pub fn relationships_of(&self, table: TableId) -> impl Iterator<Item = &Arc<Relationship>> {
        self.relationships_of
            .get(&table)
            .into_iter()
            .flat_map(|ids| ids.iter())
            .filter_map(|id| self.relationships.get(id))
    }

    /// The table's indexes, by id.
    pub fn indexes_of(&self, table: TableId) -> impl Iterator<Item = &Arc<Index>> {
        self.indexes_of
            .get(&table)
            .into_iter()
            .flat_map(|ids| ids.iter())
            .filter_map(|id| self.indexes.get(id))
    }

    /// The table's keys and checks, by id.
    pub fn constraints_of(&self, table: TableId) -> impl Iterator<Item = &Arc<Constraint>> {
        self.constraints_of
            .get(&table)
            .into_iter()
            .flat_map(|ids| ids.iter())
            .filter_map(|id| self.constraints.get(id))
    }

    /// The table's primary key, where it has one.
    pub fn primary_key_of(&self, table: TableId) -> Option<&Arc<Constraint>> {
        self.constraints_of(table)
            .find(|c| matches!(c.kind, ConstraintKind::PrimaryKey { .. }))
    }

    /// The element, of whatever kind.
    pub fn get(&self, at: ElementRef) -> Option<Element> {
        match at.kind {
            ElementKind::Table => self.tables.get(&TableId(at.id)).cloned().map(Element::Table),
            ElementKind::Field => self.fields.get(&FieldId(at.id)).cloned().map(Element::Field),
            ElementKind::Relationship => self
                .relationships
                .get(&RelationshipId(at.id))
                .cloned()
                .map(Element::Relationship),
            ElementKind::Index => self.indexes.get(&IndexId(at.id)).cloned().map(Element::Index),
            ElementKind::Constraint => self
                .constraints
                .get(&ConstraintId(at.id))
                .cloned()
                .map(Element::Constraint),
            ElementKind::Enum => self.enums.get(&EnumId(at.id)).cloned().map(Element::Enum),
            ElementKind::Object => self.objects.get(&ObjectId(at.id)).cloned().map(Element::Object),
        }
    }

    /// Every element: tables, fields, relationships, indexes, constraints, enums, objects, each by id.
    pub fn elements(&self) -> impl Iterator<Item = Element> + '_ {
        let tables = self.tables.values().cloned().map(Element::Table);
        let fields = self.fields.values().cloned().map(Element::Field);
        let relationships = self.relationships.values().cloned().map(Element::Relationship);
        let indexes = self.indexes.values().cloned().map(Element::Index);
        let constraints = self.constraints.values().cloned().map(Element::Constraint);
        let enums = self.enums.values().cloned().map(Element::Enum);
        let objects = self.objects.values().cloned().map(Element::Object);
        tables
            .chain(fields)
            .chain(relationships)
            .chain(indexes)
            .chain(constraints)
            .chain(enums)
            .chain(objects)
    }

    /// Whether an element of any kind has this id.
    pub fn holds(&self, id: uuid::Uuid) -> bool {
        self.tables.contains_key(&TableId(id))
            || self.fields.contains_key(&FieldId(id))
            || self.relationships.contains_key(&RelationshipId(id))
            || self.indexes.contains_key(&IndexId(id))
            || self.constraints.contains_key(&ConstraintId(id))
            || self.enums.contains_key(&EnumId(id))
            || self.objects.contains_key(&ObjectId(id))
    }

    /// The elements that hold this name in its parent, by id; more than one only while a batch runs.
    pub(crate) fn holders(&self, name: &NameKey) -> impl Iterator<Item = uuid::Uuid> + Clone + '_ {
        self.names.get(name).into_iter().flat_map(|ids| ids.iter().copied())
    }

    /// Whether any element holds this name in its parent.
    pub(crate) fn is_named(&self, name: &NameKey) -> bool {
        self.names.contains_key(name)
    }

    /// Inserts the element or replaces the one with its id. Checks nothing: rules are [`crate::edit::apply`]'s.
    pub fn put(&mut self, element: Element) {
        self.remove(element.reference());
        for key in name_keys(&element) {
            self.names.entry(key).or_default().insert(element.id());
        }
        match element {
            Element::Table(table) => {
                self.tables.insert(table.id, table);
            }
            Element::Field(field) => {
                self.fields_of
                    .entry(field.table_id)
                    .or_default()
                    .insert((field.sort_order, field.id));
                self.fields.insert(field.id, field);
            }
            Element::Relationship(relationship) => {
                for table in relationship.tables() {
                    self.relationships_of.entry(table).or_default().insert(relationship.id);
                }
                self.relationships.insert(relationship.id, relationship);
            }
            Element::Index(index) => {
                self.indexes_of.entry(index.table_id).or_default().insert(index.id);
                self.indexes.insert(index.id, index);
            }
            Element::Constraint(constraint) => {
                self.constraints_of
                    .entry(constraint.table_id)
                    .or_default()
                    .insert(constraint.id);
                self.constraints.insert(constraint.id, constraint);
            }
            Element::Enum(enum_type) => {
                self.enums.insert(enum_type.id, enum_type);
            }
            Element::Object(object) => {
                self.objects.insert(object.id, object);
            }
        }
    }

    /// Removes the element and nothing that refers to it; returns it where it existed.
    pub fn remove(&mut self, at: ElementRef) -> Option<Element> {
        let removed = self.get(at)?;
        for key in name_keys(&removed) {
            drop_from(&mut self.names, key, &removed.id());
        }
        match &removed {
            Element::Table(table) => {
                self.tables.remove(&table.id);
            }
            Element::Field(field) => {
                drop_from(&mut self.fields_of, field.table_id, &(field.sort_order, field.id));
                self.fields.remove(&field.id);
            }
            Element::Relationship(relationship) => {
                for table in relationship.tables() {
                    drop_from(&mut self.relationships_of, table, &relationship.id);
                }
                self.relationships.remove(&relationship.id);
            }
            Element::Index(index) => {
                drop_from(&mut self.indexes_of, index.table_id, &index.id);
                self.indexes.remove(&index.id);
            }
            Element::Constraint(constraint) => {
                drop_from(&mut self.constraints_of, constraint.table_id, &constraint.id);
                self.constraints.remove(&constraint.id);
            }
            Element::Enum(enum_type) => {
                self.enums.remove(&enum_type.id);
            }
            Element::Object(object) => {
                self.objects.remove(&object.id);
            }
        }
        Some(removed)
    }
}

impl PartialEq for Design {
    /// The same elements; what is derived from them cannot differ.
    fn eq(&self, other: &Self) -> bool {
        self.tables == other.tables
            && self.fields == other.fields
            && self.relationships == other.relationships
            && self.indexes == other.indexes
            && self.constraints == other.constraints
            && self.enums == other.enums
            && self.objects == other.objects
    }
}

/// The names an element takes up, each with the parent in which it must be the only one.
pub(crate) fn name_keys(element: &Element) -> Vec<NameKey> {
    match element {
        Element::Table(t) => vec![
            NameKey::TableName(t.name.clone()),
            NameKey::TableIdentifier(t.namespace.clone(), t.table_name.clone()),
        ],
        Element::Field(f) => vec![
            NameKey::FieldName(f.table_id, f.name.clone()),
            NameKey::FieldIdentifier(f.table_id, f.field_name.clone()),
        ],
        Element::Relationship(r) => vec![NameKey::RelationshipName(r.target_table_id, r.name.clone())],
        Element::Index(i) => vec![NameKey::IndexName(i.table_id, i.name.clone())],
        Element::Constraint(c) => c
            .name
            .iter()
            .map(|name| NameKey::ConstraintName(c.table_id, name.clone()))
            .collect(),
        Element::Enum(e) => vec![NameKey::EnumIdentifier(e.namespace.clone(), e.name.clone())],
        Element::Object(_) => vec![],
    }
}

fn drop_from<K, V>(map: &mut HashMap<K, OrdSet<V>>, key: K, value: &V)
where
    K: Clone + Eq + std::hash::Hash,
    V: Clone + Ord,
{
    let Some(set) = map.get_mut(&key) else { return };
    set.remove(value);
    if set.is_empty() {
        map.remove(&key);
    }
}
