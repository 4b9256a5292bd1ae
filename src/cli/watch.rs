//! `briefgraph watch`: a folder that fills.

use super::Outcome;
use super::args::{Common, ReadArgs, StoreArgs};
use super::build::{complain, summary};
use super::inputs;
use super::job::Job;
use crate::store::Writer;
use anyhow::Context;
use clap::{Args, ValueHint};
use notify::{RecursiveMode, Watcher};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// A file is read when nothing has changed for so long: whoever writes it may not be done.
const QUIET: Duration = Duration::from_millis(500);

/// Arguments of `watch`.
#[derive(Debug, Args)]
#[command(after_help = "Texts that are taken away are withdrawn. The store's lock is held only while texts are read. \
                        End with Ctrl-C.")]
pub struct WatchArgs {
    #[command(flatten)]
    store: StoreArgs,
    #[command(flatten)]
    read: ReadArgs,
    /// Read what is there and end: what a first round would do.
    #[arg(long)]
    once: bool,
    /// The folders.
    #[arg(required = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    folders: Vec<PathBuf>,
}

/// Reads what is in the folders, and from then on what comes, changes or goes.
pub fn run(args: &WatchArgs, common: &Common) -> anyhow::Result<Outcome> {
    let (sender, receiver) = mpsc::channel();
    let mut watcher = notify::recommended_watcher(sender).context("cannot watch folders")?;
    for folder in &args.folders {
        watcher
            .watch(folder, RecursiveMode::Recursive)
            .with_context(|| format!("cannot watch `{}`", folder.display()))?;
    }
    loop {
        round(args, common)?;
        if args.once {
            return Ok(Outcome::Done);
        }
        // Wait for a change, then until the changes have ended.
        if receiver.recv().is_err() {
            return Ok(Outcome::Done);
        }
        while receiver.recv_timeout(QUIET).is_ok() {}
    }
}

fn round(args: &WatchArgs, common: &Common) -> anyhow::Result<()> {
    let started = Instant::now();
    // An empty folder is no error here: it will fill.
    let (files, _) = inputs::expand(&args.folders);
    let job = Job::new(&args.read, || Ok(Writer::open(&args.store.store, None)?), false)?;
    let mut tally = job.read_all(&files, || {})?;
    job.prune(&args.folders, &mut tally)?;
    let documents = job.writer().records().len() as u64;
    drop(job);
    tally.failures.iter().for_each(|message| complain(message));
    if !common.quiet && tally.new + tally.replaced + tally.removed > 0 {
        summary(&args.store.store, &tally, documents, started.elapsed())?;
        writeln!(io::stderr(), "\nwatching; Ctrl-C ends")?;
    }
    Ok(())
}
