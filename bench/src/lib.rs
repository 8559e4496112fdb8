//! What the measuring programs share: schemas to measure with.

mod made;

pub use made::{Version, made};

use std::path::Path;

/// A schema of the corpus beside the repository, or nothing where it is missing.
pub fn corpus(name: &str) -> Option<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared/corpus")
        .join(name)
        .join("schema.sql");
    std::fs::read_to_string(file).ok()
}
