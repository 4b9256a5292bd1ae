//! Changes that come as RDF or SPARQL Update rather than as texts, and the version by which readers notice any change.
//!
//! A change is carried out on the graph in memory; then each document whose quads differ is written as a whole. Triples
//! in a graph that no document names make a new document of that name. Links between entities are derived from the
//! documents and come back by themselves.

use super::{Backend, DocumentRecord, QueryError, QueryOptions, Store, StoreError, Writer, files, query};
use crate::hash;
use crate::rdf::DEFAULT_BASE;
use oxigraph::model::{GraphName, Quad};
use oxigraph::store::Store as Oxigraph;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// Names a state of a store's folder: two equal versions mean that nothing was written in between.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct StoreVersion(String);

impl StoreVersion {
    /// A short name of the state, fit for an HTTP entity tag.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A graph under change; what is done to it is stored when the change has succeeded.
pub struct Draft {
    graph: Oxigraph,
}

impl std::fmt::Debug for Draft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Draft").finish_non_exhaustive()
    }
}

impl Draft {
    /// Carries out a SPARQL Update. Its patterns see the union of all graphs unless it names others.
    ///
    /// # Errors
    /// When it is not SPARQL Update, is stopped, or fails.
    pub fn update(&self, text: &str, options: &QueryOptions) -> Result<(), QueryError> {
        query::update(&self.graph, text, options)
    }

    /// True if the graph holds a triple.
    ///
    /// # Errors
    /// When the graph cannot be read.
    pub fn has(&self, graph: &GraphName) -> Result<bool, StoreError> {
        self.graph
            .quads_for_pattern(None, None, None, Some(graph.as_ref()))
            .next()
            .transpose()
            .map_err(StoreError::Engine)
            .map(|quad| quad.is_some())
    }

    /// Takes all triples out of a graph.
    ///
    /// # Errors
    /// When the graph cannot be changed.
    pub fn clear(&self, graph: &GraphName) -> Result<(), StoreError> {
        self.graph.clear_graph(graph.as_ref()).map_err(StoreError::Engine)
    }

    /// Adds quads.
    ///
    /// # Errors
    /// When the graph cannot be changed.
    pub fn insert(&self, quads: impl IntoIterator<Item = Quad>) -> Result<(), StoreError> {
        self.graph.extend(quads).map_err(StoreError::Engine)
    }

    fn quads(&self) -> Result<BTreeMap<String, Quad>, StoreError> {
        self.graph.iter().map(|quad| quad.map(|quad| (quad.to_string(), quad)).map_err(StoreError::Engine)).collect()
    }
}

impl Store {
    /// The present version of the store in `folder`: a hash of its files' names, sizes and times.
    ///
    /// # Errors
    /// When the folder cannot be listed.
    pub fn version(folder: &Path) -> Result<StoreVersion, StoreError> {
        let mut hasher = hash::Hasher::new();
        let mut paths = vec![folder.join("store.json"), folder.join("links.ttl")];
        for extension in ["nq", "json", "nt"] {
            paths.extend(files::list(folder, extension)?);
        }
        for path in paths {
            // A file that goes away between the listing and here makes a different version next time.
            let Ok(metadata) = fs::metadata(&path) else { continue };
            let modified = metadata.modified().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
            hasher.add(path.as_os_str().as_encoded_bytes());
            hasher.add(&metadata.len().to_le_bytes());
            hasher.add(&modified.unwrap_or_default().as_nanos().to_le_bytes());
        }
        Ok(StoreVersion(hasher.finish()[..16].to_owned()))
    }

    /// Changes the store in `folder`. When `change` fails, nothing is stored.
    ///
    /// # Errors
    /// What `change` gives; and when the store has another writer or cannot be written.
    pub fn edit<E: From<StoreError>>(folder: &Path, change: impl FnOnce(&Draft) -> Result<(), E>) -> Result<(), E> {
        let writer = Writer::open(folder, None)?;
        if writer.backend() != Backend::Files {
            return Err(StoreError::EditsNeedFiles { folder: folder.to_owned() }.into());
        }
        let store = Self::open(folder)?;
        let graph = Oxigraph::new().map_err(StoreError::Engine)?;
        let mut loader = graph.bulk_loader();
        loader
            .load_quads(store.quads(None, None, None, None).collect::<Result<Vec<_>, _>>()?)
            .map_err(StoreError::Engine)?;
        loader.commit().map_err(StoreError::Engine)?;
        let draft = Draft { graph };
        let before = draft.quads()?;
        change(&draft)?;
        let after = draft.quads()?;
        let removed: BTreeSet<&str> =
            before.keys().filter(|key| !after.contains_key(*key)).map(String::as_str).collect();
        let mut added: BTreeMap<Option<String>, Vec<&Quad>> = BTreeMap::new();
        for (_, quad) in after.iter().filter(|(key, _)| !before.contains_key(*key)) {
            added.entry(graph_iri(&quad.graph_name)?).or_default().push(quad);
        }
        write_differences(&writer, &removed, added)?;
        Ok(writer.finish()?)
    }
}

/// The name of a quad's graph. Blank nodes cannot be told apart from one run to the next, so they name no graphs.
fn graph_iri(graph: &GraphName) -> Result<Option<String>, StoreError> {
    match graph {
        GraphName::DefaultGraph => Ok(None),
        GraphName::NamedNode(node) => Ok(Some(node.as_str().to_owned())),
        GraphName::BlankNode(_) => Err(StoreError::BlankGraph),
    }
}

fn write_differences(
    writer: &Writer,
    removed: &BTreeSet<&str>,
    mut added: BTreeMap<Option<String>, Vec<&Quad>>,
) -> Result<(), StoreError> {
    for record in writer.records() {
        let old = files::quads(writer.folder(), &record)?;
        let count = old.len();
        let mut quads: BTreeMap<String, Quad> = old
            .into_iter()
            .map(|quad| (quad.to_string(), quad))
            .filter(|(key, _)| !removed.contains(key.as_str()))
            .collect();
        let fresh = added.remove(&Some(record.iri.clone())).unwrap_or_default();
        if quads.len() == count && fresh.is_empty() {
            continue;
        }
        quads.extend(fresh.into_iter().map(|quad| (quad.to_string(), quad.clone())));
        if quads.is_empty() {
            writer.remove_document(&record.source)?;
            continue;
        }
        replace(writer, record, quads)?;
    }
    for (graph, quads) in added {
        // What belongs to no document is kept under a name of its own.
        let iri = graph.unwrap_or_else(|| format!("{DEFAULT_BASE}default-graph"));
        let mut quads: BTreeMap<String, Quad> =
            quads.into_iter().map(|quad| (quad.to_string(), quad.clone())).collect();
        if let Some(record) = writer.record(&iri) {
            let old = files::quads(writer.folder(), &record)?;
            quads
                .extend(old.into_iter().map(|q| (q.to_string(), q)).filter(|(key, _)| !removed.contains(key.as_str())));
        }
        replace(writer, record_of_graph(iri), quads)?;
    }
    Ok(())
}

/// The record of a graph that no text stands behind.
fn record_of_graph(iri: String) -> DocumentRecord {
    DocumentRecord {
        source: iri.clone(),
        input: iri.clone(),
        iri,
        fingerprint: String::new(),
        last: true,
        simhash: 0,
        facts: [0; 6],
        quads: 0,
        settings: Arc::default(),
    }
}

fn replace(writer: &Writer, record: DocumentRecord, quads: BTreeMap<String, Quad>) -> Result<(), StoreError> {
    let quads: Vec<Quad> = quads.into_values().collect();
    // No text has this fingerprint, so the next `build` from the same source reads it again.
    let record = DocumentRecord { fingerprint: "edited".to_owned(), quads: quads.len() as u64, ..record };
    writer.replace_document(record, &quads)?;
    Ok(())
}
