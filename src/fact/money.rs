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
        // What restates a sum in another currency, or ends a range, says of it what the first says.
        let restated = money
            .restates
            .or(money.range_from)
            .and_then(|i| facts.iter().rev().take(3).find(|f| f.evidence.focus == ctx.mentions.money[i as usize].span))
            .cloned();
        let (party, purpose, modality, change) = match restated {
            Some(Fact { kind: FactKind::Money(first), modality, .. }) => {
                (first.party, first.purpose, modality, first.change)
            }
            _ => (
                ctx.party(&figure),
                purpose(ctx, &figure, trees),
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

/// What a sum is for, as written.
fn purpose(ctx: &Context<'_>, figure: &Figure, trees: bool) -> Option<String> {
    let found = if trees { by_tree(ctx, figure) } else { None };
    let says = |tokens: &Range<u32>| {
        let words = tokens.clone().filter(|&t| ctx.syntax.upos(t) != Upos::Punct);
        !words.clone().all(|t| ctx.syntax.upos(t) == Upos::Pron || is_time(ctx, t) || ctx.syntax.upos(t) == Upos::Num)
    };
    let tokens = found.filter(says).or_else(|| by_words(ctx, figure).filter(says))?;
    let text = without_figure(ctx, &tokens, figure);
    (!text.is_empty()).then_some(text)
}

/// The words of a purpose without the sum that stands among them: "paid out | only 85 million".
fn without_figure(ctx: &Context<'_>, tokens: &Range<u32>, figure: &Figure) -> String {
    let sum = figure.tokens.start.max(tokens.start)..figure.tokens.end.min(tokens.end);
    if sum.is_empty() {
        return ctx.text(tokens);
    }
    let hedge = |t: u32| ctx.syntax.upos(t) == Upos::Adv && ctx.syntax.rel(t) == Deprel::Advmod;
    let mut left = tokens.start..sum.start;
    while !left.is_empty() && (hedge(left.end - 1) || matches!(ctx.syntax.upos(left.end - 1), Upos::Adp | Upos::Det)) {
        left.end -= 1;
    }
    let (left, right) = (ctx.text(&ctx.trim(left)), ctx.text(&ctx.trim(sum.end..tokens.end)));
    format!("{left} {right}").trim().to_owned()
}

#[expect(clippy::too_many_lines, reason = "one case after another, in the order in which they are tried")]
fn by_tree(ctx: &Context<'_>, figure: &Figure) -> Option<Range<u32>> {
    if let Some(next) = ctx.explaining_sentence(figure) {
        return explained(ctx, next);
    }
    if let Some(found) = priced(ctx, figure).or_else(|| changed(ctx, figure)) {
        return Some(found);
    }
    let syntax = &ctx.syntax;
    let head = ctx.figure_head(figure);
    // "the 40 million spent on a bridge"
    let spent = syntax.children_by(head, &[Deprel::Acl]).find(|&c| c > head && syntax.xpos(c) == Xpos::Vbn);
    if let Some(found) = spent.and_then(|participle| complement(ctx, participle, figure)) {
        return Some(found);
    }
    // "$40 million for a bridge", "3 billion of bonds": what hangs on the sum itself or follows it closely.
    if let Some(found) = following(ctx, figure).or_else(|| complement(ctx, head, figure)) {
        return Some(found);
    }
    let of = syntax
        .children(head)
        .iter()
        .copied()
        .find(|&c| syntax.rel(c) == Deprel::Nmod && syntax.marked(c, "of") && !figure.tokens.contains(&c));
    if let Some(whole) = of {
        return Some(noun_phrase(ctx, whole, figure, &[]));
    }
    if let Some(found) = offence(ctx, figure) {
        return Some(found);
    }
    let mut empty = None;
    let mut verb = None;
    for at in syntax.ancestors(head).take(6) {
        let subject = syntax.child(at, &[Deprel::Nsubj, Deprel::NsubjPass]).filter(|&s| !holds(ctx, s, figure));
        // "Sweden's share is 780 million", "the contract is worth 160 million"
        if syntax.child(at, &[Deprel::Cop]).is_some() {
            return subject
                .map(|s| noun_phrase(ctx, s, figure, &[]))
                .or(empty.map(|n| noun_phrase(ctx, n, figure, &[])));
        }
        if figure.tokens.contains(&at) {
            continue;
        }
        if syntax.upos(at) == Upos::Verb {
            verb = verb.or(Some(at));
            let lemma = syntax.lemma(at);
            let object = syntax.child(at, &[Deprel::Obj]).filter(|&o| !holds(ctx, o, figure) && !is_named(ctx, o));
            if ctx.lexicon.cues.moves.contains(lemma)
                && let Some(mover) = object.or(subject)
            {
                return Some(noun_phrase(ctx, mover, figure, &[]));
            }
            if let Some(found) = complement(ctx, at, figure) {
                return Some(found);
            }
            if ctx.lexicon.cues.purpose_subject.contains(lemma) && subject.is_none() {
                // "funds estimated to total 300 million"
                let clause = syntax.ancestors(at).take(3).find(|&t| syntax.rel(t) != Deprel::Xcomp);
                let clause = clause.filter(|&t| syntax.rel(t) == Deprel::Acl);
                if let Some((clause, noun)) = clause.and_then(|t| Some((t, syntax.head(t)?))) {
                    return Some(noun_phrase(ctx, noun, figure, &[clause]));
                }
            }
            if ctx.lexicon.cues.purpose_subject.contains(lemma)
                && let Some(subject) = subject
            {
                let relative = syntax.upos(subject) == Upos::Pron && syntax.rel(at) == Deprel::AclRelcl;
                let noun = if relative { syntax.head(at).unwrap_or(subject) } else { subject };
                if syntax.upos(noun) != Upos::Pron {
                    return Some(noun_phrase(ctx, noun, figure, &[at]));
                }
            }
            // "sold the library for $2 million": the sum is the price of the object.
            if let Some(object) = object {
                return Some(noun_phrase(ctx, object, figure, &[]));
            }
            if !matches!(syntax.rel(at), Deprel::Xcomp | Deprel::Conj)
                || syntax.rel(at) == Deprel::Conj && syntax.child(at, &[Deprel::Nsubj]).is_some()
            {
                break;
            }
        } else if syntax.is_nominal(at) && !is_sum(ctx, at) && !is_named(ctx, at) {
            if let Some(found) = complement(ctx, at, figure) {
                return Some(found);
            }
            let told_apart = syntax
                .children_by(at, &[Deprel::Amod, Deprel::Compound])
                .any(|c| !holds(ctx, c, figure) && !figure.tokens.contains(&c));
            if !ctx.lexicon.cues.empty_nouns.contains(syntax.lemma(at)) || told_apart {
                return Some(noun_phrase(ctx, at, figure, &[]));
            }
            empty = empty.or(Some(at));
        }
    }
    if let Some(noun) = empty {
        return Some(noun_phrase(ctx, noun, figure, &[]));
    }
    // Nothing but the verb says it: "recovered", "borrow ... abroad"; of a verb of speech, what is said.
    let verb = verb?;
    let said = ctx.lexicon.names.is_speech(syntax.lemma(verb)).then(|| syntax.child(verb, &[Deprel::Ccomp])).flatten();
    let verb = said.unwrap_or(verb);
    let drop: Vec<u32> = syntax
        .children_by(
            verb,
            &[
                Deprel::Nsubj,
                Deprel::NsubjPass,
                Deprel::Aux,
                Deprel::AuxPass,
                Deprel::Mark,
                Deprel::Cc,
                Deprel::Conj,
                Deprel::Advcl,
                Deprel::Parataxis,
            ],
        )
        .filter(|c| {
            !matches!(syntax.rel(*c), Deprel::Conj | Deprel::Advcl | Deprel::Parataxis) || !holds(ctx, *c, figure)
        })
        .collect();
    let range = ctx.phrase(verb, &drop);
    (range.len() <= 16).then_some(range)
}

/// "the 400-euro licence", "a $2 million bridge": the noun that a sum with an article stands before.
fn priced(ctx: &Context<'_>, figure: &Figure) -> Option<Range<u32>> {
    let syntax = &ctx.syntax;
    let sentence = ctx.sentence_tokens(figure.sentence);
    let article = figure.tokens.start.checked_sub(1).filter(|t| sentence.contains(t))?;
    if !matches!(syntax.xpos(article), Xpos::Dt | Xpos::PrpS) {
        return None;
    }
    let modifies = |t: u32| matches!(syntax.upos(t), Upos::Noun | Upos::Adj | Upos::Propn) && !is_time(ctx, t);
    let last = (figure.tokens.end..sentence.end).take_while(|&t| modifies(t)).last()?;
    let noun = syntax.upos(last) == Upos::Noun;
    let says = !ctx.lexicon.cues.empty_nouns.contains(syntax.lemma(last));
    (noun && says).then(|| noun_phrase(ctx, last, figure, &[]))
}

/// "raise the fee for late reports from 10 million to 25 million", "a cut in the fare from 3 euros to 2": what changes
/// stands before "from".
fn changed(ctx: &Context<'_>, figure: &Figure) -> Option<Range<u32>> {
    let syntax = &ctx.syntax;
    let start = ctx.sentence_tokens(figure.sentence).start;
    let led = |t: u32| t.checked_sub(1).filter(|&b| b >= start && matches!(syntax.form(b), "from" | "to"));
    let mut from = led(figure.tokens.start)?;
    if syntax.form(from) == "to" {
        // "from A to B": the first sum of the two.
        let first = ctx.money_in(start..from).last().map(|(_, m)| m.tokens.clone()).filter(|t| t.end == from)?;
        from = led(first.start).filter(|&t| syntax.form(t) == "from")?;
    }
    let verb = (start..from).rev().find(|&t| {
        syntax.upos(t) == Upos::Verb
            && ctx.lexicon.cues.moves.contains(syntax.lemma(t))
            && syntax.child(t, &[Deprel::Obj]).is_some_and(|o| o > t && o < from && syntax.is_nominal(o))
    })?;
    let object = syntax.child(verb, &[Deprel::Obj])?;
    let whole = ctx.trim(syntax.subtree(object).start.max(verb + 1)..from);
    let own = (whole.start..whole.end).find(|&t| syntax.xpos(t) != Xpos::Dt && syntax.xpos(t) != Xpos::PrpS)?;
    Some(ctx.trim(own..whole.end))
}

/// "was fined 3 million by the agency, a watchdog, for dumping waste": what a sum that was imposed is for,
/// wherever the tree hung it.
fn offence(ctx: &Context<'_>, figure: &Figure) -> Option<Range<u32>> {
    let syntax = &ctx.syntax;
    let cues = &ctx.lexicon.cues;
    let verb = syntax.ancestors(ctx.figure_head(figure)).find(|&t| syntax.upos(t) == Upos::Verb)?;
    if !cues.fined.contains(syntax.lemma(verb)) && !cues.imposed.contains(syntax.lemma(verb)) {
        return None;
    }
    let end = ctx.sentence_tokens(figure.sentence).end;
    let gerund = (figure.tokens.end..end.saturating_sub(1))
        .take_while(|&t| syntax.form(t) != ";" && !syntax.is_finite(t))
        .find(|&t| syntax.form(t) == "for" && syntax.xpos(t + 1) == Xpos::Vbg)?;
    Some(noun_phrase(ctx, gerund + 1, figure, &[]))
}

/// True if a noun is a named thing or a pronoun: whom a sum goes to, not what it is for.
fn is_named(ctx: &Context<'_>, noun: u32) -> bool {
    ctx.syntax.upos(noun) == Upos::Pron || ctx.referent(noun).is_some_and(|e| ctx.is_agent(e))
}

/// "for" soon behind a sum, whatever the tree hangs it on ("5 million a year over six years for roads").
fn following(ctx: &Context<'_>, figure: &Figure) -> Option<Range<u32>> {
    const REACH: u32 = 10;
    let syntax = &ctx.syntax;
    let end = ctx.sentence_tokens(figure.sentence).end.min(figure.tokens.end + REACH);
    let until = (figure.tokens.end..end)
        .find(|&t| {
            syntax.upos(t) == Upos::Verb
                || matches!(syntax.form(t), "," | ";" | ":" | ".")
                || syntax.form(t) == "and" && !is_time(ctx, t - 1)
                || syntax.form(t) == "for"
        })
        .filter(|&t| syntax.form(t) == "for")?;
    let head = syntax.head(until).filter(|&h| h > until && !is_time(ctx, h) && !is_sum(ctx, h))?;
    Some(noun_phrase(ctx, head, figure, &[]))
}

/// "for a bridge", "on roads", "to build a bridge" below a verb, a noun or the sum.
fn complement(ctx: &Context<'_>, at: u32, figure: &Figure) -> Option<Range<u32>> {
    let syntax = &ctx.syntax;
    let cues = &ctx.lexicon.cues;
    let free = |c: u32| !figure.tokens.contains(&c) && !is_time(ctx, c) && !is_sum(ctx, c) && !holds(ctx, c, figure);
    let marked = |preposition: &str, strong: bool| {
        let found = syntax.children(at).iter().copied().find(|&c| {
            matches!(syntax.rel(c), Deprel::Nmod | Deprel::Obl | Deprel::Advcl | Deprel::Acl | Deprel::OblUnmarked)
                && free(c)
                && syntax.marked(c, preposition)
                && (strong
                    || !ctx.referent(c).is_some_and(|e| {
                        matches!(ctx.entities.get(e).kind, NameKind::Place | NameKind::Report | NameKind::Law)
                    }))
        });
        found.map(|child| noun_phrase(ctx, child, figure, &[]))
    };
    if let Some(found) = cues.prepositions.iter().find_map(|p| marked(p, true)) {
        return Some(found);
    }
    // "to replace lead pipes"
    let infinitive = syntax.children(at).iter().copied().find(|&c| {
        c > figure.tokens.start
            && matches!(syntax.rel(c), Deprel::Acl | Deprel::Advcl | Deprel::Xcomp)
            && syntax.marked(c, "to")
            && syntax.upos(c) == Upos::Verb
            && free(c)
    });
    infinitive
        .map(|c| noun_phrase(ctx, c, figure, &[]))
        .or_else(|| cues.weak_prepositions.iter().find_map(|p| marked(p, false)))
}

/// True if a token is part of a sum.
fn is_sum(ctx: &Context<'_>, token: u32) -> bool {
    let money = &ctx.mentions.money;
    let index = money.partition_point(|m| m.tokens.end <= token);
    money.get(index).is_some_and(|m| m.tokens.start <= token)
}

fn is_time(ctx: &Context<'_>, token: u32) -> bool {
    let dates = &ctx.mentions.dates;
    let index = dates.partition_point(|d| d.tokens.end <= token);
    dates.get(index).is_some_and(|d| d.tokens.start <= token) || ctx.lexicon.figures.is_time(ctx.syntax.lemma(token))
}

fn holds(ctx: &Context<'_>, token: u32, figure: &Figure) -> bool {
    let subtree = ctx.syntax.subtree(token);
    subtree.start <= figure.tokens.start && figure.tokens.end <= subtree.end
}

/// "in its draft budget": where a sum stands written, not what it is for.
fn is_document(ctx: &Context<'_>, token: u32) -> bool {
    matches!(ctx.syntax.rel(token), Deprel::Nmod | Deprel::Obl)
        && ["in", "under", "during", "through"].iter().any(|p| ctx.syntax.marked(token, p))
        && (ctx.referent(token).is_some_and(|e| matches!(ctx.entities.get(e).kind, NameKind::Report | NameKind::Law))
            || ctx.lexicon.cues.empty_nouns.contains(ctx.syntax.lemma(token)))
}

/// A phrase without the figure inside it, and without relative clauses, appositions and dates behind its head.
fn noun_phrase(ctx: &Context<'_>, head: u32, figure: &Figure, without: &[u32]) -> Range<u32> {
    let syntax = &ctx.syntax;
    let mut drop = without.to_vec();
    for &child in syntax.children(head) {
        let relative = matches!(syntax.rel(child), Deprel::AclRelcl | Deprel::Appos | Deprel::Parataxis);
        let sum = syntax.subtree(child).start <= figure.tokens.start && figure.tokens.end <= syntax.subtree(child).end;
        if relative
            || sum
            || is_document(ctx, child)
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
    ctx.trim(without_comparison(ctx, range))
}

/// "handling cash | , a fifth more than in 2023": what compares a sum with another is not what it is for.
fn without_comparison(ctx: &Context<'_>, range: Range<u32>) -> Range<u32> {
    let syntax = &ctx.syntax;
    let cues = &ctx.lexicon.cues;
    let compares = |t: u32| cues.up.contains(syntax.lemma(t)) || cues.down.contains(syntax.lemma(t));
    let comma = range.clone().skip(1).find(|&t| {
        syntax.form(t) == "," && (t + 1..range.end.min(t + 4)).any(|n| compares(n) && syntax.upos(n) != Upos::Verb)
    });
    comma.map_or(range.clone(), |comma| range.start..comma)
}

/// "That is how much the state spent on schools": what the next sentence says the sum is for.
fn explained(ctx: &Context<'_>, next: Range<u32>) -> Option<Range<u32>> {
    let syntax = &ctx.syntax;
    let nothing = Figure {
        tokens: next.start..next.start + 1,
        sentence: syntax.sentence(next.start),
        hedge: crate::mention::Hedge::Exact,
    };
    next.filter(|&t| syntax.upos(t) == Upos::Verb).find_map(|verb| complement(ctx, verb, &nothing))
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
