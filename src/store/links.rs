//! What the user knows better than the texts: `links.ttl` in the store's folder.
//!
//! `<A> owl:sameAs <B>` says that what was read as A is B; `<A> bg:apartIn <DOCUMENT>` says that the A of one document
//! is not the A of the others. The file is the user's to edit. It is applied whenever documents are loaded and touches
//! none of them, so a line that is taken out again leaves no trace.

use super::StoreError;
use super::manifest::write_atomically;
use crate::rdf::vocabulary::{bg, owl, rdf, rdfs, skos};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{GraphName, NamedNode, NamedOrBlankNode, Quad, Term};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

const HEAD: &str = "# What you know better than the texts. The lines are applied whenever the store is opened.\n\
                    #   <A> owl:sameAs <B> .          what was read as A is B\n\
                    #   <A> bg:apartIn <DOCUMENT> .   the A of this document is not the A of the others\n\n\
                    @prefix bg: <https://w3id.org/briefgraph/ontology#> .\n\
                    @prefix owl: <http://www.w3.org/2002/07/owl#> .\n\n";

/// The links of one store.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Links {
    same: BTreeMap<String, String>,
    apart: BTreeSet<(String, String)>,
}

/// One line of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// What was read as the first is the second.
    Same(NamedNode, NamedNode),
    /// The thing of one document, the second, is not that of the others.
    Apart(NamedNode, NamedNode),
}

impl Link {
    fn line(&self) -> String {
        match self {
            Self::Same(one, other) => format!("{one} owl:sameAs {other} ."),
            Self::Apart(one, document) => format!("{one} bg:apartIn {document} ."),
        }
    }
}

fn path(folder: &Path) -> PathBuf {
    folder.join("links.ttl")
}

/// Where a back end that stores documents as the links want them keeps the file that it has applied.
#[cfg(any(feature = "rocksdb", test))]
fn applied_path(folder: &Path) -> PathBuf {
    folder.join("links-applied.ttl")
}

fn content(path: &Path) -> Result<String, StoreError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(StoreError::io("read", path)(error)),
    }
}

/// Notes that the documents are stored as the file wants them.
#[cfg(any(feature = "rocksdb", test))]
pub(super) fn note_applied(folder: &Path) -> Result<(), StoreError> {
    let text = content(&path(folder))?;
    write_atomically(&applied_path(folder), |file| file.write_all(text.as_bytes()))
}

/// Adds a line to the file, if it is not there.
pub(super) fn add(folder: &Path, link: &Link) -> Result<(), StoreError> {
    let mut text = content(&path(folder))?;
    if text.is_empty() {
        text.push_str(HEAD);
    }
    let wanted = link.line();
    if !text.lines().any(|known| known == wanted) {
        if !text.ends_with('\n') {
            text.push('\n');
        }
        text.push_str(&wanted);
        text.push('\n');
    }
    write_atomically(&path(folder), |file| file.write_all(text.as_bytes()))
}

/// Takes a line out of the file; false if it is not there.
pub(super) fn remove(folder: &Path, link: &Link) -> Result<bool, StoreError> {
    let text = content(&path(folder))?;
    let wanted = link.line();
    let kept: String = text.lines().filter(|known| *known != wanted).flat_map(|line| [line, "\n"]).collect();
    if kept.len() == text.len() {
        return Ok(false);
    }
    write_atomically(&path(folder), |file| file.write_all(kept.as_bytes()))?;
    Ok(true)
}

impl Links {
    /// The links of the store in `folder`; none where there is no file.
    pub(super) fn read(folder: &Path) -> Result<Self, StoreError> {
        Self::parse(&path(folder))
    }

    /// The links that the documents of the store in `folder` were stored with.
    #[cfg(any(feature = "rocksdb", test))]
    pub(super) fn applied(folder: &Path) -> Result<Self, StoreError> {
        Self::parse(&applied_path(folder))
    }

    fn parse(path: &Path) -> Result<Self, StoreError> {
        let text = content(path)?;
        let mut links = Self::default();
        for quad in RdfParser::from_format(RdfFormat::Turtle).for_slice(text.as_bytes()) {
            let quad = quad.map_err(|error| StoreError::BadLinks { path: path.into(), reason: error.to_string() })?;
            if let (NamedOrBlankNode::NamedNode(one), Term::NamedNode(other)) = (quad.subject, quad.object) {
                if quad.predicate == owl::SAME_AS {
                    links.same.insert(one.into_string(), other.into_string());
                } else if quad.predicate == bg::APART_IN {
                    links.apart.insert((one.into_string(), other.into_string()));
                }
            }
        }
        Ok(links)
    }

    /// The things that are read as others.
    #[cfg(any(feature = "rocksdb", test))]
    pub(super) fn things(&self) -> BTreeSet<NamedNode> {
        let apart = self.apart.iter().map(|(thing, _)| thing);
        self.same.keys().chain(apart).map(NamedNode::new_unchecked).collect()
    }

    /// True if nothing is linked.
    pub(super) fn is_empty(&self) -> bool {
        self.same.is_empty() && self.apart.is_empty()
    }

    /// What the thing `iri` of `document` is by these links.
    fn resolve(&self, iri: &str, document: &str) -> Option<String> {
        if self.apart.contains(&(iri.to_owned(), document.to_owned())) {
            let hash = document.rsplit('-').next().unwrap_or_default();
            return Some(format!("{iri}-{hash}"));
        }
        let mut at = self.same.get(iri)?;
        // A circle of links ends where it began.
        for _ in 0..self.same.len() {
            match self.same.get(at) {
                Some(next) if next != iri => at = next,
                _ => break,
            }
        }
        Some(at.clone())
    }

    /// The quads of one document as the links want them.
    pub(super) fn apply(&self, document: &str, quads: Vec<Quad>) -> Vec<Quad> {
        if self.is_empty() {
            return quads;
        }
        let renamed: BTreeMap<String, String> = quads
            .iter()
            .filter(|quad| quad.predicate == bg::REFERS_TO)
            .filter_map(|quad| match &quad.object {
                Term::NamedNode(entity) => Some((entity.as_str().to_owned(), self.resolve(entity.as_str(), document)?)),
                _ => None,
            })
            .collect();
        if renamed.is_empty() {
            return quads;
        }
        let folded = folded_references(&quads, &renamed);
        // Things whose name is but another form in this document.
        let second: BTreeSet<String> = quads
            .iter()
            .filter(|quad| quad.predicate == bg::REFERS_TO)
            .filter_map(|quad| match (&quad.subject, &quad.object) {
                (NamedOrBlankNode::NamedNode(reference), Term::NamedNode(entity)) => {
                    folded.contains_key(reference.as_str()).then(|| entity.as_str().to_owned())
                }
                _ => None,
            })
            .collect();
        quads.into_iter().filter_map(|quad| relinked(quad, &renamed, &folded, &second)).collect()
    }
}

/// References whose thing turns out to be one that the document refers to by another reference as well: they are
/// folded into that one, so that a thing has one name a document.
fn folded_references(quads: &[Quad], renamed: &BTreeMap<String, String>) -> BTreeMap<String, NamedNode> {
    let mut first: BTreeMap<String, NamedNode> = BTreeMap::new();
    let mut folded = BTreeMap::new();
    let mut references: Vec<(bool, String, NamedNode)> = quads
        .iter()
        .filter(|quad| quad.predicate == bg::REFERS_TO)
        .filter_map(|quad| match (&quad.subject, &quad.object) {
            (NamedOrBlankNode::NamedNode(reference), Term::NamedNode(entity)) => {
                let new = renamed.get(entity.as_str());
                Some((new.is_some(), new.map_or(entity.as_str(), String::as_str).to_owned(), reference.clone()))
            }
            _ => None,
        })
        .collect();
    // The reference that keeps its thing comes first.
    references.sort_by(|a, b| (a.0, a.2.as_str()).cmp(&(b.0, b.2.as_str())));
    for (_, entity, reference) in references {
        match first.get(&entity) {
            Some(kept) => {
                folded.insert(reference.into_string(), kept.clone());
            }
            None => {
                first.insert(entity, reference);
            }
        }
    }
    folded
}

/// One quad with its things by their new names; none for what a folded reference need not say twice.
fn relinked(
    mut quad: Quad,
    renamed: &BTreeMap<String, String>,
    folded: &BTreeMap<String, NamedNode>,
    second: &BTreeSet<String>,
) -> Option<Quad> {
    if let NamedOrBlankNode::NamedNode(subject) = &quad.subject {
        if let Some(kept) = folded.get(subject.as_str()) {
            if quad.predicate == bg::NAME {
                quad.predicate = bg::ALIAS.into_owned();
            } else if ![bg::ALIAS, bg::MENTIONED_IN, bg::IDENTIFIED_AS].iter().any(|kept| quad.predicate == *kept) {
                return None;
            }
            quad.subject = kept.clone().into();
            return Some(quad);
        }
        if let Some(new) = renamed.get(subject.as_str()) {
            // What is read as another thing may be of another type there: its own type goes.
            if quad.graph_name == GraphName::DefaultGraph && quad.predicate == rdf::TYPE {
                let of = crate::rdf::kind_in(new);
                if of.is_some() && of != crate::rdf::kind_in(subject.as_str()) {
                    return None;
                }
            }
            if second.contains(subject.as_str()) {
                if quad.predicate == rdfs::LABEL {
                    return None;
                }
                if quad.predicate == skos::PREF_LABEL {
                    quad.predicate = skos::ALT_LABEL.into_owned();
                }
            }
            quad.subject = NamedNode::new_unchecked(new.clone()).into();
        }
    }
    if let Term::NamedNode(object) = &quad.object
        && let Some(new) = renamed.get(object.as_str())
    {
        quad.object = NamedNode::new_unchecked(new.clone()).into();
    }
    Some(quad)
}
