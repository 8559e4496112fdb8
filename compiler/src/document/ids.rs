//! New ids for the elements of a document.

use crate::design::{ConstraintKind, Element, EnumConfig, FieldType, PartTarget, TypeFamily};
use crate::ids::IdSource;
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// The new id of each old one.
pub(super) struct NewIds(HashMap<Uuid, Uuid>);

impl NewIds {
    /// An id for each of the elements.
    pub(super) fn of(elements: &[Element], ids: &mut IdSource) -> Self {
        Self(elements.iter().map(|element| (element.id(), ids.next_id())).collect())
    }

    /// The new id; an id of nothing in the document stays.
    pub(super) fn get<T: Copy + Into<Uuid> + From<Uuid>>(&self, old: T) -> T {
        self.0.get(&old.into()).map_or(old, |new| T::from(*new))
    }

    fn set<T: Copy + Into<Uuid> + From<Uuid>>(&self, id: &mut T) {
        *id = self.get(*id);
    }

    fn set_all<T: Copy + Into<Uuid> + From<Uuid>>(&self, ids: &mut [T]) {
        ids.iter_mut().for_each(|id| self.set(id));
    }

    /// The element under its new id, with all that it refers to.
    pub(super) fn renumber(&self, element: &mut Element) {
        match element {
            Element::Table(table) => self.set(&mut Arc::make_mut(table).id),
            Element::Field(field) => {
                let field = Arc::make_mut(field);
                self.set(&mut field.id);
                self.set(&mut field.table_id);
                self.renumber_type(&mut field.field_type);
            }
            Element::Relationship(relationship) => {
                let relationship = Arc::make_mut(relationship);
                self.set(&mut relationship.id);
                self.set(&mut relationship.source_table_id);
                self.set(&mut relationship.target_table_id);
                for pair in &mut relationship.field_pairs {
                    self.set(&mut pair.source_field_id);
                    self.set(&mut pair.target_field_id);
                }
                self.set_all(&mut relationship.details.set_fields);
                if let Some(junction) = &mut relationship.junction_table_id {
                    self.set(junction);
                }
                self.set_all(&mut relationship.details.set_fields);
            }
            Element::Index(index) => {
                let index = Arc::make_mut(index);
                self.set(&mut index.id);
                self.set(&mut index.table_id);
                for part in &mut index.parts {
                    if let PartTarget::Field(field) = &mut part.target {
                        self.set(field);
                    }
                }
                self.set_all(&mut index.included);
            }
            Element::Constraint(constraint) => {
                let constraint = Arc::make_mut(constraint);
                self.set(&mut constraint.id);
                self.set(&mut constraint.table_id);
                self.set_all(&mut constraint.details.included);
                match &mut constraint.kind {
                    ConstraintKind::PrimaryKey { fields } | ConstraintKind::Unique { fields, .. } => {
                        self.set_all(fields);
                    }
                    ConstraintKind::Check { .. } | ConstraintKind::Exclusion { .. } => {}
                }
                self.set_all(&mut constraint.details.included);
            }
            Element::Enum(enum_type) => self.set(&mut Arc::make_mut(enum_type).id),
            Element::Object(object) => self.set(&mut Arc::make_mut(object).id),
        }
    }

    fn renumber_type(&self, field_type: &mut FieldType) {
        match &mut field_type.family {
            TypeFamily::Enum(EnumConfig { enum_id: Some(id), .. }) => self.set(id),
            TypeFamily::Array(array) => self.renumber_type(&mut array.element),
            _ => {}
        }
    }
}
