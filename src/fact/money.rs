//! Money figures: each sum of the text with its party, purpose, modality and change.

use super::context::Context;
use super::figure::Figure;
use super::{Fact, FactKind, MoneyFigure};
use crate::language::{Deprel, NameKind, Upos, Xpos};
use crate::mention::{MoneyMention, QuantityMention};
use crate::span::Span;
use rust_decimal::Decimal;
use std::ops::Range;

/// Finds the money figures of a document.
#[must_use]
pub fn money_facts(ctx: &Context<'_>) -> Vec<Fact> {
    let trees = ctx.has_trees();
    let mut facts: Vec<Fact> = Vec::with_capacity(ctx.mentions.money.len());
    for (index, money) in ctx.mentions.money.iter().enumerate() {
        if money.tokens.is_empty() {
            continue;
        }
        let figure = Figure { tokens: money.tokens.clone(), sentence: money.sentence, hedge: money.hedge };
        // What restates a sum in another currency says of it what the first says.
        let restated = money
            .restates
            .and_then(|i| facts.iter().find(|f| f.evidence.focus == ctx.mentions.money[i as usize].span).cloned());
        let (party, purpose, modality, change) = match restated {
            Some(Fact { kind: FactKind::Money(first), modality, .. }) => {
                (first.party, first.purpose, modality, first.change)
            }
            _ => (
                ctx.party(&figure),
                purpose(ctx, &figure, trees),
                ctx.figure_modality(&figure, false),
                change(ctx, index, money),
            ),
        };
        let evidence = ctx.evidence(money.tokens.start, money.tokens.clone());
        let known = f32::from(u8::from(party.is_some())) + f32::from(u8::from(purpose.is_some()));
        facts.push(Fact {
            kind: FactKind::Money(MoneyFigure {
                value: money.value,
                currency: money.currency,
                party,
                purpose,
                change,
                hedge: money.hedge,
                period: period(ctx, money),
            }),
            modality,
            evidence: super::Evidence { focus: money.span, ..evidence },
            confidence: 0.75 + 0.1 * known,
            rule: if money.restates.is_some() { "money restated".to_owned() } else { "money".to_owned() },
        });
    }
    facts
}

/// The date right behind a sum ("37 billion in 2024").
fn period(ctx: &Context<'_>, money: &MoneyMention) -> Option<crate::date::PartialDate> {
    const REACH: u32 = 4;
    ctx.dates_in(money.tokens.end..money.tokens.end + REACH).next().map(|d| d.date)
}

/// "up 12.5%", "a decline of 27 percent", "(+14% on 2024)" behind a sum and before the next one.
fn change(ctx: &Context<'_>, index: usize, money: &MoneyMention) -> Option<Decimal> {
    const REACH: u32 = 16;
    let sentence = ctx.sentence_tokens(money.sentence);
    let next =
        ctx.mentions.money.get(index + 1).filter(|m| m.restates.is_none()).map_or(sentence.end, |m| m.tokens.start);
    let limit = sentence.end.min(next).min(money.tokens.end + REACH);
    let percents = &ctx.mentions.quantities;
    let from = percents.partition_point(|q| q.tokens.start < money.tokens.end);
    percents[from..]
        .iter()
        .take_while(|q| q.tokens.start < limit)
        .filter(|q| q.unit == "%")
        .find_map(|q| signed(ctx, money, q))
}

/// The percentage with the sign that the words beside it give; none if they say nothing of a change.
fn signed(ctx: &Context<'_>, money: &MoneyMention, percent: &QuantityMention) -> Option<Decimal> {
    let cues = &ctx.lexicon.cues;
    let gap = Span::new(money.span.end as usize, percent.span.start as usize).slice(&ctx.document.text);
    match gap.trim_end().chars().next_back() {
        Some('+') => return Some(percent.value),
        Some('-' | '\u{2212}') => return Some(-percent.value.abs()),
        _ => {}
    }
    if percent.value.is_sign_negative() {
        return Some(percent.value);
    }
    // The word of direction stands right before ("up 5%", "a rise of 5%", "rose by 5%") or behind ("5% more").
    let before = (money.tokens.end..percent.tokens.start).rev().take(4);
    let behind = (percent.tokens.end..percent.tokens.end + 2).filter(|&t| (t as usize) < ctx.syntax.words.len());
    before.chain(behind).find_map(|t| {
        let lemma = ctx.syntax.lemma(t);
        if cues.down.contains(lemma) { Some(-percent.value) } else { cues.up.contains(lemma).then_some(percent.value) }
    })
}

/// What a sum is for, as written.
fn purpose(ctx: &Context<'_>, figure: &Figure, trees: bool) -> Option<String> {
    let found = if trees { by_tree(ctx, figure) } else { None };
    let tokens = found.or_else(|| by_words(ctx, figure))?;
    let text = ctx.text(&tokens);
    (!text.is_empty()).then_some(text)
}

fn by_tree(ctx: &Context<'_>, figure: &Figure) -> Option<Range<u32>> {
    if let Some(next) = ctx.explaining_sentence(figure) {
        return explained(ctx, next);
    }
    let syntax = &ctx.syntax;
    let head = ctx.figure_head(figure);
    // "$40 million for a bridge": what hangs on the sum itself.
    if let Some(found) = complement(ctx, head, figure) {
        return Some(found);
    }
    let mut empty = None;
    for at in syntax.ancestors(head).take(6) {
        if figure.tokens.contains(&at) {
            continue;
        }
        if syntax.upos(at) == Upos::Verb {
            if let Some(found) = complement(ctx, at, figure) {
                return Some(found);
            }
            let lemma = syntax.lemma(at);
            let subject = syntax.child(at, &[Deprel::Nsubj, Deprel::NsubjPass]);
            if ctx.lexicon.cues.purpose_subject.contains(lemma) {
                if let Some(subject) = subject.filter(|&s| !figure.tokens.contains(&s)) {
                    let noun = if syntax.upos(subject) == Upos::Pron {
                        syntax.head(at).filter(|_| syntax.rel(at) == Deprel::AclRelcl).unwrap_or(subject)
                    } else {
                        subject
                    };
                    return Some(noun_phrase(ctx, noun, figure, &[at]));
                }
            }
            // "sold the library for $2 million": the sum is the price of the object.
            if let Some(object) =
                syntax.child(at, &[Deprel::Obj]).filter(|o| !figure.tokens.contains(o) && !syntax.is_below(head, *o))
            {
                return Some(noun_phrase(ctx, object, figure, &[]));
            }
            if syntax.rel(at) != Deprel::Xcomp && syntax.rel(at) != Deprel::Conj {
                break;
            }
        } else if syntax.is_nominal(at) {
            if let Some(found) = complement(ctx, at, figure) {
                return Some(found);
            }
            if !ctx.lexicon.cues.empty_nouns.contains(syntax.lemma(at)) {
                return Some(noun_phrase(ctx, at, figure, &[]));
            }
            empty = empty.or(Some(at));
        }
    }
    empty.map(|noun| noun_phrase(ctx, noun, figure, &[]))
}

/// "for a bridge", "on roads", "to build a bridge" below a verb, a noun or the sum.
fn complement(ctx: &Context<'_>, at: u32, figure: &Figure) -> Option<Range<u32>> {
    let syntax = &ctx.syntax;
    let behind = |c: u32| !figure.tokens.contains(&c) && !is_time(ctx, c) && !holds(ctx, c, figure);
    for preposition in &ctx.lexicon.cues.prepositions {
        let place = matches!(preposition.as_str(), "in" | "to");
        let found = syntax.children(at).iter().copied().find(|&c| {
            matches!(syntax.rel(c), Deprel::Nmod | Deprel::Obl | Deprel::Advcl | Deprel::Acl | Deprel::OblUnmarked)
                && behind(c)
                && syntax.marked(c, preposition)
                && !(place && ctx.referent(c).is_some_and(|e| ctx.entities.get(e).kind == NameKind::Place))
        });
        if let Some(child) = found {
            return Some(noun_phrase(ctx, child, figure, &[]));
        }
    }
    // "to replace lead pipes"
    syntax
        .children(at)
        .iter()
        .copied()
        .find(|&c| {
            c > figure.tokens.start
                && matches!(syntax.rel(c), Deprel::Acl | Deprel::Advcl)
                && syntax.marked(c, "to")
                && behind(c)
        })
        .map(|c| noun_phrase(ctx, c, figure, &[]))
}

fn is_time(ctx: &Context<'_>, token: u32) -> bool {
    ctx.mentions.dates.iter().any(|d| d.tokens.contains(&token)) || ctx.lexicon.figures.is_time(ctx.syntax.lemma(token))
}

fn holds(ctx: &Context<'_>, token: u32, figure: &Figure) -> bool {
    let subtree = ctx.syntax.subtree(token);
    subtree.start <= figure.tokens.start && figure.tokens.end <= subtree.end
}

/// A phrase without the figure inside it, and without relative clauses, appositions and dates behind its head.
fn noun_phrase(ctx: &Context<'_>, head: u32, figure: &Figure, without: &[u32]) -> Range<u32> {
    let syntax = &ctx.syntax;
    let mut drop = without.to_vec();
    for &child in syntax.children(head) {
        let clause = matches!(syntax.rel(child), Deprel::AclRelcl | Deprel::Appos | Deprel::Parataxis | Deprel::Conj if child > head + 12);
        let relative = matches!(syntax.rel(child), Deprel::AclRelcl | Deprel::Appos | Deprel::Parataxis);
        let sum = syntax.subtree(child).start <= figure.tokens.start && figure.tokens.end <= syntax.subtree(child).end;
        if clause
            || relative
            || sum
            || matches!(syntax.rel(child), Deprel::Nmod | Deprel::Obl | Deprel::OblUnmarked) && is_time(ctx, child)
        {
            drop.push(child);
        }
    }
    let mut range = ctx.phrase(head, &drop);
    // The figure stands at the front of the phrase ("a $40 million bridge").
    if range.contains(&figure.tokens.start) {
        if head >= figure.tokens.end {
            range.start = figure.tokens.end;
        } else {
            range.end = figure.tokens.start;
        }
    }
    while range.len() > 1 && matches!(syntax.xpos(range.start), Xpos::Dt | Xpos::PrpS) {
        range.start += 1;
    }
    ctx.trim(range)
}

/// "That is how much the state spent on schools": what the next sentence says the sum is for.
fn explained(ctx: &Context<'_>, next: Range<u32>) -> Option<Range<u32>> {
    let syntax = &ctx.syntax;
    let nothing = Figure {
        tokens: next.start..next.start + 1,
        sentence: syntax.sentence(next.start),
        hedge: crate::mention::Hedge::Exact,
    };
    next.rev().filter(|&t| syntax.upos(t) == Upos::Verb).find_map(|verb| complement(ctx, verb, &nothing))
}

/// Without a tree: the words behind a preposition of purpose right after the sum, or the noun behind the sum.
fn by_words(ctx: &Context<'_>, figure: &Figure) -> Option<Range<u32>> {
    const LONGEST: u32 = 8;
    let syntax = &ctx.syntax;
    let end = ctx.sentence_tokens(figure.sentence).end;
    let stops = |t: u32| {
        matches!(syntax.form(t), "," | ";" | ":" | "." | "(" | ")" | "—" | "–" | "“" | "”" | "\"") || is_time(ctx, t)
    };
    let phrase = |from: u32| {
        let until = (from..end.min(from + LONGEST)).find(|&t| stops(t)).unwrap_or(end.min(from + LONGEST));
        (until > from).then(|| ctx.trim(from..until)).filter(|r| !r.is_empty())
    };
    let lead = (figure.tokens.end..end.min(figure.tokens.end + 6))
        .take_while(|&t| !stops(t))
        .find(|&t| ctx.lexicon.cues.prepositions.iter().any(|p| p == syntax.form(t)) || syntax.form(t) == "to");
    match lead {
        Some(preposition) => phrase(preposition + 1),
        None if figure.tokens.end < end
            && syntax.form(figure.tokens.end).starts_with(char::is_alphabetic)
            && !ctx.lexicon.figures.is_stop(&syntax.form(figure.tokens.end).to_lowercase()) =>
        {
            phrase(figure.tokens.end)
        }
        None => None,
    }
}
