//! Statements: who said what to whom, in their own words or reported.

use super::context::Context;
use super::{Evidence, Fact, FactKind, Modality, Statement};
use crate::entity::EntityId;
use crate::language::{Deprel, NameKind, Upos, Xpos};
use crate::lexicon::{Frame, FrameFact, Only, Slot};
use crate::mention::QuotationMention;
use crate::segment::BlockKind;
use crate::span::Span;
use std::ops::Range;

/// Shortest quotation, in words, that counts without a cue beside it.
const LONG_QUOTE: usize = 4;

/// Finds the statements of a document.
#[must_use]
pub fn statement_facts(ctx: &Context<'_>) -> Vec<Fact> {
    let mut finder = Finder { ctx, facts: Vec::new(), speakers: vec![None; ctx.mentions.quotations.len()] };
    finder.quotations();
    finder.reports();
    finder.according_to();
    finder.announced_blocks();
    finder.facts
}

struct Finder<'a> {
    ctx: &'a Context<'a>,
    facts: Vec<Fact>,
    /// Speaker and cue of each quotation that found one.
    speakers: Vec<Option<(EntityId, u32)>>,
}

/// A word of speech beside a quotation.
struct Cue {
    token: u32,
    speaker: EntityId,
    audience: Option<EntityId>,
}

impl Finder<'_> {
    fn quotations(&mut self) {
        let ctx = self.ctx;
        let mut previous: Option<(EntityId, u32, u32)> = None;
        for (index, quote) in ctx.mentions.quotations.iter().enumerate() {
            let words = quote.tokens.clone().filter(|&t| ctx.syntax.upos(t) != Upos::Punct).count();
            let cue = self.cue_beside(quote, words);
            let block = ctx.segmented.sentences[quote.sentences.start as usize].block;
            let found = match cue {
                Some(cue) => {
                    self.speakers[index] = Some((cue.speaker, cue.token));
                    Some((cue.speaker, cue.audience, Some(cue.token), 0.9))
                }
                None => self
                    .speaker_without_cue(quote, words, previous)
                    .map(|(speaker, trust)| (speaker, None, None, trust)),
            };
            if let Some((speaker, audience, cue, trust)) = found {
                previous = Some((speaker, block, quote.sentences.end - 1));
                self.push_quote(quote, speaker, audience, cue, trust);
            }
        }
    }

    /// A verb of speech (or "according to") in the quotation's own sentences, outside the quotation.
    fn cue_beside(&self, quote: &QuotationMention, words: usize) -> Option<Cue> {
        let ctx = self.ctx;
        let syntax = &ctx.syntax;
        let first = ctx.sentence_tokens(quote.sentences.start).start;
        let last = ctx.sentence_tokens(quote.sentences.end - 1).end;
        let mut best: Option<(u32, Cue)> = None;
        for token in (first..quote.tokens.start).chain(quote.tokens.end..last) {
            if ctx.is_quoted(token) {
                continue;
            }
            let distance =
                if token < quote.tokens.start { quote.tokens.start - token } else { token - quote.tokens.end + 1 };
            let cue = match syntax.upos(token) {
                Upos::Verb => self.verb_cue(token, quote, words),
                Upos::Noun if words >= 2 => self.noun_cue(token, quote),
                _ if syntax.lemma(token) == "accord" || syntax.form(token).eq_ignore_ascii_case("according") => {
                    self.according(token)
                }
                _ => None,
            };
            let Some(cue) = cue else { continue };
            if best.as_ref().is_none_or(|(d, _)| distance < *d) {
                best = Some((distance, cue));
            }
        }
        best.map(|(_, cue)| cue)
    }

    fn verb_cue(&self, verb: u32, quote: &QuotationMention, words: usize) -> Option<Cue> {
        let ctx = self.ctx;
        let syntax = &ctx.syntax;
        let frames = &ctx.lexicon.frames;
        let governs = self.governs(verb, quote);
        let frame =
            frames.verb(syntax.lemma(verb)).filter(|f| f.fact == FrameFact::Statement).find(|f| match f.only {
                Some(Only::Quote) => governs,
                _ => f.content.contains(&Slot::Quote) || f.only.is_none(),
            })?;
        // A short quotation is a statement only where the verb governs it.
        if words < LONG_QUOTE && !governs && !is_adjacent(verb, quote) {
            return None;
        }
        let mood = ctx.mood(verb);
        if mood.negated || mood.supposed {
            return None;
        }
        let speaker = ctx
            .acting(verb)
            .into_iter()
            .find(|&e| self.may_speak(e))
            .or_else(|| self.inverted(verb))
            .or_else(|| self.between(quote, verb))?;
        Some(Cue { token: verb, speaker, audience: ctx.audience(verb, frame).filter(|&a| a != speaker) })
    }

    /// The quotation stands below the verb, or the verb was hung below the quotation as an insertion.
    fn governs(&self, verb: u32, quote: &QuotationMention) -> bool {
        let syntax = &self.ctx.syntax;
        let inside = |t: u32| quote.tokens.contains(&t);
        let head_of_quote =
            quote.tokens.clone().find(|&t| syntax.upos(t) != Upos::Punct && syntax.head(t).is_none_or(|h| !inside(h)));
        head_of_quote.is_some_and(|h| syntax.is_below(h, verb)) || syntax.head(verb).is_some_and(inside)
    }

    /// `"...," said the minister Nils Aas`: the first referent right behind the verb.
    fn inverted(&self, verb: u32) -> Option<EntityId> {
        let syntax = &self.ctx.syntax;
        let end = self.ctx.sentence_tokens(syntax.sentence(verb)).end;
        (verb + 1..end.min(verb + 6))
            .take_while(|&t| !matches!(syntax.form(t), "," | "\"" | "“" | ";"))
            .find_map(|t| self.ctx.entities.at(t).filter(|&e| self.may_speak(e)))
            .filter(|_| syntax.child(verb, &[Deprel::Nsubj]).is_none())
    }

    /// `"...," its chair, Nils Aas, told`: the last named party between quotation and verb.
    fn between(&self, quote: &QuotationMention, verb: u32) -> Option<EntityId> {
        let gap = quote.tokens.end..verb;
        if gap.start >= gap.end || gap.len() > 16 || self.ctx.syntax.child(verb, &[Deprel::Nsubj]).is_some() {
            return None;
        }
        gap.rev().find_map(|t| self.ctx.entities.at(t).filter(|&e| self.may_speak(e)))
    }

    fn noun_cue(&self, noun: u32, quote: &QuotationMention) -> Option<Cue> {
        let ctx = self.ctx;
        ctx.lexicon.frames.noun(ctx.syntax.lemma(noun)).find(|f| f.fact == FrameFact::Statement)?;
        if !self.governs(noun, quote) {
            return None;
        }
        let speaker = ctx.acting(noun).into_iter().find(|&e| self.may_speak(e))?;
        Some(Cue { token: noun, speaker, audience: None })
    }

    /// "according to X".
    fn according(&self, token: u32) -> Option<Cue> {
        let speaker = self.source_after(token)?;
        Some(Cue { token, speaker, audience: None })
    }

    fn source_after(&self, according: u32) -> Option<EntityId> {
        let ctx = self.ctx;
        let syntax = &ctx.syntax;
        let next = according + 1;
        if (next as usize) >= syntax.words.len() || syntax.form(next) != "to" {
            return None;
        }
        let governed = syntax.head(according).filter(|&h| h > next && syntax.is_nominal(h));
        governed
            .and_then(|h| ctx.referent(h))
            .or_else(|| {
                let end = ctx.sentence_tokens(syntax.sentence(according)).end;
                (next + 1..end.min(next + 8)).take_while(|&t| syntax.form(t) != ",").find_map(|t| ctx.entities.at(t))
            })
            .filter(|&e| self.may_speak(e))
    }

    fn may_speak(&self, entity: EntityId) -> bool {
        self.ctx.is_agent(entity) || self.ctx.entities.get(entity).kind == NameKind::Report
    }

    /// A quotation with no cue in its own sentence: it goes on from the one before, follows
    /// "X said:" or a line with the speaker's name, or stands above one.
    fn speaker_without_cue(
        &self,
        quote: &QuotationMention,
        words: usize,
        previous: Option<(EntityId, u32, u32)>,
    ) -> Option<(EntityId, f32)> {
        let ctx = self.ctx;
        if words < LONG_QUOTE || !self.fills_sentences(quote) {
            return None;
        }
        let sentence = quote.sentences.start;
        let block = ctx.segmented.sentences[sentence as usize].block;
        if let Some((speaker, last_block, last_sentence)) = previous
            && last_block == block
            && sentence <= last_sentence + 2
        {
            return Some((speaker, 0.8));
        }
        // The sentence before: "X said:", "X was blunt."
        if sentence > 0 {
            let before = &ctx.segmented.sentences[sentence as usize - 1];
            let closes_with_colon = ctx.syntax.form(before.tokens.end - 1) == ":";
            if (closes_with_colon || before.block == block)
                && let Some(speaker) = self.speaker_of(before.tokens.clone())
            {
                return Some((speaker, if closes_with_colon { 0.85 } else { 0.6 }));
            }
        }
        self.named_line(block).map(|speaker| (speaker, 0.75)).or_else(|| {
            let (speaker, last_block, _) = previous?;
            (last_block + 1 == block && self.block_is_quotation(block)).then_some((speaker, 0.6))
        })
    }

    /// True if little but the quotation stands in its sentences.
    fn fills_sentences(&self, quote: &QuotationMention) -> bool {
        let all: usize = quote.sentences.clone().map(|s| self.ctx.sentence_tokens(s).len()).sum();
        quote.block || quote.tokens.len() * 10 >= all * 7
    }

    fn block_is_quotation(&self, block: u32) -> bool {
        let block = &self.ctx.segmented.blocks[block as usize];
        block.kind == BlockKind::Quotation
            || matches!(block.span.slice(&self.ctx.document.text).chars().next(), Some('"' | '“' | '‘' | '«'))
    }

    /// The subject of the last verb of speech in the sentence, or its only person.
    fn speaker_of(&self, tokens: Range<u32>) -> Option<EntityId> {
        let ctx = self.ctx;
        let by_verb = tokens.clone().rev().find_map(|t| {
            let speech = ctx.syntax.upos(t) == Upos::Verb
                && ctx
                    .lexicon
                    .frames
                    .verb(ctx.syntax.lemma(t))
                    .any(|f| f.fact == FrameFact::Statement && f.only.is_none());
            if !speech || ctx.is_quoted(t) {
                return None;
            }
            ctx.acting(t).into_iter().find(|&e| self.may_speak(e))
        });
        by_verb.or_else(|| {
            let subject =
                tokens.clone().find_map(|t| (ctx.syntax.rel(t) == Deprel::Nsubj).then(|| ctx.referent(t)).flatten())?;
            (ctx.entities.get(subject).kind == NameKind::Person).then_some(subject)
        })
    }

    /// A line above or below that is only a name with a title.
    fn named_line(&self, block: u32) -> Option<EntityId> {
        let ctx = self.ctx;
        let person_line = |index: u32| {
            let block = ctx.segmented.blocks.get(index as usize)?;
            if block.sentences.len() != 1 {
                return None;
            }
            let tokens = ctx.sentence_tokens(block.sentences.start);
            let first = tokens.clone().find(|&t| ctx.syntax.upos(t) != Upos::Punct)?;
            let entity = ctx.entities.at(first)?;
            let verbless =
                tokens.clone().all(|t| !matches!(ctx.syntax.xpos(t), Xpos::Vbd | Xpos::Vbz | Xpos::Vbp | Xpos::Md));
            (ctx.entities.get(entity).kind == NameKind::Person && verbless && tokens.len() <= 24).then_some(entity)
        };
        person_line(block.checked_sub(1)?).or_else(|| person_line(block + 1))
    }

    fn push_quote(
        &mut self,
        quote: &QuotationMention,
        speaker: EntityId,
        audience: Option<EntityId>,
        cue: Option<u32>,
        trust: f32,
    ) {
        let ctx = self.ctx;
        let text = ctx.slice(quote.span);
        if let Some(first) = quote.continues {
            let first_span = ctx.mentions.quotations[first as usize].span;
            let own_span = self.sentences_span(quote.sentences.clone());
            let open = self.facts.iter_mut().rev().find_map(|f| match &mut f.kind {
                FactKind::Statement(s) if s.text_span == first_span && s.speaker == speaker => {
                    Some((s, &mut f.evidence))
                }
                _ => None,
            });
            if let Some((statement, evidence)) = open {
                statement.text = format!("{} {text}", statement.text);
                evidence.span = evidence.span.cover(own_span);
                return;
            }
        }
        let focus = cue.map_or(quote.outer, |t| ctx.syntax.span(t));
        let mut evidence =
            Evidence { sentence: quote.sentences.start, span: self.sentences_span(quote.sentences.clone()), focus };
        if let Some(cue) = cue {
            evidence.span = evidence.span.cover(ctx.segmented.sentences[ctx.syntax.sentence(cue) as usize].span);
        }
        self.facts.push(Fact {
            kind: FactKind::Statement(Statement { speaker, text, text_span: quote.span, audience, direct: true }),
            modality: Modality::Actual,
            evidence,
            confidence: trust * (0.6 + 0.4 * ctx.entities.get(speaker).confidence),
            rule: if cue.is_some() { "quotation with cue" } else { "quotation by place" }.to_owned(),
        });
    }

    fn sentences_span(&self, sentences: Range<u32>) -> Span {
        let all = &self.ctx.segmented.sentences;
        all[sentences.start as usize].span.cover(all[sentences.end as usize - 1].span)
    }

    /// Reported speech: a verb of speech with a clause.
    fn reports(&mut self) {
        let ctx = self.ctx;
        for token in 0..ctx.syntax.words.len() as u32 {
            if ctx.is_quoted(token) || ctx.syntax.upos(token) != Upos::Verb {
                continue;
            }
            let frames = ctx.lexicon.frames.verb(ctx.syntax.lemma(token)).filter(|f| f.fact == FrameFact::Statement);
            let found = frames.filter(|f| f.only != Some(Only::Quote)).find_map(|f| self.report(token, f));
            if let Some(fact) = found {
                self.add_report(fact);
            }
        }
    }

    fn report(&self, verb: u32, frame: &Frame) -> Option<Fact> {
        let ctx = self.ctx;
        let mood = ctx.mood(verb);
        if !mood.holds() || mood.conditional || mood.obliging {
            return None;
        }
        let tokens = self.reported(verb, frame)?;
        if tokens.len() < 2 {
            return None;
        }
        let speaker = ctx.acting(verb).into_iter().find(|&e| self.may_speak(e)).or_else(|| self.inverted(verb))?;
        let audience = ctx.audience(verb, frame).filter(|&a| a != speaker);
        let quoted = tokens.clone().filter(|&t| ctx.is_quoted(t)).count();
        let statement = Statement {
            speaker,
            text: ctx.text(&tokens),
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

    /// "The dam is safe, according to X".
    fn according_to(&mut self) {
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
            old.speaker == new.speaker
                && shared * 10 >= old.text_span.len().min(new.text_span.len()) * 6
                && (!old.direct || shared * 10 >= new.text_span.len() * 4)
        });
        if repeats {
            return;
        }
        // The clause holds a short quotation of the same speaker: the clause says more.
        self.facts.retain(|old| match &old.kind {
            FactKind::Statement(s) => {
                !(s.speaker == new.speaker
                    && new.text_span.contains(s.text_span)
                    && s.text_span.len() * 10 < new.text_span.len() * 4)
            }
            _ => true,
        });
        self.facts.push(fact);
    }

    /// "X told Y:" above a paragraph or block that stands without quotation marks.
    fn announced_blocks(&mut self) {
        let ctx = self.ctx;
        let segmented = ctx.segmented;
        for (index, block) in segmented.blocks.iter().enumerate() {
            if block.sentences.is_empty() || block.kind == BlockKind::Heading {
                continue;
            }
            let last = &segmented.sentences[block.sentences.end as usize - 1];
            if ctx.syntax.form(last.tokens.end - 1) != ":" {
                continue;
            }
            let Some(next) = segmented.blocks.get(index + 1) else { continue };
            if !matches!(next.kind, BlockKind::Paragraph | BlockKind::Quotation) || next.sentences.is_empty() {
                continue;
            }
            let tokens =
                ctx.sentence_tokens(next.sentences.start).start..ctx.sentence_tokens(next.sentences.end - 1).end;
            if ctx.quotations_in(tokens.clone()).any(|q| q.tokens.len() * 2 > tokens.len()) {
                continue;
            }
            let speech = last.tokens.clone().rev().find(|&t| {
                ctx.syntax.upos(t) == Upos::Verb
                    && ctx
                        .lexicon
                        .frames
                        .verb(ctx.syntax.lemma(t))
                        .any(|f| f.fact == FrameFact::Statement && f.only.is_none())
            });
            let Some(verb) = speech else { continue };
            let Some(speaker) = ctx.acting(verb).into_iter().find(|&e| self.may_speak(e)) else { continue };
            let audience = ctx
                .lexicon
                .frames
                .verb(ctx.syntax.lemma(verb))
                .find_map(|f| ctx.audience(verb, f))
                .filter(|&a| a != speaker);
            let span = self.sentences_span(next.sentences.clone());
            self.facts.push(Fact {
                kind: FactKind::Statement(Statement {
                    speaker,
                    text: ctx.slice(span),
                    text_span: span,
                    audience,
                    direct: true,
                }),
                modality: Modality::Actual,
                evidence: Evidence { sentence: next.sentences.start, span, focus: ctx.syntax.span(verb) },
                confidence: 0.7,
                rule: "announced block".to_owned(),
            });
        }
    }
}

fn is_adjacent(verb: u32, quote: &QuotationMention) -> bool {
    verb.abs_diff(quote.tokens.end) <= 4 && verb >= quote.tokens.end
        || verb < quote.tokens.start && quote.tokens.start - verb <= 2
}

fn overlap(a: Span, b: Span) -> usize {
    (a.end.min(b.end)).saturating_sub(a.start.max(b.start)) as usize
}
