//! What has arrived at a server: one line a graph, written as soon as the server has said so.

use super::PublishError;
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The ledger of one server. A line is the hash of a graph's triples (or `-` for none), a space, and its IRI; later
/// lines count. A last line that was cut off by a crash is left out: its graph is sent again.
#[derive(Debug)]
pub struct Ledger {
    path: PathBuf,
    file: Option<File>,
    arrived: BTreeMap<String, String>,
}

impl Ledger {
    /// Reads the ledger in `path`; it is made when the first graph has arrived.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    pub fn open(path: &Path) -> Result<Self, PublishError> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(PublishError::Ledger { action: "read", path: path.to_owned(), error }),
        };
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        let mut arrived = BTreeMap::new();
        for (hash, graph) in whole.lines().filter_map(|line| line.split_once(' ')) {
            if hash == "-" {
                arrived.remove(graph);
            } else {
                arrived.insert(graph.to_owned(), hash.to_owned());
            }
        }
        Ok(Self { path: path.to_owned(), file: None, arrived })
    }

    /// True if the graph has arrived with these triples.
    pub(super) fn has(&self, graph: &str, hash: &str) -> bool {
        self.arrived.get(graph).is_some_and(|arrived| arrived == hash)
    }

    /// The graphs that the server has, sorted.
    pub(super) fn graphs(&self) -> Vec<String> {
        self.arrived.keys().cloned().collect()
    }

    /// Notes that a graph has arrived.
    pub(super) fn note(&mut self, graph: &str, hash: &str) -> Result<(), PublishError> {
        self.arrived.insert(graph.to_owned(), hash.to_owned());
        self.append(&format!("{hash} {graph}\n"))
    }

    /// Notes that what the server has of a graph is not known.
    pub(super) fn forget(&mut self, graph: &str) -> Result<(), PublishError> {
        match self.arrived.remove(graph) {
            Some(_) => self.append(&format!("- {graph}\n")),
            None => Ok(()),
        }
    }

    fn append(&mut self, line: &str) -> Result<(), PublishError> {
        let path = self.path.clone();
        let failed = |error| PublishError::Ledger { action: "write", path: path.clone(), error };
        if self.file.is_none() {
            // What a crash cut off must not run into the next line.
            self.compact()?;
        }
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(OpenOptions::new().append(true).create(true).open(&self.path).map_err(&failed)?),
        };
        file.write_all(line.as_bytes()).and_then(|()| file.sync_data()).map_err(failed)
    }

    /// Writes the ledger anew with one line a graph.
    pub(super) fn compact(&mut self) -> Result<(), PublishError> {
        self.file = None;
        let lines: Vec<String> = self.arrived.iter().map(|(graph, hash)| format!("{hash} {graph}\n")).collect();
        let text = lines.concat();
        let aside = self.path.with_extension("new");
        let write = || -> io::Result<()> {
            if let Some(folder) = self.path.parent() {
                fs::create_dir_all(folder)?;
            }
            let mut file = File::create(&aside)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&aside, &self.path)
        };
        write().map_err(|error| PublishError::Ledger { action: "write", path: self.path.clone(), error })
    }
}
