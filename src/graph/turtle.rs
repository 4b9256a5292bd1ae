//! Answers as RDF, to load beside the graph.

use super::central::Centrality;
use super::communities::Communities;
use crate::export::error::ExportError;
use crate::export::model::View;
use crate::export::rdf::{Syntax, write_triples};
use crate::rdf::vocabulary::{bg, rdf, rdfs, xsd};
use oxrdf::{Literal, NamedNode, NamedNodeRef, Triple};
use std::io;

/// Degree, betweenness and `PageRank` of each node.
///
/// # Errors
/// When `out` fails.
pub fn central(view: &View, all: &[Centrality], out: &mut impl io::Write) -> Result<(), ExportError> {
    let mut triples = Vec::new();
    for one in all {
        let node = NamedNode::new_unchecked(&view.nodes[one.node].id);
        let degree = Literal::new_typed_literal(one.degree.to_string(), xsd::INTEGER);
        triples.push(Triple::new(node.clone(), bg::DEGREE, degree));
        triples.push(Triple::new(node.clone(), bg::BETWEENNESS, decimal(one.betweenness)));
        triples.push(Triple::new(node, bg::PAGE_RANK, decimal(one.pagerank)));
    }
    write_triples(triples, Syntax::Turtle, out)
}

/// Groups with their members, named after the first of them.
///
/// # Errors
/// When `out` fails.
pub fn groups(
    view: &View,
    kind: NamedNodeRef<'_>,
    groups: &[Vec<usize>],
    out: &mut impl io::Write,
) -> Result<(), ExportError> {
    let mut triples = Vec::new();
    for (place, group) in groups.iter().enumerate() {
        let Some(first) = group.first().map(|&node| &view.nodes[node]) else { continue };
        let iri = NamedNode::new_unchecked(format!(
            "{}#{}",
            first.id,
            kind.as_str().rsplit('#').next().unwrap_or_default().to_lowercase()
        ));
        triples.push(Triple::new(iri.clone(), rdf::TYPE, kind));
        triples.push(Triple::new(
            iri.clone(),
            rdfs::LABEL,
            Literal::new_simple_literal(format!("{} {}", place + 1, first.label)),
        ));
        for &node in group {
            triples.push(Triple::new(iri.clone(), bg::GROUPS, NamedNode::new_unchecked(&view.nodes[node].id)));
        }
    }
    write_triples(triples, Syntax::Turtle, out)
}

/// The communities.
///
/// # Errors
/// When `out` fails.
pub fn communities(view: &View, found: &Communities, out: &mut impl io::Write) -> Result<(), ExportError> {
    groups(view, bg::COMMUNITY, &found.groups, out)
}

fn decimal(value: f64) -> Literal {
    Literal::new_typed_literal(format!("{value:.6}"), xsd::DECIMAL)
}
