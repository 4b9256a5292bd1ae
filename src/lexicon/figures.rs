//! `lexicon/numbers.toml`, `lexicon/units.toml` and `lexicon/money.toml`.

use crate::mention::Hedge;
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap, HashSet};

/// `lexicon/numbers.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct NumbersFile {
    words: BTreeMap<String, u32>,
    powers: BTreeMap<String, u32>,
    short_powers: BTreeMap<String, u32>,
    hedges: HedgesFile,
    pub(super) examples: Vec<NumberExample>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct HedgesFile {
    about: Vec<String>,
    over: Vec<String>,
    under: Vec<String>,
    at_most: Vec<String>,
    at_least: Vec<String>,
    exact: Vec<String>,
}

/// A number as texts write it, and its value.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(test), expect(dead_code, reason = "only the tests run the examples"))]
pub(super) struct NumberExample {
    pub(super) text: String,
    pub(super) value: String,
}

/// `lexicon/units.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct UnitsFile {
    measures: Vec<Vec<String>>,
    percent: BTreeMap<String, Vec<String>>,
    words: UnitWords,
    pub(super) examples: Vec<UnitExample>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct UnitWords {
    time: Vec<String>,
    empty: Vec<String>,
    labels: Vec<String>,
    containers: Vec<String>,
    carry: Vec<String>,
    stops: Vec<String>,
}

/// A sentence and the quantity in it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(test), expect(dead_code, reason = "only the tests run the examples"))]
pub(super) struct UnitExample {
    pub(super) text: String,
    pub(super) value: String,
    pub(super) unit: String,
}

/// `lexicon/money.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct MoneyFile {
    per: Vec<String>,
    carry: Vec<String>,
    coins: Vec<String>,
    weak: Vec<String>,
    usual: BTreeMap<String, String>,
    pub(super) examples: Vec<MoneyExample>,
}

/// A sentence and the sums in it, each "number currency".
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(test), expect(dead_code, reason = "only the tests run the examples"))]
pub(super) struct MoneyExample {
    pub(super) text: String,
    pub(super) sums: Vec<String>,
}

impl NumbersFile {
    pub(super) fn extend(&mut self, user: Self) {
        self.words.extend(user.words);
        self.powers.extend(user.powers);
        self.short_powers.extend(user.short_powers);
        self.hedges.about.extend(user.hedges.about);
        self.hedges.over.extend(user.hedges.over);
        self.hedges.under.extend(user.hedges.under);
        self.hedges.at_most.extend(user.hedges.at_most);
        self.hedges.at_least.extend(user.hedges.at_least);
        self.hedges.exact.extend(user.hedges.exact);
    }
}

impl UnitsFile {
    pub(super) fn extend(&mut self, user: Self) {
        self.measures.extend(user.measures);
        for (unit, spellings) in user.percent {
            self.percent.entry(unit).or_default().extend(spellings);
        }
        self.words.time.extend(user.words.time);
        self.words.empty.extend(user.words.empty);
        self.words.labels.extend(user.words.labels);
        self.words.containers.extend(user.words.containers);
        self.words.carry.extend(user.words.carry);
        self.words.stops.extend(user.words.stops);
    }
}

impl MoneyFile {
    pub(super) fn extend(&mut self, user: Self) {
        self.per.extend(user.per);
        self.carry.extend(user.carry);
        self.coins.extend(user.coins);
        self.weak.extend(user.weak);
        self.usual.extend(user.usual);
    }
}

/// A hedge and how many words it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HedgeMatch {
    /// What it says.
    pub hedge: Hedge,
    /// Its words.
    pub words: usize,
}

/// Numbers, units and the words around figures. Lookups take lower case unless they say otherwise.
#[derive(Debug, Clone)]
pub struct Figures {
    words: HashMap<String, u32>,
    powers: HashMap<String, u32>,
    short_powers: HashMap<String, u32>,
    hedges: HashMap<String, Hedge>,
    longest_hedge: usize,
    measures: HashMap<String, String>,
    longest_measure: usize,
    percents: HashMap<String, String>,
    time: HashSet<String>,
    empty: HashSet<String>,
    labels: HashSet<String>,
    containers: HashSet<String>,
    carry_unit: HashSet<String>,
    stops: HashSet<String>,
    per: HashSet<String>,
    longest_per: usize,
    carry: HashSet<String>,
    coins: HashSet<String>,
    weak: HashSet<String>,
    usual: HashMap<String, String>,
}

fn words_in(text: &str) -> usize {
    text.split(' ').count()
}

impl Figures {
    pub(super) fn compile(numbers: NumbersFile, units: UnitsFile, money: MoneyFile) -> Self {
        let kinds = [
            (numbers.hedges.about, Hedge::About),
            (numbers.hedges.over, Hedge::Over),
            (numbers.hedges.under, Hedge::Under),
            (numbers.hedges.at_most, Hedge::AtMost),
            (numbers.hedges.at_least, Hedge::AtLeast),
            (numbers.hedges.exact, Hedge::Exact),
        ];
        let hedges: HashMap<_, _> =
            kinds.into_iter().flat_map(|(phrases, hedge)| phrases.into_iter().map(move |p| (p, hedge))).collect();
        let mut measures = HashMap::new();
        for spellings in units.measures {
            // A symbol is written out as the first spelling says; a word stays as it is.
            let Some(first) = spellings.first().cloned() else { continue };
            for spelling in spellings {
                let shown =
                    if spelling.len() > 3 && !spelling.contains('/') { spelling.clone() } else { first.clone() };
                measures.insert(spelling, shown);
            }
        }
        let percents: HashMap<_, _> = units
            .percent
            .into_iter()
            .flat_map(|(unit, spellings)| spellings.into_iter().map(move |s| (s, unit.clone())))
            .collect();
        Self {
            longest_hedge: hedges.keys().map(|p| words_in(p)).max().unwrap_or(0),
            longest_measure: measures.keys().chain(percents.keys()).map(|p: &String| words_in(p)).max().unwrap_or(0),
            longest_per: money.per.iter().map(|p| words_in(p)).max().unwrap_or(0),
            words: numbers.words.into_iter().collect(),
            powers: numbers.powers.into_iter().collect(),
            short_powers: numbers.short_powers.into_iter().collect(),
            hedges,
            measures,
            percents,
            time: units.words.time.into_iter().collect(),
            empty: units.words.empty.into_iter().collect(),
            labels: units.words.labels.into_iter().collect(),
            containers: units.words.containers.into_iter().collect(),
            carry_unit: units.words.carry.into_iter().collect(),
            stops: units.words.stops.into_iter().collect(),
            per: money.per.into_iter().collect(),
            carry: money.carry.into_iter().collect(),
            coins: money.coins.into_iter().collect(),
            weak: money.weak.into_iter().collect(),
            usual: money.usual.into_iter().collect(),
        }
    }

    /// The value of a number word ("seventy").
    #[must_use]
    pub fn number_word(&self, word: &str) -> Option<u32> {
        self.words.get(word).copied()
    }

    /// The power of ten of a magnitude ("million").
    #[must_use]
    pub fn power(&self, word: &str) -> Option<u32> {
        self.powers.get(word).copied()
    }

    /// The power of ten of a short magnitude ("bn"); takes the case of the text.
    #[must_use]
    pub fn short_power(&self, word: &str) -> Option<u32> {
        self.short_powers.get(word).copied()
    }

    /// The hedge that this phrase is.
    #[must_use]
    pub fn hedge(&self, phrase: &str) -> Option<Hedge> {
        self.hedges.get(phrase).copied()
    }

    /// Most words that a hedge has.
    #[must_use]
    pub fn longest_hedge(&self) -> usize {
        self.longest_hedge
    }

    /// The unit that this measure is written as in a fact; takes the case of the text for symbols.
    #[must_use]
    pub fn measure(&self, phrase: &str) -> Option<&str> {
        self.measures.get(phrase).map(String::as_str)
    }

    /// The unit of this spelling of a percentage, percentage points or basis points.
    #[must_use]
    pub fn percent(&self, phrase: &str) -> Option<&str> {
        self.percents.get(phrase).map(String::as_str)
    }

    /// Most words that a measure or percentage has.
    #[must_use]
    pub fn longest_measure(&self) -> usize {
        self.longest_measure
    }

    /// True for a span of time ("weeks").
    #[must_use]
    pub fn is_time(&self, word: &str) -> bool {
        self.time.contains(word)
    }

    /// True for a word whose number counts nothing ("times").
    #[must_use]
    pub fn is_empty_unit(&self, word: &str) -> bool {
        self.empty.contains(word)
    }

    /// True for a word that makes the number behind it a label ("section").
    #[must_use]
    pub fn is_label(&self, word: &str) -> bool {
        self.labels.contains(word)
    }

    /// True for a noun through which something else is counted ("pairs").
    #[must_use]
    pub fn is_container(&self, phrase: &str) -> bool {
        self.containers.contains(phrase)
    }

    /// True for a word behind which a bare figure counts what the figure before it counted.
    #[must_use]
    pub fn carries_unit(&self, word: &str) -> bool {
        self.carry_unit.contains(word)
    }

    /// True for a word that cannot be part of what is counted.
    #[must_use]
    pub fn is_stop(&self, word: &str) -> bool {
        self.stops.contains(word)
    }

    /// True for a phrase that says what a sum is for one of ("a year").
    #[must_use]
    pub fn is_per(&self, phrase: &str) -> bool {
        self.per.contains(phrase)
    }

    /// Most words that such a phrase has.
    #[must_use]
    pub fn longest_per(&self) -> usize {
        self.longest_per
    }

    /// True for a word behind which a bare figure keeps the currency of the figure before it.
    #[must_use]
    pub fn carries_currency(&self, word: &str) -> bool {
        self.carry.contains(word)
    }

    /// True for a word that may be a price with an article ("a dollar").
    #[must_use]
    pub fn is_coin(&self, word: &str) -> bool {
        self.coins.contains(word)
    }

    /// True for a currency's word that is another word too ("won").
    #[must_use]
    pub fn is_weak_currency(&self, word: &str) -> bool {
        self.weak.contains(word)
    }

    /// The ISO 4217 code that a word of several currencies means where the text does not say.
    #[must_use]
    pub fn usual_currency(&self, word: &str) -> Option<&str> {
        self.usual.get(word).map(String::as_str)
    }
}
