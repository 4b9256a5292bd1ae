//! What can go wrong with a store and with a question to it.

use oxigraph::store::StorageError;
use std::io;
use std::path::PathBuf;

/// Why a store cannot be opened or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Nothing there, or a folder that is no store.
    #[error("there is no store in `{}`\nhint: `briefgraph build --store {} FILE...` makes one", folder.display(), folder.display())]
    Missing {
        /// Where it was looked for.
        folder: PathBuf,
    },
    /// A folder with other things in it, which a store must not be mixed into.
    #[error("`{}` is not empty and not a store\nhint: give a new folder with `--store`", folder.display())]
    NotAStore {
        /// The folder.
        folder: PathBuf,
    },
    /// A later program wrote it.
    #[error("the store in `{}` has format {found}, this program reads up to {known}\nhint: use the newer briefgraph that wrote it, or build into a new folder", folder.display())]
    Newer {
        /// The folder.
        folder: PathBuf,
        /// Its format.
        found: u32,
        /// The newest format that this program reads.
        known: u32,
    },
    /// The description of the store cannot be read.
    #[error("`{}` does not describe a store: {reason}\nhint: if the documents are whole, `briefgraph check --repair` writes it anew", path.display())]
    BadManifest {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The user's links cannot be read.
    #[error("`{}` is not Turtle: {reason}\nhint: mend or remove the line; documents are not affected", path.display())]
    BadLinks {
        /// The file.
        path: PathBuf,
        /// What is wrong with it, and where.
        reason: String,
    },
    /// The program was built without the back end that the store needs.
    #[error("the store in `{}` is kept by RocksDB, which this program was built without\nhint: `cargo install briefgraph --features rocksdb`", folder.display())]
    LacksBackend {
        /// The folder.
        folder: PathBuf,
    },
    /// The store is kept by another back end than asked for.
    #[error("the store in `{}` is kept by the back end `{found}`\nhint: leave `--backend` away, or build into a new folder", folder.display())]
    OtherBackend {
        /// The folder.
        folder: PathBuf,
        /// The back end that keeps it.
        found: &'static str,
    },
    /// Another program writes to it.
    #[error("the store in `{}` is in use by another writer\nhint: wait until that `briefgraph` has ended; reading is possible meanwhile", folder.display())]
    Locked {
        /// The folder.
        folder: PathBuf,
    },
    /// Changes by RDF need the back end that can tell which document a triple came with.
    #[error("the store in `{}` is kept by RocksDB, which takes changes by `briefgraph build` alone", folder.display())]
    EditsNeedFiles {
        /// The folder.
        folder: PathBuf,
    },
    /// A change would make a graph without a lasting name.
    #[error("a graph needs an IRI for a name, not a blank node")]
    BlankGraph,
    /// A document that is to be changed cannot be read.
    #[error("`{}` is damaged: {}\nhint: build it again", .0.path.display(), .0.reason)]
    Damaged(Box<super::Damage>),
    /// The file system refused.
    #[error("cannot {action} `{}`: {}{}", path.display(), plain(error), hint(error))]
    Io {
        /// What was tried: "write", "read", "create".
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// The database refused.
    #[error("the graph engine failed: {0}")]
    Engine(#[source] StorageError),
}

/// The system's message without Rust's error number, in lower case.
fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// What to do about a failure of the file system.
fn hint(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "\nhint: make room and run the same command again; what was stored before is unharmed"
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "\nhint: choose a folder you may write to with `--store`"
        }
        _ => "",
    }
}

impl StoreError {
    /// An [`io::Error`] with what was tried on which path.
    pub(super) fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |error| Self::Io { action, path, error }
    }
}

/// Why a query has no answer.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    /// It is not SPARQL.
    #[error("the query is not valid SPARQL at line {line}, column {column}: {message}")]
    Syntax {
        /// From 1.
        line: usize,
        /// From 1, in Unicode scalars.
        column: usize,
        /// What the parser expected.
        message: String,
    },
    /// It is malformed in a way that has no place.
    #[error("the query is not valid SPARQL: {0}")]
    Invalid(String),
    /// It took longer than allowed.
    #[error("the query was stopped: it took too long")]
    Cancelled,
    /// It could not be carried out.
    #[error("the query failed: {0}")]
    Evaluation(String),
}
