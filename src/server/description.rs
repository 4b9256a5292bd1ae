//! The service description of the endpoint (SPARQL 1.1 Service Description).

use super::answer::rdf_serializer;
use super::negotiate::{GRAPHS, TABLES, Wish};
use super::problem::Problem;
use crate::rdf::vocabulary::rdf;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use oxigraph::model::{BlankNode, NamedNode, NamedNodeRef, NamedOrBlankNode, Term, Triple};

const SD: &str = "http://www.w3.org/ns/sparql-service-description#";

/// Describes the endpoint at the address by which the client knows it.
pub(super) fn describe(headers: &HeaderMap, wish: &Wish) -> Result<Response, Problem> {
    let offer = wish.choose(GRAPHS)?;
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let endpoint =
        NamedNode::new(format!("http://{host}/sparql")).map_err(|error| Problem::bad_request(error.to_string()))?;
    let mut writer = rdf_serializer(offer.format)?
        .with_prefix("sd", SD)
        .map_err(|error| Problem::internal(&error))?
        .for_writer(Vec::new());
    for triple in triples(&endpoint) {
        writer.serialize_triple(triple.as_ref())?;
    }
    Ok(([(header::CONTENT_TYPE, offer.media_type), (header::VARY, "Accept")], writer.finish()?).into_response())
}

fn triples(endpoint: &NamedNode) -> Vec<Triple> {
    let sd = |local: &str| NamedNode::new_unchecked(format!("{SD}{local}"));
    let service = NamedOrBlankNode::from(BlankNode::new_unchecked("service"));
    let mut triples = Vec::new();
    let mut state = |property: NamedNodeRef<'_>, object: Term| {
        triples.push(Triple::new(service.clone(), property, object));
    };
    state(rdf::TYPE, sd("Service").into());
    state(sd("endpoint").as_ref(), endpoint.clone().into());
    for language in ["SPARQL10Query", "SPARQL11Query"] {
        state(sd("supportedLanguage").as_ref(), sd(language).into());
    }
    state(sd("feature").as_ref(), sd("UnionDefaultGraph").into());
    let results = TABLES.iter().map(|offer| offer.format.iri()).chain(GRAPHS.iter().map(|offer| offer.format.iri()));
    for format in results {
        state(sd("resultFormat").as_ref(), NamedNode::new_unchecked(format).into());
    }
    state(
        sd("defaultEntailmentRegime").as_ref(),
        NamedNode::new_unchecked("http://www.w3.org/ns/entailment/Simple").into(),
    );
    triples
}
