//! `briefgraph graph`.

use super::Outcome;
use super::args::StoreArgs;
use super::export::{FilterArgs, settle};
use super::output::{Style, Table, counted, width};
use super::query::open;
use crate::export::ExportError;
use crate::export::model::{Edge, View, ViewKind};
use crate::export::names::Names;
use crate::export::period::spoken;
use crate::export::views;
use crate::graph::central::central;
use crate::graph::communities::communities;
use crate::graph::paths::{common, path};
use crate::graph::{Network, turtle};
use crate::rdf::vocabulary::bg;
use crate::store::Store;
use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::{self, BufWriter, Write};

/// Passages of a tie that are shown; the graph has all.
const SHOWN: usize = 2;

/// Arguments of `graph`.
#[derive(Debug, Args)]
pub struct GraphArgs {
    #[command(subcommand)]
    question: Question,
}

/// The questions.
#[derive(Debug, Subcommand)]
enum Question {
    /// Who stands in the middle: number of neighbours, share of the shortest paths, `PageRank`.
    Central(Options),
    /// Who belongs together (Louvain).
    Communities(Options),
    /// Which parts hang together at all.
    Components(Options),
    /// The chain of facts that links two names, each with its sentence.
    Path {
        /// A name.
        from: String,
        /// Another name.
        to: String,
        #[command(flatten)]
        options: Options,
    },
    /// Who and what two names have in common.
    Common {
        /// A name.
        a: String,
        /// Another name.
        b: String,
        #[command(flatten)]
        options: Options,
    },
}

/// What applies to every question.
#[derive(Debug, Args)]
struct Options {
    #[command(flatten)]
    store: StoreArgs,
    /// How the answer is written.
    #[arg(long, short, value_enum, default_value_t = Format::Table)]
    format: Format,
    #[command(flatten)]
    filter: FilterArgs,
}

/// How the answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Table,
    /// For programs.
    Json,
    /// Turtle, to load beside the graph.
    Ttl,
}

/// Answers a question to the network.
pub fn run(args: &GraphArgs) -> anyhow::Result<Outcome> {
    let options = match &args.question {
        Question::Central(options)
        | Question::Communities(options)
        | Question::Components(options)
        | Question::Path { options, .. }
        | Question::Common { options, .. } => options,
    };
    let store = open(&options.store.store)?;
    let mut out = BufWriter::new(io::stdout().lock());
    let result = answer(&store, &args.question, options, &mut out).and_then(|()| Ok(out.flush()?));
    settle(result)
}

fn answer(store: &Store, question: &Question, options: &Options, out: &mut impl Write) -> Result<(), ExportError> {
    // `--top` cuts the answer, not the network that it is computed from.
    let mut filter = options.filter.filter();
    let top = filter.top.take().unwrap_or(usize::MAX);
    let names = Names::load(store)?;
    // Unknown names are told before an empty network is.
    let ends = match question {
        Question::Path { from, to, .. } | Question::Common { a: from, b: to, .. } => {
            Some((names.find(from)?, names.find(to)?))
        }
        _ => None,
    };
    let view = views::view(store, ViewKind::Network, &filter)?;
    let network = Network::new(&view);
    let places = |iris: &BTreeSet<String>| -> BTreeSet<usize> {
        (0..view.nodes.len()).filter(|&node| iris.contains(&view.nodes[node].id)).collect()
    };
    match (question, ends) {
        (Question::Path { from, to, .. }, Some((a, b))) => match path(&network, &places(&a), &places(&b)) {
            Some(steps) => write_path(&view, &steps, (from, to), options.format, out),
            None => Err(ExportError::Empty(format!("no chain of facts links `{from}` and `{to}`"))),
        },
        (Question::Common { a, b, .. }, Some((left, right))) => {
            let found = common(&network, &places(&left), &places(&right));
            if found.is_empty() {
                return Err(ExportError::Empty(format!("`{a}` and `{b}` have nothing in common")));
            }
            write_common(&view, &found[..found.len().min(top)], options.format, out)
        }
        (Question::Central(_), _) => write_central(&network, top, options.format, out),
        (Question::Communities(_), _) => {
            let found = communities(&network);
            if options.format == Format::Ttl {
                return turtle::communities(&view, &found, out);
            }
            let remark = format!("modularity {:.3}", found.modularity);
            write_groups(&view, "community", &found.groups, top, &remark, options.format, out)
        }
        (_, _) => {
            let parts = network.components();
            if options.format == Format::Ttl {
                return turtle::groups(&view, bg::COMPONENT, &parts, out);
            }
            write_groups(&view, "component", &parts, top, "", options.format, out)
        }
    }
}

fn write_central(network: &Network<'_>, top: usize, format: Format, out: &mut impl Write) -> Result<(), ExportError> {
    let view = network.view();
    let mut all = central(network);
    all.truncate(top);
    match format {
        Format::Ttl => return turtle::central(view, &all, out),
        Format::Json => {
            let rows: Vec<Value> = all
                .iter()
                .map(|one| {
                    let node = &view.nodes[one.node];
                    json!({
                        "iri": node.id, "name": node.label, "type": node.kind.name(), "degree": one.degree,
                        "betweenness": one.betweenness, "pagerank": one.pagerank,
                    })
                })
                .collect();
            write_json(&Value::Array(rows), out)?;
        }
        Format::Table => {
            let mut table =
                Table::new(["name", "type", "neighbours", "between", "PageRank"]).right(2).right(3).right(4);
            for one in &all {
                let node = &view.nodes[one.node];
                table.push(vec![
                    node.label.clone(),
                    node.kind.name().to_owned(),
                    one.degree.to_string(),
                    format!("{:.3}", one.betweenness),
                    format!("{:.4}", one.pagerank),
                ]);
            }
            table.write(out, Style::stdout(), width())?;
        }
    }
    Ok(())
}

fn write_groups(
    view: &View,
    word: &str,
    groups: &[Vec<usize>],
    top: usize,
    remark: &str,
    format: Format,
    out: &mut impl Write,
) -> Result<(), ExportError> {
    let groups = &groups[..groups.len().min(top)];
    if format == Format::Json {
        let name = |&node: &usize| json!({ "iri": view.nodes[node].id, "name": view.nodes[node].label });
        let rows: Vec<Value> = groups.iter().map(|group| Value::Array(group.iter().map(name).collect())).collect();
        return Ok(write_json(&Value::Array(rows), out)?);
    }
    let mut table = Table::new([word, "size", "members"]).right(0).right(1);
    for (place, group) in groups.iter().enumerate() {
        let mut members: Vec<usize> = group.clone();
        members.sort_by(|&a, &b| view.nodes[b].weight.total_cmp(&view.nodes[a].weight).then(a.cmp(&b)));
        let members: Vec<&str> = members.into_iter().map(|node| view.nodes[node].label.as_str()).collect();
        table.push(vec![(place + 1).to_string(), group.len().to_string(), members.join(", ")]);
    }
    table.write(out, Style::stdout(), width())?;
    if !remark.is_empty() {
        writeln!(out, "{}", Style::stdout().dim(remark))?;
    }
    Ok(())
}

fn write_path(
    view: &View,
    steps: &[&Edge],
    ends: (&str, &str),
    format: Format,
    out: &mut impl Write,
) -> Result<(), ExportError> {
    match format {
        Format::Json => write_json(&Value::Array(steps.iter().map(|step| tie_json(view, step)).collect()), out)?,
        Format::Ttl => {
            return Err(ExportError::Format(
                "a path is a chain of facts that the graph has already\nhint: use `--format json`".to_owned(),
            ));
        }
        Format::Table => {
            let style = Style::stdout();
            if steps.is_empty() {
                writeln!(out, "`{}` and `{}` are the same.", ends.0, ends.1)?;
                return Ok(());
            }
            let facts = counted(steps.len() as u64, "step", "steps");
            writeln!(out, "{}", style.bold(&format!("{} and {} are linked in {facts}:", ends.0, ends.1)))?;
            for (place, step) in steps.iter().enumerate() {
                writeln!(out, "\n{}. {}", place + 1, sentence(view, step, style))?;
                write_passages(step, style, out)?;
            }
        }
    }
    Ok(())
}

fn write_common(
    view: &View,
    found: &[(usize, &Edge, &Edge)],
    format: Format,
    out: &mut impl Write,
) -> Result<(), ExportError> {
    match format {
        Format::Json => {
            let rows: Vec<Value> = found
                .iter()
                .map(|(node, a, b)| {
                    let node = &view.nodes[*node];
                    json!({ "iri": node.id, "name": node.label, "type": node.kind.name(), "ties": [tie_json(view, a), tie_json(view, b)] })
                })
                .collect();
            write_json(&Value::Array(rows), out)?;
        }
        Format::Ttl => {
            return Err(ExportError::Format(
                "what two names have in common is in the graph already\nhint: use `--format json`".to_owned(),
            ));
        }
        Format::Table => {
            let style = Style::stdout();
            for (place, (node, a, b)) in found.iter().enumerate() {
                let gap = if place > 0 { "\n" } else { "" };
                writeln!(out, "{gap}{}", style.bold(&view.nodes[*node].label))?;
                for tie in [a, b] {
                    writeln!(out, "  {}", sentence(view, tie, style))?;
                    write_passages(tie, style, out)?;
                }
            }
        }
    }
    Ok(())
}

/// "Idris Calloway is chair of Upland River Trust (May 2020)."
fn sentence(view: &View, tie: &Edge, style: Style) -> String {
    let date = tie.date.as_deref().map(|date| format!(" ({})", spoken(date))).unwrap_or_default();
    format!("{} {} {}{date}.", style.cyan(&view.nodes[tie.from].label), tie.kind, style.cyan(&view.nodes[tie.to].label))
}

fn write_passages(tie: &Edge, style: Style, out: &mut impl Write) -> io::Result<()> {
    for passage in tie.passages.iter().take(SHOWN) {
        let indent = textwrap::Options::new(width()).initial_indent("   “").subsequent_indent("    ");
        writeln!(out, "{}", textwrap::fill(&format!("{}”", passage.sentence.trim()), indent))?;
        writeln!(out, "    {}", style.dim(&passage.document))?;
    }
    Ok(())
}

fn tie_json(view: &View, tie: &Edge) -> Value {
    let end = |node: usize| json!({ "iri": view.nodes[node].id, "name": view.nodes[node].label });
    let passages: Vec<Value> = tie
        .passages
        .iter()
        .map(|passage| json!({ "document": *passage.document, "sentence": *passage.sentence }))
        .collect();
    json!({ "from": end(tie.from), "relation": tie.kind, "to": end(tie.to), "date": tie.date, "passages": passages })
}

fn write_json(value: &Value, out: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}
