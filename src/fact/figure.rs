//! What sums and quantities share: whose they are and how they hold.

use super::Modality;
use super::context::Context;
use crate::entity::EntityId;
use crate::language::{Deprel, NameKind, Upos, Xpos};
use crate::mention::Hedge;
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
        self.party_by_tree(figure).or_else(|| self.nearest_party(figure))
    }

    fn may_be_party(&self, entity: EntityId) -> bool {
        self.entities.get(entity).kind != NameKind::Event
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
                } else if let Some(party) = self.acting(at).into_iter().find(|&e| self.may_be_party(e)) {
                    return Some(party);
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

    /// How a figure holds, by the words of its clause and the hedge on it; `count` is true for quantities.
    pub(super) fn figure_modality(&self, figure: &Figure, count: bool) -> Modality {
        let cues = &self.lexicon.cues;
        let clause = self.clause_around(figure);
        let words: Vec<(u32, &str)> = clause.clone().map(|t| (t, self.syntax.lemma(t))).collect();
        let near = |set: &std::collections::HashSet<String>, reach: u32| {
            words.iter().any(|(t, w)| {
                set.contains(*w) && !figure.tokens.contains(t) && t.abs_diff(figure.tokens.start) <= reach
            })
        };
        let limit_near = near(&cues.limit, 6);
        if figure.hedge == Hedge::AtMost
            || matches!(figure.hedge, Hedge::AtLeast | Hedge::Over) && limit_near && self.rules(&words)
        {
            return Modality::Limit;
        }
        let moods: Vec<super::Mood> = clause
            .clone()
            .filter(|&t| self.syntax.upos(t) == Upos::Verb && !figure.tokens.contains(&t))
            .map(|t| self.mood(t))
            .collect();
        let governing = self.governing_verb(figure);
        let mood = governing.map(|v| self.mood(v)).unwrap_or_default();
        let past = governing.is_some_and(|v| {
            matches!(self.syntax.xpos(v), Xpos::Vbd) || self.syntax.is_passive(v) && !mood.future && !mood.conditional
        });
        let words_near = |set: &std::collections::HashSet<String>| near(set, 12);
        if words_near(&cues.projected) && (mood.conditional || mood.possible || self.is_forecast(governing, &words)) {
            return Modality::Projected;
        }
        if limit_near && self.is_limit_noun(figure) {
            return Modality::Limit;
        }
        if count {
            if near(&cues.target, 8) && (mood.future || mood.conditional || !past) && self.is_target(&words) {
                return Modality::Target;
            }
            if mood.future || mood.conditional || moods.iter().any(|m| m.future) && !past {
                return if mood.conditional { Modality::Projected } else { Modality::Target };
            }
            return Modality::Actual;
        }
        if mood.possible {
            return Modality::Projected;
        }
        if mood.future
            || mood.conditional
            || governing.is_some_and(|v| cues.planned.contains(self.syntax.lemma(v)) && !self.is_done(v))
            || words_near(&cues.planned) && !past
        {
            return Modality::Planned;
        }
        Modality::Actual
    }

    /// A rule stands near: "must", "require", "ban".
    fn rules(&self, words: &[(u32, &str)]) -> bool {
        words.iter().any(|(_, w)| self.lexicon.cues.limit.contains(*w))
    }

    fn is_target(&self, words: &[(u32, &str)]) -> bool {
        words.iter().any(|(_, w)| self.lexicon.cues.target.contains(*w))
    }

    fn is_forecast(&self, verb: Option<u32>, words: &[(u32, &str)]) -> bool {
        let cues = &self.lexicon.cues;
        verb.is_some_and(|v| cues.projected.contains(self.syntax.lemma(v)))
            || words.iter().any(|(t, w)| {
                cues.projected.contains(*w)
                    && matches!(self.syntax.upos(*t), Upos::Verb | Upos::Adj | Upos::Aux | Upos::X)
            })
    }

    /// "a cap of", "fines of up to": the noun before the figure is a limit.
    fn is_limit_noun(&self, figure: &Figure) -> bool {
        let limit = &self.lexicon.cues.limit;
        let start = figure.tokens.start;
        (1..=5)
            .filter_map(|back| start.checked_sub(back))
            .any(|t| limit.contains(self.syntax.lemma(t)) && self.syntax.upos(t) == Upos::Noun)
    }

    /// A verb of planning that names something done: "awarded", "lent".
    fn is_done(&self, verb: u32) -> bool {
        self.syntax.xpos(verb) == Xpos::Vbd
            && matches!(self.syntax.lemma(verb), "award" | "lend" | "invest" | "raise" | "provide")
    }

    /// The nearest verb that the figure stands below.
    pub(super) fn governing_verb(&self, figure: &Figure) -> Option<u32> {
        if let Some(next) = self.explaining_sentence(figure) {
            return next.filter(|&t| self.syntax.upos(t) == Upos::Verb).last();
        }
        let head = self.figure_head(figure);
        self.syntax
            .ancestors(head)
            .take(CLIMB)
            .find(|&t| self.syntax.upos(t) == Upos::Verb && !figure.tokens.contains(&t))
    }

    /// The tokens around a figure up to marks that end a clause.
    fn clause_around(&self, figure: &Figure) -> Range<u32> {
        let own = self.sentence_tokens(figure.sentence);
        let ends = |t: u32| matches!(self.syntax.form(t), ";" | ":" | "—" | "–" | "“" | "”" | "\"" | ".");
        let start = (own.start..figure.tokens.start).rev().find(|&t| ends(t)).map_or(own.start, |t| t + 1);
        let end = (figure.tokens.end..own.end).find(|&t| ends(t)).unwrap_or(own.end);
        match self.explaining_sentence(figure) {
            Some(next) => start..next.end,
            None => start..end,
        }
    }
}
