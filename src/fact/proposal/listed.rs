//! Lists under a line that says whose plans or demands they are.

use super::super::context::Context;
use super::super::predicate::{Content, Mood};
use super::super::{Fact, FactKind};
use super::indirect::previous_proposers;
use super::{assemble, may_propose};
use crate::entity::EntityId;
use crate::language::{Deprel, Upos, Xpos};
use crate::lexicon::{FrameFact, PronounClass, Slot};
use crate::segment::{Block, BlockKind};
use std::ops::Range;

/// Adds a proposal for each item of a list whose lead puts the items forward.
pub(super) fn listed(ctx: &Context<'_>, facts: &mut Vec<Fact>) {
    let blocks = &ctx.segmented.blocks;
    let mut done = None;
    for block in blocks {
        let Some(parent) = block.parent.filter(|_| block.kind == BlockKind::ListItem) else { continue };
        if done == Some(parent) {
            continue;
        }
        done = Some(parent);
        let lead = &blocks[parent as usize];
        let items: Vec<&Block> = blocks
            .iter()
            .filter(|b| b.parent == Some(parent) && b.kind == BlockKind::ListItem && !b.sentences.is_empty())
            .collect();
        read_list(ctx, lead, &items, facts);
    }
    for heading in blocks.iter().filter(|b| b.kind == BlockKind::Heading && !b.sentences.is_empty()) {
        under_heading(ctx, heading, facts);
    }
}

/// "Recommendations", and under it paragraphs that say what to do: of the body that the heading names, or that issues
/// the text.
fn under_heading(ctx: &Context<'_>, heading: &Block, facts: &mut Vec<Fact>) {
    let blocks = &ctx.segmented.blocks;
    let index = blocks.iter().position(|b| std::ptr::eq(b, heading)).map(|i| i as u32);
    // Only what follows at once: behind other prose or a list the advice has ended.
    let paragraphs = blocks
        .iter()
        .skip_while(|b| !std::ptr::eq(*b, heading))
        .skip(1)
        .take_while(|b| b.parent == index && b.kind == BlockKind::Paragraph);
    let sentences: Vec<u32> = paragraphs.flat_map(|b| b.sentences.clone()).collect();
    let Some(&first) = sentences.first() else { return };
    let tokens = ctx.sentence_tokens(heading.sentences.end - 1);
    if tokens.len() > LONGEST_HEADING || !advises(ctx, first) {
        return;
    }
    let Some((cue, proposers)) = list_cue(ctx, tokens, facts) else { return };
    for sentence in sentences {
        let said = facts.iter().any(|f| f.evidence.sentence == sentence && matches!(f.kind, FactKind::Proposal(_)));
        if said || !advises(ctx, sentence) {
            continue;
        }
        for tokens in pieces(ctx, sentence).into_iter().filter(|tokens| tokens.len() >= 2) {
            let head = tokens.clone().find(|&t| ctx.syntax.head(t).is_none()).unwrap_or(tokens.start);
            let content = Content { tokens, head, slot: Slot::Obj };
            let mut fact =
                assemble(ctx, cue, proposers.clone(), None, &content, Mood::default(), "paragraph under a cue");
            fact.evidence = ctx.evidence(head, content.tokens.start..content.tokens.start + 1);
            fact.confidence -= 0.2;
            facts.push(fact);
        }
    }
}

/// Words of a heading over advice.
const LONGEST_HEADING: usize = 6;

/// "Build two schools", "Tax: end the levy", "The town should build", "Publication of all contracts": a sentence that
/// says what to do.
fn advises(ctx: &Context<'_>, sentence: u32) -> bool {
    let tokens = ctx.trim(ctx.sentence_tokens(sentence));
    let obliging = tokens.clone().any(|t| ctx.syntax.head(t).is_none() && ctx.mood(t).obliging && !ctx.is_quoted(t));
    begins_with_verb(ctx, topic_end(ctx, &tokens)) || obliging || tokens.len() >= 3 && !is_clause(ctx, &tokens)
}

/// The token behind a short lead of an item: "Tax: | end the levy".
fn topic_end(ctx: &Context<'_>, item: &Range<u32>) -> u32 {
    const LONGEST_TOPIC: usize = 4;
    item.clone().take(LONGEST_TOPIC).find(|&t| ctx.syntax.form(t) == ":").map_or(item.start, |t| t + 1)
}

/// What a sentence of advice is made of: the parts between semicolons that begin with a verb, without their lead.
fn pieces(ctx: &Context<'_>, sentence: u32) -> Vec<Range<u32>> {
    let whole = ctx.trim(ctx.sentence_tokens(sentence));
    let mut start = topic_end(ctx, &whole);
    let mut out = Vec::new();
    for t in whole.clone().filter(|&t| ctx.syntax.form(t) == ";" && begins_with_verb(ctx, t + 1)) {
        out.push(ctx.trim(start..t));
        start = t + 1;
    }
    out.push(ctx.trim(start..whole.end));
    out
}

fn read_list(ctx: &Context<'_>, lead: &Block, items: &[&Block], facts: &mut Vec<Fact>) {
    if lead.sentences.is_empty() {
        return;
    }
    let tokens = ctx.sentence_tokens(lead.sentences.end - 1);
    let heading = lead.kind == BlockKind::Heading;
    if !heading && ctx.syntax.form(tokens.end - 1) != ":" {
        return;
    }
    let Some((cue, proposers)) = list_cue(ctx, tokens, facts) else { return };
    let acts = |i: &&&Block| begins_with_verb(ctx, topic_end(ctx, &ctx.sentence_tokens(i.sentences.start)));
    let actions = items.iter().filter(acts).count();
    // Under a heading only bare infinitives say that the items are something to be done.
    if heading && actions * 2 < items.len() {
        return;
    }
    // One item in a list of things that looks like a clause is a thing that the tree misread.
    let clauses = items.iter().filter(|i| is_clause(ctx, &ctx.sentence_tokens(i.sentences.start))).count();
    let misread = clauses == 1 && items.len() >= 3;
    for item in items {
        let sentence = item.sentences.start;
        let tokens = ctx.trim(ctx.sentence_tokens(sentence));
        let thing = misread
            && ctx.syntax.upos(tokens.start) == Upos::Det
            && !ctx.sentence_tokens(sentence).any(|t| ctx.syntax.upos(t) == Upos::Aux);
        let silent = !facts.iter().any(|f| f.evidence.sentence == sentence && matches!(f.kind, FactKind::Proposal(_)));
        if tokens.len() < 2 || !silent || is_clause(ctx, &tokens) && !thing {
            continue;
        }
        let head = tokens.clone().find(|&t| ctx.syntax.head(t).is_none()).unwrap_or(tokens.start);
        let content = Content { tokens, head, slot: Slot::Obj };
        let mut fact = assemble(ctx, cue, proposers.clone(), None, &content, Mood::default(), "list under a cue");
        fact.evidence = ctx.evidence(head, content.tokens.start..content.tokens.start + 1);
        fact.confidence -= 0.1;
        facts.push(fact);
    }
}

/// "Build two schools": a verb without subject leads the item.
fn begins_with_verb(ctx: &Context<'_>, first: u32) -> bool {
    let syntax = &ctx.syntax;
    syntax.upos(first) == Upos::Verb
        && !matches!(syntax.xpos(first), Xpos::Vbg | Xpos::Vbd)
        && syntax.child(first, &[Deprel::Nsubj, Deprel::NsubjPass]).is_none()
}

/// A sentence that tells something rather than names an action or a thing.
fn is_clause(ctx: &Context<'_>, item: &Range<u32>) -> bool {
    let syntax = &ctx.syntax;
    item.clone().any(|t| {
        matches!(syntax.rel(t), Deprel::Root | Deprel::Parataxis)
            && syntax.is_finite(t)
            && !(t == item.start && begins_with_verb(ctx, t))
    })
}

/// "announced the following measures:".
fn announces(ctx: &Context<'_>, verb: u32) -> bool {
    let syntax = &ctx.syntax;
    let object = syntax.child(verb, &[Deprel::Obj]).map(|o| syntax.lemma(o));
    ctx.lexicon.frames.verb(syntax.lemma(verb)).any(|f| f.fact == FrameFact::Proposal)
        && object.is_some_and(|o| ctx.lexicon.frames.is_instrument(o))
}

/// The word of a list's lead that puts the items forward, with its named agents.
fn list_cue(ctx: &Context<'_>, lead: Range<u32>, facts: &[Fact]) -> Option<(u32, Vec<EntityId>)> {
    // "Our view": of the body that issues the text.
    let author = |t: u32| {
        let class = ctx.lexicon.references.pronoun(&ctx.syntax.form(t).to_lowercase());
        class == Some(PronounClass::Author)
    };
    let ours = lead.len() <= LONGEST_HEADING && lead.clone().all(|t| !ctx.syntax.is_finite(t));
    let ours = lead.clone().find(|&t| ours && author(t)).zip(ctx.entities.author);
    let cue = lead.clone().rev().find_map(|token| {
        let lemma = ctx.syntax.lemma(token);
        let mood = ctx.mood(token);
        let cue = match ctx.syntax.upos(token) {
            Upos::Verb => {
                mood.future
                    || mood.conditional
                    || ctx.lexicon.frames.verb(lemma).any(|f| f.fact == FrameFact::Proposal && f.only.is_none())
                    || announces(ctx, token)
            }
            Upos::Noun => ctx.lexicon.frames.noun(lemma).any(|f| f.fact == FrameFact::Proposal),
            _ => false,
        };
        if !cue || !mood.holds() {
            return None;
        }
        let mut proposers: Vec<EntityId> = ctx.acting(token).into_iter().filter(|&e| may_propose(ctx, e)).collect();
        if proposers.is_empty() {
            proposers = previous_proposers(ctx, token, facts).unwrap_or_default();
        }
        // "Recommendations": those of the body that issues the text.
        if proposers.is_empty()
            && ctx.syntax.upos(token) == Upos::Noun
            && ctx.sentence_tokens(ctx.syntax.sentence(token)).len() <= 4
        {
            proposers.extend(ctx.entities.author);
        }
        (!proposers.is_empty()).then_some((token, proposers))
    });
    cue.or_else(|| ours.map(|(token, author)| (token, vec![author])))
}
