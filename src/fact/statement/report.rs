//! Reported speech: a verb of speech with a clause, "according to", a clause with the cue inside.

use super::super::{Audience, Fact, FactKind, Modality, Statement};
use super::Finder;
use crate::entity::EntityId;
use crate::language::{Deprel, Upos, Xpos};
use crate::lexicon::{Frame, FrameFact, Only, Slot};
use crate::span::Span;
use std::ops::Range;

impl Finder<'_> {
    /// Reported speech: a verb of speech with a clause.
    pub(super) fn reports(&mut self) {
        let ctx = self.ctx;
        for token in 0..ctx.syntax.words.len() as u32 {
            if ctx.is_quoted(token) {
                continue;
            }
            if ctx.syntax.upos(token) == Upos::Noun
                && let Some(fact) = self.noun_report(token).or_else(|| self.closing_report(token))
            {
                self.add_report(fact);
            }
            if ctx.syntax.upos(token) != Upos::Verb {
                continue;
            }
            let frames = ctx.lexicon.frames.verb(ctx.syntax.lemma(token)).filter(|f| f.fact == FrameFact::Statement);
            let found = frames.filter(|f| f.only != Some(Only::Quote)).find_map(|f| self.report(token, f));
            if let Some(fact) = found {
                self.add_report(fact);
            }
        }
    }

    /// "the mayor's claim that S".
    fn noun_report(&self, noun: u32) -> Option<Fact> {
        let ctx = self.ctx;
        let syntax = &ctx.syntax;
        ctx.lexicon.frames.noun(syntax.lemma(noun)).find(|f| f.fact == FrameFact::Statement)?;
        let clause = syntax
            .children_by(noun, &[Deprel::Acl, Deprel::Ccomp, Deprel::AclRelcl])
            .find(|&c| syntax.marked(c, "that") && ctx.mood(c).holds())?;
        let mood = ctx.mood(noun);
        let speaker = ctx.acting(noun).into_iter().find(|&e| self.may_speak(e)).filter(|_| mood.holds())?;
        let tokens = ctx.phrase(clause, &[]);
        Some(self.told_by_noun(noun, speaker, &tokens, "statement noun"))
    }

    /// "The river is clean, the Department of Health reports.": a verb at the very end that is read as a noun.
    fn closing_report(&self, noun: u32) -> Option<Fact> {
        let ctx = self.ctx;
        let syntax = &ctx.syntax;
        let sentence = ctx.sentence_tokens(syntax.sentence(noun));
        let verb = syntax.xpos(noun) == Xpos::Nns
            && noun + 2 == sentence.end
            && ctx.lexicon.frames.is_reporting(syntax.lemma(noun));
        let name = ctx.mentions.names.iter().find(|n| n.tokens.end == noun).filter(|_| verb)?;
        let speaker = ctx.entities.at(noun - 1).filter(|&e| self.may_speak(e))?;
        let article = name.tokens.start.checked_sub(1).filter(|&t| syntax.upos(t) == Upos::Det);
        let comma = article.unwrap_or(name.tokens.start).checked_sub(1).filter(|&t| syntax.form(t) == ",")?;
        let tokens = ctx.trim(sentence.start..comma);
        if !tokens.clone().any(|t| syntax.is_finite(t)) || tokens.clone().any(|t| ctx.is_quoted(t)) {
            return None;
        }
        Some(self.told_by_noun(noun, speaker, &tokens, "reported speech at the end"))
    }

    /// What a noun tells, in words that are not quoted.
    fn told_by_noun(&self, noun: u32, speaker: EntityId, tokens: &Range<u32>, rule: &str) -> Fact {
        let ctx = self.ctx;
        let statement = Statement {
            speaker,
            text: ctx.text(tokens),
            text_span: ctx.syntax.range_span(tokens),
            audience: None,
            direct: false,
        };
        Fact {
            kind: FactKind::Statement(statement),
            modality: Modality::Actual,
            evidence: ctx.evidence(noun, noun..noun + 1),
            confidence: 0.4 + 0.35 * ctx.entities.get(speaker).confidence,
            rule: rule.to_owned(),
        }
    }

    fn report(&self, verb: u32, frame: &Frame) -> Option<Fact> {
        let ctx = self.ctx;
        let mood = ctx.mood(verb);
        if !mood.holds() || mood.conditional || mood.obliging || self.is_put_to(verb) {
            return None;
        }
        let tokens =
            self.reported(verb, frame).filter(|t| self.is_sane(verb, t)).or_else(|| self.spoken(verb, frame))?;
        let tokens = self.within_quotation(self.last_clause(verb, tokens));
        if tokens.len() < 2 {
            return None;
        }
        let speaker = self.speaker(verb).named()?;
        let audience = ctx.audience(verb, Some(frame)).filter(|a| *a != Audience::Known(speaker));
        let quoted = tokens.clone().filter(|&t| ctx.is_quoted(t)).count();
        let statement = Statement {
            speaker,
            text: self.text_without_cue(verb, &tokens),
            text_span: ctx.syntax.range_span(&tokens),
            audience,
            direct: quoted * 2 > tokens.len(),
        };
        Some(Fact {
            kind: FactKind::Statement(statement),
            modality: Modality::Actual,
            evidence: ctx.evidence(verb, verb..verb + 1),
            confidence: 0.5 + 0.35 * ctx.entities.get(speaker).confidence,
            rule: "reported speech".to_owned(),
        })
    }

    /// What a verb of speech reports: its clause, or the sentence that it is inserted in.
    fn reported(&self, verb: u32, frame: &Frame) -> Option<Range<u32>> {
        let ctx = self.ctx;
        let syntax = &ctx.syntax;
        if let Some(content) = ctx.content(verb, frame) {
            if frame.only == Some(Only::Clausal) && content.slot == Slot::Obj {
                let verbal = syntax.xpos(content.head) == Xpos::Vbg
                    || ctx.lexicon.frames.noun(syntax.lemma(content.head)).next().is_some();
                if !verbal {
                    return None;
                }
            }
            return Some(content.tokens);
        }
        // "The dam, she said, was safe": the verb hangs on the clause that it reports.
        let inserted = match syntax.rel(verb) {
            Deprel::Parataxis => true,
            // "S, its chair said": read as coordinated, with a subject of its own behind a comma.
            Deprel::Conj | Deprel::Advcl | Deprel::Dep | Deprel::Ccomp => {
                let start = syntax.subtree(verb).start;
                syntax.child(verb, &[Deprel::Nsubj]).is_some()
                    && syntax.child(verb, &[Deprel::Cc, Deprel::Mark]).is_none()
                    && syntax.head(verb).is_some_and(|h| h < start)
                    && (syntax.form(start) == "," || start > 0 && syntax.form(start - 1) == ",")
            }
            _ => false,
        };
        if inserted && syntax.child(verb, &[Deprel::Ccomp, Deprel::Obj]).is_none() {
            let head = syntax.head(verb)?;
            // "Good news: the river is clean, the bank reported": of two clauses the nearer.
            let nearer = syntax.children_by(head, &[Deprel::Parataxis]).filter(|&c| c > head && c < verb).last();
            let head =
                nearer.filter(|&c| syntax.child(c, &[Deprel::Nsubj, Deprel::NsubjPass]).is_some()).unwrap_or(head);
            let tokens = ctx.phrase(head, &[verb]);
            let cue = syntax.subtree(verb);
            // The cue at an end is no part of the content.
            if cue.start <= tokens.start {
                return Some(ctx.trim(cue.end.min(tokens.end)..tokens.end));
            }
            return Some(ctx.trim(tokens));
        }
        None
    }

    /// "Asked whether the dam was safe, she said": a question that the speaker is put.
    fn is_put_to(&self, verb: u32) -> bool {
        let syntax = &self.ctx.syntax;
        matches!(syntax.xpos(verb), Xpos::Vbn | Xpos::Vbd)
            && matches!(syntax.rel(verb), Deprel::Advcl | Deprel::Ccomp)
            && verb == self.ctx.sentence_tokens(syntax.sentence(verb)).start
            && syntax.child(verb, &[Deprel::Nsubj, Deprel::NsubjPass, Deprel::OblAgent, Deprel::Aux]).is_none()
    }

    /// "Anglers cheer: the river is clean again, the bank reported": what is reported stands behind the colon.
    fn last_clause(&self, verb: u32, said: Range<u32>) -> Range<u32> {
        let syntax = &self.ctx.syntax;
        if said.end > verb {
            return said;
        }
        let colon = said.clone().rev().find(|&t| syntax.form(t) == ":" && !self.ctx.is_quoted(t));
        let whole = |from: u32| (from..said.end).any(|t| syntax.is_finite(t));
        match colon.filter(|&c| whole(c + 1)) {
            Some(colon) => self.ctx.trim(colon + 1..said.end),
            None => said,
        }
    }

    /// What begins as a quotation ends with it: `of "selling the river" | on Monday`.
    fn within_quotation(&self, said: Range<u32>) -> Range<u32> {
        let start = self.ctx.syntax.span(said.start).start;
        let quote = self.ctx.quotations_in(said.clone()).find(|q| q.outer.start == start || q.span.start == start);
        match quote {
            Some(quote) if quote.tokens.end < said.end => self.ctx.trim(said.start..quote.tokens.end),
            _ => said,
        }
    }

    /// False where the tree cannot be right: the words said hold the verb that says them (but between
    /// commas), begin behind a semicolon, or hold no verb.
    fn is_sane(&self, verb: u32, said: &Range<u32>) -> bool {
        let syntax = &self.ctx.syntax;
        // `"...," said X, the chair`: what begins in a quotation ends with it.
        let start = syntax.span(said.start).start;
        let overruns = self.ctx.quotations_in(said.clone()).any(|q| {
            q.span.start == start && q.tokens.end < said.end && q.span.slice(&self.ctx.document.text).ends_with(',')
        });
        if overruns {
            return false;
        }
        let own_clause = !(verb..said.start).any(|t| syntax.form(t) == ";");
        // "Asked about it, she told reporters that S": what is said stands behind "that".
        let next = syntax.form(verb + 1 - u32::from(verb + 1 >= syntax.words.len() as u32));
        let leads_on = matches!(next, ":" | "\"" | "“" | "‘");
        if said.end <= verb && (self.that_behind(verb).is_some() || leads_on || self.around(verb).is_some()) {
            return false;
        }
        let verbal = said.clone().any(|t| matches!(syntax.upos(t), Upos::Verb | Upos::Aux));
        let inside = said.contains(&verb) && self.inserted_cue(verb, said).is_none();
        own_clause && verbal && !inside
    }

    /// The tokens of a cue between commas inside the words said: ", she said,".
    fn inserted_cue(&self, verb: u32, said: &Range<u32>) -> Option<Range<u32>> {
        let syntax = &self.ctx.syntax;
        let comma = |t: &u32| syntax.form(*t) == ",";
        let open = (said.start..verb).rev().take(8).find(comma)?;
        let close = (verb..said.end).take(8).find(comma)?;
        Some(open..close + 1)
    }

    fn text_without_cue(&self, verb: u32, said: &Range<u32>) -> String {
        let cue = if said.contains(&verb) { self.inserted_cue(verb, said) } else { None };
        match cue {
            Some(cue) if cue.start > said.start && cue.end < said.end => {
                format!("{} {}", self.ctx.text(&(said.start..cue.start)), self.ctx.text(&(cue.end..said.end)))
            }
            _ => self.ctx.text(said),
        }
    }

    /// "The fault, he noted, had not moved": the clause that a cue between commas cuts in two.
    fn around(&self, verb: u32) -> Option<Range<u32>> {
        const LONGEST_CUE: u32 = 8;
        let syntax = &self.ctx.syntax;
        let sentence = self.ctx.sentence_tokens(syntax.sentence(verb));
        if verb + 2 >= sentence.end || syntax.form(verb + 1) != "," || !syntax.is_finite(verb) {
            return None;
        }
        let open = (sentence.start..verb).rev().take(LONGEST_CUE as usize).find(|&t| syntax.form(t) == ",")?;
        let subject = open + 1..verb;
        let plain = !subject.is_empty()
            && subject.clone().all(|t| {
                matches!(
                    syntax.upos(t),
                    Upos::Pron | Upos::Propn | Upos::Noun | Upos::Det | Upos::Adj | Upos::Part | Upos::Aux
                ) && !matches!(syntax.xpos(t), Xpos::Wp | Xpos::Wdt)
            });
        let clause = |t: &u32| matches!(syntax.form(*t), ":" | ";");
        let start = (sentence.start..open).rev().find(clause).map_or(sentence.start, |t| t + 1);
        let end = (verb + 1..sentence.end).find(clause).unwrap_or(sentence.end);
        // "X hedges, but, he says, it is easy": what follows the conjunction is said.
        if open > start && syntax.upos(open - 1) == Upos::Cconj {
            let said = self.ctx.trim(verb + 2..end);
            return (plain && said.clone().any(|t| syntax.is_finite(t))).then_some(said);
        }
        let said = self.ctx.trim(start..end);
        let goes_on = (verb + 2..end).any(|t| syntax.is_finite(t)) && !(start..open).any(|t| syntax.is_finite(t));
        (plain && said.start < open && goes_on).then_some(said)
    }

    /// "that" behind a verb of speech with no other verb between.
    fn that_behind(&self, verb: u32) -> Option<u32> {
        let syntax = &self.ctx.syntax;
        let end = self.ctx.sentence_tokens(syntax.sentence(verb)).end;
        (verb + 1..end)
            .take_while(|&t| !syntax.is_finite(t) && syntax.form(t) != ";")
            .find(|&t| syntax.lemma(t) == "that" && syntax.upos(t) != Upos::Pron)
    }

    /// What is said, by the order of the words alone: behind "said (that)", or before ", said X".
    fn spoken(&self, verb: u32, frame: &Frame) -> Option<Range<u32>> {
        let ctx = self.ctx;
        let syntax = &ctx.syntax;
        if frame.only.is_some() || !matches!(frame.content.last(), Some(Slot::Ccomp)) || !syntax.is_finite(verb) {
            return None;
        }
        if let Some(around) = self.around(verb) {
            return Some(around);
        }
        let sentence = ctx.sentence_tokens(syntax.sentence(verb));
        let verb_in = |range: Range<u32>| range.into_iter().any(|t| syntax.is_finite(t));
        let clause_end = (verb + 1..sentence.end).find(|&t| syntax.form(t) == ";").unwrap_or(sentence.end);
        if self.is_inverted(verb) {
            let start = (sentence.start..verb)
                .rev()
                .find(|&t| matches!(syntax.form(t), ":" | ";"))
                .map_or(sentence.start, |t| t + 1);
            let said = ctx.trim(start..verb - 1);
            return (said.len() > 2 && verb_in(said.clone())).then_some(said);
        }
        let start = match self.that_behind(verb) {
            Some(that) => that + 1,
            None if syntax.child(verb, &[Deprel::Obj, Deprel::Xcomp]).is_none() => verb + 1,
            None => return None,
        };
        let said = ctx.trim(start..clause_end);
        let subject = said.clone().take(3).any(|t| syntax.is_nominal(t) || syntax.upos(t) == Upos::Det);
        (said.len() > 2 && subject && verb_in(said.clone())).then_some(said)
    }

    /// "The dam is safe, according to X".
    pub(super) fn according_to(&mut self) {
        let ctx = self.ctx;
        let syntax = &ctx.syntax;
        for token in 0..syntax.words.len() as u32 {
            if ctx.is_quoted(token) || !syntax.form(token).eq_ignore_ascii_case("according") {
                continue;
            }
            let Some(speaker) = self.source_after(token) else { continue };
            let Some(source) = syntax.head(token) else { continue };
            let Some(clause) = syntax.head(source) else { continue };
            let tokens = ctx.phrase(clause, &[source]);
            if tokens.len() < 3 {
                continue;
            }
            let quoted = tokens.clone().filter(|&t| ctx.is_quoted(t)).count();
            let statement = Statement {
                speaker,
                text: ctx.text(&tokens),
                text_span: syntax.range_span(&tokens),
                audience: None,
                direct: quoted * 2 > tokens.len(),
            };
            let fact = Fact {
                kind: FactKind::Statement(statement),
                modality: Modality::Actual,
                evidence: ctx.evidence(token, token..token + 2),
                confidence: 0.5 + 0.35 * ctx.entities.get(speaker).confidence,
                rule: "according to".to_owned(),
            };
            self.add_report(fact);
        }
    }

    /// Adds a report unless a quotation already says the same.
    fn add_report(&mut self, fact: Fact) {
        let FactKind::Statement(new) = &fact.kind else { return };
        let repeats = self.facts.iter().any(|old| {
            let FactKind::Statement(old) = &old.kind else { return false };
            let shared = overlap(old.text_span, new.text_span);
            let held = new.text_span.contains(old.text_span) && old.text_span.len() * 10 < new.text_span.len() * 8;
            old.speaker == new.speaker && shared * 10 >= old.text_span.len().min(new.text_span.len()) * 6 && !held
        });
        if repeats {
            return;
        }
        // The clause holds a short quotation of the same speaker: the clause says more.
        self.facts.retain(|old| match &old.kind {
            FactKind::Statement(s) => {
                !(s.speaker == new.speaker
                    && new.text_span.contains(s.text_span)
                    && s.text_span.len() * 10 < new.text_span.len() * 8)
            }
            _ => true,
        });
        self.facts.push(fact);
    }
}

fn overlap(a: Span, b: Span) -> usize {
    (a.end.min(b.end)).saturating_sub(a.start.max(b.start)) as usize
}
