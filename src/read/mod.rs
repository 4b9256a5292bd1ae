//! Bytes to [`Document`]: the only stage that knows file formats.
//!
//! The kind of a file is known by its content first (`sniff`); gzip and Zstandard are looked through. Containers
//! (mailboxes, JSON Lines, feeds) give one document an item. What was dropped is a note beside the document; bad
//! files are a [`ReadError`]; no input makes a reader panic, run on or fill the memory.

mod boilerplate;
mod charset;
mod compress;
mod container;
pub mod dateline;
mod docx;
mod email;
mod error;
mod feed;
pub mod find;
pub mod front_matter;
mod guard;
mod html;
mod html_head;
mod json_lines;
pub mod language;
mod markdown;
mod open;
mod page;
mod pdf;
mod pdf_check;
mod plain;
mod reflow;
mod sniff;

pub use error::ReadError;
pub use find::{Found, find_files};
pub use open::{Documents, Item, documents, read_bytes, read_path};

use crate::diagnostic::Diagnostic;
use jiff::civil::Date;
use serde::Serialize;
use std::fmt;
use std::time::Duration;

/// Largest text that is read, in bytes.
pub const MAX_TEXT: usize = 128 << 20;

/// The kind of file a document was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Plain text.
    Text,
    /// Markdown (`CommonMark`).
    Markdown,
    /// HTML.
    Html,
    /// An e-mail message (RFC 5322) or one message of an mbox.
    Email,
    /// PDF.
    Pdf,
    /// Office Open XML text.
    Docx,
    /// One item of an RSS or Atom feed.
    Feed,
    /// One line of JSON Lines.
    JsonLines,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "plain text",
            Self::Markdown => "Markdown",
            Self::Html => "HTML",
            Self::Email => "e-mail",
            Self::Pdf => "PDF",
            Self::Docx => "DOCX",
            Self::Feed => "feed",
            Self::JsonLines => "JSON Lines",
        })
    }
}

/// One text with what is known about it. Everything after this stage points into [`Document::text`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Document {
    /// Path or URL as the user gave it; items of a container add `#` and their identifier or position.
    pub source: String,
    /// The kind of file it came from.
    pub format: Format,
    /// Headline, where the file or its first line gives one.
    pub title: Option<String>,
    /// Day of issue: given by the user, by the file's metadata or by a date line.
    pub date: Option<Date>,
    /// Text with line ends as `\n`, without markup and without a byte order mark. Offsets count from its start.
    pub text: String,
}

/// How files are read.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// Day of issue of every document, whatever the files say.
    pub date: Option<Date>,
    /// Largest file and largest text, in bytes; [`MAX_TEXT`] at most.
    pub limit: usize,
    /// Longest time for one file.
    pub time: Duration,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self { date: None, limit: MAX_TEXT, time: Duration::from_secs(60) }
    }
}

/// What a reader of one format makes of one text.
#[derive(Debug, Default)]
struct Draft {
    title: Option<String>,
    /// Day of issue by the file's metadata.
    date: Option<Date>,
    text: String,
    diagnostics: Vec<Diagnostic>,
    /// Day the file was made: the last resort where neither metadata nor text give a day of issue.
    saved: Option<Date>,
}
