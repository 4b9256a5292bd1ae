//! Names of the world from well-licensed packages (`models/gazetteer/`).

use super::rng::Rng;
use crate::language::net::gazetteer::{FAMILY, GIVEN, PLACE};
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::path::Path;

/// The names.
#[derive(Debug, Default)]
pub struct Names {
    /// For each country or language given names and family names.
    people: Vec<[Vec<String>; 2]>,
    places: Vec<String>,
}

impl Names {
    /// Reads `names.tsv` in `dir`.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read(dir: &Path) -> Result<Self> {
        let path = dir.join("names.tsv");
        let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
        let mut people: BTreeMap<&str, [Vec<String>; 2]> = BTreeMap::new();
        let mut places = Vec::new();
        for (number, line) in text.lines().enumerate() {
            let fields: Vec<&str> = line.split('\t').collect();
            let &[what, from, names] = fields.as_slice() else {
                bail!("{}:{}: no three columns", path.display(), number + 1)
            };
            let names = names.split('|').map(str::to_owned);
            match what {
                "given" => people.entry(from).or_default()[0].extend(names),
                "family" => people.entry(from).or_default()[1].extend(names),
                _ => places.extend(names),
            }
        }
        let people = people.into_values().filter(|lists| lists.iter().all(|list| !list.is_empty())).collect();
        Ok(Self { people, places })
    }

    /// All words in small letters with their classes.
    #[must_use]
    pub fn words(&self) -> BTreeMap<String, u8> {
        let mut words = BTreeMap::new();
        let people = self.people.iter().flat_map(|[given, family]| [(given, GIVEN), (family, FAMILY)]);
        for (list, class) in people.chain([(&self.places, PLACE)]) {
            for word in list.iter().flat_map(|name| name.split([' ', '-'])) {
                // Short words are more often something else.
                if word.chars().count() > 2 && word.starts_with(char::is_uppercase) {
                    *words.entry(word.to_lowercase()).or_insert(0) |= class;
                }
            }
        }
        words
    }

    /// Words of a person's name: mostly a given and a family name of one country.
    pub fn person(&self, words: usize, rng: &mut Rng) -> Vec<String> {
        let [given, family] = &self.people[rng.below(self.people.len())];
        let mut name = Vec::new();
        if words > 1 {
            name.extend(tokens(draw(given, rng)));
        }
        if words > 2 {
            name.extend(tokens(draw(given, rng)));
        }
        name.extend(tokens(draw(family, rng)));
        name
    }

    /// Words of a place's name.
    pub fn place(&self, rng: &mut Rng) -> Vec<String> {
        tokens(draw(&self.places, rng)).collect()
    }
}

fn draw<'l>(list: &'l [String], rng: &mut Rng) -> &'l str {
    &list[rng.below(list.len())]
}

/// The words of a name as texts are cut: a hyphen is a word.
fn tokens(name: &str) -> impl Iterator<Item = String> {
    name.split(' ').flat_map(|part| {
        let words = part.split('-').enumerate();
        words.flat_map(|(i, word)| (i > 0).then(|| "-".to_owned()).into_iter().chain([word.to_owned()]))
    })
}
