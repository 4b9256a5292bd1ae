//! Proposals: what a party calls for, plans, pledges, tables, promises.

use super::context::Context;
use super::predicate::{Content, Mood};
use super::{Fact, FactKind, Modality, Proposal};
use crate::entity::EntityId;
use crate::language::{Deprel, NameKind, Upos, Xpos};
use crate::lexicon::{Frame, FrameFact, Only, Slot};

/// Finds the proposals of a document.
#[must_use]
pub fn proposal_facts(ctx: &Context<'_>) -> Vec<Fact> {
    let mut facts = Vec::new();
    for token in 0..ctx.syntax.words.len() as u32 {
        if ctx.is_quoted(token) {
            continue;
        }
        let lemma = ctx.syntax.lemma(token);
        match ctx.syntax.upos(token) {
            Upos::Verb => {
                let found = ctx
                    .lexicon
                    .frames
                    .verb(lemma)
                    .filter(|f| f.fact == FrameFact::Proposal && particle_fits(ctx, token, f))
                    .find_map(|f| from_verb(ctx, token, f));
                facts.extend(found);
            }
            Upos::Noun => {
                let found = ctx
                    .lexicon
                    .frames
                    .noun(lemma)
                    .filter(|f| f.fact == FrameFact::Proposal)
                    .find_map(|f| from_noun(ctx, token, f));
                facts.extend(found);
            }
            _ => {}
        }
    }
    for token in 0..ctx.syntax.words.len() as u32 {
        facts.extend(intention(ctx, token));
    }
    keep_best(facts)
}

fn particle_fits(ctx: &Context<'_>, verb: u32, frame: &Frame) -> bool {
    let particle = ctx.syntax.child(verb, &[Deprel::CompoundPrt]).map(|p| ctx.syntax.lemma(p));
    match (&frame.particle, particle) {
        (Some(wanted), Some(found)) => wanted == found,
        (Some(wanted), None) => ctx.syntax.children_by(verb, &[Deprel::Advmod]).any(|c| ctx.syntax.lemma(c) == wanted),
        (None, Some(found)) => frame.content.iter().any(|s| matches!(s, Slot::Prep(p) if p == found)),
        (None, None) => true,
    }
}

fn from_verb(ctx: &Context<'_>, verb: u32, frame: &Frame) -> Option<Fact> {
    let content = ctx.content(verb, frame)?;
    let content = content_that_counts(ctx, verb, frame, content)?;
    build(ctx, verb, frame, content, "proposal verb")
}

/// Checks the frame's condition on its content; contents that a noun frame reads better are left to it.
fn content_that_counts(ctx: &Context<'_>, verb: u32, frame: &Frame, content: Content) -> Option<Content> {
    let syntax = &ctx.syntax;
    if matches!(syntax.upos(content.head), Upos::Pron | Upos::Det) && content.tokens.len() <= 2 {
        return None;
    }
    let noun_frame = syntax.upos(content.head) == Upos::Noun
        && ctx.lexicon.frames.is_support(syntax.lemma(verb))
        && ctx
            .lexicon
            .frames
            .noun(syntax.lemma(content.head))
            .any(|f| f.fact == FrameFact::Proposal && ctx.content(content.head, f).is_some());
    if noun_frame {
        return None;
    }
    let fits = match frame.only {
        None => true,
        Some(Only::Instrument) => is_instrument(ctx, content.head),
        Some(Only::Future) => is_future(ctx, &content),
        Some(Only::Clausal) => matches!(content.slot, Slot::Xcomp | Slot::Ccomp),
        Some(Only::Conditional) => ctx.mood(verb).conditional,
        Some(Only::Quote) => false,
    };
    fits.then_some(content)
}

fn is_instrument(ctx: &Context<'_>, head: u32) -> bool {
    ctx.lexicon.frames.is_instrument(ctx.syntax.lemma(head))
        || ctx.syntax.conjuncts(head).iter().any(|&h| {
            ctx.referent(h).is_some_and(|e| ctx.entities.get(e).kind == NameKind::Law)
                || ctx.lexicon.frames.is_instrument(&ctx.syntax.form(h).to_lowercase())
        })
}

/// "to close", "that it will close", "a plan".
fn is_future(ctx: &Context<'_>, content: &Content) -> bool {
    let mood = ctx.mood(content.head);
    match content.slot {
        Slot::Xcomp => true,
        Slot::Ccomp => (mood.future || mood.conditional) && mood.holds(),
        _ => is_instrument(ctx, content.head) && ctx.syntax.upos(content.head) == Upos::Noun,
    }
}

fn from_noun(ctx: &Context<'_>, noun: u32, frame: &Frame) -> Option<Fact> {
    let content = ctx.content(noun, frame);
    match content {
        Some(content) => build(ctx, noun, frame, content, "proposal noun"),
        None => None,
    }
}

fn build(ctx: &Context<'_>, predicate: u32, frame: &Frame, content: Content, rule: &str) -> Option<Fact> {
    let mood = ctx.mood(predicate);
    if !mood.holds() {
        return None;
    }
    let proposers: Vec<EntityId> = ctx.acting(predicate).into_iter().filter(|&e| may_propose(ctx, e)).collect();
    if proposers.is_empty() {
        return None;
    }
    let recipient = ctx.audience(predicate, frame).filter(|r| !proposers.contains(r));
    Some(assemble(ctx, predicate, proposers, recipient, &content, mood, rule))
}

fn may_propose(ctx: &Context<'_>, entity: EntityId) -> bool {
    ctx.is_agent(entity) || matches!(ctx.entities.get(entity).kind, NameKind::Report | NameKind::Law)
}

fn assemble(
    ctx: &Context<'_>,
    predicate: u32,
    proposers: Vec<EntityId>,
    recipient: Option<EntityId>,
    content: &Content,
    mood: Mood,
    rule: &str,
) -> Fact {
    let amount = ctx.money_in(content.tokens.clone()).next().map(|(_, m)| (m.value, m.currency));
    let law = ctx.referent(content.head).filter(|&e| ctx.entities.get(e).kind == NameKind::Law);
    let certain = ctx.entities.get(proposers[0]).confidence;
    let proposal = Proposal {
        forum: ctx.forum(predicate, &content.tokens).filter(|f| !proposers.contains(f)),
        date: ctx.time(predicate, &content.tokens),
        content: ctx.text(&content.tokens),
        content_span: ctx.syntax.range_span(&content.tokens),
        proposers,
        recipient,
        amount,
        law,
        cue: ctx.syntax.lemma(predicate).to_owned(),
    };
    Fact {
        kind: FactKind::Proposal(proposal),
        modality: if mood.obliging { Modality::Projected } else { Modality::Planned },
        evidence: ctx.evidence(predicate, predicate..predicate + 1),
        confidence: 0.55 + 0.35 * certain,
        rule: rule.to_owned(),
    }
}

/// "The agency will monitor": what a named party says it will do, without another cue; "she would scrap".
fn intention(ctx: &Context<'_>, verb: u32) -> Option<Fact> {
    let syntax = &ctx.syntax;
    if syntax.upos(verb) != Upos::Verb || syntax.xpos(verb) != Xpos::Vb || ctx.is_quoted(verb) {
        return None;
    }
    // Only a main clause, or one of several: what hangs below another verb is that verb's content.
    let main = match syntax.rel(verb) {
        Deprel::Root => true,
        Deprel::Conj => syntax.head(verb).is_some_and(|h| syntax.rel(h) == Deprel::Root && syntax.xpos(h) == Xpos::Vb),
        _ => false,
    };
    let mood = ctx.mood(verb);
    if !main || !mood.holds() || mood.obliging || !(mood.future || mood.conditional) || syntax.is_passive(verb) {
        return None;
    }
    if syntax
        .children_by(verb, &[Deprel::Advcl])
        .any(|c| mood.conditional && syntax.markers(c).any(|m| ctx.lexicon.frames.mood.conditions.contains(m)))
    {
        return None;
    }
    let proposers: Vec<EntityId> = ctx
        .acting(verb)
        .into_iter()
        .filter(|&e| matches!(ctx.entities.get(e).kind, NameKind::Person | NameKind::Organization | NameKind::Law))
        .collect();
    if proposers.is_empty() {
        return None;
    }
    let law = ctx.entities.get(proposers[0]).kind == NameKind::Law;
    if law != mood.conditional && law {
        return None;
    }
    let subject = syntax.child(verb, &[Deprel::Nsubj])?;
    let drop: Vec<u32> = syntax
        .children(verb)
        .iter()
        .copied()
        .filter(|&c| matches!(syntax.rel(c), Deprel::Aux | Deprel::Nsubj) || c < subject)
        .collect();
    let tokens = ctx.phrase(verb, &drop);
    // "will fill in" says too little to be anybody's proposal.
    if tokens.len() < 3 {
        return None;
    }
    let content = Content { tokens, hole: None, head: verb, slot: Slot::Xcomp };
    let rule = if law { "what a bill would do" } else { "intention" };
    let mut fact = assemble(ctx, verb, proposers, None, &content, mood, rule);
    fact.confidence -= 0.25;
    Some(fact)
}

/// Of two proposals with one proposer and overlapping content the more certain stays.
fn keep_best(mut facts: Vec<Fact>) -> Vec<Fact> {
    facts.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    let mut kept: Vec<Fact> = Vec::new();
    for fact in facts {
        let FactKind::Proposal(new) = &fact.kind else { continue };
        let repeats = kept.iter().any(|old| {
            let FactKind::Proposal(old) = &old.kind else { return false };
            old.content_span.overlaps(new.content_span) && old.proposers.iter().any(|p| new.proposers.contains(p))
        });
        if !repeats {
            kept.push(fact);
        }
    }
    kept
}
