#![no_main]
//! Any text in parts.

use briefgraph::read::Format;
use briefgraph::segment::segment;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let parts = segment(text, Format::Text);
    for token in &parts.tokens {
        let _ = token.slice(text);
    }
});
