//! Typed spans with values: names, money, quantities, dates and quotations of one document.

mod country;
mod date;
mod money;
mod name;
mod number;
mod quantity;
mod quotation;
mod reader;
mod scan;
#[cfg(test)]
mod tests;

use crate::date::PartialDate;
use crate::language::{Analysis, NameKind};
use crate::lexicon::Lexicon;
use crate::read::Document;
use crate::segment::Segmented;
use crate::span::Span;
use compact_str::CompactString;
use rust_decimal::Decimal;
use serde::Serialize;
use std::ops::Range;

/// How exact a figure is meant to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hedge {
    /// No hedge in the text.
    #[default]
    Exact,
    /// "about", "some", "roughly".
    About,
    /// "over", "more than".
    Over,
    /// "nearly", "almost", "under", "less than".
    Under,
    /// "up to", "at most", "no more than".
    AtMost,
    /// "at least", "no less than".
    AtLeast,
}

/// A name as it stands, with the type that the stage settled on.
#[derive(Debug, Clone, PartialEq)]
pub struct NameMention {
    /// The name without article, title and possessive.
    pub span: Span,
    /// Its tokens.
    pub tokens: Range<u32>,
    /// Its sentence.
    pub sentence: u32,
    /// What it names.
    pub kind: NameKind,
    /// Trust in span and kind, in [0, 1].
    pub score: f32,
    /// The acronym that the text gives it in brackets, or of which it is the expansion, as an index
    /// into [`Mentions::names`].
    pub acronym: Option<u32>,
    /// The entry of the gazetteer that it names.
    pub known: Option<u32>,
}

/// ISO 4217 code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency(pub [u8; 3]);

impl Currency {
    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }
}

impl Serialize for Currency {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// A sum of money. A range ("$50 billion-$60 billion") is two mentions.
#[derive(Debug, Clone, PartialEq)]
pub struct MoneyMention {
    /// Symbol, number and magnitude, without the hedge.
    pub span: Span,
    /// Its tokens.
    pub tokens: Range<u32>,
    /// Its sentence.
    pub sentence: u32,
    /// The full number.
    pub value: Decimal,
    /// The currency; a bare `$` is resolved by the document's country.
    pub currency: Currency,
    /// How exact it is meant to be.
    pub hedge: Hedge,
    /// The sum that this one restates in another currency, as an index into [`Mentions::money`].
    pub restates: Option<u32>,
    /// The lower end of the range whose upper end this is, as an index into [`Mentions::money`].
    pub range_from: Option<u32>,
    /// "each", "apiece", "per tonne", "a year": what the sum is for one of, as written.
    pub per: Option<Span>,
}

/// A count, measure or percentage that is not money.
#[derive(Debug, Clone, PartialEq)]
pub struct QuantityMention {
    /// Number and unit, without the hedge.
    pub span: Span,
    /// Its tokens.
    pub tokens: Range<u32>,
    /// Its sentence.
    pub sentence: u32,
    /// The full number; a percentage stands as written (12.5 for 12.5 %).
    pub value: Decimal,
    /// What is counted or measured, as written, or `%`.
    pub unit: CompactString,
    /// Where the unit stands, if it is a word of the text.
    pub unit_span: Option<Span>,
    /// How exact it is meant to be.
    pub hedge: Hedge,
    /// The lower end of the range whose upper end this is, as an index into [`Mentions::quantities`].
    pub range_from: Option<u32>,
}

/// A date, or a word that stands for one ("last Tuesday", "next spring").
#[derive(Debug, Clone, PartialEq)]
pub struct DateMention {
    /// Where it stands, without preposition.
    pub span: Span,
    /// Its tokens.
    pub tokens: Range<u32>,
    /// Its sentence.
    pub sentence: u32,
    /// The day, month or year; for a span of time ("2019 to 2021", "this week") its start.
    pub date: PartialDate,
    /// True if the text names it relative to the document's date.
    pub relative: bool,
}

/// Words in quotation marks, or a block quotation.
#[derive(Debug, Clone, PartialEq)]
pub struct QuotationMention {
    /// The quoted words without their marks.
    pub span: Span,
    /// The quotation with its marks.
    pub outer: Span,
    /// Its tokens, marks included.
    pub tokens: Range<u32>,
    /// The sentences that it touches.
    pub sentences: Range<u32>,
    /// True for a quotation set off as a block of its own.
    pub block: bool,
    /// The part that it goes on from, where a cue breaks one quotation in two, as an index into
    /// [`Mentions::quotations`].
    pub continues: Option<u32>,
}

/// All mentions of one document, each list in text order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Mentions {
    /// Names.
    pub names: Vec<NameMention>,
    /// Sums of money.
    pub money: Vec<MoneyMention>,
    /// Counts, measures and percentages.
    pub quantities: Vec<QuantityMention>,
    /// Dates.
    pub dates: Vec<DateMention>,
    /// Quotations.
    pub quotations: Vec<QuotationMention>,
}

/// Reads all mentions of one document. Money, quantities, dates and quotations need no analysis, but
/// take better units and directions from one; without one, names are read from capital letters.
#[must_use]
pub fn find_mentions(document: &Document, segmented: &Segmented, analysis: &Analysis, lexicon: &Lexicon) -> Mentions {
    let reader = reader::Reader::new(document, segmented, analysis, lexicon);
    let atoms = scan::Atoms::scan(&document.text, segmented);
    let mut weights = country::CountryWeights::count(&reader);
    let mut mentions = Mentions { quotations: quotation::read(&reader), ..Mentions::default() };
    for sentence in 0..segmented.sentences.len() {
        let row = atoms.sentence(sentence);
        let mut taken = vec![false; row.len()];
        money::read_sentence(&reader, &mut weights, sentence, row, &mut taken, &mut mentions.money);
        date::read_sentence(&reader, sentence, row, &mut taken, &mut mentions.dates);
        quantity::read_sentence(&reader, &atoms, sentence, &taken, &mut mentions.quantities);
    }
    mentions.names = name::read(&reader, &mentions.money);
    mentions
}
