//! The paths of the command line to the files that are read.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Kinds of file that a folder is searched for; a file that is named itself is read whatever it is called.
const EXTENSIONS: &[&str] = &[
    "txt", "text", "md", "markdown", "html", "htm", "xhtml", "eml", "mbox", "pdf", "docx", "rss", "atom", "xml",
    "jsonl", "ndjson",
];

/// A path that leads to no file.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    /// Nothing there.
    #[error("`{0}` does not exist\nhint: check the spelling; paths are relative to the current folder")]
    Missing(String),
    /// A folder without texts.
    #[error(
        "no texts in `{0}`\nhint: a folder is searched for .txt, .md, .html, .eml, .mbox, .pdf, .docx, .rss, .xml and .jsonl files, also as .gz and .zst"
    )]
    NoTexts(String),
    /// The system refused.
    #[error("`{path}` cannot be read: {error}\nhint: check that you may read it")]
    Io {
        /// The path.
        path: String,
        /// What the system says.
        error: io::Error,
    },
}

/// The files behind `paths`, each once, sorted, and what is wrong with the others. `-` is standard input.
pub fn expand(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<InputError>) {
    let mut files = BTreeSet::new();
    let mut errors = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            files.insert(path.clone());
            continue;
        }
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => {
                let before = files.len();
                let mut found = Vec::new();
                search(path, &mut found, &mut errors);
                let none = found.is_empty();
                files.extend(found);
                if none && files.len() == before {
                    errors.push(InputError::NoTexts(path.display().to_string()));
                }
            }
            Ok(_) => {
                files.insert(path.clone());
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                errors.push(InputError::Missing(path.display().to_string()));
            }
            Err(error) => errors.push(InputError::Io { path: path.display().to_string(), error }),
        }
    }
    (files.into_iter().collect(), errors)
}

/// All texts below `folder`. Hidden files, stores and links to folders are left out: a link may lead in a circle.
fn search(folder: &Path, found: &mut Vec<PathBuf>, errors: &mut Vec<InputError>) {
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) => {
                errors.push(InputError::Io { path: folder.display().to_string(), error });
                continue;
            }
        };
        for entry in entries.flatten() {
            let path = entry.path();
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() {
                if !path.join("store.json").exists() {
                    folders.push(path);
                }
            } else if is_text(&path) {
                found.push(path);
            } else {
                tracing::info!(path = %path.display(), "left out: not a kind of text that a folder is searched for");
            }
        }
    }
}

fn is_text(path: &Path) -> bool {
    let extension = |path: &Path| path.extension().map(|e| e.to_string_lossy().to_lowercase());
    match extension(path) {
        Some(packed) if packed == "gz" || packed == "zst" => extension(Path::new(path.file_stem().unwrap_or_default()))
            .is_some_and(|inner| EXTENSIONS.contains(&inner.as_str())),
        Some(plain) => EXTENSIONS.contains(&plain.as_str()),
        None => false,
    }
}
