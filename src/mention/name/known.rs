//! Names of the user's gazetteer: they hold whether the tagger saw them or not, with the type that the user gives.

use super::{Candidate, Tokens};
use crate::gazetteer::Gazetteer;
use crate::language::{NameKind, Upos};
use std::collections::BTreeSet;
use std::ops::Range;

/// Trust in what the user knows.
const SCORE: f32 = 0.99;

/// A known name where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Known {
    pub(super) tokens: Range<u32>,
    pub(super) kind: NameKind,
    /// The entry that is meant; none where several things of one type are called so and nothing says which.
    pub(super) entry: Option<u32>,
}

impl Known {
    /// The known name at these tokens.
    pub(super) fn at<'k>(all: &'k [Self], tokens: &Range<u32>) -> Option<&'k Self> {
        let index = all.binary_search_by_key(&tokens.start, |known| known.tokens.start).ok()?;
        all.get(index).filter(|known| known.tokens == *tokens)
    }
}

/// A place that reads like known names.
struct Place {
    tokens: Range<u32>,
    entries: Vec<u32>,
    /// True if its capitals say nothing: it begins a sentence, or all is written in capitals.
    weak: bool,
}

/// All known names in text order; they do not overlap. `names` are those that were read without the gazetteer.
pub(super) fn read(tokens: Tokens<'_, '_>, names: &[Candidate]) -> Vec<Known> {
    let gazetteer = &tokens.reader.lexicon.gazetteer;
    if gazetteer.is_empty() {
        return Vec::new();
    }
    let finder = Finder { tokens, names, gazetteer };
    let mut places = finder.places();
    let sure: BTreeSet<String> = places.iter().filter(|place| !place.weak).map(|place| finder.form(place)).collect();
    places.retain(|place| finder.is_name(place, &sure));
    let said: BTreeSet<u32> =
        places.iter().filter(|place| place.entries.len() == 1).map(|place| place.entries[0]).collect();
    places.into_iter().filter_map(|place| finder.decide(place, &said)).collect()
}

/// Puts known names in the place of what they overlap; a longer name that holds one ("Bank of Norway") stays.
pub(super) fn merge(tokens: Tokens<'_, '_>, names: Vec<Candidate>, known: &[Known]) -> Vec<Candidate> {
    if known.is_empty() {
        return names;
    }
    let overlap = |a: &Range<u32>, b: &Range<u32>| a.start < b.end && b.start < a.end;
    let (mut kept, mut out) = (Vec::new(), Vec::new());
    for name in names {
        let inside: Vec<&Known> = known.iter().filter(|known| overlap(&known.tokens, &name.tokens)).collect();
        let is_known = |t: u32| inside.iter().any(|known| known.tokens.contains(&t));
        let holds = inside.iter().all(|k| name.tokens.start <= k.tokens.start && k.tokens.end <= name.tokens.end);
        let more = name.tokens.clone().any(|t| !is_known(t) && (tokens.is_capital(t) || tokens.is_number(t)));
        if inside.is_empty() || holds && more {
            kept.push(name.tokens.clone());
            out.push(name);
        }
    }
    for known in known.iter().filter(|known| !kept.iter().any(|name| overlap(name, &known.tokens))) {
        out.push(Candidate { tokens: known.tokens.clone(), kind: known.kind, score: SCORE, certain: true });
    }
    out.sort_by_key(|name| name.tokens.start);
    out
}

struct Finder<'f, 'r, 'a> {
    tokens: Tokens<'r, 'a>,
    names: &'f [Candidate],
    gazetteer: &'f Gazetteer,
}

impl Finder<'_, '_, '_> {
    /// The longest hits, from left to right, that begin and end with tokens of one sentence.
    fn places(&self) -> Vec<Place> {
        let reader = self.tokens.reader;
        let mut places = Vec::new();
        for sentence in &reader.segmented.sentences {
            let text = sentence.span.slice(reader.text());
            let shouted = !text.contains(char::is_lowercase);
            let mut hits: Vec<(Range<u32>, Vec<u32>)> = self
                .gazetteer
                .find(text)
                .into_iter()
                .filter_map(|hit| {
                    let start = sentence.span.start + hit.place.start as u32;
                    let end = sentence.span.start + hit.place.end as u32;
                    let range = reader.tokens(crate::span::Span { start, end });
                    let (first, last) = (range.start as usize, (range.end as usize).checked_sub(1)?);
                    let tokens = &reader.segmented.tokens;
                    let whole = tokens.get(first)?.start == start && tokens.get(last)?.end == end;
                    (whole && range.end <= sentence.tokens.end).then_some((range, hit.entries))
                })
                .collect();
            hits.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
            let mut after = 0;
            for (range, entries) in hits {
                if range.start >= after {
                    after = range.end;
                    let single = range.len() == 1;
                    let weak = single && (shouted || self.begins(&range, sentence.tokens.start));
                    places.push(Place { tokens: range, entries, weak });
                }
            }
        }
        places
    }

    /// True if nothing but marks stands between the start of the sentence and the name.
    fn begins(&self, range: &Range<u32>, start: u32) -> bool {
        (start..range.start).all(|t| !self.tokens.text(t).contains(char::is_alphanumeric))
    }

    fn form(&self, place: &Place) -> String {
        place.tokens.clone().map(|t| self.tokens.text(t).to_lowercase()).collect::<Vec<_>>().join(" ")
    }

    /// False for a word that only looks like a name: "Reform is late", "in May".
    fn is_name(&self, place: &Place, sure: &BTreeSet<String>) -> bool {
        let token = place.tokens.start;
        let tagged = self.tagged(&place.tokens);
        if place.tokens.len() == 1 && self.tokens.reader.lexicon.names.is_common(self.tokens.text(token)) {
            return tagged.is_some_and(|kind| place.entries.iter().any(|&e| self.gazetteer.entry(e).kind == kind));
        }
        let proper = || self.tokens.reader.analysis.words.get(token as usize).is_some_and(|w| w.upos == Upos::Propn);
        !place.weak || tagged.is_some() || proper() || sure.contains(&self.form(place))
    }

    /// What the names that were read without the gazetteer take these tokens for.
    fn tagged(&self, tokens: &Range<u32>) -> Option<NameKind> {
        let index = self.names.partition_point(|name| name.tokens.end <= tokens.start);
        self.names.get(index).filter(|name| name.tokens.start <= tokens.start).map(|name| name.kind)
    }

    /// Which of several things is meant: the one that the text calls by another of its names, else the one of the
    /// type that the words around it suggest.
    fn decide(&self, place: Place, said: &BTreeSet<u32>) -> Option<Known> {
        let kind = |entry: u32| self.gazetteer.entry(entry).kind;
        let only = |fits: &dyn Fn(u32) -> bool| {
            let mut fitting = place.entries.iter().copied().filter(|&entry| fits(entry));
            fitting.next().filter(|_| fitting.next().is_none())
        };
        let tagged = self.tagged(&place.tokens);
        let entry =
            only(&|_| true).or_else(|| only(&|e| said.contains(&e))).or_else(|| only(&|e| Some(kind(e)) == tagged));
        let first = kind(*place.entries.first()?);
        let one_kind = place.entries.iter().all(|&e| kind(e) == first);
        let kind = entry.map(kind).or(one_kind.then_some(first))?;
        Some(Known { tokens: place.tokens, kind, entry })
    }
}
