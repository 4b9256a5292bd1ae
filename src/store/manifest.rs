//! `store.json`: what a store folder says of itself.

use super::StoreError;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The format that this program writes; it reads this and all before.
pub const FORMAT: u32 = 1;

/// How the quads are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Backend {
    /// One N-Quads file a document.
    Files,
    /// A RocksDB database.
    RocksDb,
}

impl Backend {
    /// The name by which the command line knows it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Files => "files",
            Self::RocksDb => "rocksdb",
        }
    }
}

/// The content of `store.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the folder's layout.
    pub format: u32,
    /// How the quads are kept.
    pub backend: Backend,
}

impl Manifest {
    /// The manifest of a new store.
    #[must_use]
    pub fn new(backend: Backend) -> Self {
        Self { format: FORMAT, backend }
    }

    /// Where it stands.
    pub(super) fn path(folder: &Path) -> PathBuf {
        folder.join("store.json")
    }

    /// Reads the manifest of the store in `folder`.
    ///
    /// # Errors
    /// When there is none, it is broken, or it tells of a newer format.
    pub fn read(folder: &Path) -> Result<Self, StoreError> {
        let path = Self::path(folder);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                return Err(StoreError::Missing { folder: folder.to_owned() });
            }
            Err(error) => return Err(StoreError::io("read", path)(error)),
        };
        let value: serde_json::Value = serde_json::from_slice(&bytes)
            .map_err(|error| StoreError::BadManifest { path: path.clone(), reason: error.to_string() })?;
        // The format comes first: a newer one may name back ends that this program has never heard of.
        if let Some(found) = value.get("format").and_then(serde_json::Value::as_u64)
            && found > u64::from(FORMAT)
        {
            return Err(StoreError::Newer { folder: folder.to_owned(), found: found as u32, known: FORMAT });
        }
        serde_json::from_value(value).map_err(|error| StoreError::BadManifest { path, reason: error.to_string() })
    }

    /// Writes the manifest atomically.
    pub(super) fn write(&self, folder: &Path) -> Result<(), StoreError> {
        let path = Self::path(folder);
        let text = serde_json::to_string_pretty(self)
            .map_err(|error| StoreError::BadManifest { path: path.clone(), reason: error.to_string() })?;
        write_atomically(&path, |file| writeln!(file, "{text}"))
    }
}

/// Writes a file so that a reader, or a crash at any moment, finds the old content or the new one, never a part.
pub(super) fn write_atomically(
    path: &Path,
    content: impl FnOnce(&mut io::BufWriter<fs::File>) -> io::Result<()>,
) -> Result<(), StoreError> {
    let temporary = path.with_extension("tmp");
    let written = (|| {
        let mut file = io::BufWriter::new(fs::File::create(&temporary)?);
        content(&mut file)?;
        file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        fs::rename(&temporary, path)?;
        // The rename itself is durable only once the folder is synced; where folders cannot be opened (Windows),
        // the file system does so by itself.
        if let Some(folder) = path.parent()
            && let Ok(folder) = fs::File::open(folder)
        {
            let _ = folder.sync_all();
        }
        Ok(())
    })();
    written.map_err(|error| {
        let _ = fs::remove_file(&temporary);
        StoreError::io("write", path)(error)
    })
}
