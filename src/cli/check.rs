//! `briefgraph check`: is the store whole, and is the graph well formed?

use super::Outcome;
use super::args::{Common, ReadArgs, StoreArgs};
use super::job::Job;
use super::output::{Style, Table, counted, grouped, width};
use crate::questions;
use crate::store::{Damage, QueryOptions, QueryResults, Store, StoreError, Writer};
use clap::Args;
use std::io::{self, Write};
use std::path::PathBuf;

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    #[command(flatten)]
    store: StoreArgs,
    /// Read damaged documents again from where they came.
    #[arg(long)]
    repair: bool,
}

/// Checks the store, and with `--repair` mends it first.
pub fn run(args: &CheckArgs, common: &Common) -> anyhow::Result<Outcome> {
    if args.repair {
        repair(args, common)?;
    }
    let store = Store::open(&args.store.store)?;
    let style = Style::stdout();
    let mut out = io::stdout().lock();
    for damage in store.damaged() {
        writeln!(out, "{} `{}`: {}", style.red("damaged"), damage.path.display(), damage.reason)?;
    }
    let mut breaches = 0;
    for rule in questions::CHECKS {
        let QueryResults::Solutions(rows) = store.query(rule.text, &QueryOptions::default())? else { continue };
        for row in rows {
            let row = row?;
            breaches += 1;
            let what = row.get("node").map(super::query::plain).unwrap_or_default();
            writeln!(out, "{} {what}: {}", style.red("malformed"), rule.title())?;
        }
    }
    if !common.quiet {
        counts(&store)?.write(&mut out, style, width())?;
    }
    let damaged = store.damaged().len() as u64;
    if damaged + breaches == 0 {
        if !common.quiet {
            writeln!(out, "{} the store is whole and the graph well formed", style.green("✓"))?;
        }
        return Ok(Outcome::Done);
    }
    writeln!(
        out,
        "{}, {}",
        counted(damaged, "damaged document", "damaged documents"),
        counted(breaches, "malformed node", "malformed nodes")
    )?;
    Ok(Outcome::Nothing)
}

fn counts(store: &Store) -> anyhow::Result<Table> {
    let statistics = store.statistics()?;
    let mut table = Table::new(["what", "how many"]).right(1);
    table.push(vec!["documents".to_owned(), grouped(statistics.documents)]);
    for (what, n) in statistics.entities.iter().chain(&statistics.facts) {
        table.push(vec![what.clone(), grouped(*n)]);
    }
    table.push(vec!["quads".to_owned(), grouped(statistics.quads)]);
    Ok(table)
}

/// Writes the description of the store anew if it is broken, and reads damaged documents again, each as it was read
/// before. A document whose record is gone is withdrawn: nobody can tell where it came from.
fn repair(args: &CheckArgs, common: &Common) -> anyhow::Result<()> {
    let store = match Store::open(&args.store.store) {
        Err(StoreError::BadManifest { .. }) => {
            Writer::restore(&args.store.store)?;
            Store::open(&args.store.store)?
        }
        other => other?,
    };
    let damaged: Vec<Damage> = store.damaged().to_vec();
    drop(store);
    let style = Style::stderr();
    for damage in damaged {
        let Some(record) = &damage.record else {
            Writer::open(&args.store.store, None)?.remove_damaged(&damage)?;
            let hint = "hint: build the text it came from again";
            let text = format!("`{}` is withdrawn: its source is not known\n{hint}", damage.path.display());
            writeln!(io::stderr(), "{}", style.hints(&text))?;
            continue;
        };
        let settings = &record.settings;
        let read = ReadArgs {
            date: settings.date.as_ref().and_then(|date| date.parse().ok()),
            base: settings.base.clone(),
            lexicon: settings.lexicon.as_ref().map(PathBuf::from),
            gazetteer: settings.gazetteer.as_ref().map(PathBuf::from),
            jobs: None,
        };
        let job = Job::new(&read, || Ok(Writer::open(&args.store.store, None)?), true)?;
        let tally = job.read_all(&[PathBuf::from(&record.input)], || {})?;
        tally.failures.iter().for_each(|message| super::build::complain(message));
        if tally.failures.is_empty() && !common.quiet {
            writeln!(io::stderr(), "repaired {}", record.source)?;
        }
    }
    Ok(())
}
