//! The program from outside: what its users can count on, with real processes and databases.
//! One binary, so that the harness is linked once.

#![allow(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it should be"
)]

mod bad_input;
mod command_line;
mod compile;
mod embedded;
mod house_rules;
mod locks;
mod many_servers;
mod prove;
mod random_schedules;
mod redis_away;
mod resume;
mod walkthrough;
