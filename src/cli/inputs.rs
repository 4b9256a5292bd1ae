//! The paths of the command line to the files that are read.

use crate::read::{Found, ReadError, find_files};
use std::path::{Path, PathBuf};

/// The files behind `paths`, each once, and what is wrong with the others. `-` is standard input; stores in folders
/// are not texts.
pub fn expand(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<ReadError>) {
    let is_store = |folder: &Path| folder.join("store.json").exists();
    let Found { files, skipped, errors } = find_files(paths, is_store);
    for path in skipped {
        tracing::info!(path = %path.display(), "left out: not a kind of text that a folder is searched for");
    }
    (files, errors)
}
