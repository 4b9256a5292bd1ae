//! From a path or bytes to documents: opening, looking through compression, choosing the reader, guarding it.

use super::container::{JsonLines, Mbox, Names};
use super::guard::{self, Outcome};
use super::sniff::{self, HEAD, Kind};
use super::{
    Document, Draft, Format, ReadError, ReadOptions, charset, compress, dateline, docx, email, feed, html, language,
    markdown, pdf, plain,
};
use crate::diagnostic::Diagnostic;
use crate::panics::catching;
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::Path;

/// One document with what was odd about it, or why it could not be read.
pub type Item = Result<(Document, Vec<Diagnostic>), ReadError>;

/// The bytes of a file.
pub(super) type Stream = Box<dyn Read + Send>;

/// The documents of one file, one after another: mailboxes and JSON Lines are never held in memory as a whole.
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
        return from_stream(source_name, Box::new(io::stdin()), None, options);
    }
    let file = File::open(path).map_err(|error| ReadError::io(&source_name, error))?;
    from_stream(source_name, Box::new(file), None, options)
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
    from_stream(source.to_owned(), Box::new(Cursor::new(bytes.to_vec())), hint, options)?.collect()
}

/// Layers of compression that are looked through.
const MOST_LAYERS: usize = 2;

fn from_stream(
    source_name: String,
    mut stream: Stream,
    hint: Option<Format>,
    options: &ReadOptions,
) -> Result<Documents, ReadError> {
    for layer in 0..=MOST_LAYERS {
        let head = peek(&source_name, &mut stream, layer > 0)?;
        if head.iter().all(u8::is_ascii_whitespace) && head.len() < HEAD {
            return Err(ReadError::Empty { source_name });
        }
        let rest: Stream = Box::new(Cursor::new(head.clone()).chain(stream));
        let format = match (sniff::kind_of(&source_name, &head), hint) {
            (Kind::Gzip, _) => {
                stream = compress::gunzipped(rest);
                continue;
            }
            (Kind::Zstd, _) => {
                stream = compress::unzstd(rest);
                continue;
            }
            (Kind::Mbox, _) => return Ok(Documents(Box::new(Mbox::new(source_name, rest, options)))),
            (Kind::Other(what, hint), _) => return Err(ReadError::NotText { source_name, what, hint }),
            (Kind::Zip, _) => Format::Docx,
            (Kind::Known(Format::Text), Some(format)) | (Kind::Known(format), _) => format,
        };
        if format == Format::JsonLines {
            return Ok(Documents(Box::new(JsonLines::new(source_name, rest, options))));
        }
        let bytes = read_all(&source_name, rest, options.limit, layer > 0)?;
        return whole(source_name, format, &bytes, options);
    }
    Err(ReadError::Compressed { source_name, detail: "it is packed several times over".to_owned() })
}

/// The first bytes of `stream`, which are taken off it.
fn peek(source_name: &str, stream: &mut Stream, is_packed: bool) -> Result<Vec<u8>, ReadError> {
    let mut head = Vec::with_capacity(HEAD);
    match stream.take(HEAD as u64).read_to_end(&mut head) {
        Ok(_) => Ok(head),
        Err(error) => Err(stream_error(source_name, error, is_packed)),
    }
}

fn read_all(source_name: &str, stream: Stream, limit: usize, is_packed: bool) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    stream
        .take(limit as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| stream_error(source_name, error, is_packed))?;
    if bytes.len() > limit {
        return Err(ReadError::TooLarge { source_name: source_name.to_owned(), limit: limit >> 20 });
    }
    Ok(bytes)
}

fn stream_error(source_name: &str, error: io::Error, is_packed: bool) -> ReadError {
    if is_packed {
        return ReadError::Compressed {
            source_name: source_name.to_owned(),
            detail: ReadError::tidy(&error.to_string()),
        };
    }
    ReadError::io(source_name, error)
}

/// The documents of a file that is read as a whole.
fn whole(source_name: String, format: Format, bytes: &[u8], options: &ReadOptions) -> Result<Documents, ReadError> {
    let items = match format {
        Format::Feed => feed_items(source_name, bytes, options)?,
        Format::Pdf => {
            let draft = pdf::read(&source_name, bytes, options)?;
            vec![finished(source_name, format, draft, options)]
        }
        Format::Docx => vec![docx_item(source_name, bytes, options)],
        Format::Email => vec![message_item(bytes.to_vec(), |_| source_name.clone(), options)],
        Format::Text | Format::Markdown | Format::Html | Format::JsonLines => {
            vec![text_item(source_name, format, bytes, options)]
        }
    };
    Ok(Documents(Box::new(items.into_iter())))
}

fn text_item(source_name: String, format: Format, bytes: &[u8], options: &ReadOptions) -> Item {
    let declared = if format == Format::Html { charset::declared_in_markup(bytes) } else { None };
    let (text, remark) = charset::decode(&source_name, bytes, declared)?;
    let text = plain::normalised(&text);
    let read = move || match format {
        Format::Markdown => Some(markdown::read(&text)),
        Format::Html => html::read(&text),
        _ => Some(plain::read(text)),
    };
    let size = if format == Format::Text { 0 } else { bytes.len() };
    let draft = done(guard::sized(size, options.time, read), &source_name, format, options)?;
    let mut draft = draft.ok_or_else(|| ReadError::Malformed {
        source_name: source_name.clone(),
        format,
        detail: "its elements nest too deeply".to_owned(),
        hint: CONVERT,
    })?;
    draft.diagnostics.extend(remark);
    finished(source_name, format, draft, options)
}

/// The document of one message; `name` gives its name, with its identifier if it has one.
pub(super) fn message_item(
    bytes: Vec<u8>,
    mut name: impl FnMut(Option<&str>) -> String,
    options: &ReadOptions,
) -> Item {
    let outcome = guard::sized(bytes.len(), options.time, move || email::read(&bytes));
    let id = match &outcome {
        Outcome::Done(Some((_, id))) => id.clone(),
        _ => None,
    };
    let source_name = name(id.as_deref());
    let read = done(outcome, &source_name, Format::Email, options)?;
    let (draft, _) = read.ok_or_else(|| ReadError::Malformed {
        source_name: source_name.clone(),
        format: Format::Email,
        detail: "it has no headers".to_owned(),
        hint: "save the message again from the mail program",
    })?;
    finished(source_name, Format::Email, draft, options)
}

fn docx_item(source_name: String, bytes: &[u8], options: &ReadOptions) -> Item {
    if !catching(|| docx::is_docx(bytes)).unwrap_or(false) {
        return Err(ReadError::NotText {
            source_name,
            what: "an archive or an Office file other than a Word text, or a broken one",
            hint: "unpack it first, or save it as .docx or plain text",
        });
    }
    let (owned, limit) = (bytes.to_vec(), options.limit);
    // A small archive may hold a large text: the thread and its time limit are for every size.
    let outcome = guard::within(options.time, move || docx::read(&owned, limit));
    let read = done(outcome, &source_name, Format::Docx, options)?;
    match read {
        Ok(Some(draft)) => finished(source_name, Format::Docx, draft, options),
        Ok(None) => Err(ReadError::TooLarge { source_name, limit: options.limit >> 20 }),
        Err(detail) => Err(ReadError::Malformed {
            source_name,
            format: Format::Docx,
            detail: ReadError::tidy(&detail),
            hint: "open and save it again with a word processor",
        }),
    }
}

fn feed_items(source_name: String, bytes: &[u8], options: &ReadOptions) -> Result<Vec<Item>, ReadError> {
    let (text, remark) = charset::decode(&source_name, bytes, charset::declared_in_markup(bytes))?;
    let outcome = guard::sized(text.len(), options.time, move || feed::read(text.as_bytes()));
    let read = done(outcome, &source_name, Format::Feed, options)?;
    let items = read.map_err(|detail| ReadError::Malformed {
        source_name: source_name.clone(),
        format: Format::Feed,
        detail: ReadError::tidy(&detail),
        hint: "is the file complete?",
    })?;
    if items.is_empty() {
        return Err(ReadError::NoText { source_name, format: Format::Feed, hint: "the feed has no items" });
    }
    let mut names = Names::new(source_name);
    let items = items.into_iter().map(|(mut draft, id)| {
        names.advance();
        draft.diagnostics.extend(remark.clone());
        finished(names.name(Some(&id)), Format::Feed, draft, options)
    });
    Ok(items.collect())
}

const CONVERT: &str = "convert it to plain text with another program";

/// What a guarded reader returned, or why it did not.
fn done<T>(outcome: Outcome<T>, source_name: &str, format: Format, options: &ReadOptions) -> Result<T, ReadError> {
    let source_name = source_name.to_owned();
    match outcome {
        Outcome::Done(value) => Ok(value),
        Outcome::Panicked => {
            Err(ReadError::Malformed { source_name, format, detail: "the reader failed".to_owned(), hint: CONVERT })
        }
        Outcome::TimedOut => Err(ReadError::TimedOut { source_name, seconds: options.time.as_secs() }),
    }
}

/// The document of a draft, if there is text in it.
pub(super) fn finished(source_name: String, format: Format, draft: Draft, options: &ReadOptions) -> Item {
    let Draft { title, date, text, mut diagnostics, saved } = draft;
    if text.trim().is_empty() {
        return Err(match format {
            Format::Text => ReadError::Empty { source_name },
            _ => ReadError::NoText { source_name, format, hint: "only menus, pictures or empty paragraphs are in it" },
        });
    }
    if text.len() > options.limit {
        return Err(ReadError::TooLarge { source_name, limit: options.limit >> 20 });
    }
    if !language::is_english(&text) {
        diagnostics.push(Diagnostic::warning("the text does not seem to be English: no facts are read from it"));
    }
    let date = options.date.or(date).or_else(|| dateline::date_of_issue(&text)).or(saved);
    Ok((Document { source: source_name, format, title, date, text }, diagnostics))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use std::io::Write;

    fn read(name: &str, bytes: &[u8]) -> Result<Vec<(Document, Vec<Diagnostic>)>, ReadError> {
        read_bytes(name, bytes, None, &ReadOptions::default())
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn zstd(bytes: &[u8]) -> Vec<u8> {
        ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
    }

    #[test]
    fn text_keeps_its_offsets() {
        let read =
            read("a.txt", "\u{feff}# Quays\r\n3 May 2024\r\n\r\nThe  board 👩‍🚀 met.\u{a0}\r\n".as_bytes()).unwrap();
        let (document, _) = &read[0];
        assert_eq!(document.text, "# Quays\n3 May 2024\n\nThe  board 👩‍🚀 met.\u{a0}\n");
        assert_eq!((document.title.as_deref(), document.date), (Some("Quays"), Some(date(2024, 5, 3))));
    }

    #[test]
    fn the_users_date_comes_first() {
        let options = ReadOptions { date: Some(date(2020, 1, 1)), ..ReadOptions::default() };
        assert_eq!(read_bytes("a.txt", b"3 May 2024\nText", None, &options).unwrap()[0].0.date, options.date);
    }

    #[test]
    fn looks_through_compression() {
        let text = b"The board met.\n";
        for packed in [
            gzip(text),
            zstd(text),
            gzip(&zstd(text)),
            [gzip(text), gzip(b"")].concat(),
            [zstd(text), zstd(b"")].concat(),
        ] {
            assert_eq!(read("a.txt.gz", &packed).unwrap()[0].0.text, "The board met.\n");
        }
        assert!(matches!(read("a", &gzip(text)[..20]), Err(ReadError::Compressed { .. })));
        assert!(matches!(read("a", &zstd(text)[..8]), Err(ReadError::Compressed { .. })));
        assert!(matches!(read("a", &gzip(&gzip(&gzip(text)))), Err(ReadError::Compressed { .. })));
    }

    #[test]
    fn bombs_are_refused() {
        let options = ReadOptions { limit: 1 << 20, ..ReadOptions::default() };
        for packed in [gzip(&vec![b'a'; 4 << 20]), zstd(&vec![b'a'; 4 << 20])] {
            assert!(matches!(read_bytes("a", &packed, None, &options), Err(ReadError::TooLarge { limit: 1, .. })));
        }
    }

    #[test]
    fn containers_name_their_items_and_go_on_behind_bad_ones() {
        let lines = b"{\"id\": \"x\", \"text\": \"One.\"}\n\n{\"text\": 3}\n{\"text\": \"Two.\"}\n{\"id\": \"x\", \"text\": \"Three.\"}";
        let items: Vec<Item> =
            from_stream("a.jsonl".into(), Box::new(Cursor::new(lines.to_vec())), None, &ReadOptions::default())
                .unwrap()
                .collect();
        let names: Vec<&str> = items
            .iter()
            .map(|item| item.as_ref().map_or_else(ReadError::source_name, |(document, _)| document.source.as_str()))
            .collect();
        assert_eq!(names, ["a.jsonl#x", "a.jsonl#3", "a.jsonl#4", "a.jsonl#x#5"]);
        assert!(items[1].is_err());
    }

    #[test]
    fn mailboxes_are_split_at_from_lines() {
        let mbox = b"From a@x Mon\nSubject: One\nMessage-ID: <1@x>\n\nFirst.\n>From here on.\n\nFrom b@x Tue\nSubject: Two\n\nSecond.\n";
        let read = read("m.mbox", mbox).unwrap();
        let names: Vec<_> =
            read.iter().map(|(d, _)| (d.source.as_str(), d.title.as_deref().unwrap(), d.text.as_str())).collect();
        assert_eq!(names, [("m.mbox#1@x", "One", "First.\nFrom here on.\n\n"), ("m.mbox#2", "Two", "Second.\n")]);
    }

    #[test]
    fn warns_of_other_languages() {
        let text =
            "Das Ministerium hat gesagt, dass die neue Brücke im nächsten Jahr von der Stadt bezahlt werden soll.";
        assert!(read("a.txt", text.as_bytes()).unwrap()[0].1[0].message.contains("English"));
    }

    #[test]
    fn each_failure_has_its_error() {
        use ReadError as E;
        type Check = fn(&ReadError) -> bool;
        let cases: [(&str, &[u8], Check); 8] = [
            ("a", b"", |e| matches!(e, E::Empty { .. })),
            ("a", b" \n\t ", |e| matches!(e, E::Empty { .. })),
            ("a.txt", b"\x89PNG\r\n\x1a\n", |e| matches!(e, E::NotText { .. })),
            ("a.txt", b"ab\0\0\0c\0\0", |e| matches!(e, E::NotText { .. })),
            ("a.zip", b"PK\x03\x04junk", |e| matches!(e, E::NotText { .. })),
            ("a.html", b"<html><nav>Menu</nav></html>", |e| matches!(e, E::NoText { .. })),
            ("a.rss", b"<rss version='2.0'></rss>", |e| matches!(e, E::Malformed { .. } | E::NoText { .. })),
            ("a.jsonl", b"{\"text\": ", |e| matches!(e, E::Malformed { .. })),
        ];
        for (name, bytes, check) in cases {
            let error = read(name, bytes).unwrap_err();
            assert!(check(&error), "{name}: {error:?}");
            let message = error.to_string();
            assert!(message.contains(&format!("`{name}")) && message.contains("\nhint: "), "{message}");
        }
        assert!(matches!(read_path(Path::new("/nowhere/x"), &ReadOptions::default()), Err(E::NotFound { .. })));
        assert!(read_path(Path::new("/"), &ReadOptions::default()).is_err());
    }
}
