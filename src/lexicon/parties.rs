//! Letters that stand for parties (`lexicon/parties.toml`).

use serde::Deserialize;
use std::collections::HashMap;

/// The file of parties.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct PartiesFile {
    party: Vec<Party>,
}

impl PartiesFile {
    pub(super) fn extend(&mut self, user: Self) {
        self.party.extend(user.party);
    }
}

/// A party that texts name by a letter.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// The letters.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Words for its people.
    #[serde(default)]
    pub members: Vec<String>,
}

/// All such parties.
#[derive(Debug, Clone, Default)]
pub struct Parties {
    by_code: HashMap<String, Party>,
}

impl Parties {
    pub(super) fn compile(file: PartiesFile) -> Self {
        Self { by_code: file.party.into_iter().map(|party| (party.code.clone(), party)).collect() }
    }

    /// The party with this code.
    #[must_use]
    pub fn by_code(&self, code: &str) -> Option<&Party> {
        self.by_code.get(code)
    }
}
