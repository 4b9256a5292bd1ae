//! The arguments.

use crate::pipeline::Extractor;
use crate::rdf;
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use std::path::PathBuf;

/// Reads policy briefs into an RDF knowledge graph in which every fact is tied to the sentence that says it.
#[derive(Debug, Parser)]
#[command(
    name = "briefgraph",
    version,
    max_term_width = 100,
    arg_required_else_help = true,
    after_long_help = "Exit codes: 0 done; 1 nothing found, or a check failed; 2 wrong usage or a failure. A closed \
                       pipe is no error.\n\nResults go to standard output, everything else to standard error."
)]
pub struct Arguments {
    /// What applies to every command.
    #[command(flatten)]
    pub common: Common,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What applies to every command.
#[derive(Debug, Args)]
pub struct Common {
    /// Print results and errors alone.
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Say more: what was dropped and why (-v), what is done when (-vv).
    #[arg(long, short, action = clap::ArgAction::Count, global = true, conflicts_with = "quiet")]
    pub verbose: u8,
    /// How remarks of -v and -vv are written to standard error.
    #[arg(long, value_enum, default_value_t = LogFormat::Text, global = true, hide_short_help = true)]
    pub log_format: LogFormat,
}

/// How remarks are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// Where the store is.
#[derive(Debug, Args)]
pub struct StoreArgs {
    /// The folder of the store.
    #[arg(
        long,
        value_name = "DIR",
        env = "BRIEFGRAPH_STORE",
        default_value = "briefgraph.store",
        value_hint = ValueHint::DirPath
    )]
    pub store: PathBuf,
}

/// How texts are read.
#[derive(Debug, Args)]
pub struct ReadArgs {
    /// Day of issue of the texts (YYYY-MM-DD), whatever they say themselves.
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub date: Option<jiff::civil::Date>,
    /// What the IRIs of documents and entities begin with.
    #[arg(long, value_name = "IRI", default_value = crate::rdf::DEFAULT_BASE, hide_short_help = true)]
    pub base: String,
    /// A lexicon of your own, which adds to the shipped ones.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub lexicon: Option<PathBuf>,
    /// Names that you know, with types, other forms and IRIs, as CSV or Turtle; they go before what is guessed.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub gazetteer: Option<PathBuf>,
    /// How many texts are read at once; one a core unless said otherwise.
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,
}

impl ReadArgs {
    /// The stages with the word lists and names that the user gives.
    pub fn extractor(&self) -> anyhow::Result<Extractor> {
        let gazetteer = self.gazetteer.as_deref().map(rdf::gazetteer).transpose()?.unwrap_or_default();
        Ok(Extractor::with(self.lexicon.as_deref(), gazetteer)?)
    }
}

fn parse_date(text: &str) -> Result<jiff::civil::Date, String> {
    text.parse().map_err(|_| "expected a day of the calendar as YYYY-MM-DD, for example 2024-03-09".to_owned())
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read texts into the graph.
    Build(super::build::BuildArgs),
    /// Ask the graph in SPARQL, or by the name of a shipped question.
    Query(super::query::QueryArgs),
    /// Tables for people: proposals, laws, money, people, statements and more.
    Show(super::show::ShowArgs),
    /// All that is known of one name, with the sentences that say it.
    Explain(super::explain::ExplainArgs),
    /// Write the graph, or a view of it, for other programs: RDF, tables, pictures, networks, one page.
    Export(super::export::ExportArgs),
    /// Questions to the network: who is central, who belongs together, what links two names.
    Graph(super::graph::GraphArgs),
    /// Check a page that `export --format html` wrote.
    Verify(super::export::VerifyArgs),
    /// Read texts and write their facts, without a store.
    Extract(super::extract::ExtractArgs),
    /// Send the graph to a SPARQL store elsewhere.
    Publish(super::publish::PublishArgs),
    /// Withdraw documents from the graph.
    Remove(super::remove::RemoveArgs),
    /// Read a folder's texts, and from then on what comes, changes or goes.
    Watch(super::watch::WatchArgs),
    /// Make two things of the graph one.
    Merge(super::link::MergeArgs),
    /// Make the thing of one document another one than that of the others.
    Split(super::link::SplitArgs),
    /// Check whether the store is whole and the graph well formed.
    Check(super::check::CheckArgs),
    /// Answer SPARQL over HTTP and show the graph as a page.
    #[cfg(feature = "serve")]
    Serve(super::serve::ServeArgs),
    /// Write shell completions.
    Completions {
        /// The shell.
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Write the manual page.
    #[command(hide_possible_values = true)]
    Man {
        /// The command whose page is wanted; the program's own unless given.
        command: Option<String>,
    },
}
