//! Digests of laws: a line that only names a law, with participles behind it or a stage in the heading above it.
//!
//! ```text
//! PASSED
//! - Harbour Act, Tuesday.
//! - The Otter Bill. Voted down in committee on 3 May. In force from 1 July.
//! ```

use super::super::context::Context;
use super::super::{Fact, FactKind, LawStage, Modality, Stage};
use super::{cue, push, venue};
use crate::date::PartialDate;
use crate::entity::EntityId;
use crate::language::{Deprel, NameKind, Upos, Xpos};
use crate::lexicon::Company;
use crate::segment::{Block, BlockKind};
use std::ops::Range;

/// Words of a line above a list that may be the stage of its laws.
const LONGEST_HEADING: usize = 8;

/// Adds the stages of the laws that a block is about without a sentence that says so.
pub(super) fn listed(ctx: &Context<'_>, facts: &mut Vec<Fact>) {
    for block in &ctx.segmented.blocks {
        if block.kind == BlockKind::Heading {
            continue;
        }
        let Some((law, name)) = topic(ctx, block) else { continue };
        let before = facts.len();
        for sentence in block.sentences.clone() {
            let tokens = ctx.sentence_tokens(sentence);
            let from = if tokens.contains(&name.start) { name.end } else { tokens.start };
            told_of(ctx, law, from..tokens.end, facts);
        }
        // "School Transport Bill, Tuesday. ... The Bill was passed": the day of the line that names the law.
        let line = ctx.sentence_tokens(block.sentences.start);
        let day = ctx.dates_in(name.end..line.end).next().map(|d| d.date);
        for fact in facts.iter_mut().filter(|f| tells(f, law, block)) {
            if let FactKind::LawStage(stage) = &mut fact.kind
                && stage.stage != Stage::InForce
            {
                stage.date = stage.date.or(day);
            }
        }
        // When it will apply is no news of the stage that the heading tells.
        let news = |f: &Fact| !matches!(&f.kind, FactKind::LawStage(s) if s.stage == Stage::InForce);
        let told = facts[before..].iter().any(news) || facts.iter().any(|f| tells(f, law, block) && news(f));
        if let Some(stage) = heading_stage(ctx, block).filter(|_| !told) {
            facts.push(by_heading(ctx, law, name, stage, block));
        }
    }
}

/// The law that a block's first sentence names and says nothing of.
fn topic(ctx: &Context<'_>, block: &Block) -> Option<(EntityId, Range<u32>)> {
    let tokens = ctx.sentence_tokens(block.sentences.clone().next()?);
    let name = ctx.mentions.names.iter().find(|n| n.tokens.start >= tokens.start && n.tokens.end <= tokens.end)?;
    let leads = (tokens.start..name.tokens.start)
        .all(|t| matches!(ctx.syntax.upos(t), Upos::Det | Upos::Punct | Upos::Num | Upos::X));
    let silent = !tokens.clone().any(|t| ctx.syntax.is_finite(t) && !name.tokens.contains(&t) && is_main(ctx, t));
    let law = ctx.entities.at(name.tokens.start).filter(|&e| ctx.entities.get(e).kind == NameKind::Law)?;
    (name.kind == NameKind::Law && leads && silent).then(|| (law, name.tokens.clone()))
}

/// A verb of no relative clause: what a topic is told by.
fn is_main(ctx: &Context<'_>, verb: u32) -> bool {
    ctx.syntax.ancestors(verb).take(4).all(|t| !matches!(ctx.syntax.rel(t), Deprel::AclRelcl | Deprel::Acl))
}

/// "Adopted by the council on 3 May", "In force from 6 April", "Second reading on Friday": fragments about the law.
fn told_of(ctx: &Context<'_>, law: EntityId, tokens: Range<u32>, facts: &mut Vec<Fact>) {
    let syntax = &ctx.syntax;
    let Some(first) = tokens.clone().find(|&t| syntax.upos(t) != Upos::Punct) else { return };
    let stages = &ctx.lexicon.stages;
    let subject = |t: u32| syntax.child(t, &[Deprel::Nsubj, Deprel::NsubjPass]).is_some();
    if matches!(syntax.xpos(first), Xpos::Vbn | Xpos::Vbd) && !subject(first) {
        if let Some(found) = cue(ctx, first, stages.object(syntax.lemma(first)))
            && let Some(stage) = Stage::parse(&found.stage)
        {
            let mut bodies: Vec<EntityId> = ctx.acting(first).into_iter().filter(|e| *e != law).collect();
            if bodies.is_empty() {
                bodies.extend(venue(ctx, first, stage));
            }
            push(ctx, first, vec![law], stage, bodies, facts);
        }
        return;
    }
    let Some(second) = Some(first + 1).filter(|t| tokens.contains(t)) else { return };
    let state = stages
        .state(&syntax.form(first).to_lowercase())
        .iter()
        .find(|c| matches!(&c.company, Company::Noun { noun, .. } if syntax.form(second).eq_ignore_ascii_case(noun)));
    if let Some(stage) = state.and_then(|c| Stage::parse(&c.stage)) {
        push(ctx, second, vec![law], stage, Vec::new(), facts);
        return;
    }
    // "Second reading on Friday": only a fragment; a whole sentence has its own verb.
    let verbless = !tokens.clone().any(|t| syntax.is_finite(t) && is_main(ctx, t));
    let noun = (first..tokens.end.min(first + 4)).find(|&t| stages.is_heading_noun(&syntax.form(t).to_lowercase()));
    if let Some(noun) = noun.filter(|_| verbless) {
        let words = ctx.text(&(first..noun + 1));
        if let Some(stage) = stages.heading(&words).and_then(Stage::parse) {
            // The first one named moves it: "moved by the bishop", "Ten minute rule motion, Ana Reyes (Leeds), Tuesday".
            let mover = (noun + 1..tokens.end)
                .find_map(|t| ctx.entities.at(t).filter(|&e| e != law && ctx.is_agent(e)))
                .filter(|&e| ctx.entities.get(e).kind != NameKind::Place);
            let before = facts.len();
            push(ctx, noun, vec![law], stage, mover.into_iter().collect(), facts);
            let said = ctx.dates_in(tokens).next().map(|d| d.date);
            for fact in &mut facts[before..] {
                if let FactKind::LawStage(stage) = &mut fact.kind {
                    stage.date = stage.date.or(said);
                }
            }
        }
    }
}

fn tells(fact: &Fact, law: EntityId, block: &Block) -> bool {
    matches!(&fact.kind, FactKind::LawStage(stage) if stage.law == law)
        && block.sentences.contains(&fact.evidence.sentence)
}

/// The stage that the nearest short line above a block names: "Introduced", "ROYAL ASSENT (Thursday)".
fn heading_stage(ctx: &Context<'_>, block: &Block) -> Option<Stage> {
    let heading = parents(ctx, block).find(|b| ctx.sentence_tokens(b.sentences.start).len() <= LONGEST_HEADING)?;
    let text = ctx.text(&ctx.sentence_tokens(heading.sentences.start));
    ctx.lexicon.stages.heading(&text).and_then(Stage::parse)
}

fn parents<'a>(ctx: &'a Context<'_>, block: &'a Block) -> impl Iterator<Item = &'a Block> {
    let above = |b: &&'a Block| b.parent.map(|p| &ctx.segmented.blocks[p as usize]);
    std::iter::successors(above(&block), move |b| above(b)).filter(|b| !b.sentences.is_empty())
}

fn by_heading(ctx: &Context<'_>, law: EntityId, name: Range<u32>, stage: Stage, block: &Block) -> Fact {
    let sentence = block.sentences.start;
    let first_date =
        |s: u32| ctx.dates_in(ctx.sentence_tokens(s)).find(|d| !name.contains(&d.tokens.start)).map(|d| d.date);
    let date: Option<PartialDate> =
        first_date(sentence).or_else(|| parents(ctx, block).find_map(|b| first_date(b.sentences.start)));
    let bodies: Vec<EntityId> = ctx.heading_body(sentence).into_iter().collect();
    Fact {
        kind: FactKind::LawStage(LawStage { law, stage, bodies, described_body: None, date }),
        modality: Modality::Actual,
        evidence: ctx.evidence(name.start, name.clone()),
        confidence: 0.4 + 0.35 * ctx.entities.get(law).confidence,
        rule: format!("law stage {} in a heading", stage.as_str()),
    }
}
