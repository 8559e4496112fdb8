//! The rooms that are open in this process.

use super::bus::{Bus, BusConfig, Hint, Incoming};
use super::command::Command;
use super::expiry::Expiry;
use super::presence::Presence;
use super::room::{Room, Told};
use super::state::RoomState;
use super::writer::{Answered, Writer};
use crate::error::AppError;
use crate::store::{LoadedBranch, Store, StoreError};
use dashmap::DashMap;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tablewright_compiler::ids::TableId;
use tokio::sync::{OnceCell, broadcast, mpsc, watch};
use uuid::Uuid;

/// Commands that may wait in a room; who asks beyond that waits to ask.
const INBOX: usize = 1024;
/// Events that a follower may be behind before it reads the log instead.
const TOLD: usize = 1024;
/// How often rooms that share a database ask whether they missed something.
const POLL: Duration = Duration::from_secs(1);
/// How often rooms are looked over for those that nobody uses.
const TIDY: Duration = Duration::from_secs(30);

/// How rooms are to be.
#[derive(Debug, Clone)]
pub(crate) struct RoomsConfig {
    /// Where to hear of other servers' events.
    pub(crate) bus: BusConfig,
    /// Events retained per branch; `None` for all.
    pub(crate) retain_events: Option<i64>,
}

/// The rooms of this process. Cloning shares them.
#[derive(Clone)]
pub(crate) struct Rooms {
    shared: Arc<Shared>,
}

struct Shared {
    store: Store,
    bus: Bus,
    expiry: Expiry,
    presence: Presence,
    retain_events: Option<i64>,
    slots: DashMap<Uuid, Slot>,
}

/// A room, or the place where one is being opened.
type Slot = Arc<OnceCell<Arc<Room>>>;

impl Rooms {
    /// No rooms yet, and the tasks that serve them: the lock timer, the bus, the poll, the tidying.
    pub(crate) fn start(store: Store, config: RoomsConfig) -> Self {
        let (bus, incoming) = Bus::start(config.bus);
        let (expiry, due) = Expiry::start(store.clone());
        let presence = Presence::start(bus.clone());
        let retain_events = config.retain_events;
        let shared = Shared {
            store,
            bus,
            expiry,
            presence,
            retain_events,
            slots: DashMap::new(),
        };
        let rooms = Self {
            shared: Arc::new(shared),
        };
        tokio::spawn(rooms.clone().hear(incoming));
        tokio::spawn(rooms.clone().expire(due));
        tokio::spawn(rooms.clone().tidy());
        if rooms.shared.store.is_shared() {
            tokio::spawn(rooms.clone().poll());
        }
        rooms
    }

    /// Who is where, on all branches.
    pub(crate) fn presence(&self) -> &Presence {
        &self.shared.presence
    }

    /// The branch's room, opened where it is not.
    pub(crate) async fn open(&self, branch_id: Uuid) -> Result<Arc<Room>, AppError> {
        let slot = self.shared.slots.entry(branch_id).or_default().clone();
        let room = slot.get_or_try_init(|| self.load(branch_id)).await.cloned();
        if room.is_err() {
            drop(slot);
            self.shared.slots.remove_if(&branch_id, |_, slot| {
                Arc::strong_count(slot) == 1 && slot.get().is_none()
            });
        } else if room.as_ref().is_ok_and(|room| room.is_closed()) {
            self.shared
                .slots
                .remove_if(&branch_id, |_, known| Arc::ptr_eq(known, &slot));
            return Err(AppError::not_found("branch", branch_id));
        }
        room
    }

    /// Has a branch looked for, here and on the other servers: it was deleted, so its room closes.
    pub(crate) fn deleted(&self, branch_id: Uuid) {
        if let Some(room) = self.opened(branch_id) {
            room.hint(Command::CatchUp {
                revision: i64::MAX,
                reply: None,
            });
        }
        self.shared.bus.publish(Hint::Branch {
            branch_id,
            revision: i64::MAX,
        });
    }

    async fn load(&self, branch_id: Uuid) -> Result<Arc<Room>, AppError> {
        let loaded = self
            .shared
            .store
            .load_branch(branch_id)
            .await
            .map_err(|error| match error {
                StoreError::Unavailable(cause) => AppError::unavailable("database", cause),
                other => AppError::internal(other),
            })?;
        let loaded = loaded.ok_or_else(|| AppError::not_found("branch", branch_id))?;
        let project_id = loaded.project_id;
        let state = RoomState::from(loaded);
        state.locks.values().for_each(|lock| self.shared.expiry.watch(lock));
        let (inbox, commands) = mpsc::channel(INBOX);
        let (told, _) = broadcast::channel::<Told>(TOLD);
        let (state, known) = watch::channel(state);
        let room = Arc::new(Room::new(branch_id, inbox, known, told.clone()));
        let writer = Writer {
            branch_id,
            project_id,
            store: self.shared.store.clone(),
            bus: self.shared.bus.clone(),
            expiry: self.shared.expiry.clone(),
            retain_events: self.shared.retain_events,
            state,
            told,
            answered: Answered::default(),
            waiting: HashMap::new(),
            in_doubt: false,
            trimmed_at: 0,
            gone: false,
        };
        tokio::spawn(writer.run(commands));
        Ok(room)
    }

    /// The branch's room where it is open.
    fn opened(&self, branch_id: Uuid) -> Option<Arc<Room>> {
        self.shared.slots.get(&branch_id).and_then(|slot| slot.get().cloned())
    }

    async fn hear(self, mut incoming: mpsc::Receiver<Incoming>) {
        while let Some(heard) = incoming.recv().await {
            match heard {
                Incoming::Hint(Hint::Branch { branch_id, revision }) => {
                    if let Some(room) = self.opened(branch_id) {
                        room.hint(Command::CatchUp { revision, reply: None });
                    }
                }
                Incoming::Hint(Hint::Presence(said)) => self.shared.presence.heard(said),
                Incoming::MayHaveMissed => self.ask_heads().await,
            }
        }
    }

    async fn expire(self, mut due: mpsc::Receiver<Uuid>) {
        while let Some(branch_id) = due.recv().await {
            let Some(room) = self.opened(branch_id) else { continue };
            if room.send(Command::Expire).await.is_err() {
                tracing::error!(branch = %branch_id, "a room's writer has ended while a lock was held");
            }
        }
    }

    async fn poll(self) {
        loop {
            tokio::time::sleep(POLL).await;
            self.ask_heads().await;
        }
    }

    /// Asks for the revision of every open branch at once, and has the rooms that are behind catch up.
    async fn ask_heads(&self) {
        let open: Vec<Uuid> = self.shared.slots.iter().map(|slot| *slot.key()).collect();
        if open.is_empty() {
            return;
        }
        match self.shared.store.heads(&open).await {
            Ok(heads) => {
                let heads: HashMap<Uuid, i64> = heads.into_iter().collect();
                for branch_id in open {
                    let Some(room) = self.opened(branch_id) else { continue };
                    // A branch that is not there any more has its room look for it, and close.
                    let revision = heads.get(&branch_id).copied().unwrap_or(i64::MAX);
                    if room.state().revision < revision {
                        room.hint(Command::CatchUp { revision, reply: None });
                    }
                }
            }
            Err(error) => tracing::warn!(%error, "the heads of the open branches could not be read"),
        }
    }

    async fn tidy(self) {
        loop {
            tokio::time::sleep(TIDY).await;
            // The map's shard is locked while a slot is judged, so nobody takes a handle meanwhile.
            self.shared.slots.retain(|_, slot| {
                let unused = Arc::strong_count(slot) == 1
                    && slot
                        .get()
                        .is_none_or(|room| Arc::strong_count(room) == 1 && (room.is_idle() || room.is_closed()));
                !unused
            });
        }
    }
}

impl From<LoadedBranch> for RoomState {
    fn from(loaded: LoadedBranch) -> Self {
        let locks = loaded
            .locks
            .into_iter()
            .map(|lock| (TableId(lock.table_id), lock))
            .collect();
        Self {
            revision: loaded.revision,
            design: loaded.design,
            locks,
        }
    }
}
