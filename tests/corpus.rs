//! The short form of the fuzz targets in `fuzz/`: every file of `tests/corpus/`, as it is and damaged in many ways,
//! goes through all readers, and pieces of texts through all stages behind them. `BRIEFGRAPH_FUZZ_SECONDS` makes the
//! first a long form.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use briefgraph::language::Analysis;
use briefgraph::lexicon::Lexicon;
use briefgraph::mention::find_mentions;
use briefgraph::pipeline::Extractor;
use briefgraph::rdf::{self, RdfOptions};
use briefgraph::read::{self, Document, Format, ReadError, ReadOptions};
use briefgraph::segment::segment;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Damaged copies of each file in the short form.
const COPIES: u64 = 60;

/// Damaged pieces of texts that go through all stages.
const PIECES: u64 = 60;

/// Longest piece of a text in bytes.
const PIECE: usize = 600;

const FORMATS: [Format; 8] = [
    Format::Text,
    Format::Markdown,
    Format::Html,
    Format::Email,
    Format::Pdf,
    Format::Docx,
    Format::Feed,
    Format::JsonLines,
];

fn corpus() -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<PathBuf> = ["read", "findings"]
        .iter()
        .filter_map(|folder| fs::read_dir(Path::new("tests/corpus").join(folder)).ok())
        .flatten()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files.into_iter().map(|path| (path.to_string_lossy().into_owned(), fs::read(&path).unwrap())).collect()
}

/// Numbers that are the same in every run (xorshift64*).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % end.max(1)
    }
}

/// Some bytes changed, lost, doubled or taken from another file.
fn damaged(bytes: &[u8], other: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=numbers.below(8) {
        let at = numbers.below(bytes.len());
        let end = (at + 1 + numbers.below(16)).min(bytes.len());
        match numbers.below(7) {
            0 if !bytes.is_empty() => bytes[at] = numbers.below(256) as u8,
            1 => drop(bytes.drain(at..end)),
            2 => {
                let piece = bytes[at..end].to_vec();
                for _ in 0..numbers.below(40) {
                    bytes.splice(at..at, piece.iter().copied());
                }
            }
            3 => bytes.truncate(at),
            4 if !bytes.is_empty() => bytes[at] ^= 1 << numbers.below(8),
            5 => bytes
                .splice(at..at, [0, 0xff, b'<', b'(', b'\n', 0xe2][..=numbers.below(6)].iter().copied())
                .for_each(drop),
            _ => {
                let from = numbers.below(other.len());
                let piece = &other[from..(from + 64).min(other.len())];
                bytes.splice(at..at, piece.iter().copied());
            }
        }
    }
    bytes
}

/// Reads the bytes and checks what every document promises.
fn check(name: &str, bytes: &[u8], hint: Option<Format>) -> Result<(), String> {
    let options = ReadOptions { limit: 1 << 22, time: Duration::from_secs(10), ..ReadOptions::default() };
    let started = Instant::now();
    match read::read_bytes(name, bytes, hint, &options) {
        Ok(documents) => {
            for (document, _) in documents {
                assert!(!document.text.trim().is_empty(), "{name}: empty text");
                assert!(!document.text.contains('\r') || document.format != Format::Text, "{name}: line ends");
                assert!(!document.text.starts_with('\u{feff}'), "{name}: byte order mark");
                assert!(document.title.is_none_or(|title| !title.trim().is_empty()), "{name}: empty title");
                assert!(document.source.starts_with(name));
            }
        }
        Err(error) => {
            let message = error.to_string();
            assert!(message.contains("\nhint: ") && !message.contains(".\n"), "{message}");
            if let ReadError::Malformed { format, detail, .. } = &error
                && detail == "the reader failed"
            {
                return Err(format!("{name} as {format}"));
            }
        }
    }
    assert!(started.elapsed() < Duration::from_secs(20), "{name}: took {:?}", started.elapsed());
    Ok(())
}

#[test]
fn damaged_files_are_read_or_refused() {
    let files = corpus();
    assert!(files.len() > 10);
    let seconds = std::env::var("BRIEFGRAPH_FUZZ_SECONDS").ok().and_then(|seconds| seconds.parse().ok());
    let only = std::env::var("BRIEFGRAPH_FUZZ_ONLY").unwrap_or_default();
    let deadline = seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let (mut runs, mut caught) = (0u64, Vec::new());
    let mut round = 0;
    while round < COPIES || deadline.is_some_and(|deadline| Instant::now() < deadline) {
        for (i, (name, bytes)) in files.iter().enumerate().filter(|(_, (name, _))| name.contains(&only)) {
            let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15 ^ (round << 20) ^ i as u64);
            let other = &files[numbers.below(files.len())].1;
            let input = if round == 0 { bytes.clone() } else { damaged(bytes, other, &mut numbers) };
            let hint = if round % 4 == 3 { Some(FORMATS[numbers.below(FORMATS.len())]) } else { None };
            runs += 1;
            if let Err(failure) = check(name, &input, hint) {
                caught.push(failure);
            }
        }
        round += 1;
    }
    // Panics of the libraries below are caught; they are shown here so that they can be reported where they belong.
    println!("{runs} files read, {} panics caught: {:?}", caught.len(), caught.iter().take(10).collect::<Vec<_>>());
    assert!(caught.iter().all(|failure| failure.contains("PDF")), "{caught:?}");
}

/// What the targets `segment`, `mention` and `extract` do with a text.
fn through_all_stages(text: &str, extractor: &Extractor, lexicon: &Lexicon) {
    let document =
        Document { source: "a".into(), format: Format::Text, title: None, date: None, text: text.to_owned() };
    let parts = segment(text, Format::Text);
    for token in &parts.tokens {
        let _ = token.slice(text);
    }
    // Names by capital letters alone, as of a program without a tagger.
    let _ = find_mentions(&document, &parts, &Analysis::default(), lexicon);
    let extraction = extractor.extract(document, Vec::new());
    for fact in &extraction.facts {
        assert!(fact.evidence.span.contains(fact.evidence.focus), "{}: {text:?}", fact.rule);
        let _ = fact.evidence.span.slice(text);
    }
    let quads = rdf::quads(&extraction, &RdfOptions::default());
    assert!(!quads.is_empty());
}

fn texts(folder: &str) -> Vec<String> {
    let Ok(files) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = files.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    paths.sort();
    paths.into_iter().map(|path| String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned()).collect()
}

#[test]
fn damaged_texts_pass_all_stages() {
    let (extractor, lexicon) = (Extractor::shipped().unwrap(), Lexicon::shipped());
    for text in texts("tests/corpus/findings/text") {
        through_all_stages(&text, &extractor, &lexicon);
    }
    let texts = texts("tests/briefs");
    assert!(texts.len() > 5);
    for round in 0..PIECES {
        let mut numbers = Numbers(0x2545_f491_4f6c_dd1d ^ (round << 17));
        let [one, other] = [0, 1].map(|_| texts[numbers.below(texts.len())].as_bytes());
        let start = numbers.below(one.len().saturating_sub(PIECE));
        let piece = &one[start..(start + PIECE).min(one.len())];
        let text = String::from_utf8_lossy(&damaged(piece, other, &mut numbers)).into_owned();
        through_all_stages(&text, &extractor, &lexicon);
    }
}
