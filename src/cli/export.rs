//! `briefgraph export`.

use super::Outcome;
use super::args::{Common, StoreArgs};
use super::output::{Style, counted};
use super::query::open;
use crate::export::model::{NodeKind, ViewKind};
use crate::export::names::Names;
use crate::export::rdf::{Scope, Syntax};
use crate::export::svg::{self, Place};
use crate::export::tables::{self, Rows};
use crate::export::target::{write_file, write_folder};
use crate::export::{ExportError, Filter, dot, gexf, graphml, html, rdf, views, workbook};
use crate::store::{QueryOptions, QueryResults, Store};
use anyhow::{Context, bail};
use clap::{Args, ValueEnum, ValueHint};
use jiff::civil::Date;
use std::fs;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Boxes that a picture shows at most, unless `--top` says otherwise: more cannot be read.
const PICTURE_TOP: usize = 40;

/// Arguments of `export`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    briefgraph export --format ttl -o graph.ttl\n  \
    briefgraph export --format svg --view proposals --by \"Upland River Trust\" -o who-proposes-what.svg\n  \
    briefgraph export --format gexf --view network -o network.gexf\n  \
    briefgraph export --format html -o brief.html")]
pub struct ExportArgs {
    #[command(flatten)]
    store: StoreArgs,
    /// The format; by the ending of the output file unless given, else Turtle.
    #[arg(long, short, value_enum)]
    format: Option<Format>,
    /// Which picture: for dot, svg, graphml and gexf.
    #[arg(long, value_enum)]
    view: Option<ViewName>,
    /// Where to write: a file, or a folder for csv. Standard output unless given.
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::AnyPath)]
    output: Option<PathBuf>,
    /// Replace what is there.
    #[arg(long)]
    force: bool,
    /// A CONSTRUCT or DESCRIBE query whose triples are written: a file, or the name of a shipped question.
    #[arg(long, value_name = "QUERY.rq|NAME", conflicts_with_all = ["view", "document", "about"])]
    query: Option<String>,
    #[command(flatten)]
    filter: FilterArgs,
}

/// Which facts are shown.
#[derive(Debug, Args)]
#[command(next_help_heading = "Filters")]
pub struct FilterArgs {
    /// Show only things of this type; may be repeated.
    #[arg(long = "type", value_name = "TYPE", value_enum)]
    kinds: Vec<KindName>,
    /// Facts of this day or later (YYYY, YYYY-MM or YYYY-MM-DD); a fact without a date has that of its document.
    #[arg(long, value_name = "DATE", value_parser = parse_since)]
    since: Option<Date>,
    /// Facts of this day or earlier.
    #[arg(long, value_name = "DATE", value_parser = parse_until)]
    until: Option<Date>,
    /// Facts in which this person or body acts; may be repeated.
    #[arg(long, value_name = "NAME")]
    by: Vec<String>,
    /// Proposals made at this event or before this body.
    #[arg(long, value_name = "NAME")]
    forum: Option<String>,
    /// Facts of this document, by its path or the end of its path.
    #[arg(long, value_name = "FILE")]
    document: Option<String>,
    /// Facts near this name; may be repeated.
    #[arg(long, value_name = "NAME")]
    about: Vec<String>,
    /// How many facts away from the names of `--about`.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..))]
    depth: u8,
    /// At most so many proposals, posts, sums, laws or names, the strongest.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    top: Option<u32>,
}

impl FilterArgs {
    /// The filter that the arguments ask for.
    pub fn filter(&self) -> Filter {
        Filter {
            kinds: self.kinds.iter().map(|kind| kind.kind()).collect(),
            since: self.since,
            until: self.until,
            by: self.by.clone(),
            forum: self.forum.clone(),
            document: self.document.clone(),
            about: self.about.clone(),
            depth: usize::from(self.depth),
            top: self.top.map(|top| top as usize),
        }
    }
}

/// The formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Turtle.
    Ttl,
    /// N-Triples.
    Nt,
    /// N-Quads.
    Nq,
    /// `TriG`.
    Trig,
    /// JSON-LD in compact form.
    Jsonld,
    /// RDF/XML.
    Rdfxml,
    /// The seven tables, a CSV file each, in a folder.
    Csv,
    /// The seven tables in one workbook.
    Xlsx,
    /// A picture for GraphViz.
    Dot,
    /// A picture for pages and slides.
    Svg,
    /// A network for Gephi, Cytoscape and yEd.
    Graphml,
    /// A network with a time line for Gephi.
    Gexf,
    /// One page with pictures, tables, texts and the graph.
    Html,
}

/// The views.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ViewName {
    /// Who proposes what.
    Proposals,
    /// Who holds which post where.
    Affiliations,
    /// Who pays or receives how much for what.
    Money,
    /// Which law has reached which stage.
    Laws,
    /// Who is tied to whom.
    Network,
}

/// The types of named things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum KindName {
    /// People.
    Person,
    /// Bodies.
    Organization,
    /// Places.
    Place,
    /// Laws.
    Law,
    /// Reports.
    Report,
    /// Events.
    Event,
}

impl KindName {
    fn kind(self) -> NodeKind {
        match self {
            Self::Person => NodeKind::Person,
            Self::Organization => NodeKind::Organization,
            Self::Place => NodeKind::Place,
            Self::Law => NodeKind::Law,
            Self::Report => NodeKind::Report,
            Self::Event => NodeKind::Event,
        }
    }
}

impl ViewName {
    fn kind(self) -> ViewKind {
        match self {
            Self::Proposals => ViewKind::Proposals,
            Self::Affiliations => ViewKind::Affiliations,
            Self::Money => ViewKind::Money,
            Self::Laws => ViewKind::Laws,
            Self::Network => ViewKind::Network,
        }
    }
}

fn parse_since(text: &str) -> Result<Date, String> {
    crate::export::period::period(text).map(|(first, _)| first).ok_or_else(|| no_date(text))
}

fn parse_until(text: &str) -> Result<Date, String> {
    crate::export::period::period(text).map(|(_, last)| last).ok_or_else(|| no_date(text))
}

fn no_date(_: &str) -> String {
    "expected a year, a month or a day, for example 2024, 2024-03 or 2024-03-09".to_owned()
}

/// Writes the graph, or a view of it.
pub fn run(args: &ExportArgs, common: &Common) -> anyhow::Result<Outcome> {
    let format = format(args)?;
    if format == Format::Csv && args.output.is_none() {
        bail!("csv needs a folder for its seven files\nhint: `briefgraph export --format csv -o tables`");
    }
    if args.view.is_some() && !matches!(format, Format::Dot | Format::Svg | Format::Graphml | Format::Gexf) {
        bail!("`--view` belongs to the formats dot, svg, graphml and gexf");
    }
    let store = open(&args.store.store)?;
    let result = if format == Format::Csv { write_tables(&store, args) } else { write(&store, format, args) };
    let outcome = settle(result)?;
    if let (Some(path), Outcome::Done, false) = (&args.output, outcome, common.quiet) {
        writeln!(io::stderr(), "{} `{}`", Style::stderr().green("written"), path.display())?;
    }
    Ok(outcome)
}

/// A name that nobody bears and an empty view are answers, not failures.
pub fn settle(result: Result<(), ExportError>) -> anyhow::Result<Outcome> {
    match result {
        Ok(()) => Ok(Outcome::Done),
        Err(error) if error.closed_pipe() => Ok(Outcome::Done),
        Err(error) if error.found_nothing() => {
            writeln!(io::stderr(), "{}", Style::stderr().hints(&error.to_string()))?;
            Ok(Outcome::Nothing)
        }
        Err(error) => Err(error.into()),
    }
}

fn format(args: &ExportArgs) -> anyhow::Result<Format> {
    if let Some(format) = args.format {
        return Ok(format);
    }
    let Some(path) = &args.output else {
        return Ok(if args.view.is_some() { Format::Dot } else { Format::Ttl });
    };
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let ending = if ending == "rdf" { "rdfxml" } else { ending };
    match Format::from_str(ending, true) {
        Ok(format) => Ok(format),
        Err(_) => bail!("the format of `{}` is not clear from its name\nhint: give it with `--format`", path.display()),
    }
}

fn write(store: &Store, format: Format, args: &ExportArgs) -> Result<(), ExportError> {
    match &args.output {
        Some(path) if path != Path::new("-") => write_file(path, args.force, |out| render(store, format, args, out)),
        _ if format == Format::Xlsx => {
            // A workbook is a ZIP file, which is written forwards and backwards.
            let mut whole = io::Cursor::new(Vec::new());
            render(store, format, args, &mut whole)?;
            Ok(io::stdout().lock().write_all(whole.get_ref())?)
        }
        _ => {
            let mut out = Forward(BufWriter::with_capacity(1 << 16, io::stdout()));
            render(store, format, args, &mut out)?;
            Ok(out.flush()?)
        }
    }
}

/// Standard output where formats that never go back are written.
struct Forward<W>(W);

impl<W: Write> Write for Forward<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl<W> Seek for Forward<W> {
    fn seek(&mut self, _: SeekFrom) -> io::Result<u64> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

fn render(
    store: &Store,
    format: Format,
    args: &ExportArgs,
    out: &mut (impl Write + Seek + Send),
) -> Result<(), ExportError> {
    let mut filter = args.filter.filter();
    let view = |default: ViewName, filter: &Filter| views::view(store, args.view.unwrap_or(default).kind(), filter);
    match format {
        Format::Svg => {
            let chosen = filter.top.is_some();
            filter.top = filter.top.or(Some(PICTURE_TOP));
            let view = view(ViewName::Proposals, &filter)?;
            if let (Some(all), false) = (view.left_out, chosen) {
                tracing::warn!(
                    "the picture shows the {PICTURE_TOP} strongest of {all}\n  hint: `--top N` shows more, the filters choose others"
                );
            }
            Ok(svg::write(&view, Place::Alone, out)?)
        }
        Format::Dot => Ok(dot::write(&view(ViewName::Proposals, &filter)?, out)?),
        Format::Graphml => Ok(graphml::write(&view(ViewName::Network, &filter)?, out)?),
        Format::Gexf => Ok(gexf::write(&view(ViewName::Network, &filter)?, out)?),
        Format::Html => html::write(store, &filter, out),
        Format::Xlsx => {
            let count = workbook::write(store, &rows(store, &filter)?, out)?;
            some_rows(count)
        }
        Format::Csv => Err(ExportError::Format("csv is a folder".to_owned())),
        Format::Ttl => triples(store, Syntax::Turtle, args, out),
        Format::Nt => triples(store, Syntax::NTriples, args, out),
        Format::Nq => triples(store, Syntax::NQuads, args, out),
        Format::Trig => triples(store, Syntax::TriG, args, out),
        Format::Jsonld => triples(store, Syntax::JsonLd, args, out),
        Format::Rdfxml => triples(store, Syntax::RdfXml, args, out),
    }
}

fn triples(store: &Store, syntax: Syntax, args: &ExportArgs, out: &mut impl Write) -> Result<(), ExportError> {
    if let Some(query) = &args.query {
        return construct(store, query, syntax, out);
    }
    let filter = args.filter.filter();
    let only_documents = Filter { document: filter.document.clone(), depth: filter.depth, ..Filter::default() };
    if filter == (Filter { depth: filter.depth, ..Filter::default() }) {
        return rdf::write(store, &Scope::Whole, syntax, out);
    }
    let names = Names::load(store)?;
    let selection = filter.resolve(store, &names)?;
    if filter == only_documents {
        return rdf::write(store, &Scope::Documents(&selection), syntax, out);
    }
    let facts = selection.facts(store, &names)?;
    if facts.is_empty() {
        return Err(ExportError::Empty("no fact is in the graph that the filters let through".to_owned()));
    }
    rdf::write(store, &Scope::Facts(&facts, &names), syntax, out)
}

fn construct(store: &Store, query: &str, syntax: Syntax, out: &mut impl Write) -> Result<(), ExportError> {
    let text = match crate::questions::by_name(query) {
        Some(question) if !Path::new(query).is_file() => question.text.to_owned(),
        _ => fs::read_to_string(query)
            .map_err(|error| ExportError::Format(format!("cannot read the query `{query}`: {error}")))?,
    };
    let QueryResults::Graph(triples) = store.query(&text, &QueryOptions::default())? else {
        return Err(ExportError::Format(
            "only CONSTRUCT and DESCRIBE give triples\nhint: `briefgraph query --format csv` writes rows".to_owned(),
        ));
    };
    let triples = triples
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| ExportError::Format(format!("the query failed: {error}")))?;
    rdf::write_triples(triples, syntax, out)
}

fn rows(store: &Store, filter: &Filter) -> Result<Rows, ExportError> {
    if *filter == (Filter { depth: filter.depth, ..Filter::default() }) {
        return Ok(Rows::default());
    }
    let names = Names::load(store)?;
    let selection = filter.resolve(store, &names)?;
    Ok(Rows::of(&selection.facts(store, &names)?, &names))
}

fn write_tables(store: &Store, args: &ExportArgs) -> Result<(), ExportError> {
    let rows = rows(store, &args.filter.filter())?;
    let Some(folder) = &args.output else { return Ok(()) };
    write_folder(folder, args.force, |inside| some_rows(tables::write_csv(store, &rows, inside)?))
}

fn some_rows(count: usize) -> Result<(), ExportError> {
    if count > 0 {
        Ok(())
    } else {
        Err(ExportError::Empty("no table has a row that the filters let through".to_owned()))
    }
}

/// Checks a page that `export` wrote.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// The page.
    #[arg(value_name = "PAGE.html", value_hint = ValueHint::FilePath)]
    page: PathBuf,
    /// The hash that the graph must have: one that you have from somewhere else.
    #[arg(long, value_name = "HASH")]
    expect: Option<String>,
}

/// Says whether a page is what it claims to be.
pub fn verify(args: &VerifyArgs) -> anyhow::Result<Outcome> {
    let page = fs::read_to_string(&args.page).with_context(|| format!("cannot read `{}`", args.page.display()))?;
    let mut verdict = crate::export::verify::verify(&page)?;
    if let Some(expected) = args.expect.as_deref().filter(|expected| !expected.eq_ignore_ascii_case(&verdict.hash)) {
        verdict.problems.push(format!("the graph has the hash `{}`, expected was `{expected}`", verdict.hash));
    }
    let style = Style::stdout();
    let mut out = io::stdout().lock();
    for problem in &verdict.problems {
        writeln!(out, "{} {problem}", style.red("wrong"))?;
    }
    let texts = counted(verdict.texts as u64, "text", "texts");
    let passages = counted(verdict.passages as u64, "passage", "passages");
    writeln!(out, "{texts} and {passages} looked up, graph {}", verdict.hash)?;
    if verdict.problems.is_empty() {
        writeln!(out, "{}", style.green("all in order"))?;
        return Ok(Outcome::Done);
    }
    let wrong = counted(verdict.problems.len() as u64, "thing is", "things are");
    writeln!(out, "{wrong} not in order")?;
    Ok(Outcome::Nothing)
}
