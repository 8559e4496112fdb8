//! What the tests of the wire share: limits as a server has them by default.

use clap::Parser;

use crate::config::{Config, Limits};

#[derive(Parser)]
struct Defaults {
    #[command(flatten)]
    config: Config,
}

/// The limits of a server that was told nothing.
pub(super) fn limits() -> Limits {
    Defaults::parse_from(["tablewright"]).config.limits
}
