//! The audit log. Records of a room's doings are written with them, in [`super::commit`].

use tablewright_entity::audit_log::{Column, Entity};
use uuid::Uuid;

use super::page::Keyset;
use super::{AuditRecord, Cursor, NewAudit, Page, PageRequest, Store, StoreError, commit};

impl Store {
    /// Adds records.
    pub(crate) async fn record(&self, records: &[NewAudit]) -> Result<(), StoreError> {
        commit::insert_audit(&self.writing, records).await
    }

    /// A page of a project's records, in the order in which they were made.
    pub(crate) async fn audit_page(
        &self,
        project: Uuid,
        request: &PageRequest,
    ) -> Result<Page<AuditRecord>, StoreError> {
        // Ids are of the kind that sorts by time, so that they are both key and tie-breaker.
        let order = Keyset {
            key: Column::Id,
            id: Column::Id,
            value: |key| Uuid::try_parse(key).ok().map(Into::into),
        };
        let rows = order
            .narrow(Entity::of_project(project), request)
            .all(self.reader())
            .await?;
        Ok(Keyset::<Column>::page(rows, request, |record| {
            Cursor::new(record.id.to_string(), record.id)
        }))
    }
}
