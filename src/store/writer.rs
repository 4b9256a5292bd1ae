//! The one writer of a store.

use super::links::{self, Link};
use super::{Backend, Damage, DocumentRecord, Manifest, StoreError, files};
use oxigraph::model::Quad;
use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What became of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The store had none from this source.
    New,
    /// It took the place of an earlier reading.
    Replaced,
}

/// A store open for writing. Many threads may write documents through one writer.
pub struct Writer {
    folder: PathBuf,
    manifest: Manifest,
    records: Mutex<BTreeMap<String, DocumentRecord>>,
    damaged: Vec<Damage>,
    #[cfg(feature = "rocksdb")]
    database: Option<super::rocks::Database>,
    /// Held for as long as the writer lives; the system frees it when the process ends, however it ends.
    _lock: File,
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Writer {
    /// Opens the store in `folder` for writing, and makes it where there is none: with `backend`, or else as files.
    ///
    /// # Errors
    /// When the folder holds something else, cannot be written, or has another writer.
    pub fn open(folder: &Path, backend: Option<Backend>) -> Result<Self, StoreError> {
        let manifest = match Manifest::read(folder) {
            Ok(manifest) => {
                if backend.is_some_and(|wanted| wanted != manifest.backend) {
                    let found = manifest.backend.name();
                    return Err(StoreError::OtherBackend { folder: folder.to_owned(), found });
                }
                manifest
            }
            Err(StoreError::Missing { .. }) => Manifest::new(backend.unwrap_or(Backend::Files)),
            Err(error) => return Err(error),
        };
        if manifest.backend == Backend::RocksDb && !cfg!(feature = "rocksdb") {
            return Err(StoreError::LacksBackend { folder: folder.to_owned() });
        }
        let lock = lock(folder)?;
        if !Manifest::path(folder).exists() {
            manifest.write(folder)?;
        }
        let documents = files::documents_folder(folder);
        fs::create_dir_all(&documents).map_err(StoreError::io("create", &documents))?;
        remove_leftovers(folder)?;
        #[cfg(feature = "rocksdb")]
        let database = match manifest.backend {
            Backend::RocksDb => Some(super::rocks::Database::open(folder)?),
            Backend::Files => None,
        };
        let (records, damaged) = match manifest.backend {
            Backend::Files => files::records(folder)?,
            #[cfg(feature = "rocksdb")]
            Backend::RocksDb => (super::rocks::records(folder)?, Vec::new()),
            #[cfg(not(feature = "rocksdb"))]
            Backend::RocksDb => return Err(StoreError::LacksBackend { folder: folder.to_owned() }),
        };
        let records = records.into_iter().map(|record| (record.source.clone(), record)).collect();
        Ok(Self {
            folder: folder.to_owned(),
            manifest,
            records: Mutex::new(records),
            damaged,
            #[cfg(feature = "rocksdb")]
            database,
            _lock: lock,
        })
    }

    /// Writes the description of a store whose own is broken: the documents tell which back end keeps them.
    ///
    /// # Errors
    /// When the store has another writer or cannot be written.
    pub fn restore(folder: &Path) -> Result<(), StoreError> {
        let _lock = lock(folder)?;
        let backend = if folder.join("rocksdb").exists() { Backend::RocksDb } else { Backend::Files };
        Manifest::new(backend).write(folder)
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// How the quads are kept.
    #[must_use]
    pub fn backend(&self) -> Backend {
        self.manifest.backend
    }

    /// The documents, by source.
    #[must_use]
    pub fn records(&self) -> Vec<DocumentRecord> {
        self.table().values().cloned().collect()
    }

    /// The record of the document from `source`.
    #[must_use]
    pub fn record(&self, source: &str) -> Option<DocumentRecord> {
        self.table().get(source).cloned()
    }

    /// Files of documents that tell no record.
    #[must_use]
    pub fn damaged(&self) -> &[Damage] {
        &self.damaged
    }

    /// Puts a document in the place of the one from the same source, as a whole.
    ///
    /// # Errors
    /// When the store cannot be written; the earlier reading is then untouched.
    pub fn replace_document(&self, record: DocumentRecord, quads: &[Quad]) -> Result<Change, StoreError> {
        match self.manifest.backend {
            Backend::Files => files::write(&self.folder, &record, quads)?,
            Backend::RocksDb =>
            {
                #[cfg(feature = "rocksdb")]
                if let Some(database) = &self.database {
                    database.replace(&record.source, Some(&record), quads.to_vec())?;
                }
            }
        }
        let old = self.table().insert(record.source.clone(), record);
        Ok(if old.is_some() { Change::Replaced } else { Change::New })
    }

    /// Withdraws the document from `source`; false if there is none.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn remove_document(&self, source: &str) -> Result<bool, StoreError> {
        let Some(old) = self.record(source) else { return Ok(false) };
        match self.manifest.backend {
            Backend::Files => {
                let path = files::document_path(&self.folder, &old.source, "nq");
                fs::remove_file(&path).map_err(StoreError::io("remove", &path))?;
            }
            Backend::RocksDb =>
            {
                #[cfg(feature = "rocksdb")]
                if let Some(database) = &self.database {
                    database.replace(source, None, Vec::new())?;
                }
            }
        }
        self.table().remove(source);
        Ok(true)
    }

    /// Adds a line to the store's `links.ttl`.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn link(&self, link: &Link) -> Result<(), StoreError> {
        links::add(&self.folder, link)?;
        self.relink()
    }

    /// Takes a line out of the store's `links.ttl`; false if it is not there.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn unlink(&self, link: &Link) -> Result<bool, StoreError> {
        let found = links::remove(&self.folder, link)?;
        self.relink()?;
        Ok(found)
    }

    /// The files back end applies links whenever it loads a document; the other one has stored documents by them.
    #[cfg_attr(not(feature = "rocksdb"), expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "as above"))]
    fn relink(&self) -> Result<(), StoreError> {
        #[cfg(feature = "rocksdb")]
        if let Some(database) = &self.database {
            database.relink()?;
        }
        Ok(())
    }

    /// Withdraws a document file that cannot be read.
    ///
    /// # Errors
    /// When the file cannot be removed.
    pub fn remove_damaged(&self, damage: &Damage) -> Result<(), StoreError> {
        fs::remove_file(&damage.path).map_err(StoreError::io("remove", &damage.path))
    }

    /// Stores what still waits and brings what follows from all documents together up to date; called once after the
    /// last change.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn finish(&self) -> Result<(), StoreError> {
        #[cfg(feature = "rocksdb")]
        if let Some(database) = &self.database {
            database.finish(&self.records())?;
        }
        Ok(())
    }

    /// A thread that panicked cannot have left the table half changed: every change is one call.
    fn table(&self) -> MutexGuard<'_, BTreeMap<String, DocumentRecord>> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes the folder where there is none and takes the writer's lock in it.
fn lock(folder: &Path) -> Result<File, StoreError> {
    if let Ok(mut entries) = fs::read_dir(folder)
        && !Manifest::path(folder).exists()
        && entries.any(|entry| entry.is_ok_and(|entry| !ours(&entry)))
    {
        return Err(StoreError::NotAStore { folder: folder.to_owned() });
    }
    fs::create_dir_all(folder).map_err(StoreError::io("create", folder))?;
    let path = folder.join("lock");
    let file = File::options().create(true).append(true).open(&path).map_err(StoreError::io("write", &path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::Locked { folder: folder.to_owned() }),
        Err(TryLockError::Error(error)) => Err(StoreError::io("lock", path)(error)),
    }
}

/// True for what a writer that was stopped before it wrote `store.json` leaves.
fn ours(entry: &fs::DirEntry) -> bool {
    ["lock", "store.json", "store.tmp", "documents", "links.ttl", "rocksdb"]
        .iter()
        .any(|name| entry.file_name() == *name)
}

/// Files that a killed writer had not yet renamed into place.
fn remove_leftovers(folder: &Path) -> Result<(), StoreError> {
    for path in files::list(folder, "tmp")? {
        fs::remove_file(&path).map_err(StoreError::io("remove", &path))?;
    }
    Ok(())
}
