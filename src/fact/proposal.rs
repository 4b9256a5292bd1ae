//! Proposals: what a party calls for, plans, pledges, tables, promises.

use super::context::Context;
use super::predicate::{Content, Mood};
use super::{Fact, FactKind, Modality, Proposal};
use crate::entity::EntityId;
use crate::language::{Deprel, NameKind, Upos, Xpos};
use crate::lexicon::{Frame, FrameFact, Only, Slot};
use crate::segment::BlockKind;
use std::ops::Range;

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
        facts.extend(announced_intention(ctx, token));
    }
    listed(ctx, &mut facts);
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
    build(ctx, verb, frame, &content, "proposal verb")
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
        Some(content) => build(ctx, noun, frame, &content, "proposal noun"),
        None => None,
    }
}

fn build(ctx: &Context<'_>, predicate: u32, frame: &Frame, content: &Content, rule: &str) -> Option<Fact> {
    let mood = ctx.mood(predicate);
    if !mood.holds() {
        return None;
    }
    // Papers promise and ask for actions; things they do not put forward.
    let thing = matches!(content.slot, Slot::Obj);
    let proposers: Vec<EntityId> =
        ctx.acting(predicate).into_iter().filter(|&e| may_propose(ctx, e) && (!thing || ctx.is_agent(e))).collect();
    let heading = ctx.segmented.blocks[ctx.segmented.sentences[ctx.syntax.sentence(predicate) as usize].block as usize]
        .kind
        == BlockKind::Heading;
    let question = heading
        && ctx
            .sentence_tokens(ctx.syntax.sentence(predicate))
            .any(|t| matches!(ctx.syntax.xpos(t), Xpos::Wp | Xpos::Wrb));
    if proposers.is_empty() || question {
        return None;
    }
    let recipient = ctx.audience(predicate, frame).filter(|r| !proposers.contains(r));
    Some(assemble(ctx, predicate, proposers, recipient, content, mood, rule))
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
    let content = Content { tokens, head: verb, slot: Slot::Xcomp };
    let rule = if law { "what a bill would do" } else { "intention" };
    let mut fact = assemble(ctx, verb, proposers, None, &content, mood, rule);
    fact.confidence -= 0.25;
    Some(fact)
}

/// "The minister said he would open the files": the speaker's own plan.
fn announced_intention(ctx: &Context<'_>, verb: u32) -> Option<Fact> {
    let syntax = &ctx.syntax;
    let speech = syntax.upos(verb) == Upos::Verb
        && !ctx.is_quoted(verb)
        && ctx.lexicon.frames.verb(syntax.lemma(verb)).any(|f| f.fact == FrameFact::Statement && f.only.is_none());
    if !speech {
        return None;
    }
    let clause = syntax.child(verb, &[Deprel::Ccomp])?;
    let above = ctx.mood(verb);
    let mood = ctx.mood(clause);
    let subject = syntax.child(clause, &[Deprel::Nsubj]).filter(|&s| syntax.upos(s) == Upos::Pron)?;
    let speakers: Vec<EntityId> = ctx.acting(verb).into_iter().filter(|&e| ctx.is_agent(e)).collect();
    let own = ctx.referent(subject).is_some_and(|e| speakers.contains(&e));
    let planned = mood.future || syntax.lemma(clause) == "be" || mood.conditional && syntax.xpos(verb) == Xpos::Vbd;
    let conditions = &ctx.lexicon.frames.mood.conditions;
    let conditional =
        syntax.children_by(clause, &[Deprel::Advcl]).any(|c| syntax.markers(c).any(|m| conditions.contains(m)));
    let verbal = syntax.upos(clause) == Upos::Verb && !syntax.is_passive(clause) && syntax.xpos(clause) == Xpos::Vb;
    if !own || !planned || !mood.holds() || mood.obliging || !above.holds() || conditional || !verbal {
        return None;
    }
    let drop: Vec<u32> =
        syntax.children(clause).iter().copied().filter(|&c| c <= subject || syntax.rel(c) == Deprel::Aux).collect();
    let tokens = ctx.phrase(clause, &drop);
    if tokens.len() < 3 {
        return None;
    }
    let content = Content { tokens, head: clause, slot: Slot::Ccomp };
    let mut fact = assemble(ctx, verb, speakers, None, &content, mood, "announced intention");
    fact.confidence -= 0.2;
    Some(fact)
}

/// Items of a list under a line that says whose plans or demands they are.
fn listed(ctx: &Context<'_>, facts: &mut Vec<Fact>) {
    for block in &ctx.segmented.blocks {
        if block.kind != BlockKind::ListItem || block.sentences.is_empty() {
            continue;
        }
        let Some(parent) = block.parent.map(|p| &ctx.segmented.blocks[p as usize]) else { continue };
        if parent.sentences.is_empty() {
            continue;
        }
        let lead = ctx.sentence_tokens(parent.sentences.end - 1);
        let opens = parent.kind == BlockKind::Heading || ctx.syntax.form(lead.end - 1) == ":";
        let Some((cue, proposers)) = list_cue(ctx, lead.clone()).filter(|_| opens) else { continue };
        let item = ctx.trim(ctx.sentence_tokens(block.sentences.start));
        let silent = !facts.iter().any(|f| f.evidence.sentence == block.sentences.start);
        // Under a heading only a bare infinitive says that the item is something to be done.
        let bare =
            ctx.syntax.xpos(item.start) == Xpos::Vb || ctx.syntax.upos(item.start) == Upos::Verb && item.len() > 3;
        if item.len() < 2 || !silent || parent.kind == BlockKind::Heading && !bare {
            continue;
        }
        let head = item.clone().find(|&t| ctx.syntax.head(t).is_none()).unwrap_or(item.start);
        if ctx.syntax.is_finite(head) {
            continue;
        }
        let content = Content { tokens: item, head, slot: Slot::Obj };
        let mut fact = assemble(ctx, cue, proposers, None, &content, Mood::default(), "list under a cue");
        fact.evidence = ctx.evidence(head, content.tokens.start..content.tokens.start + 1);
        fact.confidence -= 0.1;
        facts.push(fact);
    }
}

/// The word of a list's lead that puts the items forward, with its named agents.
fn list_cue(ctx: &Context<'_>, lead: Range<u32>) -> Option<(u32, Vec<EntityId>)> {
    lead.rev().find_map(|token| {
        let lemma = ctx.syntax.lemma(token);
        let cue = match ctx.syntax.upos(token) {
            Upos::Verb => ctx.lexicon.frames.verb(lemma).any(|f| f.fact == FrameFact::Proposal),
            Upos::Noun => ctx.lexicon.frames.noun(lemma).any(|f| f.fact == FrameFact::Proposal),
            _ => false,
        };
        if !cue || !ctx.mood(token).holds() {
            return None;
        }
        let proposers: Vec<EntityId> = ctx.acting(token).into_iter().filter(|&e| may_propose(ctx, e)).collect();
        (!proposers.is_empty()).then_some((token, proposers))
    })
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
