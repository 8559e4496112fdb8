//! Versions: numbered snapshots of a branch's design.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, DerivePartialModel, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use tablewright_compiler::design::{Design, DesignSnapshot};
use tablewright_entity::schema_version::{Column, Entity, Model};
use uuid::Uuid;

use super::page::Keyset;
use super::{CommitError, Cursor, NewVersion, Page, PageRequest, Store, StoreError};

/// A version without its snapshot.
#[derive(Debug, Clone, PartialEq, Eq, DerivePartialModel)]
#[sea_orm(entity = "Entity")]
pub(crate) struct Version {
    /// Identity.
    pub(crate) id: Uuid,
    /// The project, in which its number is unique.
    pub(crate) project_id: Uuid,
    /// The branch it was made of.
    pub(crate) branch_id: Uuid,
    /// 1, 2, 3 … in the project.
    pub(crate) version_number: i32,
    /// SHA-256 of the canonical design.
    pub(crate) schema_hash: String,
    /// What its maker says about it.
    pub(crate) message: String,
    /// Who made it.
    pub(crate) created_by: Uuid,
    /// The branch's revision that it is a snapshot of.
    pub(crate) revision: i64,
    /// When it was made.
    pub(crate) created_at: DateTime<Utc>,
}

/// How hard zstd tries. Snapshots are written once and are mostly names; 3 is its own default.
const COMPRESSION: i32 = 3;

impl Store {
    /// A page of the versions made of a branch, by number.
    pub(crate) async fn versions_page(&self, branch: Uuid, request: &PageRequest) -> Result<Page<Version>, StoreError> {
        let order = Keyset::number(Column::VersionNumber, Column::Id);
        let select = order.narrow(Entity::of_branch(branch), request);
        let rows: Vec<Version> = select.into_partial_model().all(self.reader()).await?;
        Ok(Keyset::<Column>::page(rows, request, |v| {
            Cursor::new(v.version_number.to_string(), v.id)
        }))
    }

    /// How many versions were made of a branch.
    pub(crate) async fn versions_count(&self, branch: Uuid) -> Result<u64, StoreError> {
        Ok(Entity::of_branch(branch).count(self.reader()).await?)
    }

    /// The versions with these ids. Whether the asker may see them is not looked at.
    pub(crate) async fn versions_by_ids(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, Version>, StoreError> {
        let select = Entity::find().filter(Column::Id.is_in(ids.iter().copied()));
        let rows: Vec<Version> = select.into_partial_model().all(self.reader()).await?;
        Ok(rows.into_iter().map(|version| (version.id, version)).collect())
    }

    /// The design that a version keeps.
    pub(crate) async fn version_design(&self, version: Uuid) -> Result<Option<Design>, StoreError> {
        let snapshot: Option<Vec<u8>> = Entity::find()
            .select_only()
            .column(Column::Snapshot)
            .filter(Column::Id.eq(version))
            .into_tuple()
            .one(self.reader())
            .await?;
        snapshot.map(|snapshot| unpack(&snapshot)).transpose()
    }
}

/// The rows of new versions, with snapshots compressed and numbers still to be given.
pub(super) fn rows(versions: &[NewVersion], branch_id: Uuid) -> Result<Vec<Model>, CommitError> {
    versions
        .iter()
        .map(|version| {
            let snapshot = zstd::bulk::compress(&version.snapshot, COMPRESSION)
                .map_err(|e| CommitError::Refused(format!("the snapshot cannot be compressed: {e}")))?;
            Ok(Model {
                id: version.id,
                project_id: version.project_id,
                branch_id,
                version_number: 0,
                schema_hash: version.schema_hash.clone(),
                message: version.message.clone(),
                created_by: version.created_by,
                revision: version.revision,
                snapshot,
                created_at: version.created_at,
            })
        })
        .collect()
}

fn unpack(snapshot: &[u8]) -> Result<Design, StoreError> {
    let json = zstd::stream::decode_all(snapshot).map_err(|e| StoreError::corrupt("snapshot", e))?;
    let snapshot: DesignSnapshot = serde_json::from_slice(&json).map_err(|e| StoreError::corrupt("snapshot", e))?;
    Ok(snapshot.into())
}
