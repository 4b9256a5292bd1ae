//! Which format a client gets: the one that it prefers of those there are (RFC 9110, section 12.5.1).

use super::problem::Problem;
use axum::http::{HeaderMap, StatusCode, header};
use oxigraph::io::{JsonLdProfileSet, RdfFormat};
use oxigraph::sparql::results::QueryResultsFormat;

/// One format on offer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Offer<T> {
    /// What the answer says it is.
    pub media_type: &'static str,
    /// Other names under which clients ask for it.
    pub also: &'static [&'static str],
    /// Short names for the `format` parameter, the usual one first; tools have their own ideas of them.
    pub names: &'static [&'static str],
    pub format: T,
}

/// Formats of tables, the preferred one first.
pub(super) const TABLES: &[Offer<QueryResultsFormat>] = &[
    Offer {
        media_type: "application/sparql-results+json",
        also: &["application/json", "text/json"],
        names: &["json"],
        format: QueryResultsFormat::Json,
    },
    Offer {
        media_type: "application/sparql-results+xml",
        also: &["application/xml", "text/xml"],
        names: &["xml"],
        format: QueryResultsFormat::Xml,
    },
    Offer {
        media_type: "text/csv; charset=utf-8",
        also: &["text/csv"],
        names: &["csv"],
        format: QueryResultsFormat::Csv,
    },
    Offer {
        media_type: "text/tab-separated-values; charset=utf-8",
        also: &["text/tab-separated-values", "text/tsv"],
        names: &["tsv"],
        format: QueryResultsFormat::Tsv,
    },
];

/// Formats of one graph, the preferred one first.
pub(super) const GRAPHS: &[Offer<RdfFormat>] = &[
    Offer {
        media_type: "text/turtle; charset=utf-8",
        also: &["text/turtle", "application/x-turtle", "text/n3"],
        names: &["ttl", "turtle", "n3"],
        format: RdfFormat::Turtle,
    },
    Offer {
        media_type: "application/n-triples",
        also: &["text/plain"],
        names: &["nt", "ntriples", "n-triples"],
        format: RdfFormat::NTriples,
    },
    Offer {
        media_type: "application/ld+json",
        also: &["application/json"],
        names: &["jsonld", "json-ld", "json"],
        format: JSON_LD,
    },
    Offer {
        media_type: "application/rdf+xml",
        also: &["application/xml", "text/xml"],
        names: &["rdfxml", "rdf+xml", "rdf", "xml"],
        format: RdfFormat::RdfXml,
    },
    Offer { media_type: "application/trig", also: &["application/x-trig"], names: &["trig"], format: RdfFormat::TriG },
    Offer {
        media_type: "application/n-quads",
        also: &["text/x-nquads"],
        names: &["nq", "nquads", "n-quads"],
        format: RdfFormat::NQuads,
    },
];

/// Formats of a whole dataset, the preferred one first.
pub(super) const DATASETS: &[Offer<RdfFormat>] = &[
    Offer {
        media_type: "application/n-quads",
        also: &["text/x-nquads", "text/plain"],
        names: &["nq", "nquads", "n-quads"],
        format: RdfFormat::NQuads,
    },
    Offer { media_type: "application/trig", also: &["application/x-trig"], names: &["trig"], format: RdfFormat::TriG },
    Offer {
        media_type: "application/ld+json",
        also: &["application/json"],
        names: &["jsonld", "json-ld", "json"],
        format: JSON_LD,
    },
];

const JSON_LD: RdfFormat = RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() };

/// What one client asks for.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Wish {
    /// The value of the `Accept` header.
    accept: Option<String>,
    /// The value of the `format` parameter, which wins: links cannot set headers.
    name: Option<String>,
}

impl Wish {
    pub fn new(headers: &HeaderMap, name: Option<String>) -> Self {
        let all: Vec<&str> = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()).collect();
        Self { accept: (!all.is_empty()).then(|| all.join(",")), name }
    }

    /// The best of `offers`.
    pub fn choose<'a, T>(&self, offers: &'a [Offer<T>]) -> Result<&'a Offer<T>, Problem> {
        if let Some(name) = &self.name {
            let named = offers
                .iter()
                .find(|offer| offer.names.contains(&name.as_str()) || names(offer).any(|media| media == name));
            return named.ok_or_else(|| {
                Problem::bad_request(format!(
                    "there is no format `{name}` for this answer\nhint: there are {}",
                    list(offers)
                ))
            });
        }
        let Some(accept) = &self.accept else { return Ok(&offers[0]) };
        let ranges = ranges(accept);
        let mut best: Option<(&Offer<T>, f32)> = None;
        for offer in offers {
            let quality = names(offer).map(|media| quality(&ranges, media)).fold(0.0, f32::max);
            if quality > best.map_or(0.0, |(_, quality)| quality) {
                best = Some((offer, quality));
            }
        }
        best.map(|(offer, _)| offer).ok_or_else(|| {
            Problem::new(
                StatusCode::NOT_ACCEPTABLE,
                format!("none of the formats that the client accepts is on offer\nhint: there are {}", list(offers)),
            )
        })
    }

    /// True for a browser that wants to show a page: HTML is asked for by name and liked at least as well as RDF.
    pub fn wants_html(&self) -> bool {
        let Some(accept) = self.accept.as_deref().filter(|_| self.name.is_none()) else { return false };
        let ranges = ranges(accept);
        let named = ranges.iter().any(|range| range.kind == "text" && range.subtype == "html");
        let html = quality(&ranges, "text/html");
        let rdf = GRAPHS.iter().flat_map(names).map(|media| quality(&ranges, media)).fold(0.0, f32::max);
        named && html > 0.0 && html >= rdf
    }
}

fn names<T>(offer: &Offer<T>) -> impl Iterator<Item = &'static str> {
    std::iter::once(offer.media_type).chain(offer.also.iter().copied()).map(essence)
}

/// The media type without parameters.
fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}

fn list<T>(offers: &[Offer<T>]) -> String {
    offers
        .iter()
        .map(|offer| format!("`{}` ({})", offer.names[0], essence(offer.media_type)))
        .collect::<Vec<_>>()
        .join(", ")
}

#[derive(Debug)]
struct Range {
    kind: String,
    subtype: String,
    quality: f32,
}

/// The ranges of an `Accept` header; what is malformed is left out.
fn ranges(accept: &str) -> Vec<Range> {
    accept
        .split(',')
        .filter_map(|part| {
            let mut parameters = part.split(';');
            let (kind, subtype) = parameters.next()?.trim().split_once('/')?;
            let quality = parameters
                .filter_map(|parameter| parameter.split_once('='))
                .find(|(name, _)| name.trim().eq_ignore_ascii_case("q"))
                .map_or(Some(1.0), |(_, value)| value.trim().parse().ok())?;
            let quality = if f32::is_finite(quality) { quality.clamp(0.0, 1.0) } else { return None };
            Some(Range { kind: kind.to_ascii_lowercase(), subtype: subtype.to_ascii_lowercase(), quality })
        })
        .collect()
}

/// How much a media type is liked: the most exact range that covers it decides.
fn quality(ranges: &[Range], media_type: &str) -> f32 {
    let (kind, subtype) = media_type.split_once('/').unwrap_or_default();
    let exactness = |range: &Range| match (range.kind.as_str(), range.subtype.as_str()) {
        ("*", "*") => Some(1),
        (k, "*") if k == kind => Some(2),
        (k, s) if k == kind && s == subtype => Some(3),
        _ => None,
    };
    ranges
        .iter()
        .filter_map(|range| Some((exactness(range)?, range.quality)))
        .max_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)))
        .map_or(0.0, |(_, quality)| quality)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(accept: &str) -> Wish {
        Wish { accept: Some(accept.to_owned()), name: None }
    }

    #[test]
    fn the_client_s_preference_decides() {
        for (accept, expected) in [
            ("*/*", "json"),
            ("text/csv", "csv"),
            ("text/csv;q=0.2, application/sparql-results+xml;q=0.9", "xml"),
            ("application/*;q=0.5, text/tab-separated-values", "tsv"),
            ("application/sparql-results+json;q=0, */*;q=0.1", "json"),
            ("APPLICATION/XML", "xml"),
            ("text/html, text/csv;q=oops, */*;q=0.1", "json"),
        ] {
            assert_eq!(wish(accept).choose(TABLES).unwrap().names[0], expected, "{accept}");
        }
    }

    #[test]
    fn nothing_acceptable_is_said() {
        assert_eq!(wish("image/png").choose(TABLES).unwrap_err().status, StatusCode::NOT_ACCEPTABLE);
        assert_eq!(wish("garbage").choose(GRAPHS).unwrap_err().status, StatusCode::NOT_ACCEPTABLE);
    }

    #[test]
    fn the_parameter_wins() {
        let wish = Wish { accept: Some("text/csv".into()), name: Some("tsv".into()) };
        assert_eq!(wish.choose(TABLES).unwrap().names[0], "tsv");
        let wish = Wish { accept: None, name: Some("docx".into()) };
        assert_eq!(wish.choose(TABLES).unwrap_err().status, StatusCode::BAD_REQUEST);
    }

    #[test]
    fn browsers_are_told_from_programs() {
        assert!(wish("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8").wants_html());
        assert!(!wish("text/turtle, text/html;q=0.5").wants_html());
        assert!(!wish("*/*").wants_html());
        assert!(!Wish::default().wants_html());
    }
}
