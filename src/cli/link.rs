//! `briefgraph merge` and `briefgraph split`: what the user knows better than the texts.

use super::Outcome;
use super::args::{Common, StoreArgs};
use super::query::open;
use crate::store::{Link, QueryOptions, QueryResults, Store, Writer};
use anyhow::bail;
use clap::Args;
use oxigraph::model::{NamedNode, Term};
use std::collections::BTreeSet;
use std::io::{self, Write};

/// Arguments of `merge`.
#[derive(Debug, Args)]
pub struct MergeArgs {
    #[command(flatten)]
    store: StoreArgs,
    /// The thing that is kept, by name or IRI.
    kept: String,
    /// The thing that turns out to be the same, by name or IRI.
    merged: String,
    /// Take the merge back.
    #[arg(long)]
    undo: bool,
}

/// Arguments of `split`.
#[derive(Debug, Args)]
pub struct SplitArgs {
    #[command(flatten)]
    store: StoreArgs,
    /// The thing, by name or IRI.
    thing: String,
    /// The document, by its path or IRI, whose thing of that name is another one.
    document: String,
    /// Take the split back.
    #[arg(long)]
    undo: bool,
}

const NAMED: &str = "SELECT DISTINCT ?entity WHERE {
  { ?entity skos:prefLabel ?form } UNION { ?entity skos:altLabel ?form }
  FILTER(LCASE(?form) = LCASE(?wanted))
} ORDER BY ?entity";

/// Makes two things one.
pub fn merge(args: &MergeArgs, common: &Common) -> anyhow::Result<Outcome> {
    let store = open(&args.store.store)?;
    let kept = entity(&store, &args.kept)?;
    // A thing that was merged before has no name of its own any more.
    let merged = match entity(&store, &args.merged) {
        Ok(merged) => merged,
        Err(_) if args.undo => {
            bail!("`{}` is no IRI\nhint: `links.ttl` in the store names what was merged", args.merged)
        }
        Err(error) => return Err(error),
    };
    let kind = |iri: &NamedNode| iri.as_str().rsplit('/').nth(1).unwrap_or_default().to_owned();
    if kind(&kept) != kind(&merged) {
        bail!("`{}` is a {} and `{}` a {}: they cannot be one", args.kept, kind(&kept), args.merged, kind(&merged));
    }
    if kept == merged {
        bail!("`{}` and `{}` are one already", args.kept, args.merged);
    }
    drop(store);
    apply(&args.store, &Link::Same(merged, kept), args.undo, common)
}

/// Makes the thing of one document another one.
pub fn split(args: &SplitArgs, common: &Common) -> anyhow::Result<Outcome> {
    let store = open(&args.store.store)?;
    let documents = store.documents();
    let Some(record) = documents.iter().find(|r| r.source == args.document || r.iri == args.document) else {
        bail!("there is no document `{}`\nhint: `briefgraph query documents` lists them", args.document);
    };
    let document = NamedNode::new(&record.iri)?;
    let mut thing = entity(&store, &args.thing)?;
    if args.undo {
        // What was split has the document's hash at its end.
        let hash = document.as_str().rsplit('-').next().unwrap_or_default();
        if let Some(whole) = thing.as_str().strip_suffix(&format!("-{hash}")) {
            thing = NamedNode::new(whole)?;
        }
    }
    drop(store);
    apply(&args.store, &Link::Apart(thing, document), args.undo, common)
}

fn apply(store: &StoreArgs, link: &Link, undo: bool, common: &Common) -> anyhow::Result<Outcome> {
    let writer = Writer::open(&store.store, None)?;
    if !undo {
        writer.link(link)?;
    } else if !writer.unlink(link)? {
        bail!("`{}` holds no such line", store.store.join("links.ttl").display());
    }
    if !common.quiet {
        let (Link::Same(one, other) | Link::Apart(one, other)) = link;
        let verb = match (link, undo) {
            (Link::Same(..), false) => "is now",
            (Link::Same(..), true) => "is no longer",
            (Link::Apart(..), false) => "stands apart in",
            (Link::Apart(..), true) => "no longer stands apart in",
        };
        writeln!(io::stderr(), "{} {verb} {}", one.as_str(), other.as_str())?;
    }
    Ok(Outcome::Done)
}

/// The one thing that is meant.
fn entity(store: &Store, wanted: &str) -> anyhow::Result<NamedNode> {
    let iri = wanted.trim_start_matches('<').trim_end_matches('>');
    if iri.contains("://") {
        return Ok(NamedNode::new(iri)?);
    }
    let bindings = vec![("wanted".to_owned(), oxigraph::model::Literal::new_simple_literal(wanted).into())];
    let options = QueryOptions { bindings, ..QueryOptions::default() };
    let QueryResults::Solutions(rows) = store.query(NAMED, &options)? else { bail!("the query gives no rows") };
    let mut found = BTreeSet::new();
    for row in rows {
        if let Some(Term::NamedNode(node)) = row?.get("entity") {
            found.insert(node.as_str().to_owned());
        }
    }
    let mut found: Vec<String> = found.into_iter().collect();
    match (found.len(), found.pop()) {
        (1, Some(only)) => Ok(NamedNode::new(only)?),
        (0, _) => {
            bail!("nothing in the graph is called `{wanted}`\nhint: `briefgraph show entities` lists what has a name")
        }
        (_, last) => {
            found.extend(last);
            bail!("`{wanted}` may be {}\nhint: give the IRI", found.join(" or "))
        }
    }
}
