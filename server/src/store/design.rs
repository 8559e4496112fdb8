//! A whole branch at once: what a room starts from.

use std::sync::Arc;

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryOrder};
use tablewright_compiler::design::{Design, Element};
use tablewright_entity::{
    branch, data_field, data_table, design_object, enum_type, relationship_field_pair, table_constraint, table_index,
    table_lock, table_relationship,
};
use uuid::Uuid;

use super::element::{constraint, enum_type as enums, field, index, object, relationship, table};
use super::reader::{ATTEMPTS, pause};
use super::{Branch, Lock, Store, StoreError, elements, locks};

/// A branch as it was at one moment.
#[derive(Debug, Clone)]
pub(crate) struct LoadedBranch {
    /// Its project.
    pub(crate) project_id: Uuid,
    /// Its revision.
    pub(crate) revision: i64,
    /// The design at that revision.
    pub(crate) design: Design,
    /// The held locks at that revision.
    pub(crate) locks: Vec<Lock>,
}

/// How many statements a branch is loaded with, however large it is.
const STATEMENTS: u64 = 10;

/// The rows of a branch.
struct Rows {
    branch: Branch,
    tables: Vec<data_table::Model>,
    fields: Vec<data_field::Model>,
    relationships: Vec<table_relationship::Model>,
    pairs: Vec<relationship_field_pair::Model>,
    indexes: Vec<table_index::Model>,
    constraints: Vec<table_constraint::Model>,
    enums: Vec<enum_type::Model>,
    objects: Vec<design_object::Model>,
    locks: Vec<table_lock::Model>,
}

impl Store {
    /// The branch with its design and live locks, all of one revision; `None` where there is no such branch.
    pub(crate) async fn load_branch(&self, branch: Uuid) -> Result<Option<LoadedBranch>, StoreError> {
        let mut attempt = 0;
        let rows = loop {
            match self.read_branch(branch).await {
                Err(error) if attempt < ATTEMPTS && self.reading.lost(&error) => {
                    pause(attempt).await;
                    attempt += 1;
                }
                rows => break rows?,
            }
        };
        rows.map(assemble).transpose()
    }

    async fn read_branch(&self, id: Uuid) -> Result<Option<Rows>, DbErr> {
        self.reader().count(STATEMENTS);
        let snapshot = self.begin_snapshot().await?;
        let rows = read(&snapshot, id).await?;
        snapshot.commit().await?;
        Ok(rows)
    }
}

async fn read(db: &DatabaseTransaction, id: Uuid) -> Result<Option<Rows>, DbErr> {
    let Some(branch) = branch::Entity::find_by_id(id).one(db).await? else {
        return Ok(None);
    };
    Ok(Some(Rows {
        branch,
        tables: data_table::Entity::in_branch(id).all(db).await?,
        fields: data_field::Entity::in_branch(id).all(db).await?,
        relationships: table_relationship::Entity::in_branch(id).all(db).await?,
        pairs: pairs_in_order(relationship_field_pair::Entity::in_branch(id), db).await?,
        indexes: table_index::Entity::in_branch(id).all(db).await?,
        constraints: table_constraint::Entity::in_branch(id).all(db).await?,
        enums: enum_type::Entity::in_branch(id).all(db).await?,
        objects: design_object::Entity::in_branch(id).all(db).await?,
        locks: table_lock::Entity::live_in_branch(id).all(db).await?,
    }))
}

/// Field pairs by relationship and position.
pub(super) async fn pairs_in_order(
    select: sea_orm::Select<relationship_field_pair::Entity>,
    db: &impl ConnectionTrait,
) -> Result<Vec<relationship_field_pair::Model>, DbErr> {
    select
        .order_by_asc(relationship_field_pair::Column::RelationshipId)
        .order_by_asc(relationship_field_pair::Column::Position)
        .all(db)
        .await
}

fn assemble(rows: Rows) -> Result<LoadedBranch, StoreError> {
    let mut design = Design::new();
    for row in rows.tables {
        design.put(Element::Table(Arc::new(table::from_row(row)?)));
    }
    for row in rows.fields {
        design.put(Element::Field(Arc::new(field::from_row(row)?)));
    }
    for row in rows.relationships {
        let pairs = elements::pairs_of(&rows.pairs, row.id);
        design.put(Element::Relationship(Arc::new(relationship::from_row(row, pairs)?)));
    }
    for row in rows.indexes {
        design.put(Element::Index(Arc::new(index::from_row(row)?)));
    }
    for row in rows.constraints {
        design.put(Element::Constraint(Arc::new(constraint::from_row(row)?)));
    }
    for row in rows.enums {
        design.put(Element::Enum(Arc::new(enums::from_row(row)?)));
    }
    for row in rows.objects {
        design.put(Element::Object(Arc::new(object::from_row(row)?)));
    }
    let (locks, _) = locks::split(rows.locks)?;
    Ok(LoadedBranch {
        project_id: rows.branch.project_id,
        revision: rows.branch.revision,
        design,
        locks,
    })
}
