//! Edits of relationships.

use super::apply::{Outcome, Refused};
use super::batch::Batch;
use super::rules::{self, Rule, quoted};
use super::{CreateRelationship, UpdateRelationship, constraint, field, junction, table};
use crate::design::{
    Design, Element, ElementKind, FieldPair, NameKey, PartTarget, Relationship, RelationshipType, Table,
};
use crate::ids::{FieldId, RelationshipId, TableId};
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;
use uuid::Uuid;

pub(super) fn create(batch: &mut Batch<'_>, edit: &CreateRelationship) -> Outcome {
    let id = edit.id.0;
    let source = batch.open_table("sourceTableId", edit.source_table_id)?;
    let target = batch.open_table("targetTableId", edit.target_table_id)?;
    batch.claim(id);
    let is_many_to_many = edit.relationship_type == RelationshipType::ManyToMany;
    let mut junction_table_id = None;
    let field_pairs = if is_many_to_many {
        junction_table_id = Some(junction::found_or_made(batch, edit, &source, &target)?);
        Vec::new()
    } else if edit.junction_table_id.is_some() {
        let message = "only a MANY_TO_MANY relationship has a junction table; leave junctionTableId out";
        return batch.stop(Rule::JunctionInvalid, "junctionTableId", Some(id), message);
    } else if edit.field_pairs.is_empty() {
        referring_fields(batch, id, &source, &target)?
    } else {
        judge_pairs(batch, id, &source, &target, &edit.field_pairs)?;
        edit.field_pairs.clone()
    };
    let name = match &edit.name {
        Some(name) => rules::identifier(batch, "relationshipName", id, name),
        None => default_name(&batch.design, &source, &target, &field_pairs),
    };
    let relationship = Relationship {
        id: edit.id,
        name,
        relationship_type: edit.relationship_type,
        source_table_id: edit.source_table_id,
        target_table_id: edit.target_table_id,
        field_pairs,
        on_delete: edit.on_delete,
        on_update: edit.on_update,
        deferrable: edit.deferrable,
        match_full: edit.match_full,
        junction_table_id,
        description: rules::described(batch, id, edit.description.as_ref()),
        details: edit.details.clone(),
    };
    judge_set_fields(batch, &relationship);
    ensure_unique(batch, &relationship);
    batch.put(Element::Relationship(Arc::new(relationship)));
    Ok(())
}

pub(super) fn update(batch: &mut Batch<'_>, edit: &UpdateRelationship) -> Outcome {
    let id = edit.id.0;
    let before = find(batch, edit.id)?;
    let source = batch.table("", before.source_table_id)?;
    let target = batch.open_table("", before.target_table_id)?;
    let mut relationship = Relationship::clone(&before);
    if let Some(name) = &edit.name {
        relationship.name = rules::identifier(batch, "relationshipName", id, name);
    }
    if let Some(asked) = edit.relationship_type {
        let many = RelationshipType::ManyToMany;
        if (asked == many) != (before.relationship_type == many) {
            let message = format!(
                "the relationship {} cannot become or stop being MANY_TO_MANY; delete it and create the other",
                quoted(&before.name)
            );
            batch.refuse(Rule::RelationshipTypeFixed, "relationshipType", Some(id), message);
        }
        relationship.relationship_type = asked;
    }
    if let Some(pairs) = &edit.field_pairs {
        if before.relationship_type != RelationshipType::ManyToMany {
            judge_pairs(batch, id, &source, &target, pairs)?;
        } else if !pairs.is_empty() {
            return no_pairs_wanted(batch, id);
        }
        relationship.field_pairs.clone_from(pairs);
        if batch.is_interactive() {
            let of_pairs = |field: &FieldId| pairs.iter().any(|p| p.target_field_id == *field);
            relationship.details.set_fields.retain(of_pairs);
        }
    }
    relationship.on_delete = edit.on_delete.unwrap_or(before.on_delete);
    relationship.on_update = edit.on_update.unwrap_or(before.on_update);
    relationship.deferrable = edit.deferrable.unwrap_or(before.deferrable);
    relationship.match_full = edit.match_full.unwrap_or(before.match_full);
    if let Some(description) = &edit.description {
        relationship.description = rules::described(batch, id, description.as_ref());
    }
    if let Some(details) = &edit.details {
        relationship.details = details.clone();
        judge_set_fields(batch, &relationship);
    }
    if edit.relationship_type.is_some() || edit.field_pairs.is_some() {
        ensure_unique(batch, &relationship);
    }
    batch.put(Element::Relationship(Arc::new(relationship)));
    Ok(())
}

/// Removes a relationship; a many-to-many one with its junction table.
pub(super) fn delete(batch: &mut Batch<'_>, id: RelationshipId) -> Outcome {
    let relationship = find(batch, id)?;
    batch.open_table("", relationship.target_table_id)?;
    if batch.is_restoring() {
        batch.remove(ElementKind::Relationship, id);
        return Ok(());
    }
    remove(batch, &relationship);
    if let Some(junction) = relationship.junction_table_id {
        table::delete_whole(batch, junction);
    }
    Ok(())
}

/// Removes a relationship and leaves its tables. Where its target is the junction of a many-to-many relationship
/// that has lost an end by this, that one goes as well and the junction stays as a table like any other.
pub(super) fn remove(batch: &mut Batch<'_>, gone: &Relationship) {
    batch.remove(ElementKind::Relationship, gone.id);
    if gone.relationship_type == RelationshipType::ManyToMany {
        return;
    }
    let halved: Vec<RelationshipId> = batch
        .design
        .relationships_of(gone.target_table_id)
        .filter(|r| r.junction_table_id == Some(gone.target_table_id))
        .filter(|r| !junction::joins(&batch.design, r))
        .map(|r| r.id)
        .collect();
    for id in halved {
        batch.remove(ElementKind::Relationship, id);
    }
}

fn find(batch: &mut Batch<'_>, id: RelationshipId) -> Result<Arc<Relationship>, Refused> {
    match batch.design.relationship(id) {
        Some(relationship) => Ok(Arc::clone(relationship)),
        None => batch.unknown(ElementKind::Relationship, "id", id.0),
    }
}

pub(super) fn no_pairs_wanted(batch: &mut Batch<'_>, id: Uuid) -> Outcome {
    let message = "a MANY_TO_MANY relationship has no fieldPairs; its junction table holds the foreign keys";
    batch.stop(Rule::FieldPairsInvalid, "fieldPairs", Some(id), message)
}

/// What ON DELETE sets is in the foreign key.
fn judge_set_fields(batch: &mut Batch<'_>, relationship: &Relationship) {
    let is_held = |field: &FieldId| relationship.field_pairs.iter().any(|p| p.target_field_id == *field);
    if !relationship.details.set_fields.iter().all(is_held) {
        let message = "details.setFields may name only fields of the foreign key";
        let id = Some(relationship.id.0);
        batch.refuse(Rule::FieldPairsInvalid, "details.setFields", id, message);
    }
}

/// Pairs are there; each field is in the table of its side, and once.
fn judge_pairs(batch: &mut Batch<'_>, id: Uuid, source: &Table, target: &Table, pairs: &[FieldPair]) -> Outcome {
    if pairs.is_empty() {
        let message = "a relationship needs at least one pair of fields";
        return batch.stop(Rule::FieldPairsInvalid, "fieldPairs", Some(id), message);
    }
    for (side, table, fields) in [
        (
            "source",
            source,
            pairs.iter().map(|p| p.source_field_id).collect::<Vec<_>>(),
        ),
        ("target", target, pairs.iter().map(|p| p.target_field_id).collect()),
    ] {
        let mut seen = HashSet::with_capacity(fields.len());
        for (position, field) in fields.into_iter().enumerate() {
            let property = format!("fieldPairs[{position}].{side}FieldId");
            let Some(found) = batch.design.field(field).cloned() else {
                return batch.unknown(ElementKind::Field, &property, field.0);
            };
            let (field_name, table_name) = (quoted(&found.name), quoted(&table.name));
            if found.table_id != table.id {
                let message =
                    format!("the field {field_name} is not in the {side} table {table_name}; give a field of it");
                batch.refuse(Rule::FieldPairsInvalid, &property, Some(id), message);
            } else if !seen.insert(field) {
                let message = format!("the {side} field {field_name} is in two pairs; each is accepted once");
                batch.refuse(Rule::FieldPairsInvalid, &property, Some(id), message);
            }
        }
    }
    Ok(())
}

/// Pairs of the source's primary key with fields of the target that hold it, which are made where the target has
/// none that fit.
fn referring_fields(
    batch: &mut Batch<'_>,
    id: Uuid,
    source: &Table,
    target: &Table,
) -> Result<Vec<FieldPair>, Refused> {
    let Some(key) = batch.design.primary_key_of(source.id).cloned() else {
        let message = format!(
            "the source table {} has no primary key to refer to; give it one, or give fieldPairs",
            quoted(&source.name)
        );
        return batch.stop(Rule::SourceHasNoPrimaryKey, "sourceTableId", Some(id), message);
    };
    Ok(refer_to(batch, source, key.kind.fields(), target))
}

/// Fields of `target` that hold the key of `source`: `<source>_<key field>`, each beside the field it refers to.
/// One that is there, of the same type and in no other relationship, is taken; else one is made, under a name
/// with a number where it must be.
pub(super) fn refer_to(batch: &mut Batch<'_>, source: &Table, key: &[FieldId], target: &Table) -> Vec<FieldPair> {
    let mut pairs: Vec<FieldPair> = Vec::with_capacity(key.len());
    for source_field_id in key {
        let Some(held) = batch.design.field(*source_field_id).cloned() else {
            continue;
        };
        let stem = format!("{}_{}", source.table_name, held.field_name);
        let design = &batch.design;
        let wanted = NameKey::FieldIdentifier(target.id, rules::shortened(&stem, ""));
        let fitting = design.holders(&wanted).map(FieldId).find(|id| {
            design
                .field(*id)
                .is_some_and(|f| f.field_type == held.field_type && f.generated.is_none())
                && !design
                    .relationships_of(target.id)
                    .any(|r| r.target_table_id == target.id && r.field_pairs.iter().any(|p| p.target_field_id == *id))
                && !pairs.iter().any(|p| p.target_field_id == *id)
        });
        let target_field_id = match fitting {
            Some(id) => id,
            None => {
                let name = rules::first_free(&stem, "", |name| {
                    design.is_named(&NameKey::FieldIdentifier(target.id, name.to_owned()))
                        || design.is_named(&NameKey::FieldName(target.id, name.to_owned()))
                });
                field::add_referring(batch, target.id, name, held.field_type.clone())
            }
        };
        pairs.push(FieldPair {
            source_field_id: *source_field_id,
            target_field_id,
        });
    }
    pairs
}

/// `<target>_<first foreign key field>_fkey`, or `<source>_<target>` without such a field; made unique among what
/// the target table names.
pub(super) fn default_name(design: &Design, source: &Table, target: &Table, pairs: &[FieldPair]) -> String {
    let is_taken = |name: &str| {
        design.is_named(&NameKey::RelationshipName(target.id, name.to_owned()))
            || design.is_named(&NameKey::ConstraintName(target.id, name.to_owned()))
    };
    match pairs.first().and_then(|pair| design.field(pair.target_field_id)) {
        Some(field) => {
            let stem = format!("{}_{}", target.table_name, field.field_name);
            rules::first_free(&stem, "_fkey", is_taken)
        }
        None => {
            let stem = format!("{}_{}", source.table_name, target.table_name);
            rules::first_free(&stem, "", is_taken)
        }
    }
}

/// Gives the foreign key of a one-to-one relationship the unique key that makes it one, unless it has one.
fn ensure_unique(batch: &mut Batch<'_>, relationship: &Relationship) {
    if relationship.relationship_type != RelationshipType::OneToOne || !batch.is_interactive() {
        return;
    }
    let fields: Vec<FieldId> = relationship.field_pairs.iter().map(|p| p.target_field_id).collect();
    let wanted: BTreeSet<FieldId> = fields.iter().copied().collect();
    if !is_unique(&batch.design, relationship.target_table_id, &wanted) {
        constraint::add_unique(batch, relationship.target_table_id, fields);
    }
}

/// Whether a key or a plain unique index is over exactly these fields.
fn is_unique(design: &Design, table: TableId, wanted: &BTreeSet<FieldId>) -> bool {
    let keys = design
        .constraints_of(table)
        .any(|c| c.kind.fields().iter().copied().collect::<BTreeSet<_>>() == *wanted);
    keys || design.indexes_of(table).any(|index| {
        let plain = index.parts.iter().map(|part| match part.target {
            PartTarget::Field(id) if part.prefix_length.is_none() => Some(id),
            _ => None,
        });
        index.is_unique && index.predicate.is_none() && plain.collect::<Option<BTreeSet<_>>>().as_ref() == Some(wanted)
    })
}
