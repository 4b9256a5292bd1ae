//! Whom a predicate is put to, when and where it happens.

use super::super::context::Context;
use super::PASSIVE_SUBJECTS;
use crate::date::PartialDate;
use crate::entity::EntityId;
use crate::fact::Audience;
use crate::language::{Deprel, NameKind, Upos};
use crate::lexicon::{Frame, Slot};
use std::ops::Range;

impl Context<'_> {
    /// Whom the predicate is put to.
    #[must_use]
    pub fn recipient(&self, predicate: u32, frame: &Frame) -> Option<EntityId> {
        frame.audience.iter().find_map(|slot| {
            let head = self.addressee(predicate, slot)?;
            self.referent(head).filter(|&e| self.is_agent(e))
        })
    }

    /// Whom the predicate tells something to: where its frame says so, or at an occasion ("in a letter to").
    #[must_use]
    pub fn audience(&self, predicate: u32, frame: Option<&Frame>) -> Option<Audience> {
        let slots = frame.map(|f| f.audience.as_slice()).unwrap_or_default();
        let told = slots.iter().find_map(|slot| self.hearer(self.addressee(predicate, slot)?));
        told.or_else(|| self.hearer(self.heard_at(predicate)?))
    }

    fn addressee(&self, predicate: u32, slot: &Slot) -> Option<u32> {
        let syntax = &self.syntax;
        match slot {
            Slot::Obj if syntax.is_passive(predicate) => syntax.child(predicate, &PASSIVE_SUBJECTS),
            Slot::Obj => syntax.child(predicate, &[Deprel::Obj]),
            Slot::Iobj => syntax.child(predicate, &[Deprel::Iobj]),
            Slot::Prep(preposition) => {
                syntax.children_by(predicate, &[Deprel::Obl]).find(|&c| syntax.marked(c, preposition))
            }
            _ => None,
        }
    }

    fn hearer(&self, head: u32) -> Option<Audience> {
        match self.referent(head) {
            Some(entity) => self.is_agent(entity).then_some(Audience::Known(entity)),
            None => self.description(head).filter(|_| self.can_hear(head)).map(Audience::Described),
        }
    }

    /// People and where people hear things: "reporters", "a briefing".
    fn can_hear(&self, head: u32) -> bool {
        let lemma = self.syntax.lemma(head).to_lowercase();
        let posts = &self.lexicon.posts;
        let person_or_body = |kinds: &[(NameKind, bool)]| {
            kinds.iter().any(|(kind, _)| matches!(kind, NameKind::Person | NameKind::Organization))
        };
        self.lexicon.frames.is_hearer(&lemma)
            || posts.is_post(&lemma)
            || posts.is_member(&lemma)
            || person_or_body(self.lexicon.references.noun(&lemma))
            || self.syntax.upos(head) == Upos::Propn
    }

    /// "said in an interview with the paper", "wrote in a letter to members": who is there to hear it.
    fn heard_at(&self, predicate: u32) -> Option<u32> {
        let syntax = &self.syntax;
        let occasion = syntax
            .children_by(predicate, &[Deprel::Obl, Deprel::Nmod])
            .find(|&c| self.lexicon.frames.is_occasion(syntax.lemma(c)))?;
        syntax
            .children_by(occasion, &[Deprel::Nmod])
            .chain(syntax.children_by(predicate, &[Deprel::Obl]))
            .find(|&c| c > occasion && ["with", "to"].iter().any(|p| syntax.marked(c, p)))
    }

    /// What a noun without a referent is called: the noun with what stands before it, without articles.
    #[must_use]
    pub fn description(&self, head: u32) -> Option<String> {
        let syntax = &self.syntax;
        if !matches!(syntax.upos(head), Upos::Noun | Upos::Propn) {
            return None;
        }
        let first = syntax
            .children_by(head, &[Deprel::Amod, Deprel::Compound])
            .map(|c| syntax.subtree(c).start)
            .filter(|&t| t < head)
            .min()
            .unwrap_or(head);
        let last = syntax.children_by(head, &[Deprel::Flat]).last().unwrap_or(head);
        Some(self.text(&(first..last + 1)))
    }

    /// When the predicate happens: the nearest date that hangs on it or on a clause above it, outside `content`.
    #[must_use]
    pub fn time(&self, predicate: u32, content: &Range<u32>) -> Option<PartialDate> {
        self.time_unless(predicate, content, &[])
    }

    /// The same, without dates behind one of the prepositions `unless`.
    #[must_use]
    pub fn time_unless(&self, predicate: u32, content: &Range<u32>, unless: &[&str]) -> Option<PartialDate> {
        let syntax = &self.syntax;
        if let Some(date) = self.same_day(predicate, content) {
            return Some(date);
        }
        let sentence = self.sentence_tokens(syntax.sentence(predicate));
        // "a cut | proposed in April by the board |, from 3 to 2": the predicate's own words are no content.
        let own = |t: u32| content.contains(&predicate) && syntax.is_below(t, predicate);
        let outside = |t: u32| !content.contains(&t) || own(t);
        self.dates_in(sentence)
            .filter(|d| outside(d.tokens.start) && !self.in_name(d.tokens.start))
            .filter_map(|date| {
                let head = date
                    .tokens
                    .clone()
                    .find(|&t| syntax.head(t).is_none_or(|h| !date.tokens.contains(&h)))
                    .unwrap_or(date.tokens.start);
                if self.is_bound(head, predicate) || unless.iter().any(|p| syntax.marked(head, p)) {
                    return None;
                }
                let steps = self.steps_up(head, predicate)?;
                Some((steps, head.abs_diff(predicate), date.date))
            })
            .min_by_key(|(steps, distance, _)| (*steps, *distance))
            .map(|(_, _, date)| date)
    }

    /// "was signed the same day": the day that the text named last before.
    fn same_day(&self, predicate: u32, content: &Range<u32>) -> Option<PartialDate> {
        let syntax = &self.syntax;
        let day = syntax.children_by(predicate, &[Deprel::Obl, Deprel::OblUnmarked, Deprel::Nmod, Deprel::Obj]).find(
            |&c| {
                !content.contains(&c)
                    && matches!(syntax.lemma(c), "day" | "morning" | "afternoon" | "evening" | "night")
                    && syntax.children(c).iter().any(|&m| {
                        // "earlier that day".
                        syntax.lemma(m) == "same" || syntax.lemma(m) == "that" && syntax.rel(m) == Deprel::Det
                    })
            },
        )?;
        // A day still to come when the text was written is not the one.
        let come = |d: PartialDate| match (d, self.document.date) {
            (PartialDate::Day(day), Some(written)) => day > written,
            _ => false,
        };
        let named = self.dates_in(0..day).filter(|d| matches!(d.date, PartialDate::Day(_)) && !come(d.date));
        named.last().map(|d| d.date)
    }

    /// "ahead of the vote on 3 May", "until June": a date that only bounds the time of the predicate.
    fn is_bound(&self, date: u32, predicate: u32) -> bool {
        let syntax = &self.syntax;
        syntax.ancestors(date).take(4).take_while(|&t| t != predicate && syntax.upos(t) != Upos::Verb).any(|t| {
            self.lexicon.frames.bounds_time(syntax.lemma(t))
                || syntax.markers(t).any(|m| self.lexicon.frames.bounds_time(m))
        })
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
        let fits = |c: u32| {
            let entity = self.referent(self.antecedent_of(c, predicate))?;
            let marker = |words: &[&str]| syntax.markers(c).any(|m| words.contains(&m));
            let fits = match self.entities.get(entity).kind {
                NameKind::Event => marker(&["at", "during", "in", "to", "on", "before"]),
                NameKind::Report | NameKind::Law => marker(&["in", "under", "through", "via", "by"]),
                NameKind::Organization => marker(&["at", "before", "in", "through"]),
                _ => false,
            };
            fits.then_some(entity)
        };
        let relations = [Deprel::Obl, Deprel::Nmod, Deprel::OblUnmarked];
        syntax.ancestors(predicate).take(3).find_map(|at| {
            let own: Vec<u32> = syntax.children_by(at, &relations).filter(|c| !content.contains(c)).collect();
            // "On Monday in the Senate, she proposed": the body hangs on the day.
            let on_day = || {
                let days = own.iter().filter(|&&c| self.dates_in(c..c + 1).any(|d| d.tokens.contains(&c)));
                days.flat_map(|&day| syntax.children_by(day, &relations)).find_map(fits)
            };
            own.iter().find_map(|&c| fits(c)).or_else(on_day)
        })
    }
}
