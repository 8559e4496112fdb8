//! The `tablewright` program: a server on which a team designs a database, and the same compiler on the
//! command line.

// Pieces land before the code that joins them.
#![allow(dead_code)]

mod access;
mod app;
mod auth;
mod cli;
mod collab;
mod config;
mod error;
mod graphql;
mod http;
mod router;
mod service;
mod store;

fn main() -> std::process::ExitCode {
    cli::run()
}
