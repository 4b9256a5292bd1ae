//! `lexicon/names.toml` and `lexicon/titles.toml`.

use crate::language::NameKind;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};

/// `lexicon/names.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct NamesFile {
    heads: KindLists,
    certain: KindLists,
    words: NameWords,
    pub(super) examples: Vec<NameExample>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct KindLists {
    law: Vec<String>,
    report: Vec<String>,
    event: Vec<String>,
    organization: Vec<String>,
    place: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct NameWords {
    inner: Vec<String>,
    person_inner: Vec<String>,
    numbered_law: Vec<String>,
    law_codes: Vec<String>,
    speech: Vec<String>,
    common: Vec<String>,
    #[serde(default)]
    known_bodies: Vec<String>,
    #[serde(default)]
    publications: Vec<String>,
    #[serde(default)]
    codes_of_law: Vec<String>,
}

/// A sentence and the name in it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(test), expect(dead_code, reason = "only the tests run the examples"))]
pub(super) struct NameExample {
    pub(super) text: String,
    pub(super) name: String,
    pub(super) kind: String,
}

/// `lexicon/titles.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct TitlesFile {
    honorifics: Vec<String>,
    offices: Vec<String>,
    leads: Vec<String>,
}

impl KindLists {
    fn extend(&mut self, user: Self) {
        self.law.extend(user.law);
        self.report.extend(user.report);
        self.event.extend(user.event);
        self.organization.extend(user.organization);
        self.place.extend(user.place);
    }

    fn by_word(self) -> HashMap<String, NameKind> {
        // A word of two lists has the kind of the first list here.
        let lists = [
            (self.place, NameKind::Place),
            (self.organization, NameKind::Organization),
            (self.event, NameKind::Event),
            (self.report, NameKind::Report),
            (self.law, NameKind::Law),
        ];
        lists.into_iter().flat_map(|(words, kind)| words.into_iter().map(move |word| (word, kind))).collect()
    }
}

impl NamesFile {
    pub(super) fn extend(&mut self, user: Self) {
        self.heads.extend(user.heads);
        self.certain.extend(user.certain);
        self.words.inner.extend(user.words.inner);
        self.words.person_inner.extend(user.words.person_inner);
        self.words.numbered_law.extend(user.words.numbered_law);
        self.words.law_codes.extend(user.words.law_codes);
        self.words.speech.extend(user.words.speech);
        self.words.common.extend(user.words.common);
        self.words.known_bodies.extend(user.words.known_bodies);
        self.words.publications.extend(user.words.publications);
        self.words.codes_of_law.extend(user.words.codes_of_law);
    }
}

impl TitlesFile {
    pub(super) fn extend(&mut self, user: Self) {
        self.honorifics.extend(user.honorifics);
        self.offices.extend(user.offices);
        self.leads.extend(user.leads);
    }
}

/// Head words, inner words and titles of names. Lookups take the case of the text.
#[derive(Debug, Clone)]
pub struct Naming {
    heads: HashMap<String, NameKind>,
    certain: HashMap<String, NameKind>,
    inner: HashSet<String>,
    person_inner: HashSet<String>,
    numbered_law: HashSet<String>,
    law_codes: Vec<String>,
    speech: HashSet<String>,
    common: HashSet<String>,
    known_bodies: HashSet<String>,
    publications: HashSet<String>,
    codes_of_law: HashSet<String>,
    titles: HashSet<String>,
    honorifics: HashSet<String>,
    leads: HashSet<String>,
}

impl Naming {
    pub(super) fn compile(names: NamesFile, titles: TitlesFile) -> Self {
        Self {
            heads: names.heads.by_word(),
            certain: names.certain.by_word(),
            inner: names.words.inner.into_iter().collect(),
            person_inner: names.words.person_inner.into_iter().collect(),
            numbered_law: names.words.numbered_law.into_iter().collect(),
            law_codes: names.words.law_codes,
            speech: names.words.speech.into_iter().collect(),
            common: names.words.common.into_iter().collect(),
            known_bodies: names.words.known_bodies.iter().flat_map(|w| [w.clone(), w.to_uppercase()]).collect(),
            codes_of_law: names.words.codes_of_law.into_iter().collect(),
            publications: names.words.publications.into_iter().collect(),
            titles: titles.honorifics.iter().chain(&titles.offices).cloned().collect(),
            honorifics: titles.honorifics.into_iter().collect(),
            leads: titles.leads.into_iter().collect(),
        }
    }

    /// True for two words that name a law in small letters: "civil code".
    #[must_use]
    pub fn is_code_of_law(&self, words: &str) -> bool {
        self.codes_of_law.contains(words)
    }

    /// True for a noun that names of newsletters and papers end in, lower case: "bulletin".
    #[must_use]
    pub fn is_publication(&self, word: &str) -> bool {
        self.publications.contains(word)
    }

    /// The kind of thing that a name with this head word names.
    #[must_use]
    pub fn head(&self, word: &str) -> Option<NameKind> {
        self.heads.get(word).copied()
    }

    /// The same for head words that outvote the tagger.
    #[must_use]
    pub fn certain_head(&self, word: &str) -> Option<NameKind> {
        self.certain.get(word).copied()
    }

    /// True for a small word that may stand inside a name ("of").
    #[must_use]
    pub fn is_inner(&self, word: &str) -> bool {
        self.inner.contains(word)
    }

    /// True for a small word that may stand inside a person's name ("von").
    #[must_use]
    pub fn is_person_inner(&self, word: &str) -> bool {
        self.person_inner.contains(word)
    }

    /// True for a kind of law that is called by its number ("House Bill").
    #[must_use]
    pub fn is_numbered_law(&self, phrase: &str) -> bool {
        self.numbered_law.contains(phrase)
    }

    /// Abbreviations before the number of a law ("H.R.").
    #[must_use]
    pub fn law_codes(&self) -> &[String] {
        &self.law_codes
    }

    /// True for a form of a verb of speech; takes lower case.
    #[must_use]
    pub fn is_speech(&self, word: &str) -> bool {
        self.speech.contains(word)
    }

    /// True for a capitalised word that begins no name where it stands alone ("However").
    #[must_use]
    pub fn is_common(&self, word: &str) -> bool {
        self.common.contains(word)
    }

    /// True for letters by which every reader knows a body ("EU").
    #[must_use]
    pub fn is_known_body(&self, word: &str) -> bool {
        self.known_bodies.contains(word)
    }

    /// True for a form of address or an office before a person's name.
    #[must_use]
    pub fn is_title(&self, word: &str) -> bool {
        self.titles.contains(word)
    }

    /// True for a form of address ("Dr").
    #[must_use]
    pub fn is_honorific(&self, word: &str) -> bool {
        self.honorifics.contains(word)
    }

    /// True for a title behind which a person's name stands ("Senator").
    #[must_use]
    pub fn leads_person(&self, word: &str) -> bool {
        self.leads.contains(word)
    }
}
