//! Sums of money in every style, with their currency, hedge, range and "per".

use super::country::CountryWeights;
use super::number::{self, Number};
use super::reader::Reader;
use super::scan::{Atom, AtomKind};
use super::{Hedge, MoneyMention};
use crate::lexicon::PlaceRole;
use crate::span::Span;
use rust_decimal::Decimal;

/// A sum within the atoms of one sentence.
struct Sum {
    from: usize,
    to: usize,
    value: Decimal,
    currency: usize,
    range_from_last: bool,
}

/// A currency that stands at a number.
#[derive(Clone, Copy)]
struct Sign {
    currency: usize,
    /// First atom of a prefix, or one past the last of a suffix.
    edge: usize,
    /// True for cents and the like.
    minor: bool,
    /// True if it names one currency for sure.
    certain: bool,
}

/// Reads the sums of one sentence into `out` and marks their atoms in `taken`.
pub(super) fn read_sentence(
    reader: &Reader<'_>,
    weights: &mut CountryWeights,
    sentence: usize,
    atoms: &[Atom],
    taken: &mut [bool],
    out: &mut Vec<MoneyMention>,
) {
    let block = reader.segmented.sentences[sentence].block;
    let before = out
        .last()
        .filter(|m| {
            m.sentence as usize + 1 == sentence && reader.segmented.sentences[m.sentence as usize].block == block
        })
        .and_then(|m| reader.lexicon.geography.currency_by_code(m.currency.as_str()));
    let mut scan = Scan { reader, weights, atoms, last_currency: None, currency_before: before };
    let first = out.len();
    let mut at = 0;
    while at < atoms.len() {
        let sums = scan.sums_at(at);
        let Some(last) = sums.last() else {
            at += 1;
            continue;
        };
        at = last.to.max(at + 1);
        for sum in sums {
            scan.last_currency = Some(sum.currency);
            scan.push(sentence, &sum, first, out);
            taken[sum.from..sum.to].fill(true);
        }
    }
}

struct Scan<'r, 'a> {
    reader: &'r Reader<'a>,
    weights: &'r mut CountryWeights,
    atoms: &'r [Atom],
    last_currency: Option<usize>,
    currency_before: Option<usize>,
}

impl Scan<'_, '_> {
    fn slice(&self, atom: usize) -> &str {
        self.atoms[atom].span.slice(self.reader.text())
    }

    fn word(&self, atom: usize) -> &str {
        self.atoms.get(atom).map_or("", |a| a.lower.as_str())
    }

    fn number(&self, at: usize, short: bool) -> Option<Number> {
        number::read(self.atoms, at, self.reader.text(), &self.reader.lexicon.figures, short)
    }

    /// The sum that starts with the number or article at `at`, or the two ends of a range.
    fn sums_at(&mut self, at: usize) -> Vec<Sum> {
        if let Some(sum) = self.one_unit(at) {
            return vec![sum];
        }
        if self.inside_label(at) {
            return Vec::new();
        }
        let prefix = self.prefix(at);
        let Some(number) = self.number(at, prefix.is_some()) else { return Vec::new() };
        let suffix = self.suffix(number.end, &number);
        if let Some(prefix) = prefix.filter(|p| self.believable(p, &number)) {
            let certain = suffix.filter(|s| s.certain && !s.minor);
            let currency = certain.map_or(prefix.currency, |s| s.currency);
            let to = certain.map_or(number.end, |s| s.edge);
            return self.with_upper_end(
                Sum { from: prefix.edge, to, value: number.value, currency, range_from_last: false },
                &number,
            );
        }
        if let Some(suffix) = suffix {
            let value = if suffix.minor { number.value / Decimal::ONE_HUNDRED } else { number.value };
            return vec![Sum { from: at, to: suffix.edge, value, currency: suffix.currency, range_from_last: false }];
        }
        if let Some(pair) = self.lower_end(at, &number) {
            return pair;
        }
        self.elliptic(at, &number).into_iter().collect()
    }

    /// "a dollar", where it is a price.
    fn one_unit(&self, at: usize) -> Option<Sum> {
        if !matches!(self.word(at), "a" | "one") {
            return None;
        }
        if !self.reader.lexicon.figures.is_coin(self.word(at + 1)) {
            return None;
        }
        let next = self.atoms.get(at + 2);
        let ends = next.is_none_or(|a| {
            a.is_mark(&['.', ',', ';', ':', ')', '?', '!', '—', '–', '"', '”'])
                || a.is_word()
                    && matches!(
                        a.lower.as_str(),
                        "a" | "per" | "each" | "for" | "to" | "and" | "or" | "in" | "more" | "less" | "apiece"
                    )
        });
        let suffix = ends.then(|| self.currency_words(at + 1)).flatten()?;
        Some(Sum { from: at, to: at + 2, value: Decimal::ONE, currency: suffix.currency, range_from_last: false })
    }

    /// A number that is a part of a word ("MC14") or of a longer row of digits.
    fn inside_label(&self, at: usize) -> bool {
        let atom = &self.atoms[at];
        atom.is_number()
            && atom.glued
            && at > 1
            && self.atoms[at - 1].is_dash()
            && self.atoms[at - 1].glued
            && self.atoms[at - 2].is_word()
            && self.reader.lexicon.figures.power(self.word(at - 2)).is_none()
            && self.reader.lexicon.figures.short_power(self.slice(at - 2)).is_none()
    }

    /// The currency written before the number at `at`.
    fn prefix(&mut self, at: usize) -> Option<Sign> {
        if at == 0 || !self.atoms[at].is_number() {
            return None;
        }
        let text = self.reader.text();
        let sentence_start = self.atoms[0].span.start as usize;
        let until = self.atoms[at - 1].span.end as usize;
        let gap = &text[until..self.atoms[at].span.start as usize];
        if gap.chars().count() > 1 || gap.contains('\n') {
            return None;
        }
        let lead = &text[sentence_start..until];
        let edge = |length: usize| {
            let start = (until - length) as u32;
            self.atoms[..at].partition_point(|a| a.span.start < start)
        };
        let geography = &self.reader.lexicon.geography;
        if let Some((length, currency)) = geography.prefix_at_end(lead) {
            let prefix = &lead[lead.len() - length..];
            let boundary = !prefix.starts_with(char::is_alphabetic)
                || !lead[..lead.len() - length].ends_with(char::is_alphanumeric);
            let short_word = prefix.len() <= 2 && prefix.chars().all(char::is_alphabetic);
            if boundary && !(short_word && prefix != "Rp" && self.weights.weight(self.reader, currency) == 0) {
                let edge = edge(length);
                // A sign shared by yen and yuan goes to the country that the text is about.
                let currency = if prefix == "¥" { self.resolve(&["yen", "yuan"], currency) } else { currency };
                if prefix.ends_with('$') && prefix.len() > 1 {
                    self.weights.note_prefixed(currency);
                }
                return Some(Sign { currency, edge, minor: false, certain: prefix != "¥" });
            }
        }
        if lead.ends_with('$') {
            let edge = edge(1);
            return Some(Sign { currency: self.dollars(true)?, edge, minor: false, certain: false });
        }
        let dot = usize::from(self.atoms[at - 1].is_mark(&['.']) && self.atoms[at - 1].glued);
        let word_at = at.checked_sub(1 + dot)?;
        if !self.atoms[word_at].is_word() {
            return None;
        }
        let word = self.slice(word_at);
        if let Some(currency) = geography.currency_by_code(word) {
            return Some(Sign { currency, edge: word_at, minor: false, certain: true });
        }
        let resolved = match word {
            "Rs" | "RS" => Some(self.resolve(&["rupee"], usize::MAX)),
            "kr" | "Kr" => Some(self.resolve(&["krona", "krone"], usize::MAX)),
            _ => None,
        };
        if let Some(currency) = resolved {
            return (currency != usize::MAX).then_some(Sign { currency, edge: word_at, minor: false, certain: false });
        }
        if dot == 0 && self.atoms[at].glued {
            let candidates = geography.currencies_by_letter(word);
            let currency = self.weights.choose(self.reader, candidates, usize::MAX, false);
            let known =
                if currency == usize::MAX && word == "R" { geography.currency_by_code("ZAR")? } else { currency };
            return (known != usize::MAX).then_some(Sign {
                currency: known,
                edge: word_at,
                minor: false,
                certain: currency != usize::MAX,
            });
        }
        None
    }

    /// Codes that are words or names too ("ALL", "COP 29") need a magnitude or their country in the text.
    fn believable(&self, prefix: &Sign, number: &Number) -> bool {
        let edge = &self.atoms[prefix.edge];
        if !edge.is_word() {
            return true;
        }
        let word = self.slice(prefix.edge);
        let code = self.reader.lexicon.geography.currency_by_code(word).is_some();
        let letter = word.len() == 1 && self.atoms.get(prefix.edge + 1).is_some_and(Atom::is_number);
        if code && word == "COP" && !number.scaled && number.base < Decimal::from(50) {
            return false;
        }
        if letter && !number.scaled && number.base < Decimal::from(100) && !prefix.certain {
            return false;
        }
        !code
            || number.scaled
            || matches!(word, "USD" | "EUR" | "GBP")
            || self.weights.weight(self.reader, prefix.currency) > 0
    }

    /// The currency written behind a number that ends before `at`.
    fn suffix(&self, at: usize, number: &Number) -> Option<Sign> {
        let hyphen = usize::from(
            self.atoms.get(at).is_some_and(|a| a.is_dash() && a.glued)
                && self.atoms.get(at + 1).is_some_and(|a| a.glued && a.is_word()),
        );
        let at = at + hyphen;
        let atom = self.atoms.get(at)?;
        let geography = &self.reader.lexicon.geography;
        if let AtomKind::Mark(c) = atom.kind {
            let before_number = self.atoms.get(at + 1).is_some_and(|a| a.glued && a.is_number());
            if before_number {
                return None;
            }
            let currency = if c == '$' && atom.glued {
                self.dollars(true)?
            } else {
                geography.currency_by_prefix(c.encode_utf8(&mut [0; 4]))?
            };
            return Some(Sign { currency, edge: at + 1, minor: false, certain: c != '$' });
        }
        if !atom.is_word() {
            return None;
        }
        let word = self.slice(at);
        if word.len() == 3
            && (number.scaled || !number.in_words)
            && !atom.glued
            && let Some(currency) = geography.currency_by_code(word)
        {
            return Some(Sign { currency, edge: at + 1, minor: false, certain: true });
        }
        if let Some(sign) = self.currency_words(at) {
            let weak = self.reader.lexicon.figures.is_weak_currency(self.word(at));
            let weight = matches!(self.word(at), "pound" | "pounds") && !number.scaled && self.word(at + 1) == "of";
            let vague = weak && number.in_words && !number.scaled;
            return (!vague && !weight).then_some(sign);
        }
        let minor = geography.currencies_by_minor(self.word(at));
        let lone = number.in_words && number.value <= Decimal::ONE;
        if minor.is_empty() || number.scaled || lone {
            return None;
        }
        let glued_letter = word.len() > 1
            || atom.glued
                && !self.atoms.get(at + 1).is_some_and(|a| a.glued && a.is_mark(&['.']) && self.word(at + 2) == "m");
        let fallback = self.usual(self.word(at)).unwrap_or(minor[0]);
        let currency = if minor.len() > 1 { self.leading(minor, fallback) } else { minor[0] };
        glued_letter.then_some(Sign { currency, edge: at + 1, minor: true, certain: false })
    }

    /// A currency in words at `at`: a full name, an origin and a word, or a word alone.
    fn currency_words(&self, at: usize) -> Option<Sign> {
        let geography = &self.reader.lexicon.geography;
        let mut joined = String::new();
        let mut found = None;
        for count in 0..geography.longest_currency_name() {
            let Some(atom) = self.atoms.get(at + count).filter(|a| a.is_word()) else { break };
            if count > 0 {
                joined.push(' ');
            }
            joined.push_str(&atom.lower);
            if let Some(currency) = geography.currency_by_name(&joined).filter(|_| count > 0) {
                found = Some(Sign { currency, edge: at + count + 1, minor: false, certain: true });
            }
        }
        if found.is_some() {
            return found;
        }
        // "U.S. dollars"
        if self.word(at) == "u" && self.word(at + 2) == "s" && matches!(self.word(at + 4), "dollar" | "dollars") {
            return Some(Sign {
                currency: geography.currency_by_code("USD")?,
                edge: at + 5,
                minor: false,
                certain: true,
            });
        }
        for origin in [1, 2] {
            let Some(word_at) = self.atoms.get(at + origin).filter(|a| a.is_word()) else { break };
            let candidates = geography.currencies_by_word(&word_at.lower);
            if candidates.is_empty() {
                continue;
            }
            let span = self.atoms[at].span.cover(self.atoms[at + origin - 1].span);
            let places = geography.lookup(span.slice(self.reader.text()));
            let owned = candidates.iter().copied().find(|&c| {
                places.iter().any(|(country, role)| {
                    matches!(role, PlaceRole::Demonym | PlaceRole::Country)
                        && geography.currencies[c].countries.contains(country)
                })
            });
            if let Some(currency) = owned {
                return Some(Sign { currency, edge: at + origin + 1, minor: false, certain: true });
            }
        }
        let candidates = geography.currencies_by_word(self.word(at));
        let first = *candidates.first()?;
        let currency = if self.word(at).starts_with("dollar") {
            self.dollars(false)?
        } else {
            let usual = self.usual(self.word(at)).unwrap_or(first);
            self.weights.choose(self.reader, candidates, usual, false)
        };
        Some(Sign { currency, edge: at + 1, minor: false, certain: candidates.len() == 1 })
    }

    /// What a bare dollar sign or "dollars" means: the US dollar, unless the text is about another
    /// country of dollars more than about any other country.
    fn dollars(&self, bare: bool) -> Option<usize> {
        let geography = &self.reader.lexicon.geography;
        let us = geography.currency_by_code("USD")?;
        let chosen = self.weights.choose(self.reader, geography.currencies_by_word("dollar"), us, bare);
        Some(if chosen == us || self.weights.leads(self.reader, chosen) { chosen } else { us })
    }

    /// The index of the currency that a word usually means.
    fn usual(&self, word: &str) -> Option<usize> {
        let code = self.reader.lexicon.figures.usual_currency(word)?;
        self.reader.lexicon.geography.currency_by_code(code)
    }

    /// The candidate of the country that the text is about most, or the fallback.
    fn leading(&self, candidates: &[usize], fallback: usize) -> usize {
        let chosen = self.weights.choose(self.reader, candidates, fallback, false);
        if chosen == fallback || self.weights.leads(self.reader, chosen) { chosen } else { fallback }
    }

    fn resolve(&self, words: &[&str], fallback: usize) -> usize {
        let geography = &self.reader.lexicon.geography;
        let candidates: Vec<usize> = words.iter().flat_map(|w| geography.currencies_by_word(w)).copied().collect();
        let usual = self.usual(words[0]).unwrap_or(fallback);
        self.weights.choose(self.reader, &candidates, usual, false)
    }

    /// "$3-4 billion", "$50bn to 60bn": the upper end of a range that has no sign of its own.
    fn with_upper_end(&self, mut lower: Sum, number: &Number) -> Vec<Sum> {
        let joint = self.atoms.get(lower.to);
        let dash = joint.is_some_and(Atom::is_dash);
        if !dash && self.word(lower.to) != "to" {
            return vec![lower];
        }
        let Some(upper) = self.number(lower.to + 1, true).filter(|_| self.atoms[lower.to + 1].is_number()) else {
            return vec![lower];
        };
        let tight = dash && self.atoms[lower.to].glued && self.atoms[lower.to + 1].glued;
        if !(tight || upper.scaled)
            || upper.base <= number.base && !number.scaled
            || self.suffix(upper.end, &upper).is_some_and(|s| s.minor)
        {
            return vec![lower];
        }
        lower.value = number.as_lower_end_of(&upper);
        let second = Sum {
            from: lower.to + 1,
            to: upper.end,
            value: upper.value,
            currency: lower.currency,
            range_from_last: true,
        };
        vec![lower, second]
    }

    /// "3 to 4 billion dollars", "between 40 and 50 million euros": the currency stands at the upper end.
    fn lower_end(&self, at: usize, number: &Number) -> Option<Vec<Sum>> {
        let joint = self.atoms.get(number.end)?;
        let is_range = joint.is_dash()
            || joint.lower == "to"
            || joint.lower == "or"
            || joint.lower == "and" && at > 0 && self.word(at - 1) == "between";
        if !is_range {
            return None;
        }
        let upper = self.number(number.end + 1, false)?;
        let suffix = self.suffix(upper.end, &upper).filter(|s| !s.minor)?;
        let value = number.as_lower_end_of(&upper);
        let currency = suffix.currency;
        Some(vec![
            Sum { from: at, to: number.end, value: value.normalize(), currency, range_from_last: false },
            Sum { from: number.end + 1, to: suffix.edge, value: upper.value, currency, range_from_last: true },
        ])
    }

    /// "from 51 billion pesos to 37 billion": a bare figure with a magnitude behind a sum.
    fn elliptic(&self, at: usize, number: &Number) -> Option<Sum> {
        let figures = &self.reader.lexicon.figures;
        let currency = self.last_currency.or(self.currency_before)?;
        if !number.scaled || number.in_words || at == 0 || !figures.carries_currency(self.word(at - 1)) {
            return None;
        }
        let next = self.atoms.get(number.end);
        let counted = next.is_some_and(|a| a.is_word() && !figures.is_stop(&a.lower));
        let percent = next.is_some_and(|a| a.is_mark(&['%']));
        (!counted && !percent).then_some(Sum {
            from: at,
            to: number.end,
            value: number.value,
            currency,
            range_from_last: false,
        })
    }

    fn push(&self, sentence: usize, sum: &Sum, first: usize, out: &mut Vec<MoneyMention>) {
        let text = self.reader.text();
        let span = self.atoms[sum.from].span.cover(self.atoms[sum.to - 1].span);
        let currency = self.reader.lexicon.geography.currencies[sum.currency].code;
        let last = out.len().checked_sub(1).filter(|&i| i >= first);
        let gap = last.and_then(|i| text.get(out[i].span.end as usize..span.start as usize));
        let restates =
            last.filter(|&i| out[i].currency != currency && gap.is_some_and(opens_restatement)).map(|i| i as u32);
        let joined = gap.is_some_and(|g| matches!(g.trim(), "-" | "–" | "—") || g.trim() == "to");
        let range = last.filter(|&i| out[i].currency == currency && (sum.range_from_last || joined));
        out.push(MoneyMention {
            span,
            tokens: self.reader.tokens(span),
            sentence: sentence as u32,
            value: sum.value.normalize(),
            currency,
            hedge: hedge_before(self.reader, self.atoms, sum.from).0,
            restates,
            range_from: range.map(|i| i as u32),
            per: self.per(sum.to),
        });
    }

    /// "each", "a year", "per tonne" behind a sum that ends before `at`.
    fn per(&self, at: usize) -> Option<Span> {
        let figures = &self.reader.lexicon.figures;
        let span = |count: usize| Some(self.atoms[at].span.cover(self.atoms[at + count - 1].span));
        let mut joined = String::new();
        let mut best = None;
        for count in 1..=figures.longest_per() {
            let Some(atom) = self.atoms.get(at + count - 1).filter(|a| a.is_word()) else { break };
            if count > 1 {
                joined.push(' ');
            }
            joined.push_str(&atom.lower);
            if figures.is_per(&joined) {
                best = span(count);
            }
        }
        if best.is_none() && self.word(at) == "per" {
            let nouns =
                self.atoms[at + 1..].iter().take(2).take_while(|a| a.is_word() && !figures.is_stop(&a.lower)).count();
            return if nouns > 0 { span(1 + nouns) } else { None };
        }
        best
    }
}

/// True for what stands between a sum and its restatement in another currency: " (", " (about ".
fn opens_restatement(gap: &str) -> bool {
    let gap = gap.trim();
    let inner = gap.strip_prefix('(').or_else(|| gap.strip_prefix('[')).or_else(|| gap.strip_prefix(", or"));
    let Some(inner) = inner.map(str::trim) else { return gap == "or" };
    inner.len() < 30 && !inner.contains([')', ']', '.', ';'])
}

/// The hedge right before `atoms[at]`, and the index of its first atom (`at` if there is none).
pub(super) fn hedge_before(reader: &Reader<'_>, atoms: &[Atom], at: usize) -> (Hedge, usize) {
    let figures = &reader.lexicon.figures;
    let mut joined = String::new();
    let mut best = (Hedge::Exact, at);
    for count in 1..=figures.longest_hedge() {
        let Some(from) = at.checked_sub(count) else { break };
        let atom = &atoms[from];
        if atom.is_mark(&['~', '≈']) {
            return (Hedge::About, from);
        }
        if !atom.is_word() {
            break;
        }
        joined = if joined.is_empty() { atom.lower.to_string() } else { format!("{} {joined}", atom.lower) };
        if let Some(hedge) = figures.hedge(&joined) {
            best = (hedge, from);
        }
    }
    best
}
