//! IRIs that can be followed: documents and entities under the server's own paths, as a page or as RDF.
//!
//! `BASE/person/ada` is found at `/person/ada`, whatever the base; `/resource?iri=` finds any IRI.

use super::App;
use super::answer::{answer, rdf_serializer, stream};
use super::negotiate::{GRAPHS, Wish};
use super::problem::Problem;
use super::protocol::{Parameters, absolute_iri};
use crate::rdf::vocabulary::{nif, rdf};
use crate::store::{QueryOptions, Store};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use oxigraph::model::{GraphNameRef, NamedNode};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The first steps of the paths of IRIs.
pub(super) const SEGMENTS: [&str; 7] = ["document", "person", "organization", "place", "law", "report", "event"];

/// `GET /SEGMENT/NAME`.
pub(super) async fn by_path(State(app): State<Arc<App>>, request: Request) -> Result<Response, Problem> {
    let (parts, _) = request.into_parts();
    let path = parts.uri.path().trim_start_matches('/').to_owned();
    let path = percent_encoding::percent_decode_str(&path)
        .decode_utf8()
        .map_err(|_| Problem::bad_request("the path is not UTF-8"))?
        .into_owned();
    let store = app.view().store.clone();
    let found = bases(&store).into_iter().find_map(|base| {
        let iri = NamedNode::new(format!("{base}{path}")).ok()?;
        known(&store, &iri).then_some(iri)
    });
    let iri = found.ok_or_else(|| Problem::not_found(format!("the graph has nothing at `/{path}`")))?;
    give(&app, iri, &parts.headers, &parts.uri).await
}

/// `GET /resource?iri=IRI`.
pub(super) async fn by_parameter(State(app): State<Arc<App>>, request: Request) -> Result<Response, Problem> {
    let (parts, _) = request.into_parts();
    let parameters = Parameters::parse(parts.uri.query().unwrap_or_default().as_bytes())?;
    let iri = parameters.one("iri")?.ok_or_else(|| Problem::bad_request("the parameter `iri` is missing"))?;
    let iri = absolute_iri("iri", &iri)?;
    if !known(&app.view().store, &iri) {
        return Err(Problem::not_found(format!("the graph says nothing about `{iri}`", iri = iri.as_str())));
    }
    give(&app, iri, &parts.headers, &parts.uri).await
}

async fn give(app: &App, iri: NamedNode, headers: &HeaderMap, uri: &Uri) -> Result<Response, Problem> {
    let parameters = Parameters::parse(uri.query().unwrap_or_default().as_bytes())?;
    let wish = Wish::new(headers, parameters.one("format")?);
    let is_document = is_document(&app.view().store, &iri);
    if wish.wants_html() {
        return Ok(Redirect::to(&page_of(&iri, is_document)).into_response());
    }
    if is_document {
        return document(app, iri, wish).await;
    }
    // Beside what the entity says of itself: the facts that it has a part in.
    let query = format!(
        "CONSTRUCT {{ {iri} ?p ?o . ?fact ?q ?x }} WHERE {{ {{ {iri} ?p ?o }} UNION {{ ?fact ?role {iri} ; a bg:Fact ; ?q ?x }} }}"
    );
    answer(app, query, QueryOptions::default(), wish).await
}

/// All that was read from one document.
async fn document(app: &App, iri: NamedNode, wish: Wish) -> Result<Response, Problem> {
    let view = app.view();
    stream(app, move |token, sink| {
        let offer = wish.choose(GRAPHS)?;
        sink.media_type = offer.media_type;
        let mut writer = rdf_serializer(offer.format)?.for_writer(sink);
        for quad in view.store.quads(None, None, None, Some(GraphNameRef::NamedNode(iri.as_ref()))) {
            if token.is_cancelled() {
                return Err(super::problem::too_slow());
            }
            let quad = quad?;
            if offer.format.supports_datasets() {
                writer.serialize_quad(&quad)?;
            } else {
                writer.serialize_triple(oxigraph::model::TripleRef::from(quad.as_ref()))?;
            }
        }
        writer.finish()?;
        Ok(())
    })
    .await
}

/// Where the page shows a thing.
fn page_of(iri: &NamedNode, is_document: bool) -> String {
    let encoded = percent_encoding::utf8_percent_encode(iri.as_str(), percent_encoding::NON_ALPHANUMERIC);
    format!("/{}?iri={encoded}", if is_document { "read" } else { "entity" })
}

/// What the IRIs of the documents begin with: one base, or several where stores were joined.
pub(super) fn bases(store: &Store) -> BTreeSet<&str> {
    store.documents().iter().filter_map(|record| record.iri.split_once("document/").map(|(base, _)| base)).collect()
}

fn known(store: &Store, iri: &NamedNode) -> bool {
    store.quads(Some(iri.as_ref().into()), None, None, None).next().is_some()
}

pub(super) fn is_document(store: &Store, iri: &NamedNode) -> bool {
    store.quads(Some(iri.as_ref().into()), Some(rdf::TYPE), Some(nif::CONTEXT.into()), None).next().is_some()
}
