//! The page of `web/`, built by the build script and part of the program; where it was not built, the plain tables
//! take its place.

use super::problem::Problem;
use axum::http::{Method, Request, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};

/// Addresses of the page's views: the page reads the rest of the address itself.
const VIEWS: [&str; 7] = ["/", "/proposals", "/laws", "/ask", "/entity", "/read", "/search"];

// `FILES`: the names and bytes of the page's files, sorted by name; none where the page was not built.
include!(concat!(env!("OUT_DIR"), "/page.rs"));

/// A file of the page and the media type by which it is sent.
fn file(path: &str) -> Option<(&'static [u8], &'static str)> {
    let at = FILES.binary_search_by_key(&path, |(name, _)| name).ok()?;
    Some((FILES[at].1, media_type(path)))
}

/// Everything that is no question: the page, or a plain answer that there is nothing.
pub(super) async fn serve(request: Request<axum::body::Body>) -> Response {
    let path = request.uri().path();
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Problem::new(StatusCode::METHOD_NOT_ALLOWED, "the page is only read").into_response();
    }
    let is_view = VIEWS.contains(&path);
    let name = if is_view { "index.html" } else { path.trim_start_matches('/') };
    match file(name) {
        Some((bytes, media_type)) => {
            // Vite names the files under `assets/` by their content.
            let lasting = path.starts_with("/assets/");
            let cache = if lasting { "public, max-age=31536000, immutable" } else { "no-cache" };
            ([(header::CONTENT_TYPE, media_type), (header::CACHE_CONTROL, cache)], bytes).into_response()
        }
        None if is_view => Redirect::temporary("/plain").into_response(),
        None => Problem::not_found(format!("there is nothing at `{path}`\nhint: the page is at `/`")).into_response(),
    }
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "json" | "map" => "application/json",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}
