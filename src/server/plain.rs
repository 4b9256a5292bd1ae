//! The questions of the page as plain HTML tables, for browsers without JavaScript and programs built without Node.

use super::App;
use super::answer::in_turn;
use super::api::{FactLine, ProposalFilter, Reader, all_laws, find_proposals, overview_of};
use super::problem::Problem;
use super::protocol::Parameters;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::fmt::Write;
use std::sync::Arc;

/// Rows of one table.
const MOST_ROWS: usize = 1000;

/// The routes.
pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/plain", get(overview))
        .route("/plain/proposals", get(proposals))
        .route("/plain/laws", get(laws))
        .route("/plain/style.css", get(style))
}

async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("plain.css"))
}

async fn overview(State(app): State<Arc<App>>) -> Result<Response, Problem> {
    let view = app.view();
    let overview = in_turn(&app, move |token| overview_of(&view, &mut Reader::new(view.store.clone(), token))).await?;
    let mut body = String::new();
    let counts = overview.entities.iter().chain(&overview.facts);
    let rows = counts.map(|count| vec![escape(&count.of), count.count.to_string()]);
    table(
        &mut body,
        &format!("{} documents, {} triples", overview.documents, overview.triples),
        &["kind", "count"],
        rows,
    );
    let rows = overview.newest.iter().map(|document| {
        vec![
            link(&document.iri, &document.title),
            escape(document.date.as_deref().unwrap_or_default()),
            document.facts.to_string(),
        ]
    });
    table(&mut body, "Newest documents", &["title", "date", "facts"], rows);
    let rows =
        overview.proposers.iter().map(|count| vec![link(&count.of.iri, &count.of.name), count.count.to_string()]);
    table(&mut body, "Who proposes most", &["name", "proposals"], rows);
    Ok(page("Overview", &body))
}

async fn proposals(State(app): State<Arc<App>>, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    let filter = ProposalFilter::new(&Parameters::parse(query.unwrap_or_default().as_bytes())?)?;
    let view = app.view();
    let found =
        in_turn(&app, move |token| find_proposals(&mut Reader::new(view.store.clone(), token), &filter)).await?;
    let rows = found.rows.iter().take(MOST_ROWS).map(|fact| {
        let forum = fact.forum.as_ref().map(|forum| link(&forum.iri, &forum.name)).unwrap_or_default();
        let amount = [fact.value.as_deref(), fact.currency.as_deref()].map(Option::unwrap_or_default).join(" ");
        vec![
            who(fact),
            escape(fact.what.as_deref().unwrap_or_default()),
            forum,
            escape(date(fact)),
            escape(amount.trim()),
            evidence(fact),
        ]
    });
    let mut body = String::new();
    let header = ["who", "proposes", "where", "when", "amount", "sentence"];
    table(&mut body, &format!("{} proposals", found.total), &header, rows);
    Ok(page("Who proposed what", &body))
}

async fn laws(State(app): State<Arc<App>>) -> Result<Response, Problem> {
    let view = app.view();
    let found =
        in_turn(&app, move |token| all_laws(&mut Reader::new(view.store.clone(), token), None, MOST_ROWS)).await?;
    let rows =
        found.laws.iter().flat_map(|law| law.stages.iter().map(move |stage| (law, stage))).map(|(law, stage)| {
            vec![
                link(&law.law.iri, &law.law.name),
                escape(stage.what.as_deref().unwrap_or_default()),
                who(stage),
                escape(date(stage)),
                evidence(stage),
            ]
        });
    let mut body = String::new();
    table(&mut body, "Laws by stage", &["law", "stage", "moved by", "when", "sentence"], rows);
    Ok(page("Laws", &body))
}

fn who(fact: &FactLine) -> String {
    fact.who.iter().map(|entity| link(&entity.iri, &entity.name)).collect::<Vec<_>>().join(", ")
}

fn date(fact: &FactLine) -> &str {
    fact.date.as_deref().unwrap_or_default()
}

fn evidence(fact: &FactLine) -> String {
    format!("{} ({})", escape(&fact.evidence.sentence), link(&fact.evidence.document, &fact.evidence.title))
}

/// A link to what the graph says of a thing.
fn link(iri: &str, name: &str) -> String {
    let iri = percent_encoding::utf8_percent_encode(iri, percent_encoding::NON_ALPHANUMERIC);
    format!("<a href=\"/resource?format=ttl&amp;iri={iri}\">{}</a>", escape(name))
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// Adds a table; the cells are HTML already.
fn table(body: &mut String, caption: &str, header: &[&str], rows: impl Iterator<Item = Vec<String>>) {
    let _ = write!(body, "<table><caption>{}</caption><thead><tr>", escape(caption));
    for head in header {
        let _ = write!(body, "<th scope=\"col\">{}</th>", escape(head));
    }
    body.push_str("</tr></thead><tbody>");
    for row in rows {
        body.push_str("<tr>");
        for cell in row {
            let _ = write!(body, "<td>{cell}</td>");
        }
        body.push_str("</tr>");
    }
    body.push_str("</tbody></table>");
}

fn page(title: &str, body: &str) -> Response {
    let title = escape(title);
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title} · briefgraph</title>\
         <link rel=\"stylesheet\" href=\"/plain/style.css\"></head><body>\
         <nav aria-label=\"Views\"><a href=\"/plain\">Overview</a> <a href=\"/plain/proposals\">Proposals</a> \
         <a href=\"/plain/laws\">Laws</a></nav><main><h1>{title}</h1>{body}</main></body></html>"
    );
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response()
}
