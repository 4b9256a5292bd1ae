//! What every request passes through: the log, the check of its host, and the headers that keep browsers careful.

use super::App;
use super::problem::Problem;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

/// Nothing but what this server sends, no inline script or style, no frame around it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
    connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; \
    frame-ancestors 'none'";

/// Guards and logs one request.
pub(super) async fn guard(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let origin = allowed_origin(&app, request.headers());
    let mut response = match check_host(&app, &request) {
        Ok(()) if method == Method::OPTIONS => StatusCode::NO_CONTENT.into_response(),
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
    if let Some(origin) = origin {
        allow(headers, origin, method == Method::OPTIONS);
    }
    let milliseconds = began.elapsed().as_secs_f64() * 1e3;
    tracing::info!(%method, path, status = response.status().as_u16(), milliseconds, "request");
    response
}

/// A page on another site may make a browser send requests here under its own name (DNS rebinding). Numbers cannot be
/// rebound, names can: only those that the user gave are answered.
fn check_host(app: &App, request: &Request) -> Result<(), Problem> {
    let from_header = request.headers().get(header::HOST).map(|host| host.to_str().unwrap_or_default());
    let Some(host) = from_header.or_else(|| request.uri().authority().map(axum::http::uri::Authority::as_str)) else {
        return Err(Problem::bad_request("the request does not say for which host it is"));
    };
    let name = without_port(host);
    let known = is_local_or_number(name) || app.options.hosts.iter().any(|known| known.eq_ignore_ascii_case(name));
    if known {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::MISDIRECTED_REQUEST,
        format!("this server does not answer for the host `{name}`\nhint: allow it with `--host`"),
    ))
}

/// `example.org:80` and `[::1]:80` without the port and the brackets.
fn without_port(host: &str) -> &str {
    if let Some(rest) = host.strip_prefix('[') {
        return rest.split(']').next().unwrap_or(rest);
    }
    host.split(':').next().unwrap_or(host)
}

fn is_local_or_number(name: &str) -> bool {
    name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok()
}

/// The origin of the request, if pages from there may read the answers: pages of this machine, and those that the user
/// allowed. Whatever site the user happens to visit must not read the graph.
fn allowed_origin(app: &App, headers: &HeaderMap) -> Option<HeaderValue> {
    let value = headers.get(header::ORIGIN)?;
    let origin = value.to_str().ok()?;
    if app.options.origins.iter().any(|allowed| allowed == "*") {
        return Some(HeaderValue::from_static("*"));
    }
    let host = origin.split_once("://").map(|(_, host)| without_port(host))?;
    let local =
        host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    (local || app.options.origins.iter().any(|allowed| allowed == origin)).then(|| value.clone())
}

fn allow(headers: &mut HeaderMap, origin: HeaderValue, preflight: bool) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    if preflight {
        for (name, value) in [
            (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST, PUT, DELETE, OPTIONS"),
            (header::ACCESS_CONTROL_ALLOW_HEADERS, "Accept, Authorization, Content-Type"),
            (header::ACCESS_CONTROL_MAX_AGE, "3600"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_and_brackets_come_off() {
        for (host, name) in [("a.example:80", "a.example"), ("[::1]:7878", "::1"), ("127.0.0.1", "127.0.0.1"), ("", "")]
        {
            assert_eq!(without_port(host), name);
        }
    }

    #[test]
    fn numbers_are_safe_and_names_are_not() {
        assert!(is_local_or_number("LocalHost"));
        assert!(is_local_or_number("192.168.0.7"));
        assert!(!is_local_or_number("rebound.example"));
        assert!(!is_local_or_number("127.0.0.1.example"));
    }
}
