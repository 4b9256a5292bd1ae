//! Statements: who said what to whom, in their own words or reported.

mod block;
mod report;
mod speaker;

use super::context::Context;
use super::{Audience, Evidence, Fact, FactKind, Modality, Statement};
use crate::entity::EntityId;
use crate::language::{Deprel, NameKind, Upos, Xpos};
use crate::lexicon::{FrameFact, Only, Slot};
use crate::mention::QuotationMention;
use crate::segment::BlockKind;
use crate::span::Span;
use speaker::Speaker;
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
    /// `None` for somebody whom the text does not name.
    speaker: Option<EntityId>,
    audience: Option<Audience>,
}

impl Finder<'_> {
    fn quotations(&mut self) {
        let ctx = self.ctx;
        let mut previous: Option<(EntityId, u32, u32)> = None;
        for (index, quote) in ctx.mentions.quotations.iter().enumerate() {
            let words = quote.tokens.clone().filter(|&t| ctx.syntax.upos(t) != Upos::Punct).count();
            if self.is_label(quote, words) {
                continue;
            }
            let cue = self.cue_beside(quote, words);
            let block = ctx.segmented.sentences[quote.sentences.start as usize].block;
            let found = match cue {
                Some(Cue { speaker: None, .. }) => {
                    previous = None;
                    None
                }
                Some(Cue { token, speaker: Some(speaker), audience }) => {
                    self.speakers[index] = Some((speaker, token));
                    Some((speaker, audience, Some(token), 0.9))
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

    /// Marks that set off a title ("a report called ...") or a word used as a label ("a "final" letter").
    fn is_label(&self, quote: &QuotationMention, words: usize) -> bool {
        let ctx = self.ctx;
        let title = ctx.mentions.names.iter().any(|n| {
            matches!(n.kind, NameKind::Report | NameKind::Law | NameKind::Event | NameKind::Organization)
                && n.tokens.start <= quote.tokens.start + 1
                && n.tokens.end + 2 >= quote.tokens.end
                && n.tokens.start < quote.tokens.end
        });
        let last = ctx.sentence_tokens(quote.sentences.end - 1).end;
        let behind = (quote.tokens.end..last).find(|&t| !ctx.is_closing_mark(t));
        let modifies =
            behind.is_some_and(|t| ctx.syntax.upos(t) == Upos::Noun && quote.outer.end + 1 == ctx.syntax.span(t).start);
        title || modifies && words < LONG_QUOTE
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
                Upos::Noun if self.is_noun_of_speech(token) => {
                    self.behind(token).map(|speaker| Cue { token, speaker: Some(speaker), audience: None })
                }
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
        let governs = self.governs(verb, quote);
        let mut frames = ctx.lexicon.frames.verb(syntax.lemma(verb)).filter(|f| f.fact == FrameFact::Statement);
        let frame = frames.find(|f| match f.only {
            Some(Only::Quote) => governs || is_adjacent(verb, quote),
            _ => f.content.contains(&Slot::Quote) || f.only.is_none(),
        });
        // `"No comment," shrugged the mayor`: behind a quotation any inverted verb is one of speech.
        let behind = verb >= quote.tokens.end && verb <= quote.tokens.end + 2 && self.is_inverted(verb);
        if frame.is_none() && !behind {
            return None;
        }
        // A short quotation is a statement only where the verb governs it.
        if words < LONG_QUOTE && !governs && !is_adjacent(verb, quote) {
            return None;
        }
        let mood = ctx.mood(verb);
        if mood.negated || mood.supposed {
            return None;
        }
        let speaker = match self.speaker(verb) {
            Speaker::Named(entity) => Some(entity),
            Speaker::Nobody => Some(self.between(quote, verb)?),
            Speaker::Unnamed => {
                let subject = syntax.child(verb, &[Deprel::Nsubj])?;
                if syntax.upos(subject) == Upos::Pron {
                    return None;
                }
                None
            }
        };
        let audience = ctx.audience(verb, frame).filter(|a| speaker.is_none_or(|s| *a != Audience::Known(s)));
        Some(Cue { token: verb, speaker, audience })
    }

    /// The quotation stands below the verb, or the verb was hung below the quotation as an insertion.
    fn governs(&self, verb: u32, quote: &QuotationMention) -> bool {
        let syntax = &self.ctx.syntax;
        let inside = |t: u32| quote.tokens.contains(&t);
        let head_of_quote =
            quote.tokens.clone().find(|&t| syntax.upos(t) != Upos::Punct && syntax.head(t).is_none_or(|h| !inside(h)));
        head_of_quote.is_some_and(|h| syntax.is_below(h, verb)) || syntax.head(verb).is_some_and(inside)
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
        Some(Cue { token: noun, speaker: Some(speaker), audience: None })
    }

    /// "according to X".
    fn according(&self, token: u32) -> Option<Cue> {
        let speaker = self.source_after(token)?;
        Some(Cue { token, speaker: Some(speaker), audience: None })
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
                (next + 1..end.min(next + 12))
                    .take_while(|&t| syntax.form(t) != ",")
                    .filter_map(|t| ctx.entities.at(t))
                    .find(|&e| ctx.entities.get(e).kind != NameKind::Place)
            })
            .filter(|&e| self.may_speak(e))
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
        if let Some(speaker) = self.before_colon(quote) {
            return Some((speaker, 0.7));
        }
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

    /// `The chair, Nils Aas, is against: "No."`: the subject, or the only party, of what leads to the quotation.
    fn before_colon(&self, quote: &QuotationMention) -> Option<EntityId> {
        let ctx = self.ctx;
        let syntax = &ctx.syntax;
        let start = ctx.sentence_tokens(quote.sentences.start).start;
        let colon = quote.tokens.start.checked_sub(1).filter(|&t| t >= start)?;
        let colon = if syntax.form(colon) == ":" {
            colon
        } else {
            colon.checked_sub(1).filter(|&t| t >= start && syntax.form(t) == ":")?
        };
        let lead = start..colon;
        let subject = lead.clone().find(|&t| syntax.rel(t) == Deprel::Nsubj).and_then(|t| ctx.referent(t));
        let mut parties: Vec<EntityId> =
            lead.filter_map(|t| ctx.entities.at(t)).filter(|&e| self.may_speak(e)).collect();
        parties.dedup();
        let sole = (parties.len() == 1).then(|| parties[0]);
        subject.filter(|&e| ctx.entities.get(e).kind == NameKind::Person).or(sole)
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
            self.speaker(t).named()
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
            // A dash leads an attribution, where titles may stand before the name.
            let dashed = matches!(ctx.syntax.form(tokens.start), "—" | "–" | "-" | "―");
            let mut words = tokens.clone().filter(|&t| ctx.syntax.upos(t) != Upos::Punct);
            let reach = if dashed { 6 } else { 1 };
            let entity = words.by_ref().take(reach).find_map(|t| ctx.entities.at(t))?;
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
        audience: Option<Audience>,
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
}

fn is_adjacent(verb: u32, quote: &QuotationMention) -> bool {
    verb.abs_diff(quote.tokens.end) <= 4 && verb >= quote.tokens.end
        || verb < quote.tokens.start && quote.tokens.start - verb <= 2
}
