//! Who speaks at a verb of speech.
//!
//! The tree often goes astray around speech ("..., its chair, Nils Aas, told reporters that ..."), so
//! the words right beside the verb have a say as well: an apposition that closes before the verb, and
//! the noun phrase behind an inverted verb.

use super::Finder;
use crate::entity::EntityId;
use crate::language::{Deprel, NameKind, Upos, Xpos};

/// What is known of the speaker at a verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Speaker {
    /// This entity.
    Named(EntityId),
    /// Somebody whom the text does not name ("an aide said").
    Unnamed,
    /// The verb has no subject.
    Nobody,
}

impl Speaker {
    pub(super) fn named(self) -> Option<EntityId> {
        if let Self::Named(entity) = self { Some(entity) } else { None }
    }
}

/// Longest noun phrase behind an inverted verb, in tokens.
const INVERTED_REACH: u32 = 16;

impl Finder<'_> {
    /// Who speaks at `verb`.
    pub(super) fn speaker(&self, verb: u32) -> Speaker {
        // "..., director at Coral 9, told reporters": what stands before the comma is the subject.
        let apposed =
            self.before(verb).filter(|(e, closed)| *closed && self.ctx.entities.get(*e).kind == NameKind::Person);
        if apposed.is_none()
            && self.is_inverted(verb)
            && let Some(entity) = self.behind(verb)
        {
            return Speaker::Named(entity);
        }
        let by_tree = self.by_tree(verb);
        match (by_tree, self.before(verb)) {
            // The first pattern that fits decides: who stands right before the verb, then the tree.
            (_, Some((entity, true))) | (Some(entity), _) | (None, Some((entity, false))) => Speaker::Named(entity),
            (None, None) if self.ctx.syntax.child(verb, &[Deprel::Nsubj]).is_some() => Speaker::Unnamed,
            (None, None) => Speaker::Nobody,
        }
    }

    pub(super) fn may_speak(&self, entity: EntityId) -> bool {
        self.ctx.is_agent(entity) || self.ctx.entities.get(entity).kind == NameKind::Report
    }

    /// The tree's subject, or who stands behind a subject that is itself something said
    /// ("estimates by the ministry state").
    fn by_tree(&self, verb: u32) -> Option<EntityId> {
        let ctx = self.ctx;
        ctx.agents(verb).into_iter().find_map(|head| {
            let direct = ctx.referents(head).into_iter().find(|&e| self.speaks_itself(e, head));
            direct.or_else(|| {
                let said = ctx.lexicon.frames.noun(ctx.syntax.lemma(head)).next().is_some();
                (said && head != verb).then(|| ctx.acting(head).into_iter().find(|&e| self.may_speak(e))).flatten()
            })
        })
    }

    /// A country does not speak through unnamed officials of its own: such a source has no name.
    fn speaks_itself(&self, entity: EntityId, head: u32) -> bool {
        self.may_speak(entity)
            && (self.ctx.entities.get(entity).kind != NameKind::Place || self.ctx.entities.at(head) == Some(entity))
    }

    /// `..., said X`: the verb stands behind the words and before its subject.
    pub(super) fn is_inverted(&self, verb: u32) -> bool {
        let syntax = &self.ctx.syntax;
        let Some(before) = verb.checked_sub(1).filter(|&t| syntax.sentence(t) == syntax.sentence(verb)) else {
            return false;
        };
        // "shot back X": a particle may stand between.
        let particle = |t: u32| (t as usize) < syntax.words.len() && syntax.rel(t) == Deprel::CompoundPrt;
        let next = if particle(verb + 1) { verb + 2 } else { verb + 1 };
        let opens = (next as usize) < syntax.words.len()
            && syntax.sentence(next) == syntax.sentence(verb)
            && (matches!(syntax.upos(next), Upos::Propn | Upos::Det | Upos::Noun | Upos::Adj | Upos::Num)
                || syntax.upos(next) == Upos::Pron && syntax.xpos(next) != Xpos::Wp);
        let mark = syntax.form(before);
        matches!(syntax.xpos(verb), Xpos::Vbd | Xpos::Vbz | Xpos::Vbp | Xpos::Vbn)
            && opens
            && syntax.child(verb, &[Deprel::Nsubj]).is_none_or(|s| s > verb)
            && (mark == "," || self.ctx.is_closing_mark(before))
    }

    /// The party in the noun phrase behind an inverted verb: a person rather than the body they belong to.
    pub(super) fn behind(&self, verb: u32) -> Option<EntityId> {
        let syntax = &self.ctx.syntax;
        let sentence = self.ctx.sentence_tokens(syntax.sentence(verb));
        let end = sentence.end.min(verb + INVERTED_REACH);
        let stops = |t: u32| {
            matches!(syntax.form(t), ";" | ":" | "(" | "\"" | "“" | "that" | "." | "but" | "as" | "in" | "after")
                || matches!(syntax.xpos(t), Xpos::Wp | Xpos::Wdt)
                || t > verb + 1 && syntax.is_finite(t) && matches!(syntax.upos(t), Upos::Verb | Upos::Aux)
        };
        let phrase: Vec<u32> = (verb + 1..end).take_while(|&t| !stops(t)).collect();
        let comma = phrase.iter().position(|&t| syntax.form(t) == ",").unwrap_or(phrase.len());
        let speaks = |t: &u32| self.ctx.entities.at(*t).filter(|&e| self.may_speak(e));
        let person = |t: &u32| speaks(t).filter(|&e| self.ctx.entities.get(e).kind == NameKind::Person);
        let owns =
            |t: u32| (t + 1 < end) && matches!(syntax.form(t + 1), "'s" | "’s") && syntax.xpos(t + 1) == Xpos::Pos;
        phrase[..comma]
            .iter()
            .find_map(|t| person(t).filter(|_| !owns(*t)))
            .or_else(|| phrase.first().and_then(|_| self.named_title(&phrase[..comma])))
            // "insists its author, Sen. Ana Reyes": forms of address may stand before the name.
            .or_else(|| phrase[comma..].iter().skip(1).take(3).find_map(person))
            .or_else(|| phrase[..comma].iter().find_map(speaks))
    }

    /// "said the minister": the person that a title refers to.
    fn named_title(&self, phrase: &[u32]) -> Option<EntityId> {
        let ctx = self.ctx;
        phrase.iter().find_map(|&t| {
            let noun = ctx.syntax.upos(t) == Upos::Noun || ctx.syntax.upos(t) == Upos::Pron && phrase.len() == 1;
            ctx.referent(t).filter(|&e| noun && ctx.entities.get(e).kind == NameKind::Person)
        })
    }

    /// The party named right before the verb, with whether a comma or bracket closes an apposition between.
    fn before(&self, verb: u32) -> Option<(EntityId, bool)> {
        let ctx = self.ctx;
        let syntax = &ctx.syntax;
        let start = ctx.sentence_tokens(syntax.sentence(verb)).start;
        let mut at = verb;
        let back = |t: u32| t.checked_sub(1).filter(|&t| t >= start);
        let mut before = back(at)?;
        while matches!(syntax.upos(before), Upos::Aux | Upos::Adv) {
            before = back(before)?;
        }
        let mut closed = false;
        if syntax.form(before) == "," {
            closed = true;
            before = back(before)?;
        }
        if syntax.form(before) == ")" {
            closed = true;
            before = back(self.opening_bracket(before, start)?)?;
        }
        at = before;
        let named = ctx.entities.at(at).filter(|&e| self.may_speak(e) && self.is_name(at));
        let Some(named) = named else {
            return if closed { self.apposed_person(at, start) } else { None };
        };
        if ctx.entities.get(named).kind == NameKind::Person {
            return Some((named, closed && self.is_apposed(at, start)));
        }
        if !closed {
            return Some((named, false));
        }
        self.apposed_person(at, start)
    }

    /// "Nils Aas, director of research at Coral 9, told": the person before an apposition that ends at `end`
    /// and says what they are.
    fn apposed_person(&self, end: u32, start: u32) -> Option<(EntityId, bool)> {
        let ctx = self.ctx;
        let syntax = &ctx.syntax;
        let comma = (start..end).rev().find(|&t| syntax.form(t) == ",")?;
        let posts = &ctx.lexicon.posts;
        let named = ctx.entities.at(end).is_some();
        if !named && !(comma..=end).any(|t| posts.is_post(&syntax.form(t).to_lowercase())) {
            return None;
        }
        let mut holder = comma.checked_sub(1).filter(|&t| t >= start)?;
        if syntax.form(holder) == ")" {
            holder = self.opening_bracket(holder, start)?.checked_sub(1).filter(|&t| t >= start)?;
        }
        let person = ctx.entities.at(holder).filter(|&e| ctx.entities.get(e).kind == NameKind::Person)?;
        Some((person, true))
    }

    /// A name between commas ("its chair, Nils Aas,"), or with a bracket behind it.
    fn is_apposed(&self, end: u32, start: u32) -> bool {
        let syntax = &self.ctx.syntax;
        let name = self.ctx.mentions.names.iter().find(|n| n.tokens.contains(&end));
        let Some(first) = name.map(|n| n.tokens.start) else { return false };
        // "for Nils Aas, said", "led by former mayor Nils Aas, said", "whose chair is Nils Aas, said": the name hangs on
        // something that is said of another.
        let titled = |t: u32| matches!(syntax.upos(t), Upos::Noun | Upos::Adj | Upos::Propn);
        let lead = (start..first).rev().find(|&t| !titled(t));
        lead.is_none_or(|t| !matches!(syntax.upos(t), Upos::Adp | Upos::Verb | Upos::Aux))
    }

    /// `"...," comments Nils Aas`: behind a quotation, a form of a verb of speech that is read as a noun.
    pub(super) fn is_noun_of_speech(&self, token: u32) -> bool {
        let syntax = &self.ctx.syntax;
        let form = syntax.form(token);
        let names = &self.ctx.lexicon.names;
        syntax.xpos(token) == Xpos::Nns
            && form.strip_suffix('s').is_some_and(|base| names.is_speech(base))
            && token.checked_sub(1).is_some_and(|t| self.ctx.is_closing_mark(t))
            && (token as usize + 1) < syntax.words.len()
            && syntax.upos(token + 1) == Upos::Propn
    }

    fn is_name(&self, token: u32) -> bool {
        self.ctx.mentions.names.iter().any(|n| n.tokens.contains(&token))
    }

    fn opening_bracket(&self, close: u32, start: u32) -> Option<u32> {
        (start..close).rev().take(12).find(|&t| self.ctx.syntax.form(t) == "(")
    }
}
