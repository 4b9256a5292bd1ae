//! Counts, measures and percentages: a number and what it counts.

use super::money::hedge_before;
use super::number::{self, Number};
use super::reader::Reader;
use super::scan::{Atom, Atoms, scan_span};
use super::{Hedge, QuantityMention};
use crate::language::{Upos, Xpos};
use crate::span::Span;
use compact_str::CompactString;
use rust_decimal::Decimal;

/// What a number counts.
#[derive(Debug, Clone, PartialEq)]
struct Unit {
    text: CompactString,
    span: Option<Span>,
    /// One past its last atom.
    end: usize,
}

/// What stands behind a number.
enum Behind {
    Unit(Unit),
    /// A span of time, a label, part of a word: the number is no quantity.
    Nothing,
    /// No noun: the unit may be that of a figure before.
    Bare,
}

/// Longest phrase that is taken as what is counted, in words.
const LONGEST_UNIT: usize = 6;

/// Reads the quantities of one sentence into `out`; `taken` marks atoms of dates and sums.
pub(super) fn read_sentence(
    reader: &Reader<'_>,
    atoms: &Atoms,
    sentence: usize,
    taken: &[bool],
    out: &mut Vec<QuantityMention>,
) {
    let scan = Scan { reader, atoms: atoms.sentence(sentence), taken };
    let first = out.len();
    let mut at = 0;
    while at < scan.atoms.len() {
        let Some(number) = scan.number(at).filter(|_| !taken[at]) else {
            at += 1;
            continue;
        };
        let end = number.end;
        match scan.behind(at, &number) {
            Behind::Unit(unit) => {
                let from = at;
                at = unit.end.max(end);
                let lower = lower_end(first, out, sentence);
                scan.push(sentence, from, &number, unit, lower, out);
            }
            Behind::Nothing => at = end.max(at + 1),
            Behind::Bare => {
                if let Some((upper, unit)) = scan.range_ahead(end, &number) {
                    let value = number.as_lower_end_of(&upper);
                    let lower_number = Number { value, ..number };
                    let from = at;
                    let inner = Unit { end, ..unit };
                    scan.push(sentence, from, &lower_number, inner, None, out);
                } else if let Some(unit) = scan.question_ahead(atoms, sentence, at, end) {
                    scan.push(sentence, at, &number, unit, None, out);
                } else if let Some(unit) = scan.inherited(reader, at, &number, sentence, out) {
                    scan.push(sentence, at, &number, unit, None, out);
                }
                at = end.max(at + 1);
            }
        }
    }
}

struct Scan<'r, 'a> {
    reader: &'r Reader<'a>,
    atoms: &'r [Atom],
    taken: &'r [bool],
}

impl Scan<'_, '_> {
    fn slice(&self, atom: usize) -> &str {
        self.atoms[atom].span.slice(self.reader.text())
    }

    fn word(&self, atom: usize) -> &str {
        self.atoms.get(atom).map_or("", |a| a.lower.as_str())
    }

    fn before(&self, at: usize, back: usize) -> &str {
        at.checked_sub(back).map_or("", |i| self.word(i))
    }

    fn number(&self, at: usize) -> Option<Number> {
        let number = number::read(self.atoms, at, self.reader.text(), &self.reader.lexicon.figures, false)?;
        // "one" is a pronoun or an article more often than a count, and "zero" counts nothing.
        let lone_one = number.in_words && number.end == at + 1 && number.value <= Decimal::ONE;
        if lone_one && !self.measured(number.end) {
            return None;
        }
        if number.short_scale && self.is_short_unit(&number) {
            let base = Number { value: number.base, end: number.end - 1, scaled: false, short_scale: false, ..number };
            return Some(base);
        }
        Some(number)
    }

    /// True if a measure or percentage stands at `at`.
    fn measured(&self, at: usize) -> bool {
        self.measure(at).is_some()
    }

    /// "5m" is a length or an age unless a noun follows that is counted.
    fn is_short_unit(&self, number: &Number) -> bool {
        self.slice(number.end - 1) == "m"
            && !self
                .atoms
                .get(number.end)
                .is_some_and(|a| a.is_word() && !self.reader.lexicon.figures.is_stop(&a.lower))
    }

    fn behind(&self, at: usize, number: &Number) -> Behind {
        if self.is_label(at, number) {
            return Behind::Nothing;
        }
        let figures = &self.reader.lexicon.figures;
        let mut next = number.end;
        if let Some(unit) = self.measure(next) {
            return Behind::Unit(unit);
        }
        if let Some(atom) = self.atoms.get(next) {
            // "two-thirds", "12-member", "5G", "21st": no count of what follows.
            let hyphenated = atom.is_dash() && atom.glued && self.atoms.get(next + 1).is_some_and(|a| a.glued);
            if hyphenated {
                return match self.measure(next + 1) {
                    Some(unit) => Behind::Unit(unit),
                    None if self.atoms[next + 1].is_number()
                        || number::read(self.atoms, next + 1, self.reader.text(), figures, false).is_some() =>
                    {
                        Behind::Bare
                    }
                    None => Behind::Nothing,
                };
            }
            if atom.glued && atom.is_word()
                || atom.glued
                    && atom.is_mark(&[':', '/', '@', '_', '#'])
                    && self.atoms.get(next + 1).is_some_and(|a| a.glued)
            {
                return Behind::Nothing;
            }
        }
        // "nine of the 36 states", "82 of the bloc's larger data centres"
        if self.word(next) == "of"
            && matches!(self.word(next + 1), "the" | "its" | "their" | "these" | "those" | "all" | "our")
        {
            // What is counted stands further on, perhaps with a number of its own: reading goes on here.
            return match self.part_of(next + 2, number) {
                Behind::Unit(unit) => Behind::Unit(Unit { end: number.end, ..unit }),
                other => other,
            };
        }
        if self.word(next) == "more"
            || self.word(next) == "additional"
            || self.word(next) == "other"
            || self.word(next) == "further"
        {
            next += 1;
        }
        self.counted(next)
    }

    /// A measure or percentage at `at`, as facts write it.
    fn measure(&self, at: usize) -> Option<Unit> {
        let figures = &self.reader.lexicon.figures;
        let text = self.reader.text();
        let first = self.atoms.get(at)?;
        let mut best: Option<Unit> = None;
        for count in 1..=figures.longest_measure() + 2 {
            let Some(last) = self.atoms.get(at + count - 1) else { break };
            let span = first.span.cover(last.span);
            if span.len() > 40 {
                break;
            }
            let slice = span.slice(text);
            let lower = slice.to_lowercase();
            if self.atoms.get(at + count).is_some_and(|a| a.glued && (a.is_word() || a.is_number())) {
                continue;
            }
            if let Some(unit) = figures.percent(&lower) {
                best = Some(Unit { text: unit.into(), span: Some(span), end: at + count });
            } else if let Some(unit) =
                figures.measure(slice).or_else(|| (slice.len() > 3).then(|| figures.measure(&lower)).flatten())
            {
                // A symbol of one letter is a unit only where it stands at the number.
                if slice.len() > 1 || first.glued {
                    best = Some(Unit { text: unit.into(), span: Some(span), end: at + count });
                }
            }
        }
        let unit = best?;
        // "cubic metres of gas", "hectares of forest"
        if self.word(unit.end) == "of"
            && !unit.text.starts_with(['%', 'p'])
            && !matches!(self.word(unit.end + 1), "the" | "this" | "its" | "an" | "a")
            && let Behind::Unit(of) = self.counted(unit.end + 1)
            && let (Some(measure), Some(rest)) = (unit.span, of.span)
        {
            return Some(Unit {
                text: format!("{} of {}", unit.text, of.text).into(),
                span: Some(measure.cover(rest)),
                end: of.end,
            });
        }
        Some(unit)
    }

    /// The noun phrase at `at` that a number counts.
    fn counted(&self, at: usize) -> Behind {
        let figures = &self.reader.lexicon.figures;
        let Some(end) = self.phrase_end(at) else { return Behind::Bare };
        let last = self.word(end - 1);
        if figures.is_time(last)
            || figures.is_time(self.word(at))
            || figures.is_empty_unit(last)
            || figures.is_empty_unit(self.word(at))
        {
            return Behind::Nothing;
        }
        let span = self.atoms[at].span.cover(self.atoms[end - 1].span);
        if figures.is_container(last)
            && self.word(end) == "of"
            && !matches!(self.word(end + 1), "the" | "this" | "its" | "an" | "a" | "those" | "these")
            && let Some(of_end) = self.phrase_end(end + 1)
        {
            let whole = span.cover(self.atoms[of_end - 1].span);
            return Behind::Unit(self.unit(whole, of_end));
        }
        Behind::Unit(self.unit(span, end))
    }

    fn unit(&self, span: Span, end: usize) -> Unit {
        let text = span.slice(self.reader.text()).split_whitespace().collect::<Vec<_>>().join(" ");
        Unit { text: text.into(), span: Some(span), end }
    }

    /// One past the last atom of the noun phrase without determiner that starts at `at`.
    fn phrase_end(&self, at: usize) -> Option<usize> {
        let figures = &self.reader.lexicon.figures;
        let mut end = at;
        let mut noun_end = None;
        let mut words = 0;
        while let Some(atom) = self.atoms.get(end) {
            let glued_next = self.atoms.get(end + 1).is_some_and(|a| a.glued);
            if end > at && atom.is_dash() && atom.glued && glued_next
                || atom.is_number() && glued_next && self.atoms[end + 1].is_word() && words < 2
            {
                end += 1;
                continue;
            }
            if !atom.is_word() || self.taken.get(end).copied().unwrap_or(false) || words == LONGEST_UNIT {
                break;
            }
            let joined = atom.glued && end > at;
            let analysed = self.reader.word(atom);
            let (fits, noun) = match analysed {
                Some(word) => {
                    let participle =
                        word.upos == Upos::Verb && matches!(word.xpos, Xpos::Vbn | Xpos::Vbg) && noun_end.is_none();
                    let adverb =
                        word.upos == Upos::Adv && noun_end.is_none() && words < 2 && !figures.is_stop(&atom.lower);
                    let noun = matches!(word.upos, Upos::Noun | Upos::Propn);
                    let fits = noun
                        || participle
                        || adverb
                        || matches!(word.upos, Upos::Adj | Upos::X | Upos::Num)
                            && noun_end.is_none_or(|_| self.noun_follows(end));
                    ((fits || joined) && (noun || !figures.is_stop(&atom.lower)), noun)
                }
                None => (joined || !figures.is_stop(&atom.lower), true),
            };
            if !fits {
                break;
            }
            words += 1;
            end += 1;
            if noun {
                noun_end = Some(end);
                // Without an analysis the first plural ends the phrase.
                if analysed.is_none()
                    && is_plural(&atom.lower)
                    && !self.atoms.get(end).is_some_and(|a| a.is_dash() && a.glued)
                {
                    break;
                }
            }
            if self.atoms.get(end).is_some_and(|a| a.glued && a.is_mark(&['\'', '’'])) && self.word(end + 1) == "s" {
                break;
            }
        }
        noun_end
    }

    fn noun_follows(&self, at: usize) -> bool {
        self.atoms
            .get(at + 1)
            .and_then(|a| self.reader.word(a))
            .is_some_and(|w| matches!(w.upos, Upos::Noun | Upos::Propn))
    }

    /// The whole that a number is a part of: "of the 36 states", "of the bloc's larger data centres".
    fn part_of(&self, at: usize, number: &Number) -> Behind {
        if let Some(whole) = number::read(self.atoms, at, self.reader.text(), &self.reader.lexicon.figures, false) {
            return self.counted(whole.end);
        }
        if number.in_words && number.value < Decimal::TEN {
            return Behind::Nothing;
        }
        let owner = (at..(at + 5).min(self.atoms.len()))
            .find(|&i| self.atoms[i].is_mark(&['\'', '’']) && self.word(i + 1) == "s");
        let start = owner.map_or(at, |i| i + 2);
        if let Some(whole) = number::read(self.atoms, start, self.reader.text(), &self.reader.lexicon.figures, false) {
            return self.counted(whole.end);
        }
        self.counted(start)
    }

    /// "10-20%", "3 to 4 million homes", "between 5 and 10 wards": the unit stands at the upper end.
    fn range_ahead(&self, end: usize, lower: &Number) -> Option<(Number, Unit)> {
        let joint = self.atoms.get(end)?;
        let is_range = joint.is_dash() || matches!(joint.lower.as_str(), "to" | "or" | "and");
        if !is_range {
            return None;
        }
        let upper = self.number(end + 1)?;
        if self.taken.get(end + 1).copied().unwrap_or(false) || upper.base <= lower.base && joint.lower == "and" {
            return None;
        }
        match self.behind(end + 1, &upper) {
            Behind::Unit(unit) => Some((upper, unit)),
            _ => None,
        }
    }

    /// Numbers that name or order something instead of counting it.
    fn is_label(&self, at: usize, number: &Number) -> bool {
        let figures = &self.reader.lexicon.figures;
        let atom = &self.atoms[at];
        if self.reader.in_name(atom.span.start) {
            return true;
        }
        let previous = at.checked_sub(1).and_then(|i| self.atoms.get(i));
        if let Some(previous) = previous {
            // "Covid-19", "COP29", "+46 8 405", "#4", "/2025"
            let joined = atom.glued
                && (previous.is_word()
                    || previous.is_mark(&['#', '/', ':', '_', '+', '@', '°', '=', '&', '$', '€', '£']));
            let hyphenated = atom.glued
                && previous.is_dash()
                && previous.glued
                && at > 1
                && (self.atoms[at - 2].is_word() || self.atoms[at - 2].is_number());
            let range = hyphenated
                && self.atoms[at - 2].is_number()
                && (self.measured(number.end) || self.is_noun_at(number.end));
            if joined && !previous.is_mark(&['+']) || hyphenated && !range {
                return true;
            }
            if previous.is_word() && !number.in_words && !self.measured(number.end) {
                let label = figures.is_label(&previous.lower);
                let capital = self.slice(at - 1).starts_with(char::is_uppercase);
                let named = capital
                    && at > 1
                    && !figures.is_stop(&previous.lower)
                    && !self.is_noun_at(number.end)
                    && !number.scaled;
                if label && (capital || !self.is_noun_at(number.end)) || named {
                    return true;
                }
            }
            let labelled_range = at > 2
                && matches!(previous.lower.as_str(), "to" | "and" | "or")
                && self.atoms[at - 2].is_number()
                && figures.is_label(&self.atoms[at - 3].lower)
                && self.slice(at - 3).starts_with(char::is_uppercase);
            if labelled_range {
                return true;
            }
            let dot_label = previous.is_mark(&['.'])
                && at > 1
                && self.atoms[at - 1].glued
                && figures.is_label(&format!("{}.", self.word(at - 2)));
            if dot_label || previous.is_mark(&['§']) {
                return true;
            }
            if self.is_age(at, number) || self.is_phone(at, number) {
                return true;
            }
        } else if self.is_list_number(number) {
            return true;
        }
        let capital_word = number.in_words
            && self.slice(at).starts_with(char::is_uppercase)
            && at > 0
            && self
                .atoms
                .get(number.end)
                .is_some_and(|a| a.is_word() && a.span.slice(self.reader.text()).starts_with(char::is_uppercase))
            && !self.atoms[at - 1].is_mark(&['.', ':', '"', '“', '‘']);
        let year = !number.in_words
            && !number.scaled
            && number.value.is_integer()
            && self.slice(at).len() == 4
            && number.value >= Decimal::from(1700)
            && number.value < Decimal::from(2150)
            && !self.measured(number.end)
            && (figures.is_stop(self.before(at, 1)) || !self.is_plural_at(number.end));
        capital_word || year || self.is_ratio(at, number) || self.is_time_of_day(at, number)
    }

    fn is_noun_at(&self, at: usize) -> bool {
        self.phrase_end(at).is_some()
    }

    fn is_plural_at(&self, at: usize) -> bool {
        self.phrase_end(at).is_some_and(|end| is_plural(self.word(end - 1)))
    }

    /// "1. Introduction", "(2) ..." at the start of a sentence.
    fn is_list_number(&self, number: &Number) -> bool {
        !number.in_words
            && self.atoms.get(number.end).is_some_and(|a| a.glued && a.is_mark(&['.', ')']))
            && self.atoms.get(number.end + 1).is_some_and(Atom::is_word)
            && number.value < Decimal::from(100)
            && self.word(number.end + 1) != "that"
    }

    /// "aged 34", "users under 17", ", 52,".
    fn is_age(&self, at: usize, number: &Number) -> bool {
        let before = self.before(at, 1);
        let small = number.value <= Decimal::from(120) && !number.scaled;
        let named = matches!(before, "aged" | "age" | "ages") || before == "of" && self.before(at, 2) == "age";
        let bounded = matches!(before, "under" | "over" | "below" | "above" | "turned" | "turns")
            && !self.is_noun_at(number.end)
            && !self.measured(number.end);
        let between_commas = at > 1
            && self.atoms[at - 1].is_mark(&[','])
            && self.atoms.get(number.end).is_some_and(|a| a.is_mark(&[',']))
            && self.slice(at - 2).starts_with(char::is_uppercase);
        small && (named || bounded || between_commas)
    }

    /// Rows of three or more numbers, or a number behind a plus sign with others after it.
    fn is_phone(&self, at: usize, number: &Number) -> bool {
        let is_number = |i: Option<usize>| i.and_then(|i| self.atoms.get(i)).is_some_and(Atom::is_number);
        let after = usize::from(is_number(Some(number.end))) + usize::from(is_number(Some(number.end + 1)));
        let before = usize::from(is_number(at.checked_sub(1))) + usize::from(is_number(at.checked_sub(2)));
        let plus = self.atoms[at - 1].is_mark(&['+']) && after > 0;
        !number.in_words && (after + before >= 2 || plus)
    }

    /// "six in ten", "two to one".
    fn is_ratio(&self, at: usize, number: &Number) -> bool {
        let small = number.value <= Decimal::ONE_HUNDRED && !number.scaled;
        let joins = |i: usize| {
            matches!(self.word(i), "in" | "to" | "out")
                && number::read(
                    self.atoms,
                    i + 1 + usize::from(self.word(i + 1) == "of"),
                    self.reader.text(),
                    &self.reader.lexicon.figures,
                    false,
                )
                .is_some_and(|n| n.in_words || self.word(i) == "out" && n.value <= Decimal::ONE_HUNDRED)
        };
        let follows = matches!(self.before(at, 1), "in")
            && at > 1
            && self.reader.lexicon.figures.number_word(self.word(at - 2)).is_some();
        small && (joins(number.end) && number.in_words || follows)
    }

    /// "2am", "5 p.m.", "10:30".
    fn is_time_of_day(&self, at: usize, number: &Number) -> bool {
        let next = self.word(number.end);
        let half_day = matches!(next, "am" | "pm")
            || matches!(next, "a" | "p")
                && self.word(number.end + 2) == "m"
                && self.atoms.get(number.end + 1).is_some_and(|a| a.is_mark(&['.']));
        let clock = self.atoms.get(number.end).is_some_and(|a| a.glued && a.is_mark(&[':']))
            && self.atoms.get(number.end + 1).is_some_and(|a| a.glued && a.is_number());
        half_day || clock || self.before(at, 1) == "at" && next == "o"
    }

    /// "5,100. That's how many startups ..." and "to 200, the number of divers": the unit comes later.
    fn question_ahead(&self, atoms: &Atoms, sentence: usize, at: usize, end: usize) -> Option<Unit> {
        if self.word(end) == "the"
            || self.atoms.get(end).is_some_and(|a| a.is_mark(&[','])) && self.word(end + 1) == "the"
        {
            let from = end + usize::from(self.word(end) != "the");
            if self.word(from + 1) == "number"
                && self.word(from + 2) == "of"
                && let Behind::Unit(unit) = self.counted(from + 3)
            {
                return Some(Unit { end, ..unit });
            }
        }
        let alone = at <= 1 && self.atoms[end..].iter().take(2).all(|a| !a.is_word() || self.word(end + 1) == "that");
        if !alone {
            return None;
        }
        if let Some(unit) = self.asked(end, end) {
            return Some(unit);
        }
        let next = sentence + 1;
        let same_document = next < self.reader.segmented.sentences.len();
        if !same_document || self.atoms.len() > end + 2 {
            return None;
        }
        let next_atoms = atoms.sentence(next);
        let free = vec![false; next_atoms.len()];
        let scan = Scan { reader: self.reader, atoms: next_atoms, taken: &free };
        if matches!(scan.word(0), "that" | "this") { scan.asked(0, end) } else { None }
    }

    /// What "how many ..." or "the number of ..." asks for soon after `from`.
    fn asked(&self, from: usize, end: usize) -> Option<Unit> {
        const REACH: usize = 8;
        let asks = |&i: &usize| {
            self.word(i) == "how" && self.word(i + 1) == "many" || self.word(i) == "number" && self.word(i + 1) == "of"
        };
        let at = (from..self.atoms.len().min(from + REACH)).find(asks)?;
        match self.counted(at + 2) {
            Behind::Unit(unit) => Some(Unit { end, ..unit }),
            _ => None,
        }
    }

    /// The unit of a figure before, for a bare figure that goes on from it ("80,000 homes out of a
    /// planned 250,000", "against 1.7 million in 2020").
    fn inherited(
        &self,
        reader: &Reader<'_>,
        at: usize,
        number: &Number,
        sentence: usize,
        out: &[QuantityMention],
    ) -> Option<Unit> {
        let block = |s: usize| reader.segmented.sentences[s].block;
        let near = |q: &&QuantityMention| {
            let before = q.sentence as usize;
            before == sentence || before + 1 == sentence && block(sentence) == block(before)
        };
        let last = out.last().filter(near).filter(|q| !(q.unit.starts_with('%') || q.unit.contains("points")));
        let same = last.is_some_and(|q| q.sentence as usize == sentence);
        // What follows must not be counted itself, and "19 to the dollar" is a rate.
        let next = self.atoms.get(number.end);
        if next.is_some_and(|a| {
            a.is_word()
                && !reader.lexicon.figures.is_stop(&a.lower)
                && reader.word(a).is_none_or(|w| matches!(w.upos, Upos::Noun | Upos::Propn | Upos::Adj))
        }) || self.word(number.end) == "to" && self.word(number.end + 1) == "the"
            || next.is_some_and(|a| a.glued && a.is_mark(&['/', ':', '-', '–']))
        {
            return None;
        }
        let compared = reader.lexicon.figures.carries_unit(self.before(at, 1));
        let verb = matches!(self.word(number.end), "have" | "has" | "had" | "were" | "are" | "was" | "did")
            && (at == 0 || !same || !number.in_words);
        let large = !number.in_words && number.value > Decimal::TEN || number.scaled;
        let fits = large && (compared || verb)
            || number.in_words
                && (verb && at == 0
                    || self.before(at, 1) == "with" && self.before(at, 2) == "compared"
                    || self.before(at, 1) == "against");
        let unit = last.filter(|_| fits).map(|q| Unit { text: q.unit.clone(), span: None, end: number.end });
        unit.or_else(|| self.topic(sentence, number).filter(|_| large))
    }

    /// What the words that lead a block in count ("Wind turbines: the region built 300 ..."), for a
    /// large figure in it that has no noun of its own.
    fn topic(&self, sentence: usize, number: &Number) -> Option<Unit> {
        let segmented = self.reader.segmented;
        let lead = segmented.blocks[segmented.sentences[sentence].block as usize].lead_in?;
        let mut atoms = Vec::new();
        scan_span(self.reader.text(), lead, &mut atoms);
        let free = vec![false; atoms.len()];
        let scan = Scan { reader: self.reader, atoms: &atoms, taken: &free };
        let end = scan.phrase_end(0).filter(|&end| is_plural(scan.word(end - 1)))?;
        let unit = scan.unit(atoms[0].span.cover(atoms[end - 1].span), number.end);
        Some(Unit { span: None, ..unit })
    }

    fn push(
        &self,
        sentence: usize,
        from: usize,
        number: &Number,
        unit: Unit,
        range_from: Option<usize>,
        out: &mut Vec<QuantityMention>,
    ) {
        let mut span = self.atoms[from].span.cover(self.atoms[number.end - 1].span);
        let inside = unit.span.is_some_and(|u| u.start >= span.end && unit.end > number.end);
        if let Some(unit_span) = unit.span.filter(|_| inside) {
            span = span.cover(unit_span);
        }
        let (hedge, _) = hedge_before(self.reader, self.atoms, from);
        let minus = from.checked_sub(1).is_some_and(|i| {
            self.atoms[i].is_mark(&['-', '\u{2212}']) && self.atoms[from].glued && !self.atoms[i].glued
        });
        let value = if minus && unit.text == "%" { -number.value } else { number.value };
        let range_from = range_from.filter(|&i| {
            let gap =
                &self.reader.text()[out[i].span.end as usize..(span.start as usize).max(out[i].span.end as usize)];
            out[i].unit == unit.text && matches!(gap.trim(), "-" | "–" | "—" | "to" | "or" | "and")
        });
        out.push(QuantityMention {
            span,
            tokens: self.reader.tokens(span),
            sentence: sentence as u32,
            value,
            unit: unit.text,
            unit_span: unit.span,
            hedge: if hedge == Hedge::Exact { self.hedge_after(number.end) } else { hedge },
            range_from: range_from.map(|i| i as u32),
        });
    }

    /// "or more", "or less" behind a number.
    fn hedge_after(&self, end: usize) -> Hedge {
        match (self.word(end), self.word(end + 1)) {
            ("or", "more") => Hedge::AtLeast,
            ("or", "less" | "fewer") => Hedge::AtMost,
            _ => Hedge::Exact,
        }
    }
}

/// The lower end that was read right before in the same range, if any.
fn lower_end(first: usize, out: &[QuantityMention], sentence: usize) -> Option<usize> {
    out.len().checked_sub(1).filter(|&i| i >= first && out[i].sentence as usize == sentence)
}

/// Plural by its ending, or one of the common irregular ones.
fn is_plural(word: &str) -> bool {
    word.len() > 3 && word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us")
        || matches!(word, "people" | "men" | "women" | "children" | "fish" | "sheep" | "aircraft" | "staff" | "police")
}
