//! From a path or bytes to documents: opening, looking through compression, choosing the reader, guarding it.

use super::sniff::{self, HEAD, Kind};
use super::{Document, Draft, Format, ReadError, ReadOptions, charset, dateline, markdown, plain};
use crate::diagnostic::Diagnostic;
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::Path;

/// One document with what was odd about it, or why it could not be read.
pub type Item = Result<(Document, Vec<Diagnostic>), ReadError>;

/// The documents of one file, one after another: a container is never held in memory as a whole.
pub struct Documents(Box<dyn Iterator<Item = Item> + Send>);

impl Iterator for Documents {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        self.0.next()
    }
}

/// All documents of the file at `path`; `-` is standard input.
///
/// # Errors
/// If the file or one of its items cannot be read; [`documents`] goes on behind bad items.
pub fn read_path(path: &Path, options: &ReadOptions) -> Result<Vec<(Document, Vec<Diagnostic>)>, ReadError> {
    documents(path, options)?.collect()
}

/// The documents of the file at `path`, one after another; `-` is standard input.
///
/// # Errors
/// If the file cannot be opened or is of no known kind; bad items of a container are errors in the sequence.
pub fn documents(path: &Path, options: &ReadOptions) -> Result<Documents, ReadError> {
    let source_name = path.to_string_lossy().into_owned();
    if path == Path::new("-") {
        return from_reader(source_name, Box::new(io::stdin()), None, options);
    }
    let file = File::open(path).map_err(|error| ReadError::io(&source_name, error))?;
    from_reader(source_name, Box::new(file), None, options)
}

/// All documents in `bytes`, which came from `source`. `hint` is the kind where it is known and the content does not
/// show it.
///
/// # Errors
/// As [`read_path`].
pub fn read_bytes(
    source: &str,
    bytes: &[u8],
    hint: Option<Format>,
    options: &ReadOptions,
) -> Result<Vec<(Document, Vec<Diagnostic>)>, ReadError> {
    from_reader(source.to_owned(), Box::new(Cursor::new(bytes.to_vec())), hint, options)?.collect()
}

type Stream = Box<dyn Read + Send>;

fn from_reader(
    source_name: String,
    stream: Stream,
    hint: Option<Format>,
    options: &ReadOptions,
) -> Result<Documents, ReadError> {
    let (head, stream) = peek(&source_name, stream)?;
    if head.iter().all(u8::is_ascii_whitespace) && head.len() < HEAD {
        return Err(ReadError::Empty { source_name });
    }
    let format = match (sniff::kind_of(&source_name, &head), hint) {
        (Kind::Known(Format::Text), Some(format)) | (Kind::Known(format), _) => format,
        (Kind::Other(what, hint), _) => return Err(ReadError::NotText { source_name, what, hint }),
        (Kind::Mbox | Kind::Gzip | Kind::Zstd | Kind::Zip, _) => {
            return Err(ReadError::NotText { source_name, what: "an archive", hint: "unpack it first" });
        }
    };
    let bytes = read_all(&source_name, stream, options.limit)?;
    let item = whole(source_name, format, &bytes, options);
    Ok(Documents(Box::new(std::iter::once(item))))
}

/// The first bytes of `stream`, and the stream with them still in front.
fn peek(source_name: &str, mut stream: Stream) -> Result<(Vec<u8>, Stream), ReadError> {
    let mut head = Vec::with_capacity(HEAD);
    stream.by_ref().take(HEAD as u64).read_to_end(&mut head).map_err(|error| ReadError::io(source_name, error))?;
    let stream = Box::new(Cursor::new(head.clone()).chain(stream));
    Ok((head, stream))
}

fn read_all(source_name: &str, stream: Stream, limit: usize) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    stream.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(|error| ReadError::io(source_name, error))?;
    if bytes.len() > limit {
        return Err(ReadError::TooLarge { source_name: source_name.to_owned(), limit: limit >> 20 });
    }
    Ok(bytes)
}

/// A file that holds one document.
fn whole(source_name: String, format: Format, bytes: &[u8], options: &ReadOptions) -> Item {
    let declared = match format {
        Format::Html => charset::declared_in_markup(bytes),
        _ => None,
    };
    let (text, remark) = charset::decode(&source_name, bytes, declared)?;
    let text = plain::normalised(&text);
    let mut draft = match format {
        Format::Markdown => markdown::read(&text),
        _ => plain::read(text),
    };
    draft.diagnostics.extend(remark);
    finished(source_name, format, draft, options)
}

/// The document of a draft, if there is text in it.
fn finished(source_name: String, format: Format, draft: Draft, options: &ReadOptions) -> Item {
    let Draft { title, date, text, diagnostics } = draft;
    if text.trim().is_empty() {
        return Err(ReadError::Empty { source_name });
    }
    if text.len() > options.limit {
        return Err(ReadError::TooLarge { source_name, limit: options.limit >> 20 });
    }
    let date = options.date.or(date).or_else(|| dateline::date_of_issue(&text));
    Ok((Document { source: source_name, format, title, date, text }, diagnostics))
}
