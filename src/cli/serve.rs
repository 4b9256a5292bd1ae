//! `briefgraph serve`: a SPARQL endpoint and a page over the store.

use super::Outcome;
use super::args::{Common, StoreArgs};
use crate::server::{Limits, Server, ServerOptions, stop_signal};
use crate::store::Services;
use anyhow::{Context, bail};
use clap::{Args, ValueHint};
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// Shortest token that is taken: 16 letters and digits by chance are beyond guessing.
const SHORTEST_TOKEN: usize = 16;

/// Arguments of `serve`.
#[derive(Debug, Args)]
#[command(after_help = "The page is at /, the SPARQL 1.1 endpoint at /sparql, the graphs (Graph Store Protocol) at \
                        /store. With -v each request is told on standard error.")]
pub struct ServeArgs {
    #[command(flatten)]
    store: StoreArgs,
    /// Address and port; other machines reach the server only if this is not a loopback address.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:7878")]
    listen: SocketAddr,
    /// A host name under which the server is reached, beside `localhost` and addresses in numbers.
    #[arg(long, value_name = "NAME")]
    host: Vec<String>,
    /// A site (`https://example.org`) whose pages may read the answers; `*` for all. Pages of this machine may.
    #[arg(long, value_name = "ORIGIN")]
    allow_origin: Vec<String>,
    /// A host (`query.wikidata.org`, `localhost:3030`) that queries may ask by SERVICE and updates load from by LOAD; no
    /// other host is asked.
    #[arg(long, value_name = "HOST")]
    allow_service: Vec<String>,
    /// Take changes from who presents the token: SPARQL Update, Graph Store Protocol, `POST /briefs`.
    #[arg(long)]
    writable: bool,
    /// A file with the token; otherwise it is taken from `BRIEFGRAPH_TOKEN`.
    #[arg(long, value_name = "FILE", requires = "writable", value_hint = ValueHint::FilePath)]
    token_file: Option<PathBuf>,
    /// Longest time for one query, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    query_time: u64,
    /// Most rows or triples of one answer.
    #[arg(long, value_name = "N", default_value_t = 100_000, value_parser = clap::value_parser!(u64).range(1..))]
    max_rows: u64,
    /// Most memory that one query may hold, in MiB.
    #[arg(long, value_name = "MIB", default_value_t = 512, value_parser = clap::value_parser!(u64).range(1..=1 << 20))]
    max_memory: u64,
    /// Most bytes of one request's body.
    #[arg(long, value_name = "BYTES", default_value_t = 8 << 20, value_parser = clap::value_parser!(u64).range(1..=1 << 30))]
    max_body: u64,
    /// Queries that run at the same time; four a core unless said otherwise.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    concurrency: Option<u16>,
}

/// Serves until it is told to stop.
pub fn run(args: &ServeArgs, common: &Common) -> anyhow::Result<Outcome> {
    let usual = Limits::default();
    let limits = Limits {
        query_time: Duration::from_secs(args.query_time),
        rows: args.max_rows as usize,
        memory: (args.max_memory as usize) << 20,
        body: args.max_body as usize,
        running: args.concurrency.map_or(usual.running, usize::from),
        ..usual
    };
    let options = ServerOptions {
        listen: args.listen,
        hosts: args.host.clone(),
        origins: args.allow_origin.clone(),
        token: if args.writable { Some(token(args)?) } else { None },
        services: Services::new(&args.allow_service, limits.query_time)?,
        limits,
    };
    let server = Server::bind(&args.store.store, options)?;
    for damage in server.store().damaged() {
        writeln!(io::stderr(), "`{}` is left out: {}", damage.path.display(), damage.reason)?;
    }
    if !common.quiet {
        let documents = server.store().documents().len();
        let store = args.store.store.display();
        let plural = if documents == 1 { "" } else { "s" };
        writeln!(
            io::stderr(),
            "{documents} document{plural} of {store} at http://{}/\nCtrl+C stops",
            server.address()?
        )?;
    }
    server.run(stop_signal())?;
    Ok(Outcome::Done)
}

fn token(args: &ServeArgs) -> anyhow::Result<String> {
    let token = match &args.token_file {
        Some(path) => {
            std::fs::read_to_string(path).with_context(|| format!("cannot read the token in `{}`", path.display()))?
        }
        None => std::env::var("BRIEFGRAPH_TOKEN").unwrap_or_default(),
    };
    let token = token.trim().to_owned();
    if token.len() < SHORTEST_TOKEN {
        bail!(
            "a writable server needs a token of {SHORTEST_TOKEN} characters or more\n\
             hint: `export BRIEFGRAPH_TOKEN=$(head -c 24 /dev/urandom | base64)`, or `--token-file FILE`"
        );
    }
    Ok(token)
}
