//! The day of issue and the headline, as the first lines of a text give them.

use jiff::civil::Date;

/// Lines from the top among which a date line or a headline is looked for.
const TOP_LINES: usize = 12;
/// Longest line, in bytes, that can be a date line or a headline.
const LONGEST_LINE: usize = 160;
/// Most words beside the date in a line that is all about the date ("Policy Note 14 · 6 March 2025").
const WORDS_BESIDE_DATE: usize = 3;
/// Most words beside the date in a line that only mentions it ("Minutes of the meeting held on 6 March 2025").
const WORDS_AROUND_DATE: usize = 8;

/// The day of issue that the top of `text` gives: a line that is all about the date before one that mentions it.
#[must_use]
pub fn date_of_issue(text: &str) -> Option<Date> {
    let mut mentioned = None;
    for line in top_lines(text) {
        match date_in_line(line) {
            Some((date, true)) => return Some(date),
            Some((date, false)) => mentioned = mentioned.or(Some(date)),
            None => {}
        }
    }
    mentioned
}

/// The headline of `text`: its first line, if it looks like one.
#[must_use]
pub fn headline(text: &str) -> Option<String> {
    let first = top_lines(text).next()?;
    let has_more = text.trim().len() > first.len();
    for key in ["title:", "subject:", "headline:"] {
        if first.get(..key.len()).is_some_and(|start| start.eq_ignore_ascii_case(key)) {
            return clean_headline(&first[key.len()..]);
        }
    }
    let is_item = first.starts_with(['>', '•', '|', '"', '“']) || first.starts_with("- ") || first.starts_with("* ");
    let ends_like_prose = first.trim_end_matches(['*', '_']).ends_with(['.', ',', ';', ':']);
    let is_headline = has_more
        && first.len() <= LONGEST_LINE
        && first.split_whitespace().count() <= 25
        && !is_item
        && !ends_like_prose
        && !matches!(date_in_line(first), Some((_, true)));
    if is_headline { clean_headline(first) } else { None }
}

/// A headline without markup at its ends.
fn clean_headline(line: &str) -> Option<String> {
    let line = line.trim().trim_start_matches('#').trim().trim_matches(['*', '_', '`']).trim();
    line.chars().any(char::is_alphanumeric).then(|| line.to_owned())
}

/// The date written somewhere in `value` (a header, a front matter value, an attribute of a page).
#[must_use]
pub fn date_in_value(value: &str) -> Option<Date> {
    let value = value.trim();
    // ISO 8601 with a time of day: the day is what counts.
    if let Some(day) = value.get(..10)
        && let Ok(date) = day.parse::<Date>()
    {
        return plausible(date);
    }
    let words = words(value);
    find_date(&words).map(|(date, _)| date)
}

fn top_lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).take(TOP_LINES)
}

/// The date in `line` and whether the line is all about it.
fn date_in_line(line: &str) -> Option<(Date, bool)> {
    if line.len() > LONGEST_LINE {
        return date_before_dash(line).map(|date| (date, true));
    }
    let line = line.trim_start_matches(['#', '>', '*', '_', ' ']).trim_end_matches(['*', '_', ' ']);
    for part in line.split(['|', '·', '•', '—', '–', '/']).chain([line]) {
        let words = words(part);
        if let Some((date, used)) = find_date(&words) {
            let beside = words.len() - used - words.iter().filter(|w| is_weekday(w)).count().min(1);
            if beside <= WORDS_BESIDE_DATE {
                return Some((date, true));
            }
        }
    }
    if line.ends_with(['.', '!', '?', ';', ',']) {
        return date_before_dash(line).map(|date| (date, true));
    }
    let words = words(line);
    let (date, used) = find_date(&words)?;
    (words.len() - used <= WORDS_AROUND_DATE).then_some((date, false))
}

/// The date of a line that opens a dispatch: "LISBON, 3 March 2024 — The government ...".
fn date_before_dash(line: &str) -> Option<Date> {
    let dash = ["—", "–", " - ", "--"].iter().filter_map(|dash| line.find(dash)).min()?;
    if dash > LONGEST_LINE / 2 {
        return None;
    }
    let words = words(&line[..dash]);
    let (date, used) = find_date(&words)?;
    (words.len() - used <= WORDS_BESIDE_DATE + 1).then_some(date)
}

fn words(line: &str) -> Vec<&str> {
    line.split(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')' | '[' | ']' | '|'))
        .map(|word| word.trim_matches([':', '*', '_', '"']))
        .filter(|word| !word.is_empty())
        .collect()
}

/// The first date among `words`, and how many of them it takes.
fn find_date(words: &[&str]) -> Option<(Date, usize)> {
    (0..words.len()).find_map(|at| {
        let words = &words[at..];
        let found = match *words {
            [day, of, month, year, ..] if of.eq_ignore_ascii_case("of") => {
                day_month_year(day, month, year).map(|d| (d, 4))
            }
            _ => None,
        };
        found
            .or_else(|| match *words {
                [a, b, year, ..] => {
                    day_month_year(a, b, year).or_else(|| day_month_year(b, a, year)).map(|date| (date, 3))
                }
                _ => None,
            })
            .or_else(|| date_in_digits(words[0]).map(|date| (date, 1)))
    })
}

fn day_month_year(day: &str, month: &str, year: &str) -> Option<Date> {
    let year = year.trim_end_matches(['.', ';']);
    if year.len() != 4 {
        return None;
    }
    // Of several days ("12-14 May 2025") the last is the day of issue.
    let day = day.rsplit(['-', '–']).next()?;
    let day = day.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '.');
    plausible(Date::new(year.parse().ok()?, month_number(month)?, day.parse().ok()?).ok()?)
}

/// `2025-03-06`, `2025/03/06`, `6.3.2025` and, where only one reading is possible, `25/3/2025` or `3/25/2025`.
fn date_in_digits(word: &str) -> Option<Date> {
    let word = word.get(..10).filter(|_| word.as_bytes().get(10) == Some(&b'T')).unwrap_or(word);
    let separator = word.chars().find(|c| matches!(c, '-' | '/' | '.'))?;
    let mut numbers = word.trim_end_matches('.').split(separator).map(|part| (part.len(), part.parse::<i16>().ok()));
    let [(first_len, first), (_, second), (third_len, third)] = [numbers.next()?, numbers.next()?, numbers.next()?];
    let (first, second, third) = (first?, second?, third?);
    if numbers.next().is_some() || first < 0 || second < 0 {
        return None;
    }
    let (year, month, day) = match (first_len, third_len, separator) {
        (4, 1..=2, _) => (first, second, third),
        (1..=2, 4, '.') => (third, second, first),
        (1..=2, 4, '/') if first > 12 => (third, second, first),
        (1..=2, 4, '/') if second > 12 || first == second => (third, first, second),
        _ => return None,
    };
    plausible(Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()?)
}

/// Years outside of this range are numbers of something else.
fn plausible(date: Date) -> Option<Date> {
    (1800..=2199).contains(&date.year()).then_some(date)
}

/// 1 to 12 for an English month's name or its beginning of three letters or more.
fn month_number(word: &str) -> Option<i8> {
    let word = word.trim_end_matches('.');
    if word.len() < 3 || !word.is_ascii() {
        return None;
    }
    (1..=12).find(|&month| begins(&Date::constant(2000, month, 1).strftime("%B").to_string(), word))
}

fn is_weekday(word: &str) -> bool {
    let word = word.trim_end_matches('.');
    // The second of January 2000 was a Sunday.
    word.len() >= 3 && (2..9).any(|day| begins(&Date::constant(2000, 1, day).strftime("%A").to_string(), word))
}

fn begins(name: &str, word: &str) -> bool {
    name.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn reads_date_lines() {
        let cases = [
            ("HARBOUR POST\nTuesday, March 4, 2025\n\nText.", Some(date(2025, 3, 4))),
            ("Notes from the lagoon, week ending Friday, 7 March 2025\n\nText.", Some(date(2025, 3, 7))),
            ("1 September 1999\nText", Some(date(1999, 9, 1))),
            ("*Sept. 3rd, 2021*\nText", Some(date(2021, 9, 3))),
            ("Paper 7 · 2024-02-29\nText", Some(date(2024, 2, 29))),
            ("Date: 5.11.2020\nText", Some(date(2020, 11, 5))),
            ("Printed 25/12/2020\nText", Some(date(2020, 12, 25))),
            ("Printed 04/05/2020\nText", None),
            (
                "RIGA, 3 May 2024 — The ministry said that it had met the farmers and would meet them again.",
                Some(date(2024, 5, 3)),
            ),
            ("The 3rd day of June, 2022\nText", None),
            ("Minutes of the seventh meeting, held on the 3rd of June 2022\nText", Some(date(2022, 6, 3))),
            ("The council met on 3 June 2022 and chose a new mayor from among its members.\nText", None),
            ("12-14 May 2025\nText", Some(date(2025, 5, 14))),
            ("30 February 2025\nText", None),
            ("May 2025\nText", None),
            ("Bill 12 March 9999\nText", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(date_of_issue(text), expected, "{text}");
        }
    }

    #[test]
    fn prefers_the_line_that_is_about_the_date() {
        let text = "Report of the inquiry into the flood of 1 May 2019\nPublished 7 June 2021\n\nText.";
        assert_eq!(date_of_issue(text), Some(date(2021, 6, 7)));
    }

    #[test]
    fn reads_headlines() {
        let cases = [
            ("Ferries to stop at noon\n\nThe line said so.", Some("Ferries to stop at noon")),
            ("# **Ferries** to stop\nText", Some("Ferries** to stop")),
            ("Title: Ferries\nText", Some("Ferries")),
            ("The line said so on Monday.\nMore.", None),
            ("- one\n- two", None),
            ("3 May 2024\nText", None),
            ("Alone", None),
            ("***\nText", None),
        ];
        for (text, expected) in cases {
            assert_eq!(headline(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn reads_dates_of_headers_and_attributes() {
        for value in
            ["2024-05-03T10:00:00+02:00", "2024-05-03", "Fri, 3 May 2024 10:00:00 GMT", "May 3, 2024", " 3 May 2024 "]
        {
            assert_eq!(date_in_value(value), Some(date(2024, 5, 3)), "{value}");
        }
        assert_eq!(date_in_value("soon"), None);
    }
}
