//! Measures this program on one core for `benches/peers/compare.py`: words a second for the analysis of language and
//! for the whole extraction, quads a second for loading, and the seven tables. Prints one JSON object.
//!
//! Seconds are those of the processor, so that a busy machine does not spoil the figures.
//!
//! `cargo run --release --example measure -- COPIES TEXT...`

use briefgraph::language::Engine;
use briefgraph::pipeline::Extractor;
use briefgraph::rdf::{self, RdfOptions};
use briefgraph::read::{self, Document, ReadOptions};
use briefgraph::segment;
use briefgraph::store::{DocumentRecord, QueryOptions, QueryResults, Store, Writer};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

const TABLES: [&str; 7] = ["entities", "affiliations", "proposals", "laws", "money", "statements", "quantities"];

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let copies: usize = arguments.next().unwrap_or_default().parse()?;
    let mut once = Vec::new();
    for path in arguments {
        for item in read::documents(Path::new(&path), &ReadOptions::default())? {
            once.push(item?.0);
        }
    }
    let documents: Vec<Document> =
        (0..copies).flat_map(|number| once.iter().map(move |document| copy(document, number))).collect();
    let words: usize = documents.iter().map(|document| document.text.split_whitespace().count()).sum();

    let start = Clock::start();
    let engine = Engine::shipped()?;
    let extractor = Extractor::shipped()?;
    let start_up = start.seconds();

    // Once unmeasured: the first document pays for tables that are made on first use.
    let _ = extractor.extract(documents[0].clone(), Vec::new());
    let start = Clock::start();
    for document in &documents {
        let parts = segment::segment(&document.text, document.format);
        std::hint::black_box(engine.analyse(&document.text, &parts));
    }
    let language = words as f64 / start.seconds();

    let start = Clock::start();
    let mut stored = Vec::with_capacity(documents.len());
    for document in documents {
        let extraction = extractor.extract(document, Vec::new());
        stored.push((extraction.document.source.clone(), rdf::quads(&extraction, &RdfOptions::default())));
    }
    let extraction = words as f64 / start.seconds();

    let folder = std::env::temp_dir().join(format!("briefgraph-measure-{}", std::process::id()));
    let writer = Writer::open(&folder, None)?;
    for (source, quads) in &stored {
        let record = DocumentRecord {
            iri: format!("http://measure.example/{source}"),
            source: source.clone(),
            input: source.clone(),
            fingerprint: String::new(),
            simhash: 0,
            facts: [0; 6],
            quads: quads.len() as u64,
            last: false,
            settings: Arc::default(),
        };
        writer.replace_document(record, quads)?;
    }
    drop(writer);
    let quads: usize = stored.iter().map(|(_, quads)| quads.len()).sum();
    let mut lines = std::io::BufWriter::new(std::fs::File::create(folder.join("all.nq"))?);
    for quad in stored.iter().flat_map(|(_, quads)| quads) {
        writeln!(lines, "{quad} .")?;
    }
    lines.flush()?;
    let start = Clock::start();
    let store = Store::open(&folder)?;
    let load = quads as f64 / start.seconds();

    let mut tables = serde_json::Map::new();
    for table in TABLES {
        let query = std::fs::read_to_string(format!("queries/{table}.rq"))?;
        let start = Clock::start();
        let mut runs = 0;
        let mut rows = 0;
        // Many runs: the clock of the processor ticks a hundred times a second.
        while runs == 0 || start.seconds() < 0.3 {
            runs += 1;
            rows = match store.query(&query, &QueryOptions::default())? {
                QueryResults::Solutions(rows) => rows.count(),
                _ => 0,
            };
        }
        tables.insert(
            table.to_owned(),
            serde_json::json!({ "seconds": start.seconds() / f64::from(runs), "rows": rows }),
        );
    }
    let report = serde_json::json!({
        "words": words, "start_up": start_up, "language": language, "extraction": extraction,
        "quads": quads, "load": load, "tables": tables, "folder": folder,
    });
    writeln!(std::io::stdout(), "{report}")?;
    Ok(())
}

/// The document under a source of its own, with a text of its own, so that its graph is another.
fn copy(document: &Document, number: usize) -> Document {
    let mut copy = document.clone();
    copy.source = format!("{}#{number}", copy.source);
    copy.text = format!("{}\n\nCopy {number}", copy.text);
    copy
}

/// Seconds of the processor that this process has used, in all its threads; of the wall where the system tells none.
struct Clock {
    wall: Instant,
    processor: Option<f64>,
}

impl Clock {
    fn start() -> Self {
        Self { wall: Instant::now(), processor: Self::processor() }
    }

    fn seconds(&self) -> f64 {
        let processor = Self::processor().zip(self.processor).map(|(now, then)| now - then);
        processor.unwrap_or_else(|| self.wall.elapsed().as_secs_f64())
    }

    /// Time in user and system mode from `/proc/self/stat` (proc(5)), in ticks of a hundredth of a second.
    fn processor() -> Option<f64> {
        let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
        let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
        let user: f64 = fields.next()?.parse().ok()?;
        let system: f64 = fields.next()?.parse().ok()?;
        Some((user + system) / 100.0)
    }
}
