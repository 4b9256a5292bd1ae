//! Bytes to [`Document`]: the only stage that knows file formats.

use jiff::civil::Date;
use serde::Serialize;

/// Largest text that is read, in bytes.
pub const MAX_TEXT: usize = 128 << 20;

/// The kind of file a document was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Plain text.
    Text,
    /// Markdown (CommonMark).
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
