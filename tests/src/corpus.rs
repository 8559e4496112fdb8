//! The real schemas that tests import. They are read where they are, never copied.

use std::path::PathBuf;

/// Where the corpus is: the folder `TABLEWRIGHT_CORPUS`, or `../shared/corpus` beside the repository.
pub(crate) fn corpus_folder() -> PathBuf {
    std::env::var_os("TABLEWRIGHT_CORPUS").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus"),
        PathBuf::from,
    )
}

/// The SQL of `<name>/schema.sql` in the corpus.
pub fn corpus(name: &str) -> String {
    let path = corpus_folder().join(name).join("schema.sql");
    std::fs::read_to_string(&path).unwrap_or_else(|error| {
        panic!(
            "the corpus schema {} cannot be read ({error}): put the corpus at ../shared/corpus \
             beside the repository, or set TABLEWRIGHT_CORPUS to its folder",
            path.display()
        )
    })
}
