//! Following a branch: every event after a revision, once each, in order, without gaps.
//!
//! A follower listens first, then reads the log after its revision, then goes live, dropping what it has. A gap, a
//! lag or a room that skipped events sends it back to the log. Written once, here.

use super::room::{Room, Told};
use super::state::{LiveEvent, RoomState};
use super::writer::backoff;
use crate::error::AppError;
use crate::store::{Event, EventBody, Store, StoreError};
use std::collections::VecDeque;
use std::sync::Arc;
use tablewright_compiler::design::Design;
use tokio::sync::broadcast;
use uuid::Uuid;

/// Events read from the log at once.
const PAGE: u64 = 500;
/// How often the log is asked again where the database is away, before the follower gives up: some 30 s.
const PATIENCE: u32 = 24;

/// What a follower gets.
#[derive(Debug, Clone)]
pub(crate) enum Delivery {
    /// The next event.
    Event(Arc<LiveEvent>),
    /// The log no longer reaches back: load the branch; what follows comes after this revision.
    Resync {
        /// The revision that the stream goes on from.
        revision: i64,
    },
}

/// Someone who follows a branch. Holding it keeps the room open.
pub(crate) struct Follower {
    room: Arc<Room>,
    store: Store,
    told: broadcast::Receiver<Told>,
    last: i64,
    /// At `last`.
    design: Design,
    ready: VecDeque<Delivery>,
    behind: bool,
}

impl Follower {
    /// Follows the branch after a revision, which is the last that the client has.
    pub(crate) async fn attach(room: Arc<Room>, store: Store, after: i64) -> Result<Self, AppError> {
        if after < 0 {
            return Err(AppError::invalid(
                "`after` is the last revision you have, or 0 for all events.",
            ));
        }
        let told = room.listen();
        room.catch_up_to(after).await?;
        let now = room.state();
        let at = if after > now.revision {
            None
        } else if after == 0 {
            // Every branch begins empty; where the log no longer does, reading it says so.
            Some(Design::new())
        } else {
            design_at(&store, room.branch_id(), &now, after).await?
        };
        let mut follower = Self {
            room,
            store,
            told,
            last: after,
            design: Design::new(),
            ready: VecDeque::new(),
            behind: true,
        };
        match at {
            Some(design) => follower.design = design,
            None => follower.resync(now),
        }
        Ok(follower)
    }

    /// The next delivery, waited for without end. An error ends the stream: the client comes back with the last
    /// revision it has.
    pub(crate) async fn next(&mut self) -> Result<Delivery, AppError> {
        loop {
            if let Some(delivery) = self.ready.pop_front() {
                return Ok(delivery);
            }
            if self.behind {
                self.read_log().await?;
                continue;
            }
            match self.told.recv().await {
                Ok(Told::Event(live)) if live.event.revision <= self.last => {}
                Ok(Told::Event(live)) if live.event.revision == self.last + 1 => {
                    self.last += 1;
                    self.design = live.design.clone();
                    return Ok(Delivery::Event(live));
                }
                Ok(Told::Event(_) | Told::Gap) | Err(broadcast::error::RecvError::Lagged(_)) => self.behind = true,
                Ok(Told::Gone) => return Err(AppError::not_found("branch", self.room.branch_id())),
                Err(broadcast::error::RecvError::Closed) => {
                    return Err(AppError::unavailable("branch's room", "the writer task has ended"));
                }
            }
        }
    }

    async fn read_log(&mut self) -> Result<(), AppError> {
        let page = patiently(|| self.store.events_after(self.room.branch_id(), self.last, PAGE)).await?;
        match page.first() {
            None => {
                self.behind = false;
                return Ok(());
            }
            Some(first) if first.revision != self.last + 1 => {
                self.room.catch_up_to(first.revision).await?;
                self.resync(self.room.state());
                return Ok(());
            }
            Some(_) => {}
        }
        for event in page {
            self.last = event.revision;
            if let EventBody::DesignEdited { changes } = &event.body {
                changes.iter().for_each(|change| change.play(&mut self.design));
            }
            let live = LiveEvent {
                event: Arc::new(event),
                design: self.design.clone(),
            };
            self.ready.push_back(Delivery::Event(Arc::new(live)));
        }
        Ok(())
    }

    fn resync(&mut self, state: RoomState) {
        self.last = state.revision;
        self.design = state.design;
        self.behind = true;
        self.ready.push_back(Delivery::Resync { revision: self.last });
    }
}

/// The design at an earlier revision: `now` taken back event by event. `None` where the log does not reach so far.
pub(crate) async fn design_at(
    store: &Store,
    branch_id: Uuid,
    now: &RoomState,
    revision: i64,
) -> Result<Option<Design>, AppError> {
    let mut design = now.design.clone();
    let mut at = now.revision;
    while at > revision {
        let page: Vec<Event> = patiently(|| store.events_before(branch_id, at + 1, PAGE)).await?;
        if page.first().is_none_or(|latest| latest.revision != at) {
            return Ok(None);
        }
        for event in page {
            if event.revision <= revision {
                break;
            }
            if let EventBody::DesignEdited { changes } = &event.body {
                changes.iter().rev().for_each(|change| change.rewind(&mut design));
            }
            at = event.revision - 1;
        }
    }
    Ok(Some(design))
}

/// Asks again where the database is away.
async fn patiently<T, F>(mut ask: impl FnMut() -> F) -> Result<T, AppError>
where
    F: Future<Output = Result<T, StoreError>>,
{
    let mut failures = 0;
    loop {
        match ask().await {
            Ok(value) => return Ok(value),
            Err(StoreError::Unavailable(cause)) if failures == PATIENCE => {
                return Err(AppError::unavailable("database", cause));
            }
            Err(StoreError::Unavailable(_)) => {
                failures += 1;
                tokio::time::sleep(backoff(failures)).await;
            }
            Err(other) => return Err(AppError::internal(other)),
        }
    }
}
