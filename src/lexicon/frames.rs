//! Frames of predicates (`lexicon/frames.toml`).

use serde::Deserialize;
use std::collections::{HashMap, HashSet};

/// Which fact a frame can give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FrameFact {
    /// A proposal.
    Proposal,
    /// A statement.
    Statement,
    /// Nothing: the word is listed so that another rule knows it.
    None,
}

/// Where a part of a frame stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Slot {
    /// Direct object; subject of the passive.
    Obj,
    /// Indirect object.
    Iobj,
    /// Infinitive or participle without a subject of its own.
    Xcomp,
    /// Clause.
    Ccomp,
    /// The clause that a noun carries.
    Acl,
    /// Words in quotation marks.
    Quote,
    /// What this preposition governs.
    Prep(String),
}

impl Slot {
    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "obj" => Self::Obj,
            "iobj" => Self::Iobj,
            "xcomp" => Self::Xcomp,
            "ccomp" => Self::Ccomp,
            "acl" => Self::Acl,
            "quote" => Self::Quote,
            _ => Self::Prep(text.strip_prefix("prep:")?.to_owned()),
        })
    }
}

/// A further condition on the content of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Only {
    /// The content stands in quotation marks.
    Quote,
    /// The content is something that can be tabled: a bill, a motion.
    Instrument,
    /// The content lies in the future: an infinitive, "that it will", a plan.
    Future,
    /// The content is a clause or a verbal noun, no mere thing.
    Clausal,
    /// The word itself stands with "would".
    Conditional,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FrameEntry {
    lemma: Vec<String>,
    particle: Option<String>,
    fact: FrameFact,
    content: Vec<String>,
    #[serde(default)]
    audience: Vec<String>,
    only: Option<Only>,
    #[serde(default)]
    example: String,
}

#[derive(Debug, Default, Deserialize)]
struct Words {
    #[serde(default)]
    verbs: HashSet<String>,
    #[serde(default)]
    nouns: HashSet<String>,
    #[serde(default)]
    carriers: HashSet<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ContentWords {
    extending: HashSet<String>,
    empty: HashSet<String>,
    continuing: HashSet<String>,
    stative: HashSet<String>,
    bounds: HashSet<String>,
    occasions: HashSet<String>,
    acts: HashSet<String>,
    motions: HashSet<String>,
    hearers: HashSet<String>,
}

/// The file of frames.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct FramesFile {
    verb: Vec<FrameEntry>,
    noun: Vec<FrameEntry>,
    support: Words,
    content: ContentWords,
    instrument: Words,
    mood: Mood,
}

impl FramesFile {
    pub(super) fn extend(&mut self, user: Self) {
        self.verb.extend(user.verb);
        self.noun.extend(user.noun);
        self.support.verbs.extend(user.support.verbs);
        self.support.carriers.extend(user.support.carriers);
        self.content.extending.extend(user.content.extending);
        self.content.empty.extend(user.content.empty);
        self.content.continuing.extend(user.content.continuing);
        self.content.stative.extend(user.content.stative);
        self.content.bounds.extend(user.content.bounds);
        self.content.occasions.extend(user.content.occasions);
        self.content.acts.extend(user.content.acts);
        self.content.motions.extend(user.content.motions);
        self.content.hearers.extend(user.content.hearers);
        self.instrument.nouns.extend(user.instrument.nouns);
        self.mood.extend(user.mood);
    }
}

/// Words that change how a predicate below them holds.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mood {
    /// Governors that deny: "refuse".
    pub denying: HashSet<String>,
    /// Governors that deny that there is such a thing at all: "deny", "rule out".
    pub disowning: HashSet<String>,
    /// Governors that only suppose: "consider".
    pub hypothetical: HashSet<String>,
    /// Governors that expect: "likely".
    pub expecting: HashSet<String>,
    /// Passives by which others foretell: "is expected to".
    pub foretelling: HashSet<String>,
    /// "will".
    pub future: HashSet<String>,
    /// "would".
    pub conditional: HashSet<String>,
    /// "could".
    pub possible: HashSet<String>,
    /// "must".
    pub obliging: HashSet<String>,
    /// "if".
    pub conditions: HashSet<String>,
    /// "after", "while": what leads a clause that holds.
    pub subordinators: HashSet<String>,
}

impl Mood {
    fn extend(&mut self, user: Self) {
        self.denying.extend(user.denying);
        self.disowning.extend(user.disowning);
        self.hypothetical.extend(user.hypothetical);
        self.expecting.extend(user.expecting);
        self.foretelling.extend(user.foretelling);
        self.future.extend(user.future);
        self.conditional.extend(user.conditional);
        self.possible.extend(user.possible);
        self.obliging.extend(user.obliging);
        self.conditions.extend(user.conditions);
        self.subordinators.extend(user.subordinators);
    }
}

/// How one word puts something forward or reports it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// Particle that must stand with it.
    pub particle: Option<String>,
    /// The fact it gives.
    pub fact: FrameFact,
    /// Where the content stands, in order of preference.
    pub content: Vec<Slot>,
    /// Where the addressee stands.
    pub audience: Vec<Slot>,
    /// Further condition on the content.
    pub only: Option<Only>,
    /// A sentence that the frame reads.
    pub example: String,
}

/// All frames.
#[derive(Debug, Clone, Default)]
pub struct Frames {
    all: Vec<Frame>,
    verbs: HashMap<String, Vec<usize>>,
    nouns: HashMap<String, Vec<usize>>,
    support: HashSet<String>,
    carriers: HashSet<String>,
    extending: HashSet<String>,
    empty: HashSet<String>,
    continuing: HashSet<String>,
    stative: HashSet<String>,
    bounds: HashSet<String>,
    occasions: HashSet<String>,
    acts: HashSet<String>,
    motions: HashSet<String>,
    hearers: HashSet<String>,
    instrument: HashSet<String>,
    /// Words that change how a predicate holds.
    pub mood: Mood,
}

impl Frames {
    pub(super) fn compile(file: FramesFile) -> Self {
        let mut frames = Self {
            support: file.support.verbs,
            carriers: file.support.carriers,
            extending: file.content.extending,
            empty: file.content.empty,
            continuing: file.content.continuing,
            stative: file.content.stative,
            bounds: file.content.bounds,
            occasions: file.content.occasions,
            acts: file.content.acts,
            motions: file.content.motions,
            hearers: file.content.hearers,
            instrument: file.instrument.nouns,
            mood: file.mood,
            ..Self::default()
        };
        for entry in file.verb {
            frames.add(entry, true);
        }
        for entry in file.noun {
            frames.add(entry, false);
        }
        frames
    }

    fn add(&mut self, entry: FrameEntry, verb: bool) {
        let index = self.all.len();
        self.all.push(Frame {
            particle: entry.particle,
            fact: entry.fact,
            content: entry.content.iter().filter_map(|s| Slot::parse(s)).collect(),
            audience: entry.audience.iter().filter_map(|s| Slot::parse(s)).collect(),
            only: entry.only,
            example: entry.example,
        });
        let map = if verb { &mut self.verbs } else { &mut self.nouns };
        for lemma in entry.lemma {
            map.entry(lemma).or_default().push(index);
        }
    }

    /// Frames of a verb, by lemma.
    pub fn verb(&self, lemma: &str) -> impl Iterator<Item = &Frame> {
        self.verbs.get(lemma).into_iter().flatten().map(|&i| &self.all[i])
    }

    /// True for a verb that tells what somebody says or finds, by lemma.
    #[must_use]
    pub fn is_reporting(&self, lemma: &str) -> bool {
        self.verb(lemma).any(|frame| frame.fact == FrameFact::Statement)
    }

    /// Frames of a noun, by lemma.
    pub fn noun(&self, lemma: &str) -> impl Iterator<Item = &Frame> {
        self.nouns.get(lemma).into_iter().flatten().map(|&i| &self.all[i])
    }

    /// True if the verb lends its subject to a noun with a frame.
    #[must_use]
    pub fn is_support(&self, lemma: &str) -> bool {
        self.support.contains(lemma)
    }

    /// True if the noun only carries another behind "of": "a series of demands".
    #[must_use]
    pub fn is_carrier(&self, lemma: &str) -> bool {
        self.carriers.contains(lemma)
    }

    /// True if a phrase that begins with this preposition, right behind the content, belongs to it.
    #[must_use]
    pub fn is_extending(&self, lemma: &str) -> bool {
        self.extending.contains(lemma)
    }

    /// True if the noun only points at what was said before: "to that effect".
    #[must_use]
    pub fn is_empty_noun(&self, lemma: &str) -> bool {
        self.empty.contains(lemma)
    }

    /// True if the adverb goes on from what was said before: "also". Lower case.
    #[must_use]
    pub fn is_continuing(&self, adverb: &str) -> bool {
        self.continuing.contains(adverb)
    }

    /// True if the verb's future is a state or a guess rather than a plan: "will need".
    #[must_use]
    pub fn is_stative(&self, lemma: &str) -> bool {
        self.stative.contains(lemma)
    }

    /// True if the preposition makes a date a bound rather than the time ("until").
    #[must_use]
    pub fn bounds_time(&self, preposition: &str) -> bool {
        self.bounds.contains(preposition)
    }

    /// True for people, and for gatherings where people hear something: "reporter", "crowd".
    #[must_use]
    pub fn is_hearer(&self, lemma: &str) -> bool {
        self.hearers.contains(lemma)
    }

    /// True for what something is said at or in: "interview", "letter".
    #[must_use]
    pub fn is_occasion(&self, lemma: &str) -> bool {
        self.occasions.contains(lemma)
    }

    /// True for a verb that puts forward by saying ("propose", "urge").
    #[must_use]
    pub fn is_act(&self, lemma: &str) -> bool {
        self.acts.contains(lemma)
    }

    /// True for a noun of what members of a body put before it ("motion").
    #[must_use]
    pub fn is_motion(&self, lemma: &str) -> bool {
        self.motions.contains(lemma)
    }

    /// True if the noun names something that can be tabled.
    #[must_use]
    pub fn is_instrument(&self, lemma: &str) -> bool {
        self.instrument.contains(lemma)
    }

    /// All frames, for the test that reads their examples.
    #[must_use]
    pub fn all(&self) -> &[Frame] {
        &self.all
    }
}
