//! `lexicon/dates.toml`.

use serde::Deserialize;
use std::collections::{BTreeMap, HashMap, HashSet};

/// The file.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct CalendarFile {
    months: BTreeMap<String, i8>,
    weekdays: BTreeMap<String, i8>,
    seasons: BTreeMap<String, i8>,
    words: CalendarWords,
    on: BTreeMap<String, i64>,
    pub(super) examples: Vec<DateExample>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct CalendarWords {
    ahead: Vec<String>,
    behind: Vec<String>,
    year_leads: Vec<String>,
}

/// A sentence and the date that it names.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(test), expect(dead_code, reason = "only the tests run the examples"))]
pub(super) struct DateExample {
    pub(super) text: String,
    pub(super) date: String,
}

impl CalendarFile {
    pub(super) fn extend(&mut self, user: Self) {
        self.months.extend(user.months);
        self.weekdays.extend(user.weekdays);
        self.seasons.extend(user.seasons);
        self.on.extend(user.on);
        self.words.ahead.extend(user.words.ahead);
        self.words.behind.extend(user.words.behind);
        self.words.year_leads.extend(user.words.year_leads);
    }
}

/// Names of months, days and seasons. All lookups take lower case.
#[derive(Debug, Clone)]
pub struct Calendar {
    months: HashMap<String, i8>,
    weekdays: HashMap<String, i8>,
    seasons: HashMap<String, i8>,
    ahead: HashSet<String>,
    behind: HashSet<String>,
    year_leads: HashSet<String>,
    on: HashMap<String, i64>,
}

impl Calendar {
    pub(super) fn compile(file: CalendarFile) -> Self {
        Self {
            months: file.months.into_iter().collect(),
            weekdays: file.weekdays.into_iter().collect(),
            seasons: file.seasons.into_iter().collect(),
            on: file.on.into_iter().collect(),
            ahead: file.words.ahead.into_iter().collect(),
            behind: file.words.behind.into_iter().collect(),
            year_leads: file.words.year_leads.into_iter().collect(),
        }
    }

    /// The month (1 to 12) of this name or abbreviation.
    #[must_use]
    pub fn month(&self, word: &str) -> Option<i8> {
        self.months.get(word).copied()
    }

    /// The weekday (Monday 1 to Sunday 7) of this name or abbreviation.
    #[must_use]
    pub fn weekday(&self, word: &str) -> Option<i8> {
        self.weekdays.get(word).copied()
    }

    /// The month in which the season starts, north of the equator.
    #[must_use]
    pub fn season(&self, word: &str) -> Option<i8> {
        self.seasons.get(word).copied()
    }

    /// Days from the day last spoken of, for two words that count from it: 1 for "next day".
    #[must_use]
    pub fn days_on(&self, first: &str, second: &str) -> Option<i64> {
        self.on.get(&format!("{first} {second}")).copied()
    }

    /// True for a word that puts what stands near it into the future.
    #[must_use]
    pub fn looks_ahead(&self, word: &str) -> bool {
        self.ahead.contains(word)
    }

    /// True for a word that puts what stands near it into the past.
    #[must_use]
    pub fn looks_behind(&self, word: &str) -> bool {
        self.behind.contains(word)
    }

    /// True for a word behind which four digits are a year.
    #[must_use]
    pub fn leads_year(&self, word: &str) -> bool {
        self.year_leads.contains(word)
    }
}
