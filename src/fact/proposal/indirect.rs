//! Proposals whose party stands elsewhere: in the sentence before, in the verb before, or behind a quotation.

use super::super::context::Context;
use super::super::predicate::{Content, Mood};
use super::super::{Fact, FactKind};
use super::intention::has_inverted_condition;
use super::{assemble, content_that_counts, particle_fits};
use crate::entity::EntityId;
use crate::language::{Deprel, Upos, Xpos};
use crate::lexicon::{FrameFact, Slot};
use crate::span::Span;

/// Sentences that "also" and "the legislation" look back.
const REACH: u32 = 6;

/// "It is further proposed that", "Amendments will also be made": who the sentences before said
/// proposes, if the word goes on from them and names nobody itself.
pub(super) fn previous_proposers(ctx: &Context<'_>, predicate: u32, facts: &[Fact]) -> Option<Vec<EntityId>> {
    let syntax = &ctx.syntax;
    let goes_on = syntax
        .children_by(predicate, &[Deprel::Advmod])
        .any(|c| ctx.lexicon.frames.is_continuing(&syntax.form(c).to_lowercase()));
    if !syntax.is_passive(predicate) {
        return None;
    }
    if goes_on {
        return last_before(ctx, predicate, facts, |_| true);
    }
    // "The commission is urged to": whoever asked for something in the same paragraph.
    let directive = ctx
        .lexicon
        .frames
        .verb(syntax.lemma(predicate))
        .any(|f| f.fact == FrameFact::Proposal && f.audience.contains(&Slot::Obj));
    let block = |sentence: u32| ctx.segmented.sentences[sentence as usize].block;
    let here = block(syntax.sentence(predicate));
    let present =
        syntax.child(predicate, &[Deprel::AuxPass]).is_some_and(|a| matches!(syntax.xpos(a), Xpos::Vbz | Xpos::Vbp));
    (directive && present).then(|| last_before(ctx, predicate, facts, |f| block(f.evidence.sentence) == here)).flatten()
}

/// The proposers of the nearest proposal in the sentences before that `accept` takes.
fn last_before(ctx: &Context<'_>, token: u32, facts: &[Fact], accept: impl Fn(&Fact) -> bool) -> Option<Vec<EntityId>> {
    let sentence = ctx.syntax.sentence(token);
    facts
        .iter()
        .filter(|f| f.evidence.sentence < sentence && sentence - f.evidence.sentence <= REACH && accept(f))
        .max_by_key(|f| f.evidence.focus.start)
        .and_then(|f| match &f.kind {
            FactKind::Proposal(p) => Some(p.proposers.clone()),
            _ => None,
        })
}

/// "The legislation will remove ...": what an instrument that the text does not name would do, as a
/// proposal of those who put it forward.
pub(super) fn effects(ctx: &Context<'_>, facts: &mut Vec<Fact>) {
    let syntax = &ctx.syntax;
    for verb in 0..syntax.words.len() as u32 {
        if syntax.upos(verb) != Upos::Verb || syntax.xpos(verb) != Xpos::Vb || ctx.is_quoted(verb) {
            continue;
        }
        let mood = ctx.mood(verb);
        let main = matches!(syntax.rel(verb), Deprel::Root | Deprel::Conj);
        let plain = ctx.lexicon.frames.is_stative(syntax.lemma(verb)) || has_inverted_condition(ctx, verb);
        if plain
            || !main
            || !mood.holds()
            || mood.obliging
            || !(mood.future || mood.conditional)
            || syntax.is_passive(verb)
        {
            continue;
        }
        let Some(subject) = syntax.child(verb, &[Deprel::Nsubj]) else { continue };
        let definite =
            syntax.child(subject, &[Deprel::Det]).is_some_and(|d| matches!(syntax.lemma(d), "the" | "this" | "these"));
        let instrument = ctx.lexicon.frames.is_instrument(syntax.lemma(subject));
        // "The legislation will ... It will also": the pronoun goes on from the instrument.
        let goes_on = syntax.upos(subject) == Upos::Pron && follows_instrument(ctx, verb, subject);
        let (definite, instrument) = (definite || goes_on, instrument || goes_on);
        // "Bell's bill would": the owner's.
        let owners: Vec<EntityId> = if instrument && !goes_on { ctx.acting(subject) } else { Vec::new() };
        if !definite && owners.is_empty() || !instrument || ctx.referent(subject).is_some() && !goes_on {
            continue;
        }
        let tabled = |f: &Fact| match &f.kind {
            FactKind::Proposal(p) => p.law.is_some() || names_instrument(ctx, f.evidence.sentence, p.content_span),
            _ => false,
        };
        let proposers = if owners.is_empty() { last_before(ctx, verb, facts, tabled) } else { Some(owners) };
        let Some(proposers) = proposers else { continue };
        let Some(content) = clause_content(ctx, verb, subject) else { continue };
        let mut fact = assemble(ctx, verb, proposers, None, &content, mood, "what a bill would do");
        fact.confidence -= 0.3;
        facts.push(fact);
    }
}

/// True for "it" where the subject of the sentence before is an instrument that no name stands for, and where the
/// adverb says that the sentence goes on from there.
pub(super) fn follows_instrument(ctx: &Context<'_>, verb: u32, subject: u32) -> bool {
    let syntax = &ctx.syntax;
    let continued = syntax
        .children_by(verb, &[Deprel::Advmod])
        .any(|c| ctx.lexicon.frames.is_continuing(&syntax.form(c).to_lowercase()));
    let Some(before) = syntax.sentence(verb).checked_sub(1) else { return false };
    let mut tokens = ctx.sentence_tokens(before);
    continued
        && syntax.lemma(subject).eq_ignore_ascii_case("it")
        && tokens.any(|t| {
            syntax.rel(t) == Deprel::Nsubj
                && syntax.head(t).is_some_and(|h| syntax.rel(h) == Deprel::Root)
                && ctx.lexicon.frames.is_instrument(syntax.lemma(t))
                && ctx.referent(t).is_none()
        })
}

/// True if the content names something that is tabled or changed: "reforms to the code".
fn names_instrument(ctx: &Context<'_>, sentence: u32, content: Span) -> bool {
    let syntax = &ctx.syntax;
    ctx.sentence_tokens(sentence).filter(|&t| content.contains(syntax.span(t))).any(|t| {
        syntax.upos(t) == Upos::Noun
            && (ctx.lexicon.frames.is_instrument(syntax.lemma(t)) || ctx.lexicon.stages.is_change(syntax.lemma(t)))
    })
}

/// The clause of `verb` without its subject, auxiliaries and what stands before them; `None` if it says too little.
pub(super) fn clause_content(ctx: &Context<'_>, verb: u32, subject: u32) -> Option<Content> {
    let syntax = &ctx.syntax;
    let drop: Vec<u32> =
        syntax.children(verb).iter().copied().filter(|&c| c <= subject || syntax.rel(c) == Deprel::Aux).collect();
    let mut tokens = ctx.phrase(verb, &drop);
    // "will also", "would rather": the adverb belongs to the announcement.
    while tokens.start < verb && syntax.upos(tokens.start) == Upos::Adv && syntax.head(tokens.start) == Some(verb) {
        tokens.start += 1;
    }
    // "..., said its chair": the cue is no part of what was said.
    let cue = tokens.clone().skip(1).find(|&t| {
        let speech = |f: &crate::lexicon::Frame| f.fact == FrameFact::Statement && f.only.is_none();
        syntax.form(t - 1) == "," && syntax.is_finite(t) && ctx.lexicon.frames.verb(syntax.lemma(t)).any(speech)
    });
    if let Some(cue) = cue {
        tokens = ctx.trim(tokens.start..cue);
    }
    (tokens.len() >= 3).then_some(Content { tokens, head: verb, slot: Slot::Xcomp })
}

/// "A pledged 5 million euros, and B a further 2 million": the verb that the second half leaves out.
pub(super) fn gapped(ctx: &Context<'_>, facts: &mut Vec<Fact>) {
    let syntax = &ctx.syntax;
    let mut found = Vec::new();
    for fact in facts.iter() {
        let FactKind::Proposal(first) = &fact.kind else { continue };
        let Some((value, _)) = first.amount else { continue };
        let sentence = ctx.sentence_tokens(fact.evidence.sentence);
        for (_, money) in ctx.money_in(sentence.clone()) {
            let behind = syntax.span(money.tokens.start).start >= first.content_span.end;
            if !behind || money.value == value {
                continue;
            }
            // [and] NAME [a further] SUM
            let start = determiner_start(ctx, money.tokens.start);
            let Some(name) = start.checked_sub(1).and_then(|t| ctx.entities.at(t)) else { continue };
            let named = ctx.mentions.names.iter().find(|n| n.tokens.contains(&(start - 1)));
            let Some(joint) = named.and_then(|n| n.tokens.start.checked_sub(1)) else { continue };
            if !matches!(syntax.form(joint), "and" | "," | ";" | "while") || !ctx.is_agent(name) {
                continue;
            }
            let content = Content { tokens: start..money.tokens.end, head: money.tokens.end - 1, slot: Slot::Obj };
            let predicate = money.tokens.start;
            let mut fact = assemble(ctx, predicate, vec![name], None, &content, Mood::default(), "verb left out");
            if let FactKind::Proposal(second) = &mut fact.kind {
                second.cue.clone_from(&first.cue);
            }
            fact.confidence -= 0.1;
            found.push(fact);
        }
    }
    facts.extend(found);
}

/// "a further", "another" before a sum.
fn determiner_start(ctx: &Context<'_>, sum: u32) -> u32 {
    let syntax = &ctx.syntax;
    let mut start = sum;
    while start > 0
        && (matches!(syntax.upos(start - 1), Upos::Det | Upos::Adj)
            || syntax.xpos(start - 1) == Xpos::Jjr
            || syntax.form(start - 1) == "further")
    {
        start -= 1;
    }
    start
}

/// "We will fight the ruling," she said: what a speaker undertakes or asks for in the first person.
/// `voices` gives the speaker of each quoted passage.
pub(super) fn first_person(ctx: &Context<'_>, voices: &[(Span, EntityId)], facts: &mut Vec<Fact>) {
    let syntax = &ctx.syntax;
    for verb in 0..syntax.words.len() as u32 {
        if syntax.upos(verb) != Upos::Verb || !ctx.is_quoted(verb) {
            continue;
        }
        let Some(&(_, speaker)) = voices.iter().find(|(span, _)| span.contains(syntax.span(verb))) else { continue };
        let Some(subject) = syntax.child(verb, &[Deprel::Nsubj]) else { continue };
        let mood = ctx.mood(verb);
        if !matches!(syntax.lemma(subject).to_lowercase().as_str(), "i" | "we")
            || !mood.holds()
            || !ctx.is_agent(speaker)
        {
            continue;
        }
        let frames = ctx.lexicon.frames.verb(syntax.lemma(verb));
        let cued = frames
            .filter(|f| f.fact == FrameFact::Proposal && particle_fits(ctx, verb, f))
            .find_map(|f| content_that_counts(ctx, verb, f, ctx.content(verb, f)?));
        let content = cued.or_else(|| {
            let main = matches!(syntax.rel(verb), Deprel::Root | Deprel::Ccomp | Deprel::Conj | Deprel::Parataxis);
            let promised = main
                && !ctx.lexicon.frames.is_stative(syntax.lemma(verb))
                && mood.future
                && !mood.obliging
                && syntax.xpos(verb) == Xpos::Vb;
            promised.then(|| clause_content(ctx, verb, subject)).flatten()
        });
        // "to switch off" says too little to be a plan.
        let Some(content) = content.filter(|c| c.tokens.len() >= 3) else { continue };
        let mut fact = assemble(ctx, verb, vec![speaker], None, &content, mood, "first person");
        fact.confidence -= 0.25;
        facts.push(fact);
    }
}

/// "5 billion euros. That is how much the bank plans to lend.": the sum that the sentence before names alone.
pub(super) fn how_much(ctx: &Context<'_>, facts: &mut [Fact]) {
    let syntax = &ctx.syntax;
    for fact in facts {
        let sentence = fact.evidence.sentence;
        let FactKind::Proposal(proposal) = &mut fact.kind else { continue };
        if proposal.amount.is_some() || sentence == 0 {
            continue;
        }
        let tokens = ctx.sentence_tokens(sentence);
        let asks = tokens
            .clone()
            .take(6)
            .any(|t| syntax.form(t).eq_ignore_ascii_case("how") && matches!(syntax.lemma(t + 1), "much" | "many"));
        let before = ctx.sentence_tokens(sentence - 1);
        let verbless = !before.clone().any(|t| syntax.is_finite(t));
        if asks && verbless {
            proposal.amount = ctx.money_in(before).next().map(|(_, m)| (m.value, m.currency));
        }
    }
}
