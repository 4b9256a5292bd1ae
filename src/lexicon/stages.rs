//! How texts say that a law reached a stage (`lexicon/stages.toml`).

use serde::Deserialize;
use std::collections::{HashMap, HashSet};

/// The file of stages.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct StagesFile {
    stage: Vec<StageEntry>,
    parts: Nouns,
    changes: Nouns,
    lists: Lists,
    decisions: Decisions,
    pieces: Nouns,
    handling: Decisions,
    chambers: Nouns,
    panels: Nouns,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Lists {
    openers: HashSet<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Decisions {
    verbs: HashSet<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Nouns {
    nouns: HashSet<String>,
}

impl StagesFile {
    pub(super) fn extend(&mut self, user: Self) {
        self.stage.extend(user.stage);
        self.parts.nouns.extend(user.parts.nouns);
        self.changes.nouns.extend(user.changes.nouns);
        self.lists.openers.extend(user.lists.openers);
        self.decisions.verbs.extend(user.decisions.verbs);
        self.pieces.nouns.extend(user.pieces.nouns);
        self.handling.verbs.extend(user.handling.verbs);
        self.chambers.nouns.extend(user.chambers.nouns);
        self.panels.nouns.extend(user.panels.nouns);
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StageEntry {
    stage: String,
    #[serde(default)]
    object: Vec<String>,
    #[serde(default)]
    subject: Vec<String>,
    #[serde(default)]
    nouns: Vec<String>,
    #[serde(default)]
    states: Vec<String>,
    #[serde(default)]
    headings: Vec<String>,
}

/// What must stand with a word for it to name a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Company {
    /// Nothing.
    Alone,
    /// A particle.
    Particle(String),
    /// A noun among its complements, with a qualifier before that noun where one is given.
    Noun {
        /// Word before the noun.
        qualifier: Option<String>,
        /// Lemma of the noun.
        noun: String,
    },
}

/// One way to say that a law reached a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageCue {
    /// Name of the stage, as [`Stage::parse`](crate::fact::Stage::parse) reads it.
    pub stage: String,
    /// What must stand with it.
    pub company: Company,
}

/// All ways, by lemma.
#[derive(Debug, Clone, Default)]
pub struct Stages {
    object: HashMap<String, Vec<StageCue>>,
    subject: HashMap<String, Vec<StageCue>>,
    nouns: HashMap<String, Vec<StageCue>>,
    states: HashMap<String, Vec<StageCue>>,
    parts: HashSet<String>,
    changes: HashSet<String>,
    list_openers: HashSet<String>,
    decisions: HashSet<String>,
    pieces: HashSet<String>,
    handling: HashSet<String>,
    chambers: HashSet<String>,
    panels: HashSet<String>,
    /// Phrases of headings with their stage, the longest first.
    headings: Vec<(String, String)>,
}

impl Stages {
    pub(super) fn compile(file: StagesFile) -> Self {
        let mut out = Self {
            parts: file.parts.nouns,
            changes: file.changes.nouns,
            list_openers: file.lists.openers,
            decisions: file.decisions.verbs,
            pieces: file.pieces.nouns,
            handling: file.handling.verbs,
            chambers: file.chambers.nouns,
            panels: file.panels.nouns,
            ..Self::default()
        };
        for entry in file.stage {
            add(&mut out.object, &entry.object, &entry.stage);
            add(&mut out.subject, &entry.subject, &entry.stage);
            add(&mut out.nouns, &entry.nouns, &entry.stage);
            add(&mut out.states, &entry.states, &entry.stage);
            out.headings.extend(entry.headings.into_iter().map(|phrase| (phrase, entry.stage.clone())));
        }
        out.headings.sort_by_key(|(phrase, _)| (std::cmp::Reverse(phrase.len()), phrase.clone()));
        out
    }

    /// Ways in which somebody moves a law, for a verb's lemma.
    #[must_use]
    pub fn object(&self, lemma: &str) -> &[StageCue] {
        self.object.get(lemma).map_or(&[], Vec::as_slice)
    }

    /// Ways in which a law moves itself, for a verb's lemma.
    #[must_use]
    pub fn subject(&self, lemma: &str) -> &[StageCue] {
        self.subject.get(lemma).map_or(&[], Vec::as_slice)
    }

    /// Nouns that name a stage.
    #[must_use]
    pub fn noun(&self, lemma: &str) -> &[StageCue] {
        self.nouns.get(lemma).map_or(&[], Vec::as_slice)
    }

    /// True for a noun that names a body that passes laws, lower case: "parliament".
    #[must_use]
    pub fn is_chamber(&self, noun: &str) -> bool {
        self.chambers.contains(noun)
    }

    /// True for a noun that names a body of members that sits and hears, lower case: "committee".
    #[must_use]
    pub fn is_panel(&self, noun: &str) -> bool {
        self.panels.contains(noun)
    }

    /// The stage of the laws below a heading, or in a fragment, that holds a phrase of a stage ("Royal Assent").
    #[must_use]
    pub fn heading(&self, text: &str) -> Option<&str> {
        let text = text.to_lowercase();
        let words: Vec<&str> =
            text.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '’')).filter(|w| !w.is_empty()).collect();
        self.headings.iter().find_map(|(phrase, stage)| {
            let wanted: Vec<&str> = phrase.split(' ').collect();
            words.windows(wanted.len()).any(|w| w == wanted).then_some(stage.as_str())
        })
    }

    /// True for the last word of a phrase of a heading: "reading".
    #[must_use]
    pub fn is_heading_noun(&self, word: &str) -> bool {
        self.headings.iter().any(|(phrase, _)| phrase.rsplit(' ').next() == Some(word))
    }

    /// True for a noun that names a part of a law ("section").
    #[must_use]
    pub fn is_part(&self, lemma: &str) -> bool {
        self.parts.contains(lemma)
    }

    /// True for a noun that names a piece of a law's text ("section"; not "version").
    #[must_use]
    pub fn is_piece(&self, lemma: &str) -> bool {
        self.pieces.contains(lemma)
    }

    /// True for a verb that deals with a law that has been put forward ("debate").
    #[must_use]
    pub fn handles(&self, lemma: &str) -> bool {
        self.handling.contains(lemma)
    }

    /// True for a noun that changes a law ("amendment").
    #[must_use]
    pub fn is_change(&self, lemma: &str) -> bool {
        self.changes.contains(lemma)
    }

    /// True for a word that leads from a plural to the laws it holds ("among"). Lower case.
    #[must_use]
    pub fn opens_list(&self, word: &str) -> bool {
        self.list_openers.contains(word)
    }

    /// True for a verb that decides rather than intends ("voted to").
    #[must_use]
    pub fn decides(&self, lemma: &str) -> bool {
        self.decisions.contains(lemma)
    }

    /// States, by adjective, or by preposition with the noun as company.
    #[must_use]
    pub fn state(&self, lemma: &str) -> &[StageCue] {
        self.states.get(lemma).map_or(&[], Vec::as_slice)
    }
}

fn add(map: &mut HashMap<String, Vec<StageCue>>, entries: &[String], stage: &str) {
    for entry in entries {
        let (word, company) = if let Some((verb, particle)) = entry.split_once('@') {
            (verb, Company::Particle(particle.to_owned()))
        } else if let Some((verb, rest)) = entry.split_once('+') {
            let (qualifier, noun) = match rest.split_once('/') {
                Some((qualifier, noun)) => (Some(qualifier.to_owned()), noun),
                None => (None, rest),
            };
            (verb, Company::Noun { qualifier, noun: noun.to_owned() })
        } else {
            (entry.as_str(), Company::Alone)
        };
        let cues = map.entry(word.to_owned()).or_default();
        cues.push(StageCue { stage: stage.to_owned(), company });
        // The more company a cue asks for, the more it says: it is tried first.
        cues.sort_by_key(|cue| match &cue.company {
            Company::Noun { qualifier: Some(_), .. } => 0,
            Company::Noun { .. } => 1,
            Company::Particle(_) => 2,
            Company::Alone => 3,
        });
    }
}
