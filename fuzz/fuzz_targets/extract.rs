#![no_main]
//! The whole way from a text to quads.

use briefgraph::pipeline::Extractor;
use briefgraph::rdf::{RdfOptions, quads};
use briefgraph::read::{Document, Format};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static EXTRACTOR: LazyLock<Extractor> = LazyLock::new(|| Extractor::shipped().expect("the shipped models are whole"));

fuzz_target!(|text: &str| {
    let document =
        Document { source: "a".into(), format: Format::Text, title: None, date: None, text: text.to_owned() };
    let extraction = EXTRACTOR.extract(document, Vec::new());
    let text = &extraction.document.text;
    for fact in &extraction.facts {
        assert!(fact.evidence.span.contains(fact.evidence.focus));
        let _ = fact.evidence.span.slice(text);
    }
    let _ = quads(&extraction, &RdfOptions::default());
});
