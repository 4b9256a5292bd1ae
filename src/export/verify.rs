//! Checks a page that `export --format html` wrote: is the graph the one that the page names, and does every
//! quoted passage still stand in its text?

use crate::export::error::ExportError;
use crate::export::hash::{canonical_lines, hash};
use crate::export::xml::is_xml_char;
use crate::hash::hex;
use crate::rdf::vocabulary::{dct, nif, schema};
use oxigraph::io::{RdfFormat, RdfParser};
use oxrdf::{Quad, Term};
use scraper::{ElementRef, Html, Selector};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// What was checked, and what is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verdict {
    /// Hash of the graph as it is in the page.
    pub hash: String,
    /// Texts that were compared.
    pub texts: usize,
    /// Passages that were looked up, in the graph and in the tables.
    pub passages: usize,
    /// What does not hold: lower case, no full stop.
    pub problems: Vec<String>,
}

/// Checks `page`.
///
/// # Errors
/// When the file is no page of briefgraph.
pub fn verify(page: &str) -> Result<Verdict, ExportError> {
    let page = Html::parse_document(page);
    let first = |selector: &str| select(&page, selector).into_iter().next();
    let (Some(stated), Some(graph)) = (
        first("meta[name=\"briefgraph-graph\"]").and_then(|meta| meta.value().attr("content").map(str::to_owned)),
        first("script#graph"),
    ) else {
        return Err(ExportError::Format("the file is no page that `briefgraph export --format html` wrote".to_owned()));
    };
    let lines: String = graph.text().collect();
    let quads = RdfParser::from_format(RdfFormat::NQuads)
        .for_slice(lines.as_bytes())
        .collect::<Result<Vec<Quad>, _>>()
        .map_err(|error| ExportError::Format(format!("the graph in the page is damaged: {error}")))?;
    let texts = Texts::new(&quads);
    let mut verdict = Verdict::default();
    texts.check_hashes(&mut verdict);
    texts.check_passages(&quads, &mut verdict);
    texts.check_shown(&select(&page, "pre.text"), &mut verdict);
    texts.check_quotations(&select(&page, "q[data-begin]"), &mut verdict);
    verdict.hash = hash(&canonical_lines(quads.into_iter().map(Ok::<_, ExportError>))?);
    if verdict.hash != stated {
        verdict.problems.insert(0, format!("the graph has the hash `{}`, the page states `{stated}`", verdict.hash));
    }
    Ok(verdict)
}

fn select<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    // The selectors are those of this file, which the tests run.
    Selector::parse(selector).map(|selector| page.select(&selector).collect()).unwrap_or_default()
}

/// A text by its characters, so that offsets are looked up at once.
struct Text {
    source: String,
    content: String,
    characters: Vec<usize>,
    sha256: String,
}

impl Text {
    fn slice(&self, begin: usize, end: usize) -> Option<&str> {
        let start = *self.characters.get(begin)?;
        let stop = *self.characters.get(end)?;
        self.content.get(start..stop)
    }
}

/// The texts of the graph by the IRI of their document.
struct Texts {
    by_iri: BTreeMap<String, Text>,
    by_source: BTreeMap<String, String>,
}

impl Texts {
    fn new(quads: &[Quad]) -> Self {
        let of = |property: oxrdf::NamedNodeRef<'_>| -> BTreeMap<String, String> {
            let holds = |quad: &&Quad| quad.predicate == property;
            quads.iter().filter(holds).map(|quad| (iri(&quad.subject.clone().into()), value(&quad.object))).collect()
        };
        let (sources, hashes) = (of(dct::SOURCE), of(schema::SHA256));
        let find = |map: &BTreeMap<String, String>, iri: &String| map.get(iri).cloned().unwrap_or_default();
        let by_iri: BTreeMap<String, Text> = of(nif::IS_STRING)
            .into_iter()
            .map(|(iri, text)| {
                let characters = text.char_indices().map(|(byte, _)| byte).chain([text.len()]).collect();
                let (source, sha256) = (find(&sources, &iri), find(&hashes, &iri));
                (iri, Text { source, content: text, characters, sha256 })
            })
            .collect();
        let by_source = by_iri.iter().map(|(iri, text)| (text.source.clone(), iri.clone())).collect();
        Self { by_iri, by_source }
    }

    fn check_hashes(&self, verdict: &mut Verdict) {
        for text in self.by_iri.values() {
            if hex(&Sha256::digest(text.content.as_bytes())) != text.sha256 {
                verdict
                    .problems
                    .push(format!("the text of `{}` does not have the hash that the graph states", text.source));
            }
        }
    }

    /// Passages of the graph.
    fn check_passages(&self, quads: &[Quad], verdict: &mut Verdict) {
        let mut passages: BTreeMap<String, (String, String, String, String)> = BTreeMap::new();
        for quad in quads {
            let subject = iri(&quad.subject.clone().into());
            let object = value(&quad.object);
            if quad.predicate == nif::ANCHOR_OF {
                passages.entry(subject).or_default().0 = object;
            } else if quad.predicate == nif::BEGIN_INDEX {
                passages.entry(subject).or_default().1 = object;
            } else if quad.predicate == nif::END_INDEX {
                passages.entry(subject).or_default().2 = object;
            } else if quad.predicate == nif::REFERENCE_CONTEXT {
                passages.entry(subject).or_default().3 = object;
            }
        }
        for (words, begin, end, document) in passages.into_values() {
            let found = self.by_iri.get(&document).and_then(|text| text.slice(begin.parse().ok()?, end.parse().ok()?));
            judge(found, &words, &document, verdict);
        }
    }

    /// The texts that a reader sees.
    fn check_shown(&self, shown: &[ElementRef<'_>], verdict: &mut Verdict) {
        for element in shown {
            verdict.texts += 1;
            let iri = element.value().attr("data-document").unwrap_or_default();
            let words: String = element.text().collect();
            // The page cannot show control characters, and ends with a line break of its own at most.
            let same = self.by_iri.get(iri).is_some_and(|text| {
                let visible: String = text.content.chars().filter(|&c| is_xml_char(c)).collect();
                visible == words
            });
            if !same {
                verdict.problems.push(format!("the text shown for `{iri}` is not the text of the graph"));
            }
        }
    }

    /// The passages quoted in tables.
    fn check_quotations(&self, quotations: &[ElementRef<'_>], verdict: &mut Verdict) {
        for element in quotations {
            let attribute = |name: &str| element.value().attr(name).unwrap_or_default();
            let source = attribute("data-source");
            let text = self.by_source.get(source).and_then(|iri| self.by_iri.get(iri));
            let found = text.and_then(|text| {
                text.slice(attribute("data-begin").parse().ok()?, attribute("data-end").parse().ok()?)
            });
            let visible: Option<String> = found.map(|found| found.chars().filter(|&c| is_xml_char(c)).collect());
            judge(visible.as_deref(), &element.text().collect::<String>(), source, verdict);
        }
    }
}

fn judge(found: Option<&str>, words: &str, document: &str, verdict: &mut Verdict) {
    verdict.passages += 1;
    if found != Some(words) {
        let short: String = words.chars().take(60).collect();
        verdict.problems.push(format!("“{short}…” does not stand where `{document}` is said to have it"));
    }
}

fn iri(term: &Term) -> String {
    match term {
        Term::NamedNode(node) => node.as_str().to_owned(),
        other => other.to_string(),
    }
}

fn value(term: &Term) -> String {
    match term {
        Term::Literal(literal) => literal.value().to_owned(),
        other => iri(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::{Filter, fixture, html};

    fn page() -> String {
        let mut out = Vec::new();
        html::write(&fixture::store(), &Filter::default(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_page_is_in_order() {
        let verdict = verify(&page()).unwrap();
        assert_eq!(verdict.problems, Vec::<String>::new());
        assert_eq!(verdict.texts, 2);
        assert!(verdict.passages >= 5);
    }

    #[test]
    fn a_page_fetches_nothing_and_links_facts_to_sentences() {
        let page = page();
        assert!(!page.contains("src=\"http") && !page.contains("url(http") && !page.contains("@import"));
        let parsed = Html::parse_document(&page);
        for link in select(&parsed, "a[href^=\"#\"]") {
            let target = link.value().attr("href").unwrap_or_default();
            let id = Selector::parse(&format!("[id=\"{}\"]", &target[1..])).unwrap();
            assert_eq!(parsed.select(&id).count(), 1, "{target}");
        }
    }

    #[test]
    fn whatever_is_changed_is_found() {
        let page = page();
        for (old, new, told) in [
            ("a fund of £40m", "a fund of £41m", "is not the text of the graph"),
            ("\"2500000000\"", "\"2600000000\"", "the page states"),
            ("content=\"", "content=\"0", "the page states"),
        ] {
            let changed = if told.contains("states") && old.starts_with("content") {
                page.replacen("name=\"briefgraph-graph\" content=\"", "name=\"briefgraph-graph\" content=\"0", 1)
            } else {
                page.replace(old, new)
            };
            assert_ne!(changed, page, "{old}");
            let verdict = verify(&changed).unwrap();
            assert!(!verdict.problems.is_empty(), "{old}: {told}");
        }
        assert!(verify("<p>no page</p>").is_err());
    }
}
