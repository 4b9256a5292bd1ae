//! `briefgraph query`.

use super::Outcome;
use super::args::StoreArgs;
use super::output::{self, Style, Table};
use crate::questions;
use crate::rdf::vocabulary::PREFIXES;
use crate::store::{QueryError, QueryOptions, QueryResults, Store};
use anyhow::{Context, bail};
use clap::{Args, ValueEnum, ValueHint};
use oxigraph::io::{RdfFormat, RdfSerializer};
use oxigraph::model::{NamedNode, Term};
use oxigraph::sparql::QuerySolutionIter;
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Arguments of `query`.
#[derive(Debug, Args)]
#[command(after_help = "The shipped questions: `briefgraph query --list`.")]
pub struct QueryArgs {
    #[command(flatten)]
    store: StoreArgs,
    /// A file with a SPARQL query, or the name of a shipped question.
    #[arg(value_name = "QUERY.rq|NAME", required_unless_present_any = ["expression", "list"], value_hint = ValueHint::FilePath)]
    query: Option<String>,
    /// The query itself; the shipped prefixes need no declaration.
    #[arg(long, short, value_name = "SPARQL", conflicts_with = "query")]
    expression: Option<String>,
    /// How the answer is written: `table` for rows, `ttl` for graphs, unless said otherwise.
    #[arg(long, short, value_enum)]
    format: Option<Format>,
    /// Fix a variable of the query to a text, for example `--set name=Ada`.
    #[arg(long, value_name = "VARIABLE=TEXT")]
    set: Vec<String>,
    /// List the shipped questions.
    #[arg(long)]
    list: bool,
}

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Aligned, for people.
    Table,
    /// SPARQL 1.1 CSV results.
    Csv,
    /// SPARQL 1.1 TSV results.
    Tsv,
    /// SPARQL 1.1 JSON results.
    Json,
    /// SPARQL 1.1 XML results.
    Xml,
    /// Turtle, for CONSTRUCT and DESCRIBE.
    Ttl,
    /// N-Triples, for CONSTRUCT and DESCRIBE.
    Nt,
}

/// Asks the graph.
pub fn run(args: &QueryArgs) -> anyhow::Result<Outcome> {
    if args.list {
        return list();
    }
    let (name, text) = query_text(args)?;
    let bindings = bindings(&args.set)?;
    let store = open(&args.store.store)?;
    let options = QueryOptions { bindings, ..QueryOptions::default() };
    let results = store.query(&text, &options).map_err(|error| explained(&error, &name, &text))?;
    write(results, args.format)
}

/// Opens a store for reading and says what is damaged in it.
pub fn open(folder: &Path) -> anyhow::Result<Store> {
    let store = Store::open(folder)?;
    for damage in store.damaged() {
        tracing::warn!(
            "`{}` is left out: {}\n  hint: `briefgraph check --repair` reads it again from its source",
            damage.path.display(),
            damage.reason
        );
    }
    Ok(store)
}

fn list() -> anyhow::Result<Outcome> {
    let mut table = Table::new(["name", "question"]);
    for question in questions::ALL {
        table.push(vec![question.name.to_owned(), question.title().to_owned()]);
    }
    table.write(&mut io::stdout().lock(), Style::stdout(), output::width())?;
    Ok(Outcome::Done)
}

/// The query with the name by which messages call it.
fn query_text(args: &QueryArgs) -> anyhow::Result<(String, String)> {
    if let Some(expression) = &args.expression {
        return Ok(("the query".to_owned(), expression.clone()));
    }
    let name = args.query.clone().unwrap_or_default();
    let path = Path::new(&name);
    if path.is_file() {
        let text = fs::read_to_string(path).with_context(|| format!("cannot read the query `{name}`"))?;
        return Ok((format!("`{name}`"), text));
    }
    if let Some(question) = questions::by_name(&name) {
        return Ok((format!("the shipped query `{}`", question.name), question.text.to_owned()));
    }
    let hint = match questions::nearest(path.file_name().map_or(name.as_str(), |n| n.to_str().unwrap_or(&name))) {
        Some(near) => format!("did you mean `{}`? `briefgraph query --list` shows all", near.name),
        None => "`briefgraph query --list` shows the shipped questions; `-e` takes SPARQL itself".to_owned(),
    };
    bail!("there is no file and no shipped question `{name}`\nhint: {hint}")
}

fn bindings(set: &[String]) -> anyhow::Result<Vec<(String, Term)>> {
    set.iter()
        .map(|pair| {
            let Some((variable, value)) = pair.split_once('=') else {
                bail!("`{pair}` sets nothing\nhint: write `--set VARIABLE=TEXT`");
            };
            let variable = variable.trim_start_matches(['?', '$']).to_owned();
            let iri = value.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
            let term = match iri.map(NamedNode::new) {
                Some(Ok(iri)) => iri.into(),
                Some(Err(error)) => bail!("`{value}` is no IRI: {error}"),
                None => oxigraph::model::Literal::new_simple_literal(value).into(),
            };
            Ok((variable, term))
        })
        .collect()
}

/// A malformed query's error with what helps to mend it: the line, the place in it, the prefixes.
fn explained(error: &QueryError, name: &str, query: &str) -> anyhow::Error {
    let mut text = error.to_string().replacen("the query", name, 1);
    if let QueryError::Syntax { line, column, .. } = error
        && let Some(source) = query.lines().nth(line - 1)
    {
        text = format!("{text}\n{source}\n{}^", " ".repeat(column.saturating_sub(1)));
    }
    if matches!(error, QueryError::Syntax { .. } | QueryError::Invalid(_)) {
        let prefixes: Vec<String> = PREFIXES.iter().map(|(prefix, _)| format!("{prefix}:")).collect();
        text = format!("{text}\nhint: these prefixes need no declaration: {}", prefixes.join(" "));
    }
    anyhow::anyhow!("{text}")
}

fn write(results: QueryResults<'static>, format: Option<Format>) -> anyhow::Result<Outcome> {
    let mut out = BufWriter::new(io::stdout().lock());
    let outcome = match results {
        QueryResults::Solutions(solutions) => match format.unwrap_or(Format::Table) {
            Format::Table => write_table(solutions, &mut out)?,
            format => serialize(solutions, rows_format(format)?, &mut out)?,
        },
        QueryResults::Boolean(answer) => {
            match format.unwrap_or(Format::Table) {
                Format::Table => writeln!(out, "{}", if answer { "yes" } else { "no" })?,
                format => {
                    QueryResultsSerializer::from_format(rows_format(format)?)
                        .serialize_boolean_to_writer(&mut out, answer)?;
                }
            }
            if answer { Outcome::Done } else { Outcome::Nothing }
        }
        QueryResults::Graph(triples) => {
            let format = match format {
                None | Some(Format::Ttl) => RdfFormat::Turtle,
                Some(Format::Nt) => RdfFormat::NTriples,
                Some(_) => bail!("the answer is a graph\nhint: use `--format ttl` or `--format nt`"),
            };
            // Sorted, so that the same graph gives the same bytes.
            let mut triples =
                triples.collect::<Result<Vec<_>, _>>().map_err(|error| anyhow::anyhow!("the query failed: {error}"))?;
            triples.sort_by_cached_key(ToString::to_string);
            triples.dedup();
            let mut serializer = RdfSerializer::from_format(format);
            if format == RdfFormat::Turtle {
                for (prefix, namespace) in PREFIXES {
                    serializer = serializer.with_prefix(*prefix, *namespace)?;
                }
            }
            let mut writer = serializer.for_writer(&mut out);
            for triple in &triples {
                writer.serialize_triple(triple)?;
            }
            writer.finish()?;
            if triples.is_empty() { Outcome::Nothing } else { Outcome::Done }
        }
    };
    out.flush()?;
    Ok(outcome)
}

fn rows_format(format: Format) -> anyhow::Result<QueryResultsFormat> {
    Ok(match format {
        Format::Csv => QueryResultsFormat::Csv,
        Format::Tsv => QueryResultsFormat::Tsv,
        Format::Json => QueryResultsFormat::Json,
        Format::Xml => QueryResultsFormat::Xml,
        Format::Table | Format::Ttl | Format::Nt => {
            bail!("the answer is a table of rows\nhint: use `--format table`, `csv`, `tsv`, `json` or `xml`")
        }
    })
}

fn serialize(
    solutions: QuerySolutionIter<'static>,
    format: QueryResultsFormat,
    out: &mut impl Write,
) -> anyhow::Result<Outcome> {
    let variables = solutions.variables().to_vec();
    let mut serializer = QueryResultsSerializer::from_format(format).serialize_solutions_to_writer(out, variables)?;
    let mut found = false;
    for solution in solutions {
        let solution = solution.map_err(|error| anyhow::anyhow!("the query failed: {error}"))?;
        serializer.serialize(solution.iter())?;
        found = true;
    }
    serializer.finish()?;
    Ok(if found { Outcome::Done } else { Outcome::Nothing })
}

fn write_table(solutions: QuerySolutionIter<'static>, out: &mut impl Write) -> anyhow::Result<Outcome> {
    let variables = solutions.variables().to_vec();
    let mut table = Table::new(variables.iter().map(|variable| variable.as_str().to_owned()));
    for solution in solutions {
        let solution = solution.map_err(|error| anyhow::anyhow!("the query failed: {error}"))?;
        table.push(variables.iter().map(|v| solution.get(v).map_or_else(String::new, plain)).collect());
    }
    table.write(out, Style::stdout(), output::width())?;
    Ok(if table.is_empty() { Outcome::Nothing } else { Outcome::Done })
}

/// A term as people read it.
pub fn plain(term: &Term) -> String {
    match term {
        Term::Literal(literal) => literal.value().to_owned(),
        Term::NamedNode(node) => shortened(node.as_str()),
        Term::BlankNode(node) => node.to_string(),
    }
}

/// An IRI with the shipped prefix that fits it.
fn shortened(iri: &str) -> String {
    let fitting = PREFIXES.iter().filter_map(|(prefix, namespace)| Some((prefix, iri.strip_prefix(namespace)?)));
    match fitting.min_by_key(|(_, local)| local.len()) {
        Some((prefix, local)) if !local.is_empty() && !local.contains(['/', '#']) => format!("{prefix}:{local}"),
        _ => iri.to_owned(),
    }
}
