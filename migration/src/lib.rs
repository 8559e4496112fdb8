//! Migrations of Tablewright's own database, the same for SQLite and PostgreSQL, forwards and back.
//!
//! A file holds one dated migration as plain SQL in the common subset of both engines, with the type words of
//! [`dialect`] where they differ. A released migration is never edited: a change is a new file, and one that removes
//! something comes a release after the code stopped using it.

#![allow(
    elided_lifetimes_in_paths,
    reason = "MigrationTrait itself hides SchemaManager's lifetime, and async_trait wants the same"
)]

use sea_orm_migration::MigrationTrait;
pub use sea_orm_migration::MigratorTrait;

mod dialect;
mod m20261120_000001_people;
mod m20261120_000002_projects;
mod m20261120_000003_design;
mod m20261120_000004_locks;
mod m20261120_000005_history;
mod m20261121_000001_details;

/// The ordered list of all migrations.
#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261120_000001_people::Migration),
            Box::new(m20261120_000002_projects::Migration),
            Box::new(m20261120_000003_design::Migration),
            Box::new(m20261120_000004_locks::Migration),
            Box::new(m20261120_000005_history::Migration),
            Box::new(m20261121_000001_details::Migration),
        ]
    }
}
