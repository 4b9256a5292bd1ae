//! The back end of one RocksDB database: opens at once at any size.
//!
//! A document's record stands in a file of its own beside the database. It goes before the quads change and comes back
//! after they have, so that a crash between the two makes the next build read the document again, and never trust it.

#[cfg(feature = "rocksdb")]
use super::Damage;
use super::manifest::write_atomically;
use super::{DocumentRecord, StoreError, files, labels};
use crate::rdf::vocabulary::{bg, org, prov, schema};
use oxigraph::model::{GraphName, GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use oxigraph::store::{Store as Oxigraph, Transaction};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::Path;
#[cfg(feature = "rocksdb")]
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// The database of a store open for writing.
pub(super) struct Database {
    graph: Oxigraph,
    /// One change at a time: what entities are called depends on all documents.
    turn: Mutex<()>,
}

#[cfg(feature = "rocksdb")]
fn database_folder(folder: &Path) -> PathBuf {
    folder.join("rocksdb")
}

/// The records of all documents, sorted by source.
pub(super) fn records(folder: &Path) -> Result<Vec<DocumentRecord>, StoreError> {
    let mut records = Vec::new();
    for path in files::list(folder, "json")? {
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(StoreError::io("read", path)(error)),
        };
        // A record that cannot be read is as good as none: its document is read again.
        if let Ok(record) = serde_json::from_slice::<DocumentRecord>(&bytes) {
            records.push(record);
        }
    }
    records.sort_by(|a, b| a.source.cmp(&b.source));
    Ok(records)
}

/// Opens the database for reading; a writer may have it open at the same time.
#[cfg(feature = "rocksdb")]
pub(super) fn open_read_only(folder: &Path) -> Result<(Oxigraph, Vec<DocumentRecord>, Vec<Damage>), StoreError> {
    let records = records(folder)?;
    let database = database_folder(folder);
    if !database.exists() {
        return Ok((Oxigraph::new().map_err(StoreError::Engine)?, records, Vec::new()));
    }
    let graph = Oxigraph::open_read_only(database).map_err(StoreError::Engine)?;
    Ok((graph, records, Vec::new()))
}

impl Database {
    /// Opens or makes the database of the store in `folder`.
    #[cfg(feature = "rocksdb")]
    pub(super) fn open(folder: &Path) -> Result<Self, StoreError> {
        Self::on(Oxigraph::open(database_folder(folder)).map_err(StoreError::Engine)?)
    }

    /// The database that keeps its quads in `graph`.
    pub(super) fn on(graph: Oxigraph) -> Result<Self, StoreError> {
        graph.extend(files::concepts()).map_err(StoreError::Engine)?;
        Ok(Self { graph, turn: Mutex::new(()) })
    }

    /// Links near-duplicates anew.
    pub(super) fn link_copies(&self, records: &[DocumentRecord]) -> Result<(), StoreError> {
        let mut transaction = self.graph.start_transaction().map_err(StoreError::Engine)?;
        let stated: Vec<Quad> = transaction
            .quads_for_pattern(None, Some(bg::NEAR_DUPLICATE_OF), None, Some(GraphNameRef::DefaultGraph))
            .collect::<Result<_, _>>()
            .map_err(StoreError::Engine)?;
        for quad in &stated {
            transaction.remove(quad.as_ref());
        }
        for quad in super::copies::quads(records) {
            transaction.insert(quad.as_ref());
        }
        transaction.commit().map_err(StoreError::Engine)
    }

    /// Puts `new` with its quads in the place of `old`, in one transaction.
    pub(super) fn replace(
        &self,
        folder: &Path,
        source: &str,
        new: Option<&DocumentRecord>,
        quads: &[Quad],
    ) -> Result<(), StoreError> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let path = files::document_path(folder, source, "json");
        remove_if_there(&path)?;
        let mut transaction = self.graph.start_transaction().map_err(StoreError::Engine)?;
        let mut touched = BTreeMap::new();
        for graph in graphs_of(&transaction, source)? {
            for entity in contributors(&transaction, graph.as_ref())? {
                touched.insert(entity.to_string(), entity);
            }
            transaction.remove_named_graph(graph.as_ref()).map_err(StoreError::Engine)?;
        }
        for quad in quads {
            if quad.graph_name == GraphName::DefaultGraph {
                touched.insert(quad.subject.to_string(), quad.subject.clone());
            }
            transaction.insert(quad.as_ref());
        }
        for entity in touched.into_values() {
            settle(&mut transaction, &entity)?;
        }
        transaction.commit().map_err(StoreError::Engine)?;
        #[cfg(feature = "rocksdb")]
        self.graph.flush().map_err(StoreError::Engine)?;
        let Some(record) = new else { return Ok(()) };
        let text = serde_json::to_string(record)
            .map_err(|error| StoreError::io("write", &path)(std::io::Error::other(error)))?;
        write_atomically(&path, |file| writeln!(file, "{text}"))
    }
}

fn remove_if_there(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(StoreError::io("remove", path)(error)),
        _ => Ok(()),
    }
}

/// The graphs that were read from `source`: one, or none. The database is asked, not the record, which a crash may
/// have taken.
fn graphs_of(transaction: &Transaction<'_>, source: &str) -> Result<Vec<NamedNode>, StoreError> {
    let literal = oxigraph::model::Literal::new_simple_literal(source);
    let predicate = crate::rdf::vocabulary::dct::SOURCE;
    let mut graphs = Vec::new();
    for quad in transaction.quads_for_pattern(None, Some(predicate), Some(literal.as_ref().into()), None) {
        if let GraphName::NamedNode(graph) = quad.map_err(StoreError::Engine)?.graph_name {
            graphs.push(graph);
        }
    }
    Ok(graphs)
}

/// What of the default graph rests on the document `graph`: its entities and its agent.
fn contributors(transaction: &Transaction<'_>, graph: NamedNodeRef<'_>) -> Result<Vec<NamedOrBlankNode>, StoreError> {
    let mut nodes = Vec::new();
    for predicate in [schema::MENTIONS, prov::WAS_ATTRIBUTED_TO] {
        for quad in transaction.quads_for_pattern(Some(graph.into()), Some(predicate), None, Some(graph.into())) {
            if let Term::NamedNode(node) = quad.map_err(StoreError::Engine)?.object {
                nodes.push(node.into());
            }
        }
    }
    Ok(nodes)
}

/// Brings what the default graph says of a node to what the documents' graphs support.
fn settle(transaction: &mut Transaction<'_>, node: &NamedOrBlankNode) -> Result<(), StoreError> {
    let subject = node.as_ref();
    let default = Some(GraphNameRef::DefaultGraph);
    let NamedOrBlankNode::NamedNode(entity) = node else { return Ok(()) };
    let references = subjects(transaction, bg::REFERS_TO, entity)?;
    let stated: Vec<Quad> = transaction
        .quads_for_pattern(Some(subject), None, None, default)
        .collect::<Result<_, _>>()
        .map_err(StoreError::Engine)?;
    if references.is_empty() {
        // An agent stays as long as a document was read by it; a concept belongs to the ontology and always stays.
        let attributed = transaction.quads_for_pattern(None, Some(prov::WAS_ATTRIBUTED_TO), Some(entity.into()), None);
        let is_agent = stated.iter().any(|quad| quad.object == Term::from(prov::SOFTWARE_AGENT));
        let is_concept = entity.as_str().starts_with(crate::rdf::vocabulary::STAGES.as_str());
        if is_concept || (is_agent && attributed.count() > 0) {
            return Ok(());
        }
    }
    let (mut names, mut aliases, mut supported) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    for (reference, _) in &references {
        names.extend(values(transaction, reference, bg::NAME)?);
        aliases.extend(values(transaction, reference, bg::ALIAS)?);
        for kind in values(transaction, reference, bg::ENTITY_TYPE)? {
            if let Some(class) = crate::rdf::class_named(&kind) {
                supported.push(Quad::new(
                    entity.clone(),
                    crate::rdf::vocabulary::rdf::TYPE,
                    class,
                    GraphName::DefaultGraph,
                ));
            }
        }
    }
    for (membership, graph) in subjects(transaction, org::MEMBER, entity)? {
        let graph = graph.as_ref();
        let former = transaction.quads_for_pattern(Some(membership.as_ref()), Some(bg::FORMER), None, Some(graph));
        if former.count() > 0 {
            continue;
        }
        let pattern = (Some(membership.as_ref()), Some(org::IN_ORGANIZATION));
        for quad in transaction.quads_for_pattern(pattern.0, pattern.1, None, Some(graph)) {
            let organization = quad.map_err(StoreError::Engine)?.object;
            supported.push(Quad::new(entity.clone(), org::MEMBER_OF, organization, GraphName::DefaultGraph));
        }
    }
    supported.extend(labels::quads(entity, &names, &aliases));
    for quad in &stated {
        transaction.remove(quad.as_ref());
    }
    for quad in &supported {
        transaction.insert(quad.as_ref());
    }
    Ok(())
}

/// Who says `predicate` of `object`, and in which graph.
fn subjects(
    transaction: &Transaction<'_>,
    predicate: NamedNodeRef<'_>,
    object: &NamedNode,
) -> Result<Vec<(NamedOrBlankNode, GraphName)>, StoreError> {
    transaction
        .quads_for_pattern(None, Some(predicate), Some(object.into()), None)
        .map(|quad| quad.map(|quad| (quad.subject, quad.graph_name)).map_err(StoreError::Engine))
        .collect()
}

fn values(
    transaction: &Transaction<'_>,
    subject: &NamedOrBlankNode,
    predicate: NamedNodeRef<'_>,
) -> Result<Vec<String>, StoreError> {
    transaction
        .quads_for_pattern(Some(subject.as_ref()), Some(predicate), None, None)
        .filter_map(|quad| match quad {
            Ok(Quad { object: Term::Literal(literal), .. }) => Some(Ok(literal.value().to_owned())),
            Ok(_) => None,
            Err(error) => Some(Err(StoreError::Engine(error))),
        })
        .collect()
}
