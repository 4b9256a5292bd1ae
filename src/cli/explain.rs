//! `briefgraph explain`: what is known of one thing, from which sentences.

use super::args::{Common, ReadArgs, StoreArgs};
use super::output::{self, Style};
use super::query::{open, plain};
use super::{Outcome, inputs};
use crate::read::{self, ReadOptions};
use crate::store::{QueryOptions, QueryResults, QuerySolution, Store};
use anyhow::bail;
use clap::{Args, ValueHint};
use oxigraph::model::{Literal, NamedNode, Term};
use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    #[command(flatten)]
    store: StoreArgs,
    /// A name, in any form that the texts use, or the IRI of an entity or a fact.
    #[arg(value_name = "NAME|IRI", required_unless_present = "unread")]
    name: Option<String>,
    /// Instead: sentences of a text that looked as if they said something and gave no fact, with the reason.
    #[arg(long, value_name = "FILE", conflicts_with = "name", value_hint = ValueHint::FilePath)]
    unread: Option<PathBuf>,
    #[command(flatten)]
    read: ReadArgs,
}

/// What a thing is, as the labels of the graph say.
const ENTITY: &str = "
SELECT ?entity ?name ?type (GROUP_CONCAT(DISTINCT ?other; separator=\"|\") AS ?aliases) WHERE {
  ?entity skos:prefLabel ?name ; a ?type .
  { ?entity skos:prefLabel ?form } UNION { ?entity skos:altLabel ?form }
  FILTER(LCASE(?form) = LCASE(?wanted) || STR(?entity) = ?wanted)
  OPTIONAL { ?entity skos:altLabel ?other }
} GROUP BY ?entity ?name ?type ORDER BY ?name ?type";

/// The facts in which a thing has a part.
const FACTS: &str = "
SELECT ?fact ?role ?sentence ?document ?start ?end ?from ?to ?modality ?confidence ?rule WHERE {
  ?fact ?role ?entity ; a bg:Fact ; prov:wasDerivedFrom ?passage ; bg:modality ?modality ;
    bg:confidence ?confidence ; bg:rule ?rule ; bg:focusBegin ?from ; bg:focusEnd ?to .
  ?passage nif:anchorOf ?sentence ; nif:beginIndex ?start ; nif:endIndex ?end ;
    nif:referenceContext/dct:source ?document .
} ORDER BY ?document ?start ?fact ?role";

/// All that one fact says.
const FACT: &str = "
SELECT ?property ?value ?label ?sentence ?document ?start ?end ?from ?to WHERE {
  ?fact a bg:Fact ; ?property ?value ; prov:wasDerivedFrom ?passage ; bg:focusBegin ?from ; bg:focusEnd ?to .
  ?passage nif:anchorOf ?sentence ; nif:beginIndex ?start ; nif:endIndex ?end ;
    nif:referenceContext/dct:source ?document .
  OPTIONAL { ?value skos:prefLabel ?label }
} ORDER BY ?property ?value";

/// Names near to one that is not there.
const NAMES: &str =
    "SELECT DISTINCT ?name WHERE { { ?e skos:prefLabel ?name } UNION { ?e skos:altLabel ?name } } ORDER BY ?name";

/// Explains a thing or a fact, or says what was not read.
pub fn run(args: &ExplainArgs, common: &Common) -> anyhow::Result<Outcome> {
    if let Some(path) = &args.unread {
        return unread(path, &args.read);
    }
    let name = args.name.as_deref().unwrap_or_default();
    let iri = name.trim_start_matches('<').trim_end_matches('>');
    let store = open(&args.store.store)?;
    let mut out = BufWriter::new(io::stdout().lock());
    let mut found = false;
    for row in select(&store, ENTITY, &[("wanted", Literal::new_simple_literal(iri).into())])? {
        if found {
            writeln!(out)?;
        }
        found = true;
        entity(&store, &row, &mut out)?;
    }
    if !found
        && iri.contains(':')
        && let Ok(node) = NamedNode::new(iri)
    {
        found = fact(&store, &node, &mut out)?;
    }
    out.flush()?;
    if found {
        return Ok(Outcome::Done);
    }
    if !common.quiet {
        let near = near_names(&store, name)?;
        let hint = match near.as_slice() {
            [] => "`briefgraph show entities` lists what has a name".to_owned(),
            near => format!("did you mean {}?", near.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ")),
        };
        let style = Style::stderr();
        writeln!(io::stderr(), "{}", style.hints(&format!("nothing in the graph is called `{name}`\nhint: {hint}")))?;
    }
    Ok(Outcome::Nothing)
}

fn select(store: &Store, query: &str, bindings: &[(&str, Term)]) -> anyhow::Result<Vec<QuerySolution>> {
    let bindings = bindings.iter().map(|(name, term)| ((*name).to_owned(), term.clone())).collect();
    let QueryResults::Solutions(rows) = store.query(query, &QueryOptions { bindings, ..QueryOptions::default() })?
    else {
        bail!("the query gives no rows");
    };
    Ok(rows.collect::<Result<_, _>>()?)
}

fn text(row: &QuerySolution, name: &str) -> String {
    row.get(name).map(plain).unwrap_or_default()
}

fn entity(store: &Store, row: &QuerySolution, out: &mut impl Write) -> anyhow::Result<()> {
    let style = Style::stdout();
    let kind = text(row, "type");
    let kind = kind.rsplit([':', '/', '#']).next().unwrap_or(&kind).to_lowercase();
    writeln!(out, "{}  {}", style.bold(&text(row, "name")), style.dim(&kind))?;
    let aliases = text(row, "aliases");
    if !aliases.is_empty() {
        let mut aliases: Vec<&str> = aliases.split('|').collect();
        aliases.sort_unstable();
        writeln!(out, "also called {}", aliases.join(", "))?;
    }
    let Some(entity) = row.get("entity") else { return Ok(()) };
    writeln!(out, "{}", style.dim(&plain(entity)))?;
    let mut facts: BTreeMap<String, Vec<QuerySolution>> = BTreeMap::new();
    for fact in select(store, FACTS, &[("entity", entity.clone())])? {
        facts.entry(heading(&text(&fact, "role"))).or_default().push(fact);
    }
    if facts.is_empty() {
        writeln!(out, "\nnamed, but no fact was read about it")?;
    }
    for (heading, rows) in facts {
        writeln!(out, "\n{}", style.bold(&heading))?;
        for row in rows {
            writeln!(out)?;
            let gist = gist(store, &row)?;
            if !gist.is_empty() {
                writeln!(out, "{}", indented(&style.cyan(&gist), "  "))?;
            }
            evidence(&row, out)?;
            let how = format!(
                "{}, confidence {}, rule {}",
                text(&row, "modality"),
                text(&row, "confidence"),
                text(&row, "rule")
            );
            writeln!(out, "  {}", style.dim(&how))?;
        }
    }
    Ok(())
}

/// What a part in a fact is called.
fn heading(role: &str) -> String {
    let local = role.rsplit([':', '/', '#']).next().unwrap_or(role);
    match local {
        "proposer" => "proposes",
        "recipient" => "is asked",
        "forum" => "is where things are put forward",
        "targetLaw" => "is the law of a proposal",
        "law" => "moves through its stages",
        "body" => "moves laws",
        "party" => "has figures",
        "creator" => "says",
        "audience" => "is told",
        "member" => "holds posts",
        "organization" => "has members",
        other => other,
    }
    .to_owned()
}

/// The fact in a few words, from what it says as text.
fn gist(store: &Store, row: &QuerySolution) -> anyhow::Result<String> {
    let Some(fact) = row.get("fact") else { return Ok(String::new()) };
    let says = select(store, FACT, &[("fact", fact.clone())])?;
    let of = |name: &str| {
        says.iter()
            .filter(|row| text(row, "property").rsplit([':', '/', '#']).next() == Some(name))
            .map(|row| if row.get("label").is_some() { text(row, "label") } else { text(row, "value") })
            .collect::<Vec<_>>()
            .join(" and ")
    };
    let parts = [
        of("description"),
        [of("value"), of("currency"), of("unitText")].join(" ").trim().to_owned(),
        of("text"),
        [of("member"), of("position"), of("organization")]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(", "),
        [of("law"), of("stage")].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": "),
        of("purpose"),
    ];
    Ok(parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "))
}

/// The sentence, wrapped, with the words that carry the fact in colour, and where it stands.
fn evidence(row: &QuerySolution, out: &mut impl Write) -> anyhow::Result<()> {
    let style = Style::stdout();
    let sentence: Vec<char> = text(row, "sentence").chars().collect();
    let number = |name: &str| text(row, name).parse::<usize>().unwrap_or(0);
    let start = number("start");
    let from = number("from").saturating_sub(start).min(sentence.len());
    let to = number("to").saturating_sub(start).clamp(from, sentence.len());
    let part = |range: std::ops::Range<usize>| sentence[range].iter().collect::<String>();
    let marked = [part(0..from), style.yellow(&part(from..to)), part(to..sentence.len())].concat();
    let marked = marked.split_whitespace().collect::<Vec<_>>().join(" ");
    writeln!(out, "{}", indented(&marked, "  "))?;
    let place = format!("{}, characters {start} to {}", text(row, "document"), number("end"));
    writeln!(out, "  {}", style.dim(&place))?;
    Ok(())
}

fn indented(text: &str, indent: &str) -> String {
    textwrap::fill(text, textwrap::Options::new(output::width()).initial_indent(indent).subsequent_indent(indent))
}

fn fact(store: &Store, iri: &NamedNode, out: &mut impl Write) -> anyhow::Result<bool> {
    let style = Style::stdout();
    let rows = select(store, FACT, &[("fact", iri.clone().into())])?;
    let Some(first) = rows.first() else { return Ok(false) };
    writeln!(out, "{}", style.bold(iri.as_str()))?;
    for row in &rows {
        let value = if row.get("label").is_some() { text(row, "label") } else { text(row, "value") };
        writeln!(out, "  {}  {value}", style.cyan(&format!("{:24}", text(row, "property"))))?;
    }
    writeln!(out)?;
    evidence(first, out)?;
    Ok(true)
}

fn near_names(store: &Store, name: &str) -> anyhow::Result<Vec<String>> {
    let wanted = name.to_lowercase();
    let mut near: Vec<(f64, String)> = select(store, NAMES, &[])?
        .iter()
        .map(|row| text(row, "name"))
        .map(|candidate| {
            let lower = candidate.to_lowercase();
            let likeness = strsim::jaro_winkler(&lower, &wanted);
            let part = if lower.split_whitespace().any(|word| word == wanted) { 0.3 } else { 0.0 };
            (likeness + part, candidate)
        })
        .filter(|(likeness, _)| *likeness > 0.8)
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    Ok(near.into_iter().take(3).map(|(_, name)| name).collect())
}

/// Lists what looked like a fact and gave none.
fn unread(path: &PathBuf, args: &ReadArgs) -> anyhow::Result<Outcome> {
    let (files, errors) = inputs::expand(std::slice::from_ref(path));
    if let Some(error) = errors.into_iter().next() {
        return Err(error.into());
    }
    let extractor = args.extractor()?;
    let options = ReadOptions { date: args.date, ..ReadOptions::default() };
    let style = Style::stdout();
    let mut out = BufWriter::new(io::stdout().lock());
    let mut found = false;
    for file in files {
        for item in read::documents(&file, &options)? {
            let (document, diagnostics) = item?;
            let extraction = extractor.extract(document, diagnostics);
            let text = &extraction.document.text;
            for unread in extractor.unread(&extraction) {
                found = true;
                let before = &text[unread.span.start as usize..unread.focus.start as usize];
                let after = &text[unread.focus.end as usize..unread.span.end.max(unread.focus.end) as usize];
                let marked = [before, &style.yellow(unread.focus.slice(text)), after].concat();
                let marked = marked.split_whitespace().collect::<Vec<_>>().join(" ");
                writeln!(out, "{}  {}", style.bold(unread.kind), style.dim(&unread.reason))?;
                writeln!(out, "{}\n", indented(&marked, "  "))?;
            }
        }
    }
    out.flush()?;
    Ok(if found { Outcome::Done } else { Outcome::Nothing })
}
