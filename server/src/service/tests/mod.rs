//! Services against a real SQLite file, as the API calls them.

mod accounts;
mod edits;
mod locks;
mod projects;
