//! Net changes of a design as the fewest statements.
//!
//! Rows go in an order in which every foreign key and every unique name holds after each statement: deletions first,
//! children before parents; then, parents before children, updates and insertions of one kind after the other. Field
//! pairs come last, because they refer to fields of both tables.

use std::collections::HashSet;
use std::sync::Arc;

use sea_orm::{ConnectionTrait, EntityTrait};
use serde::Serialize;
use tablewright_compiler::design::{
    Constraint, ConstraintKind, DesignObject, Element, EnumType, Field, Index, Relationship, Table,
};
use tablewright_compiler::edit::Change;
use tablewright_entity::{
    data_field, data_table, design_object, enum_type, relationship_field_pair, table_constraint, table_index,
    table_relationship,
};
use uuid::Uuid;

use super::{constraint, enum_type as enums, field, index, object, relationship, table};
use crate::store::{StoreError, bulk};

/// What an update never changes. An element that came from another branch keeps saying so.
const FIXED: [&str; 3] = ["id", "branch_id", "origin_id"];

/// Writes `changes`, which hold at most one change of each element, to the rows of a branch.
pub(in crate::store) async fn apply(
    db: &impl ConnectionTrait,
    branch: Uuid,
    changes: &[Change],
) -> Result<(), StoreError> {
    let plan = Plan::of(changes);

    let target = Target { db, branch };
    target
        .remove::<table_relationship::Entity>(table_relationship::Column::Id, &plan.relationships.gone)
        .await?;
    target
        .remove::<table_index::Entity>(table_index::Column::Id, &plan.indexes.gone)
        .await?;
    target
        .remove::<table_constraint::Entity>(table_constraint::Column::Id, &plan.constraints.gone)
        .await?;
    target
        .remove::<data_field::Entity>(data_field::Column::Id, &plan.fields.gone)
        .await?;
    target
        .remove::<data_table::Entity>(data_table::Column::Id, &plan.tables.gone)
        .await?;
    target
        .remove::<enum_type::Entity>(enum_type::Column::Id, &plan.enums.gone)
        .await?;
    target
        .remove::<design_object::Entity>(design_object::Column::Id, &plan.objects.gone)
        .await?;

    target
        .put::<enum_type::Entity, _>(&plan.enums, &["name"], |e| enums::to_row(branch, e))
        .await?;
    target
        .put::<data_table::Entity, _>(&plan.tables, &["name", "table_name"], |e| table::to_row(branch, e))
        .await?;
    target
        .put::<data_field::Entity, _>(&plan.fields, &["name", "field_name"], |e| field::to_row(branch, e))
        .await?;
    target
        .put::<table_relationship::Entity, _>(&plan.relationships, &["name"], |e| relationship::to_row(branch, e))
        .await?;
    target
        .put::<table_index::Entity, _>(&plan.indexes, &["name"], |e| index::to_row(branch, e))
        .await?;
    target
        .put::<table_constraint::Entity, _>(&plan.constraints, &["name"], |e| constraint::to_row(branch, e))
        .await?;
    target
        .put::<design_object::Entity, _>(&plan.objects, &[], |e| object::to_row(branch, e))
        .await?;
    put_pairs(db, branch, &plan.relationships).await
}

/// The field pairs of relationships that are new or whose pairs changed.
async fn put_pairs(
    db: &impl ConnectionTrait,
    branch: Uuid,
    relationships: &Writes<'_, Relationship>,
) -> Result<(), StoreError> {
    let changed: Vec<_> = relationships
        .changed
        .iter()
        .filter(|(before, after)| before.field_pairs != after.field_pairs)
        .collect();
    let ids: Vec<Uuid> = changed.iter().map(|(_, after)| after.id.0).collect();
    let column = relationship_field_pair::Column::RelationshipId;
    bulk::delete::<relationship_field_pair::Entity>(db, branch, column, &ids).await?;
    let now = changed
        .iter()
        .map(|(_, after)| *after)
        .chain(relationships.new.iter().copied());
    let rows: Vec<_> = now.flat_map(|r| relationship::to_pairs(branch, r)).collect();
    bulk::insert::<relationship_field_pair::Entity>(db, &rows).await
}

/// Where rows go.
struct Target<'a, C> {
    db: &'a C,
    branch: Uuid,
}

impl<C: ConnectionTrait> Target<'_, C> {
    /// Deletes elements, all of which must be there.
    async fn remove<E: EntityTrait>(&self, id: E::Column, gone: &[Uuid]) -> Result<(), StoreError> {
        let removed = bulk::delete::<E>(self.db, self.branch, id, gone).await?;
        bulk::expect_all(E::default().table_name(), gone.len(), removed)
    }

    /// Updates and inserts the elements of one kind. `names` are its columns that must be unique.
    async fn put<E, T>(
        &self,
        writes: &Writes<'_, T>,
        names: &[&str],
        to_row: impl Fn(&T) -> E::Model,
    ) -> Result<(), StoreError>
    where
        E: EntityTrait,
        E::Model: Serialize,
        T: Named,
    {
        let aside = writes.exchanging();
        if !aside.is_empty() {
            bulk::set_aside::<E>(self.db, self.branch, &aside, names).await?;
        }
        let changed: Vec<E::Model> = writes.changed.iter().map(|(_, after)| to_row(after)).collect();
        bulk::update::<E>(self.db, self.branch, &changed, &FIXED).await?;
        let new: Vec<E::Model> = writes.new.iter().map(|element| to_row(element)).collect();
        bulk::insert::<E>(self.db, &new).await
    }
}

/// What to do with the elements of one kind.
struct Writes<'a, T> {
    gone: Vec<Uuid>,
    changed: Vec<(&'a T, &'a T)>,
    new: Vec<&'a T>,
}

impl<T> Default for Writes<'_, T> {
    fn default() -> Self {
        Self {
            gone: Vec::new(),
            changed: Vec::new(),
            new: Vec::new(),
        }
    }
}

impl<'a, T: Named> Writes<'a, T> {
    fn add(&mut self, before: Option<&'a Arc<T>>, after: Option<&'a Arc<T>>) {
        match (before, after) {
            (None, None) => {}
            (None, Some(after)) => self.new.push(after),
            (Some(before), None) => self.gone.push(before.identity()),
            (Some(before), Some(after)) if before.must_be_replaced_by(after) => {
                self.gone.push(before.identity());
                self.new.push(after);
            }
            (Some(before), Some(after)) => self.changed.push((before, after)),
        }
    }

    /// The elements that take a name which another one of the same batch gives up.
    fn exchanging(&self) -> Vec<Uuid> {
        let renamed = || {
            self.changed
                .iter()
                .filter(|(before, after)| before.names() != after.names())
        };
        if renamed().count() < 2 {
            return Vec::new();
        }
        let given_up: HashSet<(usize, String)> = renamed()
            .flat_map(|(before, _)| before.names().into_iter().enumerate())
            .collect();
        let takes = |after: &T| {
            after
                .names()
                .into_iter()
                .enumerate()
                .any(|name| given_up.contains(&name))
        };
        if renamed().any(|(_, after)| takes(after)) {
            renamed().map(|(_, after)| after.identity()).collect()
        } else {
            Vec::new()
        }
    }
}

/// What the changes mean for each kind.
#[derive(Default)]
struct Plan<'a> {
    tables: Writes<'a, Table>,
    fields: Writes<'a, Field>,
    relationships: Writes<'a, Relationship>,
    indexes: Writes<'a, Index>,
    constraints: Writes<'a, Constraint>,
    enums: Writes<'a, EnumType>,
    objects: Writes<'a, DesignObject>,
}

impl<'a> Plan<'a> {
    fn of(changes: &'a [Change]) -> Self {
        let mut plan = Self::default();
        for change in changes {
            plan.side(change);
        }
        plan
    }

    fn side(&mut self, change: &'a Change) {
        macro_rules! route {
            ($($variant:ident => $writes:ident),+ $(,)?) => {
                match change.element() {
                    $(Element::$variant(_) => {
                        let side = |e: Option<&'a Element>| match e {
                            Some(Element::$variant(e)) => Some(e),
                            _ => None,
                        };
                        self.$writes.add(side(change.before.as_ref()), side(change.after.as_ref()));
                    })+
                }
            };
        }
        route! {
            Table => tables,
            Field => fields,
            Relationship => relationships,
            Index => indexes,
            Constraint => constraints,
            Enum => enums,
            Object => objects,
        }
    }
}

/// What the order of writing has to know of an element.
trait Named {
    fn identity(&self) -> Uuid;

    /// The names that must be unique in its parent, each in a form that includes the parent.
    fn names(&self) -> Vec<String>;

    /// Whether the row cannot become that of `after` in place, among others of its kind.
    fn must_be_replaced_by(&self, _after: &Self) -> bool {
        false
    }
}

impl Named for Table {
    fn identity(&self) -> Uuid {
        self.id.0
    }

    fn names(&self) -> Vec<String> {
        vec![self.name.clone(), format!("{}\0{}", self.namespace, self.table_name)]
    }
}

impl Named for Field {
    fn identity(&self) -> Uuid {
        self.id.0
    }

    fn names(&self) -> Vec<String> {
        vec![
            format!("{}{}", self.table_id, self.name),
            format!("{}{}", self.table_id, self.field_name),
        ]
    }
}

impl Named for Relationship {
    fn identity(&self) -> Uuid {
        self.id.0
    }

    fn names(&self) -> Vec<String> {
        vec![format!("{}{}", self.target_table_id, self.name)]
    }
}

impl Named for Index {
    fn identity(&self) -> Uuid {
        self.id.0
    }

    fn names(&self) -> Vec<String> {
        vec![format!("{}{}", self.table_id, self.name)]
    }
}

impl Named for Constraint {
    fn identity(&self) -> Uuid {
        self.id.0
    }

    fn names(&self) -> Vec<String> {
        self.name
            .iter()
            .map(|name| format!("{}{name}", self.table_id))
            .collect()
    }

    /// A table has one primary key: two constraints could not exchange that role one row after the other.
    fn must_be_replaced_by(&self, after: &Self) -> bool {
        matches!(self.kind, ConstraintKind::PrimaryKey { .. })
            != matches!(after.kind, ConstraintKind::PrimaryKey { .. })
    }
}

impl Named for EnumType {
    fn identity(&self) -> Uuid {
        self.id.0
    }

    fn names(&self) -> Vec<String> {
        vec![format!("{}\0{}", self.namespace, self.name)]
    }
}

impl Named for DesignObject {
    fn identity(&self) -> Uuid {
        self.id.0
    }

    fn names(&self) -> Vec<String> {
        Vec::new()
    }
}
