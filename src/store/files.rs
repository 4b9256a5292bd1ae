//! The back end of one N-Quads file a document.
//!
//! The first line of a file is a comment: `# briefgraph ` and a JSON object with the document's record and the SHA-256
//! of all that follows. Its name comes from the document's source, so that a new reading replaces the old one by one
//! rename.

use super::links::Links;
use super::manifest::write_atomically;
use super::memory::{Builder, Dataset, Part};
use super::{Damage, DocumentRecord, StoreError, copies, labels};
use crate::hash;
use crate::rdf::slug;
use crate::rdf::vocabulary::skos;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Quad;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};

const MARK: &str = "# briefgraph ";

/// Files that are read at once; bounds what waits for the one thread that puts them together.
const WINDOW: usize = 64;

#[derive(Serialize, Deserialize)]
struct Header {
    #[serde(flatten)]
    record: DocumentRecord,
    sha256: String,
}

/// The folder of the documents.
pub(super) fn documents_folder(folder: &Path) -> PathBuf {
    folder.join("documents")
}

/// Where the document from `source` is kept.
pub(super) fn document_path(folder: &Path, source: &str, extension: &str) -> PathBuf {
    let stem = source.rsplit(['/', '\\']).next().unwrap_or(source);
    let hash = hash::of(source.as_bytes());
    documents_folder(folder).join(format!("{}-{}.{extension}", slug(stem), &hash[..16]))
}

/// Writes a document in place of the one from the same source.
pub(super) fn write(folder: &Path, record: &DocumentRecord, quads: &[Quad]) -> Result<(), StoreError> {
    let mut body = String::with_capacity(quads.len() * 160);
    for quad in quads {
        body.push_str(&quad.to_string());
        body.push_str(" .\n");
    }
    let header = Header { record: record.clone(), sha256: hash::of(body.as_bytes()) };
    let path = document_path(folder, &record.source, "nq");
    let header =
        serde_json::to_string(&header).map_err(|error| StoreError::io("write", &path)(io::Error::other(error)))?;
    write_atomically(&path, |file| {
        writeln!(file, "{MARK}{header}")?;
        file.write_all(body.as_bytes())
    })
}

/// The names of the document files, sorted.
pub(super) fn list(folder: &Path, extension: &str) -> Result<Vec<PathBuf>, StoreError> {
    let documents = documents_folder(folder);
    let entries = match fs::read_dir(&documents) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(StoreError::io("read", documents)(error)),
    };
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(StoreError::io("read", &documents))?.path();
        if path.extension().is_some_and(|found| found == extension) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// The records of all documents, from their first lines alone, sorted by source, and the files that have none.
pub(super) fn records(folder: &Path) -> Result<(Vec<DocumentRecord>, Vec<Damage>), StoreError> {
    let read: Vec<Option<Result<DocumentRecord, Box<Damage>>>> = list(folder, "nq")?
        .into_par_iter()
        .map(|path| {
            let mut line = String::new();
            match fs::File::open(&path).and_then(|file| io::BufReader::new(file).read_line(&mut line)) {
                Ok(_) => Some(match header(line.trim_end()) {
                    Some(header) => Ok(header.record),
                    None => Err(damage(path, "its first line is not a record of a document", None)),
                }),
                Err(error) if error.kind() == io::ErrorKind::NotFound => None,
                Err(error) => Some(Err(damage(path, &error.to_string(), None))),
            }
        })
        .collect();
    Ok(split(read.into_iter().flatten()))
}

fn header(line: &str) -> Option<Header> {
    serde_json::from_str(line.strip_prefix(MARK)?).ok()
}

fn damage(path: PathBuf, reason: &str, record: Option<DocumentRecord>) -> Box<Damage> {
    Box::new(Damage { path, reason: reason.to_owned(), record })
}

fn split(results: impl Iterator<Item = Result<DocumentRecord, Box<Damage>>>) -> (Vec<DocumentRecord>, Vec<Damage>) {
    let mut records = Vec::new();
    let mut damaged = Vec::new();
    for result in results {
        match result {
            Ok(record) => records.push(record),
            Err(damage) => damaged.push(*damage),
        }
    }
    records.sort_by(|a, b| a.source.cmp(&b.source));
    damaged.sort_by(|a, b| a.path.cmp(&b.path));
    (records, damaged)
}

/// Loads the documents at `paths`: files are read, checked and parsed on all cores, while one thread puts together
/// what was parsed before, in the order of the files.
pub(super) fn load(paths: &[PathBuf], links: &Links) -> (Dataset, Vec<DocumentRecord>, Vec<Damage>) {
    let mut results = Vec::with_capacity(paths.len());
    let mut builder = Builder::new();
    let mut waiting = Vec::new();
    for window in paths.chunks(WINDOW) {
        let parse = || window.par_iter().filter_map(|path| parse(path, links)).collect::<Vec<_>>();
        let ((), parsed) = rayon::join(|| put_together(&mut builder, std::mem::take(&mut waiting)), parse);
        for parsed in parsed {
            results.push(parsed.map(|(record, content)| {
                waiting.push(content);
                record
            }));
        }
    }
    put_together(&mut builder, waiting);
    let (records, damaged) = split(results.into_iter());
    complete(&mut builder, &records);
    (builder.finish(), records, damaged)
}

fn put_together(builder: &mut Builder, contents: Vec<Content>) {
    for content in contents {
        match content {
            Content::AsRead(part) => builder.add(&part),
            Content::Linked(quads) => builder.extend(quads),
        }
    }
}

/// The quads of one document as the links want them; none if it was withdrawn meanwhile.
pub(super) fn quads(folder: &Path, record: &DocumentRecord) -> Result<Vec<Quad>, StoreError> {
    let links = Links::read(folder)?;
    Ok(links.apply(&record.iri, quads_as_read(&document_path(folder, &record.source, "nq"))?))
}

/// The quads of a document file as they were read from the text; none if it was withdrawn meanwhile.
pub(super) fn quads_as_read(path: &Path) -> Result<Vec<Quad>, StoreError> {
    let quads = check(path).map(|checked| checked.and_then(|file| file.quads(path)));
    quads.unwrap_or(Ok(Vec::new())).map_err(StoreError::Damaged)
}

/// What a document file gives to the graph.
enum Content {
    AsRead(Part),
    /// As the user's links want it.
    Linked(Vec<Quad>),
}

/// One document file; `None` if it was withdrawn meanwhile.
fn parse(path: &Path, links: &Links) -> Option<Result<(DocumentRecord, Content), Box<Damage>>> {
    Some(check(path)?.and_then(|file| {
        if links.is_empty() {
            let part = Part::read(file.text, file.body).map_err(|line| {
                let reason = format!("it is not N-Quads: line {}", line + 1);
                damage(path.to_owned(), &reason, Some(file.record.clone()))
            })?;
            return Ok((file.record, Content::AsRead(part)));
        }
        let quads = links.apply(&file.record.iri, file.quads(path)?);
        Ok((file.record, Content::Linked(quads)))
    }))
}

/// A document file whose bytes are those that were written.
struct Checked {
    record: DocumentRecord,
    text: String,
    /// Where the quads begin.
    body: usize,
}

impl Checked {
    fn quads(&self, path: &Path) -> Result<Vec<Quad>, Box<Damage>> {
        // The sum shows that these are the bytes that were written, so their IRIs need not be looked at again.
        let parser = RdfParser::from_format(RdfFormat::NQuads).lenient();
        parser
            .for_slice(self.text.get(self.body..).unwrap_or_default())
            .collect::<Result<_, _>>()
            .map_err(|error| damage(path.to_owned(), &format!("it is not N-Quads: {error}"), Some(self.record.clone())))
    }
}

/// Reads a document file; `None` if it was withdrawn meanwhile.
fn check(path: &Path) -> Option<Result<Checked, Box<Damage>>> {
    let damage = |reason: &str, record| Some(Err(damage(path.to_owned(), reason, record)));
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
        Err(error) => return damage(&error.to_string(), None),
    };
    let line = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    let Some(Header { record, sha256 }) = std::str::from_utf8(&bytes[..line]).ok().and_then(header) else {
        return damage("its first line is not a record of a document", None);
    };
    if hash::of(bytes.get(line + 1..).unwrap_or_default()) != sha256 {
        return damage("its checksum does not match", Some(record));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Some(Ok(Checked { record, text, body: line + 1 })),
        Err(error) => damage(&format!("it is not UTF-8: {error}"), Some(record)),
    }
}

/// Adds what no document holds: the concepts of the ontology, links between near-duplicates, and one preferred label
/// an entity.
pub(super) fn complete(builder: &mut Builder, records: &[DocumentRecord]) {
    builder.extend(concepts());
    builder.extend(copies::quads(records));
    let stated = [skos::PREF_LABEL, skos::ALT_LABEL].into_iter().flat_map(|label| builder.default_graph(label));
    let (wrong, right) = labels::settle(stated.collect::<Vec<_>>());
    builder.remove(&wrong);
    builder.extend(right);
}

/// The concepts that the graph refers to and no document describes in full.
pub(super) fn concepts() -> impl Iterator<Item = Quad> {
    // The file is part of the program and a test parses it.
    RdfParser::from_format(RdfFormat::Turtle)
        .for_slice(include_str!("../../ontology/stages.ttl"))
        .filter_map(Result::ok)
}
