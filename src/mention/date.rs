//! Dates, absolute and relative to the document's date.

use super::DateMention;
use super::reader::Reader;
use super::scan::Atom;
use crate::date::PartialDate;
use crate::language::Xpos;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// A date within the atoms of one sentence.
struct Found {
    from: usize,
    to: usize,
    date: PartialDate,
    relative: bool,
}

/// Reads the dates of one sentence into `out` and marks their atoms in `taken`.
pub(super) fn read_sentence(
    reader: &Reader<'_>,
    sentence: usize,
    atoms: &[Atom],
    taken: &mut [bool],
    out: &mut Vec<DateMention>,
) {
    let mut at = 0;
    while at < atoms.len() {
        let scan = Scan { reader, atoms, today: reader.document.date, told: told(out, sentence) };
        let found = if taken[at] { None } else { scan.date_at(at) };
        let Some(found) = found.filter(|f| !taken[f.from..f.to].contains(&true)) else {
            at += 1;
            continue;
        };
        taken[found.from..found.to].fill(true);
        let whole = atoms[found.from].span.cover(atoms[found.to - 1].span);
        out.push(DateMention {
            span: whole,
            tokens: reader.tokens(whole),
            sentence: sentence as u32,
            date: found.date,
            relative: found.relative,
        });
        at = found.to;
    }
}

/// Sentences that "the next day" looks back for its day.
const TOLD_REACH: usize = 2;

/// The day that the text last spoke of: what "the next day" counts from.
fn told(dates: &[DateMention], sentence: usize) -> Option<Date> {
    let mut last = dates.iter().rev().take_while(|d| d.sentence as usize + TOLD_REACH >= sentence);
    last.find_map(|d| if let PartialDate::Day(day) = d.date { Some(day) } else { None })
}

/// Which way a date without a year or week lies.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Past,
    Future,
    Nearest,
}

struct Scan<'r, 'a> {
    reader: &'r Reader<'a>,
    atoms: &'r [Atom],
    today: Option<Date>,
    /// The day last spoken of.
    told: Option<Date>,
}

impl Scan<'_, '_> {
    fn slice(&self, atom: usize) -> &str {
        self.atoms.get(atom).map_or("", |a| a.span.slice(self.reader.text()))
    }

    fn word(&self, atom: usize) -> &str {
        self.atoms.get(atom).map_or("", |a| a.lower.as_str())
    }

    fn before(&self, at: usize, back: usize) -> &str {
        at.checked_sub(back).map_or("", |i| self.word(i))
    }

    fn date_at(&self, at: usize) -> Option<Found> {
        self.iso(at)
            .or_else(|| self.day_month(at))
            .or_else(|| self.month_day(at))
            .or_else(|| self.quarter(at))
            .or_else(|| self.relative_period(at))
            .or_else(|| self.month(at))
            .or_else(|| self.season(at))
            .or_else(|| self.weekday(at))
            .or_else(|| self.ago(at))
            .or_else(|| self.day_word(at))
            .or_else(|| self.day_counted_on(at))
            .or_else(|| self.end_of_year(at))
            .or_else(|| self.year(at))
    }

    /// 2025-03-14
    fn iso(&self, at: usize) -> Option<Found> {
        let (year, month, day) = (self.atoms.get(at)?, self.atoms.get(at + 2)?, self.atoms.get(at + 4)?);
        let dashes = self.atoms[at + 1].is_mark(&['-']) && self.atoms[at + 3].is_mark(&['-']);
        if !(dashes && year.is_number() && month.is_number() && day.is_number() && day.glued && month.glued) {
            return None;
        }
        let date = Date::new(
            self.slice(at).parse().ok().filter(|y| *y > 1000)?,
            self.slice(at + 2).parse().ok()?,
            self.slice(at + 4).parse().ok()?,
        )
        .ok()?;
        Some(Found { from: at, to: at + 5, date: PartialDate::Day(date), relative: false })
    }

    /// The month at `at` and one past its last atom (a full stop after an abbreviation included).
    /// "May", "March" and "Sun" must stand where no verb can.
    fn month_name(&self, at: usize) -> Option<(i8, usize)> {
        let atom = self.atoms.get(at).filter(|a| a.is_word())?;
        let month = self.reader.lexicon.calendar.month(&atom.lower)?;
        if !self.slice(at).starts_with(char::is_uppercase) || atom.glued && at > 0 && self.atoms[at - 1].is_word() {
            return None;
        }
        let dot = atom.lower.len() <= 4 && self.atoms.get(at + 1).is_some_and(|a| a.glued && a.is_mark(&['.']));
        Some((month, at + 1 + usize::from(dot)))
    }

    /// A day of the month at `at`: "3", "3rd", "third"; one past its last atom.
    fn day_number(&self, at: usize) -> Option<(i8, usize)> {
        let atom = self.atoms.get(at).filter(|a| a.is_number())?;
        let slice = self.slice(at);
        if slice.len() > 2 || atom.glued && at > 0 && !self.atoms[at - 1].is_mark(&['(', '–', '-', '"', '“']) {
            return None;
        }
        let day: i8 = slice.parse().ok().filter(|d| (1..=31).contains(d))?;
        let ordinal =
            self.atoms.get(at + 1).is_some_and(|a| a.glued && matches!(a.lower.as_str(), "st" | "nd" | "rd" | "th"));
        Some((day, at + 1 + usize::from(ordinal)))
    }

    /// A year of four digits at `at`.
    fn year_number(&self, at: usize) -> Option<i16> {
        let atom = self.atoms.get(at).filter(|a| a.is_number())?;
        let slice = self.slice(at);
        let joined = atom.glued && at > 0 && self.atoms[at - 1].is_word();
        if slice.len() != 4 || joined {
            return None;
        }
        slice.parse().ok().filter(|y| (1500..=2150).contains(y))
    }

    /// 3 July [2024], 3rd of July, 3-5 July
    fn day_month(&self, at: usize) -> Option<Found> {
        let (day, mut next) = self.day_number(at)?;
        if self.atoms.get(next).is_some_and(Atom::is_dash)
            && let Some((_, after)) = self.day_number(next + 1)
            && self.month_name(after).is_some()
        {
            next = after;
        }
        next += usize::from(self.word(next) == "of");
        let (month, end) = self.month_name(next)?;
        let comma = usize::from(self.atoms.get(end).is_some_and(|a| a.is_mark(&[','])));
        let from = self.with_weekday(at);
        match self
            .year_number(end)
            .map(|y| (y, end + 1))
            .or_else(|| self.year_number(end + comma).filter(|_| comma == 1).map(|y| (y, end + 2)))
        {
            Some((year, to)) => {
                Some(Found { from, to, date: PartialDate::Day(Date::new(year, month, day).ok()?), relative: false })
            }
            None => self.undated_day(from, end, month, day),
        }
    }

    /// July 3[, 2024]
    fn month_day(&self, at: usize) -> Option<Found> {
        let (month, next) = self.month_name(at)?;
        let (day, end) = self.day_number(next)?;
        let from = self.with_weekday(at);
        let comma = usize::from(self.atoms.get(end).is_some_and(|a| a.is_mark(&[','])));
        match self.year_number(end + comma) {
            Some(year) => Some(Found {
                from,
                to: end + comma + 1,
                date: PartialDate::Day(Date::new(year, month, day).ok()?),
                relative: false,
            }),
            None => self.undated_day(from, end, month, day),
        }
    }

    /// Takes in "Friday" or "Friday," before a day.
    fn with_weekday(&self, at: usize) -> usize {
        let weekday = |i: Option<usize>| i.filter(|&i| self.reader.lexicon.calendar.weekday(self.word(i)).is_some());
        let comma = at > 1 && self.atoms[at - 1].is_mark(&[',']);
        weekday(at.checked_sub(1)).or_else(|| weekday(at.checked_sub(2)).filter(|_| comma)).unwrap_or(at)
    }

    fn undated_day(&self, from: usize, to: usize, month: i8, day: i8) -> Option<Found> {
        let today = self.today?;
        let year = match self.direction(from, to) {
            Direction::Past => {
                if (month, day) <= (today.month(), today.day()) {
                    today.year()
                } else {
                    today.year() - 1
                }
            }
            Direction::Future => {
                if (month, day) >= (today.month(), today.day()) {
                    today.year()
                } else {
                    today.year() + 1
                }
            }
            Direction::Nearest => nearest_year(today, month, day),
        };
        // "next year" or "last year" behind the day settles it.
        let year = match (self.word(to), self.word(to + 1)) {
            ("last", "year") => today.year() - 1,
            ("next", "year") => today.year() + 1,
            ("this", "year") => today.year(),
            _ => year,
        };
        let date = Date::new(year, month, day).ok()?;
        Some(Found { from, to, date: PartialDate::Day(date), relative: true })
    }

    /// Q3 [2024], the third quarter [of 2024], the first half of 2016
    fn quarter(&self, at: usize) -> Option<Found> {
        let (month, end, from) = if matches!(self.slice(at), "Q" | "H")
            && self.atoms.get(at + 1).is_some_and(|a| a.glued && a.is_number())
        {
            let number: i8 = self.slice(at + 1).parse().ok()?;
            let (most, length) = if self.slice(at) == "Q" { (4, 3) } else { (2, 6) };
            ((1..=most).contains(&number).then(|| 1 + (number - 1) * length)?, at + 2, at)
        } else {
            let ordinal = match self.word(at) {
                "first" => 1,
                "second" => 2,
                "third" => 3,
                "fourth" | "final" | "last" => 4,
                _ => return None,
            };
            match self.word(at + 1) {
                "quarter" => (1 + (ordinal - 1) * 3, at + 2, at),
                "half" if ordinal <= 2 => (1 + (ordinal - 1) * 6, at + 2, at),
                _ => return None,
            }
        };
        let year_at = end + usize::from(matches!(self.word(end), "of" | "in"));
        if let Some(year) = self.year_number(year_at) {
            return Some(Found { from, to: year_at + 1, date: PartialDate::Month(year, month), relative: false });
        }
        let today = self.today?;
        let (year, to) = match (self.word(year_at), self.word(year_at + 1)) {
            ("last", "year") => (today.year() - 1, year_at + 2),
            ("next", "year") => (today.year() + 1, year_at + 2),
            ("this", "year") => (today.year(), year_at + 2),
            _ if self.word(at) == "last" => return None,
            _ => (month_year(today, month, self.direction(from, end)), end),
        };
        Some(Found { from, to, date: PartialDate::Month(year, month), relative: true })
    }

    /// July [2024], early July, end of July
    fn month(&self, at: usize) -> Option<Found> {
        let (month, end) = self.month_name(at)?;
        if let Some(year) = self.year_number(
            end + usize::from(self.word(end) == "of" || self.atoms.get(end).is_some_and(|a| a.is_mark(&[',']))),
        ) {
            let to = end + 1 + usize::from(self.word(end) == "of" || self.atoms[end].is_mark(&[',']));
            return Some(Found { from: at, to, date: PartialDate::Month(year, month), relative: false });
        }
        let today = self.today?;
        let modifier = self.before(at, 1);
        let leads = matches!(
            modifier,
            "in" | "by"
                | "since"
                | "until"
                | "till"
                | "from"
                | "during"
                | "before"
                | "after"
                | "early"
                | "late"
                | "mid"
                | "of"
                | "last"
                | "next"
                | "this"
                | "and"
                | "to"
                | "through"
                | "for"
                | "between"
                | "coming"
                | "past"
                | "on"
                | "that"
                | "end"
        ) || self.atoms.get(at.wrapping_sub(1)).is_some_and(|a| a.is_dash() || a.is_mark(&['(']));
        // "May" and "March" are words too.
        if !leads && (matches!(month, 3 | 5) || at == 0) {
            return None;
        }
        let (year, from) = match (modifier, self.word(end), self.word(end + 1)) {
            ("last", ..) => (if month < today.month() { today.year() } else { today.year() - 1 }, at - 1),
            ("next", ..) => (if month > today.month() { today.year() } else { today.year() + 1 }, at - 1),
            ("this", ..) => (today.year(), at - 1),
            (_, "last", "year") => (today.year() - 1, at),
            (_, "next", "year") => (today.year() + 1, at),
            (_, "this", "year") => (today.year(), at),
            _ => (month_year(today, month, self.direction(at, end)), at),
        };
        let tail = matches!((self.word(end), self.word(end + 1)), ("last" | "next" | "this", "year"));
        Some(Found {
            from,
            to: if tail { end + 2 } else { end },
            date: PartialDate::Month(year, month),
            relative: true,
        })
    }

    /// spring 2025, next spring, this autumn
    fn season(&self, at: usize) -> Option<Found> {
        let month = self.reader.lexicon.calendar.season(self.word(at))?;
        let of = usize::from(self.word(at + 1) == "of");
        if let Some(year) = self.year_number(at + 1 + of) {
            return Some(Found { from: at, to: at + 2 + of, date: PartialDate::Month(year, month), relative: false });
        }
        let today = self.today?;
        let year = match self.before(at, 1) {
            "last" => {
                if month < today.month() {
                    today.year()
                } else {
                    today.year() - 1
                }
            }
            // "next spring" said in January is this year's; said in spring or later, next year's.
            "next" => {
                if month > today.month() {
                    today.year()
                } else {
                    today.year() + 1
                }
            }
            "this" => today.year(),
            _ => return None,
        };
        Some(Found { from: at - 1, to: at + 1, date: PartialDate::Month(year, month), relative: true })
    }

    /// Tuesday, last Tuesday, next Tuesday, Tuesday week
    fn weekday(&self, at: usize) -> Option<Found> {
        let number = self.reader.lexicon.calendar.weekday(self.word(at))?;
        if !self.slice(at).starts_with(char::is_uppercase)
            || self.word(at).len() < 4 && !self.atoms.get(at + 1).is_some_and(|a| a.is_mark(&[',', '.']))
        {
            return None;
        }
        // "Friday, 6 June 2025" is one date, and "Sunday Herald" none.
        let comma = usize::from(self.atoms.get(at + 1).is_some_and(|a| a.is_mark(&[','])));
        let full = self.day_month(at + 1 + comma).or_else(|| self.month_day(at + 1 + comma));
        if let Some(full) = full.filter(|f| f.from == at) {
            return Some(full);
        }
        if self.reader.in_name(self.atoms[at].span.start) {
            return None;
        }
        let today = self.today?;
        let weekday = Weekday::from_monday_one_offset(number).ok()?;
        let (from, direction) = match self.before(at, 1) {
            "last" | "past" => (at - 1, Direction::Past),
            "next" | "coming" => (at - 1, Direction::Future),
            "this" => (at - 1, self.direction(at, at + 1)),
            _ => (at, self.direction(at, at + 1)),
        };
        let same = today.weekday() == weekday;
        let named = from < at && self.before(at, 1) != "this";
        let date = match direction {
            _ if same && !named => today,
            Direction::Future => today.nth_weekday(1, weekday).ok()?,
            _ => today.nth_weekday(-1, weekday).ok()?,
        };
        // "a week from Tuesday" and the like are rare enough to be left at the nearest one.
        Some(Found { from, to: at + 1, date: PartialDate::Day(date), relative: true })
    }

    /// last week, this month, next year, earlier this week, the past year
    fn relative_period(&self, at: usize) -> Option<Found> {
        let today = self.today?;
        let step = match self.word(at) {
            "last" | "previous" | "past" => -1,
            "this" | "current" => 0,
            "next" | "coming" => 1,
            _ => return None,
        };
        let date = match self.word(at + 1) {
            "week" => PartialDate::Day(monday(today)?.checked_add((7 * step).days()).ok()?),
            "weekend" => PartialDate::Day(monday(today)?.checked_add((5 + 7 * step).days()).ok()?),
            "month" => month_of(today.first_of_month().checked_add(step.months()).ok()?),
            "year" => PartialDate::Year(today.year() + step as i16),
            "quarter" => {
                let start = Date::new(today.year(), (today.month() - 1) / 3 * 3 + 1, 1).ok()?;
                month_of(start.checked_add((3 * step).months()).ok()?)
            }
            "morning" | "afternoon" | "evening" if step == 0 => PartialDate::Day(today),
            "night" if step == -1 => PartialDate::Day(today.yesterday().ok()?),
            _ => return None,
        };
        // "of this month" behind an ordinal: "the second of this month".
        if self.word(at + 1) == "month"
            && self.before(at, 1) == "of"
            && let Some(day) = at.checked_sub(2).and_then(|i| self.ordinal_day(i))
            && let PartialDate::Month(year, month) = date
        {
            return Some(Found {
                from: at - 2,
                to: at + 2,
                date: PartialDate::Day(Date::new(year, month, day).ok()?),
                relative: true,
            });
        }
        Some(Found { from: at, to: at + 2, date, relative: true })
    }

    fn ordinal_day(&self, at: usize) -> Option<i8> {
        const ORDINALS: [&str; 12] = [
            "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
            "twelfth",
        ];
        ORDINALS.iter().position(|o| *o == self.word(at)).map(|i| i as i8 + 1)
    }

    /// two weeks ago, a year ago, a year earlier
    fn ago(&self, at: usize) -> Option<Found> {
        let today = self.today?;
        let number = match self.word(at) {
            "a" | "an" => 1,
            _ => {
                let number =
                    super::number::read(self.atoms, at, self.reader.text(), &self.reader.lexicon.figures, false)?;
                if number.end != at + 1 {
                    return None;
                }
                i64::try_from(number.value).ok().filter(|n| (1..=500).contains(n))?
            }
        };
        if self.word(at + 2) != "ago" {
            return None;
        }
        let date = match self.word(at + 1).trim_end_matches('s') {
            "day" => PartialDate::Day(today.checked_sub(number.days()).ok()?),
            "week" => PartialDate::Day(today.checked_sub((number * 7).days()).ok()?),
            "month" => month_of(today.checked_sub(number.months()).ok()?),
            "year" => PartialDate::Year(today.year().checked_sub(i16::try_from(number).ok()?)?),
            "decade" => PartialDate::Year(today.year().checked_sub(i16::try_from(number * 10).ok()?)?),
            _ => return None,
        };
        Some(Found { from: at, to: at + 3, date, relative: true })
    }

    /// today, yesterday, tomorrow, tonight
    fn day_word(&self, at: usize) -> Option<Found> {
        let today = self.today?;
        let date = match self.word(at) {
            "today" | "tonight" => today,
            "yesterday" => today.yesterday().ok()?,
            "tomorrow" => today.tomorrow().ok()?,
            _ => return None,
        };
        Some(Found { from: at, to: at + 1, date: PartialDate::Day(date), relative: true })
    }

    /// the next day, two days later, that day: counted from the day last spoken of
    fn day_counted_on(&self, at: usize) -> Option<Found> {
        let told = self.told?;
        let (word, next) = (self.word(at), self.word(at + 1));
        let calendar = &self.reader.lexicon.calendar;
        let (days, to) = if let Some(days) = calendar.days_on(word, next) {
            (days, at + 2)
        } else {
            let count = super::number::read(self.atoms, at, self.reader.text(), &self.reader.lexicon.figures, false)?;
            let whole = i64::try_from(count.value).ok().filter(|n| count.end == at + 1 && (2..=60).contains(n))?;
            let direction = calendar.days_on("day", self.word(at + 2)).filter(|_| next == "days")?;
            (whole * direction, at + 3)
        };
        // "the next day of the session", "that day's vote" and the like say which day they mean.
        if self.word(to) == "of" {
            return None;
        }
        Some(Found { from: at, to, date: PartialDate::Day(told.checked_add(days.days()).ok()?), relative: true })
    }

    /// end-2026, end of 2026, year-end, the end of the year, mid-2025, late 2024
    fn end_of_year(&self, at: usize) -> Option<Found> {
        let part = match self.word(at) {
            "end" => 12,
            "mid" => 6,
            _ => return None,
        };
        let dash = self.atoms.get(at + 1).is_some_and(Atom::is_dash);
        let skip = usize::from(dash || self.word(at + 1) == "of");
        if let Some(year) = self.year_number(at + 1 + skip) {
            return Some(Found { from: at, to: at + 2 + skip, date: PartialDate::Month(year, part), relative: false });
        }
        if self.word(at + 1) == "of"
            && matches!(self.word(at + 2), "the" | "this" | "next" | "last")
            && self.word(at + 3) == "year"
        {
            let today = self.today?;
            let year = today.year()
                + match self.word(at + 2) {
                    "next" => 1,
                    "last" => -1,
                    _ => 0,
                };
            return Some(Found { from: at, to: at + 4, date: PartialDate::Month(year, part), relative: true });
        }
        None
    }

    /// in 2019, 2019, 2019-20, the 2026 budget
    fn year(&self, at: usize) -> Option<Found> {
        let year = self.year_number(at)?;
        let calendar = &self.reader.lexicon.calendar;
        let previous = at.checked_sub(1).map(|i| &self.atoms[i]);
        let glued_mark = self.atoms[at].glued
            && previous.is_some_and(|p| !p.is_mark(&['(', '[', '-', '–', '—', '"', '“', '‘', '\'', '/']));
        let next = self.atoms.get(at + 1);
        let part = next.is_some_and(|n| n.glued && (n.is_word() || n.is_mark(&[':', '/', '%', '°', '_'])));
        let label = previous.is_some_and(|p| {
            p.is_mark(&['#', '$', '€', '£', '+', '№'])
                || p.is_word()
                    && self.reader.lexicon.figures.is_label(&p.lower)
                    && !calendar.leads_year(&p.lower)
                    && p.lower != "law"
                    && p.lower != "year"
        });
        if glued_mark || part || label {
            return None;
        }
        let lead = previous.is_none_or(|p| {
            !p.is_word()
                || calendar.leads_year(&p.lower)
                || p.span.slice(self.reader.text()).starts_with(char::is_uppercase)
        });
        // A figure that counts something: "some 1914 cases".
        let counts = next.is_some_and(|n| {
            n.is_word() && n.lower.ends_with('s') && n.lower.len() > 3 && !self.reader.lexicon.figures.is_stop(&n.lower)
        });
        let plausible = (1800..=2100).contains(&year);
        if !lead && (counts || !plausible)
            || previous.is_some_and(|p| matches!(p.lower.as_str(), "some" | "nearly" | "almost" | "over" | "exactly"))
        {
            return None;
        }
        // "2019-20": the first year stands for the span.
        let span_end = next.is_some_and(|n| n.is_dash() && n.glued)
            && self.atoms.get(at + 2).is_some_and(|n| n.glued && n.is_number() && n.span.len() == 2);
        Some(Found {
            from: at,
            to: if span_end { at + 3 } else { at + 1 },
            date: PartialDate::Year(year),
            relative: false,
        })
    }

    /// The direction that the words around a date give it, the nearer counting first.
    fn direction(&self, from: usize, to: usize) -> Direction {
        const REACH: usize = 12;
        let calendar = &self.reader.lexicon.calendar;
        match self.before(from, 1) {
            "by" | "until" | "till" | "next" | "coming" | "before" => {
                let past_perfect = self.before(from, 1) == "by"
                    && (from.saturating_sub(REACH)..from).any(|i| matches!(self.word(i), "had" | "was" | "were"));
                return if past_perfect { Direction::Past } else { Direction::Future };
            }
            "for" => return Direction::Future,
            "since" | "last" | "past" => return Direction::Past,
            _ => {}
        }
        // "pledged on Friday": what was pledged then may lie ahead, the pledge does not.
        let verb = from.checked_sub(1 + usize::from(self.before(from, 1) == "on"));
        if verb.is_some_and(|v| is_told_verb(self.reader, &self.atoms[v])) {
            return Direction::Past;
        }
        let boundary = |a: &Atom| a.is_mark(&[';', ':', '.', '?', '!', '“', '”', '"']);
        // "will be tabled": a participle behind "be" says nothing of the time.
        let after_be = |i: usize| (1..=2).any(|back| self.before(i, back) == "be");
        let judge = |i: usize| {
            let atom = &self.atoms[i];
            if calendar.looks_ahead(&atom.lower) {
                Some(Direction::Future)
            } else if (calendar.looks_behind(&atom.lower) || is_past_verb(self.reader, atom)) && !after_be(i) {
                Some(Direction::Past)
            } else {
                None
            }
        };
        let left = (from.saturating_sub(REACH)..from).rev().take_while(|&i| !boundary(&self.atoms[i])).find_map(judge);
        let right =
            || (to..(to + REACH).min(self.atoms.len())).take_while(|&i| !boundary(&self.atoms[i])).find_map(judge);
        left.or_else(right).unwrap_or(Direction::Nearest)
    }
}

fn month_year(today: Date, month: i8, direction: Direction) -> i16 {
    match direction {
        Direction::Past => {
            if month <= today.month() {
                today.year()
            } else {
                today.year() - 1
            }
        }
        Direction::Future => {
            if month >= today.month() {
                today.year()
            } else {
                today.year() + 1
            }
        }
        Direction::Nearest => nearest_year(today, month, 15),
    }
}

fn is_past_verb(reader: &Reader<'_>, atom: &Atom) -> bool {
    match reader.word(atom) {
        Some(word) => matches!(word.xpos, Xpos::Vbd | Xpos::Vbn),
        None => atom.lower.len() > 4 && atom.lower.ends_with("ed"),
    }
}

/// A finite verb in the past tense.
fn is_told_verb(reader: &Reader<'_>, atom: &Atom) -> bool {
    match reader.word(atom) {
        Some(word) => word.xpos == Xpos::Vbd,
        None => atom.lower.len() > 4 && atom.lower.ends_with("ed"),
    }
}

fn nearest_year(today: Date, month: i8, day: i8) -> i16 {
    let ordinal = i32::from(month) * 31 + i32::from(day);
    let now = i32::from(today.month()) * 31 + i32::from(today.day());
    match ordinal - now {
        d if d > 186 => today.year() - 1,
        d if d < -186 => today.year() + 1,
        _ => today.year(),
    }
}

fn monday(day: Date) -> Option<Date> {
    day.checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days()).ok()
}

fn month_of(day: Date) -> PartialDate {
    PartialDate::Month(day.year(), day.month())
}
