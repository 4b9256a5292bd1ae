//! Whose a figure is.

use super::super::affiliation::body_entity;
use super::super::context::Context;
use super::{CLIMB, Figure};
use crate::entity::EntityId;
use crate::language::{Deprel, NameKind, Upos, Xpos};
use std::ops::Range;

/// What the tree says of the party of a figure.
enum Party {
    Found(EntityId),
    /// It is in the text, and has no name there.
    Unnamed,
    Unknown,
}

impl Context<'_> {
    /// Whose figure it is: the one who acts in the clause, owns the noun, pays or receives.
    pub(in crate::fact) fn party(&self, figure: &Figure) -> Option<EntityId> {
        if let Some(explained) = self.explaining_sentence(figure) {
            return self.actor_in(explained.clone()).or_else(|| self.first_party(explained));
        }
        if self.is_tally(figure) {
            return self.voting_body(figure);
        }
        if let Some(party) = self.party_in_front(figure).or_else(|| self.party_beside(figure)) {
            return Some(party);
        }
        match self.party_by_tree(figure) {
            Party::Found(party) => Some(party),
            Party::Unnamed => None,
            Party::Unknown => self.actor_above(figure).or_else(|| self.nearest_party(figure)),
        }
    }

    /// Where the votes were cast: the body that acts, the one that the heading names; else what was voted on.
    fn voting_body(&self, figure: &Figure) -> Option<EntityId> {
        let syntax = &self.syntax;
        let is = |e: &EntityId, kind: NameKind| self.entities.get(*e).kind == kind;
        let verbs: Vec<u32> =
            syntax.ancestors(self.figure_head(figure)).take(CLIMB).filter(|&t| syntax.upos(t) == Upos::Verb).collect();
        let mut acting = verbs.iter().flat_map(|&v| self.acting(v));
        let venue = || {
            verbs.iter().find_map(|&v| {
                let places = syntax.children_by(v, &[Deprel::Obl]).filter(|&c| syntax.marked(c, "in"));
                places.filter_map(|c| self.referent(c)).find(|e| is(e, NameKind::Organization))
            })
        };
        let subject = || {
            let subject = |&v: &u32| syntax.child(v, &[Deprel::NsubjPass, Deprel::Nsubj]);
            verbs.iter().filter_map(subject).find_map(|s| {
                self.referent(s).or_else(|| self.acting(s).into_iter().next()).filter(|&e| self.may_be_party(e))
            })
        };
        acting
            .find(|e| is(e, NameKind::Organization))
            .or_else(venue)
            .or_else(|| self.heading_body(figure.sentence))
            .or_else(subject)
            .or_else(|| self.nearest_party(figure))
    }

    fn may_be_party(&self, entity: EntityId) -> bool {
        self.entities.get(entity).kind != NameKind::Event
    }

    /// "Norway (40 million) and Iceland (2 million)": a party right before a figure in brackets.
    fn party_in_front(&self, figure: &Figure) -> Option<EntityId> {
        let bracket = figure.tokens.start.checked_sub(1).filter(|&t| matches!(self.syntax.form(t), "(" | "["))?;
        let before = bracket.checked_sub(1).filter(|&t| self.syntax.sentence(t) == figure.sentence)?;
        self.entities.at(before).filter(|&e| self.is_agent(e))
    }

    /// "..., and Norway a further 40 million": a party right before a figure, without a verb of its own.
    fn party_beside(&self, figure: &Figure) -> Option<EntityId> {
        const REACH: u32 = 3;
        let syntax = &self.syntax;
        let start = self.sentence_tokens(figure.sentence).start;
        let mut at = figure.tokens.start;
        while at > start && figure.tokens.start - at < REACH {
            at -= 1;
            if let Some(entity) = self.entities.at(at) {
                let governed = syntax.children_by(at, &[Deprel::Case]).any(|c| c < at);
                return (self.is_agent(entity) && !governed && syntax.rel(at) != Deprel::Obj).then_some(entity);
            }
            let filler = matches!(syntax.upos(at), Upos::Det | Upos::Adj | Upos::Adv) || syntax.form(at) == ",";
            if !filler {
                return None;
            }
        }
        None
    }

    /// The body that a speaker speaks for, if the text gives one; else the speaker.
    fn body_of(&self, speaker: EntityId) -> EntityId {
        let mut roles =
            self.entities.roles.iter().filter(|r| self.entities.of_name.get(r.holder as usize) == Some(&speaker));
        roles
            .find_map(|r| r.bodies.iter().find_map(|&body| body_entity(self, body, speaker)))
            .filter(|&e| self.entities.get(e).kind == NameKind::Organization)
            .unwrap_or(speaker)
    }

    /// "The ministry's budget requests ...": the ministry, not its budget.
    fn owner_of_document(&self, verb: u32, party: EntityId) -> EntityId {
        if self.entities.get(party).kind != NameKind::Report {
            return party;
        }
        let subjects = self.agents(verb);
        let owner =
            subjects.into_iter().find_map(|s| self.syntax.child(s, &[Deprel::NmodPoss])).and_then(|o| self.referent(o));
        owner.filter(|&e| self.is_agent(e)).unwrap_or(party)
    }

    /// "imposed 3 million on the port": who has to pay.
    fn burdened(&self, verb: u32) -> Option<EntityId> {
        let syntax = &self.syntax;
        if !self.lexicon.cues.imposed.contains(syntax.lemma(verb)) {
            return None;
        }
        let on = syntax.children_by(verb, &[Deprel::Obl, Deprel::Nmod]).find(|&c| syntax.marked(c, "on"))?;
        self.referent(on).filter(|&e| self.is_agent(e))
    }

    fn is_speech(&self, verb: u32) -> bool {
        self.lexicon.names.is_speech(self.syntax.lemma(verb))
    }

    fn party_by_tree(&self, figure: &Figure) -> Party {
        let syntax = &self.syntax;
        let head = self.figure_head(figure);
        let mut recipient = None;
        let mut unnamed = false;
        let is_person = |e: EntityId| self.entities.get(e).kind == NameKind::Person;
        for at in syntax.ancestors(head).take(CLIMB) {
            if figure.tokens.contains(&at) && at != head {
                continue;
            }
            if matches!(syntax.upos(at), Upos::Verb | Upos::Aux) {
                let lemma = syntax.lemma(at);
                // "The auditor found that ministries had paid": not the one who says it.
                if unnamed && self.lexicon.frames.is_reporting(lemma) && self.acting(at).into_iter().all(is_person) {
                    return recipient.map_or(Party::Unnamed, Party::Found);
                }
                if syntax.is_passive(at) {
                    let subject = syntax.child(at, &[Deprel::NsubjPass]).and_then(|s| self.referent(s));
                    if let Some(fined) = subject.filter(|_| self.lexicon.cues.fined.contains(lemma)) {
                        return Party::Found(fined);
                    }
                    let agent = self.acting(at).into_iter().find(|&e| self.may_be_party(e));
                    if let Some(party) = agent.or(subject.filter(|&e| self.may_be_party(e))) {
                        return Party::Found(party);
                    }
                } else if let Some(party) = self.burdened(at) {
                    return Party::Found(party);
                } else if let Some(party) = self.acting(at).into_iter().find(|&e| self.may_be_party(e)) {
                    let party = self.owner_of_document(at, party);
                    return Party::Found(if self.is_speech(at) { self.body_of(party) } else { party });
                }
                unnamed |= syntax.rel(at) == Deprel::Ccomp && self.has_unnamed_payer(at);
                let to = syntax
                    .children_by(at, &[Deprel::Obl, Deprel::Iobj, Deprel::Nmod])
                    .filter(|&c| {
                        syntax.rel(c) == Deprel::Iobj || ["to", "from", "by"].iter().any(|w| syntax.marked(c, w))
                    })
                    .find_map(|c| self.referent(c))
                    .filter(|&e| self.is_agent(e));
                recipient = recipient.or(to);
            } else {
                let owner = syntax
                    .children_by(at, &[Deprel::NmodPoss, Deprel::Nsubj])
                    .find_map(|c| self.referent(c))
                    .or_else(|| {
                        syntax
                            .children_by(at, &[Deprel::Nmod])
                            .filter(|&c| ["by", "from", "to"].iter().any(|w| syntax.marked(c, w)))
                            .find_map(|c| self.referent(c))
                    })
                    .filter(|&e| self.may_be_party(e));
                if let Some(owner) = owner {
                    return Party::Found(owner);
                }
            }
        }
        recipient.map_or(Party::Unknown, Party::Found)
    }

    /// True if the subject of a verb acts and is not known by name: "members spent", "ministries had paid".
    fn has_unnamed_payer(&self, verb: u32) -> bool {
        let syntax = &self.syntax;
        !syntax.is_passive(verb)
            && syntax.child(verb, &[Deprel::Nsubj]).is_some_and(|subject| {
                let noun = syntax.xpos(subject) == Xpos::Nns || self.entities.at(subject).is_some();
                noun && syntax.child(verb, &[Deprel::Obj, Deprel::Xcomp]).is_some() && self.referent(subject).is_none()
            })
    }

    /// The one who acts in the first clause of a sentence that has an actor.
    fn actor_in(&self, tokens: Range<u32>) -> Option<EntityId> {
        tokens
            .filter(|&t| self.syntax.upos(t) == Upos::Verb)
            .find_map(|t| self.acting(t).into_iter().find(|&e| self.may_be_party(e)))
    }

    fn first_party(&self, tokens: Range<u32>) -> Option<EntityId> {
        tokens.filter_map(|t| self.entities.at(t)).find(|&e| self.is_agent(e))
    }

    /// The end of the place and day that open a report ("OSLO, 4 May – The fund ..."); the start where there are none.
    fn dateline_end(&self, sentence: Range<u32>) -> u32 {
        const LONGEST: u32 = 12;
        let syntax = &self.syntax;
        let opens = self.entities.at(sentence.start).is_some_and(|e| self.entities.get(e).kind == NameKind::Place);
        let end = sentence.end.min(sentence.start + LONGEST);
        let mut line = (sentence.start..end).take_while(|&t| !matches!(syntax.upos(t), Upos::Verb | Upos::Aux));
        line.find(|&t| matches!(syntax.form(t), "–" | "—" | "-" | "--" | ":"))
            .filter(|_| opens)
            .unwrap_or(sentence.start)
    }

    /// Without a tree that says it: the nearest party before the figure in its sentence, then behind it,
    /// then the first of the sentence before in the same block.
    fn nearest_party(&self, figure: &Figure) -> Option<EntityId> {
        let own = self.sentence_tokens(figure.sentence);
        // A place where something stands or is said is nobody's: "a plant at", "OSLO:".
        let stands = |t: &u32| {
            self.syntax.children_by(*t, &[Deprel::Case]).any(|c| self.syntax.form(c) == "at")
                || *t < self.dateline_end(own.clone())
        };
        let before = (own.start..figure.tokens.start)
            .rev()
            .filter(|t| !stands(t))
            .filter_map(|t| self.entities.at(t))
            .find(|&e| self.is_agent(e));
        let after = || self.first_party(figure.tokens.end..own.end);
        let above = || {
            let index = figure.sentence.checked_sub(1)?;
            let same = self.segmented.sentences[index as usize].block
                == self.segmented.sentences[figure.sentence as usize].block;
            if same { self.first_party(self.sentence_tokens(index)) } else { None }
        };
        before.or_else(after).or_else(above)
    }

    /// The actor of the line that a list item goes on from ("The council will fund: - 20 buses").
    fn actor_above(&self, figure: &Figure) -> Option<EntityId> {
        self.lines_above(figure).find_map(|tokens| self.actor_in(tokens.clone()).or_else(|| self.first_party(tokens)))
    }
}
