//! `briefgraph build`.

use super::args::{Common, ReadArgs, StoreArgs};
use super::inputs;
use super::job::{Job, KINDS, Tally};
use super::output::{Style, counted, grouped};
use super::{Outcome, show};
use crate::read::ReadError;
use crate::store::{Backend, Store, Writer};
use clap::{Args, ValueEnum, ValueHint};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
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

/// Reads texts into the store.
pub fn run(args: &BuildArgs, common: &Common) -> anyhow::Result<Outcome> {
    let started = Instant::now();
    let (files, unreadable) = inputs::expand(&args.paths);
    // With --prune a path that is gone is what was to be found out.
    let unreadable: Vec<String> = unreadable
        .into_iter()
        .filter(|error| !(args.prune && matches!(error, ReadError::NotFound { .. } | ReadError::NoFiles { .. })))
        .map(|error| error.to_string())
        .collect();
    if files.is_empty() && !unreadable.is_empty() {
        for message in &unreadable {
            complain(message);
        }
        return Ok(Outcome::Failed);
    }
    let job = Job::new(&args.read, || open_writer(args), args.again)?;
    let bar = progress(files.len() as u64, common);
    let tally = job.read_all(&files, || bar.inc(1));
    bar.finish_and_clear();
    let mut tally = tally?;
    tally.failures.extend(unreadable);
    if args.prune {
        job.prune(&args.paths, &mut tally)?;
    }
    let documents = job.writer().records().len() as u64;
    drop(job);
    tally.failures.iter().for_each(|message| complain(message));
    if !common.quiet {
        if let (1, Some(source)) = (tally.documents(), &tally.last_source) {
            digest(&args.store.store, source)?;
        }
        summary(&args.store.store, &tally, documents, started.elapsed())?;
    }
    Ok(if tally.failures.is_empty() { Outcome::Done } else { Outcome::Failed })
}

fn open_writer(args: &BuildArgs) -> anyhow::Result<Writer> {
    let backend = args.backend.map(|backend| match backend {
        BackendArg::Files => Backend::Files,
        BackendArg::Rocksdb => Backend::RocksDb,
    });
    Ok(Writer::open(&args.store.store, backend)?)
}

/// A bar on terminals, and nothing elsewhere.
pub fn progress(length: u64, common: &Common) -> ProgressBar {
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

pub fn complain(message: &str) {
    let style = Style::stderr();
    let _ = writeln!(io::stderr(), "{} {}", style.red("error:"), style.hints(message));
}

/// For a single document: who proposes what, the laws, the money.
fn digest(folder: &Path, source: &str) -> anyhow::Result<()> {
    let store = Store::open_documents(folder, &[source])?;
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
pub fn summary(folder: &Path, tally: &Tally, documents: u64, time: Duration) -> anyhow::Result<()> {
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
    writeln!(
        err,
        "{} {} ({}) in {}",
        style.green("✓"),
        style.bold(&counted(tally.documents(), "document", "documents")),
        if done.is_empty() { "nothing to do".to_owned() } else { done.join(", ") },
        duration(time)
    )?;
    if !facts.is_empty() {
        writeln!(err, "  {}", facts.join(", "))?;
    }
    let store =
        if folder == Path::new("briefgraph.store") { String::new() } else { format!(" --store {}", folder.display()) };
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
