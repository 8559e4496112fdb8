//! The log of a branch.

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use tablewright_compiler::edit::ChangeKind;
use tablewright_entity::EventKind;
use tablewright_entity::design_event::{Column, Entity, Model};
use uuid::Uuid;

use super::{Event, EventBody, Store, StoreError, bulk};

/// How far the log of a branch reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LogBounds {
    /// The branch's revision: that of the latest event, or 0.
    pub(crate) head: i64,
    /// The oldest revision that is still kept; `head + 1` where none is.
    pub(crate) oldest: i64,
}

impl LogBounds {
    /// Whether all events after `revision` are still there.
    pub(crate) fn reaches_back_to(self, revision: i64) -> bool {
        revision + 1 >= self.oldest
    }
}

/// One of a person's own design events, as far as undo cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct HistoryEntry {
    /// Its revision.
    pub(crate) revision: i64,
    /// The revision that it took back.
    pub(crate) undoes: Option<i64>,
    /// The undoing revision that it took back.
    pub(crate) redoes: Option<i64>,
}

impl Store {
    /// At most `limit` events after revision `after`, oldest first.
    pub(crate) async fn events_after(&self, branch: Uuid, after: i64, limit: u64) -> Result<Vec<Event>, StoreError> {
        let rows = Entity::of_branch(branch)
            .filter(Column::Revision.gt(after))
            .order_by_asc(Column::Revision)
            .limit(limit)
            .all(self.reader())
            .await?;
        rows.into_iter().map(from_row).collect()
    }

    /// At most `limit` events before revision `before`, newest first.
    pub(crate) async fn events_before(&self, branch: Uuid, before: i64, limit: u64) -> Result<Vec<Event>, StoreError> {
        let rows = Entity::of_branch(branch)
            .filter(Column::Revision.lt(before))
            .order_by_desc(Column::Revision)
            .limit(limit)
            .all(self.reader())
            .await?;
        rows.into_iter().map(from_row).collect()
    }

    /// The event at a revision; `None` where there is none yet, or no more.
    pub(crate) async fn event(&self, branch: Uuid, revision: i64) -> Result<Option<Event>, StoreError> {
        let row = Entity::find_by_id((branch, revision)).one(self.reader()).await?;
        row.map(from_row).transpose()
    }

    /// The head of the log and how far back it is kept; `None` for an unknown branch.
    pub(crate) async fn log_bounds(&self, branch: Uuid) -> Result<Option<LogBounds>, StoreError> {
        // One statement, so that head and oldest belong together.
        let sql = "SELECT b.revision AS head, (SELECT min(e.revision) FROM design_event e WHERE e.branch_id = b.id) \
                   AS oldest FROM branch b WHERE b.id = $1";
        let statement = sea_orm::Statement::from_sql_and_values(self.backend(), sql, [branch.into()]);
        let Some(row) = self.reader().query_one_raw(statement).await? else {
            return Ok(None);
        };
        let head: i64 = row.try_get("", "head")?;
        let oldest: Option<i64> = row.try_get("", "oldest")?;
        Ok(Some(LogBounds {
            head,
            oldest: oldest.unwrap_or(head + 1),
        }))
    }

    /// The heads of some branches, for servers that poll while the bus is down. Unknown branches are left out.
    pub(crate) async fn heads(&self, branches: &[Uuid]) -> Result<Vec<(Uuid, i64)>, StoreError> {
        use tablewright_entity::branch;
        Ok(branch::Entity::find()
            .select_only()
            .columns([branch::Column::Id, branch::Column::Revision])
            .filter(branch::Column::Id.is_in(branches.iter().copied()))
            .into_tuple()
            .all(self.reader())
            .await?)
    }

    /// The event that a client's edit became.
    pub(crate) async fn event_by_client_edit_id(
        &self,
        branch: Uuid,
        actor: Uuid,
        client_edit_id: &str,
    ) -> Result<Option<Event>, StoreError> {
        let row = Entity::of_branch(branch)
            .filter(Column::ActorId.eq(actor))
            .filter(Column::ClientEditId.eq(client_edit_id))
            .one(self.reader())
            .await?;
        row.map(from_row).transpose()
    }

    /// The latest client edit ids of a branch with the revisions they became, newest first, for a room's memory.
    pub(crate) async fn recent_client_edits(
        &self,
        branch: Uuid,
        limit: u64,
    ) -> Result<Vec<(Uuid, String, i64)>, StoreError> {
        Ok(Entity::of_branch(branch)
            .select_only()
            .columns([Column::ActorId, Column::ClientEditId, Column::Revision])
            .filter(Column::ClientEditId.is_not_null())
            .order_by_desc(Column::Revision)
            .limit(limit)
            .into_tuple()
            .all(self.reader())
            .await?)
    }

    /// A person's latest design events on a branch, at most `limit`, oldest first, without what they did.
    pub(crate) async fn actor_history(
        &self,
        branch: Uuid,
        actor: Uuid,
        limit: u64,
    ) -> Result<Vec<HistoryEntry>, StoreError> {
        let rows: Vec<(i64, Option<i64>, Option<i64>)> = Entity::of_branch(branch)
            .select_only()
            .columns([Column::Revision, Column::Undoes, Column::Redoes])
            .filter(Column::ActorId.eq(actor))
            .filter(Column::Kind.eq(EventKind::DesignEdited))
            .order_by_desc(Column::Revision)
            .limit(limit)
            .into_tuple()
            .all(self.reader())
            .await?;
        let oldest_first = rows.into_iter().rev();
        Ok(oldest_first
            .map(|(revision, undoes, redoes)| HistoryEntry {
                revision,
                undoes,
                redoes,
            })
            .collect())
    }

    /// Who deleted an element and at which revision, as far as the log is kept. Searches the text of the log: for answers to a person whose
    /// edit names an element that is gone, not for every edit.
    pub(crate) async fn who_deleted(&self, branch: Uuid, element: Uuid) -> Result<Option<(Uuid, i64)>, StoreError> {
        let mut before = i64::MAX;
        loop {
            let row = Entity::of_branch(branch)
                .filter(Column::Kind.eq(EventKind::DesignEdited))
                .filter(Column::Revision.lt(before))
                .filter(Expr::col(Column::Payload).like(format!("%{element}%")))
                .order_by_desc(Column::Revision)
                .one(self.reader())
                .await?;
            let Some(row) = row else { return Ok(None) };
            before = row.revision;
            let event = from_row(row)?;
            let EventBody::DesignEdited { changes } = &event.body else {
                continue;
            };
            let mention = changes.iter().find(|change| change.reference().id == element);
            match mention.map(|change| change.kind()) {
                Some(ChangeKind::Deleted) => return Ok(Some((event.actor_id, event.revision))),
                // It is there, or was again after an earlier deletion.
                Some(ChangeKind::Created | ChangeKind::Updated) => return Ok(None),
                None => {}
            }
        }
    }

    /// Forgets all but the latest `keep` events of a branch; returns how many were forgotten.
    pub(crate) async fn trim_events(&self, branch: Uuid, keep: i64) -> Result<u64, StoreError> {
        let sql = "DELETE FROM design_event WHERE branch_id = $1 \
                   AND revision <= (SELECT revision FROM branch WHERE id = $1) - $2";
        bulk::execute(&self.writing, sql, [branch.into(), keep.into()]).await
    }
}

/// Adds events to the log.
pub(super) async fn insert(db: &impl ConnectionTrait, events: &[Event]) -> Result<(), StoreError> {
    let rows: Result<Vec<Model>, StoreError> = events.iter().map(to_row).collect();
    bulk::insert::<Entity>(db, &rows?).await
}

fn to_row(event: &Event) -> Result<Model, StoreError> {
    let kind = match event.body {
        EventBody::DesignEdited { .. } => EventKind::DesignEdited,
        EventBody::TableLocked { .. } => EventKind::TableLocked,
        EventBody::TableUnlocked { .. } => EventKind::TableUnlocked,
        EventBody::VersionCreated { .. } => EventKind::VersionCreated,
    };
    Ok(Model {
        branch_id: event.branch_id,
        revision: event.revision,
        kind,
        actor_id: event.actor_id,
        client_edit_id: event.client_edit_id.clone(),
        payload: serde_json::to_string(&event.body).map_err(|e| StoreError::Other(e.to_string()))?,
        undoes: event.undoes,
        redoes: event.redoes,
        created_at: event.at,
    })
}

fn from_row(row: Model) -> Result<Event, StoreError> {
    let body = serde_json::from_str(&row.payload)
        .map_err(|e| StoreError::corrupt(format!("event {} of branch {}", row.revision, row.branch_id), e))?;
    Ok(Event {
        branch_id: row.branch_id,
        revision: row.revision,
        actor_id: row.actor_id,
        client_edit_id: row.client_edit_id,
        undoes: row.undoes,
        redoes: row.redoes,
        at: row.created_at,
        body,
    })
}
