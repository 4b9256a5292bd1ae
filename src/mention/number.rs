//! Numbers in digits and in words, with their magnitude.

use super::scan::{Atom, AtomKind};
use crate::lexicon::Figures;
use rust_decimal::Decimal;

/// A number that was read from a row of atoms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Number {
    /// The full number.
    pub(super) value: Decimal,
    /// The number without its magnitude.
    pub(super) base: Decimal,
    /// One past its last atom.
    pub(super) end: usize,
    /// True if a magnitude ("million", "bn") multiplies it.
    pub(super) scaled: bool,
    /// True if it is written in words.
    pub(super) in_words: bool,
    /// True if the magnitude is short and written at the number ("5m"), so that it may be a unit.
    pub(super) short_scale: bool,
}

impl Number {
    /// Its value as the lower end of a range that has its magnitude at the upper end ("3-4 billion").
    pub(super) fn as_lower_end_of(&self, upper: &Self) -> Decimal {
        if self.scaled || !upper.scaled {
            return self.value;
        }
        let factor = upper.value.checked_div(upper.base);
        factor.and_then(|f| self.base.checked_mul(f)).map_or(self.value, |v| v.normalize())
    }
}

/// Reads the number that starts at `atoms[at]`. `short` allows "3 bn" with a space, which only money has.
pub(super) fn read(atoms: &[Atom], at: usize, text: &str, figures: &Figures, short: bool) -> Option<Number> {
    let atom = atoms.get(at)?;
    match atom.kind {
        AtomKind::Number => read_digits(atoms, at, text, figures, short),
        AtomKind::Word => read_words(atoms, at, figures),
        AtomKind::Mark(c) => {
            let value = vulgar_fraction(c)?;
            (!atom.glued).then(|| scale(atoms, at + 1, text, figures, short, value, value))
        }
    }
}

fn read_digits(atoms: &[Atom], at: usize, text: &str, figures: &Figures, short: bool) -> Option<Number> {
    let mut base = parse_digits(atoms[at].span.slice(text))?;
    let mut end = at + 1;
    if let Some(Atom { kind: AtomKind::Mark(c), glued: true, .. }) = atoms.get(end)
        && let Some(part) = vulgar_fraction(*c)
    {
        base = base.checked_add(part)?;
        end += 1;
    }
    Some(scale(atoms, end, text, figures, short, base, base))
}

/// Applies the magnitudes that follow ("lakh crore", "bn", "-million").
fn scale(
    atoms: &[Atom],
    mut end: usize,
    text: &str,
    figures: &Figures,
    short: bool,
    base: Decimal,
    mut value: Decimal,
) -> Number {
    let mut scaled = false;
    let mut short_scale = false;
    loop {
        let hyphen =
            atoms.get(end).is_some_and(|a| a.is_dash() && a.glued) && atoms.get(end + 1).is_some_and(|a| a.glued);
        let next = end + usize::from(hyphen);
        let Some(atom) = atoms.get(next).filter(|a| a.is_word()) else { break };
        let long = figures.power(&atom.lower).filter(|&p| p > 2 || !scaled);
        let brief = figures
            .short_power(atom.span.slice(text))
            .filter(|_| !scaled && !hyphen && (atom.glued || short))
            .filter(|_| !atoms.get(next + 1).is_some_and(|a| a.glued && (a.is_word() || a.is_number())));
        let Some(power) = long.or(brief) else { break };
        let Some(product) = 10_i64.checked_pow(power).and_then(|p| value.checked_mul(Decimal::from(p))) else { break };
        value = product;
        scaled = true;
        short_scale = long.is_none();
        end = next + 1;
    }
    Number { value: value.normalize(), base, end, scaled, in_words: false, short_scale }
}

/// Numbers in words: "twenty-one", "three hundred and five", "half a million", "a dozen",
/// "two and a half billion". Fractions ("two-thirds") are no numbers here.
fn read_words(atoms: &[Atom], at: usize, figures: &Figures) -> Option<Number> {
    let word = |i: usize| atoms.get(i).filter(|a| a.is_word()).map_or("", |a| a.lower.as_str());
    let done = |value: Decimal, base: Decimal, end: usize, scaled: bool| {
        Some(Number { value: value.normalize(), base, end, scaled, in_words: true, short_scale: false })
    };
    if matches!(word(at), "half" | "quarter") {
        // "half a million", "a quarter of a million": the part of a magnitude.
        let part = if word(at) == "half" { Decimal::new(5, 1) } else { Decimal::new(25, 2) };
        let next = at + 1 + usize::from(word(at + 1) == "of");
        if !matches!(word(next), "a" | "an") {
            return None;
        }
        if word(next + 1) == "dozen" {
            return done(part * Decimal::from(12), part, next + 2, false);
        }
        let power = figures.power(word(next + 1)).filter(|&p| p > 2)?;
        return done(part.checked_mul(power_of_ten(power)?)?, part, next + 2, true);
    }
    let mut at_word = at;
    if matches!(word(at), "a" | "an") {
        at_word += 1;
        if word(at_word) == "dozen" {
            return done(Decimal::from(12), Decimal::ONE, at_word + 1, false);
        }
        if word(at_word) == "quarter" {
            return read_words(atoms, at_word, figures);
        }
        figures.power(word(at_word))?;
    }
    let (mut total, mut current) = (Decimal::ZERO, Decimal::ZERO);
    let mut last: Option<u32> = None;
    let mut scaled = false;
    let mut seen = at_word > at;
    if seen {
        current = Decimal::ONE;
    }
    let mut end = at_word;
    while let Some(atom) = atoms.get(end) {
        // A hyphen joins only parts of a number ("twenty-one"), and "and" only stands inside one.
        let joined = (atom.is_dash() && atom.glued && atoms.get(end + 1).is_some_and(|a| a.glued))
            || (atom.lower == "and" && scaled_or_hundred(last));
        let next = end + usize::from(joined);
        let lower = word(next);
        if let Some(n) = figures.number_word(lower) {
            let fits = match last {
                None => true,
                Some(previous) => previous >= 100 || (20..100).contains(&previous) && n < 10 && n > 0,
            };
            if !fits {
                break;
            }
            current = current.checked_add(Decimal::from(n))?;
            last = Some(n);
            seen = true;
        } else if lower == "dozen" && last.is_some_and(|n| n < 20) {
            return done(current.checked_mul(Decimal::from(12))?, current, next + 1, false);
        } else if let Some(power) = figures.power(lower).filter(|_| seen) {
            if lower.ends_with('s') && power != 5 && power != 7 {
                break;
            }
            if power == 2 {
                current = current.max(Decimal::ONE).checked_mul(Decimal::ONE_HUNDRED)?;
                last = Some(100);
            } else {
                let part = current.max(Decimal::ONE).checked_mul(power_of_ten(power)?)?;
                total = total.checked_add(part)?;
                current = Decimal::ZERO;
                last = Some(1000);
                scaled = true;
            }
        } else {
            break;
        }
        end = next + 1;
    }
    if !seen {
        return None;
    }
    // "two and a half billion"
    if word(end) == "and" && word(end + 1) == "a" && word(end + 2) == "half" && total.is_zero() {
        let base = current.checked_add(Decimal::new(5, 1))?;
        return match figures.power(word(end + 3)).filter(|&p| p > 2) {
            Some(power) => done(base.checked_mul(power_of_ten(power)?)?, base, end + 4, true),
            None => done(base, base, end + 3, false),
        };
    }
    // "two-thirds", "three-quarters"
    let hyphen = atoms.get(end).is_some_and(|a| a.is_dash() && a.glued);
    if is_fraction_noun(word(end + usize::from(hyphen))) {
        return None;
    }
    let value = total.checked_add(current)?;
    let base = if scaled { value / power_of_ten(3)? } else { value };
    done(value, base, end, scaled)
}

fn scaled_or_hundred(last: Option<u32>) -> bool {
    last.is_some_and(|n| n >= 100)
}

fn is_fraction_noun(word: &str) -> bool {
    matches!(
        word,
        "third"
            | "thirds"
            | "quarters"
            | "fifth"
            | "fifths"
            | "tenth"
            | "tenths"
            | "sixths"
            | "eighths"
            | "half"
            | "halves"
    )
}

fn power_of_ten(power: u32) -> Option<Decimal> {
    10_i64.checked_pow(power).map(Decimal::from)
}

fn vulgar_fraction(c: char) -> Option<Decimal> {
    Some(match c {
        '½' => Decimal::new(5, 1),
        '¼' => Decimal::new(25, 2),
        '¾' => Decimal::new(75, 2),
        _ => return None,
    })
}

/// The value of digits with marks. A comma or full stop before one group of three digits is read as
/// English does (comma groups, full stop is decimal); other forms only where they leave no doubt.
pub(super) fn parse_digits(digits: &str) -> Option<Decimal> {
    let plain: String = digits.chars().filter(|c| c.is_ascii_digit() || matches!(c, '.' | ',')).collect();
    let commas = plain.matches(',').count();
    let stops = plain.matches('.').count();
    let normal = match (commas, stops) {
        (0, 0 | 1) => plain,
        (0, _) => grouped(&plain, '.')?,
        (_, 0) => match grouped(&plain, ',') {
            Some(joined) => joined,
            None if commas == 1 && plain.len() - plain.find(',')? <= 3 => plain.replace(',', "."),
            None => return None,
        },
        _ => {
            let decimal = if plain.rfind(',') > plain.rfind('.') { ',' } else { '.' };
            let (whole, part) = plain.rsplit_once(decimal)?;
            let grouping = if decimal == ',' { '.' } else { ',' };
            format!("{}.{part}", grouped(whole, grouping)?)
        }
    };
    normal.parse().ok()
}

/// The digits without the marks if these group by thousands (or by lakh and crore).
fn grouped(digits: &str, mark: char) -> Option<String> {
    let groups: Vec<&str> = digits.split(mark).collect();
    let (first, rest) = groups.split_first()?;
    let (last, middle) = rest.split_last()?;
    let fits = (1..=3).contains(&first.len()) && last.len() == 3 && middle.iter().all(|g| g.len() == 3 || g.len() == 2);
    fits.then(|| groups.concat())
}
