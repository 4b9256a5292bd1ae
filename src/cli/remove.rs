//! `briefgraph remove`.

use super::Outcome;
use super::args::{Common, StoreArgs};
use crate::store::Writer;
use clap::Args;
use std::io::{self, Write};

/// Arguments of `remove`.
#[derive(Debug, Args)]
pub struct RemoveArgs {
    #[command(flatten)]
    store: StoreArgs,
    /// Documents by the path they were read from or by their IRI; a file of many documents withdraws them all.
    #[arg(required = true, value_name = "DOCUMENT")]
    documents: Vec<String>,
}

/// Withdraws documents: the graph is then as if it had never held them.
pub fn run(args: &RemoveArgs, common: &Common) -> anyhow::Result<Outcome> {
    // A folder without a store is an error here, and never made.
    crate::store::Manifest::read(&args.store.store)?;
    let writer = Writer::open(&args.store.store, None)?;
    let mut missing = false;
    for wanted in &args.documents {
        let found: Vec<_> = writer
            .records()
            .into_iter()
            .filter(|record| record.source == *wanted || record.iri == *wanted || record.input == *wanted)
            .collect();
        if found.is_empty() {
            missing = true;
            writeln!(io::stderr(), "no document `{wanted}`\nhint: `briefgraph query documents` lists them")?;
        }
        for record in found {
            writer.remove_document(&record.source)?;
            if !common.quiet {
                writeln!(io::stderr(), "removed {}", record.source)?;
            }
        }
    }
    writer.finish()?;
    Ok(if missing { Outcome::Nothing } else { Outcome::Done })
}
