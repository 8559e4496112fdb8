//! Edits of tables.

use super::apply::Outcome;
use super::batch::Batch;
use super::rules::{self, Rule, listed, quoted};
use super::{CreateTable, UpdateTable, relationship};
use crate::design::{Element, ElementKind, RelationshipType, Table, TableStatus};
use crate::ids::TableId;
use std::sync::Arc;

pub(super) fn create(batch: &mut Batch<'_>, edit: &CreateTable) -> Outcome {
    let id = edit.id.0;
    batch.claim(id);
    let name = rules::display_name(batch, "name", id, &edit.name);
    let table_name = rules::identifier_or_default(batch, "tableName", id, edit.table_name.as_deref(), &name);
    let namespace = rules::namespace(batch, id, &edit.namespace);
    let description = rules::described(batch, id, edit.description.as_ref());
    rules::native_options(batch, id, &edit.native_options);
    batch.put(Element::Table(Arc::new(Table {
        id: edit.id,
        name,
        namespace,
        table_name,
        description,
        status: edit.status,
        native_options: edit.native_options.clone(),
        details: edit.details.clone(),
    })));
    Ok(())
}

/// Changes what the edit sets. Renaming what people read leaves the identifier as it is.
pub(super) fn update(batch: &mut Batch<'_>, edit: &UpdateTable) -> Outcome {
    let id = edit.id.0;
    let revives = edit.status == Some(TableStatus::Draft);
    let before = if revives {
        batch.table("id", edit.id)?
    } else {
        batch.open_table("id", edit.id)?
    };
    let mut table = Table::clone(&before);
    if let Some(name) = &edit.name {
        table.name = rules::display_name(batch, "name", id, name);
    }
    if let Some(namespace) = &edit.namespace {
        table.namespace = rules::namespace(batch, id, namespace);
    }
    if let Some(table_name) = &edit.table_name {
        table.table_name = rules::identifier(batch, "tableName", id, table_name);
    }
    if let Some(description) = &edit.description {
        table.description = rules::described(batch, id, description.as_ref());
    }
    if let Some(status) = edit.status {
        step(batch, &before, status);
        table.status = status;
    }
    if let Some(options) = &edit.native_options {
        rules::native_options(batch, id, options);
        table.native_options.clone_from(options);
    }
    if let Some(details) = &edit.details {
        table.details = details.clone();
    }
    batch.put(Element::Table(Arc::new(table)));
    Ok(())
}

fn step(batch: &mut Batch<'_>, table: &Table, next: TableStatus) {
    if table.status.may_become(next) || batch.is_restoring() {
        return;
    }
    let accepted: Vec<&str> = table.status.next().iter().map(|s| s.as_str()).collect();
    let message = format!(
        "the table {} is {} and cannot become {} in one step; {} is accepted",
        quoted(&table.name),
        table.status.as_str(),
        next.as_str(),
        listed(&accepted, "or")
    );
    batch.refuse(Rule::StatusStep, "status", Some(table.id.0), message);
}

pub(super) fn delete(batch: &mut Batch<'_>, id: TableId) -> Outcome {
    batch.table("id", id)?;
    if batch.is_restoring() {
        batch.remove(ElementKind::Table, id);
    } else {
        delete_whole(batch, id);
    }
    Ok(())
}

/// Removes a table with its fields, keys, checks and indexes, and the relationships at either end. A many-to-many
/// relationship takes its junction table with it, and that table its own; hence the list of tables to do.
pub(super) fn delete_whole(batch: &mut Batch<'_>, first: TableId) {
    let mut doomed = vec![first];
    while let Some(table) = doomed.pop() {
        let relationships: Vec<_> = batch.design.relationships_of(table).cloned().collect();
        for gone in relationships {
            let is_many_to_many = gone.relationship_type == RelationshipType::ManyToMany;
            if batch.design.relationship(gone.id).is_some() {
                relationship::remove(batch, &gone);
                doomed.extend(gone.junction_table_id.filter(|j| is_many_to_many && *j != table));
            }
        }
        let indexes: Vec<_> = batch.design.indexes_of(table).map(|i| i.id).collect();
        indexes.into_iter().for_each(|id| batch.remove(ElementKind::Index, id));
        let keys: Vec<_> = batch.design.constraints_of(table).map(|c| c.id).collect();
        keys.into_iter()
            .for_each(|id| batch.remove(ElementKind::Constraint, id));
        let fields: Vec<_> = batch.design.fields_of(table).map(|f| f.id).collect();
        fields.into_iter().for_each(|id| batch.remove(ElementKind::Field, id));
        batch.remove(ElementKind::Table, table);
    }
}
