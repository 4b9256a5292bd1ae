//! One number for a whole graph: SHA-256 of its canonical N-Quads (RDF Dataset Canonicalization, RDFC-1.0,
//! <https://www.w3.org/TR/rdf-canon/>). The same graph has the same number whatever file it came in.

use crate::hash::Hasher;
use crate::store::{Store, StoreError};
use oxigraph::io::{RdfFormat, RdfParser};
use oxrdf::dataset::{CanonicalizationAlgorithm, CanonicalizationHashAlgorithm};
use oxrdf::{Dataset, NamedNode, NamedOrBlankNode, Quad, Term};
use std::collections::BTreeSet;

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

/// The canonical lines of a part of a store, to be gone through as often as they are needed. Their subjects are held and
/// no more: all lines would take several times the memory of the store.
pub struct Canonical<'a> {
    store: &'a Store,
    kept: &'a dyn Fn(&Quad) -> bool,
    parts: Parts,
}

enum Parts {
    /// In the order of their names in N-Quads, which is the order of their lines.
    Subjects(Vec<NamedNode>),
    /// Of a graph with blank nodes, whose canonical names depend on all of it.
    Lines(Vec<String>),
}

impl<'a> Canonical<'a> {
    /// The lines of the quads of `store` that are to be kept.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn new(store: &'a Store, kept: &'a dyn Fn(&Quad) -> bool) -> Result<Self, StoreError> {
        let mut subjects = BTreeSet::new();
        for quad in store.quads(None, None, None, None) {
            let quad = quad?;
            if !kept(&quad) {
                continue;
            }
            let blank = matches!(quad.object, Term::BlankNode(_)) || quad.graph_name.is_blank_node();
            match quad.subject {
                NamedOrBlankNode::NamedNode(subject) if !blank => {
                    // With its end: `<a>` comes before `<ab>`, and behind `<a#b>`.
                    let mut name = subject.into_string();
                    name.push('>');
                    subjects.insert(name);
                }
                _ => {
                    let quads = store.quads(None, None, None, None);
                    let lines = canonical_lines(quads.filter(|quad| quad.as_ref().map_or(true, kept)))?;
                    return Ok(Self { store, kept, parts: Parts::Lines(lines) });
                }
            }
        }
        let node = |mut name: String| {
            name.pop();
            NamedNode::new_unchecked(name)
        };
        Ok(Self { store, kept, parts: Parts::Subjects(subjects.into_iter().map(node).collect()) })
    }

    /// Gives each line to `each`, in order.
    ///
    /// # Errors
    /// When the store cannot be read, and what `each` gives.
    pub fn for_each<E: From<StoreError>>(&self, mut each: impl FnMut(&str) -> Result<(), E>) -> Result<(), E> {
        match &self.parts {
            Parts::Lines(lines) => lines.iter().try_for_each(|line| each(line)),
            Parts::Subjects(subjects) => subjects.iter().try_for_each(|subject| {
                let quads = self.store.quads(Some(subject.as_ref().into()), None, None, None);
                let kept = quads.filter(|quad| quad.as_ref().map_or(true, self.kept));
                canonical_lines(kept)?.iter().try_for_each(|line| each(line))
            }),
        }
    }

    /// The hash of the lines, in lower-case hexadecimal.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn hash(&self) -> Result<String, StoreError> {
        let mut hasher = Hasher::new();
        self.for_each(|line| {
            hasher.add(line.as_bytes());
            hasher.add(b"\n");
            Ok::<_, StoreError>(())
        })?;
        Ok(hasher.finish())
    }
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
    fn lines_of_a_store_are_those_of_its_quads() {
        let store = fixture::store();
        let quads = store.sorted_quads().unwrap();
        for kept in [|_: &Quad| true, |quad: &Quad| !quad.graph_name.is_default_graph()] {
            let canonical = Canonical::new(&store, &kept).unwrap();
            let mut lines = Vec::new();
            let push = |line: &str| {
                lines.push(line.to_owned());
                Ok::<_, StoreError>(())
            };
            canonical.for_each(push).unwrap();
            let quads = quads.iter().filter(|quad| kept(quad)).cloned();
            assert_eq!(lines, canonical_lines(quads.map(Ok::<_, StoreError>)).unwrap());
            assert_eq!(canonical.hash().unwrap(), hash(&lines));
        }
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
