//! Plain HTTP: health, and the pages the server brings along.

pub(crate) mod health;
pub(crate) mod page;
