//! Rooms: where a branch is changed, and from where its changes are heard.
//!
//! [`Rooms`] finds the [`Room`] of a branch. A room's writer task takes [`command`]s in order, decides them on its
//! [`state`] ([`decide`]), writes what was decided in one transaction and tells it to the [`follow`]ers and the
//! [`bus`]. The log is the truth: the state is a replay of it, and whoever misses something reads it there.

pub(crate) mod bus;
pub(crate) mod command;
mod decide;
mod expiry;
pub(crate) mod follow;
pub(crate) mod lock_rules;
pub(crate) mod presence;
mod room;
mod rooms;
mod state;
mod undo;
mod writer;

pub(crate) use room::Room;
pub(crate) use rooms::{Rooms, RoomsConfig};
pub(crate) use state::{LiveEvent, RoomState};
pub(crate) use undo::Direction;
