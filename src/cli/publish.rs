//! `briefgraph publish`: the store to a SPARQL store elsewhere.

use super::Outcome;
use super::args::{Common, StoreArgs};
use super::output::Style;
use crate::hash;
use crate::publish::{self, Credentials, Event, Ledger, Options, Protocol, Remote};
use crate::store::Store;
use clap::{Args, ValueEnum, ValueHint};
use std::io::{self, Write};
use std::path::PathBuf;

/// Arguments of `publish`.
#[derive(Debug, Args)]
#[command(after_help = "Each document is sent as one request and arrives as a whole. What has arrived is noted in a \
                        ledger: run the same command again after a failure, or after `build`, and only what is \
                        missing or changed is sent, and what is gone is withdrawn.")]
pub struct PublishArgs {
    #[command(flatten)]
    store: StoreArgs,
    /// The server's Graph Store or update address.
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url)]
    to: String,
    /// How graphs are sent.
    #[arg(long, value_enum, default_value_t = Way::GraphStore)]
    protocol: Way,
    /// The graph for what belongs to no single document.
    #[arg(long, value_name = "IRI", default_value_t = Options::default().shared_graph, hide_short_help = true)]
    shared_graph: String,
    /// Sign in with this name; the password is taken from the environment.
    #[arg(long, value_name = "NAME", requires = "password")]
    user: Option<String>,
    /// The password.
    #[arg(long, value_name = "PASSWORD", env = "BRIEFGRAPH_PASSWORD", hide_env_values = true, hide = true)]
    password: Option<String>,
    /// Sign with the bearer token in this file, which is read anew for each request.
    #[arg(long, value_name = "FILE", conflicts_with = "user", value_hint = ValueHint::FilePath)]
    token_file: Option<PathBuf>,
    /// Most tries of one request.
    #[arg(long, value_name = "N", default_value_t = Options::default().tries, value_parser = clap::value_parser!(u32).range(1..), hide_short_help = true)]
    tries: u32,
    /// Where the ledger of what has arrived is kept [default: in the store, one for each address].
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    resume: Option<PathBuf>,
    /// Send all documents, whatever the ledger says.
    #[arg(long)]
    all: bool,
}

/// How graphs are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Way {
    /// SPARQL 1.1 Graph Store HTTP Protocol: PUT.
    GraphStore,
    /// SPARQL 1.1 Update: POST.
    Update,
}

/// Sends what the server does not have yet.
pub fn run(args: &PublishArgs, common: &Common) -> anyhow::Result<Outcome> {
    let store = Store::open(&args.store.store)?;
    let credentials = match (&args.user, &args.password, &args.token_file) {
        (Some(user), Some(password), _) => Credentials::Password { user: user.clone(), password: password.clone() },
        (_, _, Some(path)) => Credentials::TokenFile(path.clone()),
        _ => Credentials::None,
    };
    let protocol = match args.protocol {
        Way::GraphStore => Protocol::GraphStore,
        Way::Update => Protocol::Update,
    };
    let mut remote = Remote::new(&args.to, protocol, credentials)?;
    let mut ledger = Ledger::open(&args.resume.clone().unwrap_or_else(|| ledger_path(args)))?;
    let options =
        Options { shared_graph: args.shared_graph.clone(), tries: args.tries, all: args.all, ..Options::default() };
    let style = Style::stderr();
    let summary = publish::publish(&store, &mut remote, &mut ledger, &options, &mut |event| {
        if common.quiet {
            return;
        }
        // Nobody reads standard error: no reason to stop.
        let _ = match event {
            Event::Sent(graph) if common.verbose > 0 => writeln!(io::stderr(), "sent {graph}"),
            Event::Withdrawn(graph) => writeln!(io::stderr(), "withdrew {graph}"),
            Event::Retry(reason, wait) => {
                writeln!(io::stderr(), "{} {reason}; next try in {wait:.1?}", style.yellow("waiting:"))
            }
            Event::Sent(_) | Event::Unchanged(_) => Ok(()),
        };
    })?;
    if !common.quiet {
        writeln!(
            io::stderr(),
            "{} {} graphs with {} triples; {} unchanged, {} withdrawn",
            style.green("sent"),
            summary.sent,
            summary.triples,
            summary.unchanged,
            summary.withdrawn
        )?;
    }
    let damaged = store.damaged();
    for damage in damaged {
        writeln!(
            io::stderr(),
            "{} `{}` was not sent: {}",
            style.yellow("warning:"),
            damage.path.display(),
            damage.reason
        )?;
    }
    Ok(if damaged.is_empty() { Outcome::Done } else { Outcome::Failed })
}

/// In the store, with a name from the address.
fn ledger_path(args: &PublishArgs) -> PathBuf {
    let name = &hash::of(format!("{} {:?}", args.to, args.protocol).as_bytes())[..16];
    args.store.store.join("published").join(name)
}
