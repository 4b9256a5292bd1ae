//! What can go wrong when a view is asked for.

use crate::store::{QueryError, StoreError};
use std::io;
use std::path::PathBuf;

/// Why there is no view.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A query of the view fails.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// Nobody bears a name.
    #[error("nothing in the graph is called `{name}`{}", offer(nearest))]
    UnknownName {
        /// What was asked for.
        name: String,
        /// The nearest names, best first.
        nearest: Vec<String>,
    },
    /// No document has this source.
    #[error("no document in the graph is called `{name}`{}", offer(nearest))]
    UnknownDocument {
        /// What was asked for.
        name: String,
        /// The nearest sources, best first.
        nearest: Vec<String>,
    },
    /// There is nothing to show.
    #[error("nothing to show: {0}")]
    Empty(String),
    /// The target is there already.
    #[error("`{}` exists and is kept\nhint: choose another name, or pass `--force` to replace it", .0.display())]
    Exists(PathBuf),
    /// The target cannot be written.
    #[error("cannot write `{}`: {error}", path.display())]
    Write {
        /// The target.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The standard output cannot be written.
    #[error("cannot write: {0}")]
    Output(#[from] io::Error),
    /// The format cannot say what the graph holds.
    #[error("{0}")]
    Format(String),
}

impl ExportError {
    /// True where nothing was found rather than something failed.
    #[must_use]
    pub fn found_nothing(&self) -> bool {
        matches!(self, Self::UnknownName { .. } | Self::UnknownDocument { .. } | Self::Empty(_))
    }

    /// True where the reader of the output went away, which is its right.
    #[must_use]
    pub fn closed_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

fn offer(nearest: &[String]) -> String {
    let quoted: Vec<String> = nearest.iter().map(|name| format!("`{name}`")).collect();
    if quoted.is_empty() { String::new() } else { format!("\nhint: the nearest are {}", quoted.join(", ")) }
}
