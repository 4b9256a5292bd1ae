//! The JSON routes of the page, described by `/openapi.json`.

mod reader;
mod reading;
mod types;
mod views;

pub(super) use reader::Reader;
pub(super) use types::{DocumentSummary, FactLine, OntologyTerm, Overview};
pub(super) use views::{ProposalFilter, laws as all_laws, overview as overview_of, proposals as find_proposals};

use super::answer::in_turn;
use super::problem::Problem;
use super::protocol::{Parameters, absolute_iri};
use super::{App, View};
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Serialize;
use std::sync::Arc;
use types::{DocumentPage, EntityPage, Found, Laws, Proposals, Queries};
use utoipa::OpenApi;

/// Most rows that one route gives.
const MOST_ROWS: usize = 5000;
/// Rows where the client does not say how many.
const USUAL_ROWS: usize = 1000;

#[derive(OpenApi)]
#[openapi(
    info(title = "briefgraph", description = "The questions of the page, as JSON. The SPARQL endpoint is at /sparql."),
    paths(overview, search, proposals, entity, documents, document, laws, queries)
)]
struct Description;

/// The routes.
pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/openapi.json", get(|| async { axum::Json(Description::openapi()) }))
        .route("/api/overview", get(overview))
        .route("/api/search", get(search))
        .route("/api/proposals", get(proposals))
        .route("/api/entity", get(entity))
        .route("/api/documents", get(documents))
        .route("/api/document", get(document))
        .route("/api/laws", get(laws))
        .route("/api/queries", get(queries))
        .route(
            "/api/{*rest}",
            get(|| async { Problem::not_found("there is no such question\nhint: `/openapi.json` lists them") }),
        )
}

/// Answers a question in its turn, as JSON.
async fn ask<T, F>(app: &App, question: F) -> Result<Response, Problem>
where
    T: Serialize + Send + 'static,
    F: FnOnce(&View, &mut Reader) -> Result<T, Problem> + Send + 'static,
{
    let view = app.view();
    let answer = in_turn(app, move |token| {
        let mut reader = Reader::new(view.store.clone(), token);
        question(&view, &mut reader)
    })
    .await?;
    Ok(([(header::CACHE_CONTROL, "no-cache")], axum::Json(answer)).into_response())
}

fn parameters(query: Option<String>) -> Result<Parameters, Problem> {
    Parameters::parse(query.unwrap_or_default().as_bytes())
}

/// A parameter, if it says anything.
fn said(parameters: &Parameters, name: &str) -> Result<Option<String>, Problem> {
    Ok(parameters.one(name)?.map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()))
}

fn required(parameters: &Parameters, name: &str) -> Result<String, Problem> {
    said(parameters, name)?.ok_or_else(|| Problem::bad_request(format!("the parameter `{name}` is missing")))
}

/// How many rows the client wants.
fn limit(parameters: &Parameters) -> Result<usize, Problem> {
    let Some(value) = parameters.one("limit")? else { return Ok(USUAL_ROWS) };
    match value.parse() {
        Ok(limit) if (1..=MOST_ROWS).contains(&limit) => Ok(limit),
        _ => Err(Problem::bad_request(format!("`{value}` as `limit` is no number from 1 to {MOST_ROWS}"))),
    }
}

/// What the store holds, at a glance.
#[utoipa::path(get, path = "/api/overview", responses(
    (status = 200, body = Overview), (status = 503, description = "busy, or too slow")))]
async fn overview(State(app): State<Arc<App>>) -> Result<Response, Problem> {
    ask(&app, views::overview).await
}

/// Entities by their names and lines of texts by their words.
#[utoipa::path(get, path = "/api/search", params(("q" = String, Query, pattern = r"\S", description = "words, in any case")), responses(
    (status = 200, body = Found), (status = 400, description = "no words"), (status = 503, description = "busy, or too slow")))]
async fn search(State(app): State<Arc<App>>, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    let words = required(&parameters(query)?, "q")?;
    ask(&app, move |_, reader| views::search(reader, words)).await
}

/// Who proposed what, by filters that all must hold.
#[utoipa::path(get, path = "/api/proposals", params(
    ("person" = Option<String>, Query, description = "IRI of a proposer"),
    ("body" = Option<String>, Query, description = "IRI of a body that proposes, itself or through its people"),
    ("forum" = Option<String>, Query, description = "IRI of where it was put forward"),
    ("type" = Option<String>, Query, description = "type of the proposer: Person, Organization or Place"),
    ("since" = Option<String>, Query, description = "date, month or year"),
    ("until" = Option<String>, Query, description = "date, month or year"),
    ("min" = Option<String>, Query, description = "least amount, in whatever currency"),
    ("q" = Option<String>, Query, description = "words of the proposal"),
    ("limit" = Option<u32>, Query, minimum = 1, maximum = 5000, description = "most rows, up to 5000"),
), responses(
    (status = 200, body = Proposals), (status = 400, description = "a malformed filter"),
    (status = 503, description = "busy, or too slow")))]
async fn proposals(State(app): State<Arc<App>>, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    let filter = ProposalFilter::new(&parameters(query)?)?;
    ask(&app, move |_, reader| views::proposals(reader, &filter)).await
}

/// All about one entity.
#[utoipa::path(get, path = "/api/entity", params(("iri" = String, Query, pattern = r"^\w+:", description = "the entity's IRI")), responses(
    (status = 200, body = EntityPage), (status = 400, description = "no IRI"), (status = 404, description = "no such entity"),
    (status = 503, description = "busy, or too slow")))]
async fn entity(State(app): State<Arc<App>>, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    let parameters = parameters(query)?;
    let iri = absolute_iri("iri", &required(&parameters, "iri")?)?;
    let limit = limit(&parameters)?;
    ask(&app, move |_, reader| views::entity(reader, &iri, limit)).await
}

/// All documents, newest first.
#[utoipa::path(get, path = "/api/documents", params(("limit" = Option<u32>, Query, minimum = 1, maximum = 5000, description = "most rows, up to 5000")), responses(
    (status = 200, body = Vec<DocumentSummary>), (status = 400, description = "a malformed limit"),
    (status = 503, description = "busy, or too slow")))]
async fn documents(State(app): State<Arc<App>>, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    let limit = limit(&parameters(query)?)?;
    ask(&app, move |_, reader| views::documents(reader, limit)).await
}

/// A text with all that was read from it.
#[utoipa::path(get, path = "/api/document", params(("iri" = String, Query, pattern = r"^\w+:", description = "the document's IRI")), responses(
    (status = 200, body = DocumentPage), (status = 400, description = "no IRI"), (status = 404, description = "no such document"),
    (status = 503, description = "busy, or too slow")))]
async fn document(State(app): State<Arc<App>>, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    let iri = absolute_iri("iri", &required(&parameters(query)?, "iri")?)?;
    ask(&app, move |_, reader| reading::document(reader, &iri)).await
}

/// Laws with the stages that they reached.
#[utoipa::path(get, path = "/api/laws", params(
    ("q" = Option<String>, Query, description = "words of the law's name"),
    ("limit" = Option<u32>, Query, minimum = 1, maximum = 5000, description = "most stages, up to 5000"),
), responses(
    (status = 200, body = Laws), (status = 400, description = "a malformed limit"), (status = 503, description = "busy, or too slow")))]
async fn laws(State(app): State<Arc<App>>, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    let parameters = parameters(query)?;
    let words = said(&parameters, "q")?;
    let limit = limit(&parameters)?;
    ask(&app, move |_, reader| views::laws(reader, words, limit)).await
}

/// The shipped queries, prefixes and terms, for who writes queries.
#[utoipa::path(get, path = "/api/queries", responses(
    (status = 200, body = Queries), (status = 503, description = "busy, or too slow")))]
async fn queries(State(app): State<Arc<App>>) -> Result<Response, Problem> {
    ask(&app, views::queries).await
}
