//! The predicate layer: one set of answers for every construction.
//!
//! A predicate is a word that says that something happens or is put forward: a verb, or a noun that
//! stands for one. Whatever the construction (active, passive, participle, relative clause,
//! infinitive below another verb, nominalisation, coordination), the layer says who acts, what the
//! content is, whom it is put to, and how it holds.

use super::context::Context;
use crate::date::PartialDate;
use crate::entity::EntityId;
use crate::language::{Deprel, NameKind, Upos, Xpos};
use crate::lexicon::{Frame, Slot};
use std::ops::Range;

/// How a predicate holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent answers, each asked on its own")]
pub struct Mood {
    /// Denied: "did not", "refused to", "no plan to".
    pub negated: bool,
    /// Only supposed: under "if", "whether", "considers".
    pub supposed: bool,
    /// "could", "may", "might".
    pub possible: bool,
    /// "would".
    pub conditional: bool,
    /// "will", "is to", "plans to", "set to".
    pub future: bool,
    /// "must", "should".
    pub obliging: bool,
}

impl Mood {
    /// True if the predicate is asserted: not denied, not merely supposed or possible.
    #[must_use]
    pub fn holds(self) -> bool {
        !self.negated && !self.supposed && !self.possible
    }
}

/// The content of a predicate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// The tokens from first to last, without the words that lead in.
    pub tokens: Range<u32>,
    /// Its head.
    pub head: u32,
    /// The slot that it fills.
    pub slot: Slot,
}

const SUBJECTS: [Deprel; 3] = [Deprel::Nsubj, Deprel::NsubjOuter, Deprel::Csubj];
const PASSIVE_SUBJECTS: [Deprel; 2] = [Deprel::NsubjPass, Deprel::CsubjPass];
/// How far agents are searched through control and coordination.
const DEPTH: u32 = 6;

impl Context<'_> {
    /// Heads of the noun phrases that act in `predicate`, in text order; coordinated ones are apart.
    #[must_use]
    pub fn agents(&self, predicate: u32) -> Vec<u32> {
        self.agents_to(predicate, DEPTH)
    }

    fn agents_to(&self, predicate: u32, depth: u32) -> Vec<u32> {
        if depth == 0 {
            return Vec::new();
        }
        if !matches!(self.syntax.upos(predicate), Upos::Verb | Upos::Aux) && !self.has_clause(predicate) {
            return self.noun_agents(predicate, depth);
        }
        let syntax = &self.syntax;
        if syntax.is_passive(predicate) {
            if let Some(agent) = self.by_phrase(predicate) {
                return self.with_conjuncts(agent);
            }
            // A past participle with a subject and neither auxiliary nor "by" is a past tense misread.
            if syntax.child(predicate, &[Deprel::AuxPass]).is_none()
                && let Some(subject) = syntax.child(predicate, &PASSIVE_SUBJECTS)
            {
                return self.resolve_relative(subject, predicate);
            }
            let shared = self.shared_passive_agent(predicate, depth);
            return if shared.is_empty() { self.source_document(predicate) } else { shared };
        }
        if let Some(subject) = syntax.child(predicate, &SUBJECTS).or_else(|| syntax.child(predicate, &PASSIVE_SUBJECTS))
        {
            return self.resolve_relative(subject, predicate);
        }
        self.inherited_agents(predicate, depth)
    }

    /// A noun or adjective with a subject and copula ("is keen to").
    fn has_clause(&self, token: u32) -> bool {
        self.syntax.child(token, &[Deprel::Cop]).is_some()
    }

    /// The head, what is coordinated with it, and those "together with" it.
    fn with_conjuncts(&self, head: u32) -> Vec<u32> {
        let mut all = self.syntax.conjuncts(head);
        let company: Vec<u32> = all
            .iter()
            .flat_map(|&h| self.syntax.children_by(h, &[Deprel::Nmod, Deprel::Obl]).collect::<Vec<_>>())
            .filter(|&c| self.syntax.marked(c, "with") && self.is_joint(c))
            .flat_map(|c| self.syntax.conjuncts(c))
            .collect();
        all.extend(company);
        all
    }

    /// "together with", "along with", "jointly with".
    fn is_joint(&self, noun: u32) -> bool {
        let before = |t: u32| t.checked_sub(1).map_or("", |b| self.syntax.form(b));
        let start = self.syntax.subtree(noun).start;
        matches!(self.syntax.form(start), "together" | "along" | "jointly")
            || matches!(before(start), "together" | "along" | "jointly")
    }

    /// "by X".
    fn by_phrase(&self, predicate: u32) -> Option<u32> {
        let syntax = &self.syntax;
        syntax.child(predicate, &[Deprel::OblAgent]).or_else(|| {
            syntax
                .children_by(predicate, &[Deprel::Obl, Deprel::Nmod])
                .find(|&c| syntax.marked(c, "by") && self.mentions.dates.iter().all(|d| !d.tokens.contains(&c)))
        })
    }

    /// "recommended in a report by X", "set out in its memorandum": who stands behind the paper, or the paper.
    fn source_document(&self, predicate: u32) -> Vec<u32> {
        let syntax = &self.syntax;
        for child in syntax.children_by(predicate, &[Deprel::Obl]).filter(|&c| syntax.marked(c, "in")) {
            let paper = !self.lexicon.references.noun(&syntax.lemma(child).to_lowercase()).is_empty();
            if !paper {
                continue;
            }
            let author = syntax
                .children_by(child, &[Deprel::Nmod, Deprel::NmodPoss, Deprel::Acl])
                .find(|&c| syntax.rel(c) == Deprel::NmodPoss || syntax.marked(c, "by") || syntax.marked(c, "from"));
            if let Some(author) = author.filter(|&a| self.referent(a).is_some()) {
                return self.with_conjuncts(author);
            }
            if self.referent(child).is_some_and(|e| self.entities.get(e).kind == NameKind::Report) {
                return vec![child];
            }
        }
        Vec::new()
    }

    /// "proposed and tabled by X": the agent of a coordinated participle.
    fn shared_passive_agent(&self, predicate: u32, depth: u32) -> Vec<u32> {
        let later = self.syntax.children_by(predicate, &[Deprel::Conj]).find_map(|c| self.by_phrase(c));
        if let Some(agent) = later {
            return self.with_conjuncts(agent);
        }
        match (self.syntax.rel(predicate), self.syntax.head(predicate)) {
            (Deprel::Conj, Some(head)) if self.syntax.is_passive(head) && depth > 1 => {
                self.by_phrase(head).map_or_else(Vec::new, |agent| self.with_conjuncts(agent))
            }
            _ => Vec::new(),
        }
    }

    /// A relative pronoun stands for the noun that the clause modifies.
    fn resolve_relative(&self, subject: u32, predicate: u32) -> Vec<u32> {
        let syntax = &self.syntax;
        if matches!(syntax.xpos(subject), Xpos::Wdt | Xpos::Wp) {
            let mut clause = predicate;
            for _ in 0..DEPTH {
                match (syntax.rel(clause), syntax.head(clause)) {
                    (Deprel::AclRelcl | Deprel::AdvclRelcl | Deprel::Acl, Some(noun)) => {
                        return self.antecedents(noun, subject);
                    }
                    (Deprel::Conj | Deprel::Xcomp | Deprel::Ccomp, Some(head)) => clause = head,
                    _ => return Vec::new(),
                }
            }
            return Vec::new();
        }
        self.with_conjuncts(subject)
    }

    /// The nouns that a relative clause modifies: all of a coordination if it follows the last.
    fn antecedents(&self, noun: u32, pronoun: u32) -> Vec<u32> {
        let top = match (self.syntax.rel(noun), self.syntax.head(noun)) {
            // "X, chair of Y, who": the apposition's clause speaks of X.
            (Deprel::Appos, Some(head)) if self.referent(noun).is_none() || self.entities.at(head).is_some() => head,
            _ => noun,
        };
        let all = self.with_conjuncts(top);
        if all.len() > 1 && all.iter().all(|&n| n < pronoun) { all } else { vec![top] }
    }

    /// The subject of a governing or coordinated clause: control, participles, "and".
    fn inherited_agents(&self, predicate: u32, depth: u32) -> Vec<u32> {
        let syntax = &self.syntax;
        let head = match syntax.rel(predicate) {
            Deprel::Conj => syntax.conjunct_of(predicate),
            _ => syntax.head(predicate),
        };
        let Some(head) = head else { return Vec::new() };
        match syntax.rel(predicate) {
            Deprel::Conj | Deprel::Advcl | Deprel::Parataxis => {
                if syntax.rel(predicate) == Deprel::Parataxis
                    && syntax.child(predicate, &[Deprel::Aux]).is_none()
                    && syntax.xpos(predicate) == Xpos::Vb
                {
                    return Vec::new();
                }
                if syntax.is_nominal(head) && !self.has_clause(head) {
                    // "Deputies X and Y, chair of Z, today tabled": a finite verb without a subject,
                    // hung on the noun phrase before it.
                    let finite = syntax.is_finite(predicate) && head < predicate && syntax.rel(head) == Deprel::Root;
                    return if finite { self.with_conjuncts(head) } else { Vec::new() };
                }
                if syntax.is_passive(head) {
                    return syntax
                        .child(head, &PASSIVE_SUBJECTS)
                        .map_or_else(|| self.inherited_agents(head, depth - 1), |s| self.resolve_relative(s, head));
                }
                self.agents_to(head, depth - 1)
            }
            Deprel::Xcomp | Deprel::Ccomp => {
                // Object control: "asked X to table".
                if let Some(object) = syntax.child(head, &[Deprel::Obj, Deprel::Iobj]).filter(|&o| o < predicate)
                    && syntax.marked(predicate, "to")
                    && self.is_object_control(head)
                {
                    return self.with_conjuncts(object);
                }
                if syntax.is_passive(head) {
                    // "X is expected to propose".
                    return syntax
                        .child(head, &PASSIVE_SUBJECTS)
                        .map_or_else(Vec::new, |s| self.resolve_relative(s, head));
                }
                self.agents_to(head, depth - 1)
            }
            // "X, calling for Y"; "a motion calling for Y": whose motion it is.
            Deprel::Acl | Deprel::AclRelcl | Deprel::Amod => {
                if self.referent(head).is_some_and(|e| self.is_agent(e)) {
                    return self.with_conjuncts(head);
                }
                let owners = self.noun_agents(head, depth - 1);
                if owners.is_empty() { vec![head] } else { owners }
            }
            Deprel::Appos => self.with_conjuncts(head),
            _ => Vec::new(),
        }
    }

    /// "ask X to": X acts. "promise X to": the subject acts.
    fn is_object_control(&self, verb: u32) -> bool {
        !self
            .lexicon
            .frames
            .verb(self.syntax.lemma(verb))
            .any(|f| !f.audience.contains(&Slot::Obj) && f.content.first() == Some(&Slot::Xcomp) && f.only.is_none())
            || self.syntax.lemma(verb) == "want"
    }

    /// Who stands behind a noun: owner, "by X", "from X", the participle that hangs on it, or the
    /// subject of the verb that carries it.
    fn noun_agents(&self, noun: u32, depth: u32) -> Vec<u32> {
        let syntax = &self.syntax;
        if depth == 0 {
            return Vec::new();
        }
        if let Some(owner) = syntax.child(noun, &[Deprel::NmodPoss])
            && (self.referent(owner).is_some() || syntax.upos(owner) != Upos::Pron)
        {
            return self.with_conjuncts(owner);
        }
        for child in syntax.children_by(noun, &[Deprel::Nmod, Deprel::Obl, Deprel::OblAgent]) {
            if syntax.marked(child, "by") || syntax.marked(child, "from") && self.referent(child).is_some() {
                return self.with_conjuncts(child);
            }
        }
        for child in syntax.children_by(noun, &[Deprel::Acl]) {
            if syntax.is_passive(child)
                && let Some(agent) = self.by_phrase(child)
            {
                return self.with_conjuncts(agent);
            }
        }
        // "an EU proposal", "a Green motion".
        let compound = syntax.children_by(noun, &[Deprel::Compound, Deprel::Amod, Deprel::NmodDesc]).find(|&c| {
            self.entities
                .at(c)
                .is_some_and(|e| matches!(self.entities.get(e).kind, NameKind::Organization | NameKind::Person))
        });
        if let Some(owner) = compound {
            return vec![owner];
        }
        let Some(head) = syntax.head(noun) else { return Vec::new() };
        let carried = match syntax.rel(noun) {
            Deprel::Obj | Deprel::Xcomp => {
                syntax.upos(head) == Upos::Verb && self.lexicon.frames.is_support(syntax.lemma(head))
            }
            Deprel::NsubjPass => syntax.upos(head) == Upos::Verb && self.lexicon.frames.is_support(syntax.lemma(head)),
            _ => false,
        };
        if carried {
            return self.agents_to(head, depth - 1);
        }
        match syntax.rel(noun) {
            Deprel::Conj => self.noun_agents(head, depth - 1),
            // "X of Y of the motion".
            _ => Vec::new(),
        }
    }

    /// The entities that act in `predicate`.
    #[must_use]
    pub fn acting(&self, predicate: u32) -> Vec<EntityId> {
        let mut out: Vec<EntityId> = Vec::new();
        for head in self.agents(predicate) {
            for entity in self.referents(head) {
                if !out.contains(&entity) {
                    out.push(entity);
                }
            }
        }
        out
    }

    /// How the predicate holds, from its auxiliaries and from what governs it.
    #[must_use]
    pub fn mood(&self, predicate: u32) -> Mood {
        let mut mood = self.own_mood(predicate);
        let syntax = &self.syntax;
        let mut below = predicate;
        for _ in 0..DEPTH {
            let head = if syntax.rel(below) == Deprel::Conj { syntax.conjunct_of(below) } else { syntax.head(below) };
            let Some(head) = head else { break };
            let words = &self.lexicon.frames.mood;
            let lemma = syntax.lemma(head);
            match syntax.rel(below) {
                Deprel::Advcl | Deprel::AdvclRelcl => {
                    mood.supposed |= syntax.markers(below).any(|m| words.conditions.contains(m));
                    break;
                }
                Deprel::Xcomp | Deprel::Ccomp | Deprel::Acl | Deprel::Csubj | Deprel::Obj => {
                    mood.supposed |= syntax.marked(below, "whether") || syntax.marked(below, "if");
                    let above = self.own_mood(head);
                    let controls = syntax.rel(below) == Deprel::Xcomp || syntax.rel(below) == Deprel::Acl;
                    if controls || syntax.rel(below) == Deprel::Ccomp && words.denying.contains(lemma) {
                        mood.negated ^= words.denying.contains(lemma);
                        mood.supposed |= words.hypothetical.contains(lemma);
                    }
                    if controls {
                        mood.negated ^= above.negated;
                        mood.possible |= above.possible;
                        mood.supposed |= above.supposed;
                        mood.future |= words.expecting.contains(lemma) || above.future;
                        mood.conditional |= above.conditional;
                    }
                    if syntax.rel(below) == Deprel::Obj && !self.lexicon.frames.is_support(lemma) {
                        mood.negated |= words.denying.contains(lemma);
                        break;
                    }
                }
                Deprel::Conj => {
                    // Auxiliaries are shared by coordinated verbs that have none.
                    if syntax.child(below, &[Deprel::Aux, Deprel::AuxPass, Deprel::Cop]).is_none()
                        && syntax.child(below, &SUBJECTS).is_none()
                    {
                        let first = self.own_mood(head);
                        mood.future |= first.future;
                        mood.conditional |= first.conditional;
                        mood.possible |= first.possible;
                        mood.obliging |= first.obliging;
                        mood.negated |= first.negated && syntax.xpos(below) == Xpos::Vb && below < head + 4;
                    }
                }
                _ => break,
            }
            below = head;
        }
        mood
    }

    /// What auxiliaries, negations, subjects and determiners of the word itself say.
    fn own_mood(&self, predicate: u32) -> Mood {
        let syntax = &self.syntax;
        let words = &self.lexicon.frames.mood;
        let mut mood = Mood::default();
        for &child in syntax.children(predicate) {
            let form = syntax.form(child).to_lowercase();
            let lemma = syntax.lemma(child);
            match syntax.rel(child) {
                Deprel::Aux | Deprel::AuxPass | Deprel::Cop => {
                    mood.future |= words.future.contains(form.as_str());
                    mood.conditional |= words.conditional.contains(form.as_str());
                    mood.possible |= words.possible.contains(form.as_str());
                    mood.obliging |= words.obliging.contains(form.as_str());
                }
                Deprel::Advmod | Deprel::Det | Deprel::Cc | Deprel::CcPreconj => {
                    mood.negated |=
                        matches!(form.as_str(), "not" | "n't" | "n’t" | "never" | "no" | "neither" | "nor" | "hardly");
                    mood.possible |=
                        matches!(lemma, "perhaps" | "maybe" | "possibly" | "reportedly" | "allegedly" | "supposedly");
                }
                Deprel::Nsubj | Deprel::NsubjPass => {
                    mood.negated |= matches!(form.as_str(), "nobody" | "none" | "neither" | "nothing" | "no-one")
                        || syntax
                            .child(child, &[Deprel::Det])
                            .is_some_and(|d| matches!(syntax.lemma(d), "no" | "neither"));
                }
                Deprel::Mark => {
                    mood.supposed |= words.conditions.contains(lemma) && syntax.rel(predicate) == Deprel::Advcl;
                }
                _ => {}
            }
        }
        mood
    }

    /// The first content that the frame's slots find at the word.
    #[must_use]
    pub fn content(&self, predicate: u32, frame: &Frame) -> Option<Content> {
        frame.content.iter().find_map(|slot| self.slot(predicate, slot, frame))
    }

    fn slot(&self, predicate: u32, slot: &Slot, frame: &Frame) -> Option<Content> {
        let syntax = &self.syntax;
        let found = match slot {
            Slot::Obj => self.object(predicate, frame),
            Slot::Iobj => syntax.child(predicate, &[Deprel::Iobj]).map(|h| (h, self.phrase(h, &[]))),
            Slot::Xcomp => self.infinitive(predicate, frame),
            Slot::Ccomp => syntax
                .child(predicate, &[Deprel::Ccomp, Deprel::CsubjPass])
                .or_else(|| self.that_clause_below(predicate))
                .filter(|&c| !self.is_question(c))
                .map(|h| (h, self.clause(h))),
            Slot::Acl => self.noun_clause(predicate),
            Slot::Prep(preposition) => self.prepositional(predicate, preposition),
            Slot::Quote => None,
        };
        let (head, tokens) = found?;
        let tokens = if matches!(slot, Slot::Obj | Slot::Prep(_)) { self.extended(predicate, tokens) } else { tokens };
        (!tokens.is_empty()).then(|| Content { tokens, head, slot: slot.clone() })
    }

    /// A phrase right behind the content that the tree hung on the predicate ("wants rules | for
    /// drones") belongs to the content, unless it says when, where or to whom.
    fn extended(&self, predicate: u32, tokens: Range<u32>) -> Range<u32> {
        let syntax = &self.syntax;
        let mut tokens = tokens;
        // A sum that the content only touches belongs to it whole.
        if let Some((_, money)) = self
            .money_in(tokens.start.saturating_sub(8)..tokens.end)
            .find(|(_, m)| m.tokens.end > tokens.start && m.tokens.start < tokens.end)
        {
            tokens = tokens.start.min(money.tokens.start)..tokens.end.max(money.tokens.end);
        }
        loop {
            let next = syntax.children_by(predicate, &[Deprel::Obl, Deprel::Advcl, Deprel::Nmod]).find(|&c| {
                syntax.subtree(c).start == tokens.end
                    && syntax.marked_by_any(
                        c,
                        &["for", "of", "on", "against", "between", "to", "into", "from", "with", "over"],
                    )
                    && self.dates_in(syntax.subtree(c)).next().is_none()
                    && !self.referent(c).is_some_and(|e| {
                        matches!(self.entities.get(e).kind, NameKind::Event | NameKind::Person | NameKind::Report)
                    })
            });
            let Some(next) = next else { return tokens };
            tokens.end = self.trim(syntax.subtree(next)).end.max(tokens.end + 1);
        }
    }

    fn is_question(&self, clause: u32) -> bool {
        self.syntax.marked(clause, "whether") || self.syntax.marked(clause, "if")
    }

    /// "said in a note that S", "confirmed in its budget that S": the clause hung on the noun between.
    fn that_clause_below(&self, predicate: u32) -> Option<u32> {
        let syntax = &self.syntax;
        syntax
            .children_by(
                predicate,
                &[Deprel::Obl, Deprel::Obj, Deprel::Iobj, Deprel::Advcl, Deprel::Csubj, Deprel::Conj],
            )
            .find_map(|noun| {
                let that =
                    |c: u32| syntax.children_by(c, &[Deprel::Mark]).any(|m| syntax.lemma(m) == "that") && c > predicate;
                if syntax.rel(noun) == Deprel::Advcl || syntax.rel(noun) == Deprel::Csubj {
                    return that(noun).then_some(noun);
                }
                if !syntax.is_nominal(noun) {
                    return None;
                }
                syntax.children_by(noun, &[Deprel::Acl, Deprel::AclRelcl, Deprel::Ccomp]).find(|&c| that(c))
            })
    }

    /// The clause without "that".
    fn clause(&self, head: u32) -> Range<u32> {
        self.phrase(head, &[])
    }

    /// The thing acted on: object, passive subject, or the noun that a participle or relative clause modifies.
    fn object(&self, predicate: u32, frame: &Frame) -> Option<(u32, Range<u32>)> {
        let syntax = &self.syntax;
        if syntax.upos(predicate) != Upos::Verb {
            return None;
        }
        let audience_is_object = frame.audience.contains(&Slot::Obj) && frame.content.contains(&Slot::Xcomp);
        if syntax.is_passive(predicate) {
            if let Some(subject) = syntax.child(predicate, &PASSIVE_SUBJECTS) {
                if syntax.upos(subject) == Upos::Pron && matches!(syntax.xpos(subject), Xpos::Wdt | Xpos::Wp) {
                    let noun = syntax.head(predicate).filter(|_| syntax.rel(predicate) == Deprel::AclRelcl)?;
                    return Some((noun, self.phrase(noun, &[predicate])));
                }
                return Some((subject, self.phrase(subject, &[])));
            }
            if matches!(syntax.rel(predicate), Deprel::Acl | Deprel::AclRelcl) {
                let noun = syntax.head(predicate)?;
                return Some((noun, self.phrase(noun, &[predicate])));
            }
            if syntax.rel(predicate) == Deprel::Conj {
                let first = syntax.head(predicate)?;
                if syntax.is_passive(first) {
                    return self.object(first, frame);
                }
            }
            return None;
        }
        let object = syntax.child(predicate, &[Deprel::Obj]);
        match object {
            Some(object) if matches!(syntax.xpos(object), Xpos::Wdt | Xpos::Wp) => {
                let noun = syntax.head(predicate).filter(|_| syntax.rel(predicate) == Deprel::AclRelcl)?;
                Some((noun, self.phrase(noun, &[predicate])))
            }
            Some(object) => {
                let person = self.referent(object).is_some_and(|e| self.entities.get(e).kind == NameKind::Person);
                if audience_is_object && (person || syntax.upos(object) == Upos::Pron) {
                    return None;
                }
                Some((object, self.phrase(object, &[])))
            }
            // "the levy that X proposed", "the levy X proposed".
            None if syntax.rel(predicate) == Deprel::AclRelcl
                && syntax
                    .child(predicate, &[Deprel::Nsubj])
                    .is_some_and(|s| !matches!(syntax.xpos(s), Xpos::Wdt | Xpos::Wp))
                && syntax.child(predicate, &[Deprel::Xcomp, Deprel::Ccomp]).is_none() =>
            {
                let noun = syntax.head(predicate)?;
                Some((noun, self.phrase(noun, &[predicate])))
            }
            None => None,
        }
    }

    /// "to build", with what stands before it where that is its subject ("wants X to build").
    fn infinitive(&self, predicate: u32, frame: &Frame) -> Option<(u32, Range<u32>)> {
        let syntax = &self.syntax;
        let head = syntax
            .child(predicate, &[Deprel::Xcomp])
            .or_else(|| {
                syntax
                    .children_by(predicate, &[Deprel::Advcl, Deprel::Acl])
                    .find(|&c| c > predicate && syntax.marked(c, "to") && self.takes_infinitive(predicate, c, frame))
            })
            // "asked X to": the infinitive hung on X.
            .or_else(|| {
                let object = syntax.child(predicate, &[Deprel::Obj, Deprel::Iobj, Deprel::Obl])?;
                let controls = frame.audience.contains(&Slot::Obj) || frame.audience.is_empty();
                syntax
                    .children_by(object, &[Deprel::Acl, Deprel::Advcl])
                    .find(|&c| syntax.marked(c, "to") && controls && syntax.is_nominal(object))
            })?;
        if syntax.is_nominal(head)
            && !self.has_clause(head)
            && syntax.upos(head) != Upos::Verb
            && !syntax.marked(head, "to")
        {
            // "want contracts published": a small clause.
            syntax.child(predicate, &[Deprel::Obj])?;
        }
        // "would like to see X done": X done is what is wanted.
        if syntax.lemma(head) == "see"
            && let Some(seen) = syntax.child(head, &[Deprel::Ccomp, Deprel::Obj, Deprel::Xcomp])
        {
            return Some((seen, self.trim(self.phrase(seen, &[]).start..self.phrase(head, &[]).end)));
        }
        let mut tokens = self.phrase(head, &[]);
        if let Some(object) = syntax.child(predicate, &[Deprel::Obj]).filter(|&o| o < head) {
            // Without an addressee slot the object is part of what is wanted.
            if !frame.audience.contains(&Slot::Obj) && !frame.audience.contains(&Slot::Iobj) {
                tokens.start = tokens.start.min(self.phrase(object, &[]).start);
            }
        }
        Some((head, tokens))
    }

    /// An adverbial infinitive is the content only where nothing else fills the frame.
    fn takes_infinitive(&self, predicate: u32, infinitive: u32, frame: &Frame) -> bool {
        let object = self.syntax.child(predicate, &[Deprel::Obj]);
        let addressee = frame.audience.contains(&Slot::Obj)
            || frame.audience.iter().any(|s| matches!(s, Slot::Prep(p) if self.prepositional(predicate, p).is_some()));
        // "agreed in March to lend": what lies between says only when or where.
        object.is_none_or(|o| addressee && o < infinitive)
            && (addressee || frame.audience.is_empty() && frame.content.first() == Some(&Slot::Xcomp))
    }

    /// "plan to build", "proposal that X be Y", "call for X to".
    fn noun_clause(&self, noun: u32) -> Option<(u32, Range<u32>)> {
        let syntax = &self.syntax;
        let head = syntax.children(noun).iter().copied().find(|&c| {
            c > noun
                && match syntax.rel(c) {
                    Deprel::Acl => {
                        syntax.marked(c, "to")
                            || syntax.marked(c, "that")
                            || syntax.xpos(c) == Xpos::Vbg && self.takes_for(c)
                    }
                    Deprel::Ccomp | Deprel::Xcomp => true,
                    Deprel::Advcl => syntax.marked(c, "to"),
                    _ => false,
                }
        })?;
        // "a motion calling for X": what is called for.
        if syntax.xpos(head) == Xpos::Vbg && !syntax.marked(head, "of") && !syntax.marked(head, "for") {
            for frame in self.lexicon.frames.verb(syntax.lemma(head)) {
                if let Some(content) = self.content(head, frame) {
                    return Some((content.head, content.tokens));
                }
            }
        }
        Some((head, self.phrase(head, &[])))
    }

    fn takes_for(&self, verb: u32) -> bool {
        self.lexicon.frames.verb(self.syntax.lemma(verb)).next().is_some()
            || self.syntax.marked(verb, "of")
            || self.syntax.marked(verb, "for")
    }

    fn prepositional(&self, predicate: u32, preposition: &str) -> Option<(u32, Range<u32>)> {
        let syntax = &self.syntax;
        let direct = syntax
            .children_by(
                predicate,
                &[Deprel::Obl, Deprel::Nmod, Deprel::Advcl, Deprel::Acl, Deprel::Xcomp, Deprel::Ccomp],
            )
            .find(|&c| c > predicate && syntax.marked(c, preposition));
        if let Some(head) = direct {
            return Some((head, self.phrase(head, &[])));
        }
        // "called for" with the preposition read as a particle and its noun as the object.
        let particle = syntax.child(predicate, &[Deprel::CompoundPrt]).filter(|&p| syntax.lemma(p) == preposition)?;
        let head = syntax.child(predicate, &[Deprel::Obj]).filter(|&o| o > particle)?;
        Some((head, self.phrase(head, &[])))
    }

    /// Whom the predicate is put to.
    #[must_use]
    pub fn audience(&self, predicate: u32, frame: &Frame) -> Option<EntityId> {
        let syntax = &self.syntax;
        frame.audience.iter().find_map(|slot| {
            let head = match slot {
                Slot::Obj if syntax.is_passive(predicate) => syntax.child(predicate, &PASSIVE_SUBJECTS),
                Slot::Obj => syntax.child(predicate, &[Deprel::Obj]),
                Slot::Iobj => syntax.child(predicate, &[Deprel::Iobj]),
                Slot::Prep(preposition) => {
                    syntax.children_by(predicate, &[Deprel::Obl]).find(|&c| syntax.marked(c, preposition))
                }
                _ => None,
            }?;
            self.referent(head).filter(|&e| self.is_agent(e))
        })
    }

    /// When the predicate happens: the nearest date that hangs on it or on a clause above it, outside `content`.
    #[must_use]
    pub fn time(&self, predicate: u32, content: &Range<u32>) -> Option<PartialDate> {
        let syntax = &self.syntax;
        let sentence = self.sentence_tokens(syntax.sentence(predicate));
        let outside = |t: u32| !content.contains(&t);
        self.dates_in(sentence)
            .filter(|d| outside(d.tokens.start) && !self.in_name(d.tokens.start))
            .filter_map(|date| {
                let head = date
                    .tokens
                    .clone()
                    .find(|&t| syntax.head(t).is_none_or(|h| !date.tokens.contains(&h)))
                    .unwrap_or(date.tokens.start);
                let steps = self.steps_up(head, predicate)?;
                Some((steps, head.abs_diff(predicate), date.date))
            })
            .min_by_key(|(steps, distance, _)| (*steps, *distance))
            .map(|(_, _, date)| date)
    }

    /// True for the year inside "Act of 1998": part of a name.
    fn in_name(&self, token: u32) -> bool {
        let names = &self.mentions.names;
        let after = names.partition_point(|n| n.tokens.end <= token);
        names.get(after).is_some_and(|n| n.tokens.contains(&token))
    }

    /// How many clauses lie between a date and the predicate: it must hang on the predicate itself
    /// or on one of the clauses that the predicate is part of.
    fn steps_up(&self, date: u32, predicate: u32) -> Option<usize> {
        let governor =
            self.syntax.ancestors(date).skip(1).take(4).find(|&t| {
                matches!(self.syntax.upos(t), Upos::Verb | Upos::Aux) || self.has_clause(t) || t == predicate
            })?;
        self.syntax.ancestors(predicate).take(8).position(|t| t == governor)
    }

    /// The event, body or document that the predicate happens in or at.
    #[must_use]
    pub fn forum(&self, predicate: u32, content: &Range<u32>) -> Option<EntityId> {
        let syntax = &self.syntax;
        syntax.ancestors(predicate).take(3).find_map(|at| {
            syntax
                .children_by(at, &[Deprel::Obl, Deprel::Nmod, Deprel::OblUnmarked])
                .filter(|c| !content.contains(c))
                .find_map(|c| {
                    let entity = self.referent(c)?;
                    let marker = |words: &[&str]| syntax.markers(c).any(|m| words.contains(&m));
                    let fits = match self.entities.get(entity).kind {
                        NameKind::Event => marker(&["at", "during", "in", "to", "on", "before"]),
                        NameKind::Report | NameKind::Law => marker(&["in", "under", "through", "via", "by"]),
                        NameKind::Organization => marker(&["at", "before", "in", "through"]),
                        _ => false,
                    };
                    fits.then_some(entity)
                })
        })
    }
}
