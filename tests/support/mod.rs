//! What the tests that compare tables share: the rows that an extraction gives, and how a cell is
//! compared with what a person wrote down.

// Each test binary uses its own part of this module.
#![allow(dead_code, clippy::expect_used)]

use briefgraph::date::PartialDate;
use briefgraph::entity::EntityId;
use briefgraph::fact::{Audience, FactKind, LawStage, Proposal};
use briefgraph::language::NameKind;
use briefgraph::pipeline::{Extraction, Extractor};
use briefgraph::read::{Format, ReadOptions, read_bytes};
use jiff::civil::Date;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// What a column holds, as far as comparing goes.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// A name with all the forms the text uses for the same thing; the first is the fullest.
    Names(Vec<String>),
    /// Words in any order.
    Text(String),
    /// One word of a closed list, or a date.
    Exact(String),
    /// A number.
    Number(f64),
    /// What is counted.
    Unit(String),
    /// The column is empty.
    Empty,
}

/// One row of one table.
#[derive(Debug, Clone)]
pub struct Row {
    /// `entity`, `affiliation`, `proposal`, `law-stage`, `money`, `statement` or `quantity`.
    pub kind: &'static str,
    /// Column and cell.
    pub cells: BTreeMap<&'static str, Cell>,
    /// Trust in the row, for orders of rows.
    pub confidence: f32,
}

static EXTRACTOR: LazyLock<Extractor> = LazyLock::new(|| Extractor::shipped().expect("the shipped models load"));

/// Reads `bytes` as a file called `source` and extracts everything from it.
pub fn extract(source: &str, bytes: &[u8], hint: Option<Format>, date: Option<Date>) -> Extraction {
    let options = ReadOptions { date, ..ReadOptions::default() };
    let mut documents = read_bytes(source, bytes, hint, &options).expect("the test text is readable");
    let (document, diagnostics) = documents.swap_remove(0);
    EXTRACTOR.extract(document, diagnostics)
}

fn audience(extraction: &Extraction, told: Option<&Audience>) -> Cell {
    match told {
        Some(Audience::Known(id)) => names_of(extraction, *id),
        Some(Audience::Described(words)) => Cell::Names(vec![words.clone()]),
        None => Cell::Empty,
    }
}

fn forum(extraction: &Extraction, proposal: &Proposal) -> Cell {
    match (proposal.forum, &proposal.described_forum) {
        (Some(id), _) => names_of(extraction, id),
        (None, Some(words)) => Cell::Names(vec![words.clone()]),
        (None, None) => Cell::Empty,
    }
}

fn body_of(extraction: &Extraction, stage: &LawStage, body: Option<EntityId>) -> Cell {
    match (body, &stage.described_body) {
        (Some(id), _) => names_of(extraction, id),
        (None, Some(words)) => Cell::Names(vec![words.clone()]),
        (None, None) => Cell::Empty,
    }
}

/// All rows of all seven tables.
pub fn rows(extraction: &Extraction) -> Vec<Row> {
    let mut rows: Vec<Row> = extraction
        .entities
        .all
        .iter()
        .map(|entity| {
            let forms = std::iter::once(entity.name.clone()).chain(entity.aliases.iter().cloned()).collect::<Vec<_>>();
            row(
                "entity",
                entity.confidence,
                [
                    ("type", Cell::Exact(type_name(entity.kind).to_owned())),
                    ("name", Cell::Names(forms.clone())),
                    ("aliases", Cell::Names(forms)),
                ],
            )
        })
        .collect();
    for fact in &extraction.facts {
        let name = |id: Option<EntityId>| id.map_or(Cell::Empty, |id| names_of(extraction, id));
        let modality = Cell::Exact(format!("{:?}", fact.modality).to_lowercase());
        let trust = fact.confidence;
        match &fact.kind {
            FactKind::Affiliation(it) => rows.push(row(
                "affiliation",
                trust,
                [
                    ("person", name(Some(it.person))),
                    ("position", it.position.clone().map_or(Cell::Empty, Cell::Text)),
                    ("organization", name(it.organization)),
                ],
            )),
            FactKind::Proposal(it) => rows.extend(each(&it.proposers).map(|proposer| {
                row(
                    "proposal",
                    trust,
                    [
                        ("proposer", name(proposer)),
                        ("proposal", Cell::Text(it.content.clone())),
                        ("forum", forum(extraction, it)),
                        ("date", date(it.date)),
                        (
                            "amount",
                            it.amount
                                .as_ref()
                                .map_or(Cell::Empty, |(value, _)| Cell::Number(number(&value.to_string()))),
                        ),
                        (
                            "currency",
                            it.amount.as_ref().map_or(Cell::Empty, |(_, c)| Cell::Exact(c.as_str().to_owned())),
                        ),
                    ],
                )
            })),
            FactKind::LawStage(it) => rows.extend(each(&it.bodies).map(|body| {
                row(
                    "law-stage",
                    trust,
                    [
                        ("law", name(Some(it.law))),
                        ("stage", Cell::Exact(it.stage.as_str().replace('-', " "))),
                        ("body", body_of(extraction, it, body)),
                        ("date", date(it.date)),
                    ],
                )
            })),
            FactKind::Money(it) => rows.push(row(
                "money",
                trust,
                [
                    ("value", Cell::Number(number(&it.value.to_string()))),
                    ("currency", Cell::Exact(it.currency.as_str().to_owned())),
                    ("party", name(it.party)),
                    ("purpose", it.purpose.clone().map_or(Cell::Empty, Cell::Text)),
                    ("modality", modality),
                    ("change", it.change.map_or(Cell::Empty, |c| Cell::Number(number(&c.to_string())))),
                ],
            )),
            FactKind::Statement(it) => rows.push(row(
                "statement",
                trust,
                [
                    ("speaker", name(Some(it.speaker))),
                    ("text", Cell::Text(it.text.clone())),
                    ("audience", audience(extraction, it.audience.as_ref())),
                    ("direct", Cell::Exact(it.direct.to_string())),
                ],
            )),
            FactKind::Quantity(it) => rows.push(row(
                "quantity",
                trust,
                [
                    ("value", Cell::Number(number(&it.value.to_string()))),
                    ("unit", Cell::Unit(it.unit.clone())),
                    ("party", name(it.party)),
                    ("modality", modality),
                ],
            )),
        }
    }
    rows
}

/// Maps every form of a name that a person listed to one form.
#[derive(Debug, Default)]
pub struct Forms(BTreeMap<String, String>);

impl Forms {
    /// Adds one thing's name and its other forms; a form that two things share stays with the first.
    pub fn add<'a>(&mut self, name: &'a str, aliases: impl IntoIterator<Item = &'a str>) {
        for form in std::iter::once(name).chain(aliases) {
            self.0.entry(fold(form)).or_insert_with(|| fold(name));
        }
    }

    /// The one form that stands for `form`.
    pub fn canonical(&self, form: &str) -> String {
        let folded = fold(form);
        self.0.get(&folded).cloned().unwrap_or(folded)
    }

    /// True if a person listed `form`.
    pub fn knows(&self, form: &str) -> bool {
        self.0.contains_key(&fold(form))
    }
}

/// True if `cell` is what a person wrote; a list is a choice, an empty text an empty cell.
pub fn matches(wanted: &Value, cell: &Cell, forms: &Forms) -> bool {
    if let Value::Array(choices) = wanted {
        return choices.iter().any(|choice| matches(choice, cell, forms));
    }
    let text = match wanted {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    match cell {
        Cell::Empty => text.is_empty(),
        Cell::Names(names) => names.iter().any(|name| forms.canonical(name) == forms.canonical(&text)),
        Cell::Text(found) => same_text(&text, found),
        Cell::Exact(found) => same_exact(&text, found),
        Cell::Number(found) => {
            let wanted = number(&text);
            (wanted - found).abs() <= 0.005 * wanted.abs().max(1e-9)
        }
        Cell::Unit(found) => same_unit(&text, found),
    }
}

/// The F1 of two bags of content words, at least 0.6.
pub fn same_text(wanted: &str, found: &str) -> bool {
    let (wanted, found) = (content_words(wanted), content_words(found));
    if wanted.is_empty() || found.is_empty() {
        return wanted == found;
    }
    let mut rest = found.clone();
    let hits = wanted
        .iter()
        .filter(|word| rest.iter().position(|other| other == *word).map(|at| rest.swap_remove(at)).is_some())
        .count();
    20 * hits >= 6 * (wanted.len() + found.len())
}

/// Lower case, straight quotes, no possessive, no punctuation but inside numbers and words, no leading article.
pub fn fold(text: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for word in
        text.to_lowercase().replace(['\u{2018}', '\u{2019}'], "'").split(|c: char| c.is_whitespace() || c == '/')
    {
        let word = word.strip_suffix("'s").unwrap_or(word);
        let kept: String = word.chars().filter(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '%' | '_')).collect();
        let kept = kept.trim_matches(['.', '-']);
        if !kept.is_empty() {
            words.push(kept.to_owned());
        }
    }
    if words.len() > 1 && matches!(words[0].as_str(), "the" | "a" | "an") {
        words.remove(0);
    }
    words.join(" ")
}

fn content_words(text: &str) -> Vec<String> {
    const EMPTY: [&str; 35] = [
        "a", "an", "the", "of", "to", "in", "on", "at", "for", "and", "or", "that", "this", "it", "its", "is", "are",
        "was", "were", "be", "been", "by", "with", "as", "from", "will", "would", "has", "have", "had", "not", "their",
        "his", "her", "they",
    ];
    fold(text)
        .replace('-', " ")
        .split(' ')
        .filter(|word| !word.is_empty() && !EMPTY.contains(word))
        .map(str::to_owned)
        .collect()
}

/// Dates agree as far as the coarser of the two goes; everything else must be equal.
fn same_exact(wanted: &str, found: &str) -> bool {
    let is_date = |text: &str| text.len() >= 4 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    if is_date(wanted) && is_date(found) {
        return found.starts_with(wanted) || (found.len() >= 7 && wanted.starts_with(found));
    }
    fold(wanted).replace('-', " ") == fold(found).replace('-', " ")
}

fn same_unit(wanted: &str, found: &str) -> bool {
    let words = |text: &str| {
        content_words(&text.to_lowercase().replace("per cent", "%").replace("percent", "%"))
            .into_iter()
            .collect::<BTreeSet<_>>()
    };
    let (wanted, found) = (words(wanted), words(found));
    (wanted.is_empty() && found.is_empty()) || wanted.intersection(&found).next().is_some()
}

fn row<const N: usize>(kind: &'static str, confidence: f32, cells: [(&'static str, Cell); N]) -> Row {
    Row { kind, cells: cells.into_iter().collect(), confidence }
}

/// Each of the ids, or none once.
fn each(ids: &[EntityId]) -> impl Iterator<Item = Option<EntityId>> {
    let none = ids.is_empty().then_some(None);
    ids.iter().map(|&id| Some(id)).chain(none)
}

fn names_of(extraction: &Extraction, id: EntityId) -> Cell {
    let entity = extraction.entities.get(id);
    Cell::Names(std::iter::once(entity.name.clone()).chain(entity.aliases.iter().cloned()).collect())
}

fn date(date: Option<PartialDate>) -> Cell {
    date.map_or(Cell::Empty, |date| Cell::Exact(date.to_string()))
}

fn number(text: &str) -> f64 {
    text.replace(',', "").parse().unwrap_or(f64::NAN)
}

fn type_name(kind: NameKind) -> &'static str {
    match kind {
        NameKind::Person => "Person",
        NameKind::Organization => "Organization",
        NameKind::Place => "Place",
        NameKind::Law => "Law",
        NameKind::Report => "Report",
        NameKind::Event => "Event",
    }
}
