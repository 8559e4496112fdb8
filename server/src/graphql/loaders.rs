//! Loaders: what many resolvers of a request ask for one by one is read with one statement.
//!
//! They cache nothing, so what is read is never older than the request. Whether the viewer may see what is loaded is
//! not looked at: every way here starts from something that passed the check in `access`.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::dataloader::{DataLoader, Loader};
use tablewright_compiler::design::{Constraint, EnumType, Field, Index, Relationship, Table};
use tablewright_compiler::ids::{FieldId, TableId};
use uuid::Uuid;

use super::gather::Queue;
use crate::error::AppError;
use crate::store::{Branch, Lock, Placed, Project, Store, StoreError, User, Version};

/// Keys gathered for one statement; SQLite takes 32,766 bound values.
const BATCH: usize = 5_000;

/// Reads from the store, by the key types of this module.
pub(crate) struct Loaders {
    store: Store,
}

/// The loaders of a request, whose loads go to its queue.
pub(super) fn loaders(store: Store, queue: Queue) -> DataLoader<Loaders> {
    DataLoader::new(Loaders { store }, move |load| queue.push(load))
        .delay(Duration::ZERO)
        .max_batch_size(BATCH)
}

/// A person, by id.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct UserKey(pub(crate) Uuid);

/// A project, by id.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ProjectKey(pub(crate) Uuid);

/// A branch, by id.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct BranchKey(pub(crate) Uuid);

/// The `main` branch, by project.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct MainBranchOf(pub(crate) Uuid);

/// A version, by id.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct VersionKey(pub(crate) Uuid);

/// The fields of a table, in their order.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct FieldsOf(pub(crate) TableId);

/// The keys and checks of a table.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ConstraintsOf(pub(crate) TableId);

/// The indexes of a table.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct IndexesOf(pub(crate) TableId);

/// The relationships at either end of which a table is.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct RelationshipsOf(pub(crate) TableId);

/// The lock held on a table.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct LockOf(pub(crate) TableId);

/// The enum types of a branch.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct EnumsOf(pub(crate) Uuid);

macro_rules! load {
    ($($key:ty => $value:ty, $function:ident, $id:expr;)+) => {$(
        impl Loader<$key> for Loaders {
            type Value = $value;
            type Error = AppError;

            async fn load(&self, keys: &[$key]) -> Result<HashMap<$key, $value>, AppError> {
                let found = self.store.$function(&ids(keys, $id)).await;
                by_key(keys, $id, found)
            }
        }
    )+};
}

load! {
    UserKey => User, users_by_ids, |key| key.0;
    ProjectKey => Project, projects_by_ids, |key| key.0;
    BranchKey => Branch, branches_by_ids, |key| key.0;
    MainBranchOf => Branch, main_branches, |key| key.0;
    VersionKey => Version, versions_by_ids, |key| key.0;
    TableId => Placed<Table>, tables_by_ids, |key| key.0;
    FieldId => Placed<Field>, fields_by_ids, |key| key.0;
    FieldsOf => Vec<Arc<Field>>, fields_of_tables, |key| key.0.0;
    ConstraintsOf => Vec<Arc<Constraint>>, constraints_of_tables, |key| key.0.0;
    IndexesOf => Vec<Arc<Index>>, indexes_of_tables, |key| key.0.0;
    RelationshipsOf => Vec<Arc<Relationship>>, relationships_of_tables, |key| key.0.0;
    LockOf => Lock, locks_of_tables, |key| key.0.0;
}

impl Loader<EnumsOf> for Loaders {
    type Value = Vec<Arc<EnumType>>;
    type Error = AppError;

    /// A request seldom reads more than one branch.
    async fn load(&self, keys: &[EnumsOf]) -> Result<HashMap<EnumsOf, Self::Value>, AppError> {
        let mut found = HashMap::with_capacity(keys.len());
        for key in keys {
            found.insert(*key, self.store.enums_of_branch(key.0).await?);
        }
        Ok(found)
    }
}

fn ids<K>(keys: &[K], id: impl Fn(&K) -> Uuid) -> Vec<Uuid> {
    keys.iter().map(id).collect()
}

fn by_key<K: Copy + Eq + Hash, V>(
    keys: &[K],
    id: impl Fn(&K) -> Uuid,
    found: Result<HashMap<Uuid, V>, StoreError>,
) -> Result<HashMap<K, V>, AppError> {
    let mut found = found?;
    Ok(keys
        .iter()
        .filter_map(|key| Some((*key, found.remove(&id(key))?)))
        .collect())
}
