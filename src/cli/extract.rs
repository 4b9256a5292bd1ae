//! `briefgraph extract`: texts in, facts out, no store.

use super::args::{Common, ReadArgs};
use super::job::thread_pool;
use super::output::Style;
use super::{Outcome, inputs};
use crate::diagnostic::Diagnostic;
use crate::pipeline::Extractor;
use crate::rdf::{self, RdfOptions};
use crate::read::{self, Document, ReadError, ReadOptions};
use crate::render;
use clap::{Args, ValueEnum, ValueHint};
use rayon::prelude::*;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

/// Arguments of `extract`.
#[derive(Debug, Args)]
#[command(after_help = "Standard input may be one text or JSON Lines ({\"id\", \"title\", \"date\", \"text\"}); the \
                        output keeps the order of the input.")]
pub struct ExtractArgs {
    /// What is written for each document.
    #[arg(long, short, value_enum, default_value_t = Format::Nq)]
    format: Format,
    #[command(flatten)]
    read: ReadArgs,
    /// Files, folders, or `-` for standard input.
    #[arg(value_name = "PATH", default_value = "-", value_hint = ValueHint::AnyPath)]
    paths: Vec<PathBuf>,
}

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// N-Quads; the union of many outputs is the graph of all.
    Nq,
    /// One JSON object a document: entities and facts with their places.
    Jsonl,
    /// CoNLL-U: tokens, lemmas, tags and trees.
    Conllu,
    /// A page that shows the text with its names and facts marked.
    Html,
}

/// Documents in flight for each thread: enough to keep all busy, few enough to keep memory flat.
const AHEAD: usize = 4;

type Item = Result<(Document, Vec<Diagnostic>), ReadError>;

/// Reads texts and writes what they say.
pub fn run(args: &ExtractArgs, common: &Common) -> anyhow::Result<Outcome> {
    let (files, errors) = inputs::expand(&args.paths);
    let mut failed = false;
    let mut complain = |message: &str| {
        failed = true;
        let style = Style::stderr();
        let _ = writeln!(io::stderr(), "{} {}", style.red("error:"), style.hints(message));
    };
    for error in errors {
        complain(&error.to_string());
    }
    let extractor = args.read.extractor()?;
    let rdf = RdfOptions { base: rdf::checked_base(&args.read.base)?, resources: extractor.resources().to_owned() };
    let options = ReadOptions { date: args.read.date, ..ReadOptions::default() };
    let threads = thread_pool(args.read.jobs)?;
    let window = threads.current_num_threads() * AHEAD;
    let mut out = BufWriter::new(io::stdout().lock());
    let mut items = files.iter().flat_map(|file| -> Box<dyn Iterator<Item = Item>> {
        match read::documents(file, &options) {
            Ok(documents) => Box::new(documents),
            Err(error) => Box::new(std::iter::once(Err(error))),
        }
    });
    loop {
        let batch: Vec<Item> = items.by_ref().take(window).collect();
        if batch.is_empty() {
            break;
        }
        let written: Vec<Result<String, ReadError>> = threads.install(|| {
            batch
                .into_par_iter()
                .map(|item| {
                    let (document, diagnostics) = item?;
                    Ok(render(args.format, &extractor, document, diagnostics, &rdf))
                })
                .collect()
        });
        for result in written {
            match result {
                Ok(text) => out.write_all(text.as_bytes())?,
                Err(error) => complain(&error.to_string()),
            }
        }
        out.flush()?;
    }
    let _ = common;
    Ok(if failed { Outcome::Failed } else { Outcome::Done })
}

fn render(
    format: Format,
    extractor: &Extractor,
    document: Document,
    diagnostics: Vec<Diagnostic>,
    options: &RdfOptions,
) -> String {
    for diagnostic in &diagnostics {
        tracing::info!(document = %document.source, "{}", diagnostic.message);
    }
    let extraction = extractor.extract(document, diagnostics);
    match format {
        Format::Nq => {
            let mut text = String::new();
            for quad in rdf::quads(&extraction, options) {
                text.push_str(&quad.to_string());
                text.push_str(" .\n");
            }
            text
        }
        Format::Jsonl => render::json_line(&extraction, options),
        Format::Conllu => render::conllu(&extraction),
        Format::Html => render::html(&extraction),
    }
}
