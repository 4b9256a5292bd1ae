//! Paragraphs that the line above gives to a speaker.

use super::super::{Audience, Evidence, Fact, FactKind, Modality, Statement};
use super::Finder;
use crate::language::Upos;
use crate::lexicon::FrameFact;
use crate::segment::BlockKind;

impl Finder<'_> {
    /// "X told Y:" above a paragraph or block that stands without quotation marks.
    pub(super) fn announced_blocks(&mut self) {
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
            let Some(speaker) = self.speaker(verb).named() else { continue };
            let audience = ctx
                .lexicon
                .frames
                .verb(ctx.syntax.lemma(verb))
                .find_map(|f| ctx.audience(verb, Some(f)))
                .filter(|a| *a != Audience::Known(speaker));
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
                evidence: Evidence {
                    sentence: next.sentences.start,
                    span: span.cover(ctx.segmented.sentences[ctx.syntax.sentence(verb) as usize].span),
                    focus: ctx.syntax.span(verb),
                },
                confidence: 0.7,
                rule: "announced block".to_owned(),
            });
        }
    }
}
