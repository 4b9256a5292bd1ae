//! Speed of the language engine on one core: words a second for tags, trees and names together, and the time to load.

#![expect(clippy::expect_used, reason = "a bench may stop at the first thing that is wrong")]

use briefgraph::language::Engine;
use briefgraph::read::Format;
use briefgraph::segment::segment;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;

/// Text to read: our own passages, or the file that `BRIEFGRAPH_BENCH_TEXT` names.
fn text() -> String {
    if let Some(path) = std::env::var_os("BRIEFGRAPH_BENCH_TEXT") {
        return std::fs::read_to_string(path).expect("the text can be read");
    }
    let passages = include_str!("../models/passages/newsletter.txt");
    let mut text = String::new();
    for line in passages.lines().filter(|line| !line.is_empty()) {
        let mut rest = line;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').expect("marks are closed");
            text.push_str(before);
            text.push_str(&name[2..]);
            rest = after;
        }
        text.push_str(rest);
        text.push_str("\n\n");
    }
    text
}

fn language(criterion: &mut Criterion) {
    let text = text();
    let segmented = segment(&text, Format::Text);
    let tokens: Vec<&str> = segmented.tokens.iter().map(|token| token.slice(&text)).collect();
    let sentences: Vec<_> =
        segmented.sentences.iter().map(|s| s.tokens.start as usize..s.tokens.end as usize).collect();
    let engine = Engine::shipped().expect("the models are built in");
    let mut group = criterion.benchmark_group("language");
    group.sample_size(10);
    group.throughput(Throughput::Elements(segmented.tokens.len() as u64));
    group.bench_function("tags, trees and names", |b| b.iter(|| black_box(engine.analyse(&text, &segmented))));
    group.bench_function("tags and trees", |b| b.iter(|| black_box(engine.parse(&tokens, &sentences))));
    group.bench_function("names", |b| b.iter(|| black_box(engine.find_names(&tokens, &sentences))));
    group.bench_function("segments", |b| b.iter(|| black_box(segment(&text, Format::Text))));
    group.finish();
    let models = concat!(env!("CARGO_MANIFEST_DIR"), "/models");
    let read = |name: &str| -> &'static [u8] {
        std::fs::read(format!("{models}/{name}")).expect("the models are there").leak()
    };
    let bytes = briefgraph::language::MODEL_FILES.map(read);
    criterion.bench_function("loading", |b| b.iter(|| Engine::from_bytes(black_box(bytes)).is_ok()));
}

criterion_group!(benches, language);
criterion_main!(benches);
