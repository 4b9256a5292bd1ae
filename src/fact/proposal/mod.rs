//! Proposals: what a party calls for, plans, pledges, tables, promises.

mod indirect;
mod intention;
mod listed;
mod setting;

use super::context::Context;
use super::predicate::{Content, Mood};
use super::{Fact, FactKind, Modality, Proposal};
use crate::entity::EntityId;
use crate::language::{Deprel, NameKind, Upos, Xpos};
use crate::lexicon::{Frame, FrameFact, Only, Slot};
use crate::mention::Currency;
use crate::segment::BlockKind;
use crate::span::Span;
use rust_decimal::Decimal;
use std::ops::Range;

/// Finds the proposals of a document. `voices` gives the speaker of each quoted passage.
#[must_use]
pub fn proposal_facts(ctx: &Context<'_>, voices: &[(Span, EntityId)]) -> Vec<Fact> {
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
        facts.extend(intention::intention(ctx, token));
        facts.extend(intention::under_law(ctx, token));
        facts.extend(intention::announced_intention(ctx, token));
    }
    resumed(ctx, &mut facts);
    listed::listed(ctx, &mut facts);
    indirect::effects(ctx, &mut facts);
    indirect::gapped(ctx, &mut facts);
    indirect::how_much(ctx, &mut facts);
    indirect::first_person(ctx, voices, &mut facts);
    keep_best(without_nested(facts))
}

/// "It is further proposed that": agentless passives that go on from the proposal before.
fn resumed(ctx: &Context<'_>, facts: &mut Vec<Fact>) {
    let syntax = &ctx.syntax;
    for verb in 0..syntax.words.len() as u32 {
        if syntax.upos(verb) != Upos::Verb || ctx.is_quoted(verb) || !ctx.mood(verb).holds() {
            continue;
        }
        let mut frames = ctx.lexicon.frames.verb(syntax.lemma(verb)).filter(|f| f.fact == FrameFact::Proposal);
        let Some(content) = frames.find_map(|f| content_that_counts(ctx, verb, f, ctx.content(verb, f)?)) else {
            continue;
        };
        if !ctx.agents(verb).is_empty() {
            continue;
        }
        if let Some(proposers) = indirect::previous_proposers(ctx, verb, facts) {
            let mut fact = assemble(ctx, verb, proposers, None, &content, ctx.mood(verb), "proposal resumed");
            fact.confidence -= 0.25;
            facts.push(fact);
        }
    }
}

fn particle_fits(ctx: &Context<'_>, verb: u32, frame: &Frame) -> bool {
    // "pledged up to 5 million": a hedge.
    let hedge = |p: &u32| {
        ctx.syntax.form(*p) == "up" && ctx.syntax.form(p + 1) == "to" && ctx.money_in(p + 2..p + 4).next().is_some()
    };
    let particle = ctx.syntax.child(verb, &[Deprel::CompoundPrt]).filter(|p| !hedge(p)).map(|p| ctx.syntax.lemma(p));
    match (&frame.particle, particle) {
        (Some(wanted), Some(found)) => wanted == found,
        (Some(wanted), None) => ctx.syntax.children_by(verb, &[Deprel::Advmod]).any(|c| ctx.syntax.lemma(c) == wanted),
        (None, Some(found)) => frame.content.iter().any(|s| matches!(s, Slot::Prep(p) if p == found)),
        (None, None) => true,
    }
}

fn from_verb(ctx: &Context<'_>, verb: u32, frame: &Frame) -> Option<Fact> {
    if ctx.is_controlled_by_object(verb) {
        return None;
    }
    let content = ctx.content(verb, frame)?;
    // "recommends that the states:": the list goes on from there.
    let end = ctx.sentence_tokens(ctx.syntax.sentence(verb)).end;
    let leads = ctx.syntax.form(end - 1) == ":" && content.tokens.end + 1 >= end;
    if leads && content.slot == Slot::Ccomp && ctx.syntax.upos(content.head) == Upos::Noun && !has_verb(ctx, &content) {
        return None;
    }
    let content = content_that_counts(ctx, verb, frame, content)?;
    build(ctx, verb, frame, &content, "proposal verb")
}

fn has_verb(ctx: &Context<'_>, content: &Content) -> bool {
    content.tokens.clone().any(|t| matches!(ctx.syntax.upos(t), Upos::Verb | Upos::Aux))
}

/// Checks the frame's condition on its content; contents that a noun frame reads better are left to it.
fn content_that_counts(ctx: &Context<'_>, verb: u32, frame: &Frame, content: Content) -> Option<Content> {
    let syntax = &ctx.syntax;
    if says_nothing(ctx, &content)
        || only_names(ctx, verb, &content)
        || content.slot == Slot::Ccomp && is_plain_statement(ctx, content.head)
    {
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

/// "it", "to that effect", "this matter".
fn says_nothing(ctx: &Context<'_>, content: &Content) -> bool {
    let syntax = &ctx.syntax;
    let pointing =
        syntax.child(content.head, &[Deprel::Det]).is_some_and(|d| matches!(syntax.lemma(d), "that" | "this"))
            && ctx.lexicon.frames.is_empty_noun(syntax.lemma(content.head));
    // "tables an amendment": an instrument with nothing that says what for.
    let lemma = syntax.lemma(content.head).to_lowercase();
    let told = ctx.lexicon.frames.noun(&lemma).any(|f| f.fact == FrameFact::Proposal);
    let bare = content.slot == Slot::Obj
        && (told || ctx.lexicon.frames.is_instrument(&lemma))
        && content.tokens.clone().all(|t| {
            t == content.head
                || matches!(syntax.upos(t), Upos::Det | Upos::Pron | Upos::Num)
                || syntax.xpos(t) == Xpos::Pos
        });
    // "aims for 250,000": a number alone; a sum says what it is.
    let number = content.tokens.clone().all(|t| matches!(syntax.upos(t), Upos::Num | Upos::Punct | Upos::Det))
        && ctx.money_in(content.tokens.clone()).next().is_none();
    // "begs to differ", "agreed to go".
    let asked = syntax.head(content.head).is_some_and(|v| syntax.child(v, &[Deprel::Obj, Deprel::Iobj]).is_some());
    let lone = content.slot == Slot::Xcomp && content.tokens.len() == 1 && !asked;
    pointing
        || bare
        || number
        || lone
        || matches!(syntax.upos(content.head), Upos::Pron | Upos::Det) && content.slot != Slot::Xcomp
}

/// "suggests that the levy works", "that you could see": a clause in the indicative asks for nothing.
fn is_plain_statement(ctx: &Context<'_>, clause: u32) -> bool {
    let syntax = &ctx.syntax;
    let mood = ctx.mood(clause);
    let first = syntax.subtree(clause).start;
    if matches!(syntax.xpos(first), Xpos::Wp | Xpos::Wrb) || ctx.asks(clause) {
        return true;
    }
    if mood.future || mood.conditional || mood.obliging {
        return false;
    }
    let plain = |t: u32| matches!(syntax.xpos(t), Xpos::Vbz | Xpos::Vbd);
    mood.possible
        || plain(clause)
        || syntax.children_by(clause, &[Deprel::Aux, Deprel::AuxPass, Deprel::Cop]).any(plain)
}

fn is_instrument(ctx: &Context<'_>, head: u32) -> bool {
    ctx.lexicon.frames.is_instrument(ctx.syntax.lemma(head))
        || is_hyphenated_instrument(ctx, head)
        || ctx.syntax.conjuncts(head).iter().any(|&h| {
            ctx.referent(h).is_some_and(|e| ctx.entities.get(e).kind == NameKind::Law)
                || ctx.lexicon.frames.is_instrument(&ctx.syntax.form(h).to_lowercase())
        })
}

/// "a sit-in", which the tokens take apart.
fn is_hyphenated_instrument(ctx: &Context<'_>, head: u32) -> bool {
    let syntax = &ctx.syntax;
    head.checked_sub(2).filter(|_| syntax.form(head - 1) == "-").is_some_and(|first| {
        let whole = format!("{}-{}", syntax.form(first), syntax.form(head)).to_lowercase();
        ctx.lexicon.frames.is_instrument(&whole)
    })
}

/// `called the vote "a farce"`: a verb of speech that only names its object.
fn only_names(ctx: &Context<'_>, verb: u32, content: &Content) -> bool {
    let syntax = &ctx.syntax;
    content.slot == Slot::Obj
        && ctx.lexicon.frames.is_reporting(syntax.lemma(verb))
        && (syntax.children_by(content.head, &[Deprel::Appos]).any(|c| {
            c > content.head && ctx.referent(c).is_none() && !syntax.form(syntax.subtree(c).start - 1).eq(",")
        }) || syntax.child(verb, &[Deprel::Xcomp]).is_some_and(|c| syntax.is_nominal(c) && c > content.head))
}

/// "to close", "that it will close", "a plan".
fn is_future(ctx: &Context<'_>, content: &Content) -> bool {
    let mood = ctx.mood(content.head);
    match content.slot {
        Slot::Xcomp => true,
        Slot::Ccomp => {
            (mood.future || mood.conditional)
                && mood.holds()
                && !ctx.lexicon.frames.is_stative(ctx.syntax.lemma(content.head))
        }
        _ => {
            is_instrument(ctx, content.head) && matches!(ctx.syntax.upos(content.head), Upos::Noun | Upos::Propn)
                || is_hyphenated_instrument(ctx, content.head)
                || ctx.money_in(content.tokens.clone()).next().is_some()
        }
    }
}

fn from_noun(ctx: &Context<'_>, noun: u32, frame: &Frame) -> Option<Fact> {
    let content = ctx.content(noun, frame)?;
    // "a target of 5 million": a figure.
    let sum = content.slot == Slot::Prep("of".to_owned())
        && ctx.money_in(content.tokens.clone()).any(|(_, m)| m.tokens.end >= content.tokens.end);
    if sum || says_nothing(ctx, &content) {
        return None;
    }
    let fact = build(ctx, noun, frame, &content, "proposal noun")?;
    // "the proposals of the union": whose they are, not what.
    let FactKind::Proposal(proposal) = &fact.kind else { return None };
    let owner = ctx.referent(content.head).is_some_and(|e| proposal.proposers.contains(&e));
    (!owner || content.slot != Slot::Prep("of".to_owned())).then_some(fact)
}

fn build(ctx: &Context<'_>, predicate: u32, frame: &Frame, content: &Content, rule: &str) -> Option<Fact> {
    let mood = ctx.mood(predicate);
    if !mood.holds() {
        return None;
    }
    // A law puts forward actions; things only people and papers do.
    let thing = matches!(content.slot, Slot::Obj);
    let directs = frame.audience.contains(&Slot::Obj);
    let proposers: Vec<EntityId> = ctx
        .acting(predicate)
        .into_iter()
        .filter(|&e| may_propose(ctx, e))
        // An act in force rules; only what is not yet law puts forward.
        .filter(|&e| {
            // "Resolution 6 calls on the state to": a text that asks rules nothing.
            let asks = ctx.lexicon.frames.is_act(ctx.syntax.lemma(predicate));
            ctx.entities.get(e).kind != NameKind::Law || !thing && (!directs || asks || mood.conditional || mood.future)
        })
        .collect();
    let heading = ctx.segmented.blocks[ctx.segmented.sentences[ctx.syntax.sentence(predicate) as usize].block as usize]
        .kind
        == BlockKind::Heading;
    let question = heading
        && ctx
            .sentence_tokens(ctx.syntax.sentence(predicate))
            .any(|t| matches!(ctx.syntax.xpos(t), Xpos::Wp | Xpos::Wrb));
    if proposers.is_empty() || question || is_foretold(ctx, predicate) {
        return None;
    }
    let recipient = ctx.recipient(predicate, frame).filter(|r| !proposers.contains(r));
    Some(assemble(ctx, predicate, proposers, recipient, content, mood, rule))
}

/// "is expected to announce", "is said to plan": others say that it will be put forward.
fn is_foretold(ctx: &Context<'_>, predicate: u32) -> bool {
    let syntax = &ctx.syntax;
    let above = syntax.head(predicate).filter(|_| syntax.rel(predicate) == Deprel::Xcomp);
    above.is_some_and(|h| syntax.is_passive(h) && ctx.lexicon.frames.mood.foretelling.contains(syntax.lemma(h)))
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
    let amount = amount(ctx, content);
    let law = ctx.referent(content.head).filter(|&e| ctx.entities.get(e).kind == NameKind::Law);
    let certain = ctx.entities.get(proposers[0]).confidence;
    let tokens = without_relative(ctx, ctx.without_tally(content.tokens.clone()));
    let content = &Content { tokens, ..content.clone() };
    let setting = setting::setting(ctx, predicate, &proposers, &content.tokens);
    let proposal = Proposal {
        forum: setting.forum,
        described_forum: setting.described_forum,
        date: setting.date,
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

/// "delay the Harbour Regulation | , which applies from May": what is told of a thing that its name tells already is no
/// part of what is put forward.
fn without_relative(ctx: &Context<'_>, content: Range<u32>) -> Range<u32> {
    let syntax = &ctx.syntax;
    let acts = |to: u32| (content.start..to).any(|t| syntax.upos(t) == Upos::Verb);
    let pronoun = content.clone().skip(2).find(|&t| {
        matches!(syntax.xpos(t), Xpos::Wdt | Xpos::Wp)
            && syntax.form(t - 1) == ","
            && ctx.mentions.names.iter().any(|n| n.tokens.end == t - 1 && n.tokens.start >= content.start)
            && acts(t)
    });
    pronoun.map_or(content.clone(), |t| content.start..t - 1)
}

/// The sum in the content, or in what a relative clause behind it says: "a ship, for which 5 million is set aside".
fn amount(ctx: &Context<'_>, content: &Content) -> Option<(Decimal, Currency)> {
    let syntax = &ctx.syntax;
    let inside = ctx.money_in(content.tokens.clone()).next();
    // ", for which", ", a step that".
    let behind = || {
        let end = ctx.sentence_tokens(syntax.sentence(content.head)).end;
        let from = content.tokens.end;
        let comma = (from..end.min(from + 2)).find(|&t| syntax.form(t) == ",")?;
        let relative = (comma..end.min(comma + 5)).find(|&t| matches!(syntax.xpos(t), Xpos::Wdt | Xpos::Wp))?;
        ctx.money_in(relative..end).next()
    };
    inside.or_else(behind).map(|(_, m)| (m.value, m.currency))
}

/// "indicated that it would recommend a levy": what is only part of another party's plan is no proposal of its own.
fn without_nested(facts: Vec<Fact>) -> Vec<Fact> {
    let contents: Vec<(Span, Vec<EntityId>)> = facts
        .iter()
        .filter_map(|f| match &f.kind {
            FactKind::Proposal(p) => Some((p.content_span, p.proposers.clone())),
            _ => None,
        })
        .collect();
    let nested = |fact: &Fact| {
        let FactKind::Proposal(own) = &fact.kind else { return false };
        contents.iter().any(|(span, proposers)| {
            span.contains(fact.evidence.focus)
                && *span != own.content_span
                && !proposers.iter().any(|p| own.proposers.contains(p))
        })
    };
    let keep: Vec<bool> = facts.iter().map(|f| !nested(f)).collect();
    facts.into_iter().zip(keep).filter_map(|(f, keep)| keep.then_some(f)).collect()
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
