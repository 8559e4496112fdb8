//! Where schemas to try are found.

use super::Source;
use crate::corpus::corpus_folder;
use std::path::{Path, PathBuf};
use tablewright_compiler::dialect::Dialect;

/// Every schema of the corpus. Panics where the corpus is missing, and says where it should be.
pub fn corpus_sources() -> Vec<Source> {
    let folder = corpus_folder();
    let found = sources_in(&folder);
    assert!(
        !found.is_empty(),
        "there is no corpus at {}: put it at ../shared/corpus beside the repository, or set TABLEWRIGHT_CORPUS",
        folder.display()
    );
    found
}

/// One schema of the corpus.
pub fn corpus_source(name: &str) -> Source {
    let found = corpus_sources().into_iter().find(|source| source.name == name);
    found.unwrap_or_else(|| panic!("the corpus has no {name}"))
}

/// The schemas made for this, which hold what real ones seldom do.
pub fn own_sources() -> Vec<Source> {
    sources_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../compiler/testdata/fidelity"))
}

/// The schemas below a folder. Which engine's they are is said by a folder `postgres`, `mysql` or `sqlite`, or by
/// `-pg`, `-my` or `-lite` at the end of the name of a folder or file.
pub fn sources_in(folder: &Path) -> Vec<Source> {
    let mut files = Vec::new();
    find(folder, &mut files);
    files.sort();
    files
        .into_iter()
        .filter_map(|file| {
            let dialect = dialect_of(&file)?;
            let stem = file.file_stem()?.to_string_lossy().into_owned();
            let name = match stem.as_str() {
                "schema" => file.parent()?.file_name()?.to_string_lossy().into_owned(),
                _ => format!("{}/{stem}", file.parent()?.file_name()?.to_string_lossy()),
            };
            let sql = String::from_utf8_lossy(&std::fs::read(&file).ok()?).into_owned();
            Some(Source { name, dialect, sql })
        })
        .collect()
}

fn find(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            find(&path, files);
        } else if path.extension().is_some_and(|e| e == "sql") {
            files.push(path);
        }
    }
}

fn dialect_of(file: &Path) -> Option<Dialect> {
    let stem = file.file_stem()?.to_string_lossy();
    let parent = file.parent()?.file_name()?.to_string_lossy();
    [stem, parent].iter().find_map(|name| match name.as_ref() {
        "postgres" => Some(Dialect::Postgres),
        "mysql" => Some(Dialect::Mysql),
        "sqlite" => Some(Dialect::Sqlite),
        name if name.ends_with("-pg") => Some(Dialect::Postgres),
        name if name.ends_with("-my") => Some(Dialect::Mysql),
        name if name.ends_with("-lite") => Some(Dialect::Sqlite),
        _ => None,
    })
}
