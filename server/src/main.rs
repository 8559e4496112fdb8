//! The `tablewright` program: a server on which a team designs a database, and the same compiler on the
//! command line.

mod access;
mod app;
mod auth;
mod cli;
mod collab;
mod config;
mod engine;
mod error;
mod graphql;
mod http;
mod router;
mod service;
mod store;

fn main() -> std::process::ExitCode {
    cli::run()
}
