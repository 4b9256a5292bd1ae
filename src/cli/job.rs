//! Reading many inputs into a store: in parallel, only what is new or changed, one bad input stopping no other.

use super::args::ReadArgs;
use crate::fact::FactKind;
use crate::hash;
use crate::pipeline::{Extraction, Extractor};
use crate::rdf::{self, RdfOptions};
use crate::read::{self, ReadOptions};
use crate::similar;
use crate::store::{Change, DocumentRecord, Settings, Writer};
use anyhow::Context;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Facts of all kinds, in the order of [`DocumentRecord::facts`]: one and many.
pub const KINDS: [(&str, &str); 6] = [
    ("affiliation", "affiliations"),
    ("proposal", "proposals"),
    ("law stage", "law stages"),
    ("sum of money", "sums of money"),
    ("statement", "statements"),
    ("quantity", "quantities"),
];

/// What a run has done so far.
#[derive(Debug, Default)]
pub struct Tally {
    /// Documents that the store did not have.
    pub new: u64,
    /// Documents that took the place of an earlier reading.
    pub replaced: u64,
    /// Documents that were not read again.
    pub unchanged: u64,
    /// Documents that were withdrawn.
    pub removed: u64,
    /// Facts by kind, in the order of [`KINDS`].
    pub facts: [u64; 6],
    /// The last document, by its source: what a run with one document is about.
    pub last_source: Option<String>,
    /// What could not be read, each message once.
    pub failures: BTreeSet<String>,
}

impl Tally {
    /// Documents that are in the store through this run.
    pub fn documents(&self) -> u64 {
        self.new + self.replaced + self.unchanged
    }

    fn count(&mut self, record: &DocumentRecord) {
        for (sum, more) in self.facts.iter_mut().zip(record.facts) {
            *sum += u64::from(more);
        }
        self.last_source = Some(record.source.clone());
    }
}

/// The stages, the options and the store.
pub struct Job {
    extractor: Extractor,
    read: ReadOptions,
    rdf: RdfOptions,
    settings: Arc<Settings>,
    again: bool,
    threads: rayon::ThreadPool,
    writer: Writer,
}

impl Job {
    /// A job that reads as `args` say and writes through `writer`; with `again`, also what has not changed.
    pub fn new(args: &ReadArgs, writer: impl FnOnce() -> anyhow::Result<Writer>, again: bool) -> anyhow::Result<Self> {
        let base = rdf::checked_base(&args.base)?;
        let extractor = args.extractor()?;
        Ok(Self {
            settings: Arc::new(Settings {
                program: env!("CARGO_PKG_VERSION").to_owned(),
                resources: extractor.resources().to_owned(),
                date: args.date.map(|date| date.to_string()),
                base: base.clone(),
                lexicon: args.lexicon.as_ref().map(|path| path.to_string_lossy().into_owned()),
                gazetteer: args.gazetteer.as_ref().map(|path| path.to_string_lossy().into_owned()),
            }),
            rdf: RdfOptions { base, resources: extractor.resources().to_owned() },
            extractor,
            read: ReadOptions { date: args.date, ..ReadOptions::default() },
            again,
            threads: thread_pool(args.jobs)?,
            // Last: a store is made only if all else is in order.
            writer: writer()?,
        })
    }

    /// The store's writer.
    pub fn writer(&self) -> &Writer {
        &self.writer
    }

    /// Reads all inputs and calls `done` behind each; one that fails does not stop the others.
    ///
    /// # Errors
    /// When the store cannot be written, which stops the run.
    pub fn read_all(&self, files: &[PathBuf], done: impl Fn() + Sync) -> anyhow::Result<Tally> {
        let stored = by_input(self.writer.records());
        let tally = Mutex::new(Tally::default());
        self.threads.install(|| {
            files.par_iter().try_for_each(|path| {
                let input = path.to_string_lossy();
                let earlier = stored.get(input.as_ref()).map_or(&[][..], Vec::as_slice);
                let outcome = Input { job: self, path, name: &input, earlier, tally: &tally }.read();
                done();
                outcome
            })
        })?;
        self.writer.finish()?;
        Ok(tally.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    /// Withdraws documents that came from below `paths` and whose files are there no more.
    pub fn prune(&self, paths: &[PathBuf], tally: &mut Tally) -> anyhow::Result<()> {
        for record in self.writer.records() {
            let input = Path::new(&record.input);
            if record.input != "-" && paths.iter().any(|path| input.starts_with(path)) && !input.exists() {
                self.writer.remove_document(&record.source)?;
                tally.removed += 1;
            }
        }
        self.writer.finish()?;
        Ok(())
    }

    /// Hash of the input's bytes and of all else that decides what is read from them; none for standard input, which
    /// cannot be read twice.
    fn fingerprint(&self, path: &Path) -> io::Result<Option<String>> {
        if path.as_os_str() == "-" {
            return Ok(None);
        }
        let mut hasher = hash::Hasher::new();
        let mut file = File::open(path)?;
        let mut buffer = vec![0; 1 << 16];
        loop {
            match file.read(&mut buffer)? {
                0 => break,
                n => hasher.add(&buffer[..n]),
            }
        }
        let Settings { program, resources, date, base, .. } = &*self.settings;
        for part in [program, resources, date.as_ref().unwrap_or(&String::new()), base] {
            hasher.add(part.as_bytes());
            hasher.add(&[0]);
        }
        Ok(Some(hasher.finish()))
    }
}

/// One file with what the store has of it.
struct Input<'a> {
    job: &'a Job,
    path: &'a Path,
    name: &'a str,
    earlier: &'a [DocumentRecord],
    tally: &'a Mutex<Tally>,
}

impl Input<'_> {
    fn tally(&self) -> std::sync::MutexGuard<'_, Tally> {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fail(&self, message: String) {
        self.tally().failures.insert(message);
    }

    /// Reads the file with all its documents. Only a failure of the store is an error.
    fn read(&self) -> anyhow::Result<()> {
        // A file that cannot be opened is told by its reader, in the same words as everywhere.
        let fingerprint = self.job.fingerprint(self.path).ok().flatten();
        if self.is_unchanged(fingerprint.as_deref()) && !self.job.again {
            tracing::debug!(input = self.name, "unchanged");
            let mut tally = self.tally();
            tally.unchanged += self.earlier.len() as u64;
            self.earlier.iter().for_each(|record| tally.count(record));
            return Ok(());
        }
        let documents = match read::documents(self.path, &self.job.read) {
            Ok(documents) => documents,
            Err(error) => {
                self.fail(error.to_string());
                return Ok(());
            }
        };
        let mut kept = BTreeSet::new();
        let mut complete = true;
        let mut documents = documents.peekable();
        while let Some(item) = documents.next() {
            let (document, diagnostics) = match item {
                Ok(read) => read,
                Err(error) => {
                    complete = false;
                    self.fail(error.to_string());
                    continue;
                }
            };
            for diagnostic in &diagnostics {
                tracing::info!(document = %document.source, "{}", diagnostic.message);
            }
            let extraction = self.job.extractor.extract(document, diagnostics);
            let last = complete && documents.peek().is_none();
            kept.insert(extraction.document.source.clone());
            self.store(&extraction, fingerprint.as_deref().unwrap_or_default(), last)?;
        }
        for record in self.earlier.iter().filter(|record| complete && !kept.contains(&record.source)) {
            self.job.writer.remove_document(&record.source)?;
            self.tally().removed += 1;
        }
        Ok(())
    }

    /// True if the file was read to its end before, from the same bytes with the same settings.
    fn is_unchanged(&self, fingerprint: Option<&str>) -> bool {
        self.earlier.iter().any(|record| record.last)
            && self.earlier.iter().all(|record| Some(record.fingerprint.as_str()) == fingerprint)
    }

    fn store(&self, extraction: &Extraction, fingerprint: &str, last: bool) -> anyhow::Result<()> {
        let quads = rdf::quads(extraction, &self.job.rdf);
        let record = DocumentRecord {
            iri: rdf::document_iri(&self.job.rdf.base, &extraction.document).into_string(),
            source: extraction.document.source.clone(),
            input: self.name.to_owned(),
            fingerprint: fingerprint.to_owned(),
            last,
            simhash: similar::simhash(&extraction.document.text),
            facts: count(extraction),
            quads: quads.len() as u64,
            settings: Arc::clone(&self.job.settings),
        };
        let change = self.job.writer.replace_document(record.clone(), &quads)?;
        tracing::debug!(document = %record.source, quads = quads.len(), "stored");
        let mut tally = self.tally();
        tally.count(&record);
        match change {
            Change::New => tally.new += 1,
            Change::Replaced => tally.replaced += 1,
        }
        Ok(())
    }
}

/// A pool of `jobs` threads, or one a core.
pub fn thread_pool(jobs: Option<u16>) -> anyhow::Result<rayon::ThreadPool> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(jobs.map_or(0, usize::from))
        .stack_size(8 << 20)
        .build()
        .context("cannot start threads")
}

fn by_input(records: Vec<DocumentRecord>) -> BTreeMap<String, Vec<DocumentRecord>> {
    let mut table: BTreeMap<String, Vec<DocumentRecord>> = BTreeMap::new();
    for record in records {
        table.entry(record.input.clone()).or_default().push(record);
    }
    table
}

/// Facts of an extraction by kind, in the order of [`KINDS`].
fn count(extraction: &Extraction) -> [u32; 6] {
    let mut counts = [0; 6];
    for fact in &extraction.facts {
        let kind = match fact.kind {
            FactKind::Affiliation(_) => 0,
            FactKind::Proposal(_) => 1,
            FactKind::LawStage(_) => 2,
            FactKind::Money(_) => 3,
            FactKind::Statement(_) => 4,
            FactKind::Quantity(_) => 5,
        };
        counts[kind] += 1;
    }
    counts
}
