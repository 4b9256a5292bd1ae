//! What a predicate puts forward or says.

use super::super::context::Context;
use super::{PASSIVE_SUBJECTS, SUBJECT_RELATIONS};
use crate::language::{Deprel, NameKind, Upos, Xpos};
use crate::lexicon::{Frame, Slot};
use std::ops::Range;

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

impl Context<'_> {
    /// The first content that the frame's slots find at the word.
    #[must_use]
    pub fn content(&self, predicate: u32, frame: &Frame) -> Option<Content> {
        let found = frame.content.iter().find_map(|slot| self.slot(predicate, slot, frame))?;
        // "proposed exempting all boats; others agreed": of two clauses the nearer is meant.
        let other = match found.slot {
            Slot::Ccomp if frame.content.contains(&Slot::Xcomp) => self.slot(predicate, &Slot::Xcomp, frame),
            _ => None,
        };
        match other {
            Some(other) if other.head > predicate && other.head < found.head => Some(other),
            _ => Some(found),
        }
    }

    fn slot(&self, predicate: u32, slot: &Slot, frame: &Frame) -> Option<Content> {
        let syntax = &self.syntax;
        let found = match slot {
            Slot::Obj => self.object(predicate, frame),
            Slot::Iobj => syntax.child(predicate, &[Deprel::Iobj]).map(|h| (h, self.phrase(h, &[]))),
            Slot::Xcomp => self.infinitive(predicate, frame),
            Slot::Ccomp => syntax
                .children_by(predicate, &[Deprel::Ccomp])
                .find(|&c| c > predicate && syntax.marked(c, "that"))
                .or_else(|| syntax.child(predicate, &[Deprel::Ccomp, Deprel::CsubjPass]))
                .or_else(|| self.that_clause_below(predicate))
                .or_else(|| self.extraposed(predicate))
                .filter(|&c| !self.is_question(c))
                .map(|h| (h, self.clause(h)))
                .or_else(|| self.clause_from_object(predicate)),
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
        // So does a name ("her | Harbour (Fees) Bill").
        if let Some(name) = self.mentions.names.iter().find(|n| n.tokens.contains(&(tokens.end - 1))) {
            tokens.end = tokens.end.max(name.tokens.end);
        }
        loop {
            let relations = [Deprel::Obl, Deprel::OblUnmarked, Deprel::Advcl, Deprel::Nmod, Deprel::Xcomp];
            let next = syntax.children_by(predicate, &relations).find(|&c| {
                let whole = syntax.subtree(c);
                whole.start >= tokens.start
                    && whole.contains(&tokens.end)
                    && (self.lexicon.frames.is_extending(syntax.lemma(tokens.end))
                        || syntax.lemma(tokens.end) == "at" && self.money_in(syntax.subtree(c)).next().is_some()
                        // "4 million in grants": what the sum is paid as.
                        || syntax.lemma(tokens.end) == "in"
                            && self.mentions.money.iter().any(|m| m.tokens.end == tokens.end)
                            && syntax.upos(c) == Upos::Noun)
                    && self.dates_in(syntax.subtree(c)).next().is_none()
                    && !self.referent(c).is_some_and(|e| {
                        matches!(self.entities.get(e).kind, NameKind::Event | NameKind::Person | NameKind::Report)
                    })
            });
            let Some(next) = next else { return tokens };
            tokens.end = self.trim(syntax.subtree(next)).end.max(tokens.end + 1);
        }
    }

    /// "recommended that the levy, if it stays, be halved", where the tree took the clause's subject for an object.
    fn clause_from_object(&self, predicate: u32) -> Option<(u32, Range<u32>)> {
        let syntax = &self.syntax;
        let subject = syntax.child(predicate, &[Deprel::Obj]).filter(|&o| o > predicate)?;
        let that = |t: u32| syntax.children_by(t, &[Deprel::Mark]).find(|&m| syntax.form(m) == "that" && m < subject);
        let marked = syntax
            .children_by(subject, &[Deprel::Ccomp, Deprel::Acl, Deprel::AclRelcl])
            .find_map(|c| Some((c, that(c)?)));
        if let Some((verb, that)) = marked {
            return Some((verb, self.trim(that + 1..syntax.subtree(subject).end)));
        }
        let that = that(subject)?;
        let verb = syntax
            .children(subject)
            .iter()
            .copied()
            .filter(|&c| c > subject)
            .find(|&c| syntax.upos(c) == Upos::Verb && !syntax.children_by(c, &[Deprel::Mark]).any(|_| true))?;
        Some((verb, self.trim(that + 1..syntax.subtree(subject).end)))
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

    /// "It was proposed by X, in a report, that S": the clause, wherever the tree hung it behind the passive.
    fn extraposed(&self, predicate: u32) -> Option<u32> {
        let syntax = &self.syntax;
        let subject = syntax.children(predicate).iter().copied().find(|&c| c < predicate && syntax.lemma(c) == "it")?;
        if !syntax.is_passive(predicate) || !matches!(syntax.rel(subject), Deprel::Expl | Deprel::NsubjPass) {
            return None;
        }
        let sentence = self.sentence_tokens(syntax.sentence(predicate));
        let that =
            (predicate + 1..sentence.end).find(|&t| syntax.lemma(t) == "that" && syntax.upos(t) != Upos::Pron)?;
        let clause = syntax.ancestors(that).skip(1).find(|&t| syntax.upos(t) == Upos::Verb || self.has_clause(t))?;
        (clause > that && syntax.subtree(clause).end <= sentence.end).then_some(clause)
    }

    /// The clause without "that".
    fn clause(&self, head: u32) -> Range<u32> {
        let mut tokens = self.phrase(head, &[]);
        if tokens.len() > 1 && self.syntax.form(tokens.start) == "that" && self.syntax.rel(tokens.start) == Deprel::Det
        {
            tokens.start += 1;
        }
        tokens
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
                let reflexive = syntax.form(object).ends_with("self") || syntax.form(object).ends_with("selves");
                if reflexive || audience_is_object && (person || syntax.upos(object) == Upos::Pron) {
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
            })
            // "asked X at the hearing to": it hung on the occasion.
            .or_else(|| {
                let asked = syntax.child(predicate, &[Deprel::Obj, Deprel::Iobj])?;
                let occasions = syntax.children_by(predicate, &[Deprel::Obl]).filter(|&c| c > asked);
                occasions
                    .filter(|&c| {
                        frame.audience.contains(&Slot::Obj) && self.lexicon.frames.is_occasion(syntax.lemma(c))
                    })
                    .flat_map(|c| syntax.children_by(c, &[Deprel::Acl, Deprel::Advcl]))
                    .find(|&c| syntax.marked(c, "to"))
            })?;
        // "called it a success" puts nothing forward.
        if syntax.is_nominal(head) && !self.has_clause(head) && !syntax.marked(head, "to") {
            return None;
        }
        // "would like to see X done": X done is what is wanted.
        if syntax.lemma(head) == "see"
            && let Some(seen) = syntax.child(head, &[Deprel::Ccomp, Deprel::Obj, Deprel::Xcomp])
        {
            return Some((seen, self.trim(self.phrase(seen, &[]).start..self.phrase(head, &[]).end)));
        }
        let mut tokens = self.phrase(head, &[]);
        if let Some(object) = syntax.child(predicate, &[Deprel::Obj]).filter(|&o| predicate < o && o < head) {
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
        // "a call by the union that S": the tree may hang the clause on the union.
        let parties = syntax
            .children_by(noun, &[Deprel::Nmod])
            .filter(|&c| ["by", "from"].iter().any(|p| syntax.marked(c, p)))
            // Or on the last word of its name.
            .flat_map(|c| syntax.subtree(c).filter(move |&t| t > c || syntax.head(t) == Some(c)))
            .filter(|&c| matches!(syntax.rel(c), Deprel::Acl | Deprel::AclRelcl))
            .filter(|&c| self.is_that_clause(c) || self.is_effect(c));
        let head = syntax.children(noun).iter().copied().chain(parties).find(|&c| {
            c > noun
                && !self.mood(c).negated
                && match syntax.rel(c) {
                    Deprel::Acl => {
                        syntax.marked(c, "to")
                            || syntax.marked(c, "that")
                            || syntax.xpos(c) == Xpos::Vbg && self.takes_for(c)
                    }
                    Deprel::Ccomp | Deprel::Xcomp => true,
                    Deprel::AclRelcl => self.is_that_clause(c) || self.is_effect(c),
                    Deprel::Advcl => syntax.marked(c, "to"),
                    _ => false,
                }
        });
        let head = head.or_else(|| self.infinitive_behind(noun))?;
        // "a motion calling for X": what is called for.
        if syntax.xpos(head) == Xpos::Vbg && !syntax.marked(head, "of") && !syntax.marked(head, "for") {
            for frame in self.lexicon.frames.verb(syntax.lemma(head)) {
                if let Some(content) = self.content(head, frame) {
                    return Some((content.head, content.tokens));
                }
            }
        }
        if self.is_effect(head) {
            return Some((head, self.effect(head)));
        }
        Some((head, self.phrase(head, &[])))
    }

    /// "a bill that would license drones": what it would do.
    fn is_effect(&self, clause: u32) -> bool {
        let syntax = &self.syntax;
        syntax.rel(clause) == Deprel::AclRelcl
            && syntax.child(clause, &[Deprel::Nsubj]).is_some_and(|s| matches!(syntax.lemma(s), "that" | "which"))
            && (syntax
                .children_by(clause, &[Deprel::Aux])
                .any(|a| self.lexicon.frames.mood.conditional.contains(syntax.form(a)))
                || self.is_present_effect(clause))
    }

    /// "a clause which bars bonuses": a text not yet adopted speaks in the present tense.
    fn is_present_effect(&self, clause: u32) -> bool {
        let syntax = &self.syntax;
        let text = syntax.head(clause).is_some_and(|noun| self.lexicon.frames.is_motion(syntax.lemma(noun)));
        text && matches!(syntax.xpos(clause), Xpos::Vbz | Xpos::Vbp)
            && syntax.child(clause, &[Deprel::Obj, Deprel::Xcomp]).is_some()
            && !self.lexicon.frames.is_stative(syntax.lemma(clause))
            && self.lexicon.stages.subject(syntax.lemma(clause)).is_empty()
    }

    /// The clause of an effect without its pronoun and auxiliaries.
    fn effect(&self, clause: u32) -> Range<u32> {
        let syntax = &self.syntax;
        let lead = [Deprel::Nsubj, Deprel::Aux, Deprel::Mark];
        let from = syntax.children_by(clause, &lead).filter(|&c| c < clause).max().map_or(clause, |last| last + 1);
        let whole = self.phrase(clause, &[]);
        self.trim(from.min(clause)..whole.end)
    }

    /// "that the levy be frozen": "that" leads the clause and is no part of it.
    fn is_that_clause(&self, clause: u32) -> bool {
        let syntax = &self.syntax;
        // A passive with a subject of its own has no place for "that".
        let leads = |c: u32| syntax.rel(c) == Deprel::Mark || syntax.is_passive(clause);
        syntax.children(clause).iter().any(|&c| syntax.form(c) == "that" && c < clause && leads(c))
            && syntax.child(clause, &[Deprel::Nsubj, Deprel::NsubjPass]).is_some_and(|s| syntax.form(s) != "that")
    }

    /// "took note of its plan | to build": the infinitive right behind a noun that the tree hung on the verb.
    fn infinitive_behind(&self, noun: u32) -> Option<u32> {
        let syntax = &self.syntax;
        let end = syntax.subtree(noun).end;
        let verb = syntax.ancestors(noun).skip(1).take(3).find(|&t| syntax.upos(t) == Upos::Verb)?;
        syntax
            .children_by(verb, &[Deprel::Xcomp, Deprel::Advcl])
            .find(|&c| syntax.subtree(c).start == end && syntax.marked(c, "to"))
    }

    fn takes_for(&self, verb: u32) -> bool {
        self.lexicon.frames.verb(self.syntax.lemma(verb)).next().is_some()
            || self.syntax.marked(verb, "of")
            || self.syntax.marked(verb, "for")
    }

    /// "signed a letter of intent | on selling gas": the phrase right behind a noun that the tree hung on the verb.
    fn hung_on_verb(&self, noun: u32, preposition: &str) -> Option<u32> {
        let syntax = &self.syntax;
        let mut top = noun;
        while syntax.rel(top) == Deprel::Nmod
            && let Some(head) = syntax.head(top).filter(|&h| self.lexicon.frames.is_carrier(syntax.lemma(h)))
        {
            top = head;
        }
        if !syntax.is_nominal(noun) || syntax.rel(top) != Deprel::Obj {
            return None;
        }
        let end = syntax.subtree(top).end;
        syntax
            .children_by(syntax.head(top)?, &[Deprel::Advcl, Deprel::Obl])
            .find(|&c| syntax.subtree(c).start == end && syntax.marked(c, preposition) && !self.is_date(c))
    }

    /// "pushes for spending to be left out": the preposition hung on the subject of the clause behind it.
    fn opens_with(&self, clause: u32, preposition: &str) -> bool {
        let syntax = &self.syntax;
        let first = syntax.subtree(clause).start;
        matches!(syntax.rel(clause), Deprel::Advcl | Deprel::Ccomp | Deprel::Acl)
            && syntax.form(first) == preposition
            && syntax.upos(first) == Upos::Adp
            && syntax
                .head(first)
                .is_some_and(|h| SUBJECT_RELATIONS.contains(&syntax.rel(h)) && syntax.head(h) == Some(clause))
    }

    /// "called a strike for 10 May": a date is no content.
    fn is_date(&self, head: u32) -> bool {
        self.dates_in(head.saturating_sub(3)..head + 1).any(|d| d.tokens.contains(&head))
    }

    /// True if the preposition right behind the word governs nothing: "was called for in May".
    fn strands(&self, predicate: u32, preposition: &str) -> bool {
        let syntax = &self.syntax;
        let next = predicate + 1;
        let sentence = self.sentence_tokens(syntax.sentence(predicate));
        sentence.contains(&next)
            && syntax.lemma(next) == preposition
            && (!sentence.contains(&(next + 1))
                || matches!(syntax.upos(next + 1), Upos::Adp | Upos::Punct | Upos::Sconj))
    }

    /// True if the tree took a stranded preposition to govern the phrase behind the next one.
    fn is_stranded(&self, predicate: u32, head: u32, preposition: &str) -> bool {
        self.syntax.markers(head).count() > 1 && self.strands(predicate, preposition)
    }

    fn prepositional(&self, predicate: u32, preposition: &str) -> Option<(u32, Range<u32>)> {
        let syntax = &self.syntax;
        let direct = syntax
            .children_by(
                predicate,
                &[Deprel::Obl, Deprel::Nmod, Deprel::Advcl, Deprel::Acl, Deprel::Xcomp, Deprel::Ccomp],
            )
            .find(|&c| {
                c > predicate
                    && (syntax.marked(c, preposition) || self.opens_with(c, preposition))
                    && !self.is_stranded(predicate, c, preposition)
                    && !self.is_date(c)
            });
        if let Some(head) = direct {
            return Some((head, self.phrase(head, &[])));
        }
        // "Such a ban was called for in May": what stands before the passive.
        if syntax.is_passive(predicate) && self.strands(predicate, preposition) {
            let subject = syntax.child(predicate, &PASSIVE_SUBJECTS)?;
            return (syntax.child(subject, &[Deprel::DetPredet]).is_none())
                .then(|| (subject, self.phrase(subject, &[])));
        }
        // "A petition by the union, which has members in each town, for longer breaks awaits a hearing":
        // the tree hung the phrase on the verb.
        if syntax.is_nominal(predicate)
            && SUBJECT_RELATIONS.contains(&syntax.rel(predicate))
            && let Some(verb) = syntax.head(predicate)
            && let Some(head) = syntax
                .children_by(verb, &[Deprel::Obl])
                .find(|&c| c > predicate && c < verb && syntax.marked(c, preposition))
        {
            return Some((head, self.phrase(head, &[])));
        }
        if let Some(head) = self.hung_on_verb(predicate, preposition) {
            return Some((head, self.phrase(head, &[])));
        }
        // "called for" with the preposition read as a particle and its noun as the object.
        let particle = syntax.child(predicate, &[Deprel::CompoundPrt]).filter(|&p| syntax.lemma(p) == preposition)?;
        let head = syntax.child(predicate, &[Deprel::Obj]).filter(|&o| o > particle)?;
        Some((head, self.phrase(head, &[])))
    }
}
