//! What was not read: sentences that hold a cue, a sum or a law and gave no fact, with the reason.

use super::context::Context;
use super::{Fact, FactKind};
use crate::language::{NameKind, Upos};
use crate::lexicon::{Frame, FrameFact};
use crate::span::Span;
use serde::Serialize;
use std::collections::HashSet;

/// A sentence that looks as if it said something and gave no fact of that kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unread {
    /// The sentence, as an index into the document's sentences.
    pub sentence: u32,
    /// The sentence's place.
    pub span: Span,
    /// The word that raised hopes.
    pub focus: Span,
    /// What it looked like: "proposal", "statement", "law", "money".
    pub kind: &'static str,
    /// Why there is no fact.
    pub reason: String,
}

/// Lists what was not read, in text order; one entry a sentence and kind.
#[must_use]
pub fn unread(ctx: &Context<'_>, facts: &[Fact]) -> Vec<Unread> {
    let read: HashSet<(u32, &'static str)> = facts.iter().flat_map(|f| sentences(ctx, f)).collect();
    let mut out: Vec<Unread> = Vec::new();
    for sentence in 0..ctx.segmented.sentences.len() as u32 {
        let mut add = |kind: &'static str, focus: Span, reason: String| {
            if !read.contains(&(sentence, kind))
                && !out.iter().rev().take(4).any(|u| u.sentence == sentence && u.kind == kind)
            {
                let span = ctx.segmented.sentences[sentence as usize].span;
                out.push(Unread { sentence, span, focus, kind, reason });
            }
        };
        for token in ctx.sentence_tokens(sentence) {
            if let Some((kind, reason)) = missed_predicate(ctx, token) {
                add(kind, ctx.syntax.span(token), reason);
            }
            if let Some(law) = ctx.entities.at(token).filter(|&e| ctx.entities.get(e).kind == NameKind::Law) {
                let name = &ctx.entities.get(law).name;
                add("law", ctx.syntax.span(token), format!("no word here moves `{name}` to a stage"));
            }
        }
        for (_, money) in ctx.money_in(ctx.sentence_tokens(sentence)) {
            add("money", money.span, "the sum became no figure".to_owned());
        }
    }
    out
}

fn sentences(ctx: &Context<'_>, fact: &Fact) -> Vec<(u32, &'static str)> {
    let kind = match fact.kind {
        FactKind::Proposal(_) => "proposal",
        FactKind::LawStage(_) => "law",
        FactKind::Money(_) => "money",
        FactKind::Statement(_) => "statement",
        FactKind::Affiliation(_) => "affiliation",
        FactKind::Quantity(_) => "quantity",
    };
    let from = fact.evidence.sentence as usize;
    ctx.segmented.sentences[from..]
        .iter()
        .enumerate()
        .take_while(|(_, s)| s.span.start < fact.evidence.span.end)
        .map(|(i, _)| ((from + i) as u32, kind))
        .collect()
}

fn missed_predicate(ctx: &Context<'_>, token: u32) -> Option<(&'static str, String)> {
    if ctx.is_quoted(token) {
        return None;
    }
    let lemma = ctx.syntax.lemma(token);
    let frame = match ctx.syntax.upos(token) {
        Upos::Verb => ctx.lexicon.frames.verb(lemma).find(|f| f.fact != FrameFact::None && f.only.is_none()),
        Upos::Noun => ctx.lexicon.frames.noun(lemma).next(),
        _ => None,
    }?;
    let kind = if frame.fact == FrameFact::Proposal { "proposal" } else { "statement" };
    Some((kind, reason(ctx, token, frame)))
}

fn reason(ctx: &Context<'_>, token: u32, frame: &Frame) -> String {
    let word = ctx.syntax.form(token);
    let mood = ctx.mood(token);
    if mood.negated {
        return format!("`{word}` is denied");
    }
    if mood.supposed || mood.possible {
        return format!("`{word}` is only supposed or possible");
    }
    if ctx.agents(token).is_empty() {
        return format!("nobody is said to be behind `{word}`");
    }
    if ctx.acting(token).is_empty() {
        return format!("the party behind `{word}` has no name in the text");
    }
    if ctx.content(token, frame).is_none() {
        return format!("`{word}` has no content that the grammar shows");
    }
    format!("`{word}` says the same as a fact of another sentence or is no party's own")
}
