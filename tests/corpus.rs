//! The short form of the fuzz targets in `fuzz/`: every file of `tests/corpus/`, as it is and damaged in many ways,
//! goes through all readers. `BRIEFGRAPH_FUZZ_SECONDS` makes it a long form.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use briefgraph::read::{self, Format, ReadError, ReadOptions};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Damaged copies of each file in the short form.
const COPIES: u64 = 60;

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
