//! Which junction tables a `<>` says enough about.

use crate::design::{Design, Element, Relationship, RelationshipType};
use crate::edit::{ApplyContext, CreateRelationship, Edit, apply};
use crate::ids::{IdSource, TableId};
use std::collections::HashSet;
use uuid::Uuid;

/// The junctions that are just as making their relationship makes them.
pub(super) fn implied(design: &Design) -> HashSet<TableId> {
    let many = design
        .relationships()
        .filter(|relationship| relationship.relationship_type == RelationshipType::ManyToMany);
    many.filter(|relationship| is_implied(design, relationship))
        .filter_map(|relationship| relationship.junction_table_id)
        .collect()
}

fn is_implied(design: &Design, many: &Relationship) -> bool {
    let Some(junction) = many.junction_table_id else {
        return false;
    };
    // The two ends alone, and the relationship made anew between them.
    let mut ends = Design::new();
    for table in [many.source_table_id, many.target_table_id] {
        let Some(found) = design.table(table) else {
            return false;
        };
        ends.put(Element::Table(found.clone()));
        design
            .fields_of(table)
            .for_each(|field| ends.put(Element::Field(field.clone())));
        if let Some(key) = design.primary_key_of(table) {
            ends.put(Element::Constraint(key.clone()));
        }
    }
    for enumeration in design.enums() {
        ends.put(Element::Enum(enumeration.clone()));
    }
    let edit = Edit::CreateRelationship(CreateRelationship {
        id: many.id,
        name: Some(many.name.clone()),
        relationship_type: RelationshipType::ManyToMany,
        source_table_id: many.source_table_id,
        target_table_id: many.target_table_id,
        field_pairs: Vec::new(),
        on_delete: many.on_delete,
        on_update: many.on_update,
        deferrable: many.deferrable,
        match_full: many.match_full,
        description: many.description.clone(),
        details: many.details.clone(),
        junction_table_id: None,
    });
    let context = ApplyContext::import(IdSource::new(Uuid::from_u128(u128::MAX / 2)));
    let Ok(made) = apply(&ends, &[edit], context) else {
        return false;
    };
    let made_junction = made.design.relationship(many.id).and_then(|it| it.junction_table_id);
    made_junction.is_some_and(|made_junction| shape(&made.design, made_junction) == shape(design, junction))
}

/// All there is about a table, without ids: names stand for what they name.
fn shape(design: &Design, table: TableId) -> Vec<String> {
    let name = |id: Uuid| {
        design
            .elements()
            .find(|element| element.id() == id)
            .map_or_else(String::new, |element| element.name().to_owned())
    };
    let mut said = Vec::new();
    if let Some(table) = design.table(table) {
        let mut table = crate::design::Table::clone(table);
        table.id = TableId::default();
        said.push(format!("{table:?}"));
    }
    for field in design.fields_of(table) {
        let mut field = crate::design::Field::clone(field);
        field.id = crate::ids::FieldId::default();
        field.table_id = TableId::default();
        said.push(format!("{field:?}"));
    }
    for constraint in design.constraints_of(table) {
        let fields: Vec<String> = constraint.kind.fields().iter().map(|id| name(id.0)).collect();
        said.push(format!("{:?} {} {fields:?}", constraint.name, constraint.kind.noun()));
    }
    for index in design.indexes_of(table) {
        said.push(format!("index {}", index.name));
    }
    for relationship in design
        .relationships_of(table)
        .filter(|it| it.junction_table_id.is_none())
    {
        let pairs: Vec<(String, String)> = relationship
            .field_pairs
            .iter()
            .map(|pair| (name(pair.source_field_id.0), name(pair.target_field_id.0)))
            .collect();
        said.push(format!(
            "{} {} {} {pairs:?} {:?} {:?} {:?}",
            relationship.name,
            name(relationship.source_table_id.0),
            relationship.target_table_id == table,
            relationship.on_delete,
            relationship.on_update,
            relationship.deferrable
        ));
    }
    said.sort();
    said
}
