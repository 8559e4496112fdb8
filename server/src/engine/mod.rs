//! Live engines: connections that run any statement, and scratch servers to try things on.
//!
//! Nothing here knows of the application's own store. A scratch server is thrown away; a database that
//! somebody else uses is only ever read.

mod connection;
mod error;
pub(crate) mod inspect;
pub(crate) mod prove;
pub(crate) mod scratch;

pub(crate) use connection::Connection;
pub(crate) use error::EngineError;
