//! Descriptions and pronouns: "the ministry", "the minister", "she", "its".
//!
//! One pass through the text keeps what was last mentioned. A reference takes the candidate with the
//! most salience; where nothing fits well, it stays unresolved: no link beats a wrong one.

use super::cluster::Clusters;
use super::fold::NameKey;
use super::names::NameIndex;
use super::role::Role;
use super::{EntityId, MentionKind};
use crate::language::{Deprel, NameKind, Syntax, Upos, Xpos};
use crate::lexicon::{Company, Gender, Lexicon, PronounClass};
use crate::segment::BlockKind;
use crate::span::Span;
use std::collections::{HashMap, HashSet};

/// A description or pronoun that was resolved.
pub(super) struct Reference {
    pub token: u32,
    pub first: u32,
    pub entity: EntityId,
    /// The others that a plural pronoun also stands for.
    pub others: Vec<EntityId>,
    pub kind: MentionKind,
}

/// Mentions that a description looks back on: some ten pages. A text may be as long as a library.
const MEMORY: usize = 1000;

/// Sentences that a noun without a word of the name looks back.
const OPEN_REACH: u32 = 3;

/// Sentences that a pronoun looks back.
const PRONOUN_REACH: u32 = 3;

struct Seen {
    sentence: u32,
    entity: EntityId,
    /// Head of the phrase that mentioned it.
    head: u32,
    prominence: f32,
}

pub(super) struct Resolver<'a> {
    pub syntax: &'a Syntax<'a>,
    pub names: &'a NameIndex<'a>,
    pub lexicon: &'a Lexicon,
    pub clusters: &'a Clusters,
    /// Spans of quotations: pronouns inside belong to the speaker's world.
    pub quoted: &'a [Span],
    /// Words of the names of each entity, lower case, to match "the ministry" with "Ministry of ...".
    pub words: Vec<HashSet<String>>,
    /// Heads of the titles of each person ("minister").
    pub posts: HashMap<EntityId, HashSet<String>>,
    /// The first of the bodies that the text need not name, in the order of the word list.
    unnamed: usize,
    /// The body that issues the text, named in the lines above it.
    author: Option<EntityId>,
}

impl<'a> Resolver<'a> {
    pub(super) fn new(
        syntax: &'a Syntax<'a>,
        names: &'a NameIndex<'a>,
        lexicon: &'a Lexicon,
        clusters: &'a Clusters,
        roles: &[Role],
        quoted: &'a [Span],
        unnamed: usize,
    ) -> Self {
        let mut words = vec![HashSet::new(); clusters.kinds.len()];
        for (m, mention) in names.all.iter().enumerate() {
            words[clusters.of_mention[m]].extend(NameKey::of(syntax, mention.tokens.clone()).0);
        }
        let mut posts: HashMap<EntityId, HashSet<String>> = HashMap::new();
        for role in roles {
            if let Some(head) = role.head {
                let entity = EntityId(clusters.of_mention[role.holder as usize] as u32);
                let form = syntax.form(head).to_lowercase();
                let known = posts.entry(entity).or_default();
                known.extend(lexicon.posts.long(form.trim_end_matches('.')).map(str::to_owned));
                known.extend([syntax.lemma(head).to_lowercase(), form]);
            }
        }
        // "Gov. X": a title that gives no role of its own still lets "the governor" mean X.
        for (m, mention) in names.all.iter().enumerate().filter(|(_, n)| n.kind == NameKind::Person) {
            let Some(before) = mention.tokens.start.checked_sub(1) else { continue };
            let form = syntax.form(before).to_lowercase();
            if let Some(long) = lexicon.posts.long(form.trim_end_matches('.')) {
                posts.entry(EntityId(clusters.of_mention[m] as u32)).or_default().insert(long.to_owned());
            }
        }
        let author = masthead(syntax, names, lexicon, clusters);
        Self { syntax, names, lexicon, clusters, quoted, words, posts, unnamed, author }
    }

    /// Resolves what can be resolved, in text order.
    pub(super) fn run(&self) -> Vec<Reference> {
        let mut seen: Vec<Seen> = Vec::new();
        let mut genders = self.clusters.genders.clone();
        let mut out = Vec::new();
        let n = self.syntax.words.len() as u32;
        let mut quote = 0;
        let mut token = 0;
        while token < n {
            if let Some(name) = self.names.covering(token) {
                let mention = &self.names.all[name as usize];
                if mention.tokens.start == token {
                    let entity = EntityId(self.clusters.of_mention[name as usize] as u32);
                    let head = self.head_of(mention.tokens.clone());
                    seen.push(self.seen(token, head, entity));
                }
                token += 1;
                continue;
            }
            let span = self.syntax.span(token);
            while quote < self.quoted.len() && self.quoted[quote].end <= span.start {
                quote += 1;
            }
            let quoted = self.quoted.get(quote).is_some_and(|q| q.contains(span));
            let found = match self.syntax.upos(token) {
                Upos::Pron if !quoted => self.pronoun(token, &seen, &genders),
                Upos::Noun | Upos::Propn => self.description(token, &seen, &genders),
                _ => None,
            };
            if let Some(reference) = found {
                if let (MentionKind::Pronoun, Some(class)) =
                    (reference.kind, self.lexicon.references.pronoun(&self.lower(token)))
                {
                    let gender = match class {
                        PronounClass::Female => Some(Gender::Female),
                        PronounClass::Male => Some(Gender::Male),
                        _ => None,
                    };
                    let slot = &mut genders[reference.entity.0 as usize];
                    *slot = slot.or(gender);
                }
                seen.push(self.seen(token, token, reference.entity));
                out.push(reference);
            }
            token += 1;
        }
        out
    }

    fn lower(&self, token: u32) -> String {
        self.syntax.form(token).to_lowercase()
    }

    /// The token of a name whose governor lies outside the name.
    fn head_of(&self, tokens: std::ops::Range<u32>) -> u32 {
        tokens.clone().find(|&t| self.syntax.head(t).is_none_or(|h| !tokens.contains(&h))).unwrap_or(tokens.end - 1)
    }

    fn seen(&self, token: u32, head: u32, entity: EntityId) -> Seen {
        let subjects = [Deprel::Nsubj, Deprel::NsubjPass, Deprel::NsubjOuter];
        let top = match self.syntax.rel(head) {
            Deprel::Appos | Deprel::Flat | Deprel::NmodDesc => self.syntax.head(head).unwrap_or(head),
            _ => head,
        };
        let prominence = if !subjects.contains(&self.syntax.rel(top)) {
            0.0
        } else if self.syntax.head(top).is_some_and(|h| self.syntax.rel(h) == Deprel::Root) {
            2.0
        } else {
            1.0
        };
        Seen { sentence: self.syntax.sentence(token), entity, head: top, prominence }
    }

    /// The body that issues the text.
    pub(super) fn author(&self) -> Option<EntityId> {
        self.author
    }

    fn kind(&self, entity: EntityId) -> NameKind {
        self.clusters.kinds[entity.0 as usize]
    }

    fn pronoun(&self, token: u32, seen: &[Seen], genders: &[Option<Gender>]) -> Option<Reference> {
        let class = self.lexicon.references.pronoun(&self.lower(token))?;
        if self.syntax.rel(token) == Deprel::Expl || matches!(self.syntax.xpos(token), Xpos::Wdt | Xpos::Wp) {
            return None;
        }
        // "it is clear that", "it seems": nobody.
        if class == PronounClass::Thing && self.is_empty_subject(token) {
            return None;
        }
        let sentence = self.syntax.sentence(token);
        if class == PronounClass::Author {
            let entity = self.author?;
            return Some(Reference { token, first: token, entity, others: Vec::new(), kind: MentionKind::Pronoun });
        }
        if class == PronounClass::Plural
            && let Some((entity, others)) = self.couple(sentence, seen)
        {
            return Some(Reference { token, first: token, entity, others, kind: MentionKind::Pronoun });
        }
        let fits = |s: &Seen| match class {
            PronounClass::Male | PronounClass::Female => {
                let gender = if class == PronounClass::Male { Gender::Male } else { Gender::Female };
                self.kind(s.entity) == NameKind::Person && genders[s.entity.0 as usize].is_none_or(|g| g == gender)
            }
            PronounClass::Thing => {
                matches!(
                    self.kind(s.entity),
                    NameKind::Organization | NameKind::Law | NameKind::Place | NameKind::Report
                )
            }
            PronounClass::Plural => self.kind(s.entity) == NameKind::Organization,
            PronounClass::Author => false,
        };
        let known = |s: &Seen| match class {
            PronounClass::Male | PronounClass::Female => genders[s.entity.0 as usize].is_some(),
            _ => false,
        };
        let best = seen
            .iter()
            .rev()
            .take_while(|s| sentence - s.sentence <= PRONOUN_REACH)
            .filter(|s| fits(s))
            .map(|s| {
                let distance = (sentence - s.sentence) as f32;
                let mut score = -2.0 * distance + s.prominence + if known(s) { 1.0 } else { 0.0 };
                if class == PronounClass::Thing || class == PronounClass::Plural {
                    score += match self.kind(s.entity) {
                        NameKind::Organization => 0.5,
                        NameKind::Place => -1.0,
                        NameKind::Law if self.has_effect(token) => 1.6,
                        _ => 0.0,
                    };
                }
                (score, s)
            })
            .fold(None::<(f32, &Seen)>, |best, (score, s)| match best {
                Some((top, _)) if top >= score => best,
                _ => Some((score, s)),
            })?;
        Some(Reference { token, first: token, entity: best.1.entity, others: Vec::new(), kind: MentionKind::Pronoun })
    }

    /// "A and B ... they": the last subject that joins two people or bodies.
    fn couple(&self, sentence: u32, seen: &[Seen]) -> Option<(EntityId, Vec<EntityId>)> {
        let recent = seen.iter().rev().take_while(|s| sentence - s.sentence <= 1);
        recent.filter(|s| s.prominence > 0.0 || self.opens_subject(s.head)).find_map(|s| {
            let all = self.joined(s);
            let people = all.iter().all(|&e| matches!(self.kind(e), NameKind::Person | NameKind::Organization));
            // "Norway and five other states ..., which they": the one that is named, in the same sentence.
            let several = all.len() == 1 && self.syntax.conjuncts(s.head).len() > 1 && s.sentence == sentence;
            (all.len() >= 2 && people || several).then(|| (all[0], all[1..].to_vec()))
        })
    }

    /// A name inside a subject: "Senators A and B", "The newcomers: A and B".
    fn opens_subject(&self, head: u32) -> bool {
        let subjects = [Deprel::Nsubj, Deprel::NsubjPass];
        self.syntax
            .ancestors(head)
            .take(3)
            .take_while(|&t| {
                matches!(self.syntax.rel(t), Deprel::Flat | Deprel::Appos | Deprel::Conj)
                    || subjects.contains(&self.syntax.rel(t))
            })
            .any(|t| subjects.contains(&self.syntax.rel(t)))
    }

    /// The entities coordinated with a mention, by the tree or by "and" between the names.
    fn joined(&self, seen: &Seen) -> Vec<EntityId> {
        let mut all: Vec<EntityId> = Vec::new();
        let mut add = |name: u32| {
            let entity = EntityId(self.clusters.of_mention[name as usize] as u32);
            if !all.contains(&entity) {
                all.push(entity);
            }
        };
        for head in self.syntax.conjuncts(seen.head) {
            let beside = self.syntax.children_by(head, &[Deprel::Flat, Deprel::Appos]).collect::<Vec<_>>();
            if let Some(name) = std::iter::once(head).chain(beside).find_map(|t| self.names.covering(t)) {
                add(name);
            }
        }
        if let Some(name) = self.names.covering(seen.head).or_else(|| {
            self.syntax.children_by(seen.head, &[Deprel::Flat, Deprel::Appos]).find_map(|t| self.names.covering(t))
        }) {
            let (mut first, mut last) = (name, name);
            // The state in "A (D-MD) and B" is neither of them.
            let kind = self.names.all[name as usize].kind;
            let alike = |n: &u32| self.names.all[*n as usize].kind == kind;
            let total = self.names.all.len() as u32;
            while let Some(before) =
                (first.saturating_sub(4)..first).rev().find(alike).filter(|&n| self.is_joint(n, first))
            {
                first = before;
            }
            while let Some(next) = (last + 1..total.min(last + 5)).find(alike).filter(|&n| self.is_joint(last, n)) {
                last = next;
            }
            (first..=last)
                .filter(|&n| self.names.all[n as usize].kind == self.names.all[name as usize].kind)
                .for_each(add);
        }
        all
    }

    /// True if only "and", commas, brackets and titles stand between two people or bodies.
    fn is_joint(&self, left: u32, right: u32) -> bool {
        let (left, right) = (&self.names.all[left as usize], &self.names.all[right as usize]);
        if left.kind != right.kind
            || left.sentence != right.sentence
            || !matches!(left.kind, NameKind::Person | NameKind::Organization)
            || right.tokens.start < left.tokens.end
            || right.tokens.start - left.tokens.end > 12
        {
            return false;
        }
        let mut depth = 0;
        let mut joined = false;
        for token in left.tokens.end..right.tokens.start {
            match self.syntax.form(token) {
                "(" => depth += 1,
                ")" => depth -= 1,
                _ if depth > 0 => {}
                "and" | "," | "&" => joined = true,
                word => {
                    if !self.lexicon.posts.is_post(&word.trim_end_matches('.').to_lowercase()) {
                        return false;
                    }
                }
            }
        }
        joined && depth == 0
    }

    /// "It would oblige owners to", "it takes effect in May": what a bill does rather than what a body does.
    fn has_effect(&self, token: u32) -> bool {
        let Some(verb) = self.syntax.head(token).filter(|_| self.syntax.rel(token) == Deprel::Nsubj) else {
            return false;
        };
        let conditional = &self.lexicon.frames.mood.conditional;
        let parts = [Deprel::Obj, Deprel::Obl];
        self.syntax.children_by(verb, &[Deprel::Aux]).any(|a| conditional.contains(self.syntax.form(a)))
            || self.lexicon.stages.subject(self.syntax.lemma(verb)).iter().any(|cue| match &cue.company {
                Company::Noun { noun, .. } => {
                    self.syntax.children_by(verb, &parts).any(|c| self.syntax.lemma(c) == noun.as_str())
                }
                _ => false,
            })
    }

    /// "it" that only fills the place of a clause.
    fn is_empty_subject(&self, token: u32) -> bool {
        let Some(head) = self.syntax.head(token) else { return false };
        self.syntax.rel(token) == Deprel::Nsubj
            && self.syntax.child(head, &[Deprel::Csubj, Deprel::CsubjPass]).is_some()
            || self.syntax.upos(head) == Upos::Adj && self.syntax.child(head, &[Deprel::Cop]).is_some()
    }

    fn description(&self, token: u32, seen: &[Seen], genders: &[Option<Gender>]) -> Option<Reference> {
        let lemma = self.syntax.lemma(token).to_lowercase();
        let lemma = lemma.as_str();
        let is_post = self.lexicon.posts.is_post(&self.lower(token)) || self.lexicon.posts.is_post(lemma);
        let classes = self.lexicon.references.noun(lemma);
        if !is_post && classes.is_empty() {
            return None;
        }
        // Part of a longer phrase: "the ministry official" refers to no ministry here.
        if matches!(self.syntax.rel(token), Deprel::Compound | Deprel::Flat | Deprel::Appos) {
            return None;
        }
        let heading = self.is_heading(token);
        let first = self.definite_start(token).or_else(|| (heading && self.is_bare(token)).then_some(token))?;
        if self.syntax.xpos(token) == Xpos::Nns {
            return None;
        }
        let recent =
            |accept: &dyn Fn(&Seen) -> bool| seen.iter().rev().take(MEMORY).find(|s| accept(s)).map(|s| s.entity);
        let mut found = None;
        if is_post {
            let gender = self.lexicon.posts.gender(&self.lower(token));
            found = recent(&|s| {
                self.kind(s.entity) == NameKind::Person
                    && self.posts.get(&s.entity).is_some_and(|p| p.contains(lemma))
                    && (gender.is_none() || genders[s.entity.0 as usize].is_none_or(|g| Some(g) == gender))
            });
        }
        if found.is_none() && !self.owned_by_other(token) {
            // A name that holds the noun.
            found = classes.iter().find_map(|&(kind, _)| {
                recent(&|s| {
                    self.kind(s.entity) == kind
                        && self.words[s.entity.0 as usize].contains(lemma)
                        && self.may_be_shortened(s.entity, lemma)
                })
            });
            let sentence = self.syntax.sentence(token);
            // "his amendment" is not the bill that was named last.
            let possessed = self.syntax.child(token, &[Deprel::NmodPoss]).is_some();
            if found.is_none() {
                found = recent(&|s| {
                    self.kind(s.entity) == NameKind::Organization
                        && self.words[s.entity.0 as usize].iter().any(|w| self.lexicon.references.is_synonym(lemma, w))
                });
            }
            if found.is_none() {
                found = classes.iter().filter(|(_, generic)| *generic).find_map(|&(kind, _)| {
                    recent(&|s| {
                        self.kind(s.entity) == kind
                            && sentence - s.sentence <= 4
                            && (kind != NameKind::Person
                                || self
                                    .lexicon
                                    .posts
                                    .gender(lemma)
                                    .is_none_or(|g| genders[s.entity.0 as usize].is_none_or(|known| known == g)))
                            && !(kind == NameKind::Law && (self.is_changed(s.head) || possessed))
                            && (kind != NameKind::Organization || self.is_unclassed(s.entity))
                    })
                });
            }
        }
        if found.is_none() && !self.owned_by_other(token) && self.lexicon.references.is_open(lemma) {
            let sentence = self.syntax.sentence(token);
            found = recent(&|s| {
                self.kind(s.entity) == NameKind::Organization
                    && sentence - s.sentence <= OPEN_REACH
                    && self.is_unclassed(s.entity)
            });
        }
        if found.is_none() && !self.owned_by_other(token) && self.lower(first) == "the" {
            let place = self.lexicon.references.unique().position(|noun| noun == lemma);
            // Whoever the text speaks of as "the X government" before or after is meant.
            found = place.map(|p| {
                self.sole_holder(std::iter::once(NameKind::Organization), lemma)
                    // "the federal government" is told apart from the one that needs no telling.
                    .filter(|e| !self.words[e.0 as usize].iter().any(|w| self.lexicon.references.is_level(w)))
                    .unwrap_or(EntityId((self.unnamed + p) as u32))
            });
        }
        if found.is_none() && heading {
            found = self.sole_holder(classes.iter().map(|(kind, _)| *kind), lemma);
        }
        found.map(|entity| Reference { token, first, entity, others: Vec::new(), kind: MentionKind::Nominal })
    }

    fn is_heading(&self, token: u32) -> bool {
        let segmented = self.syntax.segmented;
        let sentence = &segmented.sentences[self.syntax.sentence(token) as usize];
        segmented.blocks[sentence.block as usize].kind == BlockKind::Heading
    }

    /// A noun without article or other words before it: "Commission proposes ...".
    fn is_bare(&self, token: u32) -> bool {
        self.syntax.subtree(token).start == token && self.syntax.rel(token) == Deprel::Nsubj
    }

    /// The only entity of the whole document, of one of the kinds, whose name holds the noun: what a
    /// heading names in short before the text names it in full.
    fn sole_holder(&self, kinds: impl Iterator<Item = NameKind>, lemma: &str) -> Option<EntityId> {
        let kinds: Vec<NameKind> = kinds.collect();
        let mut holders =
            (0..self.words.len()).filter(|&e| kinds.contains(&self.clusters.kinds[e]) && self.words[e].contains(lemma));
        let first = holders.next()?;
        holders.next().is_none().then_some(EntityId(first as u32))
    }

    /// "The House" is the House of Commons, but not the White House.
    fn may_be_shortened(&self, entity: EntityId, lemma: &str) -> bool {
        !self.lexicon.references.is_initial_only(lemma)
            || self.names.all.iter().enumerate().any(|(m, mention)| {
                self.clusters.of_mention[m] == entity.0 as usize
                    && self.syntax.form(mention.tokens.start).eq_ignore_ascii_case(lemma)
            })
    }

    /// "reforms to the code": the law that is changed is not the one that changes it.
    fn is_changed(&self, head: u32) -> bool {
        let syntax = self.syntax;
        let first = syntax.conjuncts_up(head);
        syntax.markers(first).any(|m| matches!(m, "to" | "of" | "in"))
            && syntax.head(first).is_some_and(|h| {
                self.lexicon.stages.is_change(syntax.lemma(h))
                    || syntax.head(h).is_some_and(|g| self.lexicon.stages.is_change(syntax.lemma(g)))
            })
    }

    /// A body whose name says nothing of what it is: only such a one may be "the company".
    fn is_unclassed(&self, entity: EntityId) -> bool {
        self.words[entity.0 as usize].iter().all(|w| {
            self.lexicon.references.noun(w).iter().all(|(kind, generic)| *kind != NameKind::Organization || *generic)
        })
    }

    /// First token of "the/this/that/its NOUN", if the phrase is definite and short of other content.
    fn definite_start(&self, token: u32) -> Option<u32> {
        let det = self.syntax.child(token, &[Deprel::Det, Deprel::NmodPoss]).filter(|&d| d < token)?;
        let definite = matches!(self.lower(det).as_str(), "the" | "this" | "that" | "its" | "their" | "his" | "her");
        if !definite || token - det > 4 {
            return None;
        }
        Some(det)
    }

    /// "his party", "the union's committee": the owner makes it another thing than the one named last.
    fn owned_by_other(&self, token: u32) -> bool {
        self.syntax.child(token, &[Deprel::NmodPoss]).is_some_and(|p| self.syntax.upos(p) != Upos::Pron)
            || self.syntax.children_by(token, &[Deprel::Nmod]).any(|c| self.syntax.marked(c, "of"))
    }

    /// Extent of a reference.
    pub(super) fn span(&self, reference: &Reference) -> Span {
        self.syntax.span(reference.first).cover(self.syntax.span(reference.token))
    }
}

/// Blocks at the head of a text that may name who issues it.
const MASTHEAD_BLOCKS: usize = 3;
/// Longest line of a masthead, in words.
const MASTHEAD_WORDS: usize = 14;

/// The first body named in the short, verbless lines at the head of the text, or the one for whose members it is.
fn masthead(syntax: &Syntax<'_>, names: &NameIndex<'_>, lexicon: &Lexicon, clusters: &Clusters) -> Option<EntityId> {
    let segmented = syntax.segmented;
    let lines = segmented.blocks.iter().take(MASTHEAD_BLOCKS).take_while(|block| {
        block.sentences.clone().all(|s| {
            segmented.sentences.get(s as usize).is_some_and(|sentence| {
                sentence.tokens.len() <= MASTHEAD_WORDS && !sentence.tokens.clone().any(|t| syntax.is_finite(t))
            })
        })
    });
    let last = lines.map(|block| block.sentences.end).max()?;
    let bodies = || names.all.iter().enumerate().filter(|(_, n)| n.sentence < last && n.kind == NameKind::Organization);
    // "for members of the league": the league's own.
    let of_members = |start: u32| {
        let before = |t: u32| t.checked_sub(1).map(|b| syntax.lemma(b).to_lowercase());
        let of = if before(start).as_deref() == Some("the") { start - 1 } else { start };
        before(of).as_deref() == Some("of")
            && of > 1
            && before(of - 1).is_some_and(|word| lexicon.posts.is_member(&word))
    };
    let (found, _) = bodies().find(|(_, n)| of_members(n.tokens.start)).or_else(|| bodies().next())?;
    Some(EntityId(clusters.of_mention[found] as u32))
}
