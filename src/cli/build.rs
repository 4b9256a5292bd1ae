//! `briefgraph build`.

use super::args::{Common, ReadArgs, StoreArgs};
use super::output::{Style, counted, grouped};
use super::{Outcome, inputs, show};
use crate::fact::FactKind;
use crate::hash;
use crate::pipeline::{Extraction, Extractor};
use crate::rdf::{self, RdfOptions};
use crate::read::{self, ReadOptions};
use crate::store::{Backend, Change, DocumentRecord, Store, Writer};
use anyhow::Context;
use clap::{Args, ValueEnum, ValueHint};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Arguments of `build`.
#[derive(Debug, Args)]
#[command(after_help = "Texts that have not changed are not read again. `-` reads standard input.")]
pub struct BuildArgs {
    #[command(flatten)]
    store: StoreArgs,
    #[command(flatten)]
    read: ReadArgs,
    /// Which back end keeps a new store.
    #[arg(long, value_enum)]
    backend: Option<BackendArg>,
    /// Withdraw documents that were read from the given folders and files and are there no more.
    #[arg(long)]
    prune: bool,
    /// Read all texts again, also those that have not changed.
    #[arg(long)]
    again: bool,
    /// Files and folders with texts.
    #[arg(required = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    paths: Vec<PathBuf>,
}

/// The back ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum BackendArg {
    /// One N-Quads file a document.
    Files,
    /// A RocksDB database (only in programs built with it).
    Rocksdb,
}

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
struct Tally {
    new: u64,
    replaced: u64,
    unchanged: u64,
    removed: u64,
    facts: [u64; 6],
    sources: Vec<String>,
    failures: BTreeMap<String, String>,
}

/// Reads texts into the store.
pub fn run(args: &BuildArgs, common: &Common) -> anyhow::Result<Outcome> {
    let started = Instant::now();
    let (files, unreadable) = inputs::expand(&args.paths);
    if files.is_empty() && !unreadable.is_empty() && !args.prune {
        for error in &unreadable {
            complain(&error.to_string());
        }
        return Ok(Outcome::Failed);
    }
    let job = Job::new(args)?;
    let mut tally = job.read_all(&files, common)?;
    for error in unreadable {
        tally.failures.insert(error.to_string(), String::new());
    }
    if args.prune {
        job.prune(&args.paths, &files, &mut tally)?;
    }
    let records = job.writer.records();
    drop(job);
    for (message, _) in &tally.failures {
        complain(message);
    }
    if !common.quiet {
        if tally.sources.len() == 1 && files.len() == 1 {
            if let Some(record) = records.iter().find(|record| record.source == tally.sources[0]) {
                digest(&args.store.store, record)?;
            }
        }
        summary(&args.store.store, &tally, records.len() as u64, started.elapsed())?;
    }
    Ok(if tally.failures.is_empty() { Outcome::Done } else { Outcome::Failed })
}

/// One run of `build`: the stages, the options and the store.
pub struct Job {
    extractor: Extractor,
    read: ReadOptions,
    rdf: RdfOptions,
    /// What beside an input's bytes decides its quads.
    settings: String,
    again: bool,
    threads: rayon::ThreadPool,
    writer: Writer,
}

impl Job {
    fn new(args: &BuildArgs) -> anyhow::Result<Self> {
        let base = rdf::checked_base(&args.read.base)?;
        let extractor = match &args.read.lexicon {
            Some(path) => Extractor::with_lexicon(path)?,
            None => Extractor::shipped()?,
        };
        let date = args.read.date.map(|date| date.to_string()).unwrap_or_default();
        let settings = hash::of_parts([
            env!("CARGO_PKG_VERSION").as_bytes(),
            extractor.resources().as_bytes(),
            date.as_bytes(),
            base.as_bytes(),
        ]);
        let backend = args.backend.map(|backend| match backend {
            BackendArg::Files => Backend::Files,
            BackendArg::Rocksdb => Backend::RocksDb,
        });
        Ok(Self {
            rdf: RdfOptions { base, resources: extractor.resources().to_owned() },
            extractor,
            read: ReadOptions { date: args.read.date, ..ReadOptions::default() },
            settings,
            again: args.again,
            threads: thread_pool(args.read.jobs)?,
            writer: Writer::open(&args.store.store, backend)?,
        })
    }

    /// Reads all inputs; one that fails does not stop the others. A store that cannot be written stops the run.
    fn read_all(&self, files: &[PathBuf], common: &Common) -> anyhow::Result<Tally> {
        let stored = by_input(self.writer.records());
        let tally = Mutex::new(Tally::default());
        let bar = progress(files.len() as u64, common);
        let result = self.threads.install(|| {
            files.par_iter().try_for_each(|path| {
                let input = path.to_string_lossy().into_owned();
                let outcome = self.read_input(path, &input, stored.get(&input).map_or(&[], Vec::as_slice), &tally);
                bar.inc(1);
                outcome
            })
        });
        bar.finish_and_clear();
        result?;
        let mut tally = tally.into_inner().unwrap_or_else(PoisonError::into_inner);
        tally.sources.sort();
        Ok(tally)
    }

    /// Reads one file with all its documents. Only a failure of the store is an error.
    fn read_input(
        &self,
        path: &Path,
        input: &str,
        stored: &[DocumentRecord],
        tally: &Mutex<Tally>,
    ) -> anyhow::Result<()> {
        let tally = || tally.lock().unwrap_or_else(PoisonError::into_inner);
        let fingerprint = match self.fingerprint(path) {
            Ok(fingerprint) => fingerprint,
            Err(error) => {
                tally().failures.insert(format!("`{input}` cannot be read: {error}"), String::new());
                return Ok(());
            }
        };
        let whole = stored.iter().any(|record| record.last)
            && stored.iter().all(|record| Some(&record.fingerprint) == fingerprint.as_ref());
        if whole && !self.again {
            tracing::debug!(input, "unchanged");
            let mut tally = tally();
            tally.unchanged += stored.len() as u64;
            tally.sources.extend(stored.iter().map(|record| record.source.clone()));
            for record in stored {
                add(&mut tally.facts, record.facts);
            }
            return Ok(());
        }
        let documents = match read::documents(path, &self.read) {
            Ok(documents) => documents,
            Err(error) => {
                tally().failures.insert(error.to_string(), String::new());
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
                    tally().failures.insert(error.to_string(), String::new());
                    continue;
                }
            };
            for diagnostic in &diagnostics {
                tracing::info!(document = %document.source, "{}", diagnostic.message);
            }
            let extraction = self.extractor.extract(document, diagnostics);
            let quads = rdf::quads(&extraction, &self.rdf);
            let record = DocumentRecord {
                iri: rdf::document_iri(&self.rdf.base, &extraction.document).into_string(),
                source: extraction.document.source.clone(),
                input: input.to_owned(),
                fingerprint: fingerprint.clone().unwrap_or_default(),
                last: complete && documents.peek().is_none(),
                simhash: 0,
                facts: count(&extraction),
                quads: quads.len() as u64,
            };
            kept.insert(record.source.clone());
            let facts = record.facts;
            let change = self.writer.replace_document(record, &quads)?;
            tracing::debug!(document = %extraction.document.source, quads = quads.len(), "stored");
            let mut tally = tally();
            add(&mut tally.facts, facts);
            tally.sources.push(extraction.document.source);
            match change {
                Change::New => tally.new += 1,
                Change::Replaced => tally.replaced += 1,
            }
        }
        for record in stored.iter().filter(|record| complete && !kept.contains(&record.source)) {
            self.writer.remove_document(&record.source)?;
            tally().removed += 1;
        }
        Ok(())
    }

    /// Hash of the input's bytes and of all that decides what is read from them; none for standard input, which
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
        hasher.add(self.settings.as_bytes());
        Ok(Some(hasher.finish()))
    }

    /// Withdraws documents that came from `paths` and whose files are there no more.
    fn prune(&self, paths: &[PathBuf], files: &[PathBuf], tally: &mut Tally) -> anyhow::Result<()> {
        let present: BTreeSet<String> = files.iter().map(|path| path.to_string_lossy().into_owned()).collect();
        for record in self.writer.records() {
            let input = Path::new(&record.input);
            let covered = paths.iter().any(|path| input.starts_with(path));
            if covered && !present.contains(&record.input) && !input.exists() {
                self.writer.remove_document(&record.source)?;
                tally.removed += 1;
            }
        }
        // A file that is gone was given by name on purpose: with --prune that is no failure.
        tally.failures.retain(|message, _| !message.contains("does not exist"));
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
pub fn count(extraction: &Extraction) -> [u32; 6] {
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

fn add(sum: &mut [u64; 6], more: [u32; 6]) {
    for (sum, more) in sum.iter_mut().zip(more) {
        *sum += u64::from(more);
    }
}

/// A bar on terminals, and nothing elsewhere.
fn progress(length: u64, common: &Common) -> ProgressBar {
    if common.quiet || length < 2 || !io::stderr().is_terminal() {
        return ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::hidden());
    }
    let bar = ProgressBar::new(length);
    if let Ok(style) = ProgressStyle::with_template("{bar:32} {human_pos}/{human_len} texts, {per_sec}, {eta} left") {
        bar.set_style(style.progress_chars("━╸─"));
    }
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

fn complain(message: &str) {
    let style = Style::stderr();
    let _ = writeln!(io::stderr(), "{} {}", style.red("error:"), style.hints(message));
}

/// For a single document: who proposes what, the laws, the money.
fn digest(folder: &Path, record: &DocumentRecord) -> anyhow::Result<()> {
    let store = Store::open_documents(folder, &[record.source.as_str()])?;
    let style = Style::stdout();
    let mut out = io::BufWriter::new(io::stdout().lock());
    for (title, view) in
        [("Who proposes what", show::View::Proposals), ("Laws", show::View::Laws), ("Money", show::View::Money)]
    {
        let table = show::table(&store, view, &show::Filters::default())?;
        if !table.is_empty() {
            writeln!(out, "{}\n", style.bold(title))?;
            table.write(&mut out, style, super::output::width())?;
            writeln!(out)?;
        }
    }
    out.flush()?;
    Ok(())
}

/// What was done, where the graph is, and what to ask it.
fn summary(folder: &Path, tally: &Tally, documents: u64, time: Duration) -> anyhow::Result<()> {
    let style = Style::stderr();
    let mut err = io::stderr().lock();
    let done = [
        (tally.new, "new"),
        (tally.replaced, "replaced"),
        (tally.unchanged, "unchanged"),
        (tally.removed, "removed"),
        (tally.failures.len() as u64, "failed"),
    ];
    let done: Vec<String> =
        done.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{} {what}", grouped(*n))).collect();
    let facts: Vec<String> =
        KINDS.iter().zip(tally.facts).filter(|(_, n)| *n > 0).map(|((one, many), n)| counted(n, one, many)).collect();
    let read = tally.new + tally.replaced + tally.unchanged;
    writeln!(
        err,
        "{} {} ({}) in {}",
        style.green("✓"),
        style.bold(&counted(read, "document", "documents")),
        if done.is_empty() { "nothing to do".to_owned() } else { done.join(", ") },
        duration(time)
    )?;
    if !facts.is_empty() {
        writeln!(err, "  {}", facts.join(", "))?;
    }
    let store = match folder == Path::new("briefgraph.store") {
        true => String::new(),
        false => format!(" --store {}", folder.display()),
    };
    writeln!(err, "  graph in {} ({})", folder.display(), counted(documents, "document", "documents"))?;
    if tally.new + tally.replaced > 0 {
        writeln!(err, "\nAsk next:")?;
        for (command, what) in [
            ("show people", "who holds which post"),
            ("query laws-by-stage", "how far each law has come"),
            ("explain NAME", "all that is said of one name, sentence by sentence"),
        ] {
            let (verb, rest) = command.split_once(' ').unwrap_or((command, ""));
            let command = format!("briefgraph {verb}{store} {rest}");
            writeln!(err, "  {command:<width$}  {}", style.dim(what), width = 34 + store.len())?;
        }
    }
    Ok(())
}

fn duration(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 1.0 {
        format!("{:.0} ms", seconds * 1000.0)
    } else if seconds < 120.0 {
        format!("{seconds:.1} s")
    } else {
        format!("{} min {} s", time.as_secs() / 60, time.as_secs() % 60)
    }
}
