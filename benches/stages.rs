//! Time of each stage and of the seven tables, over the texts of the repository at 1, 10 and 100 times.
//! `benches/README.md` says how to run and read this.

#![expect(clippy::unwrap_used, reason = "a bench may stop at the first thing that is wrong")]

use briefgraph::entity;
use briefgraph::fact::{self, Context};
use briefgraph::language::{Engine, Syntax};
use briefgraph::lexicon::Lexicon;
use briefgraph::mention;
use briefgraph::pipeline::{Extraction, Extractor};
use briefgraph::rdf::{self, RdfOptions};
use briefgraph::read::{self, Document, ReadOptions};
use briefgraph::segment::{self, Segmented};
use briefgraph::store::{DocumentRecord, QueryOptions, QueryResults, Store, Writer};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

const TIMES: [usize; 3] = [1, 10, 100];

/// The texts of the repository.
fn texts() -> Vec<PathBuf> {
    let mut texts = vec![PathBuf::from("seeds/two-sessions-2020.md")];
    let briefs = std::fs::read_dir("tests/briefs").unwrap().map(|entry| entry.unwrap().path());
    texts.extend(briefs.filter(|path| path.extension().is_some_and(|extension| extension == "txt")));
    texts.sort();
    texts
}

fn documents() -> Vec<Document> {
    let read = |path: &PathBuf| {
        read::documents(path, &ReadOptions::default()).unwrap().map(|item| item.unwrap().0).collect::<Vec<_>>()
    };
    texts().iter().flat_map(read).collect()
}

/// The documents `times` over, each copy with a source of its own.
fn copies(documents: &[Document], times: usize) -> Vec<Document> {
    let copy = |number: usize| {
        documents.iter().cloned().map(move |mut document| {
            document.source = format!("{}#{number}", document.source);
            document
        })
    };
    (0..times).flat_map(copy).collect()
}

fn words(documents: &[Document]) -> u64 {
    documents.iter().map(|document| document.text.split_whitespace().count() as u64).sum()
}

fn stages(criterion: &mut Criterion) {
    let once = documents();
    let engine = Engine::shipped().unwrap();
    let lexicon = Lexicon::shipped();
    for times in TIMES {
        let documents = copies(&once, times);
        let mut group = criterion.benchmark_group(format!("stages/{times}"));
        group.sample_size(10).measurement_time(Duration::from_secs(if times == 100 { 12 } else { 4 }));
        group.throughput(Throughput::Elements(words(&documents)));
        let bytes: Vec<PathBuf> = texts();
        group.bench_function("read", |b| {
            b.iter(|| {
                for path in std::iter::repeat_n(&bytes, times).flatten() {
                    for item in read::documents(path, &ReadOptions::default()).unwrap() {
                        drop(black_box(item));
                    }
                }
            });
        });
        group.bench_function("segment", |b| {
            b.iter(|| documents.iter().for_each(|d| drop(black_box(segment::segment(&d.text, d.format)))));
        });
        let parts: Vec<Segmented> = documents.iter().map(|d| segment::segment(&d.text, d.format)).collect();
        if times < 100 {
            group.bench_function("language", |b| {
                b.iter(|| documents.iter().zip(&parts).for_each(|(d, p)| drop(black_box(engine.analyse(&d.text, p)))));
            });
        }
        let extractor = Extractor::shipped().unwrap();
        let read: Vec<Extraction> =
            documents.iter().take(once.len()).map(|d| extractor.extract(d.clone(), Vec::new())).collect();
        let all = || std::iter::repeat_n(&read, times).flatten();
        group.bench_function("mentions", |b| {
            b.iter(|| {
                all().for_each(|e| {
                    drop(black_box(mention::find_mentions(&e.document, &e.segmented, &e.analysis, &lexicon)));
                });
            });
        });
        group.bench_function("entities and facts", |b| {
            b.iter(|| {
                for e in all() {
                    let syntax = Syntax::new(&e.document.text, &e.segmented, &e.analysis);
                    let entities = entity::resolve(&syntax, &e.mentions, &lexicon);
                    black_box(fact::extract(&Context::new(
                        &e.document,
                        &e.segmented,
                        syntax,
                        &e.mentions,
                        &entities,
                        &lexicon,
                    )));
                }
            });
        });
        group.bench_function("quads", |b| {
            b.iter(|| all().for_each(|e| drop(black_box(rdf::quads(e, &RdfOptions::default())))));
        });
        if times == 1 {
            group.bench_function("all stages", |b| {
                b.iter(|| documents.iter().for_each(|d| drop(black_box(extractor.extract(d.clone(), Vec::new())))));
            });
        }
        group.finish();
    }
}

/// The seven tables of `queries/`.
const TABLES: [&str; 7] = ["entities", "affiliations", "proposals", "laws", "money", "statements", "quantities"];

fn record(extraction: &Extraction, quads: usize) -> DocumentRecord {
    DocumentRecord {
        iri: rdf::document_iri(rdf::DEFAULT_BASE, &extraction.document).into_string(),
        source: extraction.document.source.clone(),
        input: extraction.document.source.clone(),
        fingerprint: String::new(),
        last: true,
        simhash: 0,
        facts: [0; 6],
        quads: quads as u64,
        settings: Arc::default(),
    }
}

fn store(criterion: &mut Criterion) {
    let extractor = Extractor::shipped().unwrap();
    let once: Vec<Extraction> = documents().into_iter().map(|d| extractor.extract(d, Vec::new())).collect();
    for times in TIMES {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store");
        let writer = Writer::open(&path, None).unwrap();
        let mut count = 0;
        for number in 0..times {
            for extraction in &once {
                let mut copy = extraction.clone();
                copy.document.source = format!("{}#{number}", copy.document.source);
                copy.document.text.push_str(&"\n".repeat(number));
                let quads = rdf::quads(&copy, &RdfOptions::default());
                count += quads.len() as u64;
                writer.replace_document(record(&copy, quads.len()), &quads).unwrap();
            }
        }
        let mut group = criterion.benchmark_group(format!("store/{times}"));
        group.sample_size(10).measurement_time(Duration::from_secs(5));
        group.throughput(Throughput::Elements(count));
        group.bench_function("load", |b| b.iter(|| black_box(Store::open(&path).unwrap())));
        let store = Store::open(&path).unwrap();
        for table in TABLES {
            let query = std::fs::read_to_string(format!("queries/{table}.rq")).unwrap();
            group.bench_with_input(BenchmarkId::new("query", table), &query, |b, query| {
                b.iter(|| match store.query(query, &QueryOptions::default()).unwrap() {
                    QueryResults::Solutions(rows) => rows.count(),
                    _ => 0,
                });
            });
        }
        group.finish();
    }
}

criterion_group!(benches, stages, store);
criterion_main!(benches);
