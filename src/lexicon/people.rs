//! Posts, roles and the words that refer back to people and things.

use crate::language::NameKind;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Gender as far as a word gives it away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gender {
    /// "she", "spokeswoman", "Ms".
    Female,
    /// "he", "chairman", "Mr".
    Male,
}

/// The file of posts.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct PostsFile {
    posts: Vec<String>,
    members: Vec<String>,
    female: Vec<String>,
    male: Vec<String>,
    phrases: Vec<String>,
    adjectives: Vec<String>,
    former: Vec<String>,
    portfolios: Vec<String>,
    fields: Vec<String>,
    short: HashMap<String, String>,
    verbs: HashMap<String, String>,
}

impl PostsFile {
    pub(super) fn extend(&mut self, user: Self) {
        self.posts.extend(user.posts);
        self.members.extend(user.members);
        self.female.extend(user.female);
        self.male.extend(user.male);
        self.phrases.extend(user.phrases);
        self.adjectives.extend(user.adjectives);
        self.former.extend(user.former);
        self.portfolios.extend(user.portfolios);
        self.fields.extend(user.fields);
        self.short.extend(user.short);
        self.verbs.extend(user.verbs);
    }
}

/// Posts and roles (`lexicon/posts.toml`).
#[derive(Debug, Clone, Default)]
pub struct Posts {
    heads: HashSet<String>,
    members: HashSet<String>,
    gender: HashMap<String, Gender>,
    phrases: HashSet<String>,
    adjectives: HashSet<String>,
    former: HashSet<String>,
    portfolios: HashSet<String>,
    fields: HashSet<String>,
    short: HashMap<String, String>,
    verbs: HashMap<String, String>,
}

impl Posts {
    pub(super) fn compile(file: PostsFile) -> Self {
        let female = file.female.into_iter().map(|w| (w, Gender::Female));
        let male = file.male.into_iter().map(|w| (w, Gender::Male));
        Self {
            heads: file.posts.into_iter().chain(file.members.iter().cloned()).collect(),
            members: file.members.into_iter().collect(),
            gender: female.chain(male).collect(),
            phrases: file.phrases.into_iter().collect(),
            adjectives: file.adjectives.into_iter().collect(),
            former: file.former.into_iter().collect(),
            portfolios: file.portfolios.into_iter().collect(),
            fields: file.fields.into_iter().collect(),
            short: file.short,
            verbs: file.verbs,
        }
    }

    /// True if the word can head a title ("minister", "delegate"). Lower case.
    #[must_use]
    pub fn is_post(&self, word: &str) -> bool {
        self.heads.contains(word)
    }

    /// True if the word makes its bearer one member of a body among many.
    #[must_use]
    pub fn is_member(&self, word: &str) -> bool {
        self.members.contains(word)
    }

    /// True if the words form a title as a whole ("secretary of state"). Lower case, single spaces.
    #[must_use]
    pub fn is_phrase(&self, words: &str) -> bool {
        self.phrases.contains(words)
    }

    /// True if the word may stand inside a title before its head.
    #[must_use]
    pub fn is_adjective(&self, word: &str) -> bool {
        self.adjectives.contains(word)
    }

    /// True if the word says that the post is no longer held.
    #[must_use]
    pub fn is_former(&self, word: &str) -> bool {
        self.former.contains(word)
    }

    /// True if the field behind "of" or "for" is no body ("Minister of Labour"). Lower case.
    #[must_use]
    pub fn is_portfolio(&self, word: &str) -> bool {
        self.portfolios.contains(word)
    }

    /// True if the word, in lower case, is a part of what a minister is in charge of: "water" in "Water Resources Minister".
    #[must_use]
    pub fn is_field(&self, word: &str) -> bool {
        self.fields.contains(word)
    }

    /// The title that an abbreviated one stands for ("gov" gives "governor"). Lower case, without full stop.
    #[must_use]
    pub fn long(&self, short: &str) -> Option<&str> {
        self.short.get(short).map(String::as_str)
    }

    /// The position that the subject of this verb holds ("lead" gives "leader"; "" for no title).
    #[must_use]
    pub fn verb(&self, lemma: &str) -> Option<&str> {
        self.verbs.get(lemma).map(String::as_str)
    }

    /// The gender that a title or honorific gives away. Lower case.
    #[must_use]
    pub fn gender(&self, word: &str) -> Option<Gender> {
        self.gender.get(word).copied()
    }
}

/// The file of words that refer back.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ReferencesFile {
    class: Vec<ClassEntry>,
    pronouns: BTreeMap<String, Vec<String>>,
    synonyms: BTreeMap<String, HashSet<String>>,
    names: NamesEntry,
    proxies: NounsEntry,
    unique: NounsEntry,
    levels: NounsEntry,
    open: NounsEntry,
}

impl ReferencesFile {
    pub(super) fn extend(&mut self, user: Self) {
        self.class.extend(user.class);
        for (class, words) in user.pronouns {
            self.pronouns.entry(class).or_default().extend(words);
        }
        for (noun, others) in user.synonyms {
            self.synonyms.entry(noun).or_default().extend(others);
        }
        self.names.common_first.extend(user.names.common_first);
        self.names.initial_only.extend(user.names.initial_only);
        self.names.naming.extend(user.names.naming);
        self.proxies.nouns.extend(user.proxies.nouns);
        self.unique.nouns.extend(user.unique.nouns);
        self.levels.nouns.extend(user.levels.nouns);
        self.open.nouns.extend(user.open.nouns);
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct NamesEntry {
    common_first: HashSet<String>,
    initial_only: HashSet<String>,
    naming: HashSet<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct NounsEntry {
    nouns: BTreeSet<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClassEntry {
    kind: String,
    generic: bool,
    nouns: Vec<String>,
}

/// What a pronoun can stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PronounClass {
    /// A man.
    Male,
    /// A woman.
    Female,
    /// A thing or body.
    Thing,
    /// Several, or a body.
    Plural,
    /// Whoever writes the text.
    Author,
}

/// Words that refer back (`lexicon/references.toml`).
#[derive(Debug, Clone, Default)]
pub struct References {
    nouns: HashMap<String, Vec<(NameKind, bool)>>,
    pronouns: HashMap<String, PronounClass>,
    synonyms: BTreeMap<String, HashSet<String>>,
    common_first: HashSet<String>,
    initial_only: HashSet<String>,
    naming: HashSet<String>,
    proxies: BTreeSet<String>,
    unique: BTreeSet<String>,
    levels: BTreeSet<String>,
    open: BTreeSet<String>,
}

impl References {
    pub(super) fn compile(file: ReferencesFile) -> Self {
        let mut nouns: HashMap<String, Vec<(NameKind, bool)>> = HashMap::new();
        for class in file.class {
            let Some(kind) = NameKind::parse(&class.kind) else { continue };
            for noun in class.nouns {
                nouns.entry(noun).or_default().push((kind, class.generic));
            }
        }
        let class = |name: &str| match name {
            "male" => PronounClass::Male,
            "female" => PronounClass::Female,
            "thing" => PronounClass::Thing,
            "author" => PronounClass::Author,
            _ => PronounClass::Plural,
        };
        let mut pronouns = HashMap::new();
        for (name, words) in file.pronouns {
            pronouns.extend(words.into_iter().map(|w| (w, class(&name))));
        }
        Self {
            nouns,
            pronouns,
            synonyms: file.synonyms,
            common_first: file.names.common_first,
            initial_only: file.names.initial_only,
            naming: file.names.naming,
            proxies: file.proxies.nouns,
            unique: file.unique.nouns,
            levels: file.levels.nouns,
            open: file.open.nouns,
        }
    }

    /// The kinds of entity that "the NOUN" can mean, each with whether it may mean the nearest one
    /// even if no name holds the noun. Lower-case lemma.
    #[must_use]
    pub fn noun(&self, lemma: &str) -> &[(NameKind, bool)] {
        self.nouns.get(lemma).map_or(&[], Vec::as_slice)
    }

    /// True if "the NOUN" may mean a body with `word` in its name. Lower case.
    #[must_use]
    pub fn is_synonym(&self, noun: &str, word: &str) -> bool {
        self.synonyms.get(noun).is_some_and(|others| others.contains(word))
    }

    /// True if so many bodies begin with the word that it cannot stand for one of them. Lower case.
    #[must_use]
    pub fn is_common_first(&self, word: &str) -> bool {
        self.common_first.contains(word)
    }

    /// True if the noun stands for a body only if its name begins with it ("the House"). Lower-case lemma.
    #[must_use]
    pub fn is_initial_only(&self, lemma: &str) -> bool {
        self.initial_only.contains(lemma)
    }

    /// True for an adjective that tells one government from another: "federal".
    #[must_use]
    pub fn is_level(&self, word: &str) -> bool {
        self.levels.contains(word)
    }

    /// The nouns that each stand for one body of a text that need not name it ("the government"), in order.
    pub fn unique(&self) -> impl Iterator<Item = &str> {
        self.unique.iter().map(String::as_str)
    }

    /// True if the noun may stand for a body whose name says nothing of its kind. Lower-case lemma.
    #[must_use]
    pub fn is_open(&self, lemma: &str) -> bool {
        self.open.contains(lemma)
    }

    /// True if the participle leads from a noun to its name ("titled"). Lower case.
    #[must_use]
    pub fn is_naming(&self, word: &str) -> bool {
        self.naming.contains(word)
    }

    /// True if the noun acts for its owner ("the mayor's office"). Lower-case lemma.
    #[must_use]
    pub fn is_proxy(&self, lemma: &str) -> bool {
        self.proxies.contains(lemma)
    }

    /// What a pronoun stands for. Lower case.
    #[must_use]
    pub fn pronoun(&self, word: &str) -> Option<PronounClass> {
        self.pronouns.get(word).copied()
    }
}
