//! Names folded for comparison.

use crate::language::Syntax;
use std::ops::Range;

/// A name in lower case with straight quotes, without article, possessive mark and punctuation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct NameKey(pub Vec<String>);

impl NameKey {
    /// Folds the tokens of a name.
    #[must_use]
    pub fn of(syntax: &Syntax<'_>, tokens: Range<u32>) -> Self {
        Self::from_words(tokens.map(|t| syntax.form(t)))
    }

    /// Folds words.
    pub fn from_words<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let mut key: Vec<String> = words
            .filter(|w| !matches!(*w, "'s" | "’s" | "'" | "’"))
            .map(|w| {
                w.chars()
                    .map(|c| if c == '’' { '\'' } else { c })
                    .filter(|c| c.is_alphanumeric() || matches!(c, '\'' | '&'))
                    .flat_map(char::to_lowercase)
                    .collect::<String>()
            })
            .filter(|w| !w.is_empty())
            .collect();
        if key.len() > 1 && key[0] == "the" {
            key.remove(0);
        }
        Self(key)
    }

    /// Number of words.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True if nothing is left.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The last word.
    #[must_use]
    pub fn last(&self) -> &str {
        self.0.last().map_or("", String::as_str)
    }

    /// The first word.
    #[must_use]
    pub fn first(&self) -> &str {
        self.0.first().map_or("", String::as_str)
    }

    /// The noun before a preposition: "forum" of "Harbour Forum for Trade".
    #[must_use]
    pub fn head(&self) -> Option<&str> {
        let preposition = self.0.iter().position(|w| matches!(w.as_str(), "for" | "of" | "on"))?;
        self.0[..preposition].last().map(String::as_str)
    }

    /// True if `other` ends with this key and is longer.
    #[must_use]
    pub fn is_suffix_of(&self, other: &Self) -> bool {
        other.len() > self.len() && other.0.ends_with(&self.0)
    }

    /// True if `other` begins with this key and is longer.
    #[must_use]
    pub fn is_prefix_of(&self, other: &Self) -> bool {
        other.len() > self.len() && other.0.starts_with(&self.0)
    }

    /// The key without trailing years and numbers ("right to disconnect bill 2025", "act of 2005").
    #[must_use]
    pub fn without_year(&self) -> Self {
        let is_year = |w: &String| w.len() == 4 && w.bytes().all(|b| b.is_ascii_digit());
        let mut words = self.0.clone();
        if words.len() > 2 && words.last().is_some_and(is_year) {
            words.pop();
            if words.last().is_some_and(|w| w == "of") {
                words.pop();
            }
        }
        Self(words)
    }

    /// Acronyms that this key's words can have: from all words, and from the telling ones alone.
    #[must_use]
    pub fn initials(&self) -> Vec<String> {
        let little =
            |w: &str| matches!(w, "of" | "the" | "and" | "for" | "on" | "in" | "to" | "de" | "la" | "del" | "a" | "&");
        let all: String = self.0.iter().filter_map(|w| w.chars().next()).collect();
        let telling: String = self.0.iter().filter(|w| !little(w)).filter_map(|w| w.chars().next()).collect();
        if all == telling { vec![all] } else { vec![all, telling] }
    }

    /// True if `acronym` (one folded word of two letters or more) is made of this key's initials.
    #[must_use]
    pub fn has_initials(&self, acronym: &str) -> bool {
        self.len() >= 2 && acronym.chars().nth(1).is_some() && self.initials().iter().any(|i| i == acronym)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> NameKey {
        NameKey::from_words(text.split(' '))
    }

    #[test]
    fn folds_and_compares() {
        assert_eq!(key("The People ’s Bank"), key("people 's bank"));
        assert!(key("Commission").is_suffix_of(&key("Harbour Commission")));
        assert!(key("Board of Lake Trade").has_initials("blt"));
        assert!(key("Board of Lake Trade").has_initials("bolt"));
        assert!(!key("Board of Lake Trade").has_initials("bt"));
        assert_eq!(key("Ferry Act of 1998").without_year(), key("ferry act"));
    }
}
