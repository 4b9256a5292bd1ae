//! What sums and quantities share: whose they are and how they hold.

use super::affiliation::body_entity;
use super::context::Context;
use super::{Modality, Mood};
use crate::entity::EntityId;
use crate::language::{Deprel, NameKind, Upos, Xpos};
use crate::mention::Hedge;
use crate::segment::BlockKind;
use std::ops::Range;

/// A sum or quantity in its sentence.
#[derive(Debug, Clone)]
pub(super) struct Figure {
    pub(super) tokens: Range<u32>,
    pub(super) sentence: u32,
    pub(super) hedge: Hedge,
}

/// How far up the tree a figure looks for its verb.
const CLIMB: usize = 8;

impl Context<'_> {
    /// True if the sentences have trees.
    pub(super) fn has_trees(&self) -> bool {
        self.syntax.words.first().is_none_or(|w| w.upos != Upos::X)
            || self.syntax.words.iter().any(|w| w.upos != Upos::X)
    }

    /// The token of the figure that hangs on something outside it.
    pub(super) fn figure_head(&self, figure: &Figure) -> u32 {
        let outside = |t: &u32| self.syntax.head(*t).is_none_or(|h| !figure.tokens.contains(&h));
        figure.tokens.clone().find(outside).unwrap_or(figure.tokens.start)
    }

    /// The sentence that says what a figure standing alone is: "RMB 5 billion. That is how much ...".
    pub(super) fn explaining_sentence(&self, figure: &Figure) -> Option<Range<u32>> {
        const LONGEST_OPENER: usize = 14;
        let own = self.sentence_tokens(figure.sentence);
        let verbless = own.clone().all(|t| !matches!(self.syntax.upos(t), Upos::Verb | Upos::Aux));
        if own.len() > LONGEST_OPENER || !verbless || figure.sentence as usize + 1 >= self.segmented.sentences.len() {
            return None;
        }
        let next = self.sentence_tokens(figure.sentence + 1);
        let first = self.syntax.form(next.start);
        matches!(first, "That" | "This" | "It").then_some(next)
    }

    /// Whose figure it is: the one who acts in the clause, owns the noun, pays or receives.
    pub(super) fn party(&self, figure: &Figure) -> Option<EntityId> {
        if let Some(explained) = self.explaining_sentence(figure) {
            return self.actor_in(explained.clone()).or_else(|| self.first_party(explained));
        }
        if self.is_tally(figure) {
            return self.voting_body(figure);
        }
        self.party_beside(figure)
            .or_else(|| self.party_by_tree(figure))
            .or_else(|| self.actor_above(figure))
            .or_else(|| self.nearest_party(figure))
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

    fn party_by_tree(&self, figure: &Figure) -> Option<EntityId> {
        let syntax = &self.syntax;
        let head = self.figure_head(figure);
        let mut recipient = None;
        for at in syntax.ancestors(head).take(CLIMB) {
            if figure.tokens.contains(&at) && at != head {
                continue;
            }
            if matches!(syntax.upos(at), Upos::Verb | Upos::Aux) {
                let lemma = syntax.lemma(at);
                if syntax.is_passive(at) {
                    let subject = syntax.child(at, &[Deprel::NsubjPass]).and_then(|s| self.referent(s));
                    if self.lexicon.cues.fined.contains(lemma) && subject.is_some() {
                        return subject;
                    }
                    let agent = self.acting(at).into_iter().find(|&e| self.may_be_party(e));
                    if let Some(party) = agent.or(subject.filter(|&e| self.may_be_party(e))) {
                        return Some(party);
                    }
                } else if let Some(party) = self.burdened(at) {
                    return Some(party);
                } else if let Some(party) = self.acting(at).into_iter().find(|&e| self.may_be_party(e)) {
                    let party = self.owner_of_document(at, party);
                    return Some(if self.is_speech(at) { self.body_of(party) } else { party });
                }
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
                if owner.is_some() {
                    return owner;
                }
            }
        }
        recipient
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

    /// Without a tree that says it: the nearest party before the figure in its sentence, then behind it,
    /// then the first of the sentence before in the same block.
    fn nearest_party(&self, figure: &Figure) -> Option<EntityId> {
        let own = self.sentence_tokens(figure.sentence);
        let before =
            (own.start..figure.tokens.start).rev().filter_map(|t| self.entities.at(t)).find(|&e| self.is_agent(e));
        let after = || self.first_party(figure.tokens.end..own.end);
        let above = || {
            let index = figure.sentence.checked_sub(1)?;
            let same = self.segmented.sentences[index as usize].block
                == self.segmented.sentences[figure.sentence as usize].block;
            if same { self.first_party(self.sentence_tokens(index)) } else { None }
        };
        before.or_else(after).or_else(above)
    }

    /// How a figure holds; `count` is true for quantities, whose plans are targets.
    pub(super) fn figure_modality(&self, figure: &Figure, count: bool) -> Modality {
        let cues = &self.lexicon.cues;
        let planned = if count { Modality::Target } else { Modality::Planned };
        let lemmas_before = |reach: u32| {
            let start = figure.tokens.start;
            (start.saturating_sub(reach)..start)
                .filter(move |&t| self.syntax.sentence(t) == figure.sentence)
                .map(|t| self.syntax.lemma(t))
        };
        let chain = self.governing_chain(figure);
        let moods: Vec<Mood> = chain.iter().map(|&v| self.mood(v)).collect();
        let nearest = chain.first().map(|&v| self.syntax.lemma(v));
        let mood = moods.first().copied().unwrap_or_default();
        let looks_ahead = moods.iter().take(2).any(|m| m.future || m.conditional || m.obliging)
            || chain.iter().any(|&v| self.plans(v))
            || self.stands_under_a_plan(figure);
        let supposed = chain
            .iter()
            .take(2)
            .any(|&v| self.syntax.children_by(v, &[Deprel::Aux]).any(|a| cues.possible.contains(self.syntax.lemma(a))));
        let forecast =
            nearest.is_some_and(|l| cues.projected.contains(l)) || lemmas_before(6).any(|l| cues.projected.contains(l));
        let bounded = figure.hedge != Hedge::Exact && figure.hedge != Hedge::About;
        let ruled = bounded
            && (looks_ahead
                || lemmas_before(8).any(|l| cues.rule.contains(l))
                || nearest.is_none() && self.block_sets_rules(figure));

        if self.is_tally(figure) {
            return Modality::Actual;
        }
        if bounded && self.is_in_condition(figure) {
            return Modality::Limit;
        }
        if self.is_alternative_of_a_limit(figure)
            || nearest.is_some_and(|l| cues.limit.contains(l))
            || lemmas_before(5).any(|l| cues.limit.contains(l))
        {
            return Modality::Limit;
        }
        if supposed && figure.hedge != Hedge::Exact || forecast && !lemmas_before(4).any(|l| cues.target.contains(l)) {
            return Modality::Projected;
        }
        if figure.hedge == Hedge::AtMost
            && !supposed
            && (ruled || mood.possible || !self.is_past(chain.first().copied()))
        {
            return Modality::Limit;
        }
        if ruled
            && !(mood.conditional && nearest.is_some_and(|l| cues.purpose_subject.contains(l)))
            && (figure.hedge != Hedge::Under || lemmas_before(1).any(|l| cues.rule.contains(l)))
        {
            return Modality::Limit;
        }
        if self.is_given(figure) {
            return Modality::Actual;
        }
        if supposed {
            return Modality::Projected;
        }
        if count && (self.is_aimed_at(figure) || nearest.is_some_and(|l| cues.target.contains(l))) {
            return Modality::Target;
        }
        if mood.conditional {
            return Modality::Projected;
        }
        if looks_ahead || !count && lemmas_before(4).any(|l| cues.planned.contains(l)) {
            return planned;
        }
        Modality::Actual
    }

    /// "by 61 votes to 40": a count of votes is what happened, whatever stands above it.
    fn is_tally(&self, figure: &Figure) -> bool {
        let end = figure.tokens.end;
        (figure.tokens.start..(end + 2).min(self.syntax.words.len() as u32))
            .any(|t| self.lexicon.cues.tallies.contains(self.syntax.lemma(t)))
            || end >= 3
                && self.syntax.form(figure.tokens.start.saturating_sub(1)) == "to"
                && self.lexicon.cues.tallies.contains(self.syntax.lemma(figure.tokens.start.saturating_sub(2)))
    }

    /// "if prices rise above 50 pesos": a bound on which something depends.
    fn is_in_condition(&self, figure: &Figure) -> bool {
        let syntax = &self.syntax;
        syntax.ancestors(self.figure_head(figure)).take(CLIMB).any(|t| {
            syntax.rel(t) == Deprel::Advcl
                && syntax.markers(t).any(|m| matches!(m, "if" | "when" | "where" | "once" | "unless" | "whenever"))
        })
    }

    /// The verbs above a figure: the nearest, and those that it is a complement or purpose of.
    fn governing_chain(&self, figure: &Figure) -> Vec<u32> {
        let syntax = &self.syntax;
        if let Some(next) = self.explaining_sentence(figure) {
            return next.filter(|&t| syntax.upos(t) == Upos::Verb).take(1).collect();
        }
        let mut chain = Vec::new();
        for at in syntax.ancestors(self.figure_head(figure)).take(CLIMB) {
            if figure.tokens.contains(&at) {
                continue;
            }
            let verb = syntax.upos(at) == Upos::Verb || self.syntax.child(at, &[Deprel::Cop]).is_some();
            let noun_of_plan = self.lexicon.cues.planned.contains(syntax.lemma(at));
            if verb || noun_of_plan {
                chain.push(at);
            }
            let goes_up = !verb
                || matches!(syntax.rel(at), Deprel::Xcomp | Deprel::Ccomp | Deprel::Csubj)
                || syntax.rel(at) == Deprel::Conj && syntax.child(at, &[Deprel::Nsubj, Deprel::NsubjPass]).is_none()
                || matches!(syntax.rel(at), Deprel::Advcl | Deprel::Acl) && syntax.xpos(at) != Xpos::Vbn;
            if !goes_up {
                break;
            }
        }
        chain
    }

    /// A verb or noun of planning, alone or with its particle ("set aside").
    fn plans(&self, token: u32) -> bool {
        let planned = &self.lexicon.cues.planned;
        planned.contains(self.syntax.lemma(token))
            || self
                .syntax
                .children_by(token, &[Deprel::CompoundPrt, Deprel::Advmod])
                .any(|c| c == token + 1 && planned.contains(self.syntax.lemma(c)))
    }

    /// A word of aiming or planning before a count, with no other verb between ("a target of", "planned").
    fn is_aimed_at(&self, figure: &Figure) -> bool {
        const REACH: u32 = 8;
        let cues = &self.lexicon.cues;
        let start = figure.tokens.start;
        for t in (start.saturating_sub(REACH)..start).rev() {
            let lemma = self.syntax.lemma(t);
            if self.syntax.sentence(t) != figure.sentence {
                return false;
            }
            if cues.target.contains(lemma) || cues.planned.contains(lemma) && self.syntax.rel(t) == Deprel::Amod {
                return true;
            }
            if self.syntax.upos(t) == Upos::Verb && self.syntax.rel(t) != Deprel::Amod {
                return false;
            }
        }
        false
    }

    /// "up to 30 million or 4% of sales": the second of two alternatives holds as the first does.
    fn is_alternative_of_a_limit(&self, figure: &Figure) -> bool {
        let Some(or) = figure.tokens.start.checked_sub(1).filter(|&t| self.syntax.form(t) == "or") else {
            return false;
        };
        let (money, counts) = (&self.mentions.money, &self.mentions.quantities);
        let money = money.get(money.partition_point(|m| m.tokens.end < or));
        let count = counts.get(counts.partition_point(|q| q.tokens.end < or));
        money.is_some_and(|m| m.tokens.end == or && m.hedge == Hedge::AtMost)
            || count.is_some_and(|q| q.tokens.end == or && q.hedge == Hedge::AtMost)
    }

    fn is_past(&self, verb: Option<u32>) -> bool {
        verb.is_some_and(|v| {
            self.syntax.xpos(v) == Xpos::Vbd
                || self
                    .syntax
                    .children_by(v, &[Deprel::Aux, Deprel::AuxPass])
                    .any(|a| matches!(self.syntax.xpos(a), Xpos::Vbd | Xpos::Vbz | Xpos::Vbp))
        })
    }

    /// "the 150-euro fee", "the nine provinces": a figure that is part of something known.
    fn is_given(&self, figure: &Figure) -> bool {
        let syntax = &self.syntax;
        let head = self.figure_head(figure);
        let determined = |noun: u32| {
            syntax.children_by(noun, &[Deprel::Det, Deprel::NmodPoss]).any(|d| {
                d < figure.tokens.start
                    && (syntax.rel(d) == Deprel::NmodPoss || syntax.form(d).eq_ignore_ascii_case("the"))
            })
        };
        let noun = syntax.head(head).filter(|&n| n >= figure.tokens.end && syntax.is_nominal(n));
        determined(head) || noun.is_some_and(determined)
    }

    /// True in a verbless line or an order ("Allocate 5 million ...") below a heading or line of plans, and
    /// in a heading that goes on with an infinitive ("5 million to mend roads").
    fn stands_under_a_plan(&self, figure: &Figure) -> bool {
        let syntax = &self.syntax;
        let own = self.sentence_tokens(figure.sentence);
        let finite = own.clone().any(|t| matches!(syntax.xpos(t), Xpos::Vbd | Xpos::Vbz | Xpos::Vbp | Xpos::Md));
        if !finite && self.explaining_sentence(figure).is_none() {
            let infinitive = own.clone().any(|t| {
                t >= figure.tokens.end
                    && syntax.xpos(t) == Xpos::To
                    && t + 1 < own.end
                    && syntax.xpos(t + 1) == Xpos::Vb
            });
            if infinitive && own.len() < 20 {
                return true;
            }
        }
        let order = syntax.xpos(own.start) == Xpos::Vb;
        if finite
            && !order
            && self.segmented.blocks[self.segmented.sentences[figure.sentence as usize].block as usize].kind
                != BlockKind::ListItem
        {
            return false;
        }
        if order {
            return true;
        }
        self.lines_above(figure).any(|tokens| {
            tokens.clone().any(|t| {
                self.lexicon.cues.planned.contains(syntax.lemma(t))
                    || syntax.xpos(t) == Xpos::Md && syntax.lemma(t) == "will"
            })
        })
    }

    /// The sentences of the blocks that the figure's block stands under, the nearest first.
    fn lines_above(&self, figure: &Figure) -> impl Iterator<Item = Range<u32>> + '_ {
        const LEVELS: usize = 3;
        let blocks = &self.segmented.blocks;
        let own = self.segmented.sentences[figure.sentence as usize].block;
        let listed = blocks[own as usize].kind == BlockKind::ListItem;
        let mut next = blocks[own as usize].parent.filter(|_| listed);
        std::iter::from_fn(move || {
            let block = &blocks[next? as usize];
            next = block.parent;
            let last = block.sentences.end.checked_sub(1).filter(|_| !block.sentences.is_empty())?;
            Some(self.sentence_tokens(last))
        })
        .take(LEVELS)
    }

    fn block_sets_rules(&self, figure: &Figure) -> bool {
        self.lines_above(figure)
            .any(|tokens| tokens.clone().any(|t| self.lexicon.cues.rule.contains(self.syntax.lemma(t))))
    }

    /// The actor of the line that a list item goes on from ("The council will fund: - 20 buses").
    fn actor_above(&self, figure: &Figure) -> Option<EntityId> {
        self.lines_above(figure).find_map(|tokens| self.actor_in(tokens.clone()).or_else(|| self.first_party(tokens)))
    }
}
