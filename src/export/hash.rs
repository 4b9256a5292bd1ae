//! One number for a whole graph: SHA-256 of its canonical N-Quads (RDF Dataset Canonicalization, RDFC-1.0,
//! <https://www.w3.org/TR/rdf-canon/>). The same graph has the same number whatever file it came in.

use crate::hash::Hasher;
use oxigraph::io::{RdfFormat, RdfParser};
use oxrdf::dataset::{CanonicalizationAlgorithm, CanonicalizationHashAlgorithm};
use oxrdf::{Dataset, Quad, Term};

/// The canonical N-Quads of a dataset: its lines without line ends, sorted, each once.
///
/// # Errors
/// When a quad cannot be read.
pub fn canonical_lines<E>(quads: impl IntoIterator<Item = Result<Quad, E>>) -> Result<Vec<String>, E> {
    let mut blank = false;
    let mut lines = Vec::new();
    // Lines are all that is kept, because a large graph is held by its store already.
    for quad in quads {
        let quad = quad?;
        blank |= quad.subject.is_blank_node()
            || matches!(quad.object, Term::BlankNode(_))
            || quad.graph_name.is_blank_node();
        lines.push(format!("{quad} ."));
    }
    // Without blank nodes nothing needs a canonical name, and sorted lines are all there is to it.
    if blank {
        lines = with_canonical_names(&lines);
    }
    lines.sort_unstable();
    lines.dedup();
    Ok(lines)
}

fn with_canonical_names(lines: &[String]) -> Vec<String> {
    let text = lines.join("\n");
    // The lines were written a moment ago and are well formed.
    let quads = RdfParser::from_format(RdfFormat::NQuads).for_slice(text.as_bytes()).filter_map(Result::ok);
    let mut dataset: Dataset = quads.collect();
    dataset.canonicalize(CanonicalizationAlgorithm::Rdfc10 { hash_algorithm: CanonicalizationHashAlgorithm::Sha256 });
    dataset.iter().map(|quad| format!("{quad} .")).collect()
}

/// The hash of a dataset by its canonical lines, in lower-case hexadecimal.
#[must_use]
pub fn hash(lines: &[String]) -> String {
    let mut hasher = Hasher::new();
    for line in lines {
        hasher.add(line.as_bytes());
        hasher.add(b"\n");
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::fixture;
    use sha2::{Digest, Sha256};

    fn canonical_hash(quads: Vec<Quad>) -> String {
        hash(&canonical_lines(quads.into_iter().map(Ok::<_, std::convert::Infallible>)).unwrap())
    }
    use oxrdf::{BlankNode, GraphName, Literal, NamedNode};

    #[test]
    fn is_the_hash_of_the_canonical_lines() {
        let quads = fixture::store().sorted_quads().unwrap();
        let mut dataset: Dataset = quads.iter().cloned().collect();
        dataset
            .canonicalize(CanonicalizationAlgorithm::Rdfc10 { hash_algorithm: CanonicalizationHashAlgorithm::Sha256 });
        let mut lines: Vec<String> = dataset.iter().map(|quad| format!("{quad} .\n")).collect();
        lines.sort();
        assert_eq!(canonical_hash(quads), crate::hash::hex(&Sha256::digest(lines.concat().as_bytes())));
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
