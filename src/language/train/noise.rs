//! Changes to training sentences that make the nets stand up to headings and list items.

use super::rng::Rng;

/// The case that a sentence is turned to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// As written.
    Kept,
    /// "All In Capitals At The Start".
    Title,
    /// "ALL IN CAPITALS".
    Upper,
    /// "all small".
    Lower,
}

impl Case {
    /// Draws a case with the chances of title case, capitals and small letters.
    pub fn draw([title, upper, lower]: [f32; 3], rng: &mut Rng) -> Self {
        match rng.unit() {
            x if x < title => Self::Title,
            x if x < title + upper => Self::Upper,
            x if x < title + upper + lower => Self::Lower,
            _ => Self::Kept,
        }
    }

    /// A word in this case.
    pub fn apply(self, form: &str) -> String {
        match self {
            Self::Kept => form.to_owned(),
            Self::Upper => form.to_uppercase(),
            Self::Lower => form.to_lowercase(),
            Self::Title => {
                let mut chars = form.chars();
                // Short function words mostly stay small in headings.
                match chars.next() {
                    Some(first) if form.chars().count() > 3 => first.to_uppercase().chain(chars).collect(),
                    _ => form.to_owned(),
                }
            }
        }
    }
}

/// Chance that a sentence loses its full stop.
pub const DROP_STOP: f32 = 0.15;
