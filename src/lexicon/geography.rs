//! `lexicon/countries.toml` and `lexicon/currencies.toml`.

use crate::mention::Currency;
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use serde::Deserialize;
use std::collections::HashMap;

/// The file of countries.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct CountriesFile {
    country: Vec<Country>,
}

/// The file of currencies.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct CurrenciesFile {
    currency: Vec<CurrencyFileEntry>,
}

impl CountriesFile {
    pub(super) fn extend(&mut self, user: Self) {
        self.country.extend(user.country);
    }
}

impl CurrenciesFile {
    pub(super) fn extend(&mut self, user: Self) {
        self.currency.extend(user.currency);
    }
}

/// A country.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Country {
    /// ISO 3166-1 alpha-2 (`EU` for the European Union, `XK` for Kosovo).
    pub code: String,
    /// ISO 3166-1 alpha-3.
    #[serde(default)]
    pub code3: String,
    /// Its usual English name.
    pub name: String,
    /// ISO 4217 code of what people pay with.
    #[serde(default)]
    pub currency: String,
    /// Words for its people and things ("French", "Swede", "Swedes").
    #[serde(default)]
    pub demonyms: Vec<String>,
    /// Its capital; may be empty.
    #[serde(default)]
    pub capital: String,
    /// Other names of it.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Cities and regions in it.
    #[serde(default)]
    pub places: Vec<String>,
    /// Words that stand for its government, besides its capital ("Whitehall").
    #[serde(default)]
    pub metonyms: Vec<String>,
}

impl Country {
    /// True if `name` is one of its names.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        self.name == name || self.aliases.iter().any(|alias| alias == name)
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct CurrencyFileEntry {
    code: String,
    #[serde(default)]
    names: Vec<String>,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    minor: Vec<String>,
    #[serde(default)]
    prefixes: Vec<String>,
    #[serde(default)]
    letter: String,
    #[serde(default)]
    countries: Vec<String>,
}

/// A currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurrencyEntry {
    /// ISO 4217.
    pub code: Currency,
    /// Indices into [`Geography::countries`] of those that pay with it.
    pub countries: Vec<usize>,
}

/// What a name has to do with its country.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PlaceRole {
    /// The country itself.
    Country,
    /// Its people, or "from there".
    Demonym,
    /// Its capital.
    Capital,
    /// A city or region in it.
    Place,
    /// A word for its government.
    Metonym,
}

/// Countries and currencies.
#[derive(Debug, Clone)]
pub struct Geography {
    /// All countries, by code.
    pub countries: Vec<Country>,
    /// All currencies, by code.
    pub currencies: Vec<CurrencyEntry>,
    by_name: HashMap<String, Vec<(usize, PlaceRole)>>,
    finder: Option<AhoCorasick>,
    finds: Vec<(usize, PlaceRole)>,
    codes: HashMap<String, usize>,
    /// Full names in lower case ("swedish krona") and their currency.
    names: HashMap<String, usize>,
    /// Last words in lower case ("krona") and the currencies that may be meant.
    words: HashMap<String, Vec<usize>>,
    minor: HashMap<String, Vec<usize>>,
    /// Prefixes, longest first, with the currency.
    prefixes: Vec<(String, usize)>,
    letters: HashMap<String, Vec<usize>>,
    longest_name: usize,
}

impl Geography {
    pub(super) fn compile(countries: CountriesFile, currencies: CurrenciesFile) -> Self {
        let countries = countries.country;
        let mut by_name: HashMap<String, Vec<(usize, PlaceRole)>> = HashMap::new();
        let mut patterns = Vec::new();
        let mut finds = Vec::new();
        for (index, country) in countries.iter().enumerate() {
            let mut add = |name: &str, role: PlaceRole| {
                if name.is_empty() {
                    return;
                }
                by_name.entry(name.to_owned()).or_default().push((index, role));
                patterns.push(name.to_owned());
                finds.push((index, role));
            };
            add(&country.name, PlaceRole::Country);
            country.aliases.iter().for_each(|name| add(name, PlaceRole::Country));
            country.demonyms.iter().for_each(|name| add(name, PlaceRole::Demonym));
            add(&country.capital, PlaceRole::Capital);
            country.places.iter().for_each(|name| add(name, PlaceRole::Place));
            country.metonyms.iter().for_each(|name| add(name, PlaceRole::Metonym));
        }
        let finder = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(&patterns)
            .ok();
        let mut geography = Self {
            countries,
            currencies: Vec::new(),
            by_name,
            finder,
            finds,
            codes: HashMap::new(),
            names: HashMap::new(),
            words: HashMap::new(),
            minor: HashMap::new(),
            prefixes: Vec::new(),
            letters: HashMap::new(),
            longest_name: 0,
        };
        for entry in currencies.currency {
            geography.add_currency(entry);
        }
        geography.prefixes.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        geography
    }

    fn add_currency(&mut self, entry: CurrencyFileEntry) {
        let Ok(code) = <[u8; 3]>::try_from(entry.code.as_bytes()) else { return };
        let index = self.currencies.len();
        let countries = (0..self.countries.len())
            .filter(|&i| self.countries[i].currency == entry.code || entry.countries.contains(&self.countries[i].code))
            .collect();
        self.currencies.push(CurrencyEntry { code: Currency(code), countries });
        for name in entry.names {
            self.longest_name = self.longest_name.max(name.split(' ').count());
            self.names.insert(name, index);
        }
        for word in entry.words {
            self.words.entry(word).or_default().push(index);
        }
        for word in entry.minor {
            self.minor.entry(word).or_default().push(index);
        }
        for prefix in entry.prefixes {
            if prefix.len() == 1 && prefix.is_ascii() {
                self.letters.entry(prefix).or_default().push(index);
            } else {
                self.prefixes.push((prefix, index));
            }
        }
        if !entry.letter.is_empty() {
            self.letters.entry(entry.letter).or_default().push(index);
        }
        self.codes.insert(entry.code, index);
    }

    /// True for an ISO 4217 code.
    #[must_use]
    pub fn is_currency_code(&self, word: &str) -> bool {
        self.codes.contains_key(word)
    }

    /// What this name may mean: countries with the role that the name has for them.
    #[must_use]
    pub fn lookup(&self, name: &str) -> &[(usize, PlaceRole)] {
        self.by_name.get(name).map_or(&[], Vec::as_slice)
    }

    /// Names of the gazetteer in `text`, longest first where they overlap, on word boundaries:
    /// start and end in bytes, index of the country, role. A name of two countries comes once.
    pub fn find_all<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (usize, usize, usize, PlaceRole)> + 't {
        self.finder.iter().flat_map(move |finder| finder.find_iter(text)).filter_map(move |hit| {
            let before = text[..hit.start()].chars().next_back();
            let after = text[hit.end()..].chars().next();
            let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            if inside(before) || inside(after) {
                return None;
            }
            let (country, role) = self.finds[hit.pattern().as_usize()];
            Some((hit.start(), hit.end(), country, role))
        })
    }

    /// Index of the currency with this ISO 4217 code.
    #[must_use]
    pub fn currency_by_code(&self, code: &str) -> Option<usize> {
        self.codes.get(code).copied()
    }

    /// Index of the currency with this full name in lower case ("swedish kronor").
    #[must_use]
    pub fn currency_by_name(&self, name: &str) -> Option<usize> {
        self.names.get(name).copied()
    }

    /// Most words that a full name of a currency has.
    #[must_use]
    pub fn longest_currency_name(&self) -> usize {
        self.longest_name
    }

    /// Indices of the currencies that a bare word in lower case ("kronor") may mean.
    #[must_use]
    pub fn currencies_by_word(&self, word: &str) -> &[usize] {
        self.words.get(word).map_or(&[], Vec::as_slice)
    }

    /// Indices of the currencies whose hundredth a word in lower case ("cents") may mean.
    #[must_use]
    pub fn currencies_by_minor(&self, word: &str) -> &[usize] {
        self.minor.get(word).map_or(&[], Vec::as_slice)
    }

    /// Index of the currency whose prefix is `text`, and which is not ambiguous.
    #[must_use]
    pub fn currency_by_prefix(&self, text: &str) -> Option<usize> {
        self.prefixes.iter().find(|(prefix, _)| prefix == text).map(|(_, index)| *index)
    }

    /// The longest currency prefix that `text` ends in: its length in bytes and the currency.
    #[must_use]
    pub fn prefix_at_end(&self, text: &str) -> Option<(usize, usize)> {
        self.prefixes.iter().find(|(prefix, _)| text.ends_with(prefix.as_str())).map(|(p, index)| (p.len(), *index))
    }

    /// Indices of the currencies that a single letter may stand for where the document is about their country.
    #[must_use]
    pub fn currencies_by_letter(&self, letter: &str) -> &[usize] {
        self.letters.get(letter).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use crate::lexicon::Lexicon;

    #[test]
    fn every_country_has_a_known_currency_and_a_code() {
        let geography = Lexicon::shipped().geography;
        assert!(geography.countries.len() > 190);
        for country in &geography.countries {
            assert_eq!(country.code.len(), 2, "{country:?}");
            assert!(
                country.currency.is_empty() || geography.currency_by_code(&country.currency).is_some(),
                "{country:?}"
            );
        }
    }

    #[test]
    fn names_are_found_on_word_boundaries_only() {
        let geography = Lexicon::shipped().geography;
        let text = "Omani traders met Romanians near Niger State, Northern Ireland";
        let found: Vec<_> =
            geography.find_all(text).map(|(s, e, c, _)| (&text[s..e], &*geography.countries[c].code)).collect();
        assert_eq!(found, [("Omani", "OM"), ("Romanians", "RO"), ("Niger", "NE"), ("Northern Ireland", "GB")]);
    }
}
