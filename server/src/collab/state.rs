//! What a room knows: its branch at a revision.

use crate::store::{Event, EventBody, Lock};
use std::sync::Arc;
use tablewright_compiler::design::Design;
use tablewright_compiler::ids::TableId;
use uuid::Uuid;

/// A branch at one revision. Cloning shares everything.
#[derive(Debug, Clone)]
pub(crate) struct RoomState {
    /// The revision.
    pub(crate) revision: i64,
    /// The design at it.
    pub(crate) design: Design,
    /// The locks that the log says are held, by table.
    pub(crate) locks: imbl::HashMap<TableId, Lock>,
}

impl RoomState {
    /// The state after the event, which must be the next one.
    pub(crate) fn play(&mut self, event: &Event) {
        debug_assert_eq!(event.revision, self.revision + 1, "events are played in order");
        self.revision = event.revision;
        match &event.body {
            EventBody::DesignEdited { changes } => changes.iter().for_each(|c| c.play(&mut self.design)),
            EventBody::TableLocked { lock } => {
                self.locks.insert(TableId(lock.table_id), lock.clone());
            }
            EventBody::TableUnlocked { lock, .. } => {
                self.locks.remove(&TableId(lock.table_id));
            }
            EventBody::VersionCreated { .. } => {}
        }
    }

    /// The held lock with this token.
    pub(crate) fn lock_with_token(&self, token: Uuid) -> Option<&Lock> {
        self.locks.values().find(|lock| lock.token == token)
    }
}

/// An event with the design at its revision, from which its elements are read.
#[derive(Debug, Clone)]
pub(crate) struct LiveEvent {
    /// What happened.
    pub(crate) event: Arc<Event>,
    /// The design after it.
    pub(crate) design: Design,
}
