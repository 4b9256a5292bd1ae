//! Sums as people write them.

use rust_decimal::Decimal;

const MAGNITUDES: [(u64, &str); 3] =
    [(1_000_000_000_000, "trillion"), (1_000_000_000, "billion"), (1_000_000, "million")];

/// A number in words where that is shorter: "1.4 trillion", "250,000", "12.5". As it is where it is none.
#[must_use]
pub fn number(lexical: &str) -> String {
    let Ok(value) = lexical.parse::<Decimal>() else { return lexical.to_owned() };
    for (magnitude, name) in MAGNITUDES {
        let unit = Decimal::from(magnitude);
        if value.abs() >= unit {
            let short = (value / unit).round_dp(3).normalize();
            return format!("{short} {name}");
        }
    }
    group(&value.normalize().to_string())
}

/// A sum with its currency: "CNY 10 trillion".
#[must_use]
pub fn sum(value: &str, currency: &str) -> String {
    format!("{currency} {}", number(value)).trim().to_owned()
}

/// Commas between groups of three digits before the point.
fn group(number: &str) -> String {
    let (whole, fraction) = number.split_once('.').map_or((number, ""), |(whole, fraction)| (whole, fraction));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut out = String::from(sign);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_short_and_exact() {
        assert_eq!(sum("10000000000000", "CNY"), "CNY 10 trillion");
        assert_eq!(sum("1400000000", "USD"), "USD 1.4 billion");
        assert_eq!(number("250000"), "250,000");
        assert_eq!(number("-12.50"), "-12.5");
        assert_eq!(number("many"), "many");
    }
}
