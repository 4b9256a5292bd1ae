//! Who acts in a predicate.

use super::super::context::Context;
use super::{DEPTH, PASSIVE_SUBJECTS, SUBJECTS};
use crate::entity::EntityId;
use crate::language::{Deprel, NameKind, Upos, Xpos};
use crate::lexicon::{FrameFact, Slot};
use crate::segment::BlockKind;

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
                return self.with_company(predicate, self.with_conjuncts(agent));
            }
            // A past participle with a subject and neither auxiliary nor "by" is a past tense misread.
            if syntax.child(predicate, &[Deprel::AuxPass]).is_none()
                && let Some(subject) = syntax.child(predicate, &PASSIVE_SUBJECTS)
            {
                return self.resolve_relative(subject, predicate);
            }
            if let Some(subject) = self.subordinate_subject(predicate) {
                return self.with_conjuncts(subject);
            }
            let shared = self.shared_passive_agent(predicate, depth);
            return if shared.is_empty() { self.source_document(predicate) } else { shared };
        }
        // "That is how much the state plans to spend": the inner subject acts.
        let subject = SUBJECTS.iter().find_map(|&relation| syntax.child(predicate, &[relation]));
        if let Some(subject) = subject.or_else(|| syntax.child(predicate, &PASSIVE_SUBJECTS)) {
            return self.with_company(predicate, self.resolve_relative(subject, predicate));
        }
        let inherited = self.inherited_agents(predicate, depth);
        if !inherited.is_empty() {
            return inherited;
        }
        self.opening_party(predicate).or_else(|| self.party_of_lead(predicate)).into_iter().collect()
    }

    /// "The assembly: - urges the bank to lend more": the subject of a list item stands in the line above.
    fn party_of_lead(&self, verb: u32) -> Option<u32> {
        let syntax = &self.syntax;
        let sentence = &self.segmented.sentences[syntax.sentence(verb) as usize];
        let block = &self.segmented.blocks[sentence.block as usize];
        let first = syntax.conjuncts_up(verb);
        let opens = (sentence.tokens.start..first).all(|t| matches!(syntax.upos(t), Upos::Punct | Upos::Adv));
        let third = matches!(syntax.xpos(verb), Xpos::Vbz) || syntax.form(verb).chars().all(char::is_uppercase);
        if block.kind != BlockKind::ListItem || !opens || !third {
            return None;
        }
        let lead = self.segmented.blocks.get(block.parent? as usize)?;
        let last = lead.sentences.end.checked_sub(1).filter(|_| !lead.sentences.is_empty())?;
        let tokens = self.sentence_tokens(last);
        let agent = |t: &u32| self.referent(*t).is_some_and(|e| self.is_person_or_body(e));
        let subject = tokens.clone().find(|&t| matches!(syntax.rel(t), Deprel::Nsubj | Deprel::Root) && agent(&t));
        subject.or_else(|| tokens.clone().find(agent))
    }

    /// "Managing director Nils Aas, who has no children, intends to": the party that opens a sentence
    /// whose main verb the tree left without a subject.
    fn opening_party(&self, verb: u32) -> Option<u32> {
        let syntax = &self.syntax;
        if !matches!(syntax.rel(verb), Deprel::Root | Deprel::Conj) || !syntax.is_finite(verb) {
            return None;
        }
        let start = self.sentence_tokens(syntax.sentence(verb)).start;
        let person = (start..verb).find(|&t| self.entities.at(t).is_some_and(|e| self.is_person_or_body(e)))?;
        let only_title = (start..person).all(|t| {
            matches!(syntax.upos(t), Upos::Noun | Upos::Propn | Upos::Adj | Upos::Det | Upos::Verb)
                && !syntax.is_finite(t)
        });
        only_title.then_some(person)
    }

    /// "after the minister, an engineer, promised to": the tree hangs the subject of the subordinate
    /// clause on the main verb, as if "after" were its preposition.
    fn subordinate_subject(&self, participle: u32) -> Option<u32> {
        let syntax = &self.syntax;
        if syntax.rel(participle) != Deprel::Advcl
            || syntax.child(participle, &[Deprel::Xcomp, Deprel::Ccomp]).is_none()
        {
            return None;
        }
        let head = syntax.head(participle)?;
        syntax.children_by(head, &[Deprel::Obl]).find(|&c| {
            let end = syntax.subtree(c).end;
            syntax.markers(c).any(|m| self.lexicon.frames.mood.subordinators.contains(m))
                && end <= participle
                && (end..participle).all(|t| syntax.upos(t) == Upos::Punct)
        })
    }

    /// True if the one who acts is the object of a verb above: "asked X to propose", "allows X to order".
    #[must_use]
    pub fn is_controlled_by_object(&self, predicate: u32) -> bool {
        let syntax = &self.syntax;
        let mut verb = predicate;
        while syntax.rel(verb) == Deprel::Conj && syntax.child(verb, &SUBJECTS).is_none() && !syntax.is_finite(verb) {
            let Some(head) = syntax.conjunct_of(verb) else { return false };
            verb = head;
        }
        if !matches!(syntax.rel(verb), Deprel::Xcomp | Deprel::Ccomp | Deprel::Advcl | Deprel::Acl)
            || !syntax.marked(verb, "to")
            || syntax.child(verb, &SUBJECTS).is_some()
        {
            return false;
        }
        let Some(head) = syntax.head(verb) else { return false };
        if syntax.upos(head) != Upos::Verb || syntax.is_passive(head) {
            return false;
        }
        let object = syntax.child(head, &[Deprel::Obj, Deprel::Iobj]).filter(|&o| o < verb);
        object.is_some_and(|o| self.referent(o).is_some()) && self.is_object_control(head)
    }

    /// A noun or adjective with a subject and copula ("is keen to").
    pub(super) fn has_clause(&self, token: u32) -> bool {
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

    /// "proposed by A, together with B and C": the company that hangs on the predicate.
    fn with_company(&self, predicate: u32, mut agents: Vec<u32>) -> Vec<u32> {
        let syntax = &self.syntax;
        let above: Vec<u32> =
            syntax.children_by(predicate, &[Deprel::Advmod]).filter(|&c| is_company(syntax.form(c))).collect();
        for adverb in above.into_iter().chain(std::iter::once(predicate)) {
            for with in syntax.children_by(adverb, &[Deprel::Obl, Deprel::Nmod]).filter(|&c| syntax.marked(c, "with")) {
                if adverb != predicate || self.is_joint(with) {
                    agents.extend(syntax.conjuncts(with));
                }
            }
        }
        agents.dedup();
        agents
    }

    /// "together with", "along with", "jointly with".
    fn is_joint(&self, noun: u32) -> bool {
        let before = |t: u32| t.checked_sub(1).map_or("", |b| self.syntax.form(b));
        let start = self.syntax.subtree(noun).start;
        is_company(self.syntax.form(start)) || is_company(before(start))
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
                    _ => break,
                }
            }
            return self.noun_before(subject).map_or_else(Vec::new, |noun| self.antecedents(noun, subject));
        }
        self.with_conjuncts(subject)
    }

    /// The noun that a relative pronoun in the clause of `verb` stands for; other tokens stand for themselves.
    #[must_use]
    pub fn antecedent_of(&self, token: u32, verb: u32) -> u32 {
        let syntax = &self.syntax;
        if !matches!(syntax.xpos(token), Xpos::Wdt | Xpos::Wp | Xpos::WpS) {
            return token;
        }
        syntax
            .ancestors(verb)
            .take(4)
            .find(|&t| matches!(syntax.rel(t), Deprel::AclRelcl | Deprel::AdvclRelcl | Deprel::Acl))
            .and_then(|t| syntax.head(t))
            .or_else(|| self.noun_before(token))
            .unwrap_or(token)
    }

    /// The noun whose phrase ends right before a relative pronoun, where the tree hung its clause elsewhere.
    fn noun_before(&self, pronoun: u32) -> Option<u32> {
        let syntax = &self.syntax;
        let sentence = self.sentence_tokens(syntax.sentence(pronoun));
        let mut last = pronoun.checked_sub(1)?;
        while last > sentence.start && matches!(syntax.upos(last), Upos::Punct | Upos::Adp) {
            last -= 1;
        }
        let inside = |t: u32| syntax.is_nominal(t) && syntax.subtree(t).start <= last && t < pronoun;
        syntax.ancestors(last).take_while(|&t| inside(t)).last().filter(|&t| sentence.contains(&t))
    }

    /// The nouns that a relative clause modifies: all of a coordination if it follows the last.
    fn antecedents(&self, noun: u32, pronoun: u32) -> Vec<u32> {
        let noun = self.personal(noun, pronoun);
        let top = match (self.syntax.rel(noun), self.syntax.head(noun)) {
            // "X, chair of Y, who": the apposition's clause speaks of X.
            (Deprel::Appos, Some(head)) if self.referent(noun).is_none() || self.entities.at(head).is_some() => head,
            _ => noun,
        };
        let all = self.with_conjuncts(top);
        if all.len() > 1 && all.iter().all(|&n| n < pronoun) { all } else { vec![top] }
    }

    /// "X of the institute, who": a person, even where the tree hung the clause on the body.
    fn personal(&self, noun: u32, pronoun: u32) -> u32 {
        let syntax = &self.syntax;
        let is = |t: u32, kind: NameKind| self.referent(t).is_some_and(|e| self.entities.get(e).kind == kind);
        if syntax.xpos(pronoun) != Xpos::Wp || !(is(noun, NameKind::Organization) || is(noun, NameKind::Place)) {
            return noun;
        }
        syntax.ancestors(noun).take(3).find(|&t| is(t, NameKind::Person)).unwrap_or(noun)
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
                if !owners.is_empty() {
                    return owners;
                }
                // "went into the election promising to": the one who went.
                let above = syntax.ancestors(head).skip(1).find(|&t| syntax.upos(t) == Upos::Verb);
                let event = self.referent(head).is_none()
                    && !self.lexicon.frames.is_instrument(syntax.lemma(head))
                    && self.lexicon.frames.noun(syntax.lemma(head)).next().is_none()
                    && self
                        .lexicon
                        .references
                        .noun(syntax.lemma(head))
                        .iter()
                        .all(|(kind, _)| *kind == NameKind::Event);
                match above.filter(|_| event && syntax.xpos(predicate) == Xpos::Vbg && syntax.rel(head) == Deprel::Obl)
                {
                    Some(verb) => self.agents_to(verb, depth - 1),
                    None => vec![head],
                }
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
        // "a member's bill by X": the member is X.
        let member = |owner: u32| self.lexicon.posts.is_member(&syntax.lemma(owner).to_lowercase());
        if let Some(owner) = syntax.child(noun, &[Deprel::NmodPoss])
            && (self.referent(owner).is_some() || syntax.upos(owner) != Upos::Pron && !member(owner))
        {
            return self.with_conjuncts(owner);
        }
        for child in syntax.children_by(noun, &[Deprel::Nmod, Deprel::Obl, Deprel::OblAgent]) {
            if (syntax.marked(child, "by") || syntax.marked(child, "from")) && self.referent(child).is_some() {
                return self.with_conjuncts(child);
            }
        }
        // "an amendment in the name of Ms X".
        let in_name = syntax
            .children_by(noun, &[Deprel::Nmod])
            .filter(|&c| syntax.lemma(c) == "name" && syntax.marked(c, "in"))
            .find_map(|c| syntax.children_by(c, &[Deprel::Nmod]).find(|&o| syntax.marked(o, "of")));
        if let Some(owner) = in_name {
            return self.with_conjuncts(owner);
        }
        // "Reyes plans to": a verb taken for the noun, with its subject.
        if syntax.rel(noun) == Deprel::Root
            && syntax.child(noun, &[Deprel::Cop, Deprel::Det]).is_none()
            && let Some(subject) = syntax.child(noun, &[Deprel::Nsubj, Deprel::Compound]).filter(|&s| s < noun)
            && self.referent(subject).is_some()
        {
            return self.with_conjuncts(subject);
        }
        // "the proposals of Senator X", "the offer of Norway to host".
        let clausal = syntax.child(noun, &[Deprel::Acl, Deprel::Ccomp, Deprel::AclRelcl]).is_some();
        let owner = syntax
            .children_by(noun, &[Deprel::Nmod])
            .filter(|&c| syntax.marked(c, "of"))
            .find(|&c| self.referent(c).is_some_and(|e| self.is_person_or_body(e) || clausal && self.is_agent(e)));
        if let Some(owner) = owner {
            return self.with_conjuncts(owner);
        }
        for child in syntax.children_by(noun, &[Deprel::Acl]) {
            if syntax.is_passive(child)
                && self.brings_forth(child)
                && let Some(agent) = self.by_phrase(child)
            {
                return self.with_conjuncts(agent);
            }
        }
        // "an EU proposal", "a Green motion".
        let compound = syntax
            .children_by(noun, &[Deprel::Compound, Deprel::Amod, Deprel::NmodDesc])
            .find(|&c| self.entities.at(c).is_some_and(|e| self.is_person_or_body(e)));
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
            // "signed a letter of intent".
            Deprel::Nmod if syntax.marked(noun, "of") && self.lexicon.frames.is_carrier(syntax.lemma(head)) => {
                self.noun_agents(head, depth - 1)
            }
            _ => Vec::new(),
        }
    }

    /// "a plan drawn up by", "tabled by": what one does who stands behind a paper; not "seen by".
    fn brings_forth(&self, verb: u32) -> bool {
        let lemma = self.syntax.lemma(verb);
        let frames = &self.lexicon.frames;
        frames.is_support(lemma)
            || frames.verb(lemma).any(|f| f.fact == FrameFact::Proposal)
            || !self.lexicon.stages.object(lemma).is_empty()
    }

    fn is_person_or_body(&self, entity: EntityId) -> bool {
        matches!(self.entities.get(entity).kind, NameKind::Organization | NameKind::Person)
    }

    /// The entities that act in `predicate`.
    #[must_use]
    pub fn acting(&self, predicate: u32) -> Vec<EntityId> {
        let mut out: Vec<EntityId> = Vec::new();
        for head in self.agents(predicate) {
            let mut found = self.referents(head);
            // "A motion by X calls for": who stands behind the paper.
            if found.is_empty()
                && self.syntax.upos(head) == Upos::Noun
                && self.lexicon.frames.is_instrument(self.syntax.lemma(head))
            {
                found = self.noun_agents(head, DEPTH).into_iter().flat_map(|h| self.referents(h)).collect();
            }
            for entity in found {
                if !out.contains(&entity) {
                    out.push(entity);
                }
            }
        }
        out
    }
}

fn is_company(word: &str) -> bool {
    matches!(word, "together" | "along" | "jointly")
}
