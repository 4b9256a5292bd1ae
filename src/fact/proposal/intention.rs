//! What a party says it will do, and what a law would do: proposals without a cue of their own.

use super::super::context::Context;
use super::super::predicate::Content;
use super::super::{Fact, FactKind, Stage};
use super::assemble;
use super::indirect::{clause_content, follows_instrument};
use crate::date::PartialDate;
use crate::entity::EntityId;
use crate::language::{Deprel, NameKind, Upos, Xpos};
use crate::lexicon::{FrameFact, Slot};

/// "The agency will monitor": what a named party says it will do, without another cue; "she would scrap".
pub(super) fn intention(ctx: &Context<'_>, verb: u32) -> Option<Fact> {
    let syntax = &ctx.syntax;
    if syntax.upos(verb) != Upos::Verb || syntax.xpos(verb) != Xpos::Vb || ctx.is_quoted(verb) {
        return None;
    }
    if ctx.lexicon.frames.is_stative(syntax.lemma(verb)) || has_inverted_condition(ctx, verb) {
        return None;
    }
    // Only a main clause, or one of several: what hangs below another verb is that verb's content.
    let main = match syntax.rel(verb) {
        Deprel::Root => true,
        Deprel::Conj => syntax.head(verb).is_some_and(|h| syntax.rel(h) == Deprel::Root && syntax.xpos(h) == Xpos::Vb),
        Deprel::Ccomp => syntax.head(verb).is_some_and(|h| h > verb && speaks_for_subject(ctx, h, verb)),
        // "the Harbour Bill, which would freeze the levy".
        Deprel::AclRelcl => follows_name_of_law(ctx, verb) && ctx.mood(verb).conditional,
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
    let law = names_law(ctx, &proposers);
    // "The act will come into force": a stage, not an effect.
    if law && !ctx.lexicon.stages.subject(syntax.lemma(verb)).is_empty() {
        return None;
    }
    let subject = syntax.child(verb, &[Deprel::Nsubj])?;
    // "Her offer will lapse": what a paper does is another question.
    let paper = syntax.upos(subject) == Upos::Noun && ctx.lexicon.frames.is_instrument(syntax.lemma(subject));
    if paper && ctx.referent(subject).is_none() {
        return None;
    }
    if !law && follows_instrument(ctx, verb, subject) {
        return None;
    }
    // "will fill in" says too little to be anybody's proposal.
    let content = clause_content(ctx, verb, subject)?;
    let rule = if law { "what a bill would do" } else { "intention" };
    let mut fact = assemble(ctx, verb, proposers, None, &content, mood, rule);
    if let (true, FactKind::Proposal(effect)) = (law, &mut fact.kind) {
        effect.date = introduced(ctx, verb, subject).or(effect.date);
    }
    fact.confidence -= 0.25;
    Some(fact)
}

fn names_law(ctx: &Context<'_>, entities: &[EntityId]) -> bool {
    entities.first().is_some_and(|&e| ctx.entities.get(e).kind == NameKind::Law)
}

/// "the Harbour Bill, which": the clause speaks of a law by its name.
fn follows_name_of_law(ctx: &Context<'_>, verb: u32) -> bool {
    let names = &ctx.mentions.names;
    let is_name = |t: u32| names.iter().any(|n| n.kind == NameKind::Law && n.tokens.contains(&t));
    ctx.agents(verb).first().is_some_and(|&head| {
        is_name(head) || ctx.syntax.children_by(head, &[Deprel::Appos]).any(|c| is_name(c) && c < verb)
    })
}

/// "The bill, tabled in May, would", "Introduced in May, it would": when it was put forward.
fn introduced(ctx: &Context<'_>, verb: u32, subject: u32) -> Option<PartialDate> {
    let syntax = &ctx.syntax;
    let tabled = |participle: &u32| {
        syntax.xpos(*participle) == Xpos::Vbn
            && ctx
                .lexicon
                .stages
                .object(syntax.lemma(*participle))
                .iter()
                .any(|cue| matches!(Stage::parse(&cue.stage), Some(Stage::Proposed | Stage::Planned)))
    };
    let before = syntax.children_by(verb, &[Deprel::Advcl]).filter(|&c| c < verb);
    let behind = syntax.subtree(subject).filter(|&c| c > subject && syntax.rel(c) == Deprel::Acl);
    let participle = behind.chain(before).find(tabled)?;
    ctx.time(participle, &(verb..verb + 1))
}

/// "Under the bill, fees would double", "the bill, under which": a clause that says what a law not yet in force brings.
pub(super) fn under_law(ctx: &Context<'_>, verb: u32) -> Option<Fact> {
    let syntax = &ctx.syntax;
    let mood = ctx.mood(verb);
    if !mood.conditional || !mood.holds() || mood.obliging || ctx.is_quoted(verb) || has_inverted_condition(ctx, verb) {
        return None;
    }
    let subject = syntax.child(verb, &[Deprel::Nsubj, Deprel::NsubjPass])?;
    let under = syntax.children_by(verb, &[Deprel::Obl]).find(|&c| c < subject && syntax.marked(c, "under"))?;
    let law = ctx.referent(ctx.antecedent_of(under, verb)).filter(|&e| ctx.entities.get(e).kind == NameKind::Law)?;
    let mut tokens = ctx.phrase(verb, &[under]);
    tokens.start = tokens.start.max(syntax.subtree(under).end);
    let content = Content { tokens: ctx.trim(tokens), head: verb, slot: Slot::Ccomp };
    let mut fact = assemble(ctx, verb, vec![law], None, &content, mood, "what a bill would do");
    fact.confidence -= 0.25;
    Some(fact)
}

/// "Should the chamber not act, the bill would ...".
pub(super) fn has_inverted_condition(ctx: &Context<'_>, verb: u32) -> bool {
    let syntax = &ctx.syntax;
    syntax.children_by(verb, &[Deprel::Advcl]).any(|c| {
        let first = syntax.subtree(c).start;
        c < verb
            && matches!(syntax.lemma(first).to_lowercase().as_str(), "should" | "have" | "be")
            && first != c
            && syntax.upos(first) == Upos::Aux
    })
}

/// "The ministry will appeal, said the minister": who says it speaks for the one who acts.
fn speaks_for_subject(ctx: &Context<'_>, speech: u32, verb: u32) -> bool {
    let frames = &ctx.lexicon.frames;
    let bodies = ctx.acting(verb);
    frames.verb(ctx.syntax.lemma(speech)).any(|f| f.fact == FrameFact::Statement && f.only.is_none())
        && ctx.acting(speech).iter().any(|&speaker| bodies.iter().any(|&b| b == speaker || ctx.is_of(speaker, b)))
}

/// "The minister said he would open the files": the speaker's own plan.
pub(super) fn announced_intention(ctx: &Context<'_>, verb: u32) -> Option<Fact> {
    let syntax = &ctx.syntax;
    let speech = syntax.upos(verb) == Upos::Verb
        && !ctx.is_quoted(verb)
        && ctx.lexicon.frames.verb(syntax.lemma(verb)).any(|f| f.fact == FrameFact::Statement && f.only.is_none());
    if !speech {
        return None;
    }
    let first = syntax.child(verb, &[Deprel::Ccomp])?;
    syntax.conjuncts(first).into_iter().find_map(|clause| announced(ctx, verb, clause))
}

fn announced(ctx: &Context<'_>, verb: u32, clause: u32) -> Option<Fact> {
    let syntax = &ctx.syntax;
    let above = ctx.mood(verb);
    let mood = ctx.mood(clause);
    let subject = syntax.child(clause, &[Deprel::Nsubj])?;
    let speakers: Vec<EntityId> = ctx.acting(verb).into_iter().filter(|&e| ctx.is_agent(e)).collect();
    let own = ctx.referent(subject).is_some_and(|e| speakers.iter().any(|&s| s == e || ctx.is_of(s, e)));
    let planned = mood.future || syntax.lemma(clause) == "be" || mood.conditional && syntax.xpos(verb) == Xpos::Vbd;
    let conditions = &ctx.lexicon.frames.mood.conditions;
    let conditional =
        syntax.children_by(clause, &[Deprel::Advcl]).any(|c| syntax.markers(c).any(|m| conditions.contains(m)));
    let verbal = syntax.upos(clause) == Upos::Verb && !syntax.is_passive(clause) && syntax.xpos(clause) == Xpos::Vb;
    if !own || !planned || !mood.holds() || mood.obliging || !above.holds() || conditional || !verbal {
        return None;
    }
    let mut content = clause_content(ctx, clause, subject)?;
    content.slot = Slot::Ccomp;
    let mut fact = assemble(ctx, verb, speakers, None, &content, mood, "announced intention");
    fact.confidence -= 0.2;
    Some(fact)
}
