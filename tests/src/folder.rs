//! Temporary folders.

use std::path::{Path, PathBuf};

/// A folder of its own for one test, removed with what is in it when dropped.
#[derive(Debug)]
pub struct TempFolder(PathBuf);

impl TempFolder {
    /// Makes an empty folder.
    pub fn create() -> Self {
        let path = std::env::temp_dir().join(format!("tablewright-test-{}", uuid::Uuid::new_v4()));
        std::fs::create_dir(&path).unwrap();
        Self(path)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TempFolder {
    fn drop(&mut self) {
        // A server that was just killed may still hold files; the folder is in /tmp anyway.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
