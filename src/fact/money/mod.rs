//! Money figures: each sum of the text with its party, purpose, modality and change.

mod purpose;

use super::context::Context;
use super::figure::Figure;
use super::{Fact, FactKind, MoneyFigure};
use crate::mention::{Hedge, MoneyMention, QuantityMention};
use crate::span::Span;
use rust_decimal::Decimal;

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
        // What restates a sum in another currency, or ends a range, says of it what the first says.
        let restated = money
            .restates
            .or(money.range_from)
            .and_then(|i| facts.iter().rev().take(3).find(|f| f.evidence.focus == ctx.mentions.money[i as usize].span))
            .cloned();
        let (party, purpose, modality, change) = match (restated, compared_with(ctx, index, &facts)) {
            (Some(Fact { kind: FactKind::Money(first), modality, .. }), _) => {
                // "from 3 million to 5 million": what is and what is to be.
                let left = money.restates.is_none() && ctx.is_left_behind(ctx.mentions.money[index - 1].tokens.clone());
                let modality = if left { ctx.figure_modality(&figure, false) } else { modality };
                (first.party, first.purpose, modality, first.change)
            }
            (_, Some(first)) => (first.party, first.purpose.clone(), ctx.modality_compared(&figure), None),
            _ => (
                ctx.party(&figure),
                purpose::purpose(ctx, &figure, trees).or_else(|| resumed(ctx, index, &figure, &facts)),
                ctx.figure_modality(&figure, false),
                change(ctx, index, money, &figure),
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

/// "That number is to fall to 2 million": for what the sum before it was.
fn resumed(ctx: &Context<'_>, index: usize, figure: &Figure, facts: &[Fact]) -> Option<String> {
    const REACH: u32 = 2;
    let last = ctx.mentions.money[..index].last().filter(|last| figure.sentence - last.sentence <= REACH)?;
    match facts.last().filter(|fact| fact.evidence.focus == last.span).map(|fact| &fact.kind) {
        Some(FactKind::Money(first)) if purpose::resumes(ctx, figure) => first.purpose.clone(),
        _ => None,
    }
}

/// "up from 3 billion", "against the 2 million promised": the figure before it in its sentence that a sum is compared
/// with. The two are about one thing.
fn compared_with<'f>(ctx: &Context<'_>, index: usize, facts: &'f [Fact]) -> Option<&'f MoneyFigure> {
    let money = &ctx.mentions.money[index];
    // "more than 3 billion" is a sum of its own.
    if money.hedge != Hedge::Exact || !ctx.is_compared(money.tokens.start) {
        return None;
    }
    let before = ctx.mentions.money[..index].iter().rev().take_while(|m| m.sentence == money.sentence);
    let first = before.filter(|m| m.currency == money.currency).last()?;
    facts.iter().rev().find(|f| f.evidence.focus == first.span).and_then(|fact| match &fact.kind {
        FactKind::Money(figure) => Some(figure),
        _ => None,
    })
}

/// The date right behind a sum ("37 billion in 2024").
fn period(ctx: &Context<'_>, money: &MoneyMention) -> Option<crate::date::PartialDate> {
    const REACH: u32 = 4;
    ctx.dates_in(money.tokens.end..money.tokens.end + REACH).next().map(|d| d.date)
}

/// "up 12.5%", "a decline of 27 percent", "(+14% on 2024)" behind a sum and before the next one, or in
/// the sentence that explains it.
fn change(ctx: &Context<'_>, index: usize, money: &MoneyMention, figure: &Figure) -> Option<Decimal> {
    const REACH: u32 = 16;
    let next =
        ctx.mentions.money[index + 1..].iter().find(|m| m.restates.is_none()).map_or(u32::MAX, |m| m.tokens.start);
    let (from, limit) = match ctx.explaining_sentence(figure) {
        Some(explained) => (explained.start, explained.end),
        None => (money.tokens.end, ctx.sentence_tokens(money.sentence).end.min(money.tokens.end + REACH)),
    };
    let percents = &ctx.mentions.quantities;
    let first = percents.partition_point(|q| q.tokens.start < from);
    let candidates =
        percents[first..].iter().take_while(|q| q.tokens.start < limit.min(next)).filter(|q| q.unit == "%");
    candidates.into_iter().find_map(|q| signed(ctx, from, q))
}

/// The percentage with the sign that the words beside it give; none if they say nothing of a change.
fn signed(ctx: &Context<'_>, from: u32, percent: &QuantityMention) -> Option<Decimal> {
    let cues = &ctx.lexicon.cues;
    let start = ctx.syntax.span(from).start.min(percent.span.start);
    let gap = Span { start, end: percent.span.start }.slice(&ctx.document.text);
    match gap.trim_end().chars().next_back() {
        Some('+') => return Some(percent.value),
        Some('-' | '\u{2212}') => return Some(-percent.value.abs()),
        _ => {}
    }
    if percent.value.is_sign_negative() {
        return Some(percent.value);
    }
    // The word of direction stands right before ("up 5%", "a rise of 5%", "rose by 5%") or behind ("5% more").
    let before = (from..percent.tokens.start).rev().take(4);
    let behind = (percent.tokens.end..percent.tokens.end + 2).filter(|&t| (t as usize) < ctx.syntax.words.len());
    before.chain(behind).find_map(|t| {
        let lemma = ctx.syntax.lemma(t);
        if cues.down.contains(lemma) { Some(-percent.value) } else { cues.up.contains(lemma).then_some(percent.value) }
    })
}
