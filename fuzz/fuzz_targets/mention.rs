#![no_main]
//! Mentions of any text, by capital letters alone.

use briefgraph::language::Analysis;
use briefgraph::lexicon::Lexicon;
use briefgraph::mention::find_mentions;
use briefgraph::read::{Document, Format};
use briefgraph::segment::segment;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::shipped);

fuzz_target!(|text: &str| {
    let document =
        Document { source: "a".into(), format: Format::Text, title: None, date: None, text: text.to_owned() };
    let parts = segment(text, Format::Text);
    let _ = find_mentions(&document, &parts, &Analysis::default(), &LEXICON);
});
