//! `briefgraph show`: tables for people.

use super::Outcome;
use super::args::{Common, StoreArgs};
use super::output::{self, Style, Table, grouped};
use super::query::{open, plain};
use crate::questions;
use crate::store::{QueryOptions, QueryResults, QuerySolution, Store};
use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use rust_decimal::Decimal;
use std::collections::BTreeSet;
use std::io::{self, BufWriter, Write};

/// Arguments of `show`.
#[derive(Debug, Args)]
pub struct ShowArgs {
    #[command(flatten)]
    store: StoreArgs,
    /// What to show.
    #[arg(value_enum)]
    view: View,
    #[command(flatten)]
    filters: Filters,
    /// Add the sentence that each row was read from.
    #[arg(long, short)]
    evidence: bool,
}

/// Which rows are shown; all conditions must hold.
#[derive(Debug, Default, Args)]
pub struct Filters {
    /// Rows whose proposer, speaker, party, person or body has this name, or a name with these words in it.
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Rows of this person, body or place, in any role.
    #[arg(long, value_name = "NAME")]
    party: Option<String>,
    /// Rows of this law.
    #[arg(long, value_name = "NAME")]
    law: Option<String>,
    /// Rows dated on or after this day, month or year.
    #[arg(long, value_name = "DATE", value_parser = partial_date)]
    since: Option<String>,
    /// Rows dated on or before this day, month or year.
    #[arg(long, value_name = "DATE", value_parser = partial_date)]
    until: Option<String>,
    /// Rows read from documents with this text in their path.
    #[arg(long = "in", value_name = "TEXT")]
    document: Option<String>,
    /// Rows at least this sure, from 0 to 1.
    #[arg(long, value_name = "CONFIDENCE")]
    sure: Option<f64>,
    /// At most so many rows.
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
}

fn partial_date(text: &str) -> Result<String, String> {
    let padded = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.to_owned(),
    };
    match padded.parse::<jiff::civil::Date>() {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err("expected a day, month or year, such as 2024-03-09, 2024-03 or 2024".to_owned()),
    }
}

/// The tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum View {
    /// Who proposes what.
    Proposals,
    /// Which law has reached which stage.
    Laws,
    /// Who pays how much for what.
    Money,
    /// Who holds which post.
    People,
    /// Who said what.
    Statements,
    /// Counts, measures and percentages.
    Quantities,
    /// Everything with a name.
    Entities,
    /// What happened when.
    Timeline,
    /// The documents.
    Documents,
}

impl View {
    /// The shipped question behind the table.
    fn question(self) -> &'static str {
        match self {
            Self::Proposals => "proposals",
            Self::Laws => "laws",
            Self::Money => "money",
            Self::People => "affiliations",
            Self::Statements => "statements",
            Self::Quantities => "quantities",
            Self::Entities => "entities",
            Self::Timeline => "timeline",
            Self::Documents => "documents",
        }
    }

    fn headings(self) -> &'static [&'static str] {
        match self {
            Self::Proposals => &["who", "proposes", "to", "at", "when", "sum"],
            Self::Laws => &["law", "stage", "by", "when"],
            Self::Money => &["sum", "who", "what for", "how", "change"],
            Self::People => &["who", "post", "body", "since", "until"],
            Self::Statements => &["who", "says", "to"],
            Self::Quantities => &["figure", "of", "whose", "how"],
            Self::Entities => &["type", "name", "also called"],
            Self::Timeline => &["when", "what", "who", "does"],
            Self::Documents => &["document", "title", "date", "facts"],
        }
    }

    fn cells(self, row: &Row<'_>) -> Vec<String> {
        let of = |name| row.get(name);
        match self {
            Self::Proposals => {
                let sum = of("amount").map(|amount| money(&amount, &row.text("currency"))).unwrap_or_default();
                vec![
                    row.text("proposer"),
                    row.text("proposal"),
                    row.text("recipient"),
                    row.text("forum"),
                    row.text("date"),
                    sum,
                ]
            }
            Self::Laws => vec![row.text("law"), row.text("stage"), row.text("body"), row.text("date")],
            Self::Money => {
                let hedge = of("hedge").map(|hedge| format!("{hedge} ")).unwrap_or_default();
                let sum = format!("{hedge}{}", money(&row.text("value"), &row.text("currency")));
                vec![sum, row.text("party"), row.text("purpose"), row.text("modality"), change(&row.text("change"))]
            }
            Self::People => {
                let former = if of("former").is_some() { "former " } else { "" };
                let post = row.text("position");
                let post = if post.is_empty() { former.trim().to_owned() } else { format!("{former}{post}") };
                vec![row.text("person"), post, row.text("organization"), row.text("since"), row.text("until")]
            }
            Self::Statements => {
                let text = row.text("text");
                let text = if row.text("direct") == "true" { format!("“{text}”") } else { text };
                vec![row.text("speaker"), text, row.text("audience")]
            }
            Self::Quantities => {
                let hedge = of("hedge").map(|hedge| format!("{hedge} ")).unwrap_or_default();
                let figure = format!("{hedge}{}", number(&row.text("value")));
                vec![figure, row.text("unit"), row.text("party"), row.text("modality")]
            }
            Self::Entities => vec![row.text("type"), row.text("name"), row.text("aliases").replace('|', ", ")],
            Self::Timeline => vec![row.text("date"), row.text("kind"), row.text("who"), row.text("what")],
            Self::Documents => vec![row.text("document"), row.text("title"), row.text("date"), row.text("facts")],
        }
    }

    /// The columns with the names of those who act.
    fn actors(self) -> &'static [&'static str] {
        match self {
            Self::Proposals => &["proposer"],
            Self::Laws => &["body"],
            Self::Money | Self::Quantities => &["party"],
            Self::People => &["person", "organization"],
            Self::Statements => &["speaker"],
            Self::Entities => &["name"],
            Self::Timeline => &["who"],
            Self::Documents => &[],
        }
    }
}

/// One solution of a shipped question.
struct Row<'a>(&'a QuerySolution);

impl Row<'_> {
    fn get(&self, name: &str) -> Option<String> {
        self.0.get(name).map(plain)
    }

    fn text(&self, name: &str) -> String {
        self.get(name).unwrap_or_default()
    }
}

/// Shows a table.
pub fn run(args: &ShowArgs, common: &Common) -> anyhow::Result<Outcome> {
    let store = open(&args.store.store)?;
    let table = build(&store, args.view, &args.filters, args.evidence)?;
    if table.is_empty() {
        if !common.quiet {
            writeln!(io::stderr(), "nothing found")?;
        }
        return Ok(Outcome::Nothing);
    }
    let mut out = BufWriter::new(io::stdout().lock());
    table.write(&mut out, Style::stdout(), output::width())?;
    out.flush()?;
    Ok(Outcome::Done)
}

/// The table of a view without evidence.
pub fn table(store: &Store, view: View, filters: &Filters) -> anyhow::Result<Table> {
    build(store, view, filters, false)
}

fn build(store: &Store, view: View, filters: &Filters, evidence: bool) -> anyhow::Result<Table> {
    let question = questions::by_name(view.question()).context("the question is not shipped")?;
    let QueryResults::Solutions(solutions) = store.query(question.text, &QueryOptions::default())? else {
        bail!("the question `{}` gives no table", question.name);
    };
    let wanted = Wanted::new(store, filters)?;
    let several = store.documents().len() > 1 && view != View::Documents && filters.document.is_none();
    let mut headings: Vec<&str> = view.headings().to_vec();
    if several {
        headings.push("document");
    }
    if evidence {
        headings.push("sentence");
    }
    let mut table = Table::new(headings);
    if view == View::Money || view == View::Quantities {
        table = table.right(0);
    }
    let mut seen = BTreeSet::new();
    for solution in solutions {
        let solution = solution?;
        let row = Row(&solution);
        if !wanted.holds(view, &row) {
            continue;
        }
        let mut cells = view.cells(&row);
        if several {
            let document = row.text("document");
            cells.push(document.rsplit('/').next().unwrap_or(&document).to_owned());
        }
        if evidence {
            cells.push(row.text("sentence").split_whitespace().collect::<Vec<_>>().join(" "));
        }
        // What two sentences of one document say in the same words is one row to a person.
        if !seen.insert(cells.clone()) {
            continue;
        }
        table.push(cells);
        if filters.limit.is_some_and(|limit| seen.len() >= limit) {
            break;
        }
    }
    table.drop_empty_columns();
    Ok(table)
}

/// Columns that `--party` looks into.
const PARTIES: &[&str] = &[
    "proposer",
    "recipient",
    "forum",
    "body",
    "party",
    "person",
    "organization",
    "speaker",
    "audience",
    "name",
    "who",
];

/// The filters, with names resolved to all forms of the things that they mean.
struct Wanted<'a> {
    filters: &'a Filters,
    by: Option<BTreeSet<String>>,
    party: Option<BTreeSet<String>>,
    law: Option<BTreeSet<String>>,
}

impl<'a> Wanted<'a> {
    fn new(store: &Store, filters: &'a Filters) -> anyhow::Result<Self> {
        let names = |filter: &Option<String>| filter.as_deref().map(|name| names_like(store, name)).transpose();
        Ok(Self { filters, by: names(&filters.by)?, party: names(&filters.party)?, law: names(&filters.law)? })
    }

    fn holds(&self, view: View, row: &Row<'_>) -> bool {
        let any = |names: &Option<BTreeSet<String>>, columns: &[&str]| {
            names.as_ref().is_none_or(|names| columns.iter().any(|column| names.contains(&row.text(column))))
        };
        let date = row.get("date").or_else(|| row.get("since")).or_else(|| row.get("period"));
        any(&self.by, view.actors())
            && any(&self.party, PARTIES)
            && any(&self.law, &["law", "who", "name"])
            && self
                .filters
                .since
                .as_ref()
                .is_none_or(|since| date.as_ref().is_some_and(|date| on_or_after(date, since)))
            && self
                .filters
                .until
                .as_ref()
                .is_none_or(|until| date.as_ref().is_some_and(|date| on_or_after(until, date)))
            && self.filters.document.as_ref().is_none_or(|text| row.text("document").contains(text.as_str()))
            && self.filters.sure.is_none_or(|sure| row.text("confidence").parse().is_ok_and(|c: f64| c >= sure))
    }
}

/// True if the partial date `date` reaches `bound`: "2024-05" is on or after "2024-05-20", for it may be later.
fn on_or_after(date: &str, bound: &str) -> bool {
    let shared = date.len().min(bound.len());
    date[..shared] >= bound[..shared]
}

/// The names of all things that are called `wanted`, or else that have it as a part of a name.
fn names_like(store: &Store, wanted: &str) -> anyhow::Result<BTreeSet<String>> {
    let question = questions::by_name("entities").context("the question is not shipped")?;
    let QueryResults::Solutions(solutions) = store.query(question.text, &QueryOptions::default())? else {
        bail!("the question `entities` gives no table");
    };
    let wanted = wanted.to_lowercase();
    let (mut exact, mut partial) = (BTreeSet::new(), BTreeSet::new());
    for solution in solutions {
        let solution = solution?;
        let row = Row(&solution);
        let name = row.text("name");
        let aliases = row.text("aliases");
        let forms = || aliases.split('|').chain([name.as_str()]).map(str::to_lowercase);
        if forms().any(|form| form == wanted) {
            exact.insert(name.clone());
        }
        if forms().any(|form| form.contains(&wanted)) {
            partial.insert(name);
        }
    }
    Ok(if exact.is_empty() { partial } else { exact })
}

/// A sum as people write it: `2.5 billion EUR`.
fn money(value: &str, currency: &str) -> String {
    format!("{} {currency}", number(value)).trim_end().to_owned()
}

/// A number with its magnitude as a word.
fn number(value: &str) -> String {
    let Ok(decimal) = value.parse::<Decimal>() else { return value.to_owned() };
    for (power, word) in [(12, "trillion"), (9, "billion"), (6, "million")] {
        let unit = Decimal::from(10_i64.pow(power));
        if decimal.abs() >= unit {
            // Three decimals may round up what differs further behind: such numbers stay as they are.
            let scaled = decimal / unit;
            if scaled.round_dp(3) == scaled {
                return format!("{} {word}", scaled.normalize());
            }
        }
    }
    match u64::try_from(decimal) {
        Ok(whole) if Decimal::from(whole) == decimal && whole >= 10_000 => grouped(whole),
        _ => value.to_owned(),
    }
}

fn change(value: &str) -> String {
    match value.strip_prefix('-') {
        _ if value.is_empty() => String::new(),
        Some(rest) => format!("−{rest} %"),
        None => format!("+{value} %"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_written_as_people_write_them() {
        assert_eq!(money("2500000000", "EUR"), "2.5 billion EUR");
        assert_eq!(number("123456"), "123 456");
        assert_eq!(number("1234567891"), "1 234 567 891");
        assert_eq!(number("12.5"), "12.5");
        assert_eq!(change("-9.1"), "−9.1 %");
    }

    #[test]
    fn partial_dates_compare_as_far_as_they_go() {
        assert!(on_or_after("2024-05", "2024-05-20"));
        assert!(on_or_after("2024", "2024-05-20"));
        assert!(!on_or_after("2023-12-31", "2024"));
        assert!(partial_date("2024-13").is_err());
    }
}
