//! One number for a whole graph: SHA-256 of its canonical N-Quads (RDF Dataset Canonicalization, RDFC-1.0,
//! <https://www.w3.org/TR/rdf-canon/>). The same graph has the same number whatever file it came in.

use crate::hash::hex;
use oxrdf::dataset::{CanonicalizationAlgorithm, CanonicalizationHashAlgorithm};
use oxrdf::{Dataset, Quad, Term};
use sha2::{Digest, Sha256};

/// The hash of a dataset in lower-case hexadecimal.
#[must_use]
pub fn canonical_hash(quads: Vec<Quad>) -> String {
    let blank = |quad: &Quad| {
        quad.subject.is_blank_node() || matches!(quad.object, Term::BlankNode(_)) || quad.graph_name.is_blank_node()
    };
    // Without blank nodes nothing needs a canonical name, and sorted lines are all there is to it.
    let quads = if quads.iter().any(blank) {
        let mut dataset: Dataset = quads.into_iter().collect();
        dataset
            .canonicalize(CanonicalizationAlgorithm::Rdfc10 { hash_algorithm: CanonicalizationHashAlgorithm::Sha256 });
        dataset.iter().map(oxrdf::QuadRef::into_owned).collect()
    } else {
        quads
    };
    let mut lines: Vec<String> = quads.into_iter().map(|quad| quad.to_string()).collect();
    lines.sort_unstable();
    lines.dedup();
    let mut hasher = Sha256::new();
    for line in lines {
        hasher.update(line.as_bytes());
        hasher.update(b" .\n");
    }
    hex(&hasher.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::fixture;
    use oxrdf::{BlankNode, GraphName, Literal, NamedNode};

    #[test]
    fn is_the_hash_of_the_canonical_lines() {
        let quads = fixture::store().sorted_quads().unwrap();
        let mut dataset: Dataset = quads.iter().cloned().collect();
        dataset
            .canonicalize(CanonicalizationAlgorithm::Rdfc10 { hash_algorithm: CanonicalizationHashAlgorithm::Sha256 });
        let mut lines: Vec<String> = dataset.iter().map(|quad| format!("{quad} .\n")).collect();
        lines.sort();
        assert_eq!(canonical_hash(quads), hex(&Sha256::digest(lines.concat().as_bytes())));
    }

    #[test]
    fn names_of_blank_nodes_do_not_matter() {
        let named = |name: &str| {
            let node = BlankNode::new_unchecked(name);
            vec![Quad::new(
                node,
                NamedNode::new_unchecked("https://example.org/p"),
                Literal::new_simple_literal("x"),
                GraphName::DefaultGraph,
            )]
        };
        assert_eq!(canonical_hash(named("a")), canonical_hash(named("b")));
    }
}
