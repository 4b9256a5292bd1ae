//! The graph that is asked, whichever back end keeps it.

use super::StoreError;
use super::memory::Dataset;
use oxigraph::model::{GraphNameRef, NamedNodeRef, NamedOrBlankNodeRef, Quad, TermRef};
use oxigraph::sparql::{PreparedSparqlQuery, QueryEvaluationError, QueryResults};
#[cfg(feature = "rocksdb")]
use oxigraph::store::Store as Oxigraph;

/// A graph for reading.
#[derive(Clone)]
pub(super) enum Graph {
    /// Loaded from files.
    Memory(Dataset),
    /// On disk.
    #[cfg(feature = "rocksdb")]
    Database(Oxigraph),
}

impl Graph {
    /// The quads that match; an absent part matches anything.
    pub(super) fn quads_for_pattern(
        &self,
        subject: Option<NamedOrBlankNodeRef<'_>>,
        predicate: Option<NamedNodeRef<'_>>,
        object: Option<TermRef<'_>>,
        graph: Option<GraphNameRef<'_>>,
    ) -> Box<dyn Iterator<Item = Result<Quad, StoreError>>> {
        match self {
            Self::Memory(dataset) => Box::new(dataset.quads_for_pattern(subject, predicate, object, graph).map(Ok)),
            #[cfg(feature = "rocksdb")]
            Self::Database(database) => {
                let quads = database.quads_for_pattern(subject, predicate, object, graph);
                Box::new(quads.map(|quad| quad.map_err(StoreError::Engine)))
            }
        }
    }

    /// How many quads there are.
    #[cfg_attr(not(feature = "rocksdb"), expect(clippy::unnecessary_wraps, reason = "a database may fail"))]
    pub(super) fn len(&self) -> Result<usize, StoreError> {
        match self {
            Self::Memory(dataset) => Ok(dataset.len()),
            #[cfg(feature = "rocksdb")]
            Self::Database(database) => database.len().map_err(StoreError::Engine),
        }
    }

    /// Answers a query.
    pub(super) fn answer(&self, query: PreparedSparqlQuery) -> Result<QueryResults<'static>, QueryEvaluationError> {
        match self {
            Self::Memory(dataset) => query.on_queryable_dataset(dataset.clone()).execute(),
            #[cfg(feature = "rocksdb")]
            Self::Database(database) => query.on_store(database).execute(),
        }
    }
}
