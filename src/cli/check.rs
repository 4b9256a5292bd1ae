//! `briefgraph check`.

use super::Outcome;
use super::args::{Common, StoreArgs};
use super::output::{Style, Table, counted, grouped, width};
use crate::store::Store;
use clap::Args;
use std::io::{self, Write};

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    #[command(flatten)]
    store: StoreArgs,
}

/// Checks the store and counts what it holds.
pub fn run(args: &CheckArgs, common: &Common) -> anyhow::Result<Outcome> {
    let store = Store::open(&args.store.store)?;
    let style = Style::stdout();
    let mut out = io::stdout().lock();
    for damage in store.damaged() {
        writeln!(out, "{} `{}`: {}", style.red("damaged"), damage.path.display(), damage.reason)?;
    }
    let statistics = store.statistics()?;
    let mut table = Table::new(["what", "how many"]).right(1);
    table.push(vec!["documents".to_owned(), grouped(statistics.documents)]);
    for (what, n) in statistics.entities.iter().chain(&statistics.facts) {
        table.push(vec![what.clone(), grouped(*n)]);
    }
    table.push(vec!["quads".to_owned(), grouped(statistics.quads)]);
    if !common.quiet {
        table.write(&mut out, style, width())?;
    }
    let damaged = store.damaged().len() as u64;
    if damaged > 0 {
        writeln!(out, "{}", counted(damaged, "damaged document", "damaged documents"))?;
        return Ok(Outcome::Nothing);
    }
    Ok(Outcome::Done)
}
