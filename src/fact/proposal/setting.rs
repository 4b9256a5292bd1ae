//! Where and when a proposal was put forward.

use super::super::context::Context;
use crate::date::PartialDate;
use crate::entity::EntityId;
use crate::language::{Deprel, NameKind, Upos, Xpos};
use crate::lexicon::FrameFact;
use crate::segment::BlockKind;
use std::ops::Range;

/// Sentences of one block that a sitting told of is looked back for.
const REACH: u32 = 3;

/// Blocks at the head of a text among which its headline stands.
const HEADLINES: u32 = 5;

/// Where and when.
pub(super) struct Setting {
    pub forum: Option<EntityId>,
    pub described_forum: Option<String>,
    pub date: Option<PartialDate>,
}

/// Where and when `predicate` puts `content` forward.
pub(super) fn setting(ctx: &Context<'_>, predicate: u32, proposers: &[EntityId], content: &Range<u32>) -> Setting {
    let is = |e: EntityId, kind: NameKind| ctx.entities.get(e).kind == kind;
    // What a paper asks for is put forward in it.
    let paper = proposers.iter().copied().find(|&e| is(e, NameKind::Report));
    let told = report_before(ctx, predicate, proposers);
    let mut forum = ctx
        .forum(predicate, content)
        .filter(|f| !proposers.contains(f))
        .or(paper)
        .or_else(|| report_above(ctx, predicate))
        .or_else(|| deciding_body(ctx, predicate, proposers));
    let described_forum = if forum.is_none() { occasion(ctx, predicate, content) } else { None };
    if forum.is_none() && described_forum.is_none() {
        forum = told.map(|(report, _)| report).or_else(|| sitting(ctx, predicate, proposers));
    }
    // "announced a strike from 3 May": when it would begin.
    let date = ctx
        .time_unless(predicate, content, &["from", "by"])
        .or_else(|| told.filter(|(report, _)| forum == Some(*report)).and_then(|(_, date)| date))
        .or_else(|| said_today(ctx, predicate, proposers))
        .or_else(|| acted_before(ctx, predicate, proposers))
        .or_else(|| ctx.heading_day(ctx.syntax.sentence(predicate)).filter(|_| ctx.tells_past(predicate)));
    Setting { forum, described_forum, date }
}

/// "a report of the panel, titled X, which recommends": the report that the relative clause speaks of.
fn report_above(ctx: &Context<'_>, predicate: u32) -> Option<EntityId> {
    let syntax = &ctx.syntax;
    if !matches!(syntax.rel(predicate), Deprel::AclRelcl | Deprel::Acl) {
        return None;
    }
    let is_report = |e: &EntityId| ctx.entities.get(*e).kind == NameKind::Report;
    syntax.ancestors(predicate).skip(1).take(3).take_while(|&t| syntax.is_nominal(t)).find_map(|noun| {
        ctx.referent(noun).filter(is_report).or_else(|| {
            let paper = ctx.lexicon.references.noun(&syntax.lemma(noun).to_lowercase());
            let paper = paper.iter().any(|(kind, _)| *kind == NameKind::Report);
            let mut inside = (noun + 1..predicate).filter_map(|t| ctx.entities.at(t));
            if paper { inside.find(is_report) } else { None }
        })
    })
}

/// "The committee threw out a motion by X to end the toll": the body that has the motion before it.
fn deciding_body(ctx: &Context<'_>, predicate: u32, proposers: &[EntityId]) -> Option<EntityId> {
    let syntax = &ctx.syntax;
    let verb = syntax.head(predicate).filter(|_| {
        syntax.upos(predicate) == Upos::Noun && matches!(syntax.rel(predicate), Deprel::Obj | Deprel::NsubjPass)
    })?;
    if ctx.lexicon.stages.object(syntax.lemma(verb)).is_empty() {
        return None;
    }
    ctx.acting(verb).into_iter().find(|e| !proposers.contains(e) && ctx.entities.get(*e).kind == NameKind::Organization)
}

/// "In a report, the auditors find ... They recommend": the report of the proposer that the same sentence or the one
/// before tells of, with the day of that sentence.
fn report_before(ctx: &Context<'_>, predicate: u32, proposers: &[EntityId]) -> Option<(EntityId, Option<PartialDate>)> {
    let syntax = &ctx.syntax;
    if !speaks(ctx, predicate) && syntax.lemma(predicate) != "want" {
        return None;
    }
    let here = syntax.sentence(predicate);
    let block = |sentence: u32| ctx.segmented.sentences[sentence as usize].block;
    let holds = |e: EntityId, sentence: u32| ctx.entities.get(e).mentions.iter().any(|m| m.sentence == sentence);
    [Some(here), here.checked_sub(1)].into_iter().flatten().filter(|&s| block(s) == block(here)).find_map(|sentence| {
        let tokens = ctx.sentence_tokens(sentence);
        let report = tokens
            .clone()
            .filter(|&t| sentence != here || t < predicate)
            .filter_map(|t| ctx.entities.at(t))
            .find(|&e| ctx.entities.get(e).kind == NameKind::Report)?;
        if !proposers.iter().any(|&p| p != report && holds(p, sentence)) {
            return None;
        }
        let root = tokens.clone().find(|&t| syntax.head(t).is_none())?;
        Some((report, ctx.time(root, &(root..root + 1)).filter(|_| sentence != here)))
    })
}

/// "in a letter to the minister", "at the public hearing": an occasion without a name, in the words of the text.
fn occasion(ctx: &Context<'_>, predicate: u32, content: &Range<u32>) -> Option<String> {
    let syntax = &ctx.syntax;
    let noun = syntax.ancestors(predicate).take(3).find_map(|at| {
        syntax
            .children_by(at, &[Deprel::Obl, Deprel::Nmod])
            .filter(|c| !content.contains(c) && !ctx.is_quoted(*c))
            .find(|&c| {
                let lemma = syntax.lemma(c);
                let paper = || ctx.lexicon.references.noun(lemma).iter().any(|(kind, _)| *kind == NameKind::Report);
                let at = ["in", "at", "during"].iter().any(|m| syntax.marked(c, m));
                ctx.referent(c).is_none()
                    && (at && ctx.lexicon.frames.is_occasion(lemma)
                        || syntax.marked(c, "in") && paper()
                        || syntax.marked(c, "for") && ctx.lexicon.stages.is_panel(lemma))
            })
    })?;
    // "the Feb. 10 hearing": the day is no part of what the occasion is called.
    let first = syntax
        .children_by(noun, &[Deprel::Amod, Deprel::Compound])
        .filter(|&c| c < noun && ctx.dates_in(c.saturating_sub(2)..noun).all(|d| d.tokens.end <= c))
        .map(|c| syntax.subtree(c).start)
        .filter(|&t| ctx.dates_in(t..noun).next().is_none())
        .min()
        .unwrap_or(noun);
    (syntax.upos(noun) == Upos::Noun).then(|| ctx.text(&(first..noun + 1)))
}

/// The committee or chamber in whose sitting a member speaks: the one told in the sentences before, or the one whose
/// sitting the headings or the title announce.
fn sitting(ctx: &Context<'_>, predicate: u32, proposers: &[EntityId]) -> Option<EntityId> {
    let syntax = &ctx.syntax;
    let sentence = syntax.sentence(predicate);
    let person = proposers.iter().all(|&p| ctx.entities.get(p).kind == NameKind::Person);
    let past = matches!(syntax.xpos(predicate), Xpos::Vbd | Xpos::Vbn) || syntax.upos(predicate) == Upos::Noun;
    if !person || !past || !speaks(ctx, predicate) && !is_parliamentary(ctx, predicate) {
        return None;
    }
    let block = |s: u32| ctx.segmented.sentences[s as usize].block;
    let told =
        (sentence.saturating_sub(REACH)..=sentence).rev().filter(|&s| block(s) == block(sentence)).find_map(|s| {
            ctx.sentence_tokens(s).filter(|&t| t < predicate).find(|&t| {
                let heard = syntax.head(t).is_some_and(|verb| is_speech(ctx, verb));
                let relation = match syntax.rel(t) {
                    Deprel::Obj | Deprel::Iobj => true,
                    Deprel::Obl => ["to", "before", "at", "in"].iter().any(|m| syntax.marked(t, m)),
                    _ => false,
                };
                heard && relation && ctx.referent(t).is_some_and(|e| sits(ctx, e))
            })
        });
    let asked = syntax.child(predicate, &[Deprel::Obj]).and_then(|o| ctx.referent(o)).filter(|&e| is_panel(ctx, e));
    asked.or_else(|| told.and_then(|t| ctx.referent(t))).or_else(|| {
        let body = ctx.heading_body(sentence).filter(|&e| sits(ctx, e)).or_else(|| titled_body(ctx));
        body.filter(|b| !proposers.contains(b))
    })
}

/// The committee or chamber that the lines above the text name and the text goes on to speak of.
fn titled_body(ctx: &Context<'_>) -> Option<EntityId> {
    const LINES: usize = 3;
    let lines: Vec<u32> = ctx.segmented.blocks.iter().take(LINES).flat_map(|b| b.sentences.clone()).collect();
    let last = *lines.last()?;
    let again = |e: &EntityId| ctx.entities.get(*e).mentions.iter().any(|m| m.sentence > last);
    lines
        .into_iter()
        .take_while(|&s| !ctx.sentence_tokens(s).any(|t| ctx.syntax.is_finite(t)))
        .find_map(|s| {
            let named = ctx.sentence_tokens(s).find_map(|t| ctx.entities.at(t).filter(|&e| sits(ctx, e)));
            named.or_else(|| ctx.body_in_capitals(s).filter(|&e| sits(ctx, e)))
        })
        .filter(again)
}

fn is_panel(ctx: &Context<'_>, entity: EntityId) -> bool {
    let entity = ctx.entities.get(entity);
    entity.kind == NameKind::Organization
        && entity.name.split(' ').any(|word| ctx.lexicon.stages.is_panel(&word.to_lowercase()))
}

fn sits(ctx: &Context<'_>, entity: EntityId) -> bool {
    let named = &ctx.entities.get(entity);
    let chamber = named.name.split(' ').any(|word| ctx.lexicon.stages.is_chamber(&word.to_lowercase()));
    is_panel(ctx, entity) || chamber && named.kind == NameKind::Organization
}

fn is_speech(ctx: &Context<'_>, verb: u32) -> bool {
    ctx.lexicon.frames.verb(ctx.syntax.lemma(verb)).any(|f| f.fact == FrameFact::Statement && f.only.is_none())
}

/// True for a verb that puts forward by saying: "propose", "urge"; not "want".
fn speaks(ctx: &Context<'_>, predicate: u32) -> bool {
    ctx.lexicon.frames.is_act(ctx.syntax.lemma(predicate))
}

/// A motion or amendment.
fn is_parliamentary(ctx: &Context<'_>, predicate: u32) -> bool {
    ctx.syntax.upos(predicate) == Upos::Noun && ctx.lexicon.frames.is_motion(ctx.syntax.lemma(predicate))
}

/// "The league met the minister on Tuesday. It asked for": the day of what the sentence before says that the party did.
fn acted_before(ctx: &Context<'_>, predicate: u32, proposers: &[EntityId]) -> Option<PartialDate> {
    let syntax = &ctx.syntax;
    let here = syntax.sentence(predicate);
    let before = here.checked_sub(1)?;
    let block = |s: u32| ctx.segmented.sentences[s as usize].block;
    let root = ctx.sentence_tokens(before).find(|&t| syntax.head(t).is_none())?;
    let same = block(before) == block(here)
        && ctx.tells_past(predicate)
        && syntax.upos(predicate) == Upos::Verb
        && syntax.xpos(root) == Xpos::Vbd
        && ctx.acting(root).iter().any(|e| proposers.contains(e));
    ctx.time_unless(root, &(root..root + 1), &["from", "by", "since"])
        .filter(|date| same && matches!(date, PartialDate::Day(_)))
}

/// "We advise", "the union demands": a present tense by which something is put forward on the day of the text.
fn said_today(ctx: &Context<'_>, predicate: u32, proposers: &[EntityId]) -> Option<PartialDate> {
    let syntax = &ctx.syntax;
    let own = matches!(syntax.xpos(predicate), Xpos::Vbp | Xpos::Vbz);
    let present = own
        || syntax.xpos(predicate) == Xpos::Vb
        || syntax
            .children_by(predicate, &[Deprel::Aux, Deprel::AuxPass])
            .any(|a| matches!(syntax.xpos(a), Xpos::Vbp | Xpos::Vbz));
    let author = ctx.entities.author.is_some_and(|author| proposers.contains(&author));
    let block = ctx.segmented.sentences[syntax.sentence(predicate) as usize].block;
    // "Harbour board proposes levy": a headline tells the news of its day.
    let headline = block < HEADLINES && ctx.segmented.blocks[block as usize].kind == BlockKind::Heading;
    let main = matches!(syntax.rel(predicate), Deprel::Root | Deprel::Conj | Deprel::Parataxis);
    let act = own && main && speaks(ctx, predicate);
    // "Recommendations", "Our view": headings over what the body says in this text.
    let heading =
        ctx.segmented.blocks[block as usize].kind == BlockKind::Heading && syntax.upos(predicate) != Upos::Verb;
    ctx.document.date.filter(|_| (author || headline) && present || author && heading || act).map(PartialDate::Day)
}
