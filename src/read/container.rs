//! Files that hold many documents and are read item by item: JSON Lines and mailboxes.

use super::open::{Item, Stream, finished, message_item};
use super::{Format, ReadError, ReadOptions, json_lines};
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, BufRead, BufReader, Read};

/// Gives each item of a file a name of its own: `FILE#ID`, or `FILE#POSITION` where it has no identifier.
#[derive(Debug)]
pub(super) struct Names {
    source_name: String,
    /// Hashes, so that a file of millions of items needs little memory.
    taken: HashSet<u64>,
    position: usize,
}

impl Names {
    pub(super) fn new(source_name: String) -> Self {
        Self { source_name, taken: HashSet::new(), position: 0 }
    }

    /// Counts an item, named or not.
    pub(super) fn advance(&mut self) {
        self.position += 1;
    }

    /// The name of the current item; a second item of one identifier gets its position, too.
    pub(super) fn name(&mut self, id: Option<&str>) -> String {
        let Self { source_name, position, .. } = &*self;
        let Some(id) = id.map(str::trim).filter(|id| !id.is_empty()) else {
            return format!("{source_name}#{position}");
        };
        let mut hasher = DefaultHasher::new();
        id.hash(&mut hasher);
        let name = format!("{source_name}#{id}");
        if self.taken.insert(hasher.finish()) { name } else { format!("{name}#{}", self.position) }
    }
}

/// Lines of bytes, none longer than a limit.
struct Lines {
    reader: BufReader<Stream>,
    limit: usize,
}

/// One line, or that it was too long (and is skipped).
enum Line {
    Whole(Vec<u8>),
    TooLong,
}

impl Lines {
    fn next(&mut self) -> io::Result<Option<Line>> {
        let mut line = Vec::new();
        if (&mut self.reader).take(self.limit as u64 + 1).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        if line.len() <= self.limit || line.ends_with(b"\n") {
            return Ok(Some(Line::Whole(line)));
        }
        drop(line);
        // To the end of the line, in pieces.
        loop {
            let buffer = self.reader.fill_buf()?;
            if buffer.is_empty() {
                break;
            }
            let end = buffer.iter().position(|&b| b == b'\n');
            let used = end.map_or(buffer.len(), |end| end + 1);
            self.reader.consume(used);
            if end.is_some() {
                break;
            }
        }
        Ok(Some(Line::TooLong))
    }
}

/// The documents of a JSON Lines file.
pub(super) struct JsonLines {
    lines: Lines,
    names: Names,
    options: ReadOptions,
    at_end: bool,
}

impl JsonLines {
    pub(super) fn new(source_name: String, stream: Stream, options: &ReadOptions) -> Self {
        Self {
            lines: Lines { reader: BufReader::new(stream), limit: options.limit },
            names: Names::new(source_name),
            options: options.clone(),
            at_end: false,
        }
    }
}

impl Iterator for JsonLines {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        while !self.at_end {
            self.names.advance();
            let line = match self.lines.next() {
                Ok(Some(Line::Whole(line))) => line,
                Ok(Some(Line::TooLong)) => return Some(Err(too_large(self.names.name(None), &self.options))),
                Ok(None) => break,
                Err(error) => {
                    self.at_end = true;
                    return Some(Err(ReadError::io(&self.names.source_name, error)));
                }
            };
            let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line);
            if !line.iter().all(u8::is_ascii_whitespace) {
                return Some(json_item(line, &mut self.names, &self.options));
            }
        }
        self.at_end = true;
        None
    }
}

fn json_item(line: &[u8], names: &mut Names, options: &ReadOptions) -> Item {
    let (draft, id) = json_lines::read(line).map_err(|detail| ReadError::Malformed {
        source_name: names.name(None),
        format: Format::JsonLines,
        detail: ReadError::tidy(&detail),
        hint: "each line is an object with a string `text` and, if you like, `id`, `title` and `date`",
    })?;
    finished(names.name(id.as_deref()), Format::JsonLines, draft, options)
}

/// The documents of a mailbox (RFC 4155): messages between lines that begin with `From `.
pub(super) struct Mbox {
    lines: Lines,
    names: Names,
    options: ReadOptions,
    at_end: bool,
}

impl Mbox {
    pub(super) fn new(source_name: String, stream: Stream, options: &ReadOptions) -> Self {
        Self {
            lines: Lines { reader: BufReader::new(stream), limit: options.limit },
            names: Names::new(source_name),
            options: options.clone(),
            at_end: false,
        }
    }
}

impl Iterator for Mbox {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        while !self.at_end {
            let mut message = Vec::new();
            let mut is_too_large = false;
            let mut after_blank = false;
            loop {
                match self.lines.next() {
                    Ok(Some(Line::Whole(line))) => {
                        if line.starts_with(b"From ") && (after_blank || message.is_empty()) {
                            break;
                        }
                        after_blank = line.iter().all(u8::is_ascii_whitespace);
                        is_too_large |= message.len() + line.len() > self.options.limit;
                        if !is_too_large {
                            message.extend_from_slice(unescaped(&line));
                        }
                    }
                    Ok(Some(Line::TooLong)) => is_too_large = true,
                    Ok(None) => {
                        self.at_end = true;
                        break;
                    }
                    Err(error) => {
                        self.at_end = true;
                        return Some(Err(ReadError::io(&self.names.source_name, error)));
                    }
                }
            }
            if is_too_large {
                self.names.advance();
                return Some(Err(too_large(self.names.name(None), &self.options)));
            }
            if !message.iter().all(u8::is_ascii_whitespace) {
                self.names.advance();
                return Some(message_item(message, |id| self.names.name(id), &self.options));
            }
        }
        None
    }
}

/// `>From ` at the beginning of a line stands for `From `.
fn unescaped(line: &[u8]) -> &[u8] {
    let quotes = line.iter().take_while(|&&b| b == b'>').count();
    if quotes > 0 && line[quotes..].starts_with(b"From ") { &line[1..] } else { line }
}

fn too_large(source_name: String, options: &ReadOptions) -> ReadError {
    ReadError::TooLarge { source_name, limit: options.limit >> 20 }
}
