//! The back end of one RocksDB database: opens at once at any size.
//!
//! Documents are stored some at a time, each such batch in one transaction, so that a reader sees a document with all
//! that the default graph says of its things, or nothing of it. A document's record stands in a file of its own beside
//! the database. Before a batch is carried out it is written down in `pending.json`, and taken off when its records
//! stand: what a crash leaves there is read again by the next build, and never trusted.
//!
//! The links of `links.ttl` are applied when a document is stored. A document that they change is kept as it was read
//! in `documents/` too, so that taking a link back leaves no trace. `links-applied.ttl` is the file as it was applied
//! last; a writer that finds another one in its place applies it before all else.

#[cfg(feature = "rocksdb")]
use super::Damage;
use super::links::{self, Links};
use super::manifest::write_atomically;
use super::{DocumentRecord, StoreError, files, labels};
use crate::rdf::vocabulary::{bg, org, owl, prov, schema};
use oxigraph::model::{GraphName, GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use oxigraph::store::{Store as Oxigraph, Transaction};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Documents that are stored in one transaction. What a thing is called is worked out once a batch; a crash costs no
/// more than a batch.
const BATCH_DOCUMENTS: usize = 64;

/// Quads that are stored in one transaction, where documents are long.
const BATCH_QUADS: usize = 300_000;

/// The database of a store open for writing.
pub(super) struct Database {
    graph: Oxigraph,
    folder: PathBuf,
    links: Mutex<Links>,
    waiting: Mutex<Batch>,
}

/// Documents that wait to be stored, by source.
#[derive(Default)]
struct Batch {
    changes: BTreeMap<String, Change>,
    quads: usize,
}

/// What becomes of a document.
struct Change {
    /// Its record; none where it is withdrawn.
    record: Option<DocumentRecord>,
    /// Its quads as they were read.
    quads: Vec<Quad>,
}

/// One line of `pending.json`.
#[derive(Serialize, Deserialize)]
struct Pending {
    source: String,
    record: Option<DocumentRecord>,
}

#[cfg(feature = "rocksdb")]
fn database_folder(folder: &Path) -> PathBuf {
    folder.join("rocksdb")
}

fn pending_path(folder: &Path) -> PathBuf {
    folder.join("pending.json")
}

/// The records of all documents, sorted by source.
pub(super) fn records(folder: &Path) -> Result<Vec<DocumentRecord>, StoreError> {
    let read: Vec<Option<DocumentRecord>> =
        files::list(folder, "json")?.into_par_iter().map(|path| read_record(&path)).collect::<Result<_, _>>()?;
    let mut records: Vec<DocumentRecord> = read.into_iter().flatten().collect();
    records.sort_by(|a, b| a.source.cmp(&b.source));
    Ok(records)
}

/// A document's record. One that cannot be read is as good as none: its document is read again.
fn read_record(path: &Path) -> Result<Option<DocumentRecord>, StoreError> {
    match fs::read(path) {
        Ok(bytes) => Ok(serde_json::from_slice(&bytes).ok()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(StoreError::io("read", path)(error)),
    }
}

fn write_record(folder: &Path, record: &DocumentRecord) -> Result<(), StoreError> {
    write_json(&files::document_path(folder, &record.source, "json"), record)
}

fn write_json(path: &Path, value: &impl Serialize) -> Result<(), StoreError> {
    let text = serde_json::to_string(value).map_err(|error| StoreError::io("write", path)(io::Error::other(error)))?;
    write_atomically(path, |file| writeln!(file, "{text}"))
}

/// Opens the database for reading. A writer may have it open at the same time: the reader then sees the batches that
/// were stored before it came, until the database tidies up its files under it; then it has to be opened again.
#[cfg(feature = "rocksdb")]
pub(super) fn open_read_only(folder: &Path) -> Result<(Oxigraph, Vec<DocumentRecord>, Vec<Damage>), StoreError> {
    let database = database_folder(folder);
    if !database.exists() {
        return Ok((Oxigraph::new().map_err(StoreError::Engine)?, Vec::new(), Vec::new()));
    }
    // A file that a writer drops between two looks of the database fails the opening, not the next one.
    let mut opened = Oxigraph::open_read_only(&database);
    for _ in 0..5 {
        if opened.is_ok() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
        opened = Oxigraph::open_read_only(&database);
    }
    let graph = opened.map_err(StoreError::Engine)?;
    Ok((graph, records(folder)?, Vec::new()))
}

impl Database {
    /// Opens or makes the database of the store in `folder`, and ends what a writer that died has begun.
    #[cfg(feature = "rocksdb")]
    pub(super) fn open(folder: &Path) -> Result<Self, StoreError> {
        Self::on(Oxigraph::open(database_folder(folder)).map_err(StoreError::Engine)?, folder)
    }

    /// The database that keeps its quads in `graph` and its records in `folder`.
    pub(super) fn on(graph: Oxigraph, folder: &Path) -> Result<Self, StoreError> {
        let mut missing = Vec::new();
        for concept in files::concepts() {
            if !graph.contains(&concept).map_err(StoreError::Engine)? {
                missing.push(concept);
            }
        }
        graph.extend(missing).map_err(StoreError::Engine)?;
        let links = Mutex::new(Links::applied(folder)?);
        let database = Self { graph, folder: folder.to_owned(), links, waiting: Mutex::default() };
        database.recover()?;
        database.relink()?;
        Ok(database)
    }

    /// Makes of a batch that was begun what can be known: a document that is there, in whichever reading, is one that
    /// the next build reads again; one that is not there has no record.
    fn recover(&self) -> Result<(), StoreError> {
        let path = pending_path(&self.folder);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(StoreError::io("read", path)(error)),
        };
        let pending: Vec<Pending> = serde_json::from_slice(&bytes)
            .map_err(|error| StoreError::io("read", &path)(io::Error::new(io::ErrorKind::InvalidData, error)))?;
        let transaction = self.graph.start_transaction().map_err(StoreError::Engine)?;
        for Pending { source, record } in pending {
            let place = files::document_path(&self.folder, &source, "json");
            let graph = graphs_of(&transaction, &source)?.pop();
            match (graph, read_record(&place)?.or(record)) {
                (Some(graph), Some(record)) => write_record(
                    &self.folder,
                    &DocumentRecord { iri: graph.into_string(), fingerprint: String::new(), ..record },
                )?,
                _ => remove_if_there(&place)?,
            }
        }
        drop(transaction);
        remove_if_there(&path)
    }

    /// Puts a document with its quads in the place of the one from the same source, or withdraws that one. It is
    /// stored by the time that [`Self::finish`] returns.
    pub(super) fn replace(
        &self,
        source: &str,
        record: Option<&DocumentRecord>,
        quads: Vec<Quad>,
    ) -> Result<(), StoreError> {
        let mut waiting = self.waiting();
        waiting.quads += quads.len();
        waiting.changes.insert(source.to_owned(), Change { record: record.cloned(), quads });
        if waiting.changes.len() >= BATCH_DOCUMENTS || waiting.quads >= BATCH_QUADS {
            self.store(std::mem::take(&mut *waiting))?;
        }
        Ok(())
    }

    /// Stores what waits, and links near-duplicates anew.
    pub(super) fn finish(&self, records: &[DocumentRecord]) -> Result<(), StoreError> {
        self.store(std::mem::take(&mut *self.waiting()))?;
        self.link_copies(records)
    }

    /// A thread that panicked while it held the batch has lost it, and no more: it stands in `pending.json`.
    fn waiting(&self) -> MutexGuard<'_, Batch> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn links(&self) -> MutexGuard<'_, Links> {
        self.links.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Carries out a batch.
    fn store(&self, batch: Batch) -> Result<(), StoreError> {
        if batch.changes.is_empty() {
            return Ok(());
        }
        let pending: Vec<Pending> = batch
            .changes
            .iter()
            .map(|(source, change)| Pending { source: source.clone(), record: change.record.clone() })
            .collect();
        write_json(&pending_path(&self.folder), &pending)?;
        let mut transaction = self.graph.start_transaction().map_err(StoreError::Engine)?;
        let mut touched = BTreeMap::new();
        for (source, change) in batch.changes {
            self.change(&mut transaction, &source, change, &mut touched)?;
        }
        for entity in touched.into_values() {
            settle(&mut transaction, &entity)?;
        }
        transaction.commit().map_err(StoreError::Engine)?;
        #[cfg(feature = "rocksdb")]
        self.graph.flush().map_err(StoreError::Engine)?;
        for Pending { source, record } in pending {
            match record {
                Some(record) => write_record(&self.folder, &record)?,
                None => remove_if_there(&files::document_path(&self.folder, &source, "json"))?,
            }
        }
        remove_if_there(&pending_path(&self.folder))
    }

    /// Puts one document in its place, and notes of which things the default graph has to say something else.
    fn change(
        &self,
        transaction: &mut Transaction<'_>,
        source: &str,
        change: Change,
        touched: &mut BTreeMap<String, NamedOrBlankNode>,
    ) -> Result<(), StoreError> {
        for graph in graphs_of(transaction, source)? {
            for entity in contributors(transaction, graph.as_ref())? {
                touched.insert(entity.to_string(), entity);
            }
            transaction.remove_named_graph(graph.as_ref()).map_err(StoreError::Engine)?;
        }
        let kept = files::document_path(&self.folder, source, "nq");
        let Some(record) = change.record else { return remove_if_there(&kept) };
        let quads = self.links().apply(&record.iri, change.quads.clone());
        if quads == change.quads {
            remove_if_there(&kept)?;
        } else {
            files::write(&self.folder, &record, &change.quads)?;
        }
        for quad in quads {
            if quad.graph_name == GraphName::DefaultGraph {
                touched.insert(quad.subject.to_string(), quad.subject.clone());
            }
            transaction.insert(quad.as_ref());
        }
        let graph = NamedNodeRef::new_unchecked(&record.iri);
        for entity in contributors(transaction, graph)? {
            touched.insert(entity.to_string(), entity);
        }
        Ok(())
    }

    /// Applies `links.ttl` to the documents that it says something of, if it is not the file that was applied last.
    pub(super) fn relink(&self) -> Result<(), StoreError> {
        let wanted = Links::read(&self.folder)?;
        if wanted == *self.links() {
            return Ok(());
        }
        let mut affected = BTreeSet::new();
        let transaction = self.graph.start_transaction().map_err(StoreError::Engine)?;
        for thing in wanted.things() {
            for (_, graph) in subjects(&transaction, bg::REFERS_TO, &thing)? {
                affected.insert(graph.to_string());
            }
        }
        drop(transaction);
        *self.links() = wanted;
        for record in records(&self.folder)? {
            let kept = files::document_path(&self.folder, &record.source, "nq");
            let quads = if kept.exists() {
                files::quads_as_read(&kept)?
            } else if affected.contains(&format!("<{}>", record.iri)) {
                let graph = GraphNameRef::NamedNode(NamedNodeRef::new_unchecked(&record.iri));
                let stored = self.graph.quads_for_pattern(None, None, None, Some(graph));
                stored.collect::<Result<_, _>>().map_err(StoreError::Engine)?
            } else {
                continue;
            };
            self.replace(&record.source, Some(&record), quads)?;
        }
        self.store(std::mem::take(&mut *self.waiting()))?;
        links::note_applied(&self.folder)
    }

    /// Links near-duplicates anew, if they are not the same as before.
    fn link_copies(&self, records: &[DocumentRecord]) -> Result<(), StoreError> {
        let mut transaction = self.graph.start_transaction().map_err(StoreError::Engine)?;
        let stated: BTreeMap<String, Quad> = transaction
            .quads_for_pattern(None, Some(bg::NEAR_DUPLICATE_OF), None, Some(GraphNameRef::DefaultGraph))
            .map(|quad| quad.map(|quad| (quad.to_string(), quad)))
            .collect::<Result<_, _>>()
            .map_err(StoreError::Engine)?;
        let wanted: BTreeMap<String, Quad> =
            super::copies::quads(records).into_iter().map(|quad| (quad.to_string(), quad)).collect();
        if stated == wanted {
            return Ok(());
        }
        for quad in stated.values() {
            transaction.remove(quad.as_ref());
        }
        for quad in wanted.values() {
            transaction.insert(quad.as_ref());
        }
        transaction.commit().map_err(StoreError::Engine)?;
        #[cfg(feature = "rocksdb")]
        self.graph.flush().map_err(StoreError::Engine)?;
        Ok(())
    }
}

fn remove_if_there(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(StoreError::io("remove", path)(error)),
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
        let identified = Some(bg::IDENTIFIED_AS);
        for quad in transaction.quads_for_pattern(Some(reference.as_ref()), identified, None, None) {
            let other = quad.map_err(StoreError::Engine)?.object;
            supported.push(Quad::new(entity.clone(), owl::SAME_AS, other, GraphName::DefaultGraph));
        }
        for kind in values(transaction, reference, bg::ENTITY_TYPE)? {
            // What is read as another thing may be of another type there: its own type goes.
            let fits = crate::rdf::kind_in(entity.as_str()).is_none_or(|own| crate::rdf::type_name(own) == kind);
            if let Some(class) = crate::rdf::class_named(&kind).filter(|_| fits) {
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
