//! Junction tables: how many-to-many relationships are kept.
//!
//! A many-to-many relationship owns a table with a foreign key to either side, which together are its primary
//! key. The two foreign keys are ordinary one-to-many relationships.

use super::apply::Refused;
use super::batch::Batch;
use super::rules::{self, Rule, quoted};
use super::{CreateRelationship, constraint, relationship};
use crate::design::{
    Constraint, Deferrable, Design, Element, Field, NameKey, ReferentialAction, Relationship, RelationshipDetails,
    RelationshipType, Table, TableDetails, TableStatus,
};
use crate::ids::{FieldId, TableId};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The junction that the edit names, or a new one.
pub(super) fn found_or_made(
    batch: &mut Batch<'_>,
    edit: &CreateRelationship,
    source: &Table,
    target: &Table,
) -> Result<TableId, Refused> {
    if !edit.field_pairs.is_empty() {
        relationship::no_pairs_wanted(batch, edit.id.0)?;
    }
    match edit.junction_table_id {
        Some(junction) => found(batch, edit, junction),
        None => made(batch, edit, source, target),
    }
}

/// An existing table as the junction. It must stand between the two tables and belong to no other relationship.
fn found(batch: &mut Batch<'_>, edit: &CreateRelationship, junction: TableId) -> Result<TableId, Refused> {
    let table = batch.open_table("junctionTableId", junction)?;
    let id = Some(edit.id.0);
    let name = quoted(&table.name);
    let owner = batch
        .design
        .relationships_of(junction)
        .find(|r| r.junction_table_id == Some(junction))
        .map(|r| r.name.clone());
    if let Some(owner) = owner {
        let message = format!(
            "the table {name} is the junction of the relationship {} already",
            quoted(&owner)
        );
        return batch.stop(Rule::JunctionInvalid, "junctionTableId", id, message);
    }
    if junction == edit.source_table_id || junction == edit.target_table_id {
        let message = format!("the table {name} is an end of the relationship and cannot be its junction");
        return batch.stop(Rule::JunctionInvalid, "junctionTableId", id, message);
    }
    if batch.is_interactive() && !has_both_ends(&batch.design, junction, edit.source_table_id, edit.target_table_id) {
        let message =
            format!("the table {name} has no foreign keys to both tables; leave junctionTableId out for a new one");
        return batch.stop(Rule::JunctionInvalid, "junctionTableId", id, message);
    }
    Ok(junction)
}

fn made(batch: &mut Batch<'_>, edit: &CreateRelationship, source: &Table, target: &Table) -> Result<TableId, Refused> {
    let source_key = key_of(batch, edit, source, Rule::SourceHasNoPrimaryKey, "sourceTableId")?;
    let target_key = key_of(batch, edit, target, Rule::TargetHasNoPrimaryKey, "targetTableId")?;
    let junction = add_table(batch, source, target);
    let mut key: Vec<FieldId> = Vec::new();
    for (end, fields) in [(source, source_key), (target, target_key)] {
        let pairs = relationship::refer_to(batch, end, fields.kind.fields(), &junction);
        for pair in &pairs {
            require(batch, pair.target_field_id);
        }
        key.extend(pairs.iter().map(|pair| pair.target_field_id));
        let name = relationship::default_name(&batch.design, end, &junction, &pairs);
        let id = batch.new_id();
        batch.put(Element::Relationship(Arc::new(Relationship {
            id,
            name,
            relationship_type: RelationshipType::OneToMany,
            source_table_id: end.id,
            target_table_id: junction.id,
            field_pairs: pairs,
            on_delete: ReferentialAction::Cascade,
            on_update: ReferentialAction::NoAction,
            deferrable: Deferrable::No,
            match_full: false,
            junction_table_id: None,
            description: None,
            details: RelationshipDetails::default(),
        })));
    }
    constraint::add_primary_key(batch, junction.id, key);
    Ok(junction.id)
}

fn key_of(
    batch: &mut Batch<'_>,
    edit: &CreateRelationship,
    table: &Table,
    rule: Rule,
    property: &str,
) -> Result<Arc<Constraint>, Refused> {
    match batch.design.primary_key_of(table.id) {
        Some(key) => Ok(Arc::clone(key)),
        None => {
            let message = format!(
                "the table {} has no primary key that the junction table could refer to; give it one",
                quoted(&table.name)
            );
            batch.stop(rule, property, Some(edit.id.0), message)
        }
    }
}

fn add_table(batch: &mut Batch<'_>, source: &Table, target: &Table) -> Table {
    let stem = format!("{}_{}", source.table_name, target.table_name);
    let design = &batch.design;
    let name = rules::first_free(&stem, "", |name| {
        design.is_named(&NameKey::TableName(name.to_owned()))
            || design.is_named(&NameKey::TableIdentifier(source.namespace.clone(), name.to_owned()))
    });
    let table = Table {
        id: batch.new_id(),
        name: name.clone(),
        namespace: source.namespace.clone(),
        table_name: name,
        description: None,
        status: TableStatus::Draft,
        native_options: BTreeMap::new(),
        details: TableDetails::default(),
    };
    batch.put(Element::Table(Arc::new(table.clone())));
    table
}

fn require(batch: &mut Batch<'_>, id: FieldId) {
    if let Some(field) = batch.design.field(id) {
        let mut field = Field::clone(field);
        field.is_required = true;
        batch.put(Element::Field(Arc::new(field)));
    }
}

/// Whether the junction still has a foreign key to either end of the relationship.
pub(super) fn joins(design: &Design, many: &Relationship) -> bool {
    many.junction_table_id
        .is_some_and(|junction| has_both_ends(design, junction, many.source_table_id, many.target_table_id))
}

fn has_both_ends(design: &Design, junction: TableId, source: TableId, target: TableId) -> bool {
    let to = |end: TableId| {
        design
            .relationships_of(junction)
            .filter(move |r| r.target_table_id == junction && r.source_table_id == end)
            .filter(|r| r.relationship_type != RelationshipType::ManyToMany)
            .count()
    };
    if source == target {
        to(source) >= 2
    } else {
        to(source) >= 1 && to(target) >= 1
    }
}
