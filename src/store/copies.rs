//! Documents that are nearly the same, linked to the first of their kind, so that a question can count origins.

use super::DocumentRecord;
use crate::rdf::vocabulary::bg;
use crate::similar;
use oxigraph::model::{GraphName, NamedNode, Quad};

/// A link from each near-duplicate to its origin: of the documents in the order of their sources, the first.
pub(super) fn quads(records: &[DocumentRecord]) -> Vec<Quad> {
    let hashes: Vec<u64> = records.iter().map(|record| record.simhash).collect();
    let node = |index: usize| NamedNode::new_unchecked(records[index].iri.clone());
    similar::origins(&hashes)
        .into_iter()
        .map(|(copy, origin)| Quad::new(node(copy), bg::NEAR_DUPLICATE_OF, node(origin), GraphName::DefaultGraph))
        .collect()
}
