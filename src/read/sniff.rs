//! The kind of a file, by its content first and by its name where the content allows several.

use super::Format;
use std::path::Path;

/// What the first bytes of a file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A kind that is read.
    Known(Format),
    /// Many messages in one file.
    Mbox,
    /// Compressed with gzip.
    Gzip,
    /// Compressed with Zstandard.
    Zstd,
    /// A ZIP archive: a DOCX or something else.
    Zip,
    /// Not text: what it is, and what the user can do.
    Other(&'static str, &'static str),
}

/// Bytes from the start of a file that [`kind_of`] wants to see.
pub(super) const HEAD: usize = 16 << 10;

/// Files that are no text and how they begin.
const MAGIC: [(&[u8], &str, &str); 16] = [
    (b"\x89PNG", "a PNG image", OCR),
    (b"\xff\xd8\xff", "a JPEG image", OCR),
    (b"GIF8", "a GIF image", OCR),
    (b"II*\0", "a TIFF image", OCR),
    (b"MM\0*", "a TIFF image", OCR),
    (b"RIFF", "a RIFF media file", REMOVE),
    (b"OggS", "an Ogg media file", REMOVE),
    (b"ID3", "an MP3 file", REMOVE),
    (b"\x7fELF", "a program", REMOVE),
    (b"MZ\x90", "a program", REMOVE),
    (b"\xd0\xcf\x11\xe0", "an old Office file", "save it as .docx or plain text"),
    (b"{\\rtf", "an RTF file", "save it as .docx or plain text"),
    (b"7z\xbc\xaf", "a 7z archive", UNPACK),
    (b"Rar!", "a RAR archive", UNPACK),
    (b"BZh", "a bzip2 file", UNPACK),
    (b"\xfd7zXZ", "an xz file", UNPACK),
];
const OCR: &str = "convert it to text with a program for character recognition";
const UNPACK: &str = "unpack it first";
pub(super) const REMOVE: &str = "give only files that hold text";

/// The kind of the file that begins with `head` and is called `name`.
pub(super) fn kind_of(name: &str, head: &[u8]) -> Kind {
    if head.starts_with(b"\x1f\x8b") {
        return Kind::Gzip;
    }
    if head.starts_with(b"\x28\xb5\x2f\xfd") {
        return Kind::Zstd;
    }
    if head.starts_with(b"PK\x03\x04") {
        return Kind::Zip;
    }
    if head[..head.len().min(1024)].windows(5).any(|bytes| bytes == b"%PDF-") {
        return Kind::Known(Format::Pdf);
    }
    if let Some(&(_, what, hint)) = MAGIC.iter().find(|(magic, _, _)| head.starts_with(magic)) {
        return Kind::Other(what, hint);
    }
    if is_binary(head) {
        return Kind::Other("a binary file", REMOVE);
    }
    kind_of_text(name, head)
}

/// NUL outside of UTF-16, or more control characters than a text has.
fn is_binary(head: &[u8]) -> bool {
    if encoding_rs::Encoding::for_bom(head).is_some() || super::charset::looks_like_utf16(head) {
        return false;
    }
    let controls = head.iter().filter(|&&b| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b)).count();
    head.contains(&0) || controls * 20 > head.len()
}

fn kind_of_text(name: &str, head: &[u8]) -> Kind {
    let head = match encoding_rs::Encoding::for_bom(head) {
        Some((encoding, mark)) => encoding.decode_without_bom_handling(&head[mark..]).0,
        None => String::from_utf8_lossy(head),
    };
    let by_name = format_by_name(name);
    let start = head.trim_start();
    if let Some(format) = markup(start) {
        return Kind::Known(format);
    }
    if start.starts_with('{') && json_line(start) {
        return Kind::Known(Format::JsonLines);
    }
    if head.starts_with("From ") && head.lines().nth(1).is_some_and(is_header) {
        return Kind::Mbox;
    }
    if is_message(start, by_name == Some(Format::Text)) {
        return Kind::Known(Format::Email);
    }
    match by_name {
        Some(Format::Markdown) => Kind::Known(Format::Markdown),
        Some(Format::Html) if start.starts_with('<') => Kind::Known(Format::Html),
        Some(Format::JsonLines) => Kind::Known(Format::JsonLines),
        _ if super::front_matter::split(&super::plain::normalised(start)).is_some() && by_name.is_none() => {
            Kind::Known(Format::Markdown)
        }
        _ => Kind::Known(Format::Text),
    }
}

/// HTML or a feed, by the first tags.
fn markup(start: &str) -> Option<Format> {
    if !start.starts_with('<') {
        return None;
    }
    let mut end = start.len().min(2048);
    while !start.is_char_boundary(end) {
        end -= 1;
    }
    let tags = start[..end].to_ascii_lowercase();
    let has = |names: &[&str]| names.iter().any(|name| tags.contains(name));
    if has(&["<!doctype html", "<html", "<head>", "<body"]) {
        return Some(Format::Html);
    }
    if has(&["<rss", "<feed", "<rdf:rdf"]) {
        return Some(Format::Feed);
    }
    let fragment = ["<p>", "<p ", "<div", "<article", "<h1", "<h2", "<!--", "<table", "<ul", "<section", "<main"];
    fragment.iter().any(|tag| tags.starts_with(tag)).then_some(Format::Html)
}

/// True if the first line is a JSON object with a text, or the beginning of a long one.
fn json_line(start: &str) -> bool {
    match start.split_once('\n') {
        Some((line, _)) if line.trim().len() > 1 => serde_json::from_str::<serde_json::Value>(line.trim())
            .is_ok_and(|value| value.get("text").is_some() || value.get("title").is_some()),
        Some(_) => false,
        None => start.contains("\"text\""),
    }
}

fn is_header(line: &str) -> bool {
    line.split_once(':').is_some_and(|(key, _)| {
        !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    })
}

/// A message (RFC 5322): headers that only mail programs write; for files that are not called `.txt` also the
/// headers that people write.
fn is_message(start: &str, is_called_text: bool) -> bool {
    const BY_PROGRAMS: [&str; 6] =
        ["received", "return-path", "message-id", "mime-version", "delivered-to", "dkim-signature"];
    const BY_PEOPLE: [&str; 4] = ["from", "to", "subject", "date"];
    let (mut by_programs, mut by_people) = (0, 0);
    for line in start.lines().take(200) {
        if line.starts_with([' ', '\t']) {
            continue;
        }
        if !is_header(line) {
            if !line.trim().is_empty() {
                return false;
            }
            break;
        }
        let key = line.split(':').next().unwrap_or_default().to_ascii_lowercase();
        by_programs += usize::from(BY_PROGRAMS.contains(&key.as_str()));
        by_people += usize::from(BY_PEOPLE.contains(&key.as_str()));
    }
    by_people > 0 && (by_programs > 0 || (!is_called_text && by_people >= 3))
}

/// The kind that the extension stands for; `.gz` and `.zst` are looked through.
pub(super) fn format_by_name(name: &str) -> Option<Format> {
    let path = Path::new(name);
    let extension = path.extension()?.to_str()?.to_ascii_lowercase();
    Some(match extension.as_str() {
        "gz" | "zst" => return format_by_name(path.file_stem()?.to_str()?),
        "txt" | "text" => Format::Text,
        "md" | "markdown" => Format::Markdown,
        "html" | "htm" | "xhtml" => Format::Html,
        "eml" | "mbox" => Format::Email,
        "pdf" => Format::Pdf,
        "docx" => Format::Docx,
        "rss" | "atom" => Format::Feed,
        "jsonl" | "ndjson" => Format::JsonLines,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_kinds_by_content() {
        use Format::{Email, Feed, Html, JsonLines, Markdown, Pdf, Text};
        let cases: [(&str, &[u8], Format); 15] = [
            ("a.txt", b"Plain words.", Text),
            ("a.md", b"# Words", Markdown),
            ("-", b"# Words", Text),
            ("-", b"---\ntitle: a\n---\nWords", Markdown),
            ("a.txt", b"%PDF-1.4", Pdf),
            ("a.txt", b"\n<!DOCTYPE html><title>", Html),
            ("a", b"<p>Words</p>", Html),
            ("a.xml", b"<?xml version='1.0'?>\n<rss version='2.0'>", Feed),
            ("a.xml", b"<feed xmlns='http://www.w3.org/2005/Atom'>", Feed),
            ("a", b"{\"id\": 1, \"text\": \"Words\"}\n{}", JsonLines),
            ("a", b"{\n \"id\": 1\n}\n", Text),
            ("a", b"Received: by x\nSubject: y\n\nWords", Email),
            ("a", b"From: a\nTo: b\nSubject: y\n\nWords", Email),
            ("a.txt", b"From: a\nTo: b\nSubject: y\n\nWords", Text),
            ("a", "\u{feff}<html>".as_bytes(), Html),
        ];
        for (name, head, format) in cases {
            assert_eq!(kind_of(name, head), Kind::Known(format), "{name} {:?}", String::from_utf8_lossy(head));
        }
        assert_eq!(kind_of("a", b"From x@y Mon\nSubject: z\n\nWords"), Kind::Mbox);
        assert_eq!(kind_of("a", b"\x1f\x8b\x08"), Kind::Gzip);
        assert_eq!(kind_of("a.txt", b"PK\x03\x04"), Kind::Zip);
    }

    #[test]
    fn knows_what_is_no_text() {
        for head in [&b"\x89PNG\r\n"[..], b"\x7fELF", b"a\0b\0\0\0c", b"{\\rtf1", b"\x01\x02\x03\x04"] {
            assert!(matches!(kind_of("a.txt", head), Kind::Other(..)), "{head:?}");
        }
    }
}
