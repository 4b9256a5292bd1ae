//! The back end of one N-Quads file a document.
//!
//! The first line of a file is a comment: `# briefgraph ` and a JSON object with the document's record and the SHA-256
//! of all that follows. Its name comes from the document's source, so that a new reading replaces the old one by one
//! rename.

use super::links::Links;
use super::manifest::write_atomically;
use super::{Damage, DocumentRecord, StoreError, copies, labels};
use crate::hash;
use crate::rdf::slug;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Quad;
use oxigraph::store::Store as Oxigraph;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc;

const MARK: &str = "# briefgraph ";

/// Files that are parsed at once; bounds what waits for the one thread that fills the engine.
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
    let read: Vec<Option<Result<DocumentRecord, Damage>>> = list(folder, "nq")?
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

fn damage(path: PathBuf, reason: &str, record: Option<DocumentRecord>) -> Damage {
    Damage { path, reason: reason.to_owned(), record }
}

fn split(results: impl Iterator<Item = Result<DocumentRecord, Damage>>) -> (Vec<DocumentRecord>, Vec<Damage>) {
    let mut records = Vec::new();
    let mut damaged = Vec::new();
    for result in results {
        match result {
            Ok(record) => records.push(record),
            Err(damage) => damaged.push(damage),
        }
    }
    records.sort_by(|a, b| a.source.cmp(&b.source));
    damaged.sort_by(|a, b| a.path.cmp(&b.path));
    (records, damaged)
}

/// Loads the documents at `paths` into `graph`: files are read, checked and parsed on all cores, and one thread fills the engine.
pub(super) fn load(
    paths: Vec<PathBuf>,
    links: &Links,
    graph: &Oxigraph,
) -> Result<(Vec<DocumentRecord>, Vec<Damage>), StoreError> {
    let mut results = Vec::with_capacity(paths.len());
    let mut loader = graph.bulk_loader();
    let (sender, receiver) = mpsc::sync_channel(WINDOW);
    std::thread::scope(|scope| {
        scope.spawn(move || {
            paths.into_par_iter().for_each_with(sender, |sender, path| {
                if let Some(parsed) = parse(path, links) {
                    // The other end is gone only after a failure, which it reports itself.
                    let _ = sender.send(parsed);
                }
            });
        });
        for parsed in receiver {
            match parsed {
                Ok((record, quads)) => {
                    loader.load_quads(quads).map_err(StoreError::Engine)?;
                    results.push(Ok(record));
                }
                Err(damage) => results.push(Err(damage)),
            }
        }
        Ok::<_, StoreError>(())
    })?;
    loader.commit().map_err(StoreError::Engine)?;
    Ok(split(results.into_iter()))
}

/// The quads of one document as the links want them; none if it was withdrawn meanwhile.
pub(super) fn quads(folder: &Path, record: &DocumentRecord) -> Result<Vec<Quad>, StoreError> {
    match parse(document_path(folder, &record.source, "nq"), &Links::read(folder)?) {
        Some(Ok((_, quads))) => Ok(quads),
        Some(Err(damage)) => Err(StoreError::Damaged(Box::new(damage))),
        None => Ok(Vec::new()),
    }
}

/// The quads of a document file as they were read from the text.
#[cfg(any(feature = "rocksdb", test))]
pub(super) fn quads_as_read(path: PathBuf) -> Result<Vec<Quad>, StoreError> {
    match parse(path, &Links::default()) {
        Some(Ok((_, quads))) => Ok(quads),
        Some(Err(damage)) => Err(StoreError::Damaged(Box::new(damage))),
        None => Ok(Vec::new()),
    }
}

/// One document file, whole and as it was written; `None` if it was withdrawn meanwhile.
fn parse(path: PathBuf, links: &Links) -> Option<Result<(DocumentRecord, Vec<Quad>), Damage>> {
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
        Err(error) => return Some(Err(damage(path, &error.to_string(), None))),
    };
    let line = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    let Some(Header { record, sha256 }) = std::str::from_utf8(&bytes[..line]).ok().and_then(header) else {
        return Some(Err(damage(path, "its first line is not a record of a document", None)));
    };
    let body = bytes.get(line + 1..).unwrap_or_default();
    if hash::of(body) != sha256 {
        return Some(Err(damage(path, "its checksum does not match", Some(record))));
    }
    let quads: Result<Vec<Quad>, _> = RdfParser::from_format(RdfFormat::NQuads).for_slice(body).collect();
    Some(match quads {
        Ok(quads) => {
            let quads = links.apply(&record.iri, quads);
            Ok((record, quads))
        }
        Err(error) => Err(damage(path, &format!("it is not N-Quads: {error}"), Some(record))),
    })
}

/// Adds what no document holds: the concepts of the ontology, links between near-duplicates, and one preferred label
/// an entity.
pub(super) fn complete(graph: &Oxigraph, records: &[DocumentRecord]) -> Result<(), StoreError> {
    graph.extend(concepts()).map_err(StoreError::Engine)?;
    graph.extend(copies::quads(records)).map_err(StoreError::Engine)?;
    labels::settle(graph)
}

/// The concepts that the graph refers to and no document describes in full.
pub(super) fn concepts() -> impl Iterator<Item = Quad> {
    // The file is part of the program and a test parses it.
    RdfParser::from_format(RdfFormat::Turtle)
        .for_slice(include_str!("../../ontology/stages.ttl"))
        .filter_map(Result::ok)
}
