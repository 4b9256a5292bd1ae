//! Why a file gives no document.

use super::Format;
use std::io;
use thiserror::Error;

/// Longest detail, in characters.
const LONGEST_DETAIL: usize = 160;

/// A file, or one item of a file, that could not be read. `source` is the path as the user gave it.
#[derive(Debug, Error)]
pub enum ReadError {
    /// There is nothing at the path.
    #[error("`{source_name}` does not exist\nhint: check the spelling; paths are relative to the current folder")]
    NotFound {
        /// The path.
        source_name: String,
    },
    /// The operating system refused.
    #[error("`{source_name}` cannot be read: {error}\nhint: check that it is a file and that you may read it")]
    Io {
        /// The path.
        source_name: String,
        /// What the system says.
        #[source]
        error: io::Error,
    },
    /// No byte, or nothing but white space.
    #[error("`{source_name}` is empty\nhint: is it still being written or downloaded?")]
    Empty {
        /// The path.
        source_name: String,
    },
    /// A folder in which no file can be read.
    #[error(
        "`{source_name}` holds no file that can be read\nhint: known are text, Markdown, HTML, e-mail, PDF, DOCX, feeds and JSON Lines"
    )]
    NoFiles {
        /// The folder.
        source_name: String,
    },
    /// The file holds no text: an image, a program, an archive.
    #[error("`{source_name}` is {what}, not a text\nhint: {hint}")]
    NotText {
        /// The path.
        source_name: String,
        /// What it is, with its article.
        what: &'static str,
        /// What the user can do.
        hint: &'static str,
    },
    /// The file is of a known kind, but no text is in it: a scan, a page of menus.
    #[error("`{source_name}` holds no readable text ({format})\nhint: {hint}")]
    NoText {
        /// The path.
        source_name: String,
        /// Its kind.
        format: Format,
        /// What the user can do.
        hint: &'static str,
    },
    /// The bytes are text in no encoding that is known.
    #[error(
        "`{source_name}` is not text in a known encoding ({detail})\nhint: convert it to UTF-8, for example with iconv"
    )]
    Encoding {
        /// The path.
        source_name: String,
        /// What was tried.
        detail: String,
    },
    /// More than is read at once.
    #[error("`{source_name}` is larger than {limit} MiB\nhint: split it into parts")]
    TooLarge {
        /// The path.
        source_name: String,
        /// The limit in mebibytes.
        limit: usize,
    },
    /// Broken, encrypted or not what it seems to be.
    #[error("`{source_name}` is no well-formed {format}: {detail}\nhint: {hint}")]
    Malformed {
        /// The path.
        source_name: String,
        /// What it seems to be.
        format: Format,
        /// What is wrong.
        detail: String,
        /// What the user can do.
        hint: &'static str,
    },
    /// A compressed file that is broken off or not valid.
    #[error("`{source_name}` cannot be decompressed: {detail}\nhint: is the file complete?")]
    Compressed {
        /// The path.
        source_name: String,
        /// What is wrong.
        detail: String,
    },
    /// Reading took longer than allowed.
    #[error("`{source_name}` was given up after {seconds} s\nhint: convert it to plain text with another program")]
    TimedOut {
        /// The path.
        source_name: String,
        /// The time limit.
        seconds: u64,
    },
}

impl ReadError {
    /// The path of the file, or of the item of a file.
    #[must_use]
    pub fn source_name(&self) -> &str {
        match self {
            Self::NotFound { source_name }
            | Self::Io { source_name, .. }
            | Self::Empty { source_name }
            | Self::NoFiles { source_name }
            | Self::NotText { source_name, .. }
            | Self::NoText { source_name, .. }
            | Self::Encoding { source_name, .. }
            | Self::TooLarge { source_name, .. }
            | Self::Malformed { source_name, .. }
            | Self::Compressed { source_name, .. }
            | Self::TimedOut { source_name, .. } => source_name,
        }
    }

    /// What a library says is wrong, on one line and not endlessly long: it may quote the file.
    pub(super) fn tidy(detail: &str) -> String {
        let line: Vec<&str> =
            detail.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect();
        let line = line.join(" ");
        let line = line.trim_end_matches('.');
        match line.char_indices().nth(LONGEST_DETAIL) {
            Some((end, _)) => format!("{}…", &line[..end]),
            None => line.to_owned(),
        }
    }

    /// The error for what the system says about `source_name`.
    pub(super) fn io(source_name: &str, error: io::Error) -> Self {
        let source_name = source_name.to_owned();
        if error.kind() == io::ErrorKind::NotFound {
            return Self::NotFound { source_name };
        }
        Self::Io { source_name, error }
    }
}
