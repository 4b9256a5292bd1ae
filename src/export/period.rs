//! Dates of any precision in their XML Schema form: what they span, and how they are read out.

use jiff::civil::Date;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// First and last day of a day, a month or a year (`xsd:date`, `xsd:gYearMonth`, `xsd:gYear`).
#[must_use]
pub fn period(date: &str) -> Option<(Date, Date)> {
    let mut parts = date.split('-');
    let year: i16 = parts.next()?.parse().ok()?;
    let Some(month) = parts.next() else {
        return Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?));
    };
    let first = Date::new(year, month.parse().ok()?, 1).ok()?;
    match parts.next() {
        None => Some((first, first.last_of_month())),
        Some(day) => Date::new(year, first.month(), day.parse().ok()?).ok().map(|day| (day, day)),
    }
}

/// A date in words: "26 May 2020", "May 2020", "2020"; as it is where it is none.
#[must_use]
pub fn spoken(date: &str) -> String {
    let Some((first, _)) = period(date) else { return date.to_owned() };
    let month = MONTHS[first.month() as usize - 1];
    match date.matches('-').count() {
        0 => first.year().to_string(),
        1 => format!("{month} {}", first.year()),
        _ => format!("{} {month} {}", first.day(), first.year()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_out_in_their_precision() {
        assert_eq!(spoken("2020-05-26"), "26 May 2020");
        assert_eq!(spoken("2020-05"), "May 2020");
        assert_eq!(spoken("2020"), "2020");
        assert_eq!(spoken("soon"), "soon");
        assert_eq!(period("2024-02").map(|(_, last)| last.to_string()).as_deref(), Some("2024-02-29"));
    }
}
