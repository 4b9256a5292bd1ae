//! The graph at rest: opening, replacing a document atomically, querying, counting. The only place that names
//! `oxigraph::store`.
//!
//! A store is a folder. `store.json` says its format and which of two back ends wrote it:
//!
//! * **files** (the default): one sorted N-Quads file a document in `documents/`, each with its own record and checksum
//!   in its first line. Opening loads them into memory (`memory`). There is no list of documents beside the folder
//!   itself, so nothing can disagree with it.
//! * **rocksdb** (a cargo feature): the quads in `rocksdb/`, the records in `documents/`.
//!
//! Readers take no lock: a document is renamed into its place as a whole. [`Writer`]s keep each other out by a lock
//! that the operating system drops when the process dies.

mod abroad;
mod copies;
mod edit;
mod error;
mod files;
mod graph;
mod guarded;
mod labels;
mod links;
mod manifest;
mod memory;
mod query;
#[cfg(any(feature = "rocksdb", test))]
mod rocks;
mod tamed;
mod writer;

pub use abroad::{ServiceError, Services};
pub use edit::{Draft, StoreVersion};
pub use error::{QueryError, StoreError};
pub use links::Link;
pub use manifest::{Backend, FORMAT, Manifest};
pub use oxigraph::sparql::{CancellationToken, QueryResults, QuerySolution};
pub use query::QueryOptions;
pub use writer::{Change, Writer};

use graph::Graph;
use oxigraph::model::{GraphNameRef, NamedNodeRef, NamedOrBlankNodeRef, Quad, TermRef};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What the store knows of one document beside its quads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentRecord {
    /// The document's IRI, which names its graph.
    pub iri: String,
    /// Path or URL as the user gave it, with the item of a container; no two documents of a store share it.
    pub source: String,
    /// The file or URL that was read; the items of a container share it.
    pub input: String,
    /// Hash of all that the quads follow from: the input's bytes, program, lexicons, weights and options.
    pub fingerprint: String,
    /// True for the document that was stored last of its input, after all others: the input was read to its end.
    pub last: bool,
    /// 64 bits that near-duplicate texts share for the most part (`SimHash` of the text's word shingles).
    #[serde(default)]
    pub simhash: u64,
    /// Facts by kind, in the order affiliations, proposals, law stages, money, statements, quantities.
    #[serde(default)]
    pub facts: [u32; 6],
    /// How many quads the document has.
    pub quads: u64,
    /// How it was read, so that it can be read again; documents of one run share it.
    #[serde(default, serialize_with = "write_shared", deserialize_with = "read_shared")]
    pub settings: Arc<Settings>,
}

fn write_shared<S: Serializer>(settings: &Arc<Settings>, serializer: S) -> Result<S::Ok, S::Error> {
    settings.as_ref().serialize(serializer)
}

fn read_shared<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<Settings>, D::Error> {
    Settings::deserialize(deserializer).map(Arc::new)
}

/// How a document was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Version of the program.
    pub program: String,
    /// Hash of lexicons and weights.
    pub resources: String,
    /// The day of issue that the user gave.
    pub date: Option<String>,
    /// What the IRIs begin with.
    pub base: String,
    /// The user's lexicon.
    pub lexicon: Option<String>,
    /// The user's gazetteer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gazetteer: Option<String>,
}

/// A document whose stored bytes are not those that were written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it: lower case, no full stop.
    pub reason: String,
    /// The document's record, where the file still tells it.
    pub record: Option<DocumentRecord>,
}

/// Counts of what a store holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Statistics {
    /// Documents.
    pub documents: u64,
    /// Quads.
    pub quads: u64,
    /// Things with a name, each once, by type.
    pub entities: std::collections::BTreeMap<String, u64>,
    /// Facts by class.
    pub facts: std::collections::BTreeMap<String, u64>,
}

/// An open store: a consistent view for reading.
#[derive(Clone)]
pub struct Store {
    graph: Graph,
    folder: PathBuf,
    manifest: Manifest,
    records: Vec<DocumentRecord>,
    damaged: Vec<Damage>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store")
            .field("folder", &self.folder)
            .field("documents", &self.records.len())
            .finish_non_exhaustive()
    }
}

impl Store {
    /// Opens the store in `folder` for reading. A damaged document is left out and told by [`Self::damaged`].
    ///
    /// # Errors
    /// When there is no store, or one of a newer format, or one of a back end that this program lacks.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        let manifest = Manifest::read(folder)?;
        let (graph, records, damaged) = match manifest.backend {
            Backend::Files => {
                let links = links::Links::read(folder)?;
                let (dataset, records, damaged) = files::load(&files::list(folder, "nq")?, &links);
                (Graph::Memory(dataset), records, damaged)
            }
            #[cfg(feature = "rocksdb")]
            Backend::RocksDb => {
                let (database, records, damaged) = rocks::open_read_only(folder)?;
                (Graph::Database(database), records, damaged)
            }
            #[cfg(not(feature = "rocksdb"))]
            Backend::RocksDb => return Err(StoreError::LacksBackend { folder: folder.to_owned() }),
        };
        Ok(Self { graph, folder: folder.to_owned(), manifest, records, damaged })
    }

    /// Opens these documents of the store in `folder` alone, by their sources: quick for a look at what was just read.
    ///
    /// # Errors
    /// As for [`Self::open`].
    pub fn open_documents(folder: &Path, sources: &[&str]) -> Result<Self, StoreError> {
        let manifest = Manifest::read(folder)?;
        if manifest.backend != Backend::Files {
            return Self::open(folder);
        }
        let paths: Vec<_> = sources.iter().map(|source| files::document_path(folder, source, "nq")).collect();
        let (dataset, records, damaged) = files::load(&paths, &links::Links::read(folder)?);
        Ok(Self { graph: Graph::Memory(dataset), folder: folder.to_owned(), manifest, records, damaged })
    }

    /// A store in memory with these quads: for views of what was not stored.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn in_memory(quads: impl IntoIterator<Item = Quad>) -> Result<Self, StoreError> {
        let mut builder = memory::Builder::new();
        builder.extend(quads);
        files::complete(&mut builder, &[]);
        Ok(Self {
            graph: Graph::Memory(builder.finish()),
            folder: PathBuf::new(),
            manifest: Manifest::new(Backend::Files),
            records: Vec::new(),
            damaged: Vec::new(),
        })
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What the folder says of itself.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The documents, in the order of their sources.
    #[must_use]
    pub fn documents(&self) -> &[DocumentRecord] {
        &self.records
    }

    /// Documents that could not be read back as they were written.
    #[must_use]
    pub fn damaged(&self) -> &[Damage] {
        &self.damaged
    }

    /// Answers a SPARQL query over the union of all graphs.
    ///
    /// # Errors
    /// When it is not SPARQL, is stopped, or fails.
    pub fn query(&self, query: &str, options: &QueryOptions) -> Result<QueryResults<'static>, QueryError> {
        query::run(&self.graph, query, options)
    }

    /// The quads that match; an absent part matches anything. In index order, which is the same for the same quads.
    ///
    /// # Errors
    /// When the store's files cannot be read.
    pub fn quads(
        &self,
        subject: Option<NamedOrBlankNodeRef<'_>>,
        predicate: Option<NamedNodeRef<'_>>,
        object: Option<TermRef<'_>>,
        graph: Option<GraphNameRef<'_>>,
    ) -> impl Iterator<Item = Result<Quad, StoreError>> + use<> {
        self.graph.quads_for_pattern(subject, predicate, object, graph)
    }

    /// All quads in the order of their N-Quads lines.
    ///
    /// # Errors
    /// When the store's files cannot be read.
    pub fn sorted_quads(&self) -> Result<Vec<Quad>, StoreError> {
        let quads = self.quads(None, None, None, None).collect::<Result<Vec<_>, _>>()?;
        let mut keyed: Vec<(String, Quad)> = quads.into_iter().map(|quad| (quad.to_string(), quad)).collect();
        keyed.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(keyed.into_iter().map(|(_, quad)| quad).collect())
    }

    /// Counts what the store holds.
    ///
    /// # Errors
    /// When the store's files cannot be read.
    pub fn statistics(&self) -> Result<Statistics, StoreError> {
        query::statistics(&self.graph, self.records.len() as u64)
    }
}

#[cfg(test)]
mod tests;
