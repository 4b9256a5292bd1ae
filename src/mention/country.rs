//! Which countries a document is about, as far as its money needs it.

use super::reader::Reader;
use crate::lexicon::PlaceRole;
use crate::segment::BlockKind;
use std::collections::BTreeSet;

/// How much of a document speaks of each country.
#[derive(Debug)]
pub(super) struct CountryWeights {
    /// Weight by index of the country in the gazetteer.
    by_country: Vec<u32>,
    /// Currencies that the text writes with a prefix of their own ("C$"): a bare sign means another.
    prefixed: BTreeSet<usize>,
}

/// Bytes at the start of a document in which a place counts as its dateline.
const DATELINE: usize = 160;

impl CountryWeights {
    /// Counts names of countries, people and places.
    pub(super) fn count(reader: &Reader<'_>) -> Self {
        let geography = &reader.lexicon.geography;
        let mut by_country = vec![0; geography.countries.len()];
        let text = reader.text();
        for (start, _, country, role) in geography.find_all(text) {
            let weight = match role {
                PlaceRole::Country | PlaceRole::Demonym | PlaceRole::Metonym => 2,
                PlaceRole::Capital | PlaceRole::Place => 1,
            };
            let dateline = if start < DATELINE { 3 } else { 1 };
            by_country[country] += weight * dateline;
        }
        // A place in a dateline ("PRETORIA, July 23") is in capitals, which the gazetteer is not.
        for sentence in reader.segmented.sentences.iter().take(6) {
            let heading = reader.segmented.blocks[sentence.block as usize].kind == BlockKind::Heading;
            let slice = sentence.span.slice(text);
            let Some(lead) = slice.split([',', '(', ':', '—', '–', '-']).next().filter(|_| !heading) else {
                continue;
            };
            let lead = lead.trim();
            if lead.len() > 3 && lead.len() < 40 && lead.chars().all(|c| c.is_uppercase() || !c.is_alphabetic()) {
                for (country, _) in geography.lookup(&title_case(lead)) {
                    by_country[*country] += 6;
                }
            }
        }
        Self { by_country, prefixed: BTreeSet::new() }
    }

    /// Notes that the text writes this currency with a prefix of its own.
    pub(super) fn note_prefixed(&mut self, currency: usize) {
        self.prefixed.insert(currency);
    }

    /// How much the document speaks of the countries that pay with a currency.
    pub(super) fn weight(&self, reader: &Reader<'_>, currency: usize) -> u32 {
        let entry = &reader.lexicon.geography.currencies[currency];
        entry.countries.iter().map(|&c| self.by_country[c]).sum()
    }

    /// True if the document speaks of no country more than of those that pay with `currency`.
    pub(super) fn leads(&self, reader: &Reader<'_>, currency: usize) -> bool {
        let weight = self.weight(reader, currency);
        self.by_country.iter().all(|&other| other <= weight)
    }

    /// The most likely of `candidates`: the one whose countries the document speaks of most, not
    /// counting those with a prefix of their own where `bare` is true; `fallback` if it speaks of none.
    pub(super) fn choose(&self, reader: &Reader<'_>, candidates: &[usize], fallback: usize, bare: bool) -> usize {
        let mut best = (0, fallback);
        for &candidate in candidates {
            if bare && self.prefixed.contains(&candidate) {
                continue;
            }
            let weight = self.weight(reader, candidate);
            if weight > best.0 || weight == best.0 && weight > 0 && candidate == fallback {
                best = (weight, candidate);
            }
        }
        best.1
    }
}

fn title_case(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut start = true;
    for c in text.chars() {
        if start {
            out.push(c);
        } else {
            out.extend(c.to_lowercase());
        }
        start = !c.is_alphabetic();
    }
    out
}
